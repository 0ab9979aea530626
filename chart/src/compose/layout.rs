//! Where the parts of a panel stand, from text widths that nobody measured.

use shared::metric::Confidence;
use shared::reply::Period;

use super::{Drawn, MOST_LABELS};
use crate::axes::ValueAxis;
use crate::holidays;
use crate::labels::{SMALL, cut};
use crate::panel::{Panel, Size};
use crate::scene::Rect;
use crate::unit::Unit;
use crate::width::text_width;

/// The space at the edges.
pub(crate) const PAD: f32 = 12.0;
/// A row of text.
pub(super) const ROW: f32 = 22.0;
/// The size of the title.
pub(super) const TITLE: f32 = 16.0;
/// Below this width end labels become a row of keys above the plot.
pub(crate) const NARROW: f64 = 480.0;
/// The least room for the numbers of the axis.
const LEFT: f32 = 36.0;

/// Widths in steps, so that panels above each other have their days above each other.
fn in_steps(width: f32, step: f32) -> f32 {
    (width / step).ceil() * step
}

/// The least height of a plot for which rows around it are given up.
const LEAST: f32 = 48.0;
/// The height of an end label.
pub(super) const LABEL: f32 = 17.0;

/// The rows around the plot, before anything is known of widths.
pub(super) struct Rows {
    /// Where the plot begins.
    top: f32,
    /// The plot's height.
    pub(super) height: f32,
    keys: Option<f32>,
    ends: bool,
    footer: bool,
}

impl Rows {
    pub(super) fn new(panel: &Panel<'_>, size: Size, drawn: &[Drawn<'_>]) -> Self {
        let height = size.height as f32;
        let current = drawn
            .iter()
            .filter(|one| one.series.period == Period::Current)
            .count();
        let mut top = PAD / 2.0;
        if !panel.title.is_empty() || panel.demo {
            top += ROW;
        }
        // The row of the unit and of the marks' labels, and that of the days.
        let fixed = top + ROW + 4.0 + ROW + 4.0;
        let ends = current <= MOST_LABELS
            && size.width >= NARROW
            && height - fixed >= current as f32 * LABEL + 6.0;
        let keys = panel.keys && !ends && current > 0 && height - fixed - ROW >= LEAST;
        let keys = keys.then_some(top + ROW - 6.0);
        top += ROW + 4.0;
        if keys.is_some() {
            top += ROW;
        }
        let mut foot = ROW + 4.0;
        let footer = !panel.footer.is_empty() && height - top - foot >= LEAST + ROW;
        if footer {
            foot += ROW - 4.0;
        }
        Self {
            top: top.round(),
            height: (height - top - foot).max(20.0).floor(),
            keys,
            ends,
            footer,
        }
    }
}

/// Where the parts of a panel stand.
pub(super) struct Layout {
    /// The plot.
    pub(super) plot: Rect,
    /// The baseline of the row of keys, where lines are named there and not at their ends.
    pub(super) keys: Option<f32>,
    /// Whether lines are named at their ends.
    pub(super) ends: bool,
    /// Whether the footer has room.
    pub(super) footer: bool,
    /// The numbers of the axis, a tick each; empty where one would touch the one before.
    pub(super) numbers: Vec<String>,
    /// The unit as it stands above the axis.
    pub(super) unit: String,
    /// The breadths of long holidays.
    pub(super) holidays: Vec<Rect>,
    /// The names of those that have room, with their middles.
    pub(super) named: Vec<(f32, String)>,
}

impl Layout {
    /// The layout of a panel whose lines are `drawn`.
    pub(super) fn new(
        panel: &Panel<'_>,
        size: Size,
        rows: &Rows,
        axis: &ValueAxis,
        unit: &Unit,
        drawn: &[Drawn<'_>],
    ) -> Self {
        let width = size.width as f32;
        let mut numbers = unit.ticks(axis.ticks());
        // Numbers wider than this would leave no plot; the rules stay.
        let most = width * 0.4;
        for number in &mut numbers {
            if text_width(number, SMALL) > most {
                number.clear();
            }
        }
        let widest = |texts: &mut dyn Iterator<Item = f32>| texts.fold(0.0_f32, f32::max);
        let left = widest(&mut numbers.iter().map(|text| text_width(text, SMALL)));
        let left = in_steps(left.max(LEFT), 12.0);
        let right = if rows.ends {
            let labels = drawn
                .iter()
                .filter(|one| one.series.period == Period::Current)
                .map(|one| text_width(&one.name, SMALL) + number_width(one, unit));
            in_steps(widest(&mut labels.into_iter()) + 10.0, 32.0).min(width * 0.3)
        } else {
            0.0
        };
        let x = (PAD + left + 8.0).round();
        let mut plot = Rect {
            x,
            y: rows.top,
            width: (width - x - PAD - right).max(20.0).floor(),
            height: rows.height,
        };
        let found = holidays::long(panel.range, panel.calendar, panel.lang);
        let mut bands = holidays::bands(&found, panel.range.count(), plot);
        let mut named = holidays::named(&found, &bands, PAD, width - PAD);
        if rows.height < LEAST + ROW {
            named.clear();
        }
        if !named.is_empty() {
            plot.height -= ROW - 4.0;
            bands.iter_mut().for_each(|band| band.height = plot.height);
        }
        let guessed = panel.series.iter().any(|series| {
            series.metric.unit.is_some() && series.metric.confidence == Confidence::Low
        });
        let unit = if guessed {
            panel.lang.deduced_unit(&unit.label)
        } else {
            unit.label.clone()
        };
        Self {
            plot,
            keys: rows.keys,
            ends: rows.ends,
            footer: rows.footer,
            numbers,
            unit: cut(&unit, SMALL, width - 2.0 * PAD),
            holidays: bands,
            named,
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

    /// The baseline of the days under the plot.
    pub(super) fn days_at(&self) -> f32 {
        self.plot.bottom() + 18.0
    }
}

/// The room for the number at a line's end: a mean is among its values, so that the outer ones and
/// the last tell it.
fn number_width(one: &Drawn<'_>, unit: &Unit) -> f32 {
    let mut outer = [f64::INFINITY, f64::NEG_INFINITY];
    for value in one.series.values.iter().flatten() {
        outer = [outer[0].min(value.get()), outer[1].max(value.get())];
    }
    if outer[0] > outer[1] {
        return text_width(" 0.00", SMALL);
    }
    let width = |value: f64| text_width(&unit.number(value), SMALL);
    width(outer[0]).max(width(outer[1])) + 5.0
}
