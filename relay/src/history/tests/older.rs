//! A store of the schema before the last migration, and the relay of that time beside this one.

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
    assert_eq!(schema, "2");
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
