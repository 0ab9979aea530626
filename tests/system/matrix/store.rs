//! What goes wrong with the store while the relay runs.

use std::path::PathBuf;
use std::time::Duration;

use futures::StreamExt as _;
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::reply::{NoticeCode, Reply};
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Executor as _, SqliteConnection};
use tests::house::view;
use tests::relay::{Relay, Site};
use tests::{Postgres, Store};

use super::routes::{ROUTES, ask};
use super::{Line, page};

const DAYS: u32 = 5;
/// The newest days that WeChat has at any hour: yesterday's come in the morning.
const NEWEST: i64 = 1;
/// A store that was away is left alone for so long.
const PAUSE: Duration = Duration::from_secs(5);
/// Rows that are tried side by side.
const AT_ONCE: usize = 4;

/// What happens to a store.
#[derive(Clone, Copy)]
enum Strike {
    /// PostgreSQL ends.
    Ends,
    /// PostgreSQL no longer answers.
    Freezes,
    /// Another process holds the lock of the file.
    Locked,
    /// Every write is refused.
    ReadOnly,
    /// No file may grow.
    Full,
    /// The table of days is gone.
    NoTable,
    /// The rows are no longer what was written.
    Spoilt,
}

use Strike::{Ends, Freezes, Full, Locked, NoTable, ReadOnly, Spoilt};

/// Every fault, and whether what was kept can still be read.
const FAULTS: [(&str, Strike, bool); 7] = [
    ("PostgreSQL ends", Ends, false),
    ("PostgreSQL no longer answers", Freezes, false),
    ("another process locks the file", Locked, true),
    ("the file can't be written", ReadOnly, true),
    ("the disk is full", Full, true),
    ("a table is missing", NoTable, false),
    ("rows are damaged", Spoilt, false),
];

/// What each route should say.
fn expected(reads: bool) -> super::Told {
    let told = |name| match name {
        "performance" | "stream" => "200, not kept",
        "changes" if !reads => "500 internal",
        _ => "200",
    };
    let told = ROUTES.iter().map(|route| told(route.name));
    told.map(str::to_owned).collect()
}

/// The days that ended so many days before the newest that WeChat has at any hour.
fn days(ago: i64) -> DayRange {
    let today: Day = relay::clock::Clock::system().today();
    DayRange::ending(today.plus(-1 - ago), DAYS)
}

fn query(ago: i64) -> String {
    view("shop", Module::Memory, days(ago))
}

/// Whether a reply shows what WeChat has.
fn is_true(site: &Site, reply: &Reply, ago: i64) -> bool {
    let simulator = site.simulator();
    let appid = &simulator.apps()[0].appid;
    reply.failures.is_empty()
        && reply.series.len() == 2
        && reply.series.iter().all(|one| {
            let (id, line) = (&one.metric.id, one.metric.line);
            let mut values = days(ago).days().zip(&one.values);
            values.all(|(day, value)| {
                let made = simulator.value(appid, Module::Memory, one.slice, id, line, day);
                made.and_then(|text| shared::value::Value::from_text(&text)) == *value
            })
        })
}

fn is_kept(reply: &Reply) -> bool {
    let mut notices = reply.notices.iter();
    !notices.any(|notice| notice.code == NoticeCode::HistoryUnavailable)
}

/// The file that a store's address names, opened by another process.
async fn other(store: &Store) -> SqliteConnection {
    let path = store.text().trim_start_matches("sqlite://");
    let options = SqliteConnectOptions::new().filename(PathBuf::from(path));
    options.connect().await.unwrap()
}

