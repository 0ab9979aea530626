//! Releases, far days, found changes, and lines whose last days are missing.

use chart::{Found, Panel, Size};
use shared::apps::DayMark;
use shared::filter::{Filter as _, Network, Platform};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Status;
use shared::view::Theme;

use crate::golden::{WIDE, panel, releases, same, two_platforms, until_october};
use crate::made::{MadeUp, day, platform, wave};

#[test]
fn one_release_stands_above_its_day() {
    let series = two_platforms(30);
    let marks = [DayMark {
        day: day(11),
        label: "v2.3.1".to_owned(),
    }];
    let panel = Panel {
        marks: &marks,
        ..panel("启动总耗时", &series, 30)
    };
    same("mark-alone", &panel, WIDE, Theme::Light);
}

#[test]
fn sixty_releases_in_three_years_fold() {
    let (range, series) = until_october(1100);
    let marks: Vec<_> = (0..60)
        .map(|index| DayMark {
            day: range.start().plus(index * index * 3 / 10 + index),
            label: format!("v{}.{}.0", index / 10, index % 10),
        })
        .collect();
    let panel = Panel {
        range,
        marks: &marks,
        smooth: 28,
        ..panel("启动总耗时", &series, 1)
    };
    same("marks-60", &panel, WIDE, Theme::Light);
}

#[test]
fn labels_of_forty_letters_are_cut() {
    let series = two_platforms(30);
    let label = "全新的启动流程与分包加载以及首屏渲染优化在全部机型上灰度发布完成的那一个版本号";
    let marks = [3, 17, 29].map(|at| DayMark {
        day: day(at),
        label: label.to_owned(),
    });
    let panel = Panel {
        marks: &marks,
        ..panel("启动总耗时", &series, 30)
    };
    same("marks-long", &panel, WIDE, Theme::Light);
}

#[test]
fn far_days_and_found_changes_are_quiet() {
    let mut series = two_platforms(30);
    series[1].values[9] = shared::value::Value::new(3300.0);
    series[0].values[20] = shared::value::Value::new(700.0);
    series[0].mark(20, Status::Revised);
    let found = [
        Found {
            series: 1,
            day: day(12),
            worse: true,
        },
        Found {
            series: 0,
            day: day(21),
            worse: false,
        },
    ];
    let marks = releases();
    let panel = Panel {
        far: &[(1, day(9)), (0, day(20))],
        found: &found,
        marks: &marks,
        ..panel("启动总耗时", &series, 30)
    };
    same("found", &panel, WIDE, Theme::Light);
}

#[test]
fn a_line_whose_last_days_are_missing_keeps_its_name() {
    let mut series = two_platforms(30);
    for index in 22..30 {
        series[0].gap(index, Status::Missing);
    }
    same(
        "end-missing",
        &panel("启动总耗时", &series, 30),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn lines_that_end_at_one_height_keep_their_names_apart() {
    let mut series: Vec<Series> = Network::ALL
        .iter()
        .zip([1500.0, 1510.0, 1490.0, 1505.0])
        .map(|(network, middle)| {
            let mut one = platform(Platform::All, wave(30, middle, 20.0));
            one.slice.network = *network;
            one
        })
        .collect();
    series[2].mark(29, Status::Provisional);
    same(
        "networks",
        &panel("启动总耗时", &series, 30),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn the_year_before_steps_back_with_platforms_of_its_own() {
    let mut series = two_platforms(60);
    for mut before in two_platforms(60) {
        before.period = Period::Compared;
        before.start = day(-365);
        for value in &mut before.values {
            *value = value.and_then(|value| shared::value::Value::new(value.get() * 1.1));
        }
        series.push(before);
    }
    series.swap(1, 2);
    same(
        "compared-year",
        &panel("启动总耗时", &series, 60),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn a_dark_phone_in_english_carries_the_stamp() {
    let series = two_platforms(30);
    let marks = releases();
    let panel = Panel {
        marks: &marks,
        lang: Lang::En,
        demo: true,
        footer: "Shop · Oct 1–30, 2026 · data to Oct 30",
        ..panel("Launch, total", &series, 30)
    };
    let phone = Size {
        width: 390.0,
        height: 300.0,
        ratio: 2.0,
    };
    same("stamp-phone-dark", &panel, phone, Theme::Dark);
}

#[test]
fn a_spark_is_lines_alone() {
    let mut series = two_platforms(28);
    series[1].mark(27, Status::Provisional);
    let spark = chart::spark(
        &panel("", &series, 28),
        Size {
            width: 160.0,
            height: 40.0,
            ratio: 2.0,
        },
    );
    crate::golden::same_scene("spark", &spark, Theme::Light);
}
