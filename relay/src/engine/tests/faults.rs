//! Every misfortune that the simulator can play, and what the reader gets.

use std::time::Duration;

use serde_json::json;
use shared::problem::ProblemKind;
use shared::value::{Status, Value};
use simulator::{Effect, Fault, Gap, List};

use super::*;

const WEEK: &str = "app=shop&module=memory&start=2026-10-01&end=2026-10-07";

async fn with_fault(effect: Effect) -> Bench {
    let bench = Bench::with(|config| config.upstream.timeout = Duration::from_millis(500)).await;
    bench.simulator().script(Fault::new(effect).path(BOOT));
    bench
}

/// The days of [`WEEK`].
fn week() -> Vec<Day> {
    (0..7).map(|index| day("2026-10-01").plus(index)).collect()
}

#[tokio::test]
async fn the_documented_reply_gives_its_four_numbers() {
    let body = r#"{"errcode":0,"errmsg":"ok","data":{"body":{"tables":[
        {"id":"memorydiff","lines":[{"fields":[{"refdate":"20210103","value":"70.7778"},{"refdate":"20210104","value":"72.0446"}]}],"zh":"内存增长均值"},
        {"id":"memory","lines":[{"fields":[{"refdate":"20210103","value":"314"},{"refdate":"20210104","value":"302.3218"}]}],"zh":"内存均值"}],"count":2}}}"#;
    let bench = with_fault(Effect::Exact {
        status: 200,
        content_type: "application/json".to_owned(),
        body: body.to_owned(),
    })
    .await;
    let reply = bench
        .reply("app=shop&module=memory&start=2021-01-03&end=2021-01-04")
        .await;
    let values = |metric| {
        let values = &series(&reply, metric).values;
        values
            .iter()
            .flatten()
            .map(|value| value.get())
            .collect::<Vec<_>>()
    };
    assert_eq!(values("memory"), [314.0, 302.3218]);
    assert_eq!(values("memorydiff"), [70.7778, 72.0446]);
    assert!(series(&reply, "memory").status.is_empty());
    assert_eq!(reply.data_through["shop"], Some(day("2021-01-04")));
}

#[tokio::test]
async fn error_codes_and_broken_answers_are_problems_of_their_kind() {
    use ProblemKind as Kind;
    for (effect, kind) in [
        (Effect::Errcode(40125), Kind::UpstreamCredential),
        (Effect::Errcode(40164), Kind::UpstreamIp),
        (Effect::Errcode(48001), Kind::UpstreamNotAuthorised),
        (Effect::Errcode(45009), Kind::UpstreamQuotaDay),
        (Effect::Errcode(45011), Kind::UpstreamQuotaMinute),
        (Effect::Errcode(47001), Kind::UpstreamReply),
        (Effect::Html, Kind::UpstreamReply),
        (Effect::Http(404), Kind::UpstreamReply),
        (Effect::Large(17 * 1024 * 1024), Kind::UpstreamReply),
    ] {
        let bench = with_fault(effect.clone()).await;
        let problem = bench.problem(WEEK).await;
        assert_eq!(problem.known_kind(), Some(kind), "{effect:?}");
        assert_eq!(bench.boots(), 1, "{effect:?} is not tried again");
        if let Effect::Errcode(errcode) = effect {
            assert_eq!(problem.errcode, Some(errcode));
            assert!(problem.rid.is_some(), "{errcode}");
        }
    }
}

#[tokio::test]
async fn what_passes_by_itself_is_tried_twice_more() {
    use ProblemKind as Kind;
    let trial = async |effect: Effect, kind: Kind| {
        let bench = with_fault(effect.clone()).await;
        let problem = bench.problem(WEEK).await;
        assert_eq!(problem.known_kind(), Some(kind), "{effect:?}");
        assert!(problem.retryable);
        assert_eq!(bench.boots(), 3, "{effect:?}");
    };
    futures::join!(
        trial(Effect::Errcode(-1), Kind::UpstreamUnavailable),
        trial(Effect::Http(503), Kind::UpstreamUnavailable),
        trial(Effect::Cut, Kind::UpstreamUnavailable),
        trial(Effect::HalfBody, Kind::UpstreamUnavailable),
        trial(
            Effect::Delay(Duration::from_secs(20)),
            Kind::UpstreamTimeout
        ),
    );
}

#[tokio::test]
async fn one_bad_moment_is_not_seen() {
    let bench = Bench::new().await;
    bench
        .simulator()
        .script(Fault::new(Effect::Http(502)).path(BOOT).first(1));
    let reply = bench.reply(WEEK).await;
    assert_eq!((reply.failures.len(), reply.calls.upstream), (0, 1));
}

