//! A panel to a scene: the layout, and what is drawn in which order.

mod analysed;
mod frame;
mod goals;
mod layout;
mod words;

use shared::reply::{Period, Series};
use shared::value::Status;

use self::layout::{Layout, Rows};
pub(crate) use self::layout::{NARROW, PAD};
pub use self::words::notes;
pub(crate) use self::words::{unsettled, ways};
use crate::axes::ValueAxis;
use crate::days;
use crate::labels;
use crate::lines::{self, Ground, Look, Odd};
use crate::panel::{Panel, Size};
use crate::scene::{Ink, Line, Rect, Scene};
use crate::span::Span;

/// More current lines than this are not labelled at their ends.
pub(crate) const MOST_LABELS: usize = 4;
/// How strong the lines of one hue are, in their order: hue alone can't tell them.
const STRENGTHS: [f32; 4] = [1.0, 0.8, 0.62, 0.48];

/// Lays a panel out.
#[must_use]
pub fn scene(panel: &Panel<'_>, size: Size) -> Scene {
    lay_out(panel, size, true)
}

/// Lays a panel out; `notes`: whether it says beside its title what the drawing alone doesn't.
pub(crate) fn lay_out(panel: &Panel<'_>, size: Size, notes: bool) -> Scene {
    let shown = shown(panel);
    let drawn = styled(panel, &shown);
    let rows = Rows::new(panel, size, &drawn);
    let span = panel
        .span
        .unwrap_or_else(|| Span::of(std::slice::from_ref(panel)));
    let axis = ValueAxis::new(span, panel.scale, ValueAxis::most_ticks(rows.height));
    let unit = panel.unit();
    let layout = Layout::new(panel, size, &rows, &axis, &unit, &drawn);
    let mut scene = Scene {
        size,
        plot: layout.plot,
        days: panel.range.count(),
        marks: Vec::new(),
        title: panel.title.to_owned(),
        lines: Vec::new(),
        axis,
    };
    frame::draw_axes(&mut scene, panel, &layout);
    let goals = goals::draw(&mut scene, panel);
    let releases = frame::draw_releases(&mut scene, panel, &layout);
    let ends = draw_lines(&mut scene, panel, drawn);
    analysed::draw(&mut scene, panel);
    goals::label(&mut scene, panel, &unit, &goals, &releases);
    words::draw_names(&mut scene, panel, &unit, &layout, &ends);
    let notes = if notes {
        words::notes(&scene, panel)
    } else {
        Vec::new()
    };
    words::draw_head(&mut scene, panel, &notes, layout.footer);
    scene
}

/// Lays out the lines alone, for a chart too small for axes and words; values fit its height.
#[must_use]
pub fn spark(panel: &Panel<'_>, size: Size) -> Scene {
    const EDGE: f32 = 5.0;
    let shown: Vec<(usize, &Series)> = panel.series.iter().copied().enumerate().collect();
    let mut span = Span::NONE;
    for (_, series) in &shown {
        lines::measured(series, panel.range).for_each(|value| span.take(value));
    }
    let axis = ValueAxis::new(span, panel.scale, ValueAxis::most_ticks(f32::INFINITY));
    let drawn = styled(panel, &shown);
    let mut scene = Scene {
        size,
        plot: Rect {
            x: EDGE,
            y: EDGE,
            width: (size.width as f32 - 2.0 * EDGE).max(1.0),
            height: (size.height as f32 - 2.0 * EDGE).max(1.0),
        },
        days: panel.range.count(),
        marks: Vec::new(),
        title: String::new(),
        lines: Vec::new(),
        axis,
    };
    draw_lines(&mut scene, panel, drawn);
    scene
}

/// A series with its name and look, before anything is laid out.
struct Drawn<'a> {
    index: usize,
    series: &'a Series,
    name: String,
    look: Look,
}

