//! One series to marks: where its values stand, and how each day's status looks.

use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::value::Status;

use crate::axes::ValueAxis;
use crate::scene::{Dash, Dots, Ink, Mark, Path, Rect};

/// The days of a series that need more than a line.
#[derive(Default)]
pub(crate) struct Odd {
    /// Not settled.
    pub(crate) provisional: Vec<usize>,
    /// Revised after they were settled.
    revised: Vec<usize>,
    /// An exact 0 that is no measurement.
    zero: Vec<usize>,
    /// Could not be asked.
    pub(crate) failed: Vec<usize>,
}

impl Odd {
    /// The odd days of a series within the range, in order.
    pub(crate) fn of(series: &Series, range: DayRange) -> Self {
        let mut odd = Self::default();
        for (&day, status) in &series.status {
            let Some(index) = range.index(day) else {
                continue;
            };
            match status {
                Status::Provisional => odd.provisional.push(index),
                Status::Revised => odd.revised.push(index),
                Status::Zero => odd.zero.push(index),
                Status::Failed => odd.failed.push(index),
                Status::Missing | Status::Final => {}
            }
        }
        odd
    }
}

/// Which of the series' values stands on the range's first day; negative where it starts later.
pub(crate) fn first_value(series: &Series, range: DayRange) -> i64 {
    match series.period {
        Period::Current => range.start().since(series.start),
        Period::Compared => 0,
    }
}

/// The series' values that measure something within the range.
pub(crate) fn measured(series: &Series, range: DayRange) -> impl Iterator<Item = f64> {
    let first = first_value(series, range);
    let skip = usize::try_from(first).unwrap_or(0);
    let take = range
        .count()
        .saturating_sub(usize::try_from(-first).unwrap_or(0));
    let zeros = series.status.values().any(|status| *status == Status::Zero);
    series
        .values
        .iter()
        .skip(skip)
        .take(take)
        .flatten()
        .map(|value| value.get())
        .filter(move |value| !zeros || *value != 0.0)
}

/// What lines are drawn against.
pub(crate) struct Ground<'a> {
    /// The plot.
    pub(crate) plot: Rect,
    /// The axis of values.
    pub(crate) axis: &'a ValueAxis,
    /// Where each day stands.
    pub(crate) xs: Vec<f32>,
    /// Device pixels a CSS pixel.
    pub(crate) ratio: f32,
}

impl Ground<'_> {
    /// Where values stand, `values[first]` on the first day; NaN where there is none.
    pub(crate) fn column(&self, first: i64, value: impl Fn(usize) -> Option<f64>) -> Vec<f32> {
        let (foot, height) = (f64::from(self.plot.bottom()), f64::from(self.plot.height));
        (first..)
            .take(self.xs.len())
            .map(|place| {
                let place = usize::try_from(place).ok();
                #[expect(clippy::cast_possible_truncation, reason = "pixels")]
                place.and_then(&value).map_or(f32::NAN, |value| {
                    (foot - self.axis.share(value) * height) as f32
                })
            })
            .collect()
    }
}

/// How a line looks.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) ink: Ink,
    pub(crate) alpha: f32,
    pub(crate) width: f32,
}

/// The line through a column: gaps break it, lone points are dots, what is not settled is dotted.
pub(crate) fn trace(
    ground: &Ground<'_>,
    ys: &[f32],
    provisional: &[usize],
    look: Look,
    marks: &mut Vec<Mark>,
) {
    let mut solid = Path::new(look.ink, look.alpha, look.width, Dash::Solid);
    let mut dotted = Path::new(look.ink, look.alpha, look.width, Dash::Dotted);
    let mut lone = dots(look, look.width + 0.4, false);
    let pixels = (ground.plot.width * ground.ratio).max(1.0);
    if ys.len() as f32 > 2.0 * pixels {
        dense(ground, ys, &mut solid);
    } else {
        let absent = |index: usize| ys.get(index).is_none_or(|y| y.is_nan());
        let mut unsettled = provisional.iter().copied().peekable();
        let mut before_unsettled = false;
        // Whether each path's pen stands on the day before.
        let (mut solid_down, mut dotted_down) = (false, false);
        for (index, (&x, &y)) in ground.xs.iter().zip(ys).enumerate() {
            while unsettled.next_if(|&day| day < index).is_some() {}
            let now_unsettled = unsettled.peek() == Some(&index);
            if y.is_nan() {
                (solid_down, dotted_down) = (false, false);
            } else if index == 0 || absent(index - 1) {
                (solid_down, dotted_down) = (false, false);
                if absent(index + 1) {
                    lone.xs.push(x);
                    lone.ys.push(y);
                }
            } else {
                let is_dotted = now_unsettled || before_unsettled;
                let (path, down) = if is_dotted {
                    (&mut dotted, &mut dotted_down)
                } else {
                    (&mut solid, &mut solid_down)
                };
                if !*down {
                    path.move_to(ground.xs[index - 1], ys[index - 1]);
                }
                path.line_to(x, y);
                (solid_down, dotted_down) = (!is_dotted, is_dotted);
            }
            before_unsettled = now_unsettled;
        }
    }
    push_path(marks, solid);
    push_path(marks, dotted);
    push_dots(marks, lone);
}

