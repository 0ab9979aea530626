//! The three filters of the API, and the slice that one value of each makes.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A text that is no value of the filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownWord;

/// One filter: a closed list of words whose first is `all`.
pub trait Filter:
    Copy + Eq + Ord + Default + fmt::Display + FromStr<Err = UnknownWord> + 'static
{
    /// Every value, in the order that addresses and series follow.
    const ALL: &'static [Self];

    /// The parameter in addresses.
    const NAME: &'static str;

    /// The word in addresses and replies.
    fn word(self) -> &'static str;

    /// Whether the value leaves the data unfiltered.
    fn is_all(self) -> bool {
        self == Self::default()
    }
}

macro_rules! filter {
    ($(#[$doc:meta])* $name:ident $parameter:literal { $($(#[$value_doc:meta])* $value:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            /// Not filtered.
            #[default]
            #[serde(rename = "all")]
            All,
            $($(#[$value_doc])* #[serde(rename = $word)] $value,)*
        }

        impl Filter for $name {
            const ALL: &'static [Self] = &[Self::All, $(Self::$value,)*];
            const NAME: &'static str = $parameter;

            fn word(self) -> &'static str {
                match self {
                    Self::All => "all",
                    $(Self::$value => $word,)*
                }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.word())
            }
        }

        impl FromStr for $name {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|value| value.word() == text).ok_or(UnknownWord)
            }
        }
    };
}

filter! {
    /// The operating system of the phone.
    Platform "platform" {
        /// iPhones.
        Ios "ios",
        /// Android phones.
        Android "android",
    }
}

filter! {
    /// The class of the phone, as WeChat judges it.
    Level "level" {
        /// 高档机.
        High "high",
        /// 中档机.
        Mid "mid",
        /// 低档机.
        Low "low",
    }
}

filter! {
    /// The network the phone was on. WeChat lists neither 2G nor 5G.
    Network "network" {
        /// Wi-Fi.
        Wifi "wifi",
        /// 4G.
        G4 "4g",
        /// 3G.
        G3 "3g",
    }
}

/// One value for each filter: what one series shows and one call asks for.
///
/// Ordered as series are: by network, then level, then platform.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Slice {
    /// The network.
    pub network: Network,
    /// The device level.
    pub level: Level,
    /// The platform.
    pub platform: Platform,
}

impl Slice {
    /// The slice that nothing narrows.
    pub const ALL: Self = Self {
        network: Network::All,
        level: Level::All,
        platform: Platform::All,
    };

    /// Whether nothing narrows it.
    #[must_use]
    pub fn is_all(self) -> bool {
        self == Self::ALL
    }
}

/// Words other than all joined by dots, `ios.high`; nothing but all is `all`.
impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = [self.platform.word(), self.level.word(), self.network.word()];
        let mut narrow = words.into_iter().filter(|word| *word != "all");
        f.write_str(narrow.next().unwrap_or("all"))?;
        narrow.try_for_each(|word| write!(f, ".{word}"))
    }
}

impl FromStr for Slice {
    type Err = UnknownWord;

    /// Reads the words in any order; a filter named twice, or `all` beside others, is refused.
    fn from_str(text: &str) -> Result<Self, UnknownWord> {
        let mut slice = Self::ALL;
        if text == "all" {
            return Ok(slice);
        }
        for word in text.split('.') {
            let taken = if let (Ok(value), true) = (word.parse(), slice.platform.is_all()) {
                slice.platform = value;
                !value.is_all()
            } else if let (Ok(value), true) = (word.parse(), slice.level.is_all()) {
                slice.level = value;
                !value.is_all()
            } else if let (Ok(value), true) = (word.parse(), slice.network.is_all()) {
                slice.network = value;
                !value.is_all()
            } else {
                false
            };
            if !taken {
                return Err(UnknownWord);
            }
        }
        Ok(slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slices_are_written_and_read_as_words() {
        for text in ["all", "ios", "android.low", "high.wifi", "ios.mid.4g"] {
            assert_eq!(text.parse::<Slice>().unwrap().to_string(), text);
        }
        assert_eq!("4g.ios".parse::<Slice>().unwrap().to_string(), "ios.4g");
        for text in [
            "",
            "ios.ios",
            "ios.android",
            "all.ios",
            "ios.all",
            "ios.",
            "5g",
            "IOS",
        ] {
            assert!(text.parse::<Slice>().is_err(), "{text}");
        }
    }
}
