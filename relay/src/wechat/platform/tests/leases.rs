//! Whose turn it is to ask for a token that several relays share.

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc;
use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use super::super::shared_token::shared_token;
use super::super::vault::Vault;
use super::empty;
use crate::clock::Clock;
use crate::wechat::credential::Grant;
use crate::wechat::error::Error;

const NAME: &str = "third-party/wx1/token";
const NOW: i64 = 1_790_000_000;
const LIFE: u64 = 7200;

/// A store under a paused clock. Its threads are no part of that clock: while one of them is at
/// work time must not run ahead, so that it runs only when a test moves it.
struct Bench {
    vault: Vault,
    clock: Clock,
    fetched: &'static AtomicU32,
    _still: mpsc::Sender<()>,
}

impl Bench {
    async fn new() -> Self {
        let (still, held) = mpsc::channel::<()>();
        // Time does not jump as long as a blocking task runs; this one ends with the bench.
        tokio::task::spawn_blocking(move || held.recv().is_err());
        Self {
            vault: empty().await,
            clock: Clock::fixed(NOW),
            fetched: Box::leak(Box::new(AtomicU32::new(0))),
            _still: still,
        }
    }

    /// What a relay has written there.
    async fn kept(&self, token: &str, ends_at: i64, renewing_until: i64) {
        let number = self.vault.read::<Value>(NAME).await.unwrap().number;
        let shared = json!({
            "token": token, "ends_at": ends_at, "life": LIFE, "renewing_until": renewing_until,
        });
        assert!(self.vault.write(NAME, number, &shared).await.unwrap());
    }

    /// One relay that needs the token; what it fetches is `t1`, `t2`, …
    async fn ask(&self, refused: Option<&str>) -> Result<Grant, Error> {
        let refused = refused.map(SecretString::from);
        let fetched = self.fetched;
        let fetch = || async move {
            let number = fetched.fetch_add(1, Ordering::Relaxed) + 1;
            Ok((format!("t{number}"), LIFE))
        };
        shared_token(&self.vault, &self.clock, NAME, refused.as_ref(), fetch).await
    }

    /// The same on a task of its own.
    fn asking(&self) -> JoinHandle<String> {
        let other = Self {
            vault: self.vault.clone(),
            clock: self.clock.clone(),
            fetched: self.fetched,
            _still: self._still.clone(),
        };
        tokio::spawn(async move { text(&other.ask(None).await.unwrap()) })
    }

    fn fetched(&self) -> u32 {
        self.fetched.load(Ordering::Relaxed)
    }
}

fn text(grant: &Grant) -> String {
    grant.token.expose_secret().to_owned()
}

/// Lets so much of the paused time go by, and the store's threads do their work meanwhile.
async fn pass(time: Duration) {
    let step = Duration::from_millis(200);
    for _ in 0..time.as_millis().div_ceil(step.as_millis()) {
        tokio::time::advance(step).await;
        settle().await;
    }
}

async fn settle() {
    for _ in 0..4 {
        std::thread::sleep(Duration::from_millis(1));
        tokio::task::yield_now().await;
    }
}

