//! Civil days in Beijing: the only kind of day the API knows.
//!
//! A [`Day`] is never an instant and never in the browser's zone. Beijing has had no daylight
//! saving time since 1991, so that its midnight is always 16:00 UTC of the day before.

mod range;

use std::fmt;
use std::str::FromStr;

use jiff::civil;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

pub use self::range::DayRange;

/// Beijing is this many seconds ahead of UTC.
const BEIJING_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 24 * 3600;

/// A civil date in Beijing, written `YYYY-MM-DD`, from 2000-01-01 to 2999-12-31.
///
/// The bounds keep shifted periods (a year back, a week on) inside what a date can be; what was shifted
/// past them is no day to ask for, see [`Day::in_bounds`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

/// A text that is no date of the years 2000 to 2999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayError;

impl fmt::Display for DayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date like 2026-10-01 between 2000 and 2999")
    }
}

impl std::error::Error for DayError {}

impl Day {
    /// The first of all days: long before WeChat.
    pub const FIRST: Self = Self(civil::date(2000, 1, 1));

    /// The day of a year, month and day of month; `None` where there is no such date.
    #[must_use]
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(2000..3000).contains(&year) {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads WeChat's `yyyyMMdd`.
    #[must_use]
    pub fn from_compact(text: &str) -> Option<Self> {
        let digits = text.as_bytes();
        if digits.len() != 8 || !digits.iter().all(u8::is_ascii_digit) {
            return None;
        }
        Self::new(
            text[..4].parse().ok()?,
            text[4..6].parse().ok()?,
            text[6..].parse().ok()?,
        )
    }

    /// The day it is in Beijing at a Unix time in seconds.
    #[must_use]
    pub fn at_unix(seconds: i64) -> Self {
        let days = (seconds + BEIJING_SECONDS).div_euclid(DAY_SECONDS);
        Self::epoch().plus(days)
    }

    /// 00:00 +08:00 of this day, in Unix seconds: the API's `begin_timestamp` and `end_timestamp`.
    ///
    /// ```
    /// // As in the documentation's own request.
    /// let day: shared::day::Day = "2021-01-03".parse()?;
    /// assert_eq!(day.beijing_midnight(), 1_609_603_200);
    /// # Ok::<(), shared::day::DayError>(())
    /// ```
    #[must_use]
    pub fn beijing_midnight(self) -> i64 {
        self.since(Self::epoch()) * DAY_SECONDS - BEIJING_SECONDS
    }

    fn epoch() -> Self {
        Self(civil::date(1970, 1, 1))
    }

    /// This many days later (earlier where negative), held within the calendar.
    #[must_use]
    pub fn plus(self, days: i64) -> Self {
        Self(
            self.0
                .saturating_add(jiff::Span::new().days(days.clamp(-3_650_000, 3_650_000))),
        )
    }

    /// The day, unless it was shifted past the bounds.
    #[must_use]
    pub fn in_bounds(self) -> Option<Self> {
        let (year, month, day) = self.parts();
        Self::new(year, month, day)
    }

    /// Whole days from `earlier` to this one; negative where it is later.
    #[must_use]
    pub fn since(self, earlier: Self) -> i64 {
        let days = self.0.duration_since(earlier.0).as_secs() / DAY_SECONDS;
        debug_assert_eq!(earlier.plus(days), self);
        days
    }

    /// The same date a year before; `None` for 29 February and before the first of all days.
    #[must_use]
    pub fn year_before(self) -> Option<Self> {
        let (year, month, day) = self.parts();
        Self::new(year - 1, month, day)
    }

    /// 1 for Monday to 7 for Sunday.
    #[must_use]
    pub fn weekday(self) -> i8 {
        self.0.weekday().to_monday_one_offset()
    }

    /// The first day of this day's month.
    #[must_use]
    pub fn first_of_month(self) -> Self {
        Self(self.0.first_of_month())
    }

    /// Year, month (1–12) and day of month (1–31).
    #[must_use]
    pub fn parts(self) -> (i16, i8, i8) {
        (self.0.year(), self.0.month(), self.0.day())
    }

    /// WeChat's `yyyyMMdd`.
    #[must_use]
    pub fn compact(self) -> String {
        let (year, month, day) = self.parts();
        format!("{year:04}{month:02}{day:02}")
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let bytes = text.as_bytes();
        if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
            return Err(DayError);
        }
        let compact = format!(
            "{}{}{}",
            &bytes[..4].escape_ascii(),
            &bytes[5..7].escape_ascii(),
            &bytes[8..].escape_ascii()
        );
        Self::from_compact(&compact).ok_or(DayError)
    }
}

