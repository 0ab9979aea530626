//! The two axes as plotters' coordinates: where values and days stand, and which get a tick.

use std::ops::Range;

use plotters::coord::ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged};
use plotters::coord::types::RangedCoordf64;
use shared::view::Scale;

use crate::span::{HUGE, Span};

/// The most ticks asked of plotters, whose steps are 1, 2 and 5.
const MOST_TICKS: usize = 6;

/// The axis of values.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ValueAxis {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
    log: bool,
}

impl ValueAxis {
    /// The axis for these values with at most so many ticks; without values, from 0 to 1 and no ticks.
    pub(crate) fn new(span: Span, scale: Scale, ticks: usize) -> Self {
        if span.is_empty() {
            return Self {
                low: 0.0,
                high: 1.0,
                ticks: Vec::new(),
                log: false,
            };
        }
        match scale {
            Scale::Log if span.positive <= span.most => {
                Self::logarithmic(span.positive, span.most, ticks)
            }
            Scale::Fit => Self::linear(span.least, span.most, ticks),
            _ => Self::linear(span.least.min(0.0), span.most.max(0.0), ticks),
        }
    }

    /// The most ticks that have room beside each other on an axis of this height.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped before"
    )]
    pub(crate) fn most_ticks(height: f32) -> usize {
        (height / 28.0).clamp(2.0, MOST_TICKS as f32) as usize
    }

    /// Whether the axis is logarithmic: then what is not above 0 has no place on it.
    pub(crate) fn is_log(&self) -> bool {
        self.log
    }

    fn linear(least: f64, most: f64, count: usize) -> Self {
        let size = least.abs().max(most.abs());
        // Equal values get room around them; so do those that differ by rounding alone.
        let (low, high) = if most - least <= size * 1e-9 {
            let room = if size > 0.0 { size * 0.05 } else { 1.0 };
            let low = if size > 0.0 { least - room } else { least };
            (low, most + room)
        } else {
            (least, most)
        };
        // Asked for few, plotters may find but one, which tells no scale.
        let inner = (count..=MOST_TICKS)
            .map(|count| ticks_within(low, high, count))
            .find(|ticks| ticks.len() > 1)
            .unwrap_or_else(|| ticks_within(low, high, MOST_TICKS));
        let [first, second, ..] = inner[..] else {
            return Self {
                low,
                high,
                ticks: inner,
                log: false,
            };
        };
        let step = second - first;
        let from = ((low / step) + 1e-9).floor();
        let to = ((high / step) - 1e-9).ceil().min(from + 10.0);
        let mut ticks = Vec::with_capacity(MOST_TICKS + 2);
        let mut at = from;
        while at <= to {
            ticks.push(at * step);
            at += 1.0;
        }
        Self {
            low: (from * step).min(low),
            high: (to * step).max(high),
            ticks,
            log: false,
        }
    }

    fn logarithmic(least: f64, most: f64, count: usize) -> Self {
        let (low, high) = (least / 1.1, most * 1.1);
        #[expect(clippy::cast_possible_truncation, reason = "within ±308")]
        let decades = low.log10().floor() as i32..=high.log10().ceil() as i32;
        let within = |tick: &f64| (low..=high).contains(tick);
        let mut ticks: Vec<f64> = decades
            .clone()
            .flat_map(|decade| [1.0, 2.0, 5.0].map(|digit| digit * 10_f64.powi(decade)))
            .filter(within)
            .collect();
        if ticks.len() < 3 {
            ticks = ticks_within(low, high, count);
        } else if ticks.len() > count {
            let stride = decades.clone().count().div_ceil(count);
            ticks = decades
                .step_by(stride)
                .map(|decade| 10_f64.powi(decade))
                .filter(within)
                .collect();
        }
        Self {
            low,
            high,
            ticks,
            log: true,
        }
    }

    /// How high a value stands: 0 at the foot, 1 at the top; NaN where a logarithm has no place.
    pub(crate) fn share(&self, value: f64) -> f64 {
        let value = value.clamp(-HUGE, HUGE);
        if self.log {
            if value <= 0.0 {
                return f64::NAN;
            }
            (value / self.low).ln() / (self.high / self.low).ln()
        } else {
            (value - self.low) / (self.high - self.low)
        }
    }

    /// The values that get a rule and a number.
    pub(crate) fn ticks(&self) -> &[f64] {
        &self.ticks
    }
}