/// A line of several points a pixel: first, least, most and last of each column of pixels.
fn dense(ground: &Ground<'_>, ys: &[f32], path: &mut Path) {
    let mut index = 0;
    let mut down = false;
    while index < ys.len() {
        if ys[index].is_nan() {
            down = false;
            index += 1;
            continue;
        }
        let column = (ground.xs[index] * ground.ratio).floor();
        let x = (column + 0.5) / ground.ratio;
        let (first, mut last) = (ys[index], ys[index]);
        let (mut high, mut low) = (first, first);
        while index < ys.len()
            && !ys[index].is_nan()
            && (ground.xs[index] * ground.ratio).floor() <= column
        {
            last = ys[index];
            high = high.min(last);
            low = low.max(last);
            index += 1;
        }
        if down {
            path.line_to(x, first);
        } else {
            path.move_to(x, first);
            down = true;
        }
        if high < low {
            path.line_to(x, high);
            path.line_to(x, low);
            path.line_to(x, last);
        }
    }
}

/// What stands on a line, which ends at `end`, for the odd days: hollow ends, hollow zeros, ticks of revisions.
///
/// Zeros are written into the column afterwards, so that a crosshair finds them.
pub(crate) fn oddities(
    ground: &Ground<'_>,
    ys: &mut [f32],
    odd: &Odd,
    end: Option<(usize, f32)>,
    look: Look,
    marks: &mut Vec<Mark>,
) {
    let mut ticks = Path::new(look.ink, look.alpha, 1.5, Dash::Solid);
    for &index in &odd.revised {
        if !ys[index].is_nan() {
            ticks.move_to(ground.xs[index], ys[index] - 9.0);
            ticks.line_to(ground.xs[index], ys[index] - 3.0);
        }
    }
    push_path(marks, ticks);
    let mut hollow = dots(look, 3.5, true);
    if let Some((end, y)) = end.filter(|(end, _)| odd.provisional.contains(end)) {
        hollow.xs.push(ground.xs[end]);
        hollow.ys.push(y);
    }
    for &index in &odd.zero {
        let place = f64::from(ground.plot.height) * ground.axis.share(0.0);
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let y = ground.plot.bottom() - (place.max(0.0) as f32);
        hollow.xs.push(ground.xs[index]);
        hollow.ys.push(y);
        ys[index] = y;
    }
    push_dots(marks, hollow);
}

/// What is not above 0 has no place on a logarithmic axis: it stands at the foot as an arrow down,
/// and there a crosshair finds it.
pub(crate) fn below(
    ground: &Ground<'_>,
    ys: &mut [f32],
    first: i64,
    value: &impl Fn(usize) -> Option<f64>,
    look: Look,
    marks: &mut Vec<Mark>,
) {
    if !ground.axis.is_log() {
        return;
    }
    let mut arrows = Path::new(look.ink, look.alpha, 1.5, Dash::Solid);
    let foot = ground.plot.bottom();
    for ((place, y), &x) in (first..).zip(ys).zip(&ground.xs) {
        let value = usize::try_from(place).ok().and_then(value);
        if value.is_some_and(|value| value <= 0.0) {
            *y = foot;
            arrows.move_to(x - 3.5, foot - 6.0);
            arrows.line_to(x, foot - 1.5);
            arrows.line_to(x + 3.5, foot - 6.0);
        }
    }
    push_path(marks, arrows);
}

/// Diagonals over spans that could not be asked.
pub(crate) fn hatch(spans: &[Rect], ink: Ink) -> Mark {
    let mut path = Path::new(ink, 0.35, 1.0, Dash::Solid);
    for span in spans {
        let reach = span.width + span.height;
        let mut way = 3.0;
        while way < reach {
            let (x, y) = if way < span.height {
                (span.x, span.y + way)
            } else {
                (span.x + way - span.height, span.bottom())
            };
            path.move_to(x, y);
            let (x, y) = if way < span.width {
                (span.x + way, span.y)
            } else {
                (span.right(), span.y + way - span.width)
            };
            path.line_to(x, y);
            way += 6.0;
        }
    }
    Mark::Path(path)
}

fn dots(look: Look, radius: f32, hollow: bool) -> Dots {
    Dots {
        xs: Vec::new(),
        ys: Vec::new(),
        radius,
        ink: look.ink,
        alpha: look.alpha,
        hollow,
    }
}

fn push_path(marks: &mut Vec<Mark>, path: Path) {
    if !path.xs.is_empty() {
        marks.push(Mark::Path(path));
    }
}

fn push_dots(marks: &mut Vec<Mark>, dots: Dots) {
    if !dots.xs.is_empty() {
        marks.push(Mark::Dots(dots));
    }
}
