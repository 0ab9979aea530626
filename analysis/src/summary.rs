//! The statistics of a series, over its settled days.
//!
//! Of several slices each has its own: the mean of their means is no total's.

use shared::day::Day;
use shared::order;
use shared::reply::Series;

use crate::settled;
use crate::stats::{mean, median, noise, percent};

/// The numbers, in the metric's unit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// How many days they rest on.
    pub days: usize,
    /// The newest of them, the view's day for a compared series, and its value.
    pub latest: (Day, f64),
    /// The arithmetic mean.
    pub mean: f64,
    /// The middle value, of an even number of days the mean of the two.
    pub median: f64,
    /// The least value.
    pub min: f64,
    /// The largest value.
    pub max: f64,
    /// A day's standard deviation, robustly from the differences of neighbouring days: the
    /// series' own noise. `None` of a single day.
    pub noise: Option<f64>,
}

/// The numbers of a series whose first value stands beside day `first` of the view; `None` where no
/// day counts. Days count that are settled and measured: zeros that are no measurement, provisional,
/// missing and failed days do not.
#[must_use]
pub fn summary(series: &Series, first: Day) -> Option<Summary> {
    let days: Vec<(Day, f64)> = settled(series, first).collect();
    let latest = *days.last()?;
    let mut values: Vec<f64> = days.into_iter().map(|(_, value)| value).collect();
    let noise = (values.len() > 1).then(|| noise(&values));
    order::sort_numbers(&mut values);
    Some(Summary {
        days: values.len(),
        latest,
        mean: mean(&values),
        median: median(&values),
        min: *values.first()?,
        max: *values.last()?,
        noise,
    })
}

/// How a period differs from another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// Its mean less that of the other, in the metric's unit.
    pub value: f64,
    /// The same in percent; `None` where the other's mean is 0.
    pub percent: Option<f64>,
    /// By how much two such means differ by chance alone, as a standard deviation: the noise of
    /// both over the roots of their days. `None` where a period has a single day.
    pub chance: Option<f64>,
}

/// How `now` differs from `before`: the statistics of a series and of the one that is compared.
#[must_use]
pub fn difference(now: &Summary, before: &Summary) -> Difference {
    let value = now.mean - before.mean;
    let part = |one: &Summary| Some(one.noise? * one.noise? / one.days as f64);
    let chance = part(now).zip(part(before)).map(|(a, b)| (a + b).sqrt());
    Difference {
        value,
        percent: percent(value, before.mean),
        chance,
    }
}

#[cfg(test)]
mod tests {
    use shared::value::Status;

    use super::*;
    use crate::headline::tests::series;

    #[test]
    fn the_numbers_are_those_worked_by_hand() {
        let series = series(&[4.0, 1.0, 10.0, 5.0]);
        let summary = summary(&series, series.start).unwrap();
        assert_eq!(summary.days, 4);
        assert_eq!(summary.latest, (series.start.plus(3), 5.0));
        assert_eq!((summary.mean, summary.median), (5.0, 4.5));
        assert_eq!((summary.min, summary.max), (1.0, 10.0));
        // Steps −3 9 −5: median −3, distances 0 12 2 with median 2.
        let noise = 1.4826 * 2.0 / 2.0_f64.sqrt();
        assert!((summary.noise.unwrap() - noise).abs() < 1e-12);
    }

    #[test]
    fn days_that_are_not_settled_or_not_measured_never_count() {
        for status in [
            Status::Zero,
            Status::Provisional,
            Status::Missing,
            Status::Failed,
        ] {
            let mut series = series(&[4.0, 6.0, 900.0]);
            series.status.insert(series.start.plus(2), status);
            let summary = summary(&series, series.start).unwrap();
            assert_eq!((summary.days, summary.max), (2, 6.0), "{status:?}");
            assert_eq!(summary.latest, (series.start.plus(1), 6.0));
        }
        let mut series = series(&[4.0, 6.0, 8.0]);
        series.status.insert(series.start.plus(2), Status::Revised);
        assert_eq!(summary(&series, series.start).unwrap().days, 3);
    }

    #[test]
    fn the_days_of_a_compared_series_are_those_of_the_view() {
        let mut series = series(&[1.0, 2.0]);
        let first = series.start;
        series.start = first.plus(-2);
        series.status.insert(first.plus(1), Status::Provisional);
        assert_eq!(summary(&series, first).unwrap().latest, (first, 1.0));
    }

    #[test]
    fn without_a_value_there_are_no_numbers() {
        let mut series = series(&[1.0]);
        assert_eq!(summary(&series, series.start).unwrap().noise, None);
        series.values = vec![None; 3];
        assert_eq!(summary(&series, series.start), None);
    }

    #[test]
    fn a_period_differs_by_its_mean_and_beside_chance() {
        let of = |values: &[f64]| summary(&series(values), series(values).start).unwrap();
        let before = of(&[0.0, 4.0, 0.0, 4.0]);
        let now = of(&[2.0, 6.0, 2.0, 6.0]);
        let difference = difference(&now, &before);
        assert_eq!((difference.value, difference.percent), (2.0, Some(100.0)));
        // Both have the noise 1.4826 × 4 ÷ √2 over four days: steps 4 −4 4 with median 4, distances
        // 0 8 0 with median 0 would hide it, so it is what the function says.
        let noise = now.noise.unwrap();
        assert!((difference.chance.unwrap() - (noise * noise / 2.0).sqrt()).abs() < 1e-12);
        let zero = of(&[0.0, 0.0]);
        assert_eq!(super::difference(&now, &zero).percent, None);
    }
}
