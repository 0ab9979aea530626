//! The stream: its lines in order, and joined equal to the JSON.

use std::collections::BTreeSet;

use shared::module::Module;
use shared::reply::Reply;
use shared::stream::{Joiner, Line};
use shared::view::{Days, parse};
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::house::{last_days, slice, view};

/// What a reader of the stream has in the end.
pub(crate) fn joined(lines: Vec<Line>) -> Reply {
    let mut joiner = None;
    for line in lines {
        match line {
            Line::Plan { view, .. } => {
                let view = parse(&view, &[]).unwrap().view;
                let (Some(module), Days::Range(range)) = (view.module, view.days) else {
                    panic!("a plan names module and dates");
                };
                joiner = Some(Joiner::new(view, module, range));
            }
            Line::Series { series } => joiner.as_mut().unwrap().add(series),
            Line::Done(done) => return joiner.unwrap().finish(done),
            Line::Progress { .. } | Line::Failure { .. } => {}
            Line::Problem { problem } => panic!("{problem:?}"),
        }
    }
    panic!("cut off");
}

/// Asks the same of two relays just started, once each way.
async fn equal(view: &str, script: impl Fn(&House)) {
    let (one, other) = (House::start().await, House::start().await);
    script(&one);
    script(&other);
    let whole = one.reply(view).await;
    let mut pieces = joined(other.stream(view).await.lines());
    // Each failure has an id of its request, and two requests two.
    for (piece, whole) in pieces.failures.iter_mut().zip(&whole.failures) {
        piece
            .problem
            .request_id
            .clone_from(&whole.problem.request_id);
        piece.problem.rid.clone_from(&whole.problem.rid);
        piece.problem.detail.clone_from(&whole.problem.detail);
    }
    assert_eq!(pieces, whole, "{view}");
}

#[tokio::test]
async fn the_pieces_joined_equal_the_json() {
    let long = view("shop", Module::Launch, last_days(100));
    let short = view("shop,game", Module::Memory, last_days(20));
    for view in [
        long.clone(),
        format!("{long}&platform=all,ios,android"),
        format!("{long}&metric=total,inject&compare=previous"),
        format!("{short}&level=high,mid,low&compare=week"),
        format!("{short}&compare=year"),
        "app=shop&module=memory&start=2026-10-28&end=2026-11-03".to_owned(),
    ] {
        equal(&view, |_| {}).await;
    }
}

#[tokio::test]
async fn the_pieces_joined_equal_the_json_where_a_part_fails() {
    let view = format!(
        "{}&platform=ios,android",
        view("shop", Module::Launch, last_days(90))
    );
    equal(&view, |house| {
        let refused = Fault::new(Effect::Errcode(47001))
            .path(BOOT)
            .slice(slice("android"));
        house.simulator().script(refused);
    })
    .await;
}

#[tokio::test]
async fn the_plan_comes_first_and_done_last_and_no_day_comes_twice() {
    let house = House::start().await;
    let view = view("shop", Module::Launch, last_days(90));
    let answer = house.stream(&view).await;
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("vary"), "Accept, Accept-Encoding");
    assert_eq!(answer.header("x-accel-buffering"), "no");
    let lines = answer.lines();
    assert!(matches!(&lines[0], Line::Plan { calls, .. } if calls.planned == 3));
    assert!(matches!(lines.last(), Some(Line::Done(_))));
    let mut seen = BTreeSet::new();
    let mut pieces = 0;
    let mut steps = Vec::new();
    for line in &lines {
        match line {
            Line::Series { series } => {
                pieces += 1;
                for one in series {
                    for index in 0..one.values.len() {
                        let day = one.start.plus(i64::try_from(index).unwrap());
                        assert!(seen.insert((one.key(), day)), "{day} twice");
                    }
                }
            }
            Line::Progress { done, of } => steps.push((*done, *of)),
            _ => {}
        }
    }
    assert_eq!(seen.len(), 90 * 4);
    assert!(pieces >= 3, "pieces come as WeChat answers, not at the end");
    assert_eq!(steps.last(), Some(&(3, 3)));
    assert!(steps.is_sorted());
}

#[tokio::test]
async fn a_stream_without_any_day_ends_with_the_problem() {
    let house = House::start().await;
    house
        .simulator()
        .script(Fault::new(Effect::Errcode(48001)).path(BOOT));
    let answer = house
        .stream(&view("shop", Module::Launch, last_days(40)))
        .await;
    assert_eq!(answer.status, 200, "the view itself is good");
    let lines = answer.lines();
    let Some(Line::Problem { problem }) = lines.last() else {
        panic!("{lines:?}");
    };
    assert_eq!(problem.kind, "urn:bootlens:upstream-not-authorised");
    assert!(!lines.iter().any(|line| matches!(line, Line::Done(_))));
}
