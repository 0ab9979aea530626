//! What the requests of a relay share, and what a reload replaces of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use arc_swap::ArcSwap;
use axum::extract::FromRequestParts;

use crate::assets::Shell;
use crate::audit::Audit;
use crate::budgets::Budgets;
use crate::calendar::CalendarFile;
use crate::clock::Clock;
use crate::collect;
use crate::config::{Collect, Config};
use crate::engine::Engine;
use crate::fonts::Shelf;
use crate::gate::{Admitted, Gate};
use crate::handlers::changes::Found;
use crate::history::History;
use crate::hot::Hot;
use crate::pace::Pace;
use crate::problem::Fault;
use crate::telemetry::Telemetry;
use crate::turns::Turns;
use crate::wechat::Platform;

/// Everything that requests share; cheap to clone, and swapped whole by a reload.
#[derive(Clone, FromRequestParts)]
#[from_request(via(axum::extract::State))]
pub struct State(Arc<Inner>);

struct Inner {
    /// What a reload replaces; a request that began before it ends with what it began with.
    live: ArcSwap<Live>,
    /// What time it is.
    clock: Clock,
    /// Every day that was ever answered; outlives reloads.
    history: History,
    /// Outlives reloads, so that counters never fall.
    telemetry: Telemetry,
    /// Who read what; outlives reloads, so that no line is lost.
    audit: Audit,
    /// Pictures are drawn in turns; outlives reloads, so that there is never a second one.
    turns: Turns,
    /// Whether the relay is stopping: balancers should send nothing more.
    draining: AtomicBool,
}

/// What follows from the configuration.
pub(crate) struct Live {
    config: Arc<Config>,
    engine: Engine,
    /// Replies of this configuration kept ready.
    hot: Arc<Hot>,
    /// Changes that were found, as long as they are right.
    found: Arc<Found>,
    /// The typeface of pictures in pixels.
    pub(crate) shelf: Arc<Shelf>,
    /// Days off, as findings go by them.
    pub(crate) calendar: CalendarFile,
    /// What figures should keep within.
    pub(crate) budgets: Budgets,
    pub(crate) gate: Gate,
    /// How often each reader may ask WeChat.
    pub(crate) pace: Pace,
    pub(crate) shell: Shell,
}

impl Live {
    fn new(config: Config, clock: &Clock, history: &History) -> Result<Self, String> {
        let config = Arc::new(config);
        Ok(Self {
            gate: Gate::new(&config),
            pace: Pace::new(config.limits.per_user_per_minute),
            hot: Arc::new(Hot::new(config.limits.cache_bytes)),
            found: Arc::default(),
            shelf: Arc::new(Shelf::new(config.fonts.clone())),
            calendar: CalendarFile::new(config.calendar_file.clone()),
            budgets: Budgets::new(&config.apps),
            shell: Shell::new(&config.base_path, &config.access.frame_ancestors),
            engine: Engine::new(Arc::clone(&config), clock.clone(), history.clone())?,
            config,
        })
    }
}

impl State {
    /// The state of a relay with this configuration.
    ///
    /// # Errors
    /// Names the option of the configuration that is of no use.
    pub fn new(config: Config, clock: Clock, history: History) -> Result<Self, String> {
        let audit = Audit::new(config.audit.as_ref())?;
        let state = Self(Arc::new(Inner {
            live: ArcSwap::from_pointee(Live::new(config, &clock, &history)?),
            clock,
            history,
            telemetry: Telemetry::new(),
            audit,
            turns: Turns::new(),
            draining: AtomicBool::new(false),
        }));
        state.telemetry().reloaded(true, state.clock().now());
        Ok(state)
    }

    /// Takes over another configuration for all requests from now on. Addresses listened on and
    /// the base path stay until the relay starts anew.
    ///
    /// # Errors
    /// As [`State::new`]; the old configuration stays.
    pub fn swap(&self, config: Config) -> Result<(), String> {
        let live = Live::new(config, &self.0.clock, &self.0.history)?;
        self.0.audit.follow(live.config.audit.as_ref())?;
        self.0.live.store(Arc::new(live));
        Ok(())
    }

    /// What the current configuration makes of a request.
    pub(crate) fn live(&self) -> Arc<Live> {
        self.0.live.load_full()
    }

    /// The configuration.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        Arc::clone(&self.0.live.load().config)
    }

    /// The engine, for requests that the gate let through.
    #[must_use]
    pub fn engine(&self, _: &Admitted) -> Engine {
        self.0.live.load().engine.clone()
    }

    /// The replies kept ready, for requests that the gate let through.
    pub(crate) fn hot(&self, _: &Admitted) -> Arc<Hot> {
        self.0.live.load().hot.clone()
    }

    /// The changes that were found, for requests that the gate let through.
    pub(crate) fn found(&self, _: &Admitted) -> Arc<Found> {
        self.0.live.load().found.clone()
    }

    /// Counts a request that asks WeChat.
    ///
    /// # Errors
    /// `rate-limited` where its reader has sent too many of them.
    pub(crate) fn count(&self, reader: &Admitted) -> Result<(), Fault> {
        self.0.live.load().pace.count(&reader.account())
    }

    /// The turns in which pictures are drawn.
    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// Every day that was ever answered.
    pub(crate) fn history(&self) -> &History {
        &self.0.history
    }

    /// What time it is.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Whether the relay is stopping.
    pub(crate) fn is_draining(&self) -> bool {
        self.0.draining.load(Ordering::Relaxed)
    }

    /// From now on the relay says that it takes no more.
    pub(super) fn drain(&self) {
        self.0.draining.store(true, Ordering::Relaxed);
    }

    /// The metrics.
    pub(crate) fn telemetry(&self) -> &Telemetry {
        &self.0.telemetry
    }

    /// Who read what.
    pub(crate) fn audit(&self) -> &Audit {
        &self.0.audit
    }
}

impl Live {
    /// How many entries are kept ready, and their bytes.
    pub(crate) fn kept_ready(&self) -> (u64, u64) {
        self.hot.size()
    }

    /// A third-party platform of this configuration.
    pub(crate) fn platform(&self, name: &str) -> Option<Platform> {
        self.engine.platform(name)
    }
}

impl collect::Place for State {
    fn now(&self) -> (Engine, Collect) {
        let live = self.live();
        (live.engine.clone(), live.config.collect.clone())
    }
}
