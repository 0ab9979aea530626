//! Days off and working weekends, as the page is told of them.

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// The reply of `api/v1/calendar`: of the days between two dates those that differ from others of
/// their weekday, in order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDays {
    /// The days.
    pub days: Vec<CalendarDay>,
}

/// A day that differs from others of its weekday: a holiday, also on a weekend, or a weekend that is
/// worked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CalendarDay {
    /// The day.
    pub day: Day,
    /// Whether people are off or work.
    pub kind: CalendarKind,
    /// The name of the holiday that it is part of or worked for; empty where it has none.
    pub zh: String,
    /// The same in English.
    pub en: String,
}

/// What people do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CalendarKind {
    /// They have the day off.
    Off,
    /// They work.
    Work,
}