async fn row(name: &'static str, strike: Strike, reads: bool) -> Line {
    let mut server = match strike {
        Ends | Freezes => Some(Postgres::start().await),
        _ => None,
    };
    let store = match &server {
        Some(server) => Store::on(server).await,
        None => Store::file(),
    };
    let site = Site::new(store.text()).await;
    let mut relay = match strike {
        Full => site.start_on_a_full_disk(300).await,
        _ => site.start(&[]).await,
    };
    let before = relay.performance(&query(NEWEST)).await.reply();
    assert!(
        is_kept(&before) && is_true(&site, &before, NEWEST),
        "{name}"
    );

    let mut held = None;
    match strike {
        Ends => server.as_mut().unwrap().stop().await,
        Freezes => server.as_ref().unwrap().hold(true),
        Full => fill(&relay).await,
        Locked => held = Some(changed(&store, "BEGIN IMMEDIATE").await),
        ReadOnly => drop(changed(&store, REFUSE).await),
        NoTable => drop(changed(&store, "ALTER TABLE day_version RENAME TO gone").await),
        Spoilt => drop(changed(&store, "UPDATE day_version SET body = '{'").await),
    }
    // Days that are known, unless it is writing alone that fails.
    let ago = if reads { 20 } else { NEWEST };
    let told = ask(&query(ago), |path| relay.request(path)).await;
    let shown = relay.performance(&query(ago)).await.reply();
    assert!(is_true(&site, &shown, ago), "{name}: {shown:?}");
    assert!(!is_kept(&shown), "{name}\n{}", relay.said());
    for path in ["livez", "readyz"] {
        assert_eq!(relay.get(path).await.status, 200, "{name}");
    }

    match strike {
        Ends => server.as_mut().unwrap().start_again().await,
        Freezes => server.as_ref().unwrap().hold(false),
        Full => {
            relay.kill();
            relay = site.start(&[]).await;
        }
        Locked => drop(held.take()),
        ReadOnly => drop(changed(&store, "DROP TRIGGER refuse").await),
        NoTable => drop(changed(&store, "ALTER TABLE gone RENAME TO day_version").await),
        Spoilt => drop(changed(&store, "DELETE FROM day_version").await),
    }
    if server.is_some() {
        tokio::time::sleep(PAUSE).await;
    }
    for ago in [NEWEST, ago] {
        let after = relay.performance(&query(ago)).await.reply();
        assert!(is_true(&site, &after, ago), "{name}: {after:?}");
        assert!(is_kept(&after), "{name}\n{}", relay.said());
        let again = relay.performance(&query(ago)).await.reply();
        assert_eq!(
            (again.calls.planned, &again.series),
            (0, &after.series),
            "{name}"
        );
    }
    let said = relay.last_words();
    assert!(!said.contains("panicked"), "{name}\n{said}");
    (name, told)
}

/// Every row that is written is refused, as where the file may only be read.
const REFUSE: &str = "CREATE TRIGGER refuse BEFORE INSERT ON day_version BEGIN \
     SELECT RAISE(FAIL, 'attempt to write a readonly database'); END";

async fn changed(store: &Store, statement: &'static str) -> SqliteConnection {
    let mut connection = other(store).await;
    connection.execute(statement).await.unwrap();
    connection
}

/// Asks for days until they can no longer be kept, however few they are.
async fn fill(relay: &Relay) {
    let mut end = days(60).end();
    for length in [30, 5, 1] {
        let mut is_full = false;
        for _ in 0..60 {
            let query = view("shop", Module::Launch, DayRange::ending(end, length));
            end = end.plus(-i64::from(length));
            is_full = !is_kept(&relay.performance(&query).await.reply());
            if is_full {
                break;
            }
        }
        assert!(is_full, "the disk was never full");
    }
}

#[tokio::test]
async fn whatever_happens_to_the_store_what_wechat_has_is_shown_and_kept_again_afterwards() {
    let wanted = FAULTS.map(|(name, _, reads)| (name, expected(reads)));
    let rows = FAULTS
        .into_iter()
        .map(|(name, strike, reads)| row(name, strike, reads));
    let lines: Vec<Line> = futures::stream::iter(rows)
        .buffered(AT_ONCE)
        .collect()
        .await;
    page::agrees(&lines, &wanted);
    page::holds("store", &lines);
}