fn styled<'a>(panel: &Panel<'a>, shown: &[(usize, &'a Series)]) -> Vec<Drawn<'a>> {
    let series: Vec<&Series> = shown.iter().map(|(_, series)| *series).collect();
    let width = if shown.len() > MOST_LABELS { 1.0 } else { 2.0 };
    let mut drawn: Vec<Drawn<'a>> = Vec::with_capacity(shown.len());
    for (&(index, series), name) in shown.iter().zip(labels::names(panel, &series)) {
        let ink = labels::ink(series.slice.platform);
        let compared = series.period == Period::Compared;
        let same = drawn
            .iter()
            .filter(|other| other.look.ink == ink && other.series.period == Period::Current)
            .count();
        let alpha = STRENGTHS[same % STRENGTHS.len()];
        let (alpha, width) = if compared { (0.5, 1.0) } else { (alpha, width) };
        drawn.push(Drawn {
            index,
            series,
            name,
            look: Look { ink, alpha, width },
        });
    }
    drawn
}

/// Ink and opacity of the shown series, in order.
pub(crate) fn looks(panel: &Panel<'_>) -> Vec<(Ink, f32)> {
    let drawn = styled(panel, &shown(panel));
    drawn
        .iter()
        .map(|one| (one.look.ink, one.look.alpha))
        .collect()
}

/// The series that are not hidden, each with its place.
fn shown<'a>(panel: &Panel<'a>) -> Vec<(usize, &'a Series)> {
    panel
        .series
        .iter()
        .copied()
        .enumerate()
        .filter(|(_, series)| panel.shows(series))
        .collect()
}

/// Where a named line ends.
struct End {
    line: usize,
    x: f32,
    y: f32,
    value: f64,
}

fn draw_lines(scene: &mut Scene, panel: &Panel<'_>, drawn: Vec<Drawn<'_>>) -> Vec<End> {
    #[expect(clippy::cast_possible_truncation, reason = "pixels")]
    let xs = (0..scene.days).map(|day| scene.x_of(day) as f32).collect();
    let ground = Ground {
        plot: scene.plot,
        axis: &scene.axis,
        xs,
        ratio: scene.size.ratio as f32,
    };
    let mut behind = Vec::new();
    let mut front = Vec::new();
    let mut over = Vec::new();
    let mut failed: Vec<(Ink, Vec<usize>)> = Vec::new();
    let mut ends = Vec::new();
    for one in drawn {
        let series = one.series;
        let odd = Odd::of(series, panel.range);
        let compared = series.period == Period::Compared;
        let zeros = series.status.values().any(|status| *status == Status::Zero);
        let value = |place: usize| {
            let value = series.values.get(place).copied().flatten()?.get();
            (!zeros || value != 0.0).then_some(value)
        };
        let first = lines::first_value(series, panel.range);
        let mut ys = ground.column(first, value);
        let means = (panel.smooth > 1).then(|| {
            let values: Vec<_> = (0..series.values.len()).map(value).collect();
            analysis::smooth(&values, panel.smooth)
        });
        let means = means.filter(|means| means.iter().any(Option::is_some));
        let mut end = last_of(&ys, first, value);
        if let Some(means) = means {
            let mean = |place: usize| means.get(place).copied().flatten();
            let strong = ground.column(first, mean);
            if !compared {
                let faint = Look {
                    width: 1.0,
                    alpha: 0.25,
                    ..one.look
                };
                lines::trace(&ground, &ys, &odd.provisional, faint, &mut behind);
            }
            let target = if compared { &mut behind } else { &mut front };
            lines::trace(&ground, &strong, &odd.provisional, one.look, target);
            end = last_of(&strong, first, mean).or(end);
        } else {
            let target = if compared { &mut behind } else { &mut front };
            lines::trace(&ground, &ys, &odd.provisional, one.look, target);
        }
        if !compared {
            let at = end.map(|end| (end.0, end.1));
            lines::oddities(&ground, &mut ys, &odd, at, one.look, &mut over);
            lines::below(&ground, &mut ys, first, &value, one.look, &mut over);
            if !odd.failed.is_empty() {
                failed.push((one.look.ink, odd.failed));
            }
            if let Some((index, y, value)) = end {
                ends.push(End {
                    line: scene.lines.len(),
                    x: ground.xs[index],
                    y,
                    value,
                });
            }
        }
        scene.lines.push(Line {
            series: one.index,
            label: one.name,
            ink: one.look.ink,
            alpha: one.look.alpha,
            compared,
            ys,
        });
    }
    if let Some((ink, _)) = failed.first() {
        let ink = if failed.len() == 1 { *ink } else { Ink::Quiet };
        let mut hatched = vec![false; scene.days];
        for &day in failed.iter().flat_map(|(_, days)| days) {
            hatched[day] = true;
        }
        let spans = days::runs(hatched.into_iter(), scene.plot);
        scene.marks.push(lines::hatch(&spans, ink));
    }
    scene
        .marks
        .extend(behind.into_iter().chain(front).chain(over));
    ends
}

/// The last place of a column: which day, where, and its value.
fn last_of(
    ys: &[f32],
    first: i64,
    value: impl Fn(usize) -> Option<f64>,
) -> Option<(usize, f32, f64)> {
    let index = ys.iter().rposition(|y| !y.is_nan())?;
    let place = usize::try_from(first + i64::try_from(index).ok()?).ok()?;
    Some((index, ys[index], value(place)?))
}
