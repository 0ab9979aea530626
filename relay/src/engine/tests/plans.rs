//! What a view costs, and which days it holds.

use shared::problem::ProblemKind;
use shared::value::Status;
use shared::view::Reason;

use super::*;

#[tokio::test]
async fn the_least_windows_are_asked_and_every_day_comes_once() {
    for (last, planned) in [(10, 1), (30, 1), (31, 2), (400, 14)] {
        let bench = Bench::new().await;
        let view = format!("app=shop&module=memory&last={last}d");
        let question = bench.question(&view).await.unwrap();
        assert_eq!(bench.planned(question.clone()).await, planned);
        let days: Vec<Day> = question.range.days().collect();
        assert_eq!(days.last(), Some(&day("2026-10-19")));
        let reply = bench.reply(&view).await;
        assert_eq!(
            (reply.calls.planned, reply.calls.upstream),
            (planned, planned)
        );
        assert_eq!(bench.boots(), planned);
        assert!(!reply.series.is_empty());
        for series in &reply.series {
            assert_eq!(series.start, days[0]);
            assert_eq!(series.values, truth(&bench, series, &days), "{last}");
        }
    }
}

#[tokio::test]
async fn what_history_knows_is_not_asked_again() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&start=2026-09-01&end=2026-09-20";
    let first = bench.reply(view).await;
    let second = bench.reply(view).await;
    assert_eq!((second.calls.planned, second.calls.upstream), (0, 0));
    assert_eq!(second.calls.from_history, 20);
    assert_eq!(second.series, first.series);
    let longer = bench
        .reply("app=shop&module=memory&start=2026-09-01&end=2026-09-25")
        .await;
    assert_eq!((longer.calls.planned, longer.calls.from_history), (1, 20));
    let calls = bench.simulator().calls();
    let window = calls.last().unwrap().window.unwrap();
    assert_eq!(window.start(), day("2026-09-21"));
}

#[tokio::test]
async fn today_and_later_are_missing_and_never_asked() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&start=2026-10-19&end=2026-10-21";
    let reply = bench.reply(view).await;
    let memory = series(&reply, "memory");
    assert_eq!(memory.values.len(), 3);
    assert_eq!(memory.status_on(day("2026-10-19")), Status::Provisional);
    assert_eq!(memory.status_on(day("2026-10-20")), Status::Missing);
    assert_eq!(memory.status_on(day("2026-10-21")), Status::Missing);
    let calls = bench.simulator().calls();
    let window = calls.last().unwrap().window.unwrap();
    assert_eq!(window.end(), day("2026-10-19"));
    let future = "app=shop&module=memory&start=2026-10-20&end=2026-10-21";
    let question = bench.question(future).await.unwrap();
    assert_eq!(bench.planned(question).await, 0);
}

#[tokio::test]
async fn last_ends_at_the_newest_day_that_history_knows() {
    let bench = Bench::new().await;
    bench
        .reply("app=shop&module=memory&start=2026-09-01&end=2026-09-20")
        .await;
    let question = bench.question("app=shop&module=memory&last=7d").await;
    let appid = bench.appid("shop");
    let history = &bench.engine.0.history;
    let newest = history.newest(&appid, Module::Memory, Moment::Now).await;
    assert_eq!(Some(question.unwrap().range.end()), newest.unwrap());
    let other = bench.question("app=shop&module=launch&last=7d").await;
    assert_eq!(other.unwrap().range.end(), day("2026-10-19"));
}

#[tokio::test]
async fn days_not_settled_are_asked_again_after_half_an_hour() {
    let bench = Bench::new().await;
    let view = "app=shop&module=memory&start=2026-10-01&end=2026-10-19";
    bench.reply(view).await;
    bench.clock.set(bench.clock.now() + 29 * 60);
    assert_eq!(bench.reply(view).await.calls.planned, 0);
    bench.clock.set(bench.clock.now() + 60);
    bench.reply(view).await;
    let calls = bench.simulator().calls();
    let window = calls.last().unwrap().window.unwrap();
    assert_eq!(window.start(), day("2026-10-18"));
}

#[tokio::test]
async fn too_many_calls_are_refused_with_the_figures() {
    let bench = Bench::with(|config| config.limits.max_calls = 2).await;
    let question = bench.question("app=shop&module=memory&last=61d").await;
    let refusal = bench.engine.begin(question.unwrap()).await;
    let problem = refusal.err().unwrap();
    assert_eq!(problem.known_kind(), Some(ProblemKind::TooManyCalls));
    assert_eq!((problem.planned, problem.allowed), (Some(3), Some(2)));
    assert_eq!(problem.left, Some(2_000));
    assert_eq!(
        bench.problem("app=shop&module=memory&last=61d").await,
        problem
    );
    assert_eq!(bench.boots(), 0);
}

#[tokio::test]
async fn views_past_the_limits_name_their_parameter() {
    let bench = Bench::with(|config| config.limits.max_days = 30).await;
    for (view, parameter) in [
        ("app=shop&last=7d", "module"),
        ("module=memory&last=7d", "app"),
        ("app=shop&module=memory&last=31d", "last"),
        (
            "app=shop&module=memory&start=2026-09-01&end=2026-10-15",
            "start",
        ),
        (
            "app=shop&module=memory&start=2026-10-01&end=2026-10-03&compare=2026-09-01~2026-09-02",
            "compare",
        ),
    ] {
        match bench.question(view).await.unwrap_err() {
            Refusal::View(error) => assert_eq!(error.parameter, parameter, "{view}"),
            Refusal::Problem(problem) => panic!("{view}: {problem:?}"),
        }
    }
    let long = bench.question("app=shop&module=memory&last=31d").await;
    let Err(Refusal::View(error)) = long else {
        panic!("{long:?}");
    };
    assert_eq!(error.reason, Reason::TooLong { has: 31, most: 30 });
    let unknown = bench.question("app=nobody&module=memory&last=7d").await;
    let Err(Refusal::Problem(problem)) = unknown else {
        panic!("{unknown:?}");
    };
    assert_eq!(problem.known_kind(), Some(ProblemKind::AppUnknown));
}

#[tokio::test]
async fn windows_past_the_daily_ceiling_fail_and_the_rest_is_shown() {
    let bench = Bench::with(|config| config.upstream.daily_calls = 2).await;
    let reply = bench.reply("app=shop&module=memory&last=90d").await;
    assert_eq!(reply.calls.upstream, 2);
    let kinds: Vec<_> = reply
        .failures
        .iter()
        .map(|failure| failure.problem.known_kind())
        .collect();
    assert_eq!(kinds, [Some(ProblemKind::UpstreamQuotaDay)]);
    // The newest are asked first.
    assert_eq!(reply.failures[0].start, series(&reply, "memory").start);
    let quota = bench.engine.quota("shop").await.unwrap();
    assert_eq!((quota.limit, quota.used, quota.left), (2, 2, 0));
    assert_eq!(bench.engine.quota("nobody").await, None);
}
