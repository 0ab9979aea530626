//! The daily collection: every day the days that lack of the last 30, of every app, module and
//! listed slice, so that nothing is lost that nobody opened.
//!
//! An app's day is claimed in the store, so that of several relays one does it, and what one left
//! undone another takes over. What lacks is looked up once a day and after a restart, so that it goes
//! on where it was cut off; what fails is tried again alone, less and less often.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::time::{Duration, Instant};

use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::ProblemKind;
use tokio::sync::watch;

use crate::clock::Clock;
use crate::config::{BeijingTime, Collect};
use crate::engine::{Engine, Lacking, Lot, MINUTES};
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
    /// After work that failed in part, by how often it did that day; the last counts from then on.
    pub again: [Duration; 3],
}

impl Pace {
    /// How long work rests that failed so many times.
    fn rest(&self, failures: usize) -> Duration {
        let [.., last] = self.again;
        let nth = failures.checked_sub(1);
        nth.and_then(|nth| self.again.get(nth))
            .copied()
            .unwrap_or(last)
    }
}

impl Default for Pace {
    fn default() -> Self {
        Self {
            grace: Duration::from_mins(1),
            look: Duration::from_secs(20),
            pause: Duration::from_millis(250),
            again: [
                Duration::from_mins(10),
                Duration::from_mins(30),
                Duration::from_hours(2),
            ],
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
        work: HashMap::new(),
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
    /// The day's work of each app, by alias.
    work: HashMap<String, Work>,
    stopping: watch::Receiver<bool>,
}

/// What this process knows of an app's work of one day.
struct Work {
    day: Day,
    /// What is left of each lot; one that is not here was not looked up yet.
    left: HashMap<(Module, Slice), Left>,
    /// How often something failed.
    failures: usize,
    /// Not before this, where something failed.
    next: Option<Instant>,
    /// Whether nothing is left, whoever did it.
    done: bool,
}

/// What is left of a lot.
struct Left {
    /// Of its windows, those that are not there yet.
    lacking: Lacking,
    /// How often one of them failed.
    failures: usize,
}

impl Work {
    fn of(day: Day) -> Self {
        Self {
            day,
            left: HashMap::new(),
            failures: 0,
            next: None,
            done: false,
        }
    }

    fn is_due(&self) -> bool {
        !self.done && self.next.is_none_or(|next| next <= Instant::now())
    }

    /// The windows that are left of those lots. Where calls run out, those at the end are not asked: so
    /// what failed today comes last, and what was kept the longest ago comes first.
    fn errands(&self, lots: &[Lot]) -> Vec<(Lot, DayRange)> {
        let left = |lot| Some((self.left.get(&place(lot))?, lot));
        let mut left: Vec<(&Left, &Lot)> = lots.iter().filter_map(left).collect();
        left.sort_by_key(|(left, _)| (left.failures, left.lacking.newest));
        let windows = |(left, lot): (&Left, &Lot)| {
            let windows = left.lacking.windows.iter();
            let errands = windows.map(|window| (lot.clone(), *window));
            errands.collect::<Vec<_>>()
        };
        left.into_iter().flat_map(windows).collect()
    }

    /// A window is there, or failed.
    fn note(&mut self, lot: &Lot, window: DayRange, is_there: bool) {
        let Some(left) = self.left.get_mut(&place(lot)) else {
            return;
        };
        if is_there {
            left.lacking.windows.retain(|one| *one != window);
        } else {
            left.failures += 1;
        }
    }
}

/// A lot among those of its app.
fn place(lot: &Lot) -> (Module, Slice) {
    (lot.module, lot.slice)
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
        for alias in aliases {
            // What was left of yesterday is among what lacks today.
            let known = self.work.remove(&alias).filter(|work| work.day == today);
            let mut work = known.unwrap_or_else(|| Work::of(today));
            if work.is_due() {
                self.go_on(engine, collect, &alias, &mut work).await;
            }
            self.work.insert(alias, work);
            if *self.stopping.borrow() {
                return;
            }
        }
    }

    /// Does what is left of an app's day, if nobody else is at it.
    async fn go_on(&self, engine: &Engine, collect: &Collect, alias: &str, work: &mut Work) {
        let Some(appid) = engine.appid(alias) else {
            return;
        };
        // History has told what failed; the next look may succeed.
        let Ok(last) = self.history.last_collection(appid).await else {
            return;
        };
        if last.is_some_and(|last| last.day == work.day && last.done_at.is_some()) {
            work.done = true;
            return;
        }
        let now = self.clock.now();
        let claimed = self.history.claim(appid, work.day, &self.relay, now).await;
        let Ok(Some(claim)) = claimed else { return };
        match self.collect(engine, collect, alias, &claim, work).await {
            End::Done => work.done = true,
            End::Again => {
                work.failures += 1;
                work.next = Some(Instant::now() + collect.pace.rest(work.failures));
            }
            End::Left => {}
        }
    }

    async fn collect(
        &self,
        engine: &Engine,
        collect: &Collect,
        alias: &str,
        claim: &Claim,
        work: &mut Work,
    ) -> End {
        tracing::info!(app = alias, day = %claim.day, "collecting");
        let range = DayRange::ending(claim.day.plus(-1), DAYS);
        let lots = lots(alias, &Module::ALL, &collect.slices);
        let (mut asked, mut unread, mut in_vain) = (0_u32, 0_usize, 0_u32);
        for lot in &lots {
            // Once a day: what is not settled would count as lacking again within the hour.
            if let Entry::Vacant(vacant) = work.left.entry(place(lot)) {
                match engine.lacking(lot, range).await {
                    Ok(lacking) => {
                        vacant.insert(Left {
                            lacking,
                            failures: 0,
                        });
                    }
                    Err(_) => unread += 1,
                }
            }
        }
        let mut errands = work.errands(&lots).into_iter();
        let mut next = errands.next();
        while let Some((lot, window)) = &next {
            if *self.stopping.borrow() {
                // Refused only by a store that is away, and then the claim runs out by itself.
                let _ = self.history.release_claim(claim).await;
                return End::Left;
            }
            let outcome = engine.fetch(lot, *window).await;
            asked += 1;
            work.note(lot, *window, outcome.is_ok());
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
            match outcome.map_err(|problem| problem.known_kind()) {
                Err(Some(ProblemKind::UpstreamQuotaDay)) => {
                    tracing::warn!(app = alias, "the collection stops: no calls are left today");
                    return End::Again;
                }
                Err(Some(ProblemKind::UpstreamQuotaMinute)) if in_vain < MINUTES => {
                    in_vain += 1;
                    self.rest(self.clock.next_minute()).await;
                    continue;
                }
                // The others would be refused as well.
                Err(Some(ProblemKind::UpstreamQuotaMinute)) => break,
                Err(_) => {}
                Ok(_) => in_vain = 0,
            }
            next = errands.next();
            self.rest(collect.pace.pause).await;
        }
        let left = unread + work.errands(&lots).len();
        if left > 0 {
            tracing::warn!(app = alias, asked, left, "the collection is not complete");
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

    /// Waits, but not beyond the relay's end.
    async fn rest(&self, pause: Duration) {
        let mut stopping = self.stopping.clone();
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            // The sender lives as long as the relay: an error means that it is gone.
            _ = stopping.wait_for(|stop| *stop) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fails_again_and_again_rests_longer_each_time() {
        let minutes = |failures| Pace::default().rest(failures).as_secs() / 60;
        assert_eq!([1, 2, 3, 4, 90].map(minutes), [10, 30, 120, 120, 120]);
    }
}
