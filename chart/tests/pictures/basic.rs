//! What is drawn every day: platforms, statuses, compared periods, scales.

use chart::{Panel, Size};
use shared::filter::{Filter, Level, Platform};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Status;
use shared::view::{Scale, Theme};

use crate::golden::{WIDE, panel, releases, same, two_platforms};
use crate::made::{MadeUp, day, platform, wave};

#[test]
fn a_month_of_two_platforms_with_releases() {
    let series = two_platforms(30);
    let marks = releases();
    let panel = Panel {
        marks: &marks,
        demo: true,
        footer: "商城小程序 · 2026年10月1日–30日 · 数据至 10月30日",
        ..panel("启动总耗时", &series, 30)
    };
    same("month", &panel, WIDE, Theme::Light);
}

#[test]
fn a_month_on_a_phone_has_keys_above() {
    let series = two_platforms(30);
    let marks = releases();
    let panel = Panel {
        marks: &marks,
        ..panel("启动总耗时", &series, 30)
    };
    let phone = Size {
        width: 390.0,
        height: 320.0,
        ratio: 3.0,
    };
    same("phone", &panel, phone, Theme::Light);
}

#[test]
fn each_status_has_its_own_look() {
    let mut series = two_platforms(30);
    series[1]
        .gap(6, Status::Missing)
        .gap(8, Status::Missing)
        .gap(12, Status::Failed)
        .gap(13, Status::Failed)
        .gap(14, Status::Failed)
        .zero(19)
        .mark(22, Status::Revised)
        .mark(27, Status::Provisional)
        .mark(28, Status::Provisional)
        .mark(29, Status::Provisional);
    series[0]
        .mark(28, Status::Provisional)
        .gap(29, Status::Missing);
    same(
        "statuses",
        &panel("启动总耗时", &series, 30),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn four_hundred_days_show_the_mean_strong() {
    let series = two_platforms(400);
    let panel = Panel {
        smooth: 7,
        ..panel("启动总耗时", &series, 400)
    };
    same("smoothed", &panel, WIDE, Theme::Light);
}

#[test]
fn the_compared_period_steps_back() {
    let mut series = vec![
        platform(Platform::All, wave(28, 310.0, 12.0)),
        platform(Platform::All, wave(28, 290.0, 15.0)),
    ];
    series[1].period = Period::Compared;
    series[1].start = day(-28);
    for one in &mut series {
        one.metric.unit = Some("MB".to_owned());
        one.metric.confidence = shared::metric::Confidence::Low;
    }
    let panel = Panel {
        scale: Scale::Fit,
        ..panel("内存均值", &series, 28)
    };
    same("compared", &panel, WIDE, Theme::Light);
}

#[test]
fn one_point_is_a_dot() {
    let series = vec![platform(Platform::All, vec![Some(1234.0)])];
    same(
        "one-point",
        &panel("启动总耗时", &series, 1),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn all_missing_is_said() {
    let series = vec![platform(Platform::All, vec![None; 14])];
    same(
        "all-missing",
        &panel("启动总耗时", &series, 14),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn a_logarithmic_axis_ticks_decades() {
    let grown = (0..30).map(|day| Some(20.0 * 1.25_f64.powi(day))).collect();
    let series = vec![platform(Platform::Android, grown)];
    let panel = Panel {
        scale: Scale::Log,
        ..panel("启动总耗时", &series, 30)
    };
    same("log", &panel, WIDE, Theme::Light);
}

#[test]
fn dark_and_english() {
    let mut series = two_platforms(45);
    series.insert(0, platform(Platform::All, wave(45, 1700.0, 90.0)));
    series[2].mark(44, Status::Provisional);
    let marks = releases();
    let panel = Panel {
        marks: &marks,
        lang: Lang::En,
        demo: true,
        ..panel("Launch, total", &series, 45)
    };
    same("dark", &panel, WIDE, Theme::Dark);
}

#[test]
fn four_levels_of_one_platform_keep_its_hue() {
    let series: Vec<Series> = <Level as Filter>::ALL
        .iter()
        .copied()
        .zip([1900.0, 1500.0, 1880.0, 2600.0])
        .map(|(level, middle)| {
            let mut one = platform(Platform::Android, wave(30, middle, 70.0));
            one.slice.level = level;
            one
        })
        .collect();
    same(
        "levels",
        &panel("启动总耗时", &series, 30),
        WIDE,
        Theme::Light,
    );
}
