//! WeChat's own names and numbers for what a view names in words.
//!
//! They stand here because addresses may use them as second spellings; the relay sends them. The shape
//! of its reply stands beside, for files that somebody saved.
//! Source: the documentation of `getPerformanceData`, tables of `module` and `field`.

pub mod reply;

use crate::filter::{Filter, Level, Network, Platform};
use crate::module::Module;

/// The number that the API gives a module.
#[must_use]
pub fn module_number(module: Module) -> u32 {
    match module {
        Module::OpenRate => 10016,
        Module::Launch => 10017,
        Module::PageSwitch => 10021,
        Module::Memory => 10022,
        Module::MemoryExceptions => 10023,
    }
}

/// The module of a number, written in digits.
#[must_use]
pub fn module_from_number(text: &str) -> Option<Module> {
    Module::ALL
        .into_iter()
        .find(|module| module_number(*module).to_string() == text)
}

/// A filter as the API spells it.
pub trait WechatFilter: Filter {
    /// The `field`.
    const FIELD: &'static str;

    /// The `value`; `-1` is all.
    fn value(self) -> &'static str;

    /// The filter's value of a `value`.
    fn from_value(text: &str) -> Option<Self> {
        Self::ALL
            .iter()
            .copied()
            .find(|filter| filter.value() == text)
    }
}

impl WechatFilter for Platform {
    const FIELD: &'static str = "device";

    fn value(self) -> &'static str {
        match self {
            Self::All => "-1",
            Self::Ios => "1",
            Self::Android => "2",
        }
    }
}

impl WechatFilter for Level {
    const FIELD: &'static str = "device_level";

    fn value(self) -> &'static str {
        match self {
            Self::All => "-1",
            Self::High => "1",
            Self::Mid => "2",
            Self::Low => "3",
        }
    }
}

impl WechatFilter for Network {
    const FIELD: &'static str = "networktype";

    fn value(self) -> &'static str {
        match self {
            Self::All => "-1",
            Self::Wifi => "wifi",
            Self::G4 => "4g",
            Self::G3 => "3g",
        }
    }
}
