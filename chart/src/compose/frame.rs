//! What lines are drawn on: days off, rules, ticks, releases.

use std::cell::RefCell;
use std::rc::Rc;

use plotters::coord::Shift;
use plotters::coord::cartesian::{Cartesian2d, MeshLine};
use plotters::drawing::DrawingArea;
use plotters::style::{BLACK, ShapeStyle};
use plotters_backend::DrawingBackend;

use super::layout::{Layout, PAD, ROW};
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
    let off = days::days_off(panel.range, panel.calendar, plot);
    let off = if scene.days > days::WEEKS {
        layout.holidays.clone()
    } else {
        off
    };
    if !off.is_empty() {
        scene.marks.push(Mark::Boxes(Boxes {
            rects: off,
            ink: Ink::Rule,
            alpha: 0.4,
        }));
    }
    let ticks = days::ticks(
        panel.range,
        panel.lang,
        plot,
        scene.size.width as f32,
        SMALL,
    );
    let (rules, numbers) = mesh(scene, &ticks, layout);
    scene.marks.push(Mark::Path(rules));
    scene.marks.extend(numbers.into_iter().map(Mark::Text));
    for (middle, name) in &layout.named {
        let y = layout.days_at() + ROW - 4.0;
        let name = small(name.clone(), *middle, y, Anchor::Middle, Ink::Quiet);
        scene.marks.push(Mark::Text(name));
    }
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
    let mut free_to = f32::INFINITY;
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
                    if let Some(tick) = labels.next().filter(|tick| !tick.label.is_empty()) {
                        let (label, y) = (tick.label.clone(), layout.days_at());
                        texts.push(small(label, tick.x, y, Anchor::Middle, Ink::Quiet));
                    }
                    backend.draw_line((x, foot), (x, foot + device(5.0)), &style)
                }
                line @ MeshLine::YMesh((_, y), ..) => {
                    let baseline = backend.css(y) + SMALL * 0.35;
                    let number = numbers.next().filter(|number| !number.is_empty());
                    // Parts of a decade can stand too close, and equal values at one place.
                    if let Some(number) = number.filter(|_| (free_to - baseline) >= 15.0) {
                        free_to = baseline;
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

/// Releases as dotted verticals, their labels above the plot; tells where they stand.
pub(super) fn draw_releases(scene: &mut Scene, panel: &Panel<'_>, layout: &Layout) -> Vec<f32> {
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
    let places: Vec<f32> = folds.iter().flat_map(|fold| fold.xs.clone()).collect();
    if folds.is_empty() {
        return places;
    }
    // Many of them step back, and of those that nearly coincide one is drawn: lines come first.
    const APART: f32 = 4.0;
    let alpha = if places.len() > 12 { 0.45 } else { 0.8 };
    let mut path = Path::new(Ink::Quiet, alpha, 1.0, Dash::Dotted);
    let mut free_from = f32::NEG_INFINITY;
    for fold in &folds {
        for &x in &fold.xs {
            if x < free_from {
                continue;
            }
            free_from = x + APART;
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
    places
}
