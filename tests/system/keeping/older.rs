//! On a server: a store of the schema before the last migration, and the relay of that time.

use relay::config::HistoryPlace;
use relay::history::{History, Key, Moment};
use shared::filter::Slice;
use shared::module::Module;
use sqlx::{AnyConnection, Connection as _, Executor as _};
use tests::Postgres;

use super::Desk;

#[path = "../../../relay/src/history/tests/fixtures/schema_1.rs"]
mod schema_1;

const STORE: &str = include_str!("../../../relay/src/history/tests/fixtures/schema_1.postgres.sql");

async fn connect(url: &str) -> AnyConnection {
    AnyConnection::connect(url).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_of_the_schema_before_is_backed_up_migrates_and_both_versions_go_on_with_it() {
    let desk = Desk::new();
    let url = Postgres::shared().await.database().await;
    connect(&url).await.execute(STORE).await.unwrap();
    let saved = desk.path("saved.db");
    desk.done(&url, &["history", "backup", &saved]).await;
    let applied: i64 = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(&mut connect(&url).await)
        .await
        .unwrap();
    assert_eq!(applied, 1, "a backup migrates nothing");

    let place: HistoryPlace = url.parse().unwrap();
    let history = History::open(&place, None).await.unwrap();
    schema_1::work(&mut connect(&url).await).await;
    let key = Key {
        appid: "wx1".into(),
        module: Module::Memory,
        slice: Slice::ALL,
    };
    let days = ["2026-10-01", "2026-10-03"].map(|day| day.parse().unwrap());
    let rows = history.read(&key, &days, Moment::Now).await.unwrap();
    assert_eq!(&*rows[&days[0]].cells[0].text, "302.3218");
    assert_eq!(&*rows[&days[1]].cells[0].text, "7");

    let restored = desk.sqlite("restored.db");
    desk.done(&restored, &["history", "restore", &saved]).await;
    let said = desk.done(&restored, &["history", "verify"]).await;
    assert!(said.contains("2 apps, 3 days in 4 versions"), "{said}");
}
