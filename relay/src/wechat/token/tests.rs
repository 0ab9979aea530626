//! When tokens are fetched, and when they are not.

use std::sync::atomic::{AtomicU64, Ordering};

use secrecy::ExposeSecret as _;

use super::*;

/// Hands out `t1`, `t2`, … with a life in seconds, and counts.
struct Office {
    count: AtomicU64,
    seconds: u64,
}

impl Office {
    fn new(seconds: u64) -> Self {
        Self {
            count: AtomicU64::new(0),
            seconds,
        }
    }

    async fn grant(&self) -> Result<(SecretString, u64), Error> {
        tokio::time::sleep(Duration::from_millis(50)).await;
        let number = self.count.fetch_add(1, Ordering::Relaxed) + 1;
        Ok((SecretString::from(format!("t{number}")), self.seconds))
    }

    fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

fn dead() -> Error {
    Error::from_reply(42001, "access_token expired", None)
}

fn text(token: &Token) -> &str {
    token.secret.expose_secret()
}

#[tokio::test(start_paused = true)]
async fn a_hundred_who_need_a_token_share_one_fetch() {
    let (tokens, office) = (Tokens::default(), Office::new(7200));
    let all = futures::future::join_all((0..100).map(|_| tokens.get(|| office.grant()))).await;
    assert!(
        all.iter()
            .all(|token| text(token.as_ref().unwrap()) == "t1")
    );
    assert_eq!(office.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_whose_token_died_share_one_renewal() {
    let (tokens, office) = (Tokens::default(), Office::new(7200));
    let old = tokens.get(|| office.grant()).await.unwrap();
    let renewals = (0..100).map(|_| tokens.renew(&old, dead(), || office.grant()));
    let all = futures::future::join_all(renewals).await;
    assert!(
        all.iter()
            .all(|token| text(token.as_ref().unwrap()) == "t2")
    );
    assert_eq!(office.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_its_end_while_the_old_one_serves() {
    let (tokens, office) = (Tokens::default(), Office::new(7200));
    tokens.get(|| office.grant()).await.unwrap();
    tokio::time::advance(Duration::from_secs(6890)).await;
    assert_eq!(text(&tokens.get(|| office.grant()).await.unwrap()), "t1");
    tokio::time::advance(Duration::from_secs(20)).await;
    let (first, second) =
        tokio::join!(tokens.get(|| office.grant()), tokens.get(|| office.grant()));
    assert_eq!(text(&first.unwrap()), "t2");
    assert_eq!(text(&second.unwrap()), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_short_life_leaves_some_of_it_to_use() {
    let (tokens, office) = (Tokens::default(), Office::new(300));
    tokens.get(|| office.grant()).await.unwrap();
    tokio::time::advance(Duration::from_secs(100)).await;
    tokens.get(|| office.grant()).await.unwrap();
    assert_eq!(office.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_refused_secret_is_not_asked_again_at_once() {
    let tokens = Tokens::default();
    let asked = AtomicU64::new(0);
    let refuse = || async {
        asked.fetch_add(1, Ordering::Relaxed);
        Err(Error::from_reply(40125, "invalid appsecret", None))
    };
    for _ in 0..5 {
        assert_eq!(tokens.get(refuse).await.unwrap_err().errcode, Some(40125));
    }
    assert_eq!(asked.load(Ordering::Relaxed), 1);
    tokio::time::advance(PAUSE).await;
    tokens.get(refuse).await.unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_leaves_the_old_token_in_use() {
    let (tokens, office) = (Tokens::default(), Office::new(7200));
    tokens.get(|| office.grant()).await.unwrap();
    tokio::time::advance(Duration::from_secs(7000)).await;
    let busy = || async { Err(Error::from_reply(-1, "system error", None)) };
    assert_eq!(text(&tokens.get(busy).await.unwrap()), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_brings_the_same_token_is_not_repeated_at_once() {
    let tokens = Tokens::default();
    let asked = AtomicU64::new(0);
    let same = || async {
        asked.fetch_add(1, Ordering::Relaxed);
        Ok((SecretString::from("same"), 7200))
    };
    let first = tokens.get(same).await.unwrap();
    let second = tokens.renew(&first, dead(), same).await.unwrap();
    tokens.renew(&second, dead(), same).await.unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 2);
}
