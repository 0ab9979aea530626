//! From a file to a server and back, and what holds for a server as well.

use sqlx::{AnyConnection, Connection as _};
use tests::Postgres;

use super::{Desk, fill, says_the_same};

#[tokio::test(flavor = "multi_thread")]
async fn an_export_of_a_file_imported_into_a_server_gives_the_same_replies() {
    let desk = Desk::new();
    let file = desk.sqlite("days.db");
    let known = fill(&file).await;
    let server = Postgres::shared().await.database().await;
    let export = desk.path("days.ndjson");
    desk.done(&file, &["history", "export", &export]).await;
    let said = desk.done(&server, &["history", "import", &export]).await;
    assert!(said.starts_with("Read "), "{said}");
    says_the_same(&server, &known).await;

    // Once more changes nothing.
    let said = desk.done(&server, &["history", "import", &export]).await;
    assert!(said.contains("; 0 and 0 of them were new"), "{said}");
    // Through pipes, and the other way round.
    let back = desk.sqlite("back.db");
    let text = desk.done(&server, &["history", "export", "-"]).await;
    let (code, _, error) = desk.run(&back, &["history", "import", "-"], &text).await;
    assert_eq!(code, Some(0), "{error}");
    says_the_same(&back, &known).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_of_a_server_is_a_file_that_is_restored_into_a_file_or_a_server() {
    let desk = Desk::new();
    let server = Postgres::shared().await.database().await;
    let known = fill(&server).await;
    let saved = desk.path("saved.db");
    desk.done(&server, &["history", "backup", &saved]).await;
    assert_eq!(desk.names(), ["bootlens.toml", "saved.db"]);
    let other = Postgres::shared().await.database().await;
    for place in [other.clone(), desk.sqlite("restored.db")] {
        desk.done(&place, &["history", "restore", &saved]).await;
        says_the_same(&place, &known).await;
        let restore = ["history", "restore", &saved];
        let said = desk.refused(&place, &restore, "").await;
        assert!(said.contains("holds days already"), "{said}");
    }
    says_the_same(&desk.sqlite("saved.db"), &known).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_checked_and_an_app_is_deleted_from_it() {
    let desk = Desk::new();
    let server = Postgres::shared().await.database().await;
    let said = desk.refused(&server, &["history", "verify"], "").await;
    assert!(
        said.contains("there is no history at postgres://"),
        "{said}"
    );
    fill(&server).await;
    let said = desk.done(&server, &["history", "verify"]).await;
    assert!(said.contains("no faults"), "{said}");
    assert!(said.contains("game ("), "{said}");

    let delete = ["history", "delete", "--app", "game", "--yes"];
    let said = desk.done(&server, &delete).await;
    assert!(said.starts_with("Deleted 30 days in 30 versions"), "{said}");
    let said = desk.done(&server, &["history", "verify"]).await;
    assert!(!said.contains("game ("), "{said}");
    let said = desk.refused(&server, &delete, "").await;
    assert!(said.contains("no app «game» is known"), "{said}");

    let mut connection = AnyConnection::connect(&server).await.unwrap();
    sqlx::query("UPDATE day_version SET measured = measured + 1 WHERE module = 'page-switch'")
        .execute(&mut connection)
        .await
        .unwrap();
    let (code, said, _) = desk.run(&server, &["history", "verify"], "").await;
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("FAULT: wx") && said.contains("7 faults"),
        "{said}"
    );
}
