//! What stands above the panels: title, filters and dates, stamp, and a figure for each line.

use analysis::{Verdict, headline};
use shared::reply::{Period, Series};
use shared::text::Lang;

use super::{LINE, Picture, heading};
use crate::compose::PAD;
use crate::labels::{self, SMALL, cut, small};
use crate::panel::Panel;
use crate::scene::{Anchor, Dots, Ink, Mark, Scene};
use crate::width::text_width;

/// The head.
pub(super) struct Head {
    /// Where it ends.
    pub(super) below: f32,
}

impl Head {
    pub(super) fn draw(scene: &mut Scene, picture: &Picture<'_>) -> Self {
        let (width, height) = (scene.size.width as f32, scene.size.height as f32);
        let size = if width < 480.0 || height < 300.0 {
            16.0
        } else {
            20.0
        };
        let mut y = PAD + size;
        let mut right = width - PAD;
        let rows = if height >= 400.0 { 3 } else { 1 };
        // A low picture has no row for what lacks: it stands where the stamp does.
        let low = rows == 1;
        let stamp = if picture.demo {
            picture.lang.demo_stamp()
        } else {
            ""
        };
        let beside = [stamp, if low { picture.lacking } else { "" }];
        let beside = beside.into_iter().filter(|text| !text.is_empty());
        let stamp = beside.collect::<Vec<_>>().join(" · ");
        if !stamp.is_empty() {
            let stamp = cut(&stamp, SMALL, width * 0.7);
            let room = text_width(&stamp, SMALL) + 16.0;
            let stamp = small(stamp, right, y, Anchor::End, Ink::Quiet);
            scene.marks.push(Mark::Text(stamp));
            right -= room;
        }
        let title = cut(picture.title, size, right - PAD);
        if title.is_empty() {
            y -= size - SMALL;
        } else {
            scene.marks.push(Mark::Text(heading(title, y, size)));
            y += 22.0;
        }
        let room = if picture.title.is_empty() {
            right - PAD
        } else {
            width - 2.0 * PAD
        };
        let words = if low {
            keeping_last(picture.subtitle, SMALL, room)
        } else {
            picture.subtitle.to_owned()
        };
        for row in wrap(&words, SMALL, room, rows) {
            let row = small(row, PAD, y, Anchor::Start, Ink::Quiet);
            scene.marks.push(Mark::Text(row));
            y += LINE;
        }
        if !picture.lacking.is_empty() && !low {
            let lacking = cut(picture.lacking, SMALL, width - 2.0 * PAD);
            let mut lacking = small(lacking, PAD, y, Anchor::Start, Ink::Text);
            lacking.strong = true;
            scene.marks.push(Mark::Text(lacking));
            y += LINE;
        }
        Self {
            below: (y - LINE + 6.0).round(),
        }
    }
}

/// The text with parts left out before the last, which tells the dates, until it fits.
fn keeping_last(text: &str, size: f32, room: f32) -> String {
    let mut parts: Vec<&str> = text.split(" · ").collect();
    let mut out = text.to_owned();
    while text_width(&out, size) > room && parts.len() > 1 {
        parts.remove(parts.len() - 2);
        out = match parts.split_last() {
            Some((last, first)) if !first.is_empty() => [&first.join(" · "), "…", last].join(" "),
            _ => parts.join(""),
        };
    }
    out
}

/// The text in rows, broken at its parts; what the last row doesn't hold is cut.
pub(super) fn wrap(text: &str, size: f32, room: f32, most: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for part in text.split(" · ").filter(|part| !part.is_empty()) {
        let full = rows.len() >= most;
        match rows.last_mut() {
            Some(row) if full || text_width(row, size) + text_width(part, size) + 14.0 <= room => {
                row.push_str(" · ");
                row.push_str(part);
            }
            _ => rows.push(part.to_owned()),
        }
    }
    rows.iter().map(|row| cut(row, size, room)).collect()
}

/// One line's figure, or its name alone.
struct Figure {
    ink: Ink,
    alpha: f32,
    name: String,
    value: String,
    change: String,
    worse: bool,
}

impl Figure {
    fn width(&self) -> f32 {
        let words = [&self.name, &self.value, &self.change];
        words
            .into_iter()
            .filter(|word| !word.is_empty())
            .fold(16.0, |sum, word| sum + text_width(word, SMALL) + 8.0)
    }
}

