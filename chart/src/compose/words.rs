//! What is said around the plot: names of lines, title, notes, footer.

use shared::reply::Series;

use super::End;
use super::layout::{LABEL, Layout, PAD, TITLE};
use crate::labels::{SMALL, cut, rest, small, spread};
use crate::lines::{Odd, measured};
use crate::panel::Panel;
use crate::scene::{Anchor, Boxes, Dash, Ink, Mark, Path, Rect, Scene, Text};
use crate::unit::Unit;
use crate::width::text_width;

/// The lines' names: at their ends, or as keys above the plot.
pub(super) fn draw_names(
    scene: &mut Scene,
    panel: &Panel<'_>,
    unit: &Unit,
    layout: &Layout,
    ends: &[End],
) {
    let plot = layout.plot;
    if scene
        .lines
        .iter()
        .all(|line| line.ys.iter().all(|y| y.is_nan()))
    {
        let width = scene.size.width as f32;
        let text = cut(panel.lang.no_values(), SMALL, width - 2.0 * PAD);
        let (x, y) = (plot.x + plot.width / 2.0, plot.y + plot.height / 2.0);
        let room = text_width(&text, SMALL) + 16.0;
        // A plot can be narrower than the words.
        let x = x.min(width - room / 2.0).max(room / 2.0);
        // Rules and hatches would run through it.
        scene.marks.push(Mark::Boxes(Boxes {
            rects: vec![Rect {
                x: x - room / 2.0,
                y: y - 14.0,
                width: room,
                height: 20.0,
            }],
            ink: Ink::Ground,
            alpha: 1.0,
        }));
        let text = small(text, x, y, Anchor::Middle, Ink::Quiet);
        scene.marks.push(Mark::Text(text));
    }
    if layout.ends {
        let wishes: Vec<f32> = ends.iter().map(|end| end.y).collect();
        let places = spread(&wishes, LABEL, plot.y + 4.0, plot.bottom() - 2.0);
        let x = plot.right() + 8.0;
        for (end, place) in ends.iter().zip(places) {
            let line = &scene.lines[end.line];
            let number = unit.number(end.value);
            // A cut name still tells something, a cut number something false.
            let room = scene.size.width as f32 - x - 2.0 - text_width(&number, SMALL) - 5.0;
            let text = format!("{} {number}", cut(&line.label, SMALL, room));
            let text = small(text, x, place + SMALL * 0.35, Anchor::Start, line.ink);
            let last = end.x >= scene.x_of(scene.days.saturating_sub(1)) as f32 - 0.5;
            let lead = leader(end, place, last, plot, line.ink);
            scene.marks.extend(lead.map(Mark::Path));
            scene.marks.push(Mark::Text(text));
        }
    }
    if let Some(y) = layout.keys {
        draw_keys(scene, y);
    }
}

/// What leads from a line's last point to its label, where the two stand apart.
fn leader(end: &End, place: f32, last: bool, plot: Rect, ink: Ink) -> Option<Path> {
    if (last || plot.right() - end.x < 24.0) && (place - end.y).abs() < LABEL / 2.0 {
        return None;
    }
    let mut path = Path::new(ink, 0.35, 1.0, Dash::Solid);
    path.move_to((end.x + 6.0).min(plot.right()), end.y);
    path.line_to(plot.right(), end.y);
    path.line_to(plot.right() + 6.0, place);
    Some(path)
}

fn draw_keys(scene: &mut Scene, y: f32) {
    let right = scene.size.width as f32 - PAD;
    let current = || scene.lines.iter().filter(|line| !line.compared);
    let count = current().count();
    let mut x = PAD;
    let mut marks = Vec::new();
    for (place, line) in current().enumerate() {
        let mut label = line.label.clone();
        if place == 0 {
            label = cut(&label, SMALL, right - x - 20.0 - 36.0);
        }
        let width = text_width(&label, SMALL);
        let more = if place + 1 < count { 36.0 } else { 0.0 };
        if x + 20.0 + width + more > right {
            let rest = rest(count - place);
            marks.push(Mark::Text(small(rest, x, y, Anchor::Start, Ink::Quiet)));
            break;
        }
        let mut key = Path::new(line.ink, line.alpha, 2.0, Dash::Solid);
        key.move_to(x, y - 4.5);
        key.line_to(x + 14.0, y - 4.5);
        marks.push(Mark::Path(key));
        let name = small(label, x + 20.0, y, Anchor::Start, line.ink);
        marks.push(Mark::Text(name));
        x += 20.0 + width + 16.0;
    }
    scene.marks.extend(marks);
}

