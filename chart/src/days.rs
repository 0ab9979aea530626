//! Which days get a tick and what it says: days, Mondays, or months as the range grows.

use shared::calendar::CalendarDay;
use shared::day::{Day, DayRange};
use shared::text::Lang;

use crate::holidays::is_off;
use crate::scene::Rect;
use crate::width::text_width;

/// Up to so many days each has a tick.
const EACH_DAY: usize = 14;
/// Up to so many days Mondays are ticked and days off are shaded; beyond, months are.
pub(crate) const WEEKS: usize = 70;

/// The space between two labels.
const APART: f32 = 8.0;
/// Every so many ticks have a label; of months such that January is among them.
const STRIDES: [usize; 9] = [1, 2, 3, 4, 6, 12, 24, 48, 96];

/// A tick under the plot.
pub(crate) struct DayTick {
    /// Which day, from 0.
    pub(crate) index: usize,
    /// What it says; empty where there is no room.
    pub(crate) label: String,
    /// Where the label's middle stands.
    pub(crate) x: f32,
}

/// The ticks of a range over a plot, with labels in texts of `size` that stay within `width` and
/// never touch.
pub(crate) fn ticks(
    range: DayRange,
    lang: Lang,
    plot: Rect,
    width: f32,
    size: f32,
) -> Vec<DayTick> {
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
    let step = plot.width / count.max(1) as f32;
    let line = Line {
        x: plot.x,
        step,
        width,
        size,
    };
    let mut ticks = Vec::new();
    for stride in STRIDES {
        let fits;
        (ticks, fits) = labelled(&ticked, months, stride, lang, &line);
        if fits {
            break;
        }
    }
    if !months {
        tell_year(&mut ticks, &ticked, lang, &line);
    }
    ticks
}

/// Where labels stand.
struct Line {
    /// The plot's left edge.
    x: f32,
    /// A day's breadth.
    step: f32,
    /// How far labels may reach.
    width: f32,
    /// Their size.
    size: f32,
}

impl Line {
    /// The middle of a label on a day, and half its width.
    fn place(&self, index: usize, label: &str) -> (f32, f32) {
        let half = text_width(label, self.size) / 2.0;
        let middle = self.x + (index as f32 + 0.5) * self.step;
        (middle.min(self.width - half - 2.0).max(half + 2.0), half)
    }
}

/// The ticks with a label on every `stride`th, and whether all of these have room; where one has
/// none, the next that has says what turned.
fn labelled(
    ticked: &[(usize, Day)],
    months: bool,
    stride: usize,
    lang: Lang,
    line: &Line,
) -> (Vec<DayTick>, bool) {
    let chosen = |place: usize, day: Day| {
        if months {
            let (year, month, _) = day.parts();
            (usize::from(year.unsigned_abs()) * 12 + usize::from(month.unsigned_abs()) - 1)
                .is_multiple_of(stride)
        } else {
            place.is_multiple_of(stride)
        }
    };
    let none = !ticked
        .iter()
        .enumerate()
        .any(|(place, (_, day))| chosen(place, *day));
    let mut before: Option<Day> = None;
    let mut free_from = f32::NEG_INFINITY;
    let mut fits = true;
    let mut ticks = Vec::with_capacity(ticked.len());
    for (place, &(index, day)) in ticked.iter().enumerate() {
        let mut tick = DayTick {
            index,
            label: String::new(),
            x: 0.0,
        };
        if chosen(place, day) || (none && place == 0) {
            let label = if months {
                lang.month_tick(day, before)
            } else {
                lang.day_tick(day, before)
            };
            let (x, half) = line.place(index, &label);
            if x - half >= free_from && x + half <= line.width {
                free_from = x + half + APART;
                before = Some(day);
                (tick.label, tick.x) = (label, x);
            } else {
                fits = false;
            }
        }
        ticks.push(tick);
    }
    (ticks, fits)
}

/// Tells the year where it turns between days, if its longer label has room.
fn tell_year(ticks: &mut [DayTick], ticked: &[(usize, Day)], lang: Lang, line: &Line) {
    let shown: Vec<usize> = (0..ticks.len())
        .filter(|&place| !ticks[place].label.is_empty())
        .collect();
    for (at, pair) in shown.windows(2).enumerate() {
        let day = ticked[pair[1]].1;
        if ticked[pair[0]].1.parts().0 == day.parts().0 {
            continue;
        }
        let edge = |place: usize, side: f32| {
            let tick: &DayTick = &ticks[place];
            tick.x + side * (text_width(&tick.label, line.size) / 2.0 + APART)
        };
        let label = lang.date(day, true);
        let (x, half) = line.place(ticks[pair[1]].index, &label);
        let right = shown
            .get(at + 2)
            .map_or(line.width, |&next| edge(next, -1.0));
        if x - half >= edge(pair[0], 1.0) && x + half <= right {
            (ticks[pair[1]].label, ticks[pair[1]].x) = (label, x);
        }
    }
}

/// The breadth of days off, one rectangle a run.
pub(crate) fn days_off(range: DayRange, calendar: &[CalendarDay], plot: Rect) -> Vec<Rect> {
    if range.count() > WEEKS {
        return Vec::new();
    }
    runs(range.days().map(|day| is_off(calendar, day)), plot)
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
        let plot = Rect {
            x: 50.0,
            y: 0.0,
            width,
            height: 100.0,
        };
        ticks(range, Lang::Zh, plot, width + 60.0, 13.0)
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
        assert_eq!(shown.iter().filter(|label| !label.is_empty()).count(), 5);
    }

    #[test]
    fn the_year_is_told_among_days_when_it_turns() {
        assert_eq!(
            labels("2026-12-14", 28, 1000.0),
            ["12月14日", "21日", "28日", "2027年1月4日"]
        );
        assert_eq!(labels("2026-12-14", 28, 200.0).last().unwrap(), "1月4日");
    }

    #[test]
    fn the_year_stands_just_where_it_is_another_than_that_of_the_label_before() {
        let start: Day = "2026-09-15".parse().unwrap();
        for width in [120.0, 200.0, 300.0, 500.0, 900.0, 2300.0] {
            for days in [80, 200, 400, 730, 1100] {
                let range = DayRange::new(start, start.plus(days - 1)).unwrap();
                let plot = Rect {
                    x: 50.0,
                    width,
                    ..Rect::default()
                };
                let mut before = None;
                for tick in ticks(range, Lang::Zh, plot, width + 60.0, 13.0) {
                    if tick.label.is_empty() {
                        continue;
                    }
                    let year = start.plus(i64::try_from(tick.index).unwrap()).parts().0;
                    let told = tick.label.contains('年');
                    assert_eq!(told, before != Some(year), "{width} {days} {}", tick.label);
                    before = Some(year);
                }
                assert!(before.is_some(), "{width} {days}");
            }
        }
    }
}