/// The lines' figures where there is one panel, else their names; tells where they end.
pub(super) fn draw_figures(scene: &mut Scene, picture: &Picture<'_>, top: f32, most: usize) -> f32 {
    let figures = figures(picture);
    let right = scene.size.width as f32 - PAD;
    let (mut x, mut y) = (PAD, top + 16.0);
    let mut row = 1;
    let count = figures.len();
    for (index, figure) in figures.into_iter().enumerate() {
        let more = if index + 1 < count { 56.0 } else { 0.0 };
        let over = |x: f32, more: f32| x + figure.width() + more > right;
        if over(x, 0.0) && x > PAD && row < most {
            (x, y, row) = (PAD, y + LINE + 2.0, row + 1);
        }
        if over(x, if row < most { 0.0 } else { more }) && x > PAD {
            let rest = labels::rest(count - index);
            scene
                .marks
                .push(Mark::Text(small(rest, x, y, Anchor::Start, Ink::Quiet)));
            break;
        }
        scene.marks.push(Mark::Dots(Dots {
            xs: vec![x + 5.0],
            ys: vec![y - 4.5],
            radius: 4.0,
            ink: figure.ink,
            alpha: figure.alpha,
            hollow: false,
        }));
        x += 16.0;
        let end = right - more;
        let change = if figure.worse { Ink::Worse } else { Ink::Quiet };
        for (word, ink, strong) in [
            (figure.name, figure.ink, false),
            (figure.value, Ink::Text, true),
            (figure.change, change, false),
        ] {
            let word = cut(&word, SMALL, (end - x).max(0.0));
            if word.is_empty() || x + text_width(&word, SMALL) > end {
                continue;
            }
            let width = text_width(&word, SMALL);
            let mut text = small(word, x, y, Anchor::Start, ink);
            text.strong = strong;
            scene.marks.push(Mark::Text(text));
            x += width + 8.0;
        }
        x += 16.0;
    }
    if count == 0 { top } else { y + 4.0 }
}

fn figures(picture: &Picture<'_>) -> Vec<Figure> {
    let mut figures: Vec<Figure> = Vec::new();
    let alone = picture.panels.len() == 1;
    for panel in &picture.panels {
        let shown: Vec<&Series> = panel
            .series
            .iter()
            .copied()
            .filter(|series| panel.shows(series))
            .collect();
        let looks = crate::compose::looks(panel);
        for ((series, name), (ink, alpha)) in
            shown.iter().zip(labels::names(panel, &shown)).zip(looks)
        {
            let known = figures.iter().any(|figure| figure.name == name);
            if series.period == Period::Compared || known {
                continue;
            }
            let (value, change, worse) = if alone {
                told(panel, series, picture.lang)
            } else {
                (String::new(), String::new(), false)
            };
            figures.push(Figure {
                ink,
                alpha,
                name,
                value,
                change,
                worse,
            });
        }
    }
    figures
}

/// The mean of a line's last settled week, what became of it, and whether it got worse.
fn told(panel: &Panel<'_>, series: &Series, lang: Lang) -> (String, String, bool) {
    let Some(headline) = headline(series) else {
        return (String::new(), String::new(), false);
    };
    let value = panel.unit().format(headline.mean);
    let moved = |word: &str, percent: f64| {
        let arrow = if percent < 0.0 { "↓" } else { "↑" };
        [arrow, &lang.percent(percent), word].join(" ")
    };
    let change = match (headline.change_percent, headline.verdict) {
        (None, _) => String::new(),
        (_, Verdict::Steady) => lang.steady().to_owned(),
        (Some(percent), Verdict::Worse) => moved(lang.worse(), percent),
        (Some(percent), Verdict::Better) => moved(lang.better(), percent),
        (Some(percent), Verdict::Changed) => moved(lang.changed(), percent),
    };
    (value, change, headline.verdict == Verdict::Worse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_one_row_must_do_the_dates_stay() {
        let words = "iOS 与安卓 · 全部机型 · 全部网络 · 2026年10月1日–30日";
        assert_eq!(
            keeping_last(words, 13.0, 300.0),
            "iOS 与安卓 · 全部机型 … 2026年10月1日–30日"
        );
        assert_eq!(keeping_last(words, 13.0, 150.0), "2026年10月1日–30日");
    }

    #[test]
    fn a_long_line_breaks_between_its_parts_and_the_last_row_is_cut() {
        let rows = wrap("iOS 与安卓 · 全部机型 · 2026年10月1日–30日", 13.0, 150.0, 2);
        assert_eq!(rows.len(), 2);
        assert_eq!(rows[0], "iOS 与安卓 · 全部机型");
        assert!(text_width(&rows[1], 13.0) <= 150.0);
    }
}
