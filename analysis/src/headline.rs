//! The one figure of a line: its last week beside the week before, judged against its own noise.

use shared::metric::Better;
use shared::reply::{Period, Series};

use crate::settled;
use crate::stats::{mean, noise, percent};

/// Days of each of the two means.
const WEEK: usize = 7;

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Against the metric's good direction.
    Worse,
    /// In the metric's good direction.
    Better,
    /// Changed, and nobody said which direction is good.
    Changed,
    /// Within the line's own noise, or nothing to compare with.
    Steady,
}

impl Verdict {
    /// What a change is, by the metric's good direction alone.
    #[must_use]
    pub fn of(change: f64, better: Better) -> Self {
        match (better, change > 0.0) {
            (Better::Unknown, _) => Self::Changed,
            (Better::Down, true) | (Better::Up, false) => Self::Worse,
            (Better::Down, false) | (Better::Up, true) => Self::Better,
        }
    }
}

/// The figure of a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Headline {
    /// The mean of the last settled days, at most 7, in the metric's unit.
    pub mean: f64,
    /// How many days it rests on: fewer than 7 where the line has no more.
    pub days: usize,
    /// The change against the 7 settled days before, in percent; `None` without as many days, or
    /// where their mean is 0.
    pub change_percent: Option<f64>,
    /// What became of it.
    pub verdict: Verdict,
}

/// The figure of a line, from its settled days alone: final or revised ones with a value. `None`
/// where it has none, and for a compared series, whose days are those of another period.
///
/// Noise is the standard deviation of one day, estimated robustly from the differences between one
/// settled day and the next: 1.4826 × their median absolute deviation ÷ √2. Two means of 7 days
/// differ by it × √(2 ÷ 7) of chance alone; within twice that, or within half a percent, a line is
/// steady. A single jump is one difference among many, so that it does not hide itself.
#[must_use]
pub fn headline(series: &Series) -> Option<Headline> {
    if series.period == Period::Compared {
        return None;
    }
    let settled: Vec<f64> = settled(series, series.start)
        .map(|(_, value)| value)
        .collect();
    let last = &settled[settled.len().saturating_sub(WEEK)..];
    if last.is_empty() {
        return None;
    }
    let now = mean(last);
    let mut headline = Headline {
        mean: now,
        days: last.len(),
        change_percent: None,
        verdict: Verdict::Steady,
    };
    if settled.len() < 2 * WEEK {
        return Some(headline);
    }
    let from = settled.len() - 2 * WEEK;
    let before = mean(&settled[from..from + WEEK]);
    let change = now - before;
    headline.change_percent = percent(change, before);
    let chance = noise(&settled) * (2.0 / WEEK as f64).sqrt();
    let bound = (2.0 * chance).max(before.abs() * 0.005);
    if change.abs() > bound {
        headline.verdict = Verdict::of(change, series.metric.better);
    }
    Some(headline)
}

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::BTreeMap;

    use shared::filter::Slice;
    use shared::metric::{Confidence, Metric};
    use shared::value::{Status, Value};

    use super::*;

    pub(crate) fn series(values: &[f64]) -> Series {
        Series {
            app: "shop".to_owned(),
            slice: Slice::ALL,
            period: Period::Current,
            metric: Metric {
                id: "total".to_owned(),
                zh: "启动总耗时".to_owned(),
                en: "Launch, total".to_owned(),
                line: 0,
                unit: Some("ms".to_owned()),
                better: Better::Down,
                role: None,
                confidence: Confidence::High,
            },
            start: "2026-10-01".parse().unwrap(),
            values: values.iter().map(|value| Value::new(*value)).collect(),
            status: BTreeMap::new(),
        }
    }

    /// A week around `middle`: its mean is `middle`, its steps are 2, −4, 2, 2, −4, 2.
    fn week(middle: f64) -> Vec<f64> {
        [0.0, 2.0, -2.0, 0.0, 2.0, -2.0, 0.0]
            .map(|off| middle + off)
            .to_vec()
    }

    #[test]
    fn a_rise_past_the_noise_is_worse_where_less_is_better() {
        let values = [week(100.0), week(110.0)].concat();
        let headline = headline(&series(&values)).unwrap();
        assert_eq!((headline.mean, headline.days), (110.0, 7));
        assert_eq!(headline.change_percent, Some(10.0));
        assert_eq!(headline.verdict, Verdict::Worse);
    }

    #[test]
    fn the_good_direction_decides_the_word() {
        let values = [week(100.0), week(110.0)].concat();
        let mut series = series(&values);
        series.metric.better = Better::Up;
        assert_eq!(headline(&series).unwrap().verdict, Verdict::Better);
        series.metric.better = Better::Unknown;
        assert_eq!(headline(&series).unwrap().verdict, Verdict::Changed);
    }

    #[test]
    fn a_change_within_the_noise_is_steady_and_still_told() {
        // Alternating by 20: a day's deviation is 1.4826 × 20 ÷ √2 ≈ 21, so that means of a week
        // differ by up to 2 × 21 × √(2 ÷ 7) ≈ 22 of chance alone.
        let wave = |middle: f64| -> Vec<f64> {
            (0..7)
                .map(|day| middle + if day % 2 == 0 { 10.0 } else { -10.0 })
                .collect()
        };
        let values = [wave(100.0), wave(105.0)].concat();
        let headline = headline(&series(&values)).unwrap();
        assert_eq!(headline.verdict, Verdict::Steady);
        assert!(headline.change_percent.unwrap() > 4.0);
    }

    #[test]
    fn days_that_are_not_settled_never_count() {
        let mut values = [week(100.0), week(100.0)].concat();
        values.extend([900.0, 0.0]);
        let mut series = series(&values);
        series
            .status
            .insert(series.start.plus(14), Status::Provisional);
        series.status.insert(series.start.plus(15), Status::Zero);
        let headline = headline(&series).unwrap();
        assert_eq!(headline.mean, 100.0);
        assert_eq!(headline.verdict, Verdict::Steady);
    }

    #[test]
    fn too_few_days_have_a_mean_and_no_change() {
        let short = headline(&series(&[1.0, 2.0])).unwrap();
        assert_eq!(
            (short.mean, short.days, short.change_percent),
            (1.5, 2, None)
        );
        assert_eq!(headline(&series(&[])), None);
        let mut compared = series(&week(1.0));
        compared.period = Period::Compared;
        assert_eq!(headline(&compared), None);
    }
}
