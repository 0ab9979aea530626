//! What lines are drawn on: days off, rules, ticks, releases.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::drawing::DrawingArea;
use plotters::style::{BLACK, ShapeStyle};
use plotters_backend::DrawingBackend;

use super::layout::{Layout, PAD};
use crate::axes::{DayAxis, ValueAxis};
use crate::days::{self, DayTick};
use crate::labels::{self, SMALL, small};
use crate::panel::Panel;
use crate::recorder::Recorder;
use crate::scene::{Anchor, Boxes, Dash, Ink, Mark, Path, Scene, Text};
use crate::width::text_width;

/// Shades of days off, rules and ticks with their numbers, laid by plotters on device pixels.
pub(super) fn draw_axes(scene: &mut Scene, panel: &Panel<'_>, layout: &Layout) {
    let plot = layout.plot;
    let off = days::days_off(panel.range, plot);
    if !off.is_empty() {
        scene.marks.push(Mark::Boxes(Boxes {
            rects: off,
            ink: Ink::Rule,
            alpha: 0.4,
        }));
    }
    let ticks = days::ticks(panel.range, panel.lang, plot.width, SMALL);
    let (rules, numbers) = mesh(scene, &ticks, layout);
    scene.marks.push(Mark::Path(rules));
    scene.marks.extend(numbers.into_iter().map(Mark::Text));
    if !layout.unit.is_empty() {
        let text = layout.unit.clone();
        let narrow = text_width(&text, SMALL) <= plot.x - 8.0 - PAD;
        let (x, anchor) = if narrow {
            (plot.x - 8.0, Anchor::End)
        } else {
            (PAD, Anchor::Start)
        };
        let unit = small(text, x, plot.y - 11.0, anchor, Ink::Quiet);
        scene.marks.push(Mark::Text(unit));
    }
}

/// The rules and numbers of both axes.
fn mesh(scene: &Scene, ticks: &[DayTick], layout: &Layout) -> (Path, Vec<Text>) {
    let plot = layout.plot;
    let ratio = if scene.size.ratio.is_finite() {
        scene.size.ratio.clamp(0.25, 8.0)
    } else {
        1.0
    };
    #[expect(clippy::cast_possible_truncation, reason = "device pixels; saturates")]
    let device = |css: f32| (f64::from(css) * ratio).round() as i32;
    let size = (
        device(scene.size.width as f32).unsigned_abs(),
        device(scene.size.height as f32).unsigned_abs(),
    );
    let recorder = Rc::new(RefCell::new(Recorder::new(size, ratio as f32)));
    let days = DayAxis {
        count: scene.days,
        ticks: ticks.iter().map(|tick| tick.index).collect(),
    };
    let (left, right) = (device(plot.x), device(plot.right()));
    let (top, foot) = (device(plot.y), device(plot.bottom()));
    let mut texts = Vec::new();
    // plotters asks for a colour; the recorder has one of its own.
    let style = ShapeStyle::from(&BLACK);
    let mut numbers = layout.numbers.iter();
    let mut labels = ticks.iter();
    let mut free_from = f32::NEG_INFINITY;
    {
        let area: DrawingArea<Recorder, Shift> = DrawingArea::from(&recorder);
        let area = area.apply_coord_spec(Cartesian2d::<DayAxis, ValueAxis>::new(
            days,
            scene.axis.clone(),
            (left..right, foot..top),
        ));
        let drawn = area.draw_mesh(
            |backend, line| match line {
                MeshLine::XMesh((x, _), ..) => {
                    let middle = backend.css(x);
                    if let Some(tick) = labels.next().filter(|tick| !tick.label.is_empty()) {
                        let half = text_width(&tick.label, SMALL) / 2.0;
                        let edge = scene.size.width as f32 - half - 2.0;
                        let at = middle.min(edge).max(half + 2.0);
                        if at - half >= free_from {
                            free_from = at + half + 6.0;
                            let y = plot.bottom() + 18.0;
                            let label = tick.label.clone();
                            texts.push(small(label, at, y, Anchor::Middle, Ink::Quiet));
                        }
                    }
                    backend.draw_line((x, foot), (x, foot + device(5.0)), &style)
                }
                line @ MeshLine::YMesh((_, y), ..) => {
                    if let Some(number) = numbers.next() {
                        let baseline = backend.css(y) + SMALL * 0.35;
                        let number = number.clone();
                        let x = plot.x - 8.0;
                        texts.push(small(number, x, baseline, Anchor::End, Ink::Quiet));
                    }
                    line.draw(backend, &style)
                }
            },
            scene.axis.ticks().len(),
            ticks.len(),
        );
        debug_assert!(drawn.is_ok(), "a recorder never fails");
    }
    let rules = recorder.borrow().rules.clone();
    (rules, texts)
}

/// Releases as dotted verticals, their labels above the plot.
pub(super) fn draw_releases(scene: &mut Scene, panel: &Panel<'_>, layout: &Layout) {
    let plot = layout.plot;
    let (low, high) = (
        layout.marks_from(),
        plot.right().max(layout.marks_from() + 20.0),
    );
    let marks = panel.marks.iter().filter_map(|mark| {
        let index = panel.range.index(mark.day)?;
        Some((scene.x_of(index) as f32, mark.label.clone()))
    });
    let folds = labels::fold(marks, low, high, |count| panel.lang.folded_marks(count));
    if folds.is_empty() {
        return;
    }
    let mut path = Path::new(Ink::Quiet, 0.8, 1.0, Dash::Dotted);
    for fold in &folds {
        for &x in &fold.xs {
            path.move_to(x.floor() + 0.5, plot.y - 2.0);
            path.line_to(x.floor() + 0.5, plot.bottom());
        }
    }
    scene.marks.push(Mark::Path(path));
    for fold in folds {
        let x = fold.middle(low, high);
        let label = small(fold.label, x, plot.y - 11.0, Anchor::Middle, Ink::Quiet);
        scene.marks.push(Mark::Text(label));
    }
}
