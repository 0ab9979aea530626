//! Pictures compared byte by byte with those that were looked at; `BOOTLENS_BLESS=1` rewrites them.

#![expect(clippy::unwrap_used, reason = "helpers of tests fail as the tests do")]

mod made;

use std::path::PathBuf;

use chart::{Mark, Panel, Size, scene, svg};
use made::{MadeUp, day, platform, wave};
use shared::apps::DayMark;
use shared::day::DayRange;
use shared::filter::{Filter, Level, Platform, Slice};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Status;
use shared::view::{Scale, Theme};

const WIDE: Size = Size {
    width: 960.0,
    height: 420.0,
    ratio: 1.0,
};

fn panel<'a>(title: &'a str, series: &'a [Series], days: u32) -> Panel<'a> {
    Panel {
        title,
        series: series.iter().collect(),
        range: DayRange::new(day(0), day(i64::from(days) - 1)).unwrap(),
        marks: &[],
        smooth: 1,
        scale: Scale::Zero,
        hidden: &[],
        keys: true,
        unit: None,
        lang: Lang::Zh,
        several_apps: false,
        demo: false,
        footer: "",
    }
}

#[track_caller]
fn same(name: &str, panel: &Panel<'_>, size: Size, theme: Theme) {
    let drawn = svg::paint(&scene(panel, size), theme);
    assert!(!drawn.contains("NaN") && !drawn.contains("inf") && !drawn.contains("style="));
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/golden/{name}.svg"));
    if std::env::var_os("BOOTLENS_BLESS").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, drawn).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        drawn == golden,
        "{name}.svg is drawn differently; look at it with BOOTLENS_BLESS=1 and git diff"
    );
}

fn two_platforms(days: usize) -> Vec<Series> {
    vec![
        platform(Platform::Ios, wave(days, 1200.0, 60.0)),
        platform(Platform::Android, wave(days, 2200.0, 150.0)),
    ]
}

fn releases() -> Vec<DayMark> {
    let mark = |at: i64, label: &str| DayMark {
        day: day(at),
        label: label.to_owned(),
    };
    vec![
        mark(4, "v2.2.0"),
        mark(11, "v2.3.1"),
        mark(20, "v2.4.0"),
        mark(21, "v2.4.1"),
        mark(22, "v2.4.2"),
    ]
}

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

#[test]
fn degenerate_values_are_drawn_without_nonsense() {
    let shapes: [Vec<Option<f64>>; 5] = [
        vec![Some(7.0); 30],
        vec![Some(-5.0), Some(3.0), Some(-1.0)],
        vec![Some(1e12), Some(2e12)],
        vec![Some(0.0); 3],
        vec![],
    ];
    for values in shapes {
        let days = u32::try_from(values.len().max(1)).unwrap();
        let count = values.iter().flatten().count();
        let series = vec![platform(Platform::All, values)];
        for scale in Scale::ALL {
            let panel = Panel {
                scale: *scale,
                ..panel("x", &series, days)
            };
            let drawn = scene(&panel, WIDE);
            let svg = svg::paint(&drawn, Theme::Light);
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
            let placed = (0..30).filter(|&day| drawn.y_of(0, day).is_some()).count();
            assert!(placed == count || *scale == Scale::Log);
        }
    }
}

#[test]
fn hidden_lines_are_not_drawn_and_indices_stay() {
    let series = two_platforms(30);
    let hidden = [shared::view::Hidden {
        app: None,
        slice: Slice {
            platform: Platform::Ios,
            ..Slice::ALL
        },
    }];
    let panel = Panel {
        hidden: &hidden,
        ..panel("启动总耗时", &series, 30)
    };
    let scene = scene(&panel, WIDE);
    assert_eq!(scene.lines.len(), 1);
    assert_eq!(scene.y_of(0, 3), None);
    assert!(scene.y_of(1, 3).is_some());
}

#[test]
fn a_place_on_the_plot_is_a_day_and_back() {
    let series = two_platforms(30);
    let scene = scene(&panel("启动总耗时", &series, 30), WIDE);
    for day in 0..30 {
        assert_eq!(scene.day_at(scene.x_of(day)), Some(day));
    }
    assert_eq!(scene.day_at(-500.0), None);
    let value = series[1].values[3].unwrap().get();
    let apart = scene.y_of(1, 3).unwrap() - scene.y_at(value);
    assert!(apart.abs() < 0.01);
}

#[test]
fn more_points_than_pixels_keep_each_peak_and_few_points() {
    let mut values = wave(20_000, 100.0, 10.0);
    values[12_345] = Some(900.0);
    let series = vec![platform(Platform::All, values)];
    let scene = scene(&panel("x", &series, 20_000), WIDE);
    let line = scene
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Path(path) => Some(path),
            _ => None,
        })
        .max_by_key(|path| path.xs.len())
        .unwrap();
    assert!(line.xs.len() < 5 * 960);
    let peak = scene.y_at(900.0) as f32;
    assert!(line.ys.iter().any(|y| (y - peak).abs() < 0.01));
}
