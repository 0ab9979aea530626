//! When tokens are fetched, and when they are not.

use std::sync::atomic::{AtomicU64, Ordering};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::ExposeSecret as _;

use super::*;

/// What an office does for the n-th who asks, counted from 1.
type Answer = fn(u64) -> Result<Grant, Error>;

/// Hands out tokens, and counts.
struct Office {
    count: AtomicU64,
    edition: AtomicU64,
    answer: Answer,
}

impl Office {
    fn new(answer: Answer) -> Self {
        Self {
            count: AtomicU64::new(0),
            edition: AtomicU64::new(0),
            answer,
        }
    }

    fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }
}

impl Credential for Office {
    fn fetch<'a>(
        &'a self,
        _refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        async move {
            tokio::time::sleep(Duration::from_millis(50)).await;
            (self.answer)(self.count.fetch_add(1, Ordering::Relaxed) + 1)
        }
        .boxed()
    }

    fn edition(&self) -> u64 {
        self.edition.load(Ordering::Relaxed)
    }
}

fn grant(token: &str, seconds: u64) -> Result<Grant, Error> {
    Ok(Grant {
        token: SecretString::from(token),
        life: Some(Duration::from_secs(seconds)),
        is_new: true,
    })
}

/// `t1`, `t2`, … for two hours each.
fn numbered(number: u64) -> Result<Grant, Error> {
    grant(&format!("t{number}"), 7200)
}

fn same(_: u64) -> Result<Grant, Error> {
    grant("same", 7200)
}

fn wrong_secret(_: u64) -> Result<Grant, Error> {
    Err(Error::from_reply(40125, "invalid appsecret", None))
}

fn dead() -> Error {
    Error::from_reply(42001, "access_token expired", None)
}

fn text(token: &Token) -> &str {
    token.secret.expose_secret()
}

