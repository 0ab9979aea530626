//! The words of a panel: names of lines and where labels stand without touching each other.

use shared::filter::Platform;
use shared::order;
use shared::reply::{Period, Series};

use crate::panel::Panel;
use crate::scene::{Anchor, Ink, Text};
use crate::width::text_width;

/// The size of text on axes and lines.
pub(crate) const SMALL: f32 = 13.0;

/// A platform's ink.
pub(crate) fn ink(platform: Platform) -> Ink {
    match platform {
        Platform::All => Ink::All,
        Platform::Ios => Ink::Ios,
        Platform::Android => Ink::Android,
    }
}

/// The shown series' names: what tells them apart, or the slice where there is but one.
pub(crate) fn names(panel: &Panel<'_>, shown: &[&Series]) -> Vec<String> {
    let varies =
        |same: fn(&Series, &Series) -> bool| shown.windows(2).any(|pair| !same(pair[0], pair[1]));
    let platforms = varies(|a, b| a.slice.platform == b.slice.platform);
    let levels = varies(|a, b| a.slice.level == b.slice.level);
    let networks = varies(|a, b| a.slice.network == b.slice.network);
    let lines = varies(|a, b| a.metric.line == b.metric.line);
    let lang = panel.lang;
    let name = |series: &&Series| {
        let mut words = Vec::new();
        if panel.several_apps {
            words.push(series.app.clone());
        }
        if platforms {
            words.push(lang.platform(series.slice.platform).to_owned());
        }
        if levels {
            words.push(lang.level(series.slice.level).to_owned());
        }
        if networks {
            words.push(lang.network(series.slice.network).to_owned());
        }
        if lines {
            words.push(format!("#{}", series.metric.line + 1));
        }
        if words.is_empty() {
            words.push(lang.slice(series.slice));
        }
        let name = words.join(" · ");
        match series.period {
            Period::Current => name,
            Period::Compared => lang.compared_line(&name),
        }
    };
    shown.iter().map(name).collect()
}

/// A text of the usual size.
pub(crate) fn small(text: String, x: f32, y: f32, anchor: Anchor, ink: Ink) -> Text {
    Text {
        x,
        y,
        text,
        size: SMALL,
        anchor,
        ink,
        strong: false,
    }
}

/// How many more there are: `+3`.
pub(crate) fn rest(count: usize) -> String {
    format!("+{count}")
}

/// The text, cut with an ellipsis to what fits.
pub(crate) fn cut(text: &str, size: f32, room: f32) -> String {
    if text_width(text, size) <= room {
        return text.to_owned();
    }
    let mut out = String::new();
    for letter in text.chars() {
        out.push(letter);
        if text_width(&out, size) + size > room {
            out.pop();
            break;
        }
    }
    let mut out = out.trim_end().to_owned();
    out.push('…');
    out
}

/// Moves middles apart so that none is nearer than `gap` to the next, within `low` and `high` as
/// far as they fit, each as near to its wish as its place in the order allows.
pub(crate) fn spread(wishes: &[f32], gap: f32, low: f32, high: f32) -> Vec<f32> {
    let mut order: Vec<usize> = (0..wishes.len()).collect();
    order::sort_by(&mut order, |&a, &b| wishes[a].total_cmp(&wishes[b]));
    let mut places = wishes.to_vec();
    let mut least = low;
    for &index in &order {
        places[index] = places[index].max(least);
        least = places[index] + gap;
    }
    let mut most = high;
    for &index in order.iter().rev() {
        places[index] = places[index].min(most);
        most = places[index] - gap;
    }
    places
}

/// Marks on the time axis with a label, in order, those whose labels would touch folded into one.
pub(crate) struct Fold {
    /// Where the marks stand.
    pub(crate) xs: Vec<f32>,
    /// The label.
    pub(crate) label: String,
}

impl Fold {
    /// The label's middle within the bounds.
    pub(crate) fn middle(&self, low: f32, high: f32) -> f32 {
        let half = text_width(&self.label, SMALL) / 2.0;
        let (first, last) = (self.xs.first(), self.xs.last());
        let middle = first.zip(last).map_or(low, |(a, b)| f32::midpoint(*a, *b));
        middle.min(high - half).max(low + half)
    }
}

/// Folds marks until no two labels touch.
pub(crate) fn fold(
    marks: impl Iterator<Item = (f32, String)>,
    low: f32,
    high: f32,
    many: impl Fn(usize) -> String,
) -> Vec<Fold> {
    let mut folds: Vec<Fold> = marks
        .map(|(x, label)| Fold {
            xs: vec![x],
            label: cut(&label, SMALL, (high - low).min(140.0)),
        })
        .collect();
    order::sort_by(&mut folds, |a, b| a.xs[0].total_cmp(&b.xs[0]));
    let touch = |a: &Fold, b: &Fold| {
        let halves = (text_width(&a.label, SMALL) + text_width(&b.label, SMALL)) / 2.0;
        b.middle(low, high) - a.middle(low, high) < halves + 10.0
    };
    while let Some(place) = folds.windows(2).position(|pair| touch(&pair[0], &pair[1])) {
        let next = folds.remove(place + 1);
        let fold = &mut folds[place];
        fold.xs.extend(next.xs);
        fold.label = many(fold.xs.len());
    }
    folds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_that_would_touch_are_moved_apart_and_stay_inside() {
        assert_eq!(
            spread(&[10.0, 12.0, 90.0], 16.0, 0.0, 100.0),
            [10.0, 26.0, 90.0]
        );
        assert_eq!(spread(&[99.0, 100.0], 16.0, 0.0, 100.0), [84.0, 100.0]);
    }

    #[test]
    fn marks_whose_labels_touch_become_one() {
        let marks = [(100.0, "v1"), (105.0, "v2"), (110.0, "v3"), (400.0, "v4")];
        let marks = marks.into_iter().map(|(x, label)| (x, label.to_owned()));
        let folds = fold(marks, 0.0, 500.0, |count| format!("{count} 版"));
        let labels: Vec<_> = folds.iter().map(|fold| fold.label.as_str()).collect();
        assert_eq!(labels, ["3 版", "v4"]);
    }

    #[test]
    fn long_texts_end_with_an_ellipsis_within_their_room() {
        let text = cut("商城小程序的启动总耗时", 14.0, 80.0);
        assert!(
            text.ends_with('…') && text_width(&text, 14.0) <= 80.0,
            "{text}"
        );
    }
}
