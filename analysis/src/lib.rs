//! Pure functions over daily series: moving means, headline figures, statistics, changes, findings.
//!
//! Days count where they are settled and measured: final or revised ones with a value. The page
//! links this crate too, so that what the relay alone needs stands in functions of its own.

mod calendar;
mod change;
mod findings;
mod headline;
mod mix;
mod rank;
mod stats;
mod summary;
mod tiles;

pub use calendar::{Calendar, CalendarError, CalendarReason};
pub use change::{Change, Changes, LEAST_DAYS, RATE, changes, far};
pub use findings::{Finding, Line, Tuning, findings};
pub use headline::{Headline, Verdict, headline};
pub use mix::{Share, share, shares};
pub use rank::{RankTest, around, rank_test};
pub use summary::{Difference, Summary, difference, summary};
pub use tiles::{Tile, Tiles, foremost, tiles, verdicts};

use shared::day::Day;
use shared::reply::Series;
use shared::value::{Status, Value};

/// The days that are settled and hold a value. `first` is the day of the view beside the first
/// value, by which statuses are kept: a current series' own start.
fn settled(series: &Series, first: Day) -> impl Iterator<Item = (Day, f64)> {
    series
        .values
        .iter()
        .enumerate()
        .filter_map(move |(index, value)| {
            let day = first.plus(i64::try_from(index).ok()?);
            let value = value.map(Value::get)?;
            let status = series.status_on(day);
            matches!(status, Status::Final | Status::Revised).then_some((day, value))
        })
}

/// The value of a current series on a settled day.
fn settled_on(series: &Series, day: Day) -> Option<f64> {
    let index = usize::try_from(day.since(series.start)).ok()?;
    let value = series.values.get(index)?.map(Value::get)?;
    matches!(series.status_on(day), Status::Final | Status::Revised).then_some(value)
}

/// The mean of a current series' settled days; `None` where it has none.
#[must_use]
pub fn mean(series: &Series) -> Option<f64> {
    let (mut sum, mut days) = (0.0, 0_u32);
    for (_, value) in settled(series, series.start) {
        sum += value;
        days += 1;
    }
    (days > 0).then(|| sum / f64::from(days))
}

/// The mean of each day and the `window` − 1 days before it, over full windows only: a day without
/// a value leaves none for every window that it is part of. A window of 0 or 1 changes nothing.
#[must_use]
pub fn smooth(values: &[Option<f64>], window: usize) -> Vec<Option<f64>> {
    if window <= 1 {
        return values.to_vec();
    }
    // Each sum is made anew: a running one would carry the rounding of large values along.
    (1..=values.len())
        .map(|end| {
            let days = &values[end.checked_sub(window)?..end];
            let sum = days.iter().try_fold(0.0, |sum, day| Some(sum + (*day)?))?;
            Some(sum / window as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_needs_its_whole_window() {
        let values = [
            Some(1.0),
            Some(2.0),
            Some(6.0),
            None,
            Some(3.0),
            Some(3.0),
            Some(9.0),
        ];
        assert_eq!(
            smooth(&values, 3),
            [None, None, Some(3.0), None, None, None, Some(5.0)]
        );
    }

    #[test]
    fn a_window_of_one_leaves_the_values_alone() {
        let values = [Some(1.5), None];
        assert_eq!(smooth(&values, 1), values);
        assert_eq!(smooth(&values, 0), values);
    }

    #[test]
    fn a_window_longer_than_the_series_has_no_mean() {
        assert_eq!(smooth(&[Some(1.0); 6], 7), [None; 6]);
    }
}
