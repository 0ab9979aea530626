//! Days in a row.

use super::Day;

/// Days from a first to a last one, both included, never reversed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct DayRange {
    start: Day,
    end: Day,
}

impl DayRange {
    /// The range, or `None` where it is reversed.
    #[must_use]
    pub fn new(start: Day, end: Day) -> Option<Self> {
        (start <= end).then_some(Self { start, end })
    }

    /// `days` days (at least one) that end with `end`; fewer where that began before the first of all.
    #[must_use]
    pub fn ending(end: Day, days: u32) -> Self {
        Self {
            start: end.plus(1 - i64::from(days.max(1))).max(Day::FIRST),
            end,
        }
    }

    /// The first day.
    #[must_use]
    pub fn start(self) -> Day {
        self.start
    }

    /// The last day, included.
    #[must_use]
    pub fn end(self) -> Day {
        self.end
    }

    /// How many days, at least one.
    #[must_use]
    pub fn count(self) -> usize {
        usize::try_from(self.end.since(self.start) + 1).unwrap_or(1)
    }

    /// Whether `day` lies within.
    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.start <= day && day <= self.end
    }

    /// Every day, in order.
    pub fn days(self) -> impl DoubleEndedIterator<Item = Day> + ExactSizeIterator {
        (0..self.count()).map(move |index| self.start.plus(i64::try_from(index).unwrap_or(0)))
    }

    /// Where `day` stands in the range, from 0.
    #[must_use]
    pub fn index(self, day: Day) -> Option<usize> {
        self.contains(day)
            .then(|| usize::try_from(day.since(self.start)).unwrap_or(0))
    }
}