impl Ranged for ValueAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let length = f64::from(limit.1 - limit.0);
        #[expect(clippy::cast_possible_truncation, reason = "device pixels; saturates")]
        let way = (self.share(*value) * length).round() as i32;
        limit.0 + way
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<f64> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

/// Round values within a range, as plotters chooses them: asked at the size of 1, where its
/// tolerances hold.
fn ticks_within(low: f64, high: f64, count: usize) -> Vec<f64> {
    let size = 10_f64.powf((high - low).log10().floor());
    let usual = size.is_normal() && (low / size).is_finite() && (high / size).is_finite();
    if !usual {
        return vec![low];
    }
    RangedCoordf64::from(low / size..high / size)
        .key_points(count)
        .into_iter()
        .map(|tick| tick * size)
        .collect()
}

/// The axis of days: each has a breadth of its own and stands in its middle.
#[derive(Clone, Debug)]
pub(crate) struct DayAxis {
    /// How many days.
    pub(crate) count: usize,
    /// The days that get a tick.
    pub(crate) ticks: Vec<usize>,
}

impl Ranged for DayAxis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = usize;

    fn map(&self, day: &usize, limit: (i32, i32)) -> i32 {
        let step = f64::from(limit.1 - limit.0) / self.count.max(1) as f64;
        #[expect(clippy::cast_possible_truncation, reason = "device pixels; saturates")]
        let way = ((*day as f64 + 0.5) * step).round() as i32;
        limit.0 + way
    }

    fn key_points<Hint: KeyPointHint>(&self, _hint: Hint) -> Vec<usize> {
        self.ticks.clone()
    }

    fn range(&self) -> Range<usize> {
        0..self.count
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn axis(values: &[f64], scale: Scale) -> ValueAxis {
        {
            let mut span = Span::NONE;
            values.iter().for_each(|value| span.take(*value));
            ValueAxis::new(span, scale, MOST_TICKS)
        }
    }

    #[test]
    fn an_axis_from_zero_ends_on_a_round_value_above_the_largest() {
        let axis = axis(&[1190.0, 2350.0], Scale::Zero);
        assert_eq!(axis.ticks(), [0.0, 500.0, 1000.0, 1500.0, 2000.0, 2500.0]);
        assert_eq!((axis.share(0.0), axis.share(2500.0)), (0.0, 1.0));
    }

    #[test]
    fn negative_values_put_zero_inside() {
        let axis = axis(&[-3.0, 4.0], Scale::Zero);
        assert_eq!(axis.ticks(), [-4.0, -2.0, 0.0, 2.0, 4.0]);
    }

    #[test]
    fn degenerate_values_still_have_a_finite_place_and_few_ticks() {
        for scale in Scale::ALL {
            for values in [
                &[5.0][..],
                &[0.0],
                &[-2.0, -2.0],
                &[1e12],
                &[1e12, 1e12 + 1.0],
                &[1e-20, 2e-20],
                &[f64::MAX, -f64::MAX],
                &[1e-5, 1e12],
            ] {
                let axis = axis(values, *scale);
                assert!(axis.ticks().len() <= 8, "{scale:?} {values:?} {axis:?}");
                assert!(axis.ticks().is_sorted(), "{scale:?} {values:?} {axis:?}");
                for &value in values {
                    let share = axis.share(value);
                    let nowhere = axis.log && value <= 0.0;
                    assert!(
                        nowhere || (0.0..=1.0).contains(&share),
                        "{values:?} {axis:?}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_logarithmic_axis_ticks_decades_or_their_parts() {
        assert_eq!(
            axis(&[8.0, 1500.0], Scale::Log).ticks(),
            [10.0, 100.0, 1000.0]
        );
        assert_eq!(axis(&[9.5, 60.0], Scale::Log).ticks(), [10.0, 20.0, 50.0]);
        assert!(axis(&[1.1, 1.7], Scale::Log).ticks().len() >= 3);
    }
}
