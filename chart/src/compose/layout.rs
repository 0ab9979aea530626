//! Where the parts of a panel stand, from text widths that nobody measured.

use shared::metric::Confidence;
use shared::reply::Period;

use super::{Drawn, MOST_LABELS};
use crate::axes::ValueAxis;
use crate::labels::SMALL;
use crate::panel::{Panel, Size};
use crate::scene::Rect;
use crate::unit::Unit;
use crate::width::text_width;

/// The space at the edges.
pub(super) const PAD: f32 = 12.0;
/// A row of text.
pub(super) const ROW: f32 = 22.0;
/// The size of the title.
pub(super) const TITLE: f32 = 16.0;
/// Below this width end labels become a row of keys above the plot.
pub(super) const NARROW: f64 = 480.0;
/// The least room for the numbers of the axis.
const LEFT: f32 = 36.0;

/// Widths in steps, so that panels above each other have their days above each other.
fn in_steps(width: f32, step: f32) -> f32 {
    (width / step).ceil() * step
}

/// Where the parts of a panel stand.
pub(super) struct Layout {
    /// The plot.
    pub(super) plot: Rect,
    /// The baseline of the row of keys, where lines are named there and not at their ends.
    pub(super) keys: Option<f32>,
    /// Whether lines are named at their ends.
    pub(super) ends: bool,
    /// The numbers of the axis, a tick each.
    pub(super) numbers: Vec<String>,
    /// The unit as it stands above the axis.
    pub(super) unit: String,
}

impl Layout {
    /// The layout of a panel whose lines are `drawn`.
    pub(super) fn new(
        panel: &Panel<'_>,
        size: Size,
        axis: &ValueAxis,
        unit: &Unit,
        drawn: &[Drawn<'_>],
    ) -> Self {
        let (width, height) = (size.width as f32, size.height as f32);
        let current: Vec<_> = drawn
            .iter()
            .filter(|one| one.series.period == Period::Current)
            .collect();
        let few = current.len() <= MOST_LABELS;
        let ends = few && size.width >= NARROW;
        let numbers = unit.ticks(axis.ticks());
        let widest = |texts: &mut dyn Iterator<Item = f32>| texts.fold(0.0_f32, f32::max);
        let left = widest(&mut numbers.iter().map(|text| text_width(text, SMALL)));
        let left = in_steps(left.max(LEFT), 12.0);
        let right = if ends {
            let number = text_width(" 0.00", SMALL);
            let last = |one: &&Drawn<'_>| {
                let value = one.series.values.iter().rev().flatten().next();
                value.map_or(number, |value| {
                    text_width(&unit.number(value.get()), SMALL) + 5.0
                })
            };
            let names = current
                .iter()
                .map(|one| text_width(&one.name, SMALL) + last(one));
            in_steps(widest(&mut names.into_iter()) + 10.0, 32.0).min(width * 0.3)
        } else {
            0.0
        };
        let mut top = PAD / 2.0;
        if !panel.title.is_empty() || panel.demo {
            top += ROW;
        }
        let keys = (panel.keys && !ends && !drawn.is_empty()).then_some(top + ROW - 6.0);
        if keys.is_some() {
            top += ROW;
        }
        // The row of the unit and of the marks' labels.
        top += ROW + 4.0;
        let foot = ROW + if panel.footer.is_empty() { 4.0 } else { ROW };
        let x = (PAD + left + 8.0).round();
        let guessed = panel.series.iter().any(|series| {
            series.metric.unit.is_some() && series.metric.confidence == Confidence::Low
        });
        Self {
            plot: Rect {
                x,
                y: top.round(),
                width: (width - x - PAD - right).max(20.0).floor(),
                height: (height - top - foot).max(20.0).floor(),
            },
            keys,
            ends,
            numbers,
            unit: if guessed {
                panel.lang.deduced_unit(&unit.label)
            } else {
                unit.label.clone()
            },
        }
    }

    /// Where the labels of marks may begin: right of the unit.
    pub(super) fn marks_from(&self) -> f32 {
        let unit = PAD + text_width(&self.unit, SMALL) + 12.0;
        if self.unit.is_empty() {
            self.plot.x
        } else {
            self.plot.x.max(unit)
        }
    }
}
