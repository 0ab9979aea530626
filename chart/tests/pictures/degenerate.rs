//! Data that hardly is any, and sizes that hardly suffice.

use chart::{Panel, Size};
use shared::filter::{Filter as _, Level, Network, Platform};
use shared::reply::Series;
use shared::value::Status;
use shared::view::{Scale, Theme};

use crate::golden::{WIDE, panel, releases, same, two_platforms};
use crate::made::{MadeUp, platform, wave};

#[track_caller]
fn drawn(name: &str, values: Vec<Option<f64>>, scale: Scale) {
    let days = u32::try_from(values.len()).unwrap();
    let series = [platform(Platform::All, values)];
    let panel = Panel {
        scale,
        ..panel("启动总耗时", &series, days)
    };
    same(name, &panel, WIDE, Theme::Light);
}

#[test]
fn equal_values_are_a_level_line() {
    drawn("all-equal", vec![Some(1234.0); 14], Scale::Fit);
}

#[test]
fn measured_zeros_are_a_line_on_the_axis() {
    drawn("all-zero", vec![Some(0.0); 14], Scale::Zero);
}

#[test]
fn mixed_signs_have_zero_between() {
    let values = [-300.0, 200.0, -100.0, 50.0, 420.0, -20.0]
        .map(Some)
        .to_vec();
    drawn("mixed-signs", values, Scale::Zero);
}

#[test]
fn what_is_not_above_zero_stands_at_the_foot_of_a_logarithm() {
    let values = [120.0, 0.0, 300.0, 900.0, -5.0, 45.0, 60.0, 2000.0];
    drawn("log-not-above-zero", values.map(Some).to_vec(), Scale::Log);
}

#[test]
fn a_huge_range_has_powers_of_ten() {
    let values = (0..18).map(|at| Some(10_f64.powi(at - 6))).collect();
    drawn("log-huge", values, Scale::Log);
}

#[test]
fn values_beyond_every_metric_stay_readable() {
    drawn("huge", wave(14, 5e12, 1e12), Scale::Zero);
    let tiny = (1..15)
        .map(|at| Some(f64::from(at % 5 + 3) * 1e-6))
        .collect();
    drawn("tiny", tiny, Scale::Zero);
}

#[test]
fn lone_points_between_gaps_are_dots() {
    let values = (0..14).map(|at| (at % 3 != 1).then_some(f64::from(900 + at * 7)));
    let mut values: Vec<_> = values.collect();
    (values[2], values[9], values[11]) = (None, None, None);
    drawn("lone-points", values, Scale::Zero);
}

#[test]
fn days_that_all_failed_are_hatched_and_said() {
    let mut series = [platform(Platform::All, vec![None; 14])];
    for index in 0..14 {
        series[0].gap(index, Status::Failed);
    }
    same(
        "only-failed",
        &panel("启动总耗时", &series, 14),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn days_that_are_all_provisional_are_dotted() {
    let mut series = two_platforms(3);
    for one in &mut series {
        (0..3).for_each(|index| _ = one.mark(index, Status::Provisional));
    }
    same(
        "only-provisional",
        &panel("启动总耗时", &series, 3),
        WIDE,
        Theme::Light,
    );
}

fn all_slices(days: usize) -> Vec<Series> {
    let mut series = Vec::new();
    for (row, network) in Network::ALL.iter().enumerate() {
        for (column, level) in Level::ALL.iter().enumerate() {
            for (place, one) in Platform::ALL.iter().enumerate() {
                let middle = 1000.0 + (row * 300 + column * 90 + place * 700) as f64;
                let mut one = platform(*one, wave(days, middle, 40.0));
                one.slice.network = *network;
                one.slice.level = *level;
                series.push(one);
            }
        }
    }
    series
}

#[test]
fn forty_eight_lines_are_thin_and_named_as_far_as_there_is_room() {
    let series = all_slices(60);
    assert_eq!(series.len(), 48);
    same(
        "lines-48",
        &panel("启动总耗时", &series, 60),
        WIDE,
        Theme::Light,
    );
}

#[test]
fn names_longer_than_the_plot_are_cut_and_keep_their_figures() {
    let mut series = two_platforms(30);
    for one in &mut series {
        one.app = "一个名字非常非常长以至于比整个画面还要长的商城小程序".to_owned();
    }
    let panel = Panel {
        several_apps: true,
        ..panel(
            "一个名字非常非常长以至于比整个画面还要长的启动总耗时指标，从点击图标到首屏渲染完成为止，包含所有阶段和网络请求以及脚本执行的时间",
            &series,
            30,
        )
    };
    same("long-names", &panel, WIDE, Theme::Light);
    let narrow = Size {
        width: 320.0,
        height: 240.0,
        ratio: 1.0,
    };
    same("long-names-narrow", &panel, narrow, Theme::Light);
}

#[test]
fn a_picture_of_a_stamp_still_has_axes() {
    let series = two_platforms(30);
    let marks = releases();
    let panel = Panel {
        marks: &marks,
        footer: "数据至 10月30日",
        demo: true,
        ..panel("启动总耗时", &series, 30)
    };
    let small = Size {
        width: 200.0,
        height: 120.0,
        ratio: 1.0,
    };
    same("small", &panel, small, Theme::Light);
}
