//! The store itself: on SQLite in memory and in a file.

mod keeping;
mod older;
mod opening;
mod sealing;

use super::*;
use crate::config::HistoryPlace;
use crate::logged::Logged;
use crate::wechat::Point;

const SETTLE_DAYS: u32 = 3;

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// Noon in Beijing, so many days after 1 October.
fn noon(days: i64) -> i64 {
    day("2026-10-01").plus(days).beijing_midnight() + 12 * 3600
}

fn key() -> Key {
    Key {
        appid: "wx1".into(),
        module: Module::Memory,
        slice: Slice::ALL,
    }
}

fn points(text: &str) -> Vec<Point> {
    vec![Point {
        metric: "memory".into(),
        zh: "内存均值".into(),
        line: 0,
        text: text.into(),
    }]
}

#[tokio::test]
async fn what_was_written_is_read_as_it_was_at_each_minute() {
    let history = History::memory().await.unwrap();
    let first = day("2026-10-01");
    for (text, at) in [
        ("1", noon(1)),
        ("1", noon(2)),
        ("2", noon(4)),
        ("3", noon(6)),
    ] {
        let answers = vec![(first, points(text))];
        history
            .write(&key(), answers, at, SETTLE_DAYS)
            .await
            .unwrap();
    }
    let read = async |moment| {
        let rows = history.read(&key(), &[first], moment).await.unwrap();
        let row = rows.get(&first)?;
        let revised = row.cells[0].change.is_some();
        Some((row.cells[0].text.to_string(), row.is_settled(), revised))
    };
    let told = |text: &str, settled, revised| Some((text.to_owned(), settled, revised));
    assert_eq!(read(Moment::At(noon(0))).await, None);
    assert_eq!(read(Moment::At(noon(3))).await, told("1", false, false));
    assert_eq!(read(Moment::At(noon(5))).await, told("2", true, false));
    assert_eq!(read(Moment::Now).await, told("3", true, true));
}

#[tokio::test]
async fn days_far_apart_are_read_together_and_those_between_are_left_out() {
    let history = History::memory().await.unwrap();
    let days: Vec<Day> = (0..100)
        .map(|offset| day("2026-01-01").plus(offset))
        .collect();
    let answers = days.iter().map(|day| (*day, points("1"))).collect();
    history
        .write(&key(), answers, noon(0), SETTLE_DAYS)
        .await
        .unwrap();
    let wanted = [days[0], days[2], days[99]];
    let rows = history.read(&key(), &wanted, Moment::Now).await.unwrap();
    assert_eq!(rows.keys().copied().collect::<Vec<_>>(), wanted);
    let other = Key {
        appid: "wx2".into(),
        ..key()
    };
    assert_eq!(
        history.read(&other, &wanted, Moment::Now).await,
        Ok(Rows::new())
    );
}

#[tokio::test]
async fn calls_are_counted_by_day_up_to_the_limit() {
    let history = History::memory().await.unwrap();
    let first = day("2026-10-01");
    for may in [true, true, false] {
        assert_eq!(history.count_call("wx1", first, 2).await, Ok(may));
    }
    assert_eq!(history.calls("wx1", first).await, Ok(2));
    assert_eq!(history.calls("wx1", first.plus(1)).await, Ok(0));
    assert_eq!(history.count_call("wx1", first.plus(1), 2).await, Ok(true));
    assert_eq!(history.calls("wx2", first).await, Ok(0));
}

#[tokio::test]
async fn the_newest_day_is_the_last_with_a_value() {
    let history = History::memory().await.unwrap();
    let answers = vec![
        (day("2026-10-01"), points("1")),
        (day("2026-10-02"), points("-")),
        (day("2026-10-03"), Vec::new()),
    ];
    history
        .write(&key(), answers, noon(3), SETTLE_DAYS)
        .await
        .unwrap();
    let newest = async |module, moment| history.newest("wx1", module, moment).await;
    assert_eq!(
        newest(Module::Memory, Moment::Now).await,
        Ok(Some(day("2026-10-01")))
    );
    assert_eq!(newest(Module::Memory, Moment::At(noon(2))).await, Ok(None));
    assert_eq!(newest(Module::Launch, Moment::Now).await, Ok(None));
}

