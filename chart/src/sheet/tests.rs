//! What a picture says, of a reply made up here.

use shared::budget::{Bound, Budget};
use shared::changes::Verdict;
use shared::day::Day;
use shared::metric::Metric;
use shared::problem::{Problem, ProblemKind};
use shared::reply::Failure;
use shared::value::{Status, Value};

use super::*;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn series(platform: &str, values: &[f64]) -> Series {
    Series {
        app: "shop".to_owned(),
        slice: platform.parse().unwrap(),
        period: Period::Current,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Default::default(),
            role: None,
            confidence: Default::default(),
        },
        start: day("2026-10-01"),
        values: values.iter().map(|value| Value::new(*value)).collect(),
        status: [(day("2026-10-03"), Status::Provisional)].into(),
    }
}

fn budget(view: &str, measure: Measure, bound: Bound) -> Budget {
    Budget {
        view: view.to_owned(),
        measure,
        bound,
        min_days: 14,
    }
}

fn reply() -> Reply {
    Reply {
        version: String::new(),
        view: "app=shop&module=launch&metric=total&start=2026-10-01&end=2026-10-03\
               &platform=ios,android&compare=previous"
            .to_owned(),
        fetched_at: shared::day::Utc(0),
        stale_since: None,
        data_through: [("shop".to_owned(), None)].into(),
        series: vec![
            series("ios", &[1200.0, 1210.0, 1190.0]),
            series("android", &[2300.0, 2310.0, 2290.0]),
        ],
        failures: Vec::new(),
        revisions: Vec::new(),
        notices: Vec::new(),
        calls: Default::default(),
    }
}

fn apps(demo: bool) -> Apps {
    let mark = |date, label: &str| DayMark {
        day: day(date),
        label: label.to_owned(),
    };
    Apps {
        version: String::new(),
        demo,
        embed: false,
        today: day("2026-10-05"),
        user: None,
        apps: vec![App {
            alias: "shop".to_owned(),
            name: "商城 & 小店".to_owned(),
            kind: Default::default(),
            marks: vec![mark("2026-10-02", "v2")],
            budgets: vec![
                budget(
                    "app=shop&module=launch&metric=total&platform=android",
                    Measure::Mean,
                    Bound::Over(2600.0),
                ),
                budget(
                    "app=shop&module=launch&platform=ios,android",
                    Measure::Latest,
                    Bound::Over(3000.0),
                ),
                budget(
                    "app=shop&module=launch&metric=total&platform=ios",
                    Measure::Change,
                    Bound::Over(5.0),
                ),
                budget(
                    "app=shop&module=launch&metric=download&platform=ios",
                    Measure::Mean,
                    Bound::Over(1.0),
                ),
                budget(
                    "app=shop&module=memory&platform=ios",
                    Measure::Mean,
                    Bound::Over(2.0),
                ),
                budget(
                    "app=shop&module=launch&metric=total",
                    Measure::Mean,
                    Bound::Over(4.0),
                ),
            ],
            quota: None,
        }],
    }
}

/// A drawing of two lines, taken for whatever is done with drawings.
pub(crate) fn with_scene<T>(read: impl Fn(&Scene) -> T) -> T {
    let look = Look {
        width: Look::WIDTH,
        height: Look::HEIGHT,
        lang: Lang::Zh,
        theme: Theme::Light,
    };
    with(VIEW, false, |sheet| read(&sheet.draw(look)))
}

