//! Whole pictures, as the relay serves them.

use chart::picture::{Picture, compose, picture};
use chart::{Goal, Panel, Span};
use shared::budget::Bound;
use shared::filter::Platform;
use shared::reply::Series;
use shared::text::Lang;
use shared::value::Status;
use shared::view::Theme;

use crate::golden::{calendar, panel, releases, same_scene};
use crate::made::{MadeUp, platform, wave};

const NAMES: [&str; 12] = [
    "启动总耗时",
    "下载耗时",
    "JS 注入耗时",
    "首次渲染耗时",
    "小程序信息准备耗时",
    "环境准备耗时",
    "代码包下载耗时",
    "页面切换耗时",
    "内存均值",
    "内存峰值",
    "异常次数",
    "打开率",
];

fn metrics(count: usize) -> Vec<Vec<Series>> {
    (0..count)
        .map(|index| {
            let middle = 2400.0 / (index + 1) as f64;
            let mut both = vec![
                platform(Platform::Ios, wave(30, middle * 0.6, middle * 0.03)),
                platform(Platform::Android, wave(30, middle, middle * 0.06)),
            ];
            for place in 20..30 {
                let raised = both[1].values[place].map(|value| value.get() * 1.12);
                both[1].values[place] = raised.and_then(shared::value::Value::new);
            }
            for one in &mut both {
                one.mark(28, Status::Provisional)
                    .mark(29, Status::Provisional);
            }
            both
        })
        .collect()
}

fn panels(metrics: &[Vec<Series>]) -> Vec<Panel<'_>> {
    metrics
        .iter()
        .zip(NAMES)
        .map(|(series, name)| panel(name, series, 30))
        .collect()
}

fn whole(panels: Vec<Panel<'_>>) -> Picture<'_> {
    Picture {
        title: "商城小程序 · 启动各阶段耗时",
        subtitle: "iOS 与安卓 · 全部机型 · 全部网络 · 2026年10月1日–30日",
        lacking: "",
        panels,
        footer: "数据至 2026年10月30日",
        link: "https://intra.example/perf/chart?app=shop&module=launch",
        demo: false,
        lang: Lang::Zh,
        theme: Theme::Light,
        width: 1200.0,
        height: 630.0,
    }
}

#[test]
fn one_panel_fills_the_picture_and_each_line_has_its_figure() {
    let metrics = metrics(1);
    let marks = releases();
    let goals = [Goal {
        bound: Bound::Over(3000.0),
        slice: None,
    }];
    let mut panels = panels(&metrics);
    let days = calendar(panels[0].range);
    panels[0].marks = &marks;
    panels[0].goals = &goals;
    panels[0].calendar = &days;
    same_scene("picture-1", &compose(&whole(panels)), Theme::Light);
}

#[test]
fn five_panels_stand_in_two_columns() {
    let metrics = metrics(5);
    let picture = Picture {
        demo: true,
        ..whole(panels(&metrics))
    };
    same_scene("picture-5", &compose(&picture), Theme::Light);
}

#[test]
fn twelve_panels_are_more_than_have_room_and_the_rest_is_counted() {
    let metrics = metrics(12);
    let scene = compose(&whole(panels(&metrics)));
    let svg = chart::svg::paint(&scene, Theme::Light);
    assert!(svg.contains("另有 4 幅"), "{svg}");
    same_scene("picture-12", &scene, Theme::Light);
}

#[test]
fn a_picture_for_a_phone_is_one_column() {
    let metrics = metrics(3);
    let mut panels = panels(&metrics);
    let span = Span::of(&panels);
    let unit = panels[0].unit();
    for panel in &mut panels {
        (panel.span, panel.unit) = (Some(span), Some(unit.clone()));
    }
    let picture = Picture {
        width: 390.0,
        height: 844.0,
        demo: true,
        ..whole(panels)
    };
    same_scene("picture-phone", &compose(&picture), Theme::Light);
}

#[test]
fn a_dark_picture_in_english() {
    let metrics = metrics(1);
    let panels = vec![Panel {
        lang: Lang::En,
        smooth: 7,
        ..panel("Launch, total", &metrics[0], 30)
    }];
    let picture = Picture {
        title: "Shop · Launch, total",
        subtitle: "iOS and Android · all devices · all networks · Oct 1–30, 2026",
        footer: "Data to Oct 30, 2026",
        lang: Lang::En,
        theme: Theme::Dark,
        demo: true,
        ..whole(panels)
    };
    same_scene("picture-dark-english", &compose(&picture), Theme::Dark);
}

#[test]
fn the_smallest_picture_still_says_what_and_when() {
    let metrics = metrics(4);
    let picture = Picture {
        width: 1.0,
        height: f64::NAN,
        ..whole(panels(&metrics))
    };
    let scene = compose(&picture);
    assert_eq!((scene.size.width, scene.size.height), (320.0, 200.0));
    same_scene("picture-smallest", &scene, Theme::Light);
}

#[test]
fn the_same_input_gives_the_same_bytes_and_names_break_out_of_nothing() {
    let metrics = metrics(2);
    let evil = Picture {
        title: "</text><script>alert(1)</script>\u{0}",
        ..whole(panels(&metrics))
    };
    let drawn = picture(&evil);
    assert_eq!(drawn, picture(&evil));
    assert!(!drawn.contains("<script") && !drawn.contains('\u{0}'));
}

#[test]
fn a_picture_without_panels_has_its_head_and_foot() {
    same_scene("picture-0", &compose(&whole(Vec::new())), Theme::Light);
}