#[tokio::test]
async fn the_next_host_is_asked_where_the_first_cannot_be_reached() {
    // Taken and not listened on: a port that is merely free may be opened by another test.
    let taken = tokio::net::TcpSocket::new_v4().unwrap();
    taken.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let nobody = format!("http://{}", taken.local_addr().unwrap());
    let bench = Bench::with(|config| config.upstream.hosts.insert(0, nobody)).await;
    assert_eq!(bench.reply(WEEK).await.failures, []);
}

#[tokio::test]
async fn odd_shapes_give_the_same_numbers() {
    for effect in [
        Effect::UnsortedDays,
        Effect::NumbersForTexts,
        Effect::ExtraFields,
    ] {
        let bench = with_fault(effect.clone()).await;
        let reply = bench.reply(WEEK).await;
        let memory = series(&reply, "memory");
        assert_eq!(memory.values, truth(&bench, memory, &week()), "{effect:?}");
    }
    let bench = with_fault(Effect::DoubledDays).await;
    assert_eq!(series(&bench.reply(WEEK).await, "memory").values.len(), 7);
}

#[tokio::test]
async fn values_that_are_none_are_missing() {
    for value in [json!("-"), json!(""), json!(null), json!({})] {
        let bench = with_fault(Effect::Values(value.clone())).await;
        let reply = bench.reply(WEEK).await;
        let memory = series(&reply, "memory");
        assert!(memory.values.iter().all(Option::is_none), "{value}");
        assert_eq!(memory.status_on(day("2026-10-01")), Status::Missing);
        assert_eq!(reply.data_through["shop"], None);
    }
}

#[tokio::test]
async fn an_exact_zero_that_cannot_be_measured_is_kept_and_told() {
    let bench = with_fault(Effect::Values(json!("0"))).await;
    let reply = bench.reply(WEEK).await;
    let first = day("2026-10-01");
    for (metric, status) in [("memory", Status::Zero), ("memorydiff", Status::Final)] {
        let series = series(&reply, metric);
        let shown = series.values.iter().position(Option::is_some).unwrap();
        let day = first.plus(i64::try_from(shown).unwrap());
        assert_eq!(series.values[shown], Value::new(0.0));
        assert_eq!(series.status_on(day), status, "{metric}");
    }
}

#[tokio::test]
async fn empty_lists_are_an_empty_reply() {
    for effect in [
        Effect::NullData,
        Effect::Broken(List::Tables, Gap::Null),
        Effect::Broken(List::Lines, Gap::Missing),
        Effect::Broken(List::Fields, Gap::Empty),
    ] {
        let bench = with_fault(effect.clone()).await;
        let reply = bench.reply(WEEK).await;
        assert_eq!(
            (reply.series, reply.failures),
            (vec![], vec![]),
            "{effect:?}"
        );
    }
}

#[tokio::test]
async fn lines_are_series_of_their_own() {
    let bench = with_fault(Effect::Lines(3)).await;
    let reply = bench.reply(WEEK).await;
    let lines: Vec<u32> = reply
        .series
        .iter()
        .filter(|series| series.metric.id == "memory")
        .map(|series| series.metric.line)
        .collect();
    assert_eq!(lines, [0, 1, 2]);
}

#[tokio::test]
async fn a_failed_window_leaves_its_days_failed_and_the_others_shown() {
    let bench = Bench::new().await;
    let whole = bench.question("app=shop&module=memory&last=60d").await;
    let range = whole.unwrap().range;
    let old = shared::day::DayRange::new(range.start(), range.start()).unwrap();
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(47001)).path(BOOT).window(old));
    let reply = bench.reply("app=shop&module=memory&last=60d").await;
    let memory = series(&reply, "memory");
    assert_eq!(memory.status_on(range.start()), Status::Failed);
    assert!(memory.values.iter().flatten().count() > 20);
    assert_eq!(reply.failures.len(), 1);
    assert_eq!(reply.failures[0].start, range.start());
}

#[tokio::test]
async fn a_failure_never_hides_what_was_known() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&start=2026-10-13&end=2026-10-19";
    let known = bench.reply(view).await;
    let asked = bench.clock.now();
    bench.clock.set(asked + 3600);
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(45009)).path(BOOT));
    let reply = bench.reply(view).await;
    assert_eq!(reply.series, known.series);
    assert_eq!(reply.failures.len(), 1);
    assert_eq!(reply.stale_since, Some(shared::day::Utc(asked)));
}
