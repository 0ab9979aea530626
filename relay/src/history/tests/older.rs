//! Stores of the schemas before, and the relay of the first one beside this one.

use sqlx::{AnyConnection, Connection as _, Executor as _};

use super::keeping::file;
use super::*;
use crate::history::keeping::Source;

#[path = "fixtures/schema_1.rs"]
mod schema_1;

/// A store of schema 1 with a few days in it.
const STORE: &str = include_str!("fixtures/schema_1.sqlite.sql");

async fn connect(path: &std::path::Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let url = crate::history::open::file_url(path, "rwc");
    AnyConnection::connect(&url).await.unwrap()
}

async fn store(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = folder.path().join("older.db");
    let mut connection = connect(&path).await;
    connection.execute(STORE).await.unwrap();
    connection.close().await.unwrap();
    path
}

/// The same after the migration that followed, as its relay left it.
async fn second_store(folder: &tempfile::TempDir) -> std::path::PathBuf {
    let path = store(folder).await;
    let migrations = sqlx::migrate!("migrations/sqlite");
    let second = migrations.iter().find(|one| one.version == 2).unwrap();
    let mut connection = connect(&path).await;
    let work = include_str!("../../../migrations/sqlite/0002_work.sql");
    connection.execute(work).await.unwrap();
    sqlx::query(
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (2, 'work', TRUE, $1, 0)",
    )
    .bind(second.checksum.to_vec())
    .execute(&mut connection)
    .await
    .unwrap();
    let claim = "INSERT INTO collection VALUES ('wx1', 20261004, 'a', 1, 1, 2, 15, 0)";
    connection.execute(claim).await.unwrap();
    connection.close().await.unwrap();
    path
}

async fn text(history: &History, on: &str) -> String {
    let day = day(on);
    let rows = history.read(&key(), &[day], Moment::Now).await.unwrap();
    rows[&day].cells[0].text.to_string()
}

#[tokio::test]
async fn a_store_of_the_schema_before_migrates_and_both_versions_go_on_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let history = file(&path).await;
    let schema: String = sqlx::query_scalar("SELECT value FROM store WHERE name = 'schema'")
        .fetch_one(&history.0.pool)
        .await
        .unwrap();
    assert_eq!(schema, "3");
    assert_eq!(text(&history, "2026-10-01").await, "302.3218");
    let today = day("2026-10-05");
    let claim = history.claim("wx1", today, "a", noon(4)).await.unwrap();
    assert!(claim.is_some(), "what the migration brought is there");

    let before = history.generation("wx1", Module::Memory);
    schema_1::work(&mut connect(&path).await).await;
    history.refresh_generations().await.unwrap();
    assert_ne!(history.generation("wx1", Module::Memory), before);
    assert_eq!(text(&history, "2026-10-03").await, "7");
    let answers = vec![(day("2026-10-03"), points("8"))];
    history
        .write(&key(), answers, noon(9), SETTLE_DAYS)
        .await
        .unwrap();
    assert_eq!(text(&history, "2026-10-03").await, "8");
}

#[tokio::test]
async fn a_backup_of_the_schema_before_is_restored_and_stays_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let before = std::fs::read(&path).unwrap();
    let backup = Source::backup(&path).await.unwrap();
    let history = History::memory().await.unwrap();
    assert_eq!(history.restore(&backup, &|_, _| {}).await.unwrap(), 4);
    backup.close().await;
    assert_eq!(text(&history, "2026-10-01").await, "302.3218");
    assert_eq!(history.appid_of("game").await, Ok(Some("wx2".to_owned())));
    assert_eq!(history.calls("wx1", day("2026-10-05")).await, Ok(2));
    assert_eq!(std::fs::read(&path).unwrap(), before);
    let beside = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(beside, 1, "nothing was made beside it");
}

#[tokio::test]
async fn a_store_of_the_second_schema_migrates_with_all_that_it_knew() {
    let folder = tempfile::tempdir().unwrap();
    let history = file(&second_store(&folder).await).await;
    let collection = history.last_collection("wx1").await.unwrap().unwrap();
    assert_eq!((collection.day, collection.asked), (day("2026-10-04"), 15));
    assert_eq!(text(&history, "2026-10-01").await, "302.3218");
    let stop = Stop {
        code: 7,
        rid: None,
        at: noon(4),
    };
    let today = day("2026-10-05");
    assert_eq!(history.stop("wx1", today, &stop).await, Ok(true));
    assert_eq!(history.stopped("wx1", today).await, Ok(Some(stop)));
}
