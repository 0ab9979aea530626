//! What is told of the store and of the process: read again and again, so that every relay tells the same of a
//! store that they share, from its start and whoever collects.

use std::collections::HashMap;
use std::time::Duration;

use shared::module::Module;
use tokio::time::MissedTickBehavior;

use crate::collect::Place as _;
use crate::config::Collect;
use crate::engine::Engine;
use crate::history::{Generation, Moment};
use crate::serve::State;

/// After so many looks everything is read, also where nothing was written.
const ALL: u32 = 6;

/// How often recorded durations are folded together, and looked what has changed.
const LOOK: Duration = Duration::from_secs(5);

/// Keeps the metrics of a relay true for as long as it serves.
pub(crate) async fn keep(state: State) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut gauges = Gauges::default();
    loop {
        ticks.tick().await;
        state.telemetry().fold();
        state.live().pace.forget();
        gauges.look(&state).await;
    }
}

/// Looks and tells.
#[derive(Default)]
struct Gauges {
    looks: u32,
    /// What was written when an app was last read, by alias.
    read: HashMap<String, [Generation; Module::ALL.len()]>,
    process: metrics_process::Collector,
}

impl Gauges {
    /// Tells how things are now.
    async fn look(&mut self, state: &State) {
        let telemetry = state.telemetry();
        let (entries, bytes) = state.live().kept_ready();
        telemetry.scoped(|| {
            set("bootlens_cache_entries", number(entries));
            set("bootlens_cache_bytes", number(bytes));
            set("bootlens_ready", f64::from(!state.is_draining()));
            for token in &state.config().access.tokens {
                if let Some(last) = token.expires {
                    let ends = last.plus(1).beijing_midnight();
                    metrics::gauge!(
                        "bootlens_access_token_expiry_timestamp_seconds", "name" => token.name.clone()
                    )
                    .set(seconds(ends));
                }
            }
            self.process.collect();
        });
        let (engine, collect) = state.now();
        let aliases: Vec<String> = engine.aliases().map(str::to_owned).collect();
        let all = self.looks.is_multiple_of(ALL);
        self.looks = self.looks.wrapping_add(1);
        for alias in aliases {
            let Some(appid) = engine.appid(&alias) else {
                continue;
            };
            let written = Module::ALL.map(|module| state.history().generation(appid, module));
            let changed = self.read.get(&alias) != Some(&written);
            if !(all || changed) {
                continue;
            }
            // History has told what failed; the next look may succeed.
            if changed && newest(state, &alias, appid).await.is_some() {
                self.read.insert(alias.clone(), written);
            }
            calls(state, &engine, &alias, appid).await;
            collected(state, &collect, &alias, appid).await;
        }
    }
}

/// How fresh each module's data is.
async fn newest(state: &State, alias: &str, appid: &str) -> Option<()> {
    let mut days = Vec::with_capacity(Module::ALL.len());
    for module in Module::ALL {
        let newest = state.history().newest(appid, module, Moment::Now).await;
        days.extend(newest.ok()?.map(|day| (module, day)));
    }
    state.telemetry().scoped(|| {
        for (module, day) in days {
            metrics::gauge!(
                "bootlens_data_latest_day_timestamp_seconds",
                "app" => alias.to_owned(), "module" => module.slug()
            )
            .set(seconds(day.beijing_midnight()));
        }
    });
    Some(())
}

/// The calls of today.
async fn calls(state: &State, engine: &Engine, alias: &str, appid: &str) -> Option<()> {
    let counted = state.history().calls(appid, state.clock().today()).await;
    let counted = counted.ok()?;
    let quota = engine.quota(alias).await?;
    let stopped = engine.is_stopped(alias).await;
    state.telemetry().scoped(|| {
        let set = |name: &'static str, value| {
            metrics::gauge!(name, "app" => alias.to_owned()).set(value);
        };
        set("bootlens_upstream_calls_today", number(counted));
        set("bootlens_upstream_quota_limit", number(quota.limit));
        set("bootlens_upstream_quota_left", number(quota.left));
        set("bootlens_upstream_stopped", f64::from(stopped));
    });
    Some(())
}

/// When the daily collection was last complete.
async fn collected(state: &State, collect: &Collect, alias: &str, appid: &str) -> Option<()> {
    collect.at?;
    let done_at = state.history().last_complete(appid).await.ok()?;
    state.telemetry().scoped(|| {
        metrics::gauge!(
            "bootlens_collect_last_success_timestamp_seconds", "app" => alias.to_owned()
        )
        .set(seconds(done_at.unwrap_or(0)));
    });
    Some(())
}

fn set(name: &'static str, value: f64) {
    metrics::gauge!(name).set(value);
}

#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn number(count: u64) -> f64 {
    count as f64
}

#[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
fn seconds(seconds: i64) -> f64 {
    seconds as f64
}
