//! Secrets at rest.

use secrecy::{ExposeSecret as _, SecretString};

use super::*;
use crate::config::SecretSource;

const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
const OTHER: &str = "ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";

fn key(text: &str) -> StateKey {
    StateKey::read(&SecretSource::inline(text.to_owned())).unwrap()
}

async fn body(history: &History) -> String {
    let body = sqlx::query_scalar("SELECT body FROM sealed");
    body.fetch_one(&history.0.pool).await.unwrap()
}

#[tokio::test]
async fn a_secret_comes_back_and_stands_nowhere_in_the_store() {
    let history = History::memory().await.unwrap();
    let secret = SecretString::from("refreshtoken@@@marked");
    assert!(history.seal(&key(KEY), "agency", &secret, 0).await.unwrap());
    let found = history.sealed(&key(KEY), "agency").await.unwrap().unwrap();
    assert_eq!(found.secret.expose_secret(), "refreshtoken@@@marked");
    assert!(!body(&history).await.contains("marked"));
    assert!(history.sealed(&key(KEY), "other").await.unwrap().is_none());
}

#[tokio::test]
async fn of_two_writers_the_slower_is_told_to_look_again() {
    let history = History::memory().await.unwrap();
    let (one, two) = (SecretString::from("one"), SecretString::from("two"));
    assert!(history.seal(&key(KEY), "agency", &one, 0).await.unwrap());
    assert!(!history.seal(&key(KEY), "agency", &two, 0).await.unwrap());
    let found = history.sealed(&key(KEY), "agency").await.unwrap().unwrap();
    assert_eq!(found.secret.expose_secret(), "one");
    assert!(
        history
            .seal(&key(KEY), "agency", &two, found.number)
            .await
            .unwrap()
    );
    let found = history.sealed(&key(KEY), "agency").await.unwrap().unwrap();
    assert_eq!((found.number, found.secret.expose_secret()), (2, "two"));
}

#[tokio::test]
async fn another_key_another_name_or_a_changed_text_opens_nothing() {
    let history = History::memory().await.unwrap();
    let secret = SecretString::from("one");
    assert!(history.seal(&key(KEY), "agency", &secret, 0).await.unwrap());
    let closed = async |by: &str, name: &str| {
        let told = history.sealed(&key(by), name).await.err();
        matches!(told, Some(SealedError::Closed { name: of, number: 1 }) if of == name)
    };
    assert!(closed(OTHER, "agency").await);
    for statement in [
        "UPDATE sealed SET name = 'other'",
        "UPDATE sealed SET name = 'agency', body = replace(body, 'aes', 'des')",
        "UPDATE sealed SET body = 'aes256gcm:AAAA'",
    ] {
        sqlx::query(statement)
            .execute(&history.0.pool)
            .await
            .unwrap();
        let name: String = sqlx::query_scalar("SELECT name FROM sealed")
            .fetch_one(&history.0.pool)
            .await
            .unwrap();
        assert!(closed(KEY, &name).await, "{statement}");
    }
}