#[tokio::test]
async fn every_write_makes_a_new_generation_of_its_app_and_module() {
    let history = History::memory().await.unwrap();
    let before = history.generation("wx1", Module::Memory);
    let answers = vec![(day("2026-10-01"), points("1"))];
    history
        .write(&key(), answers, noon(1), SETTLE_DAYS)
        .await
        .unwrap();
    assert_ne!(history.generation("wx1", Module::Memory), before);
    assert_eq!(history.generation("wx1", Module::Launch), before);
}

#[tokio::test]
async fn an_alias_that_means_another_app_is_told_until_it_is_confirmed() {
    let history = History::memory().await.unwrap();
    assert_eq!(history.note_alias("shop", "wx1", false, 1).await, Ok(None));
    assert_eq!(history.note_alias("shop", "wx1", false, 2).await, Ok(None));
    let told = history
        .note_alias("shop", "wx2", false, 3)
        .await
        .unwrap()
        .unwrap();
    assert_eq!((&*told.was, &*told.now), ("wx1", "wx2"));
    assert!(told.to_string().contains("--accept-appid shop"), "{told}");
    assert_eq!(history.appid_of("shop").await, Ok(Some("wx1".to_owned())));
    assert_eq!(history.note_alias("shop", "wx2", true, 4).await, Ok(None));
    assert_eq!(history.appid_of("shop").await, Ok(Some("wx2".to_owned())));
}

#[tokio::test]
async fn one_relay_collects_a_day_and_another_takes_over_where_it_falls_silent() {
    let history = History::memory().await.unwrap();
    let today = day("2026-10-01");
    let claim = history
        .claim("wx1", today, "a", 1_000)
        .await
        .unwrap()
        .unwrap();
    assert!(
        history
            .claim("wx1", today, "b", 1_060)
            .await
            .unwrap()
            .is_none()
    );
    assert_eq!(history.renew(&claim, 1_100, true).await, Ok(true));
    assert!(
        history
            .claim("wx1", today, "b", 1_190)
            .await
            .unwrap()
            .is_none()
    );
    let taken = history
        .claim("wx1", today, "b", 1_220)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(history.renew(&claim, 1_221, false).await, Ok(false));
    assert_eq!(history.end_claim(&taken, 1_230).await, Ok(true));
    assert!(
        history
            .claim("wx1", today, "a", 9_999)
            .await
            .unwrap()
            .is_none()
    );
    let last = history.last_collection("wx1").await.unwrap().unwrap();
    assert_eq!((last.done_at, last.asked, last.failed), (Some(1_230), 1, 1));
}

#[tokio::test]
async fn a_claim_that_was_let_go_is_free_at_once() {
    let history = History::memory().await.unwrap();
    let today = day("2026-10-01");
    let claim = history
        .claim("wx1", today, "a", 1_000)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(history.release_claim(&claim).await, Ok(true));
    assert!(
        history
            .claim("wx1", today, "b", 1_001)
            .await
            .unwrap()
            .is_some()
    );
}

#[tokio::test]
async fn a_transaction_that_sqlite_ended_by_itself_does_not_end_all_writing() {
    let folder = tempfile::tempdir().unwrap();
    let files =
        (0..20).map(|number| HistoryPlace::Sqlite(folder.path().join(format!("{number}.db"))));
    for place in files.chain(std::iter::repeat_n(HistoryPlace::Memory, 20)) {
        let history = History::open(&place, None).await.unwrap();
        let pool = &history.0.pool;
        let logged = Logged::here();
        // As where the disk is full: the driver counts a transaction that SQLite has ended.
        let mut connection = pool.acquire().await.unwrap();
        AnyTransactionManager::begin(&mut connection, None)
            .await
            .unwrap();
        connection.execute("ROLLBACK").await.unwrap();
        drop(connection);
        for (text, at) in [("1", noon(1)), ("2", noon(4))] {
            let answers = vec![(day("2026-10-01"), points(text))];
            let written = history.write(&key(), answers, at, SETTLE_DAYS).await;
            assert!(written.is_ok(), "{place:?}, {text}: {}", logged.text());
        }
        let rows = history
            .read(&key(), &[day("2026-10-01")], Moment::Now)
            .await;
        let row = rows.unwrap().remove(&day("2026-10-01")).unwrap();
        assert_eq!(&*row.cells[0].text, "2");
    }
}
