//! The stream: its order, and that joined it is the reply.

use std::collections::BTreeSet;
use std::time::Duration;

use shared::reply::{NoticeCode, Period};
use shared::stream::{Joiner, Line};
use simulator::{Effect, Fault, Ignored};

use super::*;

const YEAR: &str = "app=shop,game&module=memory&start=2026-07-01&end=2026-10-21\
                    &platform=all,ios&level=all,low&compare=previous";

#[tokio::test]
async fn the_pieces_joined_equal_the_reply_and_no_day_comes_twice() {
    let bench = Bench::new().await;
    let view = view_of(YEAR);
    let question = bench.question(YEAR).await.unwrap();
    let range = question.range;
    let mut lines = bench.engine.answer(bench.begun(YEAR).await);
    let mut joiner = Joiner::new(view.clone(), Module::Memory, range);
    let (mut seen, mut first, mut progress, mut done) = (BTreeSet::new(), None, 0, None);
    while let Some(line) = lines.recv().await {
        assert!(done.is_none(), "nothing follows the last line");
        first.get_or_insert_with(|| line.clone());
        match line {
            Line::Series { series } => {
                for piece in &series {
                    for offset in 0..piece.values.len() {
                        let day = piece.start.plus(i64::try_from(offset).unwrap());
                        assert!(seen.insert((piece.key(), day)), "{:?} {day}", piece.key());
                    }
                }
                joiner.add(series);
            }
            Line::Progress { done, of } => {
                progress += 1;
                assert_eq!((done, of), (progress, 64));
            }
            Line::Done(last) => done = Some(last),
            Line::Plan { .. } | Line::Failure { .. } | Line::Problem { .. } => {}
        }
    }
    assert!(matches!(first, Some(Line::Plan { calls, .. }) if calls.planned == 64));
    let streamed = joiner.finish(done.unwrap());
    let whole = bench.reply(YEAR).await;
    assert_eq!(streamed.series, whole.series);
    assert_eq!(streamed.series.len(), 2 * 4 * 2 * 2);
    for series in &streamed.series {
        let own: Vec<Day> = view
            .own_days(range, series.period)
            .into_iter()
            .flatten()
            .collect();
        for day in own {
            assert!(
                seen.contains(&(series.key(), day)),
                "{:?} {day}",
                series.key()
            );
        }
    }
}

#[tokio::test]
async fn a_compared_series_stands_beside_with_days_of_its_own() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&start=2026-10-01&end=2026-10-07&compare=previous";
    let reply = bench.reply(view).await;
    assert_eq!(reply.calls.planned, 1);
    let compared = reply
        .series
        .iter()
        .find(|series| series.period == Period::Compared)
        .unwrap();
    assert_eq!(compared.start, day("2026-09-24"));
    let days: Vec<Day> = (0..7).map(|day| compared.start.plus(day)).collect();
    assert_eq!(compared.values, truth(&bench, compared, &days));
}

#[tokio::test]
async fn equal_views_at_once_share_every_call() {
    let bench = Bench::new().await;
    bench.simulator().set_latency(Duration::from_millis(100));
    let view = "app=shop&module=memory&start=2026-07-01&end=2026-09-20";
    let replies = futures::future::join_all((0..20).map(|_| bench.reply(view))).await;
    assert_eq!(bench.boots(), 3);
    let upstream: usize = replies.iter().map(|reply| reply.calls.upstream).sum();
    let shared: usize = replies.iter().map(|reply| reply.calls.shared).sum();
    assert_eq!((upstream, shared), (3, 57));
    assert!(
        replies
            .iter()
            .all(|reply| reply.series == replies[0].series)
    );
}

#[tokio::test]
async fn no_more_calls_fly_than_the_app_may_have() {
    let bench = Bench::with(|config| config.upstream.concurrency = 2).await;
    bench.simulator().set_latency(Duration::from_millis(20));
    bench.reply("app=shop&module=memory&last=300d").await;
    assert_eq!(bench.simulator().max_in_flight(), 2);
}

#[tokio::test]
async fn calls_end_when_nobody_waits_for_them() {
    let bench = Bench::with(|config| config.upstream.concurrency = 1).await;
    bench.simulator().set_latency(Duration::from_millis(100));
    let begun = bench.begun("app=shop&module=memory&last=300d").await;
    let mut lines = bench.engine.answer(begun);
    lines.recv().await.unwrap();
    drop(lines);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(bench.boots() <= 1, "{}", bench.boots());
    assert_eq!(bench.engine.0.apps[0].permits.available_permits(), 1);
}

#[tokio::test]
async fn a_metric_filter_keeps_its_metrics_and_tells_of_those_that_came_with_none() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&metric=memory,nothing&last=7d";
    let reply = bench.reply(view).await;
    assert_eq!(reply.series.len(), 1);
    assert_eq!(reply.notices.len(), 1);
    assert_eq!(reply.notices[0].code, NoticeCode::MetricUnknown);
    assert_eq!(reply.notices[0].metric.as_deref(), Some("nothing"));
}

#[tokio::test]
async fn a_filter_that_wechat_ignores_or_does_not_document_is_told() {
    let bench = Bench::new().await;
    let ignored = Fault::new(Effect::IgnoreFilter(Ignored::Network)).path(BOOT);
    bench.simulator().script(ignored);
    let view = "app=shop&module=memory&last=14d&network=all,wifi";
    let reply = bench.reply(view).await;
    let codes: Vec<_> = reply.notices.iter().map(|notice| notice.code).collect();
    assert_eq!(
        codes,
        [
            NoticeCode::FilterUndocumented,
            NoticeCode::FilterWithoutEffect
        ]
    );
    assert_eq!(reply.notices[1].slice, Some("wifi".parse().unwrap()));
    let short = bench
        .reply("app=shop&module=launch&last=3d&network=all,wifi")
        .await;
    assert_eq!(short.notices, []);
    bench.simulator().clear_faults();
    let heeded = bench
        .reply("app=shop&module=launch&last=30d&network=all,wifi")
        .await;
    assert_eq!(heeded.notices, []);
}

#[tokio::test]
async fn the_check_finds_token_interface_and_newest_day() {
    let bench = Bench::new().await;
    let report = bench.engine.check("shop", Lang::En).await.unwrap();
    assert!(report.is_ok() && report.steps.len() == 7, "{report:?}");
    assert_eq!(report.newest_day, Some(day("2026-10-19")));
    bench.simulator().invalidate_tokens();
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(48001)).path(BOOT));
    let report = bench.engine.check("shop", Lang::En).await.unwrap();
    assert!(
        !report.is_ok() && report.steps[1].result == crate::engine::StepResult::Failed,
        "{report:?}"
    );
    assert!(bench.engine.check("nobody", Lang::En).await.is_none());
}
