//! The daily collection: every day the days that lack of the last 30, of every app, module and
//! listed slice, so that nothing is lost that nobody opened.
//!
//! An app's day is claimed in the store, so that of several relays one does it, and what one left
//! undone another takes over. What lacks is looked up anew each time, so that a restart goes on
//! where it was cut off.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::ProblemKind;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::{BeijingTime, Collect};
use crate::engine::{Engine, Lot};
use crate::history::{Claim, History};

/// How far back what lacks is looked for: as far as one window reaches.
const DAYS: u32 = 30;

/// How hurried the work is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// How long after its start a relay looks for work: a restart at noon should not meet its
    /// readers with a burst of calls.
    pub grace: Duration,
    /// How often it looks for work.
    pub look: Duration,
    /// Between two calls, so that readers go first.
    pub pause: Duration,
    /// After work that failed in part.
    pub again: Duration,
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            grace: Duration::from_mins(1),
            look: Duration::from_secs(20),
            pause: Duration::from_millis(250),
            again: Duration::from_mins(10),
        }
    }
}

/// Every module × slice of an app.
#[must_use]
pub fn lots(alias: &str, modules: &[Module], slices: &[Slice]) -> Vec<Lot> {
    let mut lots = Vec::with_capacity(modules.len() * slices.len());
    for module in modules {
        for slice in slices {
            lots.push(Lot {
                app: alias.to_owned(),
                module: *module,
                slice: *slice,
            });
        }
    }
    lots
}

/// What the collection works with; the configuration may change under way.
pub(crate) trait Place: Clone + Send + Sync + 'static {
    /// The engine and what is to be collected, as they are now.
    fn now(&self) -> (Engine, Collect);
}

/// Collects until told to stop.
pub(crate) async fn run(
    place: impl Place,
    history: History,
    clock: Clock,
    mut stopping: watch::Receiver<bool>,
) {
    let pace = place.now().1.pace;
    let mut collector = Collector {
        history,
        clock,
        relay: format!("{:016x}", rand::random::<u64>()),
        done: HashMap::new(),
        next: HashMap::new(),
        stopping: stopping.clone(),
    };
    let mut wait = pace.grace;
    loop {
        tokio::select! {
            () = tokio::time::sleep(wait) => {}
            // The sender lives as long as the relay: an error means that it is gone.
            _ = stopping.wait_for(|stop| *stop) => return,
        }
        let (engine, collect) = place.now();
        collector.look(&engine, &collect).await;
        wait = collect.pace.look;
    }
}

struct Collector {
    history: History,
    clock: Clock,
    /// Under what name this process claims.
    relay: String,
    /// The last day that is known to be done, by alias.
    done: HashMap<String, Day>,
    /// Not before this, where something failed, by alias.
    next: HashMap<String, Instant>,
    stopping: watch::Receiver<bool>,
}

/// How the work on an app ended.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    /// Everything is there.
    Done,
    /// Something is lacking; it is worth another try today.
    Again,
    /// Another relay has taken over, or this one stops.
    Left,
}

impl Collector {
    /// Does what is to be done now.
    async fn look(&mut self, engine: &Engine, collect: &Collect) {
        let now = self.clock.now();
        if collect.at.is_none_or(|at| BeijingTime::at_unix(now) < at) {
            return;
        }
        let today = Day::at_unix(now);
        let aliases: Vec<String> = engine.aliases().map(str::to_owned).collect();
        for alias in aliases.iter().map(String::as_str) {
            let waits = self
                .next
                .get(alias)
                .is_some_and(|next| *next > Instant::now());
            if waits || self.done.get(alias) == Some(&today) {
                continue;
            }
            let Some(appid) = engine.appid(alias) else {
                continue;
            };
            // History has told what failed; the next look may succeed.
            let Ok(last) = self.history.last_collection(appid).await else {
                return;
            };
            if last.is_some_and(|last| last.day == today && last.done_at.is_some()) {
                self.done.insert(alias.to_owned(), today);
                continue;
            }
            let claimed = self.history.claim(appid, today, &self.relay, now).await;
            let Ok(Some(claim)) = claimed else { continue };
            match self.collect(engine, collect, alias, &claim).await {
                End::Done => {
                    self.done.insert(alias.to_owned(), today);
                }
                End::Again => {
                    let next = Instant::now() + collect.pace.again;
                    self.next.insert(alias.to_owned(), next);
                }
                End::Left => {}
            }
            if *self.stopping.borrow() {
                return;
            }
        }
    }

    async fn collect(&self, engine: &Engine, collect: &Collect, alias: &str, claim: &Claim) -> End {
        tracing::info!(app = alias, day = %claim.day, "collecting");
        let range = DayRange::ending(claim.day.plus(-1), DAYS);
        let lots = lots(alias, &Module::ALL, &collect.slices);
        let (mut asked, mut failed) = (0_u32, 0_u32);
        for lot in lots {
            let Ok(windows) = engine.lacking(&lot, range).await else {
                failed += 1;
                continue;
            };
            for window in windows {
                if *self.stopping.borrow() {
                    // Refused only by a store that is away, and then the claim runs out by itself.
                    let _ = self.history.release_claim(claim).await;
                    return End::Left;
                }
                let outcome = engine.fetch(&lot, window).await;
                asked += 1;
                failed += u32::from(outcome.is_err());
                let word = if outcome.is_ok() { "ok" } else { "failed" };
                metrics::counter!(
                    "bootlens_collect_windows_total", "app" => alias.to_owned(), "outcome" => word
                )
                .increment(1);
                let now = self.clock.now();
                let renewed = self.history.renew(claim, now, outcome.is_err()).await;
                if renewed == Ok(false) {
                    return End::Left;
                }
                let kind = outcome.err().and_then(|problem| problem.known_kind());
                if kind == Some(ProblemKind::UpstreamQuotaDay) {
                    tracing::warn!(app = alias, "the collection stops: no calls are left today");
                    return End::Again;
                }
                tokio::time::sleep(collect.pace.pause).await;
            }
        }
        if failed > 0 {
            tracing::warn!(app = alias, asked, failed, "the collection is not complete");
            return End::Again;
        }
        // How far the day's calls will reach, for those who look at it today.
        engine.learn_quota_quietly(alias).await;
        let now = self.clock.now();
        // Where it can't be noted the work is looked for again, and found to be done.
        let _ = self.history.end_claim(claim, now).await;
        tracing::info!(app = alias, asked, "collected");
        End::Done
    }
}
