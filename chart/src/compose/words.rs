//! What is said around the plot: names of lines, title, notes, footer.

use shared::reply::Period;

use super::End;
use super::layout::{Layout, PAD, TITLE};
use crate::labels::{SMALL, cut, small, spread};
use crate::lines::Odd;
use crate::panel::Panel;
use crate::scene::{Anchor, Dash, Ink, Mark, Path, Scene, Text};
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
        let text = panel.lang.no_values().to_owned();
        let (x, y) = (plot.x + plot.width / 2.0, plot.y + plot.height / 2.0);
        let text = small(text, x, y, Anchor::Middle, Ink::Quiet);
        scene.marks.push(Mark::Text(text));
    }
    if layout.ends {
        let wishes: Vec<f32> = ends.iter().map(|end| end.y).collect();
        let places = spread(&wishes, 17.0, plot.y + 4.0, plot.bottom() - 2.0);
        let x = plot.right() + 8.0;
        for (end, place) in ends.iter().zip(places) {
            let line = &scene.lines[end.line];
            let text = format!("{} {}", line.label, unit.number(end.value));
            let text = cut(&text, SMALL, scene.size.width as f32 - x);
            let text = small(text, x, place + SMALL * 0.35, Anchor::Start, line.ink);
            scene.marks.push(Mark::Text(text));
        }
    }
    if let Some(y) = layout.keys {
        draw_keys(scene, y);
    }
}

fn draw_keys(scene: &mut Scene, y: f32) {
    let right = scene.size.width as f32 - PAD;
    let current = || scene.lines.iter().filter(|line| !line.compared);
    let count = current().count();
    let mut x = PAD;
    let mut marks = Vec::new();
    for (place, line) in current().enumerate() {
        let width = text_width(&line.label, SMALL);
        let more = if place + 1 < count { 36.0 } else { 0.0 };
        if x + 20.0 + width + more > right {
            let rest = format!("+{}", count - place);
            marks.push(Mark::Text(small(rest, x, y, Anchor::Start, Ink::Quiet)));
            break;
        }
        let mut key = Path::new(line.ink, line.alpha, 2.0, Dash::Solid);
        key.move_to(x, y - 4.5);
        key.line_to(x + 14.0, y - 4.5);
        marks.push(Mark::Path(key));
        let name = small(line.label.clone(), x + 20.0, y, Anchor::Start, line.ink);
        marks.push(Mark::Text(name));
        x += 20.0 + width + 16.0;
    }
    scene.marks.extend(marks);
}

/// Title, what is to be said beside it, stamp and footer.
pub(super) fn draw_head(scene: &mut Scene, panel: &Panel<'_>) {
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
        let notes = notes(scene, panel).join(" · ");
        if !notes.is_empty() && right - notes_from > 60.0 {
            let notes = cut(&notes, SMALL, right - notes_from);
            let notes = small(notes, notes_from, baseline, Anchor::Start, Ink::Quiet);
            scene.marks.push(Mark::Text(notes));
        }
    }
    if !panel.footer.is_empty() {
        let text = cut(panel.footer, SMALL, width - 2.0 * PAD);
        let y = scene.size.height as f32 - 8.0;
        let text = small(text, PAD, y, Anchor::Start, Ink::Quiet);
        scene.marks.push(Mark::Text(text));
    }
}

/// What the drawing alone doesn't say: which lines are means, which are compared, and how many
/// days are not settled.
#[must_use]
pub fn notes(scene: &Scene, panel: &Panel<'_>) -> Vec<String> {
    let shown = || {
        scene
            .lines
            .iter()
            .filter_map(|line| panel.series.get(line.series))
    };
    let mut notes = Vec::new();
    if panel.smooth > 1 {
        notes.push(panel.lang.smooth_note(panel.smooth));
    }
    if scene.lines.iter().any(|line| line.compared) {
        notes.push(panel.lang.compared_note().to_owned());
    }
    let mut provisional = vec![false; scene.days];
    for series in shown().filter(|series| series.period == Period::Current) {
        for day in Odd::of(series, panel.range).provisional {
            provisional[day] = true;
        }
    }
    let days = provisional.into_iter().filter(|day| *day).count();
    if days > 0 {
        notes.push(panel.lang.provisional_note(days));
    }
    notes
}
