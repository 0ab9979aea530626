//! Panels that nobody thought of.

use chart::picture::{Picture, compose};
use chart::{Found, Goal, Panel, Size, scene, svg};
use proptest::prelude::*;
use shared::apps::DayMark;
use shared::budget::Bound;
use shared::day::DayRange;
use shared::filter::{Filter as _, Network, Platform};
use shared::reply::Series;
use shared::text::Lang;
use shared::value::Status;
use shared::view::{Scale, Theme};

use crate::golden::{calendar, panel};
use crate::made::{MadeUp, day, platform};
use crate::sound::{painted, sound};

fn value() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        2 => Just(None),
        6 => (0.0..5000.0).prop_map(Some),
        1 => (-100.0..100.0).prop_map(Some),
        1 => (-300_i32..300).prop_map(|power| Some(10_f64.powi(power))),
        1 => Just(Some(0.0)),
    ]
}

fn status() -> impl Strategy<Value = Option<Status>> {
    prop_oneof![
        6 => Just(None),
        1 => Just(Some(Status::Provisional)),
        1 => Just(Some(Status::Revised)),
        1 => Just(Some(Status::Failed)),
    ]
}

fn one_series() -> impl Strategy<Value = Series> {
    let days = prop::collection::vec((value(), status()), 1..90);
    (days, 0..3_usize, 0..4_usize).prop_map(|(days, at, network)| {
        let values = days.iter().map(|(value, _)| *value).collect();
        let mut series = platform(Platform::ALL[at], values);
        series.slice.network = Network::ALL[network];
        for (index, (_, status)) in days.iter().enumerate() {
            match status {
                Some(Status::Failed) => _ = series.gap(index, Status::Failed),
                Some(status) => _ = series.mark(index, *status),
                None => {}
            }
        }
        series
    })
}

#[derive(Clone, Debug)]
struct Asked {
    series: Vec<Series>,
    days: i64,
    marks: Vec<(i64, String)>,
    goals: Vec<(bool, f64)>,
    far: Vec<i64>,
    scale: usize,
    smooth: usize,
    size: (f64, f64),
    english: bool,
    words: [String; 2],
    demo: bool,
}

fn asked() -> impl Strategy<Value = Asked> {
    let series = prop::collection::vec(one_series(), 0..6);
    let days = prop_oneof![1_i64..100, 1_i64..1100];
    let label = "[a-z0-9.]{1,12}|[启动版本]{1,40}";
    let marks = prop::collection::vec((0_i64..1100, label), 0..12);
    let goals = prop::collection::vec((any::<bool>(), -100.0..20_000.0), 0..4);
    let far = prop::collection::vec(0_i64..90, 0..4);
    let size = (200.0..2400.0, 120.0..900.0);
    let words = ["[启动总耗时]{0,60}", "[a-z ]{0,80}"];
    (
        (series, days, marks, goals, far),
        (0..3_usize, prop::sample::select(vec![1_usize, 7, 28])),
        (size, any::<bool>(), words, any::<bool>()),
    )
        .prop_map(
            |((series, days, marks, goals, far), (scale, smooth), (size, english, words, demo))| {
                Asked {
                    series,
                    days,
                    marks,
                    goals,
                    far,
                    scale,
                    smooth,
                    size,
                    english,
                    words,
                    demo,
                }
            },
        )
}

fn with<T>(asked: &Asked, take: impl FnOnce(Panel<'_>) -> T) -> T {
    let range = DayRange::new(day(0), day(asked.days - 1)).unwrap();
    let mark = |(at, label): &(i64, String)| DayMark {
        day: day(*at),
        label: label.clone(),
    };
    let marks: Vec<_> = asked.marks.iter().map(mark).collect();
    let goal = |(over, value): &(bool, f64)| Goal {
        bound: if *over {
            Bound::Over(*value)
        } else {
            Bound::Under(*value)
        },
        slice: None,
    };
    let goals: Vec<_> = asked.goals.iter().map(goal).collect();
    let far: Vec<_> = asked.far.iter().map(|at| (0, day(*at))).collect();
    let found: Vec<_> = asked
        .far
        .iter()
        .map(|at| Found {
            series: 0,
            day: day(*at),
            worse: at % 2 == 0,
        })
        .collect();
    let days = calendar(range);
    take(Panel {
        range,
        marks: &marks,
        goals: &goals,
        far: &far,
        found: &found,
        calendar: &days,
        scale: Scale::ALL[asked.scale],
        smooth: asked.smooth,
        lang: if asked.english { Lang::En } else { Lang::Zh },
        demo: asked.demo,
        footer: &asked.words[1],
        ..panel(&asked.words[0], &asked.series, 1)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_panel_stays_inside_and_its_texts_apart(asked in asked()) {
        with(&asked, |panel| {
            let size = Size { width: asked.size.0.round(), height: asked.size.1.round(), ratio: 1.0 };
            let scene = scene(&panel, size);
            sound(&scene);
            painted(&scene, &svg::paint(&scene, Theme::Light), Theme::Light);
            Ok::<(), TestCaseError>(())
        })?;
    }

    #[test]
    fn any_picture_stays_inside_and_its_texts_apart(asked in asked(), count in 0..14_usize) {
        with(&asked, |panel| {
            let scene = compose(&Picture {
                title: &asked.words[0],
                subtitle: &asked.words[1],
                lacking: if asked.demo { &asked.words[0] } else { "" },
                lang: panel.lang,
                panels: vec![panel; count],
                footer: "数据至 2026年10月30日",
                link: &asked.words[1],
                demo: asked.demo,
                theme: Theme::Light,
                width: asked.size.0,
                height: asked.size.1,
            });
            sound(&scene);
            Ok::<(), TestCaseError>(())
        })?;
    }
}