#[tokio::test(start_paused = true)]
async fn a_hundred_who_need_a_token_share_one_fetch() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    let all = futures::future::join_all((0..100).map(|_| tokens.get(&office))).await;
    assert!(
        all.iter()
            .all(|token| text(token.as_ref().unwrap()) == "t1")
    );
    assert_eq!(office.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_hundred_whose_token_died_share_one_renewal() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    let old = tokens.get(&office).await.unwrap();
    let renewals = (0..100).map(|_| tokens.renew(&old, dead(), &office));
    let all = futures::future::join_all(renewals).await;
    assert!(
        all.iter()
            .all(|token| text(token.as_ref().unwrap()) == "t2")
    );
    assert_eq!(office.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_its_end_while_the_old_one_serves() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    tokens.get(&office).await.unwrap();
    tokio::time::advance(Duration::from_secs(6890)).await;
    assert_eq!(text(&tokens.get(&office).await.unwrap()), "t1");
    tokio::time::advance(Duration::from_secs(20)).await;
    let (first, second) = tokio::join!(tokens.get(&office), tokens.get(&office));
    assert_eq!(text(&first.unwrap()), "t2");
    assert_eq!(text(&second.unwrap()), "t1");
}

#[tokio::test(start_paused = true)]
async fn a_short_life_leaves_some_of_it_to_use() {
    let (tokens, office) = (Tokens::default(), Office::new(|_| grant("short", 300)));
    tokens.get(&office).await.unwrap();
    tokio::time::advance(Duration::from_secs(100)).await;
    tokens.get(&office).await.unwrap();
    assert_eq!(office.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_whose_life_nobody_tells_is_looked_for_again_and_never_dies() {
    fn untold(number: u64) -> Result<Grant, Error> {
        if number == 2 {
            return Err(Error::internal());
        }
        let token = SecretString::from(format!("t{number}"));
        Ok(Grant {
            token,
            life: None,
            is_new: true,
        })
    }
    let (tokens, office) = (Tokens::default(), Office::new(untold));
    assert_eq!(text(&tokens.get(&office).await.unwrap()), "t1");
    tokio::time::advance(Duration::from_secs(86_400)).await;
    let kept = tokens.get(&office).await.unwrap();
    assert_eq!(text(&kept), "t1", "the file was away in that moment");
    tokio::time::advance(PAUSE).await;
    assert_eq!(text(&tokens.get(&office).await.unwrap()), "t3");
}

#[tokio::test(start_paused = true)]
async fn a_refused_secret_is_not_asked_again_within_a_minute_unless_it_changes() {
    let (tokens, office) = (Tokens::default(), Office::new(wrong_secret));
    for _ in 0..5 {
        let error = tokens.get(&office).await.unwrap_err();
        assert_eq!(error.errcode, Some(40125));
    }
    assert_eq!(office.count(), 1);
    tokio::time::advance(Duration::from_secs(59)).await;
    tokens.get(&office).await.unwrap_err();
    assert_eq!(office.count(), 1);
    tokio::time::advance(Duration::from_secs(2)).await;
    tokens.get(&office).await.unwrap_err();
    assert_eq!(office.count(), 2);
    office.edition.fetch_add(1, Ordering::Relaxed);
    tokens.get(&office).await.unwrap_err();
    assert_eq!(office.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn an_address_that_waits_for_confirmation_is_not_tried_within_ten_minutes() {
    fn pending(_: u64) -> Result<Grant, Error> {
        Err(Error::from_reply(89503, "", None).on(crate::wechat::codes::Call::Token))
    }
    let (tokens, office) = (Tokens::default(), Office::new(pending));
    tokens.get(&office).await.unwrap_err();
    tokio::time::advance(Duration::from_secs(590)).await;
    tokens.get(&office).await.unwrap_err();
    assert_eq!(office.count(), 1);
    tokio::time::advance(Duration::from_secs(10)).await;
    tokens.get(&office).await.unwrap_err();
    assert_eq!(office.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failed_early_renewal_leaves_the_old_token_in_use() {
    fn once(number: u64) -> Result<Grant, Error> {
        match number {
            1 => grant("t1", 7200),
            _ => Err(Error::from_reply(-1, "system error", None)),
        }
    }
    let (tokens, office) = (Tokens::default(), Office::new(once));
    tokens.get(&office).await.unwrap();
    tokio::time::advance(Duration::from_secs(7000)).await;
    assert_eq!(text(&tokens.get(&office).await.unwrap()), "t1");
    assert_eq!(office.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_renewal_that_brings_the_same_token_is_not_repeated_at_once() {
    let (tokens, office) = (Tokens::default(), Office::new(same));
    let first = tokens.get(&office).await.unwrap();
    let second = tokens.renew(&first, dead(), &office).await.unwrap();
    tokens.renew(&second, dead(), &office).await.unwrap_err();
    tokens.renew(&first, dead(), &office).await.unwrap_err();
    assert_eq!(office.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_was_never_used_is_tried_by_one_while_others_wait() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    let token = tokens.get(&office).await.unwrap();
    let Turn::First(trial) = tokens.turn(&token).await else {
        panic!("nobody used it before");
    };
    let waiting = tokens.turn(&token);
    tokio::pin!(waiting);
    assert!((&mut waiting).now_or_never().is_none(), "another waits");
    tokens.prove(&token);
    drop(trial);
    assert!(matches!(waiting.await, Turn::Waited(_)));
    assert!(matches!(tokens.turn(&token).await, Turn::Free));
}

#[tokio::test(start_paused = true)]
async fn of_many_who_wait_each_gets_its_turn_also_where_nothing_is_proven() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    let token = tokens.get(&office).await.unwrap();
    let tried = AtomicU64::new(0);
    let one = async || {
        let trial = match tokens.turn(&token).await {
            Turn::Free => None,
            Turn::First(trial) | Turn::Waited(trial) => Some(trial),
        };
        tokio::task::yield_now().await;
        tried.fetch_add(1, Ordering::Relaxed);
        drop(trial);
    };
    futures::future::join_all((0..20).map(|_| one())).await;
    assert_eq!(tried.load(Ordering::Relaxed), 20);
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_long_for_a_slow_trial() {
    let (tokens, office) = (Tokens::default(), Office::new(numbered));
    let token = tokens.get(&office).await.unwrap();
    let _trial = tokens.turn(&token).await;
    let started = Instant::now();
    assert!(matches!(tokens.turn(&token).await, Turn::Free));
    assert_eq!(started.elapsed(), TRIAL);
}

#[tokio::test(start_paused = true)]
async fn an_outage_costs_those_who_wait_one_fetch_together() {
    fn silent(_: u64) -> Result<Grant, Error> {
        let kind = ProblemKind::UpstreamTimeout;
        Err(Error::new(kind, Action::Retry, "No answer."))
    }
    fn unreadable(_: u64) -> Result<Grant, Error> {
        let kind = ProblemKind::UpstreamReply;
        Err(Error::new(kind, Action::Fail, "A page."))
    }
    for answer in [silent, unreadable] {
        let (tokens, office) = (Tokens::default(), Office::new(answer));
        let first = tokens.get(&office).await.unwrap_err();
        let waiting = futures::future::join_all((0..7).map(|_| tokens.get(&office))).await;
        for told in waiting {
            let told = told.unwrap_err();
            assert!(told.is_repeated());
            assert_eq!((told.kind, &told.detail), (first.kind, &first.detail));
        }
        assert_eq!(office.count(), 1);
        tokio::time::advance(OUTAGE).await;
        tokens.get(&office).await.unwrap_err();
        assert_eq!(office.count(), 2);
        office.edition.fetch_add(1, Ordering::Relaxed);
        tokens.get(&office).await.unwrap_err();
        assert_eq!(office.count(), 3);
    }
}

#[tokio::test(start_paused = true)]
async fn a_token_is_had_again_soon_after_an_outage() {
    fn once(number: u64) -> Result<Grant, Error> {
        match number {
            1 => Err(Error::from_reply(-1, "system error", None)),
            _ => grant("t1", 7200),
        }
    }
    let (tokens, office) = (Tokens::default(), Office::new(once));
    tokens.get(&office).await.unwrap_err();
    tokio::time::advance(OUTAGE).await;
    assert_eq!(text(&tokens.get(&office).await.unwrap()), "t1");
}
