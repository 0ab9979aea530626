//! Which values an axis must hold: those of one panel, or of all that share a scale.

use shared::budget::Bound;
use shared::day::DayRange;
use shared::order;
use shared::reply::{Period, Series};
use shared::view::Scale;

use crate::lines;
use crate::panel::{Goal, Panel};

/// Where values stop being drawn true; beyond, differences would overflow.
pub(crate) const HUGE: f64 = 1e300;

/// The bounds of what is to be shown, in the metric's unit; goals near the values are among it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Span {
    pub(crate) least: f64,
    pub(crate) most: f64,
    /// The least value above 0, where a logarithmic axis may begin.
    pub(crate) positive: f64,
}

impl Span {
    /// What holds nothing.
    pub(crate) const NONE: Self = Self {
        least: f64::INFINITY,
        most: f64::NEG_INFINITY,
        positive: f64::INFINITY,
    };

    /// The bounds that panels of one metric share; hidden series don't count.
    #[must_use]
    pub fn of(panels: &[Panel<'_>]) -> Self {
        let mut span = Self::NONE;
        for panel in panels {
            for series in panel.series.iter().filter(|series| panel.shows(series)) {
                lines::measured(series, panel.range).for_each(|value| span.take(value));
            }
        }
        let values = span;
        for panel in panels {
            for goal in panel.goals.iter().filter(|goal| panel.has_goal(goal)) {
                if values.is_near(goal.bound.value(), panel.scale) {
                    span.take(goal.bound.value());
                    span.take(values.beyond(goal.bound, panel.scale));
                }
            }
        }
        span
    }

    pub(crate) fn is_empty(self) -> bool {
        self.least > self.most
    }

    pub(crate) fn take(&mut self, value: f64) {
        let value = value.clamp(-HUGE, HUGE);
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        if value > 0.0 {
            self.positive = self.positive.min(value);
        }
    }

    /// A value on a goal's bad side, so that its line never lies on the plot's edge.
    fn beyond(self, bound: Bound, scale: Scale) -> f64 {
        const ROOM: f64 = 0.06;
        let goal = bound.value();
        let least = if scale == Scale::Fit {
            self.least
        } else {
            self.least.min(0.0)
        };
        match bound {
            Bound::Over(_) if scale == Scale::Log => goal * (1.0 + ROOM),
            Bound::Over(_) => goal + ROOM * (self.most.max(goal) - least),
            Bound::Under(_) if scale == Scale::Log => goal / (1.0 + ROOM),
            // Of what is never below 0 nothing is shown there.
            Bound::Under(_) => {
                let below = goal - ROOM * (self.most - self.least.min(goal));
                if goal >= 0.0 { below.max(0.0) } else { below }
            }
        }
    }

    /// Whether an axis may be lengthened to a goal without pressing the lines flat: at most by twice
    /// what the values span.
    fn is_near(self, goal: f64, scale: Scale) -> bool {
        if self.is_empty() || !goal.is_finite() {
            return false;
        }
        if scale == Scale::Log {
            let times = (self.most / self.positive).powi(2).max(4.0);
            return goal > 0.0 && goal <= self.most * times && goal >= self.positive / times;
        }
        let size = self.least.abs().max(self.most.abs());
        // Level lines span nothing: a part of their height counts, less where it isn't all drawn.
        let floor = size * if scale == Scale::Fit { 0.02 } else { 0.25 };
        let reach = 2.0 * (self.most - self.least).max(floor);
        goal <= self.most + reach && goal >= self.least - reach
    }
}

/// Whether a series' newest measured value passes a bound.
pub(crate) fn passes(series: &Series, range: DayRange, bound: Bound) -> bool {
    let newest = lines::measured(series, range).last();
    series.period == Period::Current && newest.is_some_and(|value| bound.is_passed(value))
}

/// The goals a panel has, the lowest first.
pub(crate) fn goals<'a>(panel: &Panel<'a>) -> Vec<&'a Goal> {
    let mut goals: Vec<_> = panel
        .goals
        .iter()
        .filter(|goal| panel.has_goal(goal))
        .collect();
    order::sort_by(&mut goals, |a, b| {
        a.bound.value().total_cmp(&b.bound.value())
    });
    goals
}
