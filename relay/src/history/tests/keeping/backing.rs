//! Backups, and what is restored of them.

use sqlx::{AnyConnection, Connection as _, Executor as _};

use super::*;

async fn back_up(store: &Path, target: &Path) -> Result<(), KeepingError> {
    let source = source(store).await;
    let done = source.back_up(target, &quiet).await;
    source.close().await;
    done
}

async fn change(path: &Path, statement: &'static str) {
    let url = crate::history::open::file_url(path, "rwc");
    let mut connection = AnyConnection::connect(&url).await.unwrap();
    connection.execute(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// Refused with these words; neither the file nor what lies beside it was changed.
async fn refused(path: &Path, words: &str) {
    let before = std::fs::read(path).ok();
    let told = Source::backup(path).await.err().unwrap().to_string();
    assert!(told.contains(words), "{told}");
    assert!(told.contains(&path.display().to_string()), "{told}");
    assert_eq!(std::fs::read(path).ok(), before, "{words}");
}

#[tokio::test]
async fn a_backup_is_one_file_that_opens_as_a_store_and_is_restored_with_everything() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let saved = folder.path().join("saved 100%?.db");
    back_up(&store, &saved).await.unwrap();
    assert_eq!(names(&folder), ["days.db", "saved 100%?.db"]);

    let restored = file(&folder.path().join("new.db")).await;
    // A relay that was started on it has noted its aliases, and may have secrets of its own.
    restored.note_alias("mall", "wx9", false, 1).await.unwrap();
    let backup = Source::backup(&saved).await.unwrap();
    assert_eq!(restored.restore(&backup, &quiet).await.unwrap(), 5);
    backup.close().await;
    let original = file(&store).await;
    assert_eq!(rows(&restored).await, rows(&original).await);
    assert_eq!(restored.appid_of("mall").await, Ok(Some("wx1".to_owned())));
    assert_eq!(restored.calls("wx1", day("2026-10-07")).await, Ok(1));
    let collection = restored.last_collection("wx1").await.unwrap().unwrap();
    assert_eq!(collection.day, day("2026-10-07"));
    let stop = restored.stopped("wx1", day("2026-10-07")).await.unwrap();
    assert_eq!(stop.unwrap().rid.as_deref(), Some("62eb-1"));
    let quota = restored.known_quota("wx1", day("2026-10-07")).await;
    assert_eq!(quota.unwrap().unwrap().told.remain, 6);
    let sealed = restored.sealed(&state_key(), "agency").await.unwrap();
    assert!(sealed.is_some());
    let opened = file(&saved).await;
    assert_eq!(rows(&opened).await, rows(&original).await);
}

#[tokio::test]
async fn a_relay_that_runs_notices_what_was_restored() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let saved = folder.path().join("saved.db");
    back_up(&store, &saved).await.unwrap();
    let path = folder.path().join("new.db");
    let (relay, operator) = (file(&path).await, file(&path).await);
    let before = relay.generation("wx1", Module::Memory);
    let backup = Source::backup(&saved).await.unwrap();
    operator.restore(&backup, &quiet).await.unwrap();
    relay.refresh_generations().await.unwrap();
    assert_ne!(relay.generation("wx1", Module::Memory), before);
}

#[tokio::test]
async fn a_file_that_is_there_is_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let saved = folder.path().join("saved.db");
    std::fs::write(&saved, "precious").unwrap();
    let told = back_up(&store, &saved).await.unwrap_err().to_string();
    assert!(told.contains("saved.db is there already"), "{told}");
    assert_eq!(std::fs::read_to_string(&saved).unwrap(), "precious");
    assert_eq!(names(&folder), ["days.db", "saved.db"]);
    let nowhere = folder.path().join("none/saved.db");
    let told = back_up(&store, &nowhere).await.unwrap_err().to_string();
    assert!(told.contains("there is no folder"), "{told}");
}

#[tokio::test]
async fn where_there_is_no_store_nothing_is_backed_up_and_none_is_made() {
    let folder = tempfile::tempdir().unwrap();
    let place = HistoryPlace::Sqlite(folder.path().join("none.db"));
    let told = Source::open(&place, None).await.err().unwrap().to_string();
    assert!(told.contains("there is no history at"), "{told}");
    assert_eq!(names(&folder), Vec::<String>::new());
}

#[tokio::test]
async fn a_store_with_days_takes_no_backup() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let saved = folder.path().join("saved.db");
    back_up(&store, &saved).await.unwrap();
    let history = file(&store).await;
    let before = rows(&history).await;
    let backup = Source::backup(&saved).await.unwrap();
    let told = history.restore(&backup, &quiet).await.unwrap_err();
    assert!(matches!(told, KeepingError::NotEmpty), "{told}");
    assert!(told.to_string().contains("export the backup"), "{told}");
    assert_eq!(rows(&history).await, before);
}

#[tokio::test]
async fn what_is_no_backup_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("saved.db");
    refused(&path, "there is no such file").await;
    std::fs::write(&path, "Dear colleagues, ".repeat(500)).unwrap();
    refused(&path, "it is no database, or a damaged one").await;
    let songs = folder.path().join("songs.db");
    change(&songs, "CREATE TABLE songs (name TEXT)").await;
    refused(&songs, "it is the database of another program").await;
    let store = filled(&folder).await;
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, \
                 execution_time) VALUES (900, 'later', TRUE, x'00', 0)";
    change(&store, newer).await;
    refused(&store, "it was written by a newer bootlens (schema 900").await;
}

#[tokio::test]
async fn a_damaged_backup_leaves_the_store_empty() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let saved = folder.path().join("saved.db");
    back_up(&store, &saved).await.unwrap();
    let mut bytes = std::fs::read(&saved).unwrap();
    let middle = bytes.len() / 3;
    bytes[middle..middle * 2].fill(0xa5);
    std::fs::write(&saved, &bytes).unwrap();
    refused(&saved, "it is no database, or a damaged one").await;
}

#[tokio::test]
async fn a_row_that_cannot_be_taken_leaves_the_store_empty() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    // Fewer promises than a store makes: the last row has no body.
    change(
        &store,
        "CREATE TABLE loose AS SELECT * FROM day_version; DROP TABLE day_version; \
         ALTER TABLE loose RENAME TO day_version; \
         UPDATE day_version SET body = NULL WHERE appid = 'wx2'",
    )
    .await;
    let history = History::memory().await.unwrap();
    let backup = Source::backup(&store).await.unwrap();
    let told = history.restore(&backup, &quiet).await.unwrap_err();
    assert!(matches!(told, KeepingError::Write(_)), "{told}");
    assert_eq!(rows(&history).await, []);
    assert_eq!(history.appid_of("shop").await, Ok(None));
}