/// Title, what is to be said beside it, stamp and footer.
pub(super) fn draw_head(scene: &mut Scene, panel: &Panel<'_>, notes: &[String], footer: bool) {
    let width = scene.size.width as f32;
    let baseline = PAD / 2.0 + 16.0;
    let mut right = width - PAD;
    if panel.demo {
        let stamp = panel.lang.demo_stamp().to_owned();
        let room = text_width(&stamp, SMALL);
        let stamp = small(stamp, right, baseline, Anchor::End, Ink::Quiet);
        scene.marks.push(Mark::Text(stamp));
        right -= room + 16.0;
    }
    if !panel.title.is_empty() {
        let text = cut(panel.title, TITLE, right - PAD);
        let notes_from = PAD + text_width(&text, TITLE) + 16.0;
        scene.marks.push(Mark::Text(Text {
            x: PAD,
            y: baseline,
            text,
            size: TITLE,
            anchor: Anchor::Start,
            ink: Ink::Text,
            strong: true,
        }));
        let notes = notes.join(" · ");
        if !notes.is_empty() && right - notes_from > 60.0 {
            let notes = cut(&notes, SMALL, right - notes_from);
            let notes = small(notes, notes_from, baseline, Anchor::Start, Ink::Quiet);
            scene.marks.push(Mark::Text(notes));
        }
    }
    if footer {
        let text = cut(panel.footer, SMALL, width - 2.0 * PAD);
        let y = scene.size.height as f32 - 8.0;
        let text = small(text, PAD, y, Anchor::Start, Ink::Quiet);
        scene.marks.push(Mark::Text(text));
    }
}

/// What the drawing alone doesn't say: which lines are means, which are compared, what a logarithmic
/// axis has no place for, and how many days are not settled.
#[must_use]
pub fn notes(scene: &Scene, panel: &Panel<'_>) -> Vec<String> {
    let mut notes = ways(scene, panel);
    let mut days = vec![false; scene.days];
    unsettled(scene, panel, &mut days);
    let count = days.into_iter().filter(|day| *day).count();
    if count > 0 {
        notes.push(panel.lang.provisional_note(count));
    }
    notes
}

/// How lines are drawn, as far as it doesn't tell itself.
pub(crate) fn ways(scene: &Scene, panel: &Panel<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    if panel.smooth > 1 {
        notes.push(panel.lang.smooth_note(panel.smooth));
    }
    if scene.lines.iter().any(|line| line.compared) {
        notes.push(panel.lang.compared_note().to_owned());
    }
    if scene.axis.is_log() {
        let below = current(scene, panel)
            .flat_map(|series| measured(series, panel.range))
            .filter(|value| *value <= 0.0)
            .count();
        if below > 0 {
            notes.push(panel.lang.below_log_note(below));
        }
    }
    notes
}

/// Marks the days that are not settled in one of the lines.
pub(crate) fn unsettled(scene: &Scene, panel: &Panel<'_>, days: &mut [bool]) {
    for series in current(scene, panel) {
        for day in Odd::of(series, panel.range).provisional {
            if let Some(day) = days.get_mut(day) {
                *day = true;
            }
        }
    }
}

fn current<'a>(scene: &'a Scene, panel: &'a Panel<'_>) -> impl Iterator<Item = &'a Series> {
    scene
        .lines
        .iter()
        .filter(|line| !line.compared)
        .filter_map(|line| panel.series.get(line.series).copied())
}