/// What is made of a view's picture parameters.
pub(super) fn with<T>(view: &str, demo: bool, read: impl Fn(&Sheet<'_>) -> T) -> T {
    let asked = parse(view, &[]).unwrap().view;
    let (reply, apps) = (reply(), apps(demo));
    let calendar = CalendarDays { days: Vec::new() };
    let told = Told {
        view: &asked,
        reply: &reply,
        apps: &apps,
        calendar: &calendar,
        findings: &[],
        so_far: None,
        address: Some("https://intra.example/perf/"),
    };
    let data = parse(&reply.view, &[]).unwrap().view;
    let Days::Range(range) = data.days else {
        panic!("dates");
    };
    read(&Sheet {
        told: &told,
        view: told.now(data.apps, range),
        range,
    })
}

pub(crate) const VIEW: &str = "app=mall&module=launch&metric=total&last=3d&platform=ios,android&compare=previous\
                    &smooth=3&marks=2026-10-01~a&theme=dark&lang=en";

#[test]
fn the_head_is_the_pages_sentence_with_the_year() {
    with(VIEW, false, |sheet| {
        assert_eq!(sheet.title(Lang::Zh), "商城 & 小店 · 启动总耗时");
        assert_eq!(sheet.title(Lang::En), "商城 & 小店 · Launch, total");
        assert_eq!(
            sheet.subtitle(Lang::Zh),
            "iOS与安卓 · 全部机型 · 2026年10月1日–3日，比前一周期"
        );
        assert_eq!(
            sheet.subtitle(Lang::En),
            "iOS & Android · All devices · 1–3 Oct 2026, vs previous period"
        );
    });
    with("app=shop&module=launch&network=4g", false, |sheet| {
        assert!(sheet.title(Lang::En).ends_with(" · Launch stages"));
        let subtitle = sheet.subtitle(Lang::En);
        assert_eq!(subtitle, "All platforms · All devices · 4G · 1–3 Oct 2026");
    });
}

#[test]
fn the_foot_says_up_to_when_there_is_data() {
    with(VIEW, false, |sheet| {
        assert_eq!(sheet.foot(Lang::Zh), "数据至 2026年10月3日");
        assert_eq!(sheet.foot(Lang::En), "Data to 3 Oct 2026");
    });
}

#[test]
fn what_is_not_there_yet_and_what_failed_is_said() {
    with(VIEW, false, |sheet| assert_eq!(sheet.lacking(Lang::Zh), ""));
    let (mut reply, apps, asked) = (reply(), apps(false), parse(VIEW, &[]).unwrap().view);
    reply.failures = vec![Failure {
        app: "shop".to_owned(),
        slice: Default::default(),
        start: day("2026-10-01"),
        end: day("2026-10-01"),
        problem: Problem::new(ProblemKind::UpstreamTimeout, "", Lang::Zh),
    }];
    let told = Told {
        view: &asked,
        reply: &reply,
        apps: &apps,
        calendar: &CalendarDays { days: Vec::new() },
        findings: &[],
        so_far: Some((7, 13)),
        address: None,
    };
    let drawn = svg(&told, LOOK).unwrap();
    assert!(drawn.contains(">部分数据 7/13 · 1 段没取到<"), "{drawn}");
    let low = Look {
        width: 320,
        height: 200,
        ..LOOK
    };
    let drawn = svg(&told, low).unwrap();
    assert!(drawn.contains(">部分数据 7/13 · 1 段没取到<"), "{drawn}");
}

#[test]
fn changes_and_far_days_stand_where_the_page_draws_them() {
    let finding = |platform: &str| Finding {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        line: 0,
        slice: platform.parse().unwrap(),
        before: 1200.0,
        after: 2300.0,
        change_percent: None,
        since: day("2026-10-02"),
        mark: None,
        verdict: Verdict::Worse,
        link: String::new(),
    };
    let (reply, apps, asked) = (reply(), apps(false), parse(VIEW, &[]).unwrap().view);
    let drawn = |findings: &[Finding]| {
        let told = Told {
            view: &asked,
            reply: &reply,
            apps: &apps,
            calendar: &CalendarDays { days: Vec::new() },
            findings,
            so_far: None,
            address: None,
        };
        svg(&told, LOOK).unwrap()
    };
    let without = drawn(&[]);
    assert_ne!(drawn(&[finding("android")]), without);
    assert_eq!(drawn(&[finding("ios.high")]), without, "none of its lines");
}

const LOOK: Look = Look {
    width: Look::WIDTH,
    height: Look::HEIGHT,
    lang: Lang::Zh,
    theme: Theme::Light,
};

#[test]
fn made_up_data_are_stamped_and_others_are_not() {
    for demo in [false, true] {
        let drawn = with(VIEW, demo, |sheet| {
            svg::paint(&sheet.draw(LOOK), LOOK.theme)
        });
        assert_eq!(drawn.contains("模拟数据"), demo);
        assert!(drawn.contains("1 天暂定"), "{drawn}");
    }
}

#[test]
fn panels_of_one_metric_share_a_scale_and_of_several_each_has_its_own() {
    let grid = format!("{VIEW}&grid=platform");
    with(&grid, false, |sheet| {
        let groups = groups(
            &sheet.told.reply.series,
            &sheet.view,
            Lang::Zh,
            &str::to_owned,
        );
        let none = Analysed {
            goals: Vec::new(),
            found: Vec::new(),
            far: Vec::new(),
        };
        let panel = |group| sheet.panel(group, &none, &[], None, Lang::Zh);
        let mut panels: Vec<Panel<'_>> = groups.iter().map(panel).collect();
        share_scales(&groups, &mut panels);
        assert_eq!(panels.len(), 2);
        assert!(panels[0].span.is_some() && panels[0].span == panels[1].span);
        panels[0].span = None;
        share_scales(&groups[..1], &mut panels[..1]);
        assert_eq!(panels[0].span, None);
    });
}

#[test]
fn the_link_shows_the_same_next_year_in_the_readers_own_language_and_theme() {
    let link = with(VIEW, false, |sheet| sheet.link());
    assert_eq!(
        link.as_deref(),
        Some(
            "https://intra.example/perf/chart?app=shop&module=launch&metric=total&start=2026-10-01\
             &end=2026-10-03&platform=ios,android&compare=previous&smooth=3&marks=2026-10-01~a"
        )
    );
}

#[test]
fn budgets_of_a_level_are_goals_of_the_lines_that_they_name_and_others_are_not() {
    with(VIEW, false, |sheet| {
        let goals = sheet.goals(&sheet.told.reply.series);
        let goals: Vec<_> = goals
            .iter()
            .map(|goal| (goal.slice.unwrap().to_string(), goal.bound.value()))
            .collect();
        let expected = [("ios", 3000.0), ("android", 2600.0), ("android", 3000.0)];
        let expected: Vec<_> = expected
            .map(|(slice, bound)| (slice.to_owned(), bound))
            .into();
        assert_eq!(goals, expected);
    });
}

#[test]
fn marks_of_the_app_and_of_the_view_stand_by_day() {
    let labels = with(VIEW, false, |sheet| {
        let marks = sheet.marks().into_iter();
        marks.map(|mark| mark.label).collect::<Vec<_>>()
    });
    assert_eq!(labels, ["a", "v2"]);
}

#[test]
fn a_reply_without_dates_is_no_picture() {
    let view = View::default();
    let apps = apps(false);
    let calendar = CalendarDays { days: Vec::new() };
    let mut reply = reply();
    reply.view = "app=shop".to_owned();
    let told = Told {
        view: &view,
        reply: &reply,
        apps: &apps,
        calendar: &calendar,
        findings: &[],
        so_far: None,
        address: None,
    };
    assert_eq!(svg(&told, LOOK), None);
}
