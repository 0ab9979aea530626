//! Which days get a tick and what it says: days, Mondays, or months as the range grows.

use shared::day::{Day, DayRange};
use shared::text::Lang;

use crate::scene::Rect;
use crate::width::text_width;

/// Up to so many days each has a tick.
const EACH_DAY: usize = 14;
/// Up to so many days Mondays are ticked and days off are shaded; beyond, months are.
pub(crate) const WEEKS: usize = 70;

/// A tick under the plot.
pub(crate) struct DayTick {
    /// Which day, from 0.
    pub(crate) index: usize,
    /// What it says; empty where there is no room.
    pub(crate) label: String,
}

/// The ticks of a range that is drawn `width` pixels wide with texts of `size`.
pub(crate) fn ticks(range: DayRange, lang: Lang, width: f32, size: f32) -> Vec<DayTick> {
    let count = range.count();
    let months = count > WEEKS;
    let ticked: Vec<(usize, Day)> = range
        .days()
        .enumerate()
        .filter(|(_, day)| {
            let (_, _, date) = day.parts();
            count <= EACH_DAY
                || if months {
                    date == 1
                } else {
                    day.weekday() == 1
                }
        })
        .collect();
    let widest = lang.pick(
        if months { "2026年" } else { "10月26日" },
        if months { "2026" } else { "Oct 26" },
    );
    let room = width / ticked.len().max(1) as f32;
    let needed = (text_width(widest, size) + 10.0) / room.max(1.0);
    let stride = [1, 2, 3, 4, 6, 12, 24, 48]
        .into_iter()
        .find(|&stride| stride as f32 >= needed)
        .unwrap_or(96);
    let mut before: Option<Day> = None;
    let labelled = |place: usize, day: Day| {
        if months {
            let (year, month, _) = day.parts();
            (usize::from(year.unsigned_abs()) * 12 + usize::from(month.unsigned_abs()) - 1)
                .is_multiple_of(stride)
        } else {
            place.is_multiple_of(stride)
        }
    };
    ticked
        .into_iter()
        .enumerate()
        .map(|(place, (index, day))| {
            let mut label = String::new();
            if labelled(place, day) {
                label = if months {
                    lang.month_tick(day, before)
                } else {
                    lang.day_tick(day, before)
                };
                before = Some(day);
            }
            DayTick { index, label }
        })
        .collect()
}

/// The breadth of days off, one rectangle a run.
pub(crate) fn days_off(range: DayRange, plot: Rect) -> Vec<Rect> {
    if range.count() > WEEKS {
        return Vec::new();
    }
    runs(range.days().map(|day| day.weekday() >= 6), plot)
}

/// The rectangles over the runs of days for which `picked` holds.
pub(crate) fn runs(picked: impl ExactSizeIterator<Item = bool>, plot: Rect) -> Vec<Rect> {
    let step = plot.width / picked.len().max(1) as f32;
    let mut rects: Vec<Rect> = Vec::new();
    let mut before = false;
    for (index, picked) in picked.enumerate() {
        match rects.last_mut() {
            Some(rect) if picked && before => rect.width += step,
            _ if picked => rects.push(Rect {
                x: plot.x + index as f32 * step,
                width: step,
                ..plot
            }),
            _ => {}
        }
        before = picked;
    }
    rects
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(start: &str, days: i64, width: f32) -> Vec<String> {
        let start: Day = start.parse().unwrap();
        let range = DayRange::new(start, start.plus(days - 1)).unwrap();
        ticks(range, Lang::Zh, width, 13.0)
            .into_iter()
            .map(|tick| tick.label)
            .collect()
    }

    #[test]
    fn a_month_is_ticked_on_mondays_and_names_the_month_when_it_turns() {
        assert_eq!(
            labels("2026-10-01", 35, 1000.0),
            ["10月5日", "12日", "19日", "26日", "11月2日"]
        );
    }

    #[test]
    fn a_long_range_is_ticked_on_months_and_names_the_year_when_it_turns() {
        assert_eq!(
            labels("2026-10-15", 120, 1000.0),
            ["2026年11月", "12月", "2027年", "2月"]
        );
    }

    #[test]
    fn crowded_labels_are_thinned_in_whole_steps() {
        let shown = labels("2026-10-01", 70, 300.0);
        assert_eq!(shown.len(), 10);
        assert_eq!(shown.iter().filter(|label| !label.is_empty()).count(), 4);
    }
}
