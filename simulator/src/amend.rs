//! Days that WeChat changes after it has given them: held back, emptied, revised.

use shared::day::{Day, DayRange};

use crate::series::Levels;
use crate::simulator::Simulator;

/// What became of days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Amendment {
    /// They are as they were made.
    None,
    /// They are left out, as late days are, and days that are denied later.
    Hidden,
    /// Each value is this many times as much.
    Times(f64),
}

/// The amendments in the order in which they came; the last that fits holds.
#[derive(Default)]
pub(crate) struct Amendments {
    days: Vec<(DayRange, Amendment)>,
    /// What moves whole levels.
    pub(crate) levels: Levels,
}

impl Amendments {
    /// The value of a day as it is given now.
    pub(crate) fn apply(&self, day: Day, text: String) -> Option<String> {
        let fits = |(range, _): &&(DayRange, Amendment)| range.contains(day);
        match self.days.iter().rev().find(fits).map(|(_, then)| *then) {
            None | Some(Amendment::None) => Some(text),
            Some(Amendment::Hidden) => None,
            Some(Amendment::Times(factor)) => match text.parse::<f64>() {
                Ok(value) => Some(crate::series::text(value * factor)),
                Err(_) => Some(text),
            },
        }
    }
}

impl Simulator {
    /// From now on the days of a range, of every app and module, are given so.
    pub fn amend(&self, days: DayRange, amendment: Amendment) {
        self.state().amendments.days.push((days, amendment));
    }
}
