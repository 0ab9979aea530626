//! Days off by a calendar, and the long holidays among them that have a name.

use shared::calendar::{CalendarDay, CalendarKind};
use shared::day::{Day, DayRange};
use shared::order;
use shared::text::Lang;

use crate::labels::SMALL;
use crate::scene::Rect;
use crate::width::text_width;

/// So many days off in a row are a long holiday, where one of them has a name.
const LONG: usize = 3;
/// How far a holiday is followed beyond the days that are drawn.
const BEYOND: i64 = 15;

/// A long holiday.
pub(crate) struct Holiday {
    /// The first of its days that is drawn, from 0.
    pub(crate) first: usize,
    /// How many of its days are drawn.
    pub(crate) days: usize,
    /// How many days it has.
    whole: usize,
    /// Its name.
    pub(crate) name: String,
}

fn special(calendar: &[CalendarDay], day: Day) -> Option<&CalendarDay> {
    let place = calendar.partition_point(|one| one.day < day);
    calendar.get(place).filter(|one| one.day == day)
}

/// Whether people have the day off: a holiday, or a weekend that is not worked.
pub(crate) fn is_off(calendar: &[CalendarDay], day: Day) -> bool {
    special(calendar, day).map_or(day.weekday() >= 6, |one| one.kind == CalendarKind::Off)
}

/// The long holidays of a range, in order.
pub(crate) fn long(range: DayRange, calendar: &[CalendarDay], lang: Lang) -> Vec<Holiday> {
    let mut found = Vec::new();
    if calendar.is_empty() {
        return found;
    }
    let count = range.count();
    let last = i64::try_from(count)
        .unwrap_or(i64::MAX)
        .saturating_add(BEYOND);
    let mut run: Option<(i64, Vec<(&str, usize)>)> = None;
    for at in -BEYOND..=last {
        let day = range.start().plus(at);
        if at < last && is_off(calendar, day) {
            let (_, names) = run.get_or_insert((at, Vec::new()));
            let name =
                special(calendar, day).map_or("", |one| lang.pick(&one.zh, &one.en).as_str());
            match names.iter_mut().find(|(known, _)| *known == name) {
                Some((_, days)) => *days += 1,
                None if !name.is_empty() => names.push((name, 1)),
                None => {}
            }
            continue;
        }
        let Some((from, names)) = run.take() else {
            continue;
        };
        let whole = usize::try_from(at - from).unwrap_or(0);
        let first = usize::try_from(from).unwrap_or(0);
        let end = usize::try_from(at).unwrap_or(0).min(count);
        // Of two names in one run the one of more days stands; of as many, the first.
        let name = names.iter().rev().max_by_key(|(_, days)| *days);
        if let Some((name, _)) = name.filter(|_| whole >= LONG && first < end) {
            found.push(Holiday {
                first,
                days: end - first,
                whole,
                name: (*name).to_owned(),
            });
        }
    }
    found
}

/// The breadths of holidays.
pub(crate) fn bands(holidays: &[Holiday], count: usize, plot: Rect) -> Vec<Rect> {
    let step = plot.width / count.max(1) as f32;
    let band = |one: &Holiday| Rect {
        x: plot.x + one.first as f32 * step,
        width: one.days as f32 * step,
        ..plot
    };
    holidays.iter().map(band).collect()
}

/// The middles and names of the holidays that have room beside each other: longer ones first.
pub(crate) fn named(
    holidays: &[Holiday],
    bands: &[Rect],
    low: f32,
    high: f32,
) -> Vec<(f32, String)> {
    let mut order: Vec<usize> = (0..holidays.len()).collect();
    order::sort_by(&mut order, |&a, &b| {
        holidays[b].whole.cmp(&holidays[a].whole)
    });
    let mut placed: Vec<(f32, f32, usize)> = Vec::new();
    for index in order {
        let width = text_width(&holidays[index].name, SMALL);
        let middle = bands[index].x + bands[index].width / 2.0;
        let from = (middle - width / 2.0).min(high - width).max(low);
        let free =
            |(other, end, _): &(f32, f32, usize)| from > end + 8.0 || from + width + 8.0 < *other;
        if from + width <= high && placed.iter().all(free) {
            placed.push((from, from + width, index));
        }
    }
    let text = |(from, end, index): (f32, f32, usize)| {
        (f32::midpoint(from, end), holidays[index].name.clone())
    };
    placed.into_iter().map(text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn special(text: &str, kind: CalendarKind, name: &str) -> CalendarDay {
        CalendarDay {
            day: day(text),
            kind,
            zh: name.to_owned(),
            en: name.to_owned(),
        }
    }

    #[test]
    fn a_holiday_is_found_whole_where_the_days_begin_within_it() {
        let calendar: Vec<_> = (1..=7)
            .map(|date| special(&format!("2026-10-0{date}"), CalendarKind::Off, "国庆节"))
            .collect();
        let range = DayRange::new(day("2026-10-06"), day("2026-10-20")).unwrap();
        let found = long(range, &calendar, Lang::Zh);
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].first, found[0].days, found[0].whole), (0, 2, 7));
        assert_eq!(found[0].name, "国庆节");
    }

    #[test]
    fn a_plain_weekend_and_a_single_holiday_have_no_name_under_the_axis() {
        let calendar = [special("2026-06-17", CalendarKind::Off, "x")];
        let range = DayRange::new(day("2026-06-01"), day("2026-06-30")).unwrap();
        assert!(long(range, &calendar, Lang::Zh).is_empty());
    }

    #[test]
    fn a_weekend_that_is_worked_is_no_day_off() {
        let calendar = [special("2026-10-10", CalendarKind::Work, "国庆节")];
        assert!(!is_off(&calendar, day("2026-10-10")));
        assert!(is_off(&calendar, day("2026-10-11")));
        assert!(!is_off(&calendar, day("2026-10-12")));
    }
}
