//! Goals, and one scale for several panels.

use chart::{Goal, Panel, Span};
use shared::budget::Bound;
use shared::filter::{Filter as _, Level, Platform, Slice};
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Scale, Theme};

use crate::golden::{WIDE, panel, releases, same, two_platforms};
use crate::made::{platform, wave};

fn goal(bound: Bound) -> Goal {
    Goal { bound, slice: None }
}

#[track_caller]
fn with_goals(name: &str, series: &[Series], goals: &[Goal], scale: Scale, lang: Lang) {
    let marks = releases();
    let panel = Panel {
        goals,
        scale,
        lang,
        marks: &marks,
        ..panel("启动总耗时", series, 30)
    };
    same(name, &panel, WIDE, Theme::Light);
}

#[test]
fn a_goal_above_the_lines_lengthens_the_axis() {
    let goals = [goal(Bound::Over(3000.0))];
    with_goals(
        "goal-kept",
        &two_platforms(30),
        &goals,
        Scale::Zero,
        Lang::Zh,
    );
}

#[test]
fn a_goal_that_is_passed_is_told_in_the_ink_of_what_got_worse() {
    let goals = [goal(Bound::Over(2000.0))];
    let series = [platform(Platform::Android, wave(30, 2200.0, 150.0))];
    with_goals("goal-passed", &series, &goals, Scale::Fit, Lang::En);
}

#[test]
fn a_goal_far_above_is_told_at_the_edge() {
    let goals = [goal(Bound::Over(30_000.0))];
    with_goals(
        "goal-far",
        &two_platforms(30),
        &goals,
        Scale::Zero,
        Lang::Zh,
    );
}

#[test]
fn goals_far_above_and_below_are_told_at_both_edges() {
    let goals = [goal(Bound::Over(9000.0)), goal(Bound::Under(100.0))];
    let series = [platform(Platform::Ios, wave(30, 1200.0, 60.0))];
    with_goals("goals-at-both-edges", &series, &goals, Scale::Fit, Lang::Zh);
}

#[test]
fn each_platform_has_a_goal_of_its_own() {
    let of = |platform, most| Goal {
        bound: Bound::Over(most),
        slice: Some(Slice {
            platform,
            ..Slice::ALL
        }),
    };
    let goals = [of(Platform::Ios, 1500.0), of(Platform::Android, 2500.0)];
    with_goals(
        "goals-of-platforms",
        &two_platforms(30),
        &goals,
        Scale::Zero,
        Lang::Zh,
    );
}

#[test]
fn a_rate_must_not_fall_below_its_goal() {
    let mut series = [platform(Platform::All, wave(30, 93.0, 2.0))];
    series[0].metric.unit = Some("%".to_owned());
    let goals = [goal(Bound::Under(90.0))];
    with_goals("goal-below", &series, &goals, Scale::Fit, Lang::Zh);
}

#[test]
fn panels_of_one_metric_share_a_scale() {
    let series: Vec<Series> = Level::ALL
        .iter()
        .zip([1900.0, 1500.0, 1880.0, 4600.0])
        .map(|(level, middle)| {
            let mut one = platform(Platform::Android, wave(30, middle, 70.0));
            one.slice.level = *level;
            one
        })
        .collect();
    let panels: Vec<_> = series
        .chunks(1)
        .map(|one| panel("启动总耗时 · 低端机", one, 30))
        .collect();
    let span = Some(Span::of(&panels));
    let axes: Vec<f64> = panels
        .iter()
        .map(|panel| {
            chart::scene(
                &Panel {
                    span,
                    ..panel.clone()
                },
                WIDE,
            )
            .y_at(1500.0)
        })
        .collect();
    assert!(axes.windows(2).all(|pair| pair[0] == pair[1]));
    let panel = Panel {
        span,
        ..panels[1].clone()
    };
    same("scale-shared", &panel, WIDE, Theme::Light);
}