impl Serialize for Day {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// A minute on Beijing's clock, written `YYYYMMDDhhmm`: when a link was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Minute {
    /// The day.
    pub day: Day,
    /// 0–23.
    pub hour: u8,
    /// 0–59.
    pub minute: u8,
}

impl Minute {
    /// The minute it is in Beijing at a Unix time in seconds.
    #[must_use]
    pub fn at_unix(seconds: i64) -> Self {
        let of_day = (seconds + BEIJING_SECONDS).rem_euclid(DAY_SECONDS) / 60;
        let (hour, minute) = (of_day / 60, of_day % 60);
        Self {
            day: Day::at_unix(seconds),
            hour: u8::try_from(hour).unwrap_or(0),
            minute: u8::try_from(minute).unwrap_or(0),
        }
    }
}

impl fmt::Display for Minute {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{}{:02}{:02}",
            self.day.compact(),
            self.hour,
            self.minute
        )
    }
}

impl FromStr for Minute {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        if text.len() != 12 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(DayError);
        }
        let day = Day::from_compact(&text[..8]).ok_or(DayError)?;
        let hour = text[8..10].parse().map_err(|_| DayError)?;
        let minute = text[10..].parse().map_err(|_| DayError)?;
        (hour < 24 && minute < 60)
            .then_some(Self { day, hour, minute })
            .ok_or(DayError)
    }
}

/// An instant in whole Unix seconds, written `2026-10-04T01:00:00Z` on the wire.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Utc(pub i64);

impl fmt::Display for Utc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The civil day eight hours earlier on Beijing's clock is the civil day in UTC.
        let at = Minute::at_unix(self.0 - BEIJING_SECONDS);
        write!(
            f,
            "{}T{:02}:{:02}:{:02}Z",
            at.day,
            at.hour,
            at.minute,
            self.0.rem_euclid(60)
        )
    }
}

impl FromStr for Utc {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, DayError> {
        let (day, time) = text.split_once('T').ok_or(DayError)?;
        let day: Day = day.parse()?;
        let mut parts = time.strip_suffix('Z').ok_or(DayError)?.split(':');
        let mut part = |below: i64| {
            let number = parts.next().and_then(|part| part.parse::<i64>().ok());
            number
                .filter(|number| (0..below).contains(number))
                .ok_or(DayError)
        };
        let seconds = part(24)? * 3600 + part(60)? * 60 + part(60)?;
        Ok(Self(day.beijing_midnight() + BEIJING_SECONDS + seconds))
    }
}

impl Serialize for Utc {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Utc {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    #[test]
    fn the_documented_timestamps_come_out_exactly() {
        assert_eq!(day("2021-01-03").beijing_midnight(), 1_609_603_200);
        assert_eq!(day("2021-01-04").beijing_midnight(), 1_609_689_600);
    }

    #[test]
    fn the_day_turns_over_at_midnight_in_beijing() {
        assert_eq!(Day::at_unix(1_609_603_199), day("2021-01-02"));
        assert_eq!(Day::at_unix(1_609_603_200), day("2021-01-03"));
    }

    #[test]
    fn texts_that_are_no_dates_are_refused() {
        for text in [
            "",
            "2026-1-01",
            "2026-02-29",
            "2026-13-01",
            "20261001",
            "1999-12-31",
            "2026-10-01 ",
            "２026-10-01",
            "2026-1é-0",
        ] {
            assert_eq!(text.parse::<Day>(), Err(DayError), "{text}");
        }
    }

    #[test]
    fn a_leap_day_has_no_partner_a_year_before() {
        assert_eq!(day("2028-02-29").year_before(), None);
        assert_eq!(day("2028-03-01").year_before(), Some(day("2027-03-01")));
    }

    #[test]
    fn instants_are_written_and_read_in_utc() {
        let text = "2026-10-04T01:02:03Z";
        let utc: Utc = text.parse().unwrap();
        assert_eq!(utc.to_string(), text);
        assert_eq!(Minute::at_unix(utc.0).to_string(), "202610040902");
        assert!("2026-10-04T24:00:00Z".parse::<Utc>().is_err());
    }

    #[test]
    fn a_range_counts_both_its_ends() {
        let range = DayRange::new(day("2028-02-27"), day("2028-03-01")).unwrap();
        assert_eq!(range.count(), 4);
        assert_eq!(range.days().last(), Some(day("2028-03-01")));
        assert_eq!(range.index(day("2028-02-29")), Some(2));
        assert!(DayRange::new(day("2028-03-01"), day("2028-02-29")).is_none());
    }
}
