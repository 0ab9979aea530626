//! What is opened, and what is refused and left as it was.

use std::path::{Path, PathBuf};

use sqlx::{Connection as _, Executor as _, SqliteConnection};

use super::*;
use crate::config::HistoryPlace;

async fn open(path: &Path) -> Result<History, OpenError> {
    History::open(&HistoryPlace::Sqlite(path.to_owned()), None).await
}

async fn close(history: History) {
    history.0.pool.close().await;
}

/// A store with one day in it.
async fn store(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("days 100%?.db");
    let history = open(&path).await.unwrap();
    let answers = vec![(day("2026-10-01"), points("314"))];
    history
        .write(&key(), answers, noon(4), SETTLE_DAYS)
        .await
        .unwrap();
    close(history).await;
    path
}

async fn change(path: &Path, statement: &'static str) {
    let options = sqlx::sqlite::SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
    connection.execute(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// Refused with these words, and not a byte was changed.
async fn refused(path: &Path, words: &str) {
    let before = std::fs::read(path).unwrap();
    let told = open(path).await.err().unwrap().to_string();
    assert!(told.contains(words), "{told}");
    assert!(told.contains(&path.display().to_string()), "{told}");
    assert_eq!(std::fs::read(path).unwrap(), before, "{words}");
}

#[tokio::test]
async fn a_store_is_made_where_there_is_none_and_opens_again_with_its_days() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let history = open(&path).await.unwrap();
    let rows = history
        .read(&key(), &[day("2026-10-01")], Moment::Now)
        .await
        .unwrap();
    assert_eq!(rows.len(), 1);
    assert_ne!(
        history.generation("wx1", Module::Memory),
        Generation::default()
    );
    let mode: String = sqlx::query_scalar("PRAGMA journal_mode")
        .fetch_one(&history.0.pool)
        .await
        .unwrap();
    let synchronous: i64 = sqlx::query_scalar("PRAGMA synchronous")
        .fetch_one(&history.0.pool)
        .await
        .unwrap();
    assert_eq!((&*mode, synchronous), ("wal", 2));
}

#[tokio::test]
async fn a_folder_that_is_lacking_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let told = open(&folder.path().join("none/days.db"))
        .await
        .err()
        .unwrap();
    assert!(told.to_string().contains("there is no folder"), "{told}");
    assert!(!folder.path().join("none").exists());
}

#[tokio::test]
async fn what_is_no_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("letter.db");
    std::fs::write(&path, "Dear colleagues, ".repeat(500)).unwrap();
    refused(&path, "is no database, or a damaged one").await;
}

#[tokio::test]
async fn a_store_with_damaged_pages_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle * 2].fill(0xa5);
    std::fs::write(&path, bytes).unwrap();
    refused(&path, "is no database, or a damaged one").await;
}

#[tokio::test]
async fn another_programs_database_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    change(&path, "CREATE TABLE store (name TEXT, value TEXT)").await;
    refused(&path, "is the database of another program").await;
    let path = folder.path().join("third.db");
    change(&path, "CREATE TABLE songs (name TEXT)").await;
    refused(&path, "is the database of another program").await;
}

#[tokio::test]
async fn a_store_of_a_newer_version_is_refused_unless_it_says_that_it_can_be_used() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                 execution_time) VALUES (900, 'later', TRUE, x'00', 0)";
    change(&path, newer).await;
    refused(&path, "was written by a newer bootlens (schema 900").await;
    change(
        &path,
        "UPDATE store SET value = '900' WHERE name = 'schema'",
    )
    .await;
    let history = open(&path).await.unwrap();
    let answers = vec![(day("2026-10-02"), points("7"))];
    history
        .write(&key(), answers, noon(5), SETTLE_DAYS)
        .await
        .unwrap();
    close(history).await;
    change(
        &path,
        "UPDATE store SET value = '800' WHERE name = 'readable_from'",
    )
    .await;
    refused(&path, "was written by a newer bootlens").await;
}

#[tokio::test]
async fn what_another_process_writes_is_learnt() {
    let folder = tempfile::tempdir().unwrap();
    let path = store(&folder).await;
    let (mine, theirs) = (open(&path).await.unwrap(), open(&path).await.unwrap());
    let before = mine.generation("wx1", Module::Memory);
    let answers = vec![(day("2026-10-02"), points("7"))];
    theirs
        .write(&key(), answers, noon(5), SETTLE_DAYS)
        .await
        .unwrap();
    assert_eq!(mine.generation("wx1", Module::Memory), before);
    mine.refresh_generations().await.unwrap();
    assert_ne!(mine.generation("wx1", Module::Memory), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_that_start_at_once_on_a_new_store_all_open_it() {
    for _ in 0..5 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("days.db");
        let starts = (0..6).map(|_| {
            let path = path.clone();
            tokio::spawn(async move { open(&path).await.map(|_| ()) })
        });
        for started in futures::future::join_all(starts).await {
            assert!(started.unwrap().is_ok());
        }
    }
}
