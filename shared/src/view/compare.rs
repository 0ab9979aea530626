//! The period that a view is compared with.

use crate::day::{Day, DayRange};

/// The period beside the view's own days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// The days just before: shifted by the view's number of days.
    Previous,
    /// Shifted by the least multiple of 7 that holds the view's days, so that weekdays meet.
    Week,
    /// The same dates a year before; 29 February has no partner.
    Year,
    /// Days of one's own, beside by index.
    Range(DayRange),
}

impl Compare {
    /// The day beside each day of `range`; none beside 29 February of a year before, nor before the
    /// first of all days.
    #[must_use]
    pub fn partners(self, range: DayRange) -> Vec<Option<Day>> {
        let shift = |days: usize| {
            let back = -i64::try_from(days).unwrap_or(0);
            range.days().map(|day| day.plus(back).in_bounds()).collect()
        };
        match self {
            Self::Previous => shift(range.count()),
            Self::Week => shift(range.count().div_ceil(7) * 7),
            Self::Year => range.days().map(Day::year_before).collect(),
            Self::Range(other) => {
                let first = other.start();
                (0..range.count())
                    .map(|index| Some(first.plus(i64::try_from(index).unwrap_or(0))))
                    .collect()
            }
        }
    }
}
