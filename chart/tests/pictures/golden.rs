//! Compares pictures with those that were looked at.

use std::path::PathBuf;

use chart::{Panel, Scene, Size, scene, svg};
use shared::apps::DayMark;
use shared::calendar::{CalendarDay, CalendarKind};
use shared::day::DayRange;
use shared::filter::Platform;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Scale, Theme};

use crate::made::{day, platform, wave};
use crate::sound::{painted, sound};

pub(crate) const WIDE: Size = Size {
    width: 960.0,
    height: 420.0,
    ratio: 1.0,
};

pub(crate) fn panel<'a>(title: &'a str, series: &'a [Series], days: u32) -> Panel<'a> {
    Panel {
        title,
        series: series.iter().collect(),
        range: DayRange::new(day(0), day(i64::from(days) - 1)).unwrap(),
        marks: &[],
        calendar: &[],
        goals: &[],
        span: None,
        far: &[],
        found: &[],
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
pub(crate) fn same(name: &str, panel: &Panel<'_>, size: Size, theme: Theme) {
    same_scene(name, &scene(panel, size), theme);
}

/// Compares a scene's picture with the one that was looked at, and holds what every picture must.
#[track_caller]
pub(crate) fn same_scene(name: &str, scene: &Scene, theme: Theme) {
    let drawn = svg::paint(scene, theme);
    assert!(!drawn.contains("NaN") && !drawn.contains("inf") && !drawn.contains("style="));
    painted(scene, &drawn, theme);
    sound(scene);
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

pub(crate) fn two_platforms(days: usize) -> Vec<Series> {
    vec![
        platform(Platform::Ios, wave(days, 1200.0, 60.0)),
        platform(Platform::Android, wave(days, 2200.0, 150.0)),
    ]
}

pub(crate) fn releases() -> Vec<DayMark> {
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

/// The days off that a relay tells for a range.
pub(crate) fn calendar(range: DayRange) -> Vec<CalendarDay> {
    let builtin = analysis::Calendar::builtin();
    let name = |day, lang| builtin.name(day, lang).unwrap_or_default().to_owned();
    let days = range.count() as i64 + 15;
    (-15..days)
        .map(|index| range.start().plus(index))
        .filter(|day| builtin.is_special(*day))
        .map(|day| CalendarDay {
            day,
            kind: if builtin.is_off(day) {
                CalendarKind::Off
            } else {
                CalendarKind::Work
            },
            zh: name(day, Lang::Zh),
            en: name(day, Lang::En),
        })
        .collect()
}

/// Days before the end of a made-up October, and two platforms over them.
pub(crate) fn until_october(days: usize) -> (DayRange, Vec<Series>) {
    let end = day(30);
    let start = end.plus(1 - i64::try_from(days).unwrap());
    let mut series = two_platforms(days);
    for one in &mut series {
        one.start = start;
    }
    (DayRange::new(start, end).unwrap(), series)
}
