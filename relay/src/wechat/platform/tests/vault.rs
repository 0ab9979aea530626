//! What is kept: under which key, and by whom it is replaced.

use serde_json::json;
use shared::problem::ProblemKind;
use tempfile::NamedTempFile;

use super::super::vault::{Kept, Vault};
use super::{KEY, empty};
use crate::config::SecretSource;
use crate::logged::Logged;

const OTHER: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
const NAME: &str = "third-party/wx1/ticket";

async fn read(vault: &Vault) -> (i64, Option<String>) {
    let Kept { number, value } = vault.read(NAME).await.unwrap();
    (number, value)
}

async fn write(vault: &Vault, before: i64, text: &str) -> bool {
    vault.write(NAME, before, &text).await.unwrap()
}

#[tokio::test]
async fn what_was_written_is_read_and_the_slower_of_two_is_told() {
    let vault = empty().await;
    assert_eq!(read(&vault).await, (0, None));
    assert!(write(&vault, 0, "one").await);
    assert!(!write(&vault, 0, "two").await);
    assert_eq!(read(&vault).await, (1, Some("one".to_owned())));
    assert!(write(&vault, 1, "two").await);
    assert_eq!(read(&vault).await, (2, Some("two".to_owned())));
}

#[tokio::test]
async fn under_another_key_there_is_nothing_which_is_logged_and_can_be_replaced() {
    let first = empty().await;
    assert!(write(&first, 0, "ticket@@@marked").await);
    let vault = Vault {
        key: SecretSource::inline(OTHER.to_owned()),
        ..first.clone()
    };
    let log = Logged::here();
    assert_eq!(read(&vault).await, (1, None));
    let text = log.text();
    assert!(text.contains("ERROR") && text.contains(NAME), "{text}");
    assert!(text.contains("another state key"), "{text}");
    assert!(!text.contains("marked") && !text.contains(OTHER), "{text}");
    assert!(write(&vault, 1, "fresh").await);
    assert_eq!(read(&vault).await, (2, Some("fresh".to_owned())));
    assert_eq!(read(&first).await, (2, None), "now the first is the other");
}

#[tokio::test]
async fn what_another_version_wrote_in_another_form_is_nothing() {
    let vault = empty().await;
    let form = json!({ "form": 2, "ticket": ["t"] });
    assert!(vault.write(NAME, 0, &form).await.unwrap());
    assert_eq!(read(&vault).await, (1, None));
}

#[tokio::test]
async fn a_key_that_is_away_or_none_is_told_and_nothing_is_read_or_written() {
    let file = NamedTempFile::new().unwrap();
    let vault = Vault {
        key: SecretSource::file(file.path().to_owned()),
        ..empty().await
    };
    for text in ["", "no base64, and three words", "c2hvcnQ="] {
        std::fs::write(file.path(), text).unwrap();
        let log = Logged::here();
        let reading = vault.read::<String>(NAME).await.map(|_| ()).unwrap_err();
        let writing = vault.write(NAME, 0, &"t").await.unwrap_err();
        for error in [reading, writing] {
            assert_eq!(error.kind, ProblemKind::UpstreamCredential);
            assert!(error.detail.contains("state_key_file"), "{error}");
            assert!(text.is_empty() || !error.detail.contains(text), "{error}");
        }
        assert!(log.text().contains("can't be kept"), "{}", log.text());
    }
    std::fs::write(file.path(), KEY).unwrap();
    assert!(write(&vault, 0, "t").await, "once it is back");
}
