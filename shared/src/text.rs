//! Every text that people read, in Chinese and English side by side.
//!
//! A function a message, so that the compiler checks that none is missing; page, relay, chart and
//! command line use the same ones.

pub mod aloud;
pub mod calls;
pub mod changes;
pub mod chart;
pub mod explore;
pub mod keys;
pub mod notices;
pub mod open;
pub mod page;
pub mod problems;
pub mod refused;
pub mod relay;
pub mod seen;
pub mod share;
pub mod view;
pub mod words;

use serde::{Deserialize, Serialize};

/// A language of the product.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Chinese, as written on the mainland.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The word in addresses.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// One of two texts.
    #[must_use]
    pub fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// The first language of an `Accept-Language` that there are texts for.
    ///
    /// Qualities are honoured only in that 0 refuses: browsers list languages by preference.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        header.split(',').find_map(|part| {
            let (tag, quality) = part.split_once(';').unwrap_or((part, ""));
            if matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000") {
                return None;
            }
            match tag.trim().split('-').next()?.to_ascii_lowercase().as_str() {
                "zh" => Some(Self::Zh),
                "en" => Some(Self::En),
                _ => None,
            }
        })
    }
}