#[tokio::test(start_paused = true)]
async fn the_first_asks_and_the_others_read_what_it_got() {
    let bench = Bench::new().await;
    let all = futures::future::join_all((0..10).map(|_| bench.ask(None)));
    tokio::pin!(all);
    let all = loop {
        tokio::select! {
            all = &mut all => break all,
            () = pass(Duration::from_millis(200)) => {}
        }
    };
    let tokens: Vec<String> = all.iter().map(|one| text(one.as_ref().unwrap())).collect();
    assert_eq!(tokens, vec!["t1"; 10]);
    assert_eq!(bench.fetched(), 1);
    assert_eq!(
        text(&bench.ask(Some("t1")).await.unwrap()),
        "t2",
        "the refused one"
    );
    assert_eq!(
        text(&bench.ask(Some("t1")).await.unwrap()),
        "t2",
        "refused late"
    );
    assert_eq!(bench.fetched(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_holds_the_lease_is_waited_for() {
    let bench = Bench::new().await;
    bench.kept("", 0, NOW + 30).await;
    let waiting = bench.asking();
    bench.clock.set(NOW + 20);
    pass(Duration::from_secs(20)).await;
    assert!(!waiting.is_finished());
    bench.kept("of-the-other", NOW + 7200, 0).await;
    pass(Duration::from_secs(1)).await;
    assert!(waiting.is_finished());
    assert_eq!(waiting.await.unwrap(), "of-the-other");
    assert_eq!(bench.fetched(), 0);
}

#[tokio::test(start_paused = true)]
async fn a_relay_that_died_with_the_lease_is_replaced_when_that_is_over() {
    let bench = Bench::new().await;
    bench.kept("", 0, NOW + 30).await;
    let waiting = bench.asking();
    bench.clock.set(NOW + 29);
    pass(Duration::from_secs(1)).await;
    assert!(!waiting.is_finished(), "a second before its end");
    bench.clock.set(NOW + 30);
    pass(Duration::from_secs(1)).await;
    assert!(waiting.is_finished());
    assert_eq!(waiting.await.unwrap(), "t1");
    assert_eq!(bench.fetched(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_lease_by_a_clock_that_runs_ahead_is_waited_for_half_a_minute() {
    let bench = Bench::new().await;
    bench.kept("", 0, NOW + 86_400).await;
    let waiting = bench.asking();
    pass(Duration::from_secs(29)).await;
    assert!(!waiting.is_finished());
    assert_eq!(bench.fetched(), 0);
    pass(Duration::from_secs(2)).await;
    assert!(waiting.is_finished());
    assert_eq!(waiting.await.unwrap(), "t1");
}

#[tokio::test(start_paused = true)]
async fn while_another_renews_early_the_old_one_serves() {
    let bench = Bench::new().await;
    bench.kept("old", NOW + 200, NOW + 30).await;
    let grant = bench.ask(None).await.unwrap();
    assert_eq!(text(&grant), "old");
    assert_eq!(grant.life, Some(Duration::from_secs(200)));
    assert_eq!(bench.fetched(), 0);
    // Nobody renews it: this relay does.
    bench.kept("old", NOW + 200, 0).await;
    let grant = bench.ask(None).await.unwrap();
    assert_eq!(
        (text(&grant), grant.life),
        ("t1".to_owned(), Some(Duration::from_secs(LIFE)))
    );
    // And one that lasts is read.
    bench.kept("long", NOW + 301, 0).await;
    assert_eq!(text(&bench.ask(None).await.unwrap()), "long");
    bench.kept("ended", NOW, 0).await;
    assert_eq!(text(&bench.ask(None).await.unwrap()), "t2");
}

#[tokio::test(start_paused = true)]
async fn a_failure_gives_the_lease_back_at_once_and_keeps_what_was_there() {
    let bench = Bench::new().await;
    bench.kept("old", NOW + 200, 0).await;
    let failing = || async { Err(Error::from_reply(61023, "", None)) };
    let told = shared_token(&bench.vault, &bench.clock, NAME, None, failing).await;
    assert_eq!(told.map(|_| ()).unwrap_err().errcode, Some(61023));
    let kept = bench
        .vault
        .read::<Value>(NAME)
        .await
        .unwrap()
        .value
        .unwrap();
    assert_eq!(kept["token"], "old");
    assert_eq!(kept["renewing_until"], 0);
    assert_eq!(text(&bench.ask(None).await.unwrap()), "t1");
}

#[tokio::test(start_paused = true)]
async fn one_that_asks_beyond_its_lease_overwrites_nobody() {
    let bench = Bench::new().await;
    let slow = || async {
        // Meanwhile the lease ran out, and another relay got on.
        bench.clock.set(NOW + 31);
        bench.kept("of-the-other", NOW + 7200, 0).await;
        Ok(("slow".to_owned(), LIFE))
    };
    let grant = shared_token(&bench.vault, &bench.clock, NAME, None, slow).await;
    assert_eq!(text(&grant.unwrap()), "slow", "it lives for whoever has it");
    assert_eq!(text(&bench.ask(None).await.unwrap()), "of-the-other");
    assert_eq!(bench.fetched(), 0);
}
