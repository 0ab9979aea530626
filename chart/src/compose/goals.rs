//! Goals: a thin line with a faint shade on its bad side, or words at the edge where it lies far.

use shared::budget::Bound;
use shared::reply::Period;

use crate::labels::{SMALL, small};
use crate::panel::{Goal, Panel};
use crate::scene::{Anchor, Boxes, Dash, Ink, Mark, Path, Rect, Scene};
use crate::span::{goals, passes};
use crate::unit::Unit;
use crate::width::text_width;

/// A goal on its way to a label.
pub(super) struct Drawn<'a> {
    goal: &'a Goal,
    ink: Ink,
    /// Where its line stands; outside the plot where there is none.
    y: f32,
}

/// Draws lines and shades, behind everything but the rules.
pub(super) fn draw<'a>(scene: &mut Scene, panel: &Panel<'a>) -> Vec<Drawn<'a>> {
    let plot = scene.plot;
    let mut drawn = Vec::new();
    if scene.axis.ticks().is_empty() {
        return drawn;
    }
    for goal in goals(panel) {
        let meant = || {
            panel.series.iter().filter(|series| {
                panel.shows(series) && goal.slice.is_none_or(|slice| slice == series.slice)
            })
        };
        let ink = if meant().any(|series| passes(series, panel.range, goal.bound)) {
            Ink::Worse
        } else {
            Ink::Quiet
        };
        #[expect(clippy::cast_possible_truncation, reason = "pixels; saturates")]
        let mut y = scene.y_at(goal.bound.value()) as f32;
        if y.is_nan() {
            // Not above 0 on a logarithmic axis.
            y = f32::INFINITY;
        }
        // The axis' own ends are among it, whatever rounding did to them.
        let inside = y >= plot.y - 0.5 && y <= plot.bottom() + 0.5;
        if inside {
            let mut line = Path::new(ink, 0.6, 1.0, Dash::Solid);
            line.move_to(plot.x, y.floor() + 0.5);
            line.line_to(plot.right(), y.floor() + 0.5);
            scene.marks.push(Mark::Path(line));
            // A goal of some of the lines says nothing of the others.
            let shown = panel.series.iter().filter(|series| panel.shows(series));
            if meant().count() == shown.count() {
                let (top, foot) = match goal.bound {
                    Bound::Over(_) => (plot.y, y),
                    Bound::Under(_) => (y, plot.bottom()),
                };
                scene.marks.push(Mark::Boxes(Boxes {
                    rects: vec![Rect {
                        y: top,
                        height: (foot - top).max(0.0),
                        ..plot
                    }],
                    ink: Ink::Worse,
                    alpha: 0.05,
                }));
            }
        }
        drawn.push(Drawn { goal, ink, y });
    }
    drawn
}

/// Writes the labels where they cover the least of lines and marks, and never each other.
pub(super) fn label(
    scene: &mut Scene,
    panel: &Panel<'_>,
    unit: &Unit,
    goals: &[Drawn<'_>],
    releases: &[f32],
) {
    let plot = scene.plot;
    let mut taken: Vec<Rect> = Vec::new();
    for Drawn { goal, ink, y } in goals {
        let value = goal.bound.value();
        // In the unit of values a whole world larger it would read as nought.
        let Some(number) = unit.shortest(value) else {
            continue;
        };
        let mut text = panel.lang.goal(goal.bound, &number);
        let current = panel
            .series
            .iter()
            .filter(|series| series.period == Period::Current);
        if let Some(slice) = goal.slice.filter(|_| current.count() > 1) {
            text.push_str(" · ");
            text.push_str(&panel.lang.slice(slice));
        }
        let above = *y < plot.y - 0.5;
        let below = *y > plot.bottom() + 0.5;
        if above || below {
            text.push_str(if above { " ↑" } else { " ↓" });
        }
        let width = text_width(&text, SMALL);
        let heights = if above {
            [plot.y + 1.0, plot.y + 17.0, plot.y + 33.0]
        } else if below {
            [17.0, 33.0, 49.0].map(|up| plot.bottom() - up)
        } else {
            let sides = [y - 17.0, y + 2.0];
            match goal.bound {
                Bound::Over(_) => [sides[0], sides[1], sides[0]],
                Bound::Under(_) => [sides[1], sides[0], sides[1]],
            }
        };
        let (right, left) = (plot.right() - width - 4.0, plot.x + 4.0);
        let mut best: Option<(usize, Rect)> = None;
        for x in [right, left, f32::midpoint(left, right)] {
            for y in heights {
                let place = Rect {
                    x,
                    y,
                    width,
                    height: 15.0,
                };
                let out = x < plot.x
                    || place.right() > plot.right()
                    || y < plot.y - 1.0
                    || y + 15.0 > plot.bottom() + 1.0;
                if out || taken.iter().any(|other| other.touches(&place)) {
                    continue;
                }
                let cost = covered(scene, &place, releases);
                if best.as_ref().is_none_or(|(least, _)| cost < *least) {
                    best = Some((cost, place));
                }
            }
        }
        if let Some((_, place)) = best {
            let text = small(text, place.x, place.y + 11.5, Anchor::Start, *ink);
            scene.marks.push(Mark::Text(text));
            taken.push(place);
        }
    }
}

/// How much of the lines and marks a place covers.
fn covered(scene: &Scene, place: &Rect, releases: &[f32]) -> usize {
    let step = f64::from(scene.plot.width) / scene.days.max(1) as f64;
    let first = (f64::from(place.x - scene.plot.x) / step - 1.0).max(0.0);
    let days = f64::from(place.width) / step + 2.0;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "held within the plot"
    )]
    let (first, days) = (first as usize, days.ceil() as usize);
    let within = |y: &&f32| **y > place.y - 3.0 && **y < place.y + place.height + 3.0;
    let points = scene.lines.iter().map(|line| {
        let ys = line.ys.iter().skip(first).take(days);
        ys.filter(within).count()
    });
    let marks = releases
        .iter()
        .filter(|x| **x > place.x - 2.0 && **x < place.x + place.width + 2.0);
    points.sum::<usize>() + 2 * marks.count()
}
