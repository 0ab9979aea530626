//! The days of a view: dates, or the last complete days, weeks or months.

use std::fmt;

use crate::day::{Day, DayRange};

/// The days of a view.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Days {
    /// From a date to a date.
    Range(DayRange),
    /// The last complete ones up to the newest day with data.
    Last(Last),
}

impl Default for Days {
    fn default() -> Self {
        Self::Last(Last::DEFAULT)
    }
}

/// The last complete days, weeks or months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Last {
    /// `Nd`, 1–400.
    Days(u16),
    /// `Nw`, 1–57, Monday to Sunday.
    Weeks(u16),
    /// `Nm`, 1–13.
    Months(u16),
}

impl Last {
    /// What a view without days shows: four whole weeks, so that each weekday counts alike.
    pub const DEFAULT: Self = Self::Days(28);

    /// Reads `28d`, `4w` or `3m`.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let unit = text.chars().next_back()?;
        let digits = &text[..text.len() - unit.len_utf8()];
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || digits.starts_with('0') {
            return None;
        }
        let count: u16 = digits.parse().ok()?;
        match unit {
            'd' if (1..=400).contains(&count) => Some(Self::Days(count)),
            'w' if (1..=57).contains(&count) => Some(Self::Weeks(count)),
            'm' if (1..=13).contains(&count) => Some(Self::Months(count)),
            _ => None,
        }
    }

    /// The rolling spelling that gives these days where `through` is the newest that may count, if
    /// there is one: whole months first, then days, then whole weeks.
    #[must_use]
    pub fn fitting(range: DayRange, through: Day) -> Option<Self> {
        let count = u16::try_from(range.count()).ok()?;
        let months = (1..=13).map(Self::Months);
        let days = (1..=400).contains(&count).then_some(Self::Days(count));
        let weeks = count.is_multiple_of(7).then_some(count / 7);
        let weeks = weeks.filter(|weeks| (1..=57).contains(weeks));
        months
            .chain(days)
            .chain(weeks.map(Self::Weeks))
            .find(|last| last.resolve(through) == range)
    }

    /// The days, where `through` is the newest day that may count.
    #[must_use]
    pub fn resolve(self, through: Day) -> DayRange {
        match self {
            Self::Days(count) => DayRange::ending(through, u32::from(count)),
            Self::Weeks(count) => {
                let sunday = through.plus(-i64::from(through.weekday() % 7));
                DayRange::ending(sunday, u32::from(count) * 7)
            }
            Self::Months(count) => {
                let after = through.plus(1);
                let end = after.first_of_month().plus(-1);
                let mut start = end.first_of_month();
                for _ in 1..count {
                    start = start.plus(-1).first_of_month();
                }
                DayRange::new(start, end).unwrap_or(DayRange::ending(end, 1))
            }
        }
    }
}

impl fmt::Display for Last {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Days(count) => write!(f, "{count}d"),
            Self::Weeks(count) => write!(f, "{count}w"),
            Self::Months(count) => write!(f, "{count}m"),
        }
    }
}

impl Days {
    /// The days, where `through` is the newest day that may count.
    #[must_use]
    pub fn resolve(self, through: Day) -> DayRange {
        match self {
            Self::Range(range) => range,
            Self::Last(last) => last.resolve(through),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(last: &str, through: &str) -> String {
        let range = Last::from_text(last)
            .unwrap()
            .resolve(through.parse().unwrap());
        format!("{} {}", range.start(), range.end())
    }

    #[test]
    fn only_complete_days_weeks_and_months_count() {
        assert_eq!(resolved("7d", "2026-10-30"), "2026-10-24 2026-10-30");
        // 2026-10-25 is a Sunday.
        assert_eq!(resolved("1w", "2026-10-25"), "2026-10-19 2026-10-25");
        assert_eq!(resolved("2w", "2026-10-24"), "2026-10-05 2026-10-18");
        assert_eq!(resolved("1m", "2026-10-31"), "2026-10-01 2026-10-31");
        assert_eq!(resolved("1m", "2026-10-30"), "2026-09-01 2026-09-30");
        assert_eq!(resolved("13m", "2026-03-31"), "2025-03-01 2026-03-31");
    }

    #[test]
    fn days_have_a_rolling_spelling_where_one_gives_them_today() {
        for (start, end, through, last) in [
            ("2026-10-03", "2026-10-30", "2026-10-30", Some("28d")),
            ("2026-10-30", "2026-10-30", "2026-10-30", Some("1d")),
            ("2026-10-01", "2026-10-31", "2026-10-31", Some("1m")),
            ("2026-09-01", "2026-09-30", "2026-10-30", Some("1m")),
            ("2026-08-01", "2026-09-30", "2026-10-30", Some("2m")),
            // 2026-10-25 is a Sunday.
            ("2026-10-12", "2026-10-25", "2026-10-28", Some("2w")),
            ("2026-10-12", "2026-10-25", "2026-10-25", Some("14d")),
            ("2026-10-11", "2026-10-24", "2026-10-28", None),
            ("2026-10-01", "2026-10-29", "2026-10-30", None),
            ("2024-10-30", "2026-10-30", "2026-10-30", None),
        ] {
            let day = |text: &str| text.parse::<Day>().unwrap();
            let range = DayRange::new(day(start), day(end)).unwrap();
            let found = Last::fitting(range, day(through));
            assert_eq!(
                found.map(|last| last.to_string()).as_deref(),
                last,
                "{start}"
            );
        }
    }

    #[test]
    fn lengths_out_of_bounds_are_refused() {
        for text in [
            "", "d", "0d", "401d", "58w", "14m", "07d", "7", "7D", "7 d", "+7d", "７d", "99999d",
        ] {
            assert_eq!(Last::from_text(text), None, "{text}");
        }
    }
}
