//! What time it is: the system's answer, or the one that a test holds.
//!
//! Everything that asks for the time or for today is handed a [`Clock`], so that no test waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use jiff::Timestamp;
use jiff::fmt::StdFmtWrite;
use jiff::fmt::temporal::DateTimePrinter;
use shared::day::Day;

/// A clock; clones of a fixed one move together.
#[derive(Clone, Debug)]
pub struct Clock(Source);

#[derive(Clone, Debug)]
enum Source {
    System,
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// The system's clock.
    #[must_use]
    pub fn system() -> Self {
        Self(Source::System)
    }

    /// A clock that stands at a Unix time in seconds until it is [set](Clock::set).
    #[must_use]
    pub fn fixed(seconds: i64) -> Self {
        Self(Source::Fixed(Arc::new(AtomicI64::new(seconds))))
    }

    /// Moves a fixed clock and its clones; the system's clock stays as it is.
    pub fn set(&self, seconds: i64) {
        if let Source::Fixed(held) = &self.0 {
            held.store(seconds, Ordering::Relaxed);
        }
    }

    /// Unix seconds.
    #[must_use]
    pub fn now(&self) -> i64 {
        match &self.0 {
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .ok()
                .and_then(|since| i64::try_from(since.as_secs()).ok())
                .unwrap_or(0),
            Source::Fixed(held) => held.load(Ordering::Relaxed),
        }
    }

    /// How long until the next minute has begun for sure: a second more than whole seconds tell, since
    /// the one that it is now may only just have begun for whoever counted from it.
    #[must_use]
    pub fn next_minute(&self) -> Duration {
        let into = self.now().rem_euclid(60);
        Duration::from_secs(61_i64.saturating_sub(into).unsigned_abs())
    }

    /// Today in Beijing.
    #[must_use]
    pub fn today(&self) -> Day {
        Day::at_unix(self.now())
    }
}

/// Adds the system's time in UTC to the microsecond, as RFC 3339 writes it: what a log line begins with,
/// whichever clock a test holds.
pub fn stamp(line: &mut String) {
    let printer = DateTimePrinter::new().precision(Some(6));
    // Writing to a String cannot fail.
    let _ = printer.print_timestamp(&Timestamp::now(), StdFmtWrite(line));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_minute_is_never_met_too_early() {
        for (now, seconds) in [(0, 61), (1, 60), (59, 2), (60, 61), (-1, 2)] {
            let wait = Clock::fixed(now).next_minute();
            assert_eq!(wait.as_secs(), seconds, "{now}");
        }
    }

    #[test]
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(1_609_603_199);
        let other = clock.clone();
        assert_eq!(other.today().to_string(), "2021-01-02");
        clock.set(1_609_603_200);
        assert_eq!(other.today().to_string(), "2021-01-03");
    }
}
