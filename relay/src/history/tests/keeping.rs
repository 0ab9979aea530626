//! Backups, exports, checks and deletion.

mod backing;
mod checking;
mod moving;

use std::path::{Path, PathBuf};

use secrecy::SecretString;

use super::*;
use crate::config::{HistoryPlace, SecretSource};
use crate::history::keeping::{KeepingError, Source};
use crate::wechat::WechatQuota;

/// Nobody looks.
fn quiet(_: u64, _: Option<u64>) {}

/// The store in a file, made where there is none.
pub(super) async fn file(path: &Path) -> History {
    History::open(&HistoryPlace::Sqlite(path.to_owned()), None)
        .await
        .unwrap()
}

async fn source(path: &Path) -> Source {
    Source::open(&HistoryPlace::Sqlite(path.to_owned()), None)
        .await
        .unwrap()
}

/// Two apps: one with a day that changed and one without a value, one with a slice of its own.
async fn fill(history: &History) {
    for (text, at) in [("1", noon(1)), ("2", noon(4)), ("3", noon(6))] {
        let answers = vec![
            (day("2026-10-01"), points(text)),
            (day("2026-10-02"), vec![]),
        ];
        history
            .write(&key(), answers, at, SETTLE_DAYS)
            .await
            .unwrap();
    }
    let other = Key {
        appid: "wx2".into(),
        module: Module::Launch,
        slice: "ios.high".parse().unwrap(),
    };
    let answers = vec![(day("2026-09-30"), points("9"))];
    history
        .write(&other, answers, noon(6), SETTLE_DAYS)
        .await
        .unwrap();
    for (alias, appid) in [("shop", "wx1"), ("game", "wx2"), ("mall", "wx1")] {
        history.note_alias(alias, appid, false, 5).await.unwrap();
    }
    let today = day("2026-10-07");
    assert_eq!(history.count_call("wx1", today, 9).await, Ok(true));
    let claim = history.claim("wx1", today, "a", noon(6)).await.unwrap();
    assert!(claim.is_some());
    let stop = Stop {
        code: 7,
        rid: Some("62eb-1".to_owned()),
        at: noon(6),
    };
    assert_eq!(history.stop("wx1", today, &stop).await, Ok(true));
    let quota = KnownQuota {
        told: WechatQuota {
            daily_limit: 10,
            used: 4,
            remain: 6,
        },
        counted: 1,
        asked_at: noon(6),
    };
    assert_eq!(history.note_quota("wx1", today, quota).await, Ok(()));
    let secret = SecretString::from("marked");
    let sealed = history.seal(&state_key(), "agency", &secret, 0).await;
    assert!(sealed.unwrap());
}

fn state_key() -> StateKey {
    let text = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    StateKey::read(&SecretSource::inline(text.to_owned())).unwrap()
}

/// A filled store in a file that nobody has open.
async fn filled(folder: &tempfile::TempDir) -> PathBuf {
    let path = folder.path().join("days.db");
    let history = file(&path).await;
    fill(&history).await;
    history.close().await;
    path
}

/// Every row of days, in the order of their keys.
async fn rows(history: &History) -> Vec<(String, i64, i64, i64, String)> {
    sqlx::query_as(
        "SELECT appid, day, first_seen, last_asked, body FROM day_version \
         ORDER BY appid, module, slice, day, first_seen",
    )
    .fetch_all(&history.0.pool)
    .await
    .unwrap()
}

/// The names of everything in a folder.
fn names(folder: &tempfile::TempDir) -> Vec<String> {
    let entries = std::fs::read_dir(folder.path()).unwrap();
    let name = |entry: std::io::Result<std::fs::DirEntry>| {
        entry.unwrap().file_name().into_string().unwrap()
    };
    let mut names: Vec<String> = entries.map(name).collect();
    names.sort();
    names
}
