//! What is fetched every day, whether anybody asks for it or not.

use std::fmt;

use shared::day::Minute;
use shared::filter::Slice;

use super::report::Report;
use super::section::Section;
use super::tree::Value;
use super::values;
use crate::collect::Pace;

/// `[collect]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Collect {
    /// From when on each day's work is done; `None`: never.
    pub at: Option<BeijingTime>,
    /// The slices that are fetched of every app and module.
    pub slices: Vec<Slice>,
    /// How hurried; not for operators to choose.
    pub pace: Pace,
}

/// A time of day in Beijing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct BeijingTime {
    hour: u8,
    minute: u8,
}

impl BeijingTime {
    /// When WeChat has the day before ready, as a rule.
    const DEFAULT: Self = Self {
        hour: 9,
        minute: 30,
    };

    /// The time of day it is at a Unix time in seconds.
    #[must_use]
    pub fn at_unix(seconds: i64) -> Self {
        let Minute { hour, minute, .. } = Minute::at_unix(seconds);
        Self { hour, minute }
    }
}

impl fmt::Display for BeijingTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl std::str::FromStr for BeijingTime {
    type Err = String;

    /// Reads `09:30`.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = || "a time from \"00:00\" to \"23:59\" is expected, or \"off\"".to_owned();
        let (hour, minute) = text.split_once(':').ok_or_else(expected)?;
        let number = |text: &str, below: u8| {
            let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            let number = text.parse().ok().filter(|number| *number < below);
            number.filter(|_| digits)
        };
        match (number(hour, 24), number(minute, 60)) {
            (Some(hour), Some(minute)) => Ok(Self { hour, minute }),
            _ => Err(expected()),
        }
    }
}

impl Default for Collect {
    fn default() -> Self {
        let slices = ["all", "ios", "android"].into_iter();
        Self {
            at: Some(BeijingTime::DEFAULT),
            slices: slices.filter_map(|words| words.parse().ok()).collect(),
            pace: Pace::default(),
        }
    }
}

impl Collect {
    /// No collection.
    #[must_use]
    pub fn off() -> Self {
        Self {
            at: None,
            ..Self::default()
        }
    }
}

/// Reads `[collect]`.
pub(super) fn read(mut section: Section, report: &mut Report) -> Collect {
    let default = Collect::default();
    let at = section.read("at", report, |value| match value {
        Value::String(word) if word == "off" => Ok(None),
        Value::String(text) => text.parse().map(Some),
        other => Err(format!(
            "a text like \"09:30\" is expected, not {}",
            other.kind()
        )),
    });
    let slices = section.read("slices", report, |value| {
        let slices = slices(&values::list(value)?)?;
        if slices.is_empty() {
            return Err("at least one is expected; at = \"off\" turns it off".to_owned());
        }
        Ok(slices)
    });
    section.finish(report);
    Collect {
        at: at.unwrap_or(default.at),
        slices: slices.unwrap_or(default.slices),
        pace: default.pace,
    }
}

/// Slices by their words, each once.
fn slices(words: &[String]) -> Result<Vec<Slice>, String> {
    let mut slices = Vec::new();
    for text in words {
        let slice = text
            .parse::<Slice>()
            .map_err(|_| format!("«{text}» is no slice like all, ios or android.low.wifi"))?;
        if !slices.contains(&slice) {
            slices.push(slice);
        }
    }
    Ok(slices)
}
