//! A series in five numbers, over its days that measure something.

use shared::day::Day;
use shared::order;
use shared::reply::Series;
use shared::value::{Status, Value};

/// The numbers, in the metric's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many days they rest on.
    pub days: usize,
    /// The newest day, the view's for a compared series, and its value.
    pub latest: (Day, f64),
    /// The arithmetic mean.
    pub mean: f64,
    /// The middle value, of an even number of days the mean of the two.
    pub median: f64,
    /// The least value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
}

/// The numbers of a series whose first value stands beside day `first` of the view; `None` where no
/// day measures anything. Provisional days count, zeros that are no measurement do not.
#[must_use]
pub fn summary(series: &Series, first: Day) -> Option<Summary> {
    let days: Vec<(Day, f64)> = with_days(series, first)
        .filter(|(_, _, status)| *status != Status::Zero)
        .map(|(day, value, _)| (day, value))
        .collect();
    let latest = *days.last()?;
    let mut values: Vec<f64> = days.into_iter().map(|(_, value)| value).collect();
    order::sort_numbers(&mut values);
    Some(Summary {
        days: values.len(),
        latest,
        mean: mean(&values),
        median: median(&values),
        min: *values.first()?,
        max: *values.last()?,
    })
}

/// The days that hold a value, with their status.
pub(crate) fn with_days(series: &Series, first: Day) -> impl Iterator<Item = (Day, f64, Status)> {
    series
        .values
        .iter()
        .enumerate()
        .filter_map(move |(index, value)| {
            let day = first.plus(i64::try_from(index).ok()?);
            let value = value.map(Value::get)?;
            Some((day, value, series.status_on(day)))
        })
}

/// The mean of at least one value; where their sum overflows, each is divided first.
pub(crate) fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if mean.is_finite() {
        mean
    } else {
        values.iter().map(|value| value / count).sum()
    }
}

/// The median of at least one value in order.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::tests::series;

    #[test]
    fn the_numbers_are_those_worked_by_hand() {
        let mut series = series(&[4.0, 1.0, 0.0, 10.0, 5.0]);
        series.status.insert(series.start.plus(2), Status::Zero);
        let summary = summary(&series, series.start).unwrap();
        assert_eq!(summary.days, 4);
        assert_eq!(summary.latest, (series.start.plus(4), 5.0));
        assert_eq!((summary.mean, summary.median), (5.0, 4.5));
        assert_eq!((summary.min, summary.max), (1.0, 10.0));
    }

    #[test]
    fn without_a_value_there_are_no_numbers() {
        let mut series = series(&[1.0]);
        series.values = vec![None; 3];
        assert_eq!(summary(&series, series.start), None);
    }
}
