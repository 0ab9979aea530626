//! What the analysis found: single far days, and days since when a line is another.

use crate::panel::Panel;
use crate::scene::{Dash, Ink, Mark, Path, Scene};

/// How far above its point a caret stands; a revised day has its tick between.
const ABOVE: f64 = 12.0;

/// Carets above far days and triangles under the axis for changes.
pub(super) fn draw(scene: &mut Scene, panel: &Panel<'_>) {
    let plot = scene.plot;
    let mut carets = Path::new(Ink::Quiet, 1.0, 1.25, Dash::Solid);
    for &(series, day) in panel.far {
        let Some(index) = panel.range.index(day) else {
            continue;
        };
        let Some(y) = scene.y_of(series, index) else {
            continue;
        };
        #[expect(clippy::cast_possible_truncation, reason = "pixels")]
        let (x, up, down) = (
            scene.x_of(index) as f32,
            (y - ABOVE) as f32,
            (y + ABOVE) as f32,
        );
        // At the top there is room below alone.
        let (tip, open) = if up - 4.0 < plot.y {
            (down + 4.0, down)
        } else {
            (up - 4.0, up)
        };
        carets.move_to(x - 3.5, open);
        carets.line_to(x, tip);
        carets.line_to(x + 3.5, open);
    }
    if !carets.xs.is_empty() {
        scene.marks.push(Mark::Path(carets));
    }
    let mut worse = triangles(Ink::Worse);
    let mut other = triangles(Ink::Quiet);
    let mut drawn: Vec<usize> = Vec::new();
    // What got worse first: one day has one triangle.
    for kind in [true, false] {
        for found in panel.found.iter().filter(|found| found.worse == kind) {
            let shown = scene.lines.iter().any(|line| line.series == found.series);
            let Some(index) = panel.range.index(found.day).filter(|_| shown) else {
                continue;
            };
            if drawn.contains(&index) {
                continue;
            }
            drawn.push(index);
            #[expect(clippy::cast_possible_truncation, reason = "pixels")]
            let x = scene.x_of(index) as f32;
            let path = if kind { &mut worse } else { &mut other };
            triangle(path, x, plot.bottom());
        }
    }
    for path in [other, worse] {
        if !path.xs.is_empty() {
            scene.marks.push(Mark::Path(path));
        }
    }
}

/// The rows that a triangle is made of, and how high each is.
const ROWS: usize = 8;
const HIGH: f32 = 0.75;

fn triangles(ink: Ink) -> Path {
    Path::new(ink, 1.0, HIGH + 0.1, Dash::Solid)
}

/// A filled triangle whose tip stands under the axis: paths are stroked, so that it is made of rows.
fn triangle(path: &mut Path, x: f32, axis: f32) {
    for row in 0..ROWS {
        let half = 0.5 * (row as f32 + 1.0);
        let y = axis + 1.5 + row as f32 * HIGH;
        path.move_to(x - half, y);
        path.line_to(x + half, y);
    }
}
