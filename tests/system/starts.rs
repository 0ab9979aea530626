//! Starts that are refused, with the remedy and without a byte changed, and those that go on.

use std::path::Path;

use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tests::Store;
use tests::relay::{Site, bytes};

/// Changes a file as another program would.
async fn change(path: &Path, statement: &'static str) {
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true);
    let mut connection = options.connect().await.unwrap();
    connection.execute(statement).await.unwrap();
    connection.close().await.unwrap();
}

/// The program ends at once with these words and the file's name, and leaves the file as it was.
async fn refused(site: &Site, path: &Path, words: &[&str]) {
    let before = bytes(path);
    assert!(!before.is_empty());
    let (code, said) = site.refused(&[]).await;
    assert_eq!(code, Some(1), "{said}");
    for word in words {
        assert!(said.contains(word), "{word}: {said}");
    }
    assert!(said.contains(&path.display().to_string()), "{said}");
    for (after, before) in bytes(path).iter().zip(&before) {
        assert_eq!((&after.0, after.1.len()), (&before.0, before.1.len()));
        assert!(
            after.1 == before.1,
            "{} is not as it was",
            after.0.display()
        );
    }
    assert_eq!(bytes(path).len(), before.len());
    assert_eq!(site.calls(), 0);
}

#[tokio::test]
async fn files_that_are_no_store_of_this_version_stop_the_start_and_stay_as_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    let site = Site::new("memory:").await;
    let appid = site.simulator().apps()[0].appid.clone();
    let at = |path: &Path| {
        let history = format!("sqlite://{}", path.display());
        site.configure(&history, "shop", &appid, "");
    };

    let letter = file("letter.db");
    std::fs::write(&letter, "Dear colleagues, ".repeat(500)).unwrap();
    at(&letter);
    refused(
        &site,
        &letter,
        &[
            "is no database",
            "bootlens history restore",
            "nothing was changed",
        ],
    )
    .await;

    let songs = file("songs.db");
    change(&songs, "CREATE TABLE songs (name TEXT)").await;
    at(&songs);
    refused(
        &site,
        &songs,
        &["another program", "Name a file that", "nothing was changed"],
    )
    .await;

    let newer = file("newer.db");
    at(&newer);
    drop(site.start(&[]).await);
    change(
        &newer,
        "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time) \
         VALUES (900, 'later', TRUE, x'00', 0)",
    )
    .await;
    refused(
        &site,
        &newer,
        &["newer bootlens (schema 900", "Start the newer version"],
    )
    .await;

    let damaged = file("damaged.db");
    at(&damaged);
    drop(site.start(&[]).await);
    // Everything into the one file, whose middle is then overwritten.
    change(&damaged, "PRAGMA journal_mode = DELETE").await;
    let mut content = std::fs::read(&damaged).unwrap();
    let third = content.len() / 3;
    content[third..third * 2].fill(0xa5);
    std::fs::write(&damaged, content).unwrap();
    refused(
        &site,
        &damaged,
        &["a damaged one", "bootlens history restore"],
    )
    .await;
}

#[tokio::test]
async fn an_alias_that_means_another_app_stops_the_start_until_it_is_accepted() {
    for store in Store::lasting().await {
        let site = Site::new(store.text()).await;
        drop(site.start(&[]).await);
        let apps = site.simulator().apps();
        let (was, now) = (&apps[0], &apps[1]);
        std::fs::write(site.file("secret"), &now.secret).unwrap();
        site.configure(store.text(), "shop", &now.appid, "");

        let (code, said) = site.refused(&[]).await;
        assert_eq!(code, Some(1), "{said}");
        for word in [
            &*was.appid,
            &now.appid,
            "apps.shop.appid",
            "--accept-appid shop",
        ] {
            assert!(said.contains(word), "{word}: {said}");
        }
        let (code, _) = site.refused(&["--accept-appid", "news"]).await;
        assert_eq!(
            code,
            Some(1),
            "another alias is confirmed, and this one is not"
        );
        let accepted = site.start(&["--accept-appid", "shop"]).await;
        assert_eq!(accepted.get("readyz").await.status, 200);
        drop(accepted);
        let relay = site.start(&[]).await;
        assert_eq!(relay.get("readyz").await.status, 200, "once is enough");
    }
}
