//! A whole picture: the panels of a view with all that a picture must say by itself, as one scene.
//!
//! The page needn't link it. Bytes depend on what is asked alone.

mod foot;
mod head;

use shared::text::Lang;
use shared::view::Theme;

use self::foot::Foot;
use self::head::{Head, draw_figures};
use crate::axes::ValueAxis;
use crate::compose::{MOST_LABELS, NARROW, PAD, lay_out, unsettled, ways};
use crate::labels::small;
use crate::panel::{Panel, Size};
use crate::scene::{Anchor, Ink, Mark, Rect, Scene, Text};
use crate::span::Span;
use crate::svg;

/// The least height of a panel; what has no room for it is counted.
const LEAST: f32 = 110.0;
/// The same of one alone, which has no title.
const LEAST_ALONE: f32 = 80.0;
/// Below this height of one column's panels there are two columns.
const LOW: f32 = 170.0;
/// The least width for two columns.
const TWO: f32 = 900.0;
/// The distance of two baselines.
const LINE: f32 = 18.0;

/// What a picture shows.
#[derive(Clone, Debug)]
pub struct Picture<'a> {
    /// The app and what is measured.
    pub title: &'a str,
    /// Filters and dates, parted by ` · `; the dates with their year.
    pub subtitle: &'a str,
    /// What is not there yet or could not be had; empty: nothing.
    pub lacking: &'a str,
    /// The panels, in order; of their own, title, stamp and footer are left out where the picture
    /// says them.
    pub panels: Vec<Panel<'a>>,
    /// Up to when the data is known; what the drawing doesn't say itself is added.
    pub footer: &'a str,
    /// Where it is found again; empty: nowhere.
    pub link: &'a str,
    /// Whether the data is made up.
    pub demo: bool,
    /// The language of the texts.
    pub lang: Lang,
    /// Its colours.
    pub theme: Theme,
    /// Width in CSS pixels, held to 320–2400.
    pub width: f64,
    /// Height in CSS pixels, held to 200–1600.
    pub height: f64,
}

/// The picture as an SVG document.
#[must_use]
pub fn picture(picture: &Picture<'_>) -> String {
    svg::document(&compose(picture), picture.theme, picture.link)
}

/// The picture as a scene.
#[must_use]
pub fn compose(picture: &Picture<'_>) -> Scene {
    let held = |size: f64, low: f64, high: f64| {
        if size.is_finite() {
            size.clamp(low, high).round()
        } else {
            low
        }
    };
    let size = Size {
        width: held(picture.width, 320.0, 2400.0),
        height: held(picture.height, 200.0, 1600.0),
        ratio: 1.0,
    };
    let mut whole = Scene {
        size,
        plot: Rect::default(),
        days: 0,
        marks: Vec::new(),
        title: [picture.title, picture.subtitle]
            .into_iter()
            .filter(|text| !text.is_empty())
            .collect::<Vec<_>>()
            .join(" · "),
        lines: Vec::new(),
        axis: ValueAxis::new(Span::NONE, shared::view::Scale::Zero, 2),
    };
    let (width, height) = (size.width as f32, size.height as f32);
    let head = Head::draw(&mut whole, picture);
    let count = picture.panels.len();
    let narrow = size.width < NARROW;
    let crowded = picture
        .panels
        .iter()
        .any(|panel| panel.series.len() > MOST_LABELS);
    let mut top = head.below;
    let mut named = false;
    if height >= 260.0 && (count == 1 || narrow || crowded) {
        let rows = if height >= 400.0 { 3 } else { 1 };
        let below = draw_figures(&mut whole, picture, top, rows);
        named = below > top;
        top = below;
    }
    let least = if count > 1 { LEAST } else { LEAST_ALONE };
    let foot = Foot::new(picture, size, height - top - least);
    let room = height - top - foot.height;
    let grid = Grid::new(count, width, room);
    if count == 0 {
        let text = picture.lang.no_values().to_owned();
        let text = small(
            text,
            width / 2.0,
            top + room / 2.0,
            Anchor::Middle,
            Ink::Quiet,
        );
        whole.marks.push(Mark::Text(text));
    }
    let mut days = vec![
        false;
        picture
            .panels
            .first()
            .map_or(0, |first| first.range.count())
    ];
    let mut said: Vec<String> = Vec::new();
    for (index, panel) in picture.panels.iter().take(grid.shown).enumerate() {
        let panel = Panel {
            title: if count == 1 { "" } else { panel.title },
            keys: panel.keys && !named,
            demo: false,
            footer: "",
            ..panel.clone()
        };
        let (column, row) = (index % grid.columns, index / grid.columns);
        let mut part = lay_out(
            &panel,
            Size {
                width: f64::from(grid.width),
                height: f64::from(grid.height),
                ratio: 1.0,
            },
            false,
        );
        unsettled(&part, &panel, &mut days);
        for note in ways(&part, &panel) {
            if !said.contains(&note) {
                said.push(note);
            }
        }
        let (right, down) = (column as f32 * grid.width, top + row as f32 * grid.height);
        part.marks
            .iter_mut()
            .for_each(|mark| mark.shift(right, down));
        whole.marks.append(&mut part.marks);
    }
    let more = picture.lang.more_panels(count - grid.shown);
    if count > grid.shown && !grid.told {
        said.insert(0, more);
    } else if count > grid.shown {
        let text = more;
        let y = height - foot.height - 4.0;
        let text = small(text, PAD, y, Anchor::Start, Ink::Text);
        whole.marks.push(Mark::Text(text));
    }
    let provisional = days.into_iter().filter(|day| *day).count();
    if provisional > 0 {
        said.insert(0, picture.lang.provisional_note(provisional));
    }
    foot.draw(&mut whole, picture, &said);
    whole
}

/// Where panels stand.
struct Grid {
    columns: usize,
    /// How many have room.
    shown: usize,
    width: f32,
    height: f32,
    /// Whether a row says how many have none.
    told: bool,
}

impl Grid {
    fn new(count: usize, width: f32, room: f32) -> Self {
        let columns = if width >= TWO && count > 1 && room / (count as f32) < LOW {
            2
        } else {
            1
        };
        let fit = |room: f32| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a few, never below 1"
            )]
            let rows = (room / LEAST).floor().max(1.0) as usize;
            rows
        };
        let wanted = count.div_ceil(columns).max(1);
        let told = fit(room) < wanted && room - LINE >= LEAST;
        let (rows, room) = match fit(room) {
            enough if enough >= wanted => (wanted, room),
            _ if told => (fit(room - LINE), room - LINE),
            few => (few, room),
        };
        Self {
            columns,
            shown: count.min(rows * columns),
            width: (width / columns as f32).floor(),
            height: (room / rows as f32).floor(),
            told,
        }
    }
}

/// A text of the picture's head.
fn heading(text: String, y: f32, size: f32) -> Text {
    Text {
        x: PAD,
        y,
        text,
        size,
        anchor: Anchor::Start,
        ink: Ink::Text,
        strong: true,
    }
}
