//! The store in trouble, for real: a server that is gone or no longer answers, a disk that is full.

use std::time::{Duration, Instant};

use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::reply::{NoticeCode, Reply};
use simulator::Running;
use tests::house::{called, view};
use tests::relay::{Relay, Site};
use tests::{Postgres, Store};

/// The longest that a reader may wait where the store is away.
const BOUND: Duration = Duration::from_secs(5);
/// A store that was away is left alone for so long.
const PAUSE: Duration = Duration::from_secs(5);

/// So many days that ended so many days before the newest that WeChat has at any hour: yesterday's
/// come in the morning.
fn days(ago: i64, count: u32) -> DayRange {
    let today: Day = relay::clock::Clock::system().today();
    DayRange::ending(today.plus(-1 - ago), count)
}

/// Nine slices of days so long ago.
fn nine_slices(ago: i64) -> String {
    let query = view("shop", Module::Launch, days(ago, 20));
    format!("{query}&platform=all,ios,android&level=all,high,low")
}

fn without_history(reply: &Reply) -> bool {
    let mut notices = reply.notices.iter();
    notices.any(|notice| notice.code == NoticeCode::HistoryUnavailable)
}

/// Whether a reply shows what WeChat has.
fn is_true(upstream: &Running, reply: &Reply, range: DayRange) -> bool {
    let simulator = upstream.simulator();
    let appid = &simulator.apps()[0].appid;
    reply.failures.is_empty()
        && !reply.series.is_empty()
        && reply.series.iter().all(|one| {
            let (id, line) = (&one.metric.id, one.metric.line);
            let mut values = range.days().zip(&one.values);
            values.all(|(day, value)| {
                let made = simulator.value(appid, Module::Launch, one.slice, id, line, day);
                let made = made.and_then(|text| shared::value::Value::from_text(&text));
                made == *value
            })
        })
}

/// Asks in bounded time, and checks that what WeChat has is shown.
async fn ask(site: &Site, relay: &Relay, ago: i64) -> Reply {
    let begun = Instant::now();
    let reply = relay.performance(&nine_slices(ago)).await.reply();
    let took = begun.elapsed();
    assert!(took < BOUND, "{took:?}");
    assert_eq!(reply.series.len(), 9 * 4);
    assert!(is_true(&site.upstream, &reply, days(ago, 20)));
    reply
}

#[tokio::test]
async fn a_server_that_goes_while_days_are_in_flight_is_told_and_done_without() {
    let mut server = Postgres::start().await;
    let store = Store::on(&server).await;
    let site = Site::new(store.text()).await;
    let relay = site.start(&[]).await;
    let before = ask(&site, &relay, 1).await;
    assert!(!without_history(&before));
    assert_eq!(relay.metric("bootlens_history_up").await, Some(1.0));

    let calls = site.calls();
    site.simulator().set_latency(Duration::from_millis(300));
    let (reply, ()) = tokio::join!(ask(&site, &relay, 40), async {
        called(site.simulator(), calls + 4).await;
        server.stop().await;
    });
    assert!(without_history(&reply), "what came is shown and not kept");
    for path in ["readyz", "livez"] {
        assert_eq!(relay.get(path).await.status, 200, "{path}");
    }
    assert_eq!(relay.metric("bootlens_history_up").await, Some(0.0));
    assert!(relay.metric("bootlens_history_errors_total").await >= Some(1.0));
    // Also where it is away from the beginning, known days included.
    for ago in [1, 80] {
        assert!(without_history(&ask(&site, &relay, ago).await), "{ago}");
    }
    tokio::time::sleep(PAUSE).await;
    assert!(
        without_history(&ask(&site, &relay, 1).await),
        "looked for again"
    );

    server.start_again().await;
    tokio::time::sleep(PAUSE).await;
    let back = ask(&site, &relay, 1).await;
    assert!(!without_history(&back), "{}", relay.said());
    assert_eq!(
        (back.calls.planned, &back.series),
        (0, &before.series),
        "kept from before"
    );
    assert_eq!(ask(&site, &relay, 120).await.calls.upstream, 9);
    let again = ask(&site, &relay, 120).await;
    assert_eq!(
        (again.calls.planned, without_history(&again)),
        (0, false),
        "days are kept again"
    );
    assert_eq!(relay.metric("bootlens_history_up").await, Some(1.0));
}

#[tokio::test]
async fn a_server_that_no_longer_answers_is_not_waited_for() {
    let server = Postgres::start().await;
    let store = Store::on(&server).await;
    let site = Site::new(store.text()).await;
    let relay = site.start(&[]).await;
    assert!(!without_history(&ask(&site, &relay, 1).await));
    server.hold(true);
    for ago in [40, 1] {
        assert!(without_history(&ask(&site, &relay, ago).await), "{ago}");
    }
    assert_eq!(relay.get("readyz").await.status, 200);
    assert_eq!(relay.metric("bootlens_history_up").await, Some(0.0));
    server.hold(false);
    tokio::time::sleep(PAUSE).await;
    let back = ask(&site, &relay, 1).await;
    assert_eq!((back.calls.planned, without_history(&back)), (0, false));
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_was_told_as_kept_is_there_afterwards() {
    let store = Store::file();
    let site = Site::new(store.text()).await;
    let relay = site.start_on_a_full_disk(400).await;
    let query = |month: i64| view("shop", Module::Launch, days(1 + 30 * month, 30));
    let mut kept = Vec::new();
    let mut unkept = 0;
    for month in 0..60 {
        let reply = relay.performance(&query(month)).await.reply();
        assert!(is_true(&site.upstream, &reply, days(1 + 30 * month, 30)));
        if without_history(&reply) {
            unkept += 1;
        } else {
            kept.push((month, reply));
        }
        if unkept == 3 {
            break;
        }
    }
    assert_eq!(unkept, 3, "the disk was never full");
    assert!(kept.len() >= 3, "{}", relay.said());
    assert_eq!(relay.get("readyz").await.status, 200);
    assert!(relay.metric("bootlens_history_errors_total").await >= Some(3.0));
    relay.kill();

    let relay = site.start(&[]).await;
    let calls = site.calls();
    for (month, before) in &kept {
        let reply = relay.performance(&query(*month)).await.reply();
        assert_eq!(reply.series, before.series, "{month}");
        assert_eq!(reply.calls.planned, 0, "{month}");
    }
    assert_eq!(site.calls(), calls);
    let more = relay.performance(&query(70)).await.reply();
    assert!(!without_history(&more), "there is room again");
}
