//! The relay at work: its state, its listeners, and how it stops.

#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use arc_swap::ArcSwap;
use axum::ServiceExt as _;
use axum::extract::{FromRequestParts, Request};
use axum::response::Response;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tower::Service;

pub use crate::router::{Front, router};

use crate::assets::Shell;
use crate::audit::Audit;
use crate::budgets::Budgets;
use crate::calendar::CalendarFile;
use crate::clock::Clock;
use crate::collect;
use crate::config::{Collect, Config, HistoryPlace};
use crate::engine::Engine;
use crate::events;
use crate::fonts::Shelf;
use crate::gate::{Admitted, Gate, Peer};
use crate::handlers::changes::Found;
use crate::history::History;
use crate::hot::Hot;
use crate::pace::Pace;
use crate::problem::Fault;
use crate::router::operator_router;
use crate::telemetry::{self, Telemetry};
use crate::turns::Turns;
use crate::wechat::Platform;

/// How often it is looked up what other processes have written to the history.
const LOOK: Duration = Duration::from_secs(1);

/// How long the collection may take to end when the relay stops.
const LET_GO: Duration = Duration::from_secs(1);

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
    fn drain(&self) {
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

/// Serves until `shutdown` is ready, then lets requests end for as long as the configuration's
/// `drain` says. Metrics are served to the very end, so that readiness can be seen to fall.
///
/// # Errors
/// Where the listener may not be served without a `mode` in `[access]`, or a listener fails.
pub async fn run(
    config: Config,
    clock: Clock,
    listener: TcpListener,
    metrics_listener: Option<TcpListener>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let address = listener
        .local_addr()
        .map_err(|error| format!("the listener has no address: {error}"))?;
    check_listener(&config, address)?;
    let drain = config.drain;
    let history = open(&config, &clock).await?;
    let state = State::new(config, clock, history)?;
    state.telemetry().install();
    let folding = tokio::spawn(telemetry::keep(state.clone()));
    let looking = tokio::spawn(look(state.0.history.clone()));
    let config = state.config();
    if config.history == HistoryPlace::Memory && !config.platforms.is_empty() {
        tracing::warn!(
            "history = \"memory:\" forgets what the third-party platform was handed: after a restart \
             a refresh token that WeChat replaced is lost; name a file or a database"
        );
    }
    for doubt in config.access.doubts(state.clock().today()) {
        tracing::warn!("{doubt}");
    }
    let pushed = events::listen(&config).await?;
    let (stop, stopping) = watch::channel(false);
    let (history, clock) = (state.0.history.clone(), state.0.clock.clone());
    let mut collecting = tokio::spawn(collect::run(
        state.clone(),
        history,
        clock,
        stopping.clone(),
    ));
    // Not told to stop: readiness must be seen to fall, so that it is cut off at the very end.
    let (_keep, never) = watch::channel(false);
    let operators =
        metrics_listener.map(|listener| serve(listener, operator_router(state.clone()), never));
    let pushed: Vec<_> = pushed
        .into_iter()
        .map(|listener| serve(listener, events::router(state.clone()), stopping.clone()))
        .collect();
    let mut readers = serve(listener, router(state.clone()), stopping);
    tracing::info!(%address, "serving");
    let ended = tokio::select! {
        ended = &mut readers => Some(ended),
        () = shutdown => None,
    };
    let result = match ended {
        Some(ended) => joined(ended),
        None => {
            state.drain();
            tracing::info!(seconds = drain.as_secs(), "stopping: requests may end");
            stop.send_replace(true);
            match tokio::time::timeout(drain, &mut readers).await {
                Ok(ended) => joined(ended),
                Err(_) => {
                    tracing::warn!("requests were cut off: they took longer than drain");
                    readers.abort();
                    Ok(())
                }
            }
        }
    };
    // It lets go of its claim, so that another relay need not wait.
    if tokio::time::timeout(LET_GO, &mut collecting).await.is_err() {
        collecting.abort();
    }
    folding.abort();
    looking.abort();
    for listener in operators.into_iter().chain(pushed) {
        listener.abort();
    }
    state.audit().flush().await;
    result
}

/// Refuses to serve others than this machine unless the operator wrote that they may.
fn check_listener(config: &Config, address: SocketAddr) -> Result<(), String> {
    if config.access.mode.is_none() && !address.ip().is_loopback() {
        return Err(format!(
            "{address} can be reached from other machines: write [access] mode, or listen on 127.0.0.1"
        ));
    }
    Ok(())
}

/// Serves a router on its own task until told to stop.
fn serve<S>(
    listener: TcpListener,
    routes: S,
    mut stopping: watch::Receiver<bool>,
) -> JoinHandle<io::Result<()>>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    tokio::spawn(async move {
        let stopped = async move {
            // The sender lives as long as the relay: an error means that it is gone.
            if stopping.wait_for(|stop| *stop).await.is_err() {
                tracing::debug!("the relay is gone");
            }
        };
        axum::serve(
            listener,
            routes.into_make_service_with_connect_info::<Peer>(),
        )
        .with_graceful_shutdown(stopped)
        .await
    })
}

fn joined(ended: Result<io::Result<()>, tokio::task::JoinError>) -> Result<(), String> {
    match ended {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => Err(format!("the listener failed: {error}")),
        Err(_) => Err("the server's task failed".to_owned()),
    }
}

/// Opens the history and looks whether every alias still stands for the app that it stood for.
///
/// # Errors
/// Names what is wrong and the remedy, a line each.
pub async fn open(config: &Config, clock: &Clock) -> Result<History, String> {
    let password = config.history_password.as_ref();
    let history = History::open(&config.history, password)
        .await
        .map_err(|error| error.to_string())?;
    let mut changed = Vec::new();
    for app in &config.apps {
        let accept = config.accept_appid.as_ref() == Some(&app.alias);
        let (alias, appid) = (app.alias.as_str(), &app.appid);
        let noted = history.note_alias(alias, appid, accept, clock.now()).await;
        changed.extend(noted.map_err(|error| error.to_string())?);
    }
    if changed.is_empty() {
        Ok(history)
    } else {
        let lines: Vec<String> = changed.iter().map(ToString::to_string).collect();
        Err(lines.join("\n"))
    }
}

/// Learns what other processes write to the history, so that replies kept ready follow.
async fn look(history: History) {
    let mut ticks = tokio::time::interval(LOOK);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        ticks.tick().await;
        // History has told why; the next look may succeed.
        drop(history.refresh_generations().await);
    }
}
