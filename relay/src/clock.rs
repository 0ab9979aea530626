//! What time it is: the system's answer, or the one that a test holds.
//!
//! Everything that asks for the time or for today is handed a [`Clock`], so that no test waits.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{SystemTime, UNIX_EPOCH};

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
    fn clones_of_a_fixed_clock_move_together() {
        let clock = Clock::fixed(1_609_603_199);
        let other = clock.clone();
        assert_eq!(other.today().to_string(), "2021-01-02");
        clock.set(1_609_603_200);
        assert_eq!(other.today().to_string(), "2021-01-03");
    }
}
