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

use crate::weight::weighed;

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

    /// The language of an `Accept-Language` that there are texts for: of those with the largest weight the
    /// first.
    #[must_use]
    pub fn from_accept(header: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for (tag, weight) in weighed(header) {
            let lang = match tag.split('-').next()?.to_ascii_lowercase().as_str() {
                "zh" => Self::Zh,
                "en" => Self::En,
                _ => continue,
            };
            if weight > best.map_or(0, |(_, best)| best) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }
}
