//! The five modules of the performance API.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a view charts: one kind of data of the API, with metrics of its own.
///
/// The words are the wire form in addresses and replies; the API's numbers stand in
/// [`crate::wechat`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Module {
    /// 打开率: launches whose first page was rendered.
    OpenRate,
    /// 启动各阶段耗时: how long the stages of a launch take.
    Launch,
    /// 页面切换耗时: how long switching a page takes.
    PageSwitch,
    /// 内存指标: memory in use.
    Memory,
    /// 内存异常: memory warnings and exits.
    MemoryExceptions,
}

impl Module {
    /// Every module, in the API's order.
    pub const ALL: [Self; 5] = [
        Self::OpenRate,
        Self::Launch,
        Self::PageSwitch,
        Self::Memory,
        Self::MemoryExceptions,
    ];

    /// The word in addresses.
    #[must_use]
    pub fn slug(self) -> &'static str {
        match self {
            Self::OpenRate => "open-rate",
            Self::Launch => "launch",
            Self::PageSwitch => "page-switch",
            Self::Memory => "memory",
            Self::MemoryExceptions => "memory-exceptions",
        }
    }

    /// Whether WeChat's page says that this module can be filtered by network.
    ///
    /// Platform is in no module's list though the page's own sample sends it, so that only the
    /// network is told apart here.
    #[must_use]
    pub fn documents_network(self) -> bool {
        matches!(self, Self::OpenRate | Self::Launch)
    }
}

impl fmt::Display for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.slug())
    }
}

/// A text that names no module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownModule;

impl FromStr for Module {
    type Err = UnknownModule;

    /// Reads the slug; the API's number is read by [`crate::wechat::module_from_number`].
    fn from_str(text: &str) -> Result<Self, UnknownModule> {
        Self::ALL
            .into_iter()
            .find(|module| module.slug() == text)
            .ok_or(UnknownModule)
    }
}
