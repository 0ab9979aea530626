//! The time axis from a week to three years, with days off and holidays.

use chart::{Panel, Size};
use shared::day::{Day, DayRange};
use shared::text::Lang;
use shared::view::Theme;

use crate::golden::{WIDE, calendar, panel, same, two_platforms, until_october};

fn range(start: (i16, i8, i8), days: i64) -> DayRange {
    let start = Day::new(start.0, start.1, start.2).unwrap();
    DayRange::new(start, start.plus(days - 1)).unwrap()
}

#[track_caller]
fn over(name: &str, range: DayRange, size: Size, lang: Lang, smooth: usize) {
    let mut series = two_platforms(range.count());
    for one in &mut series {
        one.start = range.start();
    }
    let days = calendar(range);
    let title = lang.pick("启动总耗时", "Launch, total");
    let panel = Panel {
        range,
        calendar: &days,
        smooth,
        lang,
        ..panel(title, &series, 1)
    };
    same(name, &panel, size, Theme::Light);
}

#[test]
fn a_week_ticks_each_day() {
    over("days-7", range((2026, 10, 12), 7), WIDE, Lang::Zh, 1);
}

#[test]
fn a_month_with_the_national_day_names_it_and_works_on_the_weekend_in_its_place() {
    over(
        "holiday-national-day",
        range((2026, 9, 14), 35),
        WIDE,
        Lang::Zh,
        1,
    );
}

#[test]
fn seventy_days_still_shade_days_off() {
    over("days-70", range((2026, 8, 20), 70), WIDE, Lang::Zh, 1);
}

#[test]
fn ninety_days_tick_months_and_shade_long_holidays_alone() {
    over("days-90", range((2026, 1, 20), 90), WIDE, Lang::Zh, 7);
}

#[test]
fn four_hundred_days_name_the_holidays_that_have_room() {
    over("days-400", range((2025, 9, 20), 400), WIDE, Lang::Zh, 7);
}

#[test]
fn eleven_hundred_days_tell_each_year_once() {
    over("days-1100", range((2023, 10, 27), 1100), WIDE, Lang::Zh, 28);
}

#[test]
fn eleven_hundred_days_fit_a_phone() {
    let phone = Size {
        width: 390.0,
        height: 320.0,
        ratio: 3.0,
    };
    over(
        "days-1100-phone",
        range((2023, 10, 27), 1100),
        phone,
        Lang::Zh,
        28,
    );
}

#[test]
fn holidays_have_english_names() {
    over(
        "holiday-english",
        range((2026, 1, 26), 50),
        WIDE,
        Lang::En,
        1,
    );
}

#[test]
fn days_tell_the_year_when_it_turns() {
    over("year-turns", range((2025, 12, 8), 42), WIDE, Lang::Zh, 1);
}

#[test]
fn a_very_wide_picture_ticks_every_month() {
    let wide = Size {
        width: 2400.0,
        height: 420.0,
        ratio: 1.0,
    };
    let (range, _) = until_october(730);
    over("days-730-wide", range, wide, Lang::Zh, 7);
}
