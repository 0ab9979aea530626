//! The relay at work: its listeners, how it follows the configuration, and how it stops.

mod connection;
mod door;
mod manager;
mod patient;
mod pulse;
mod reload;
mod socket;
mod state;

#[cfg(test)]
mod tests;

use std::future::Future;
use std::time::Duration;

use futures::Stream;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub(crate) use self::connection::Answers;
pub use self::socket::{Socket, SocketFile};
pub(crate) use self::state::Live;
pub use self::state::State;
pub use crate::router::{Front, router};

use self::connection::Told;
use self::door::Rules;
use crate::clock::Clock;
use crate::config::{Config, HistoryPlace, Listen};
use crate::history::History;
use crate::router::operator_router;
use crate::{collect, events, telemetry};

/// How often it is looked up what other processes have written to the history.
const LOOK: Duration = Duration::from_secs(1);

/// How long the collection may take to end when the relay stops.
const LET_GO: Duration = Duration::from_secs(1);

/// Serves by one configuration until `shutdown` is ready, as [`run_following`] does.
///
/// # Errors
/// As [`run_following`].
pub async fn run(
    config: Config,
    clock: Clock,
    socket: impl Into<Socket>,
    metrics_listener: Option<TcpListener>,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let reloads = futures::stream::pending();
    run_following(config, clock, socket, metrics_listener, reloads, shutdown).await
}

/// Serves until `shutdown` is ready, then lets requests end for as long as the configuration's
/// `drain` says. Metrics are served to the very end, so that readiness can be seen to fall. Each item of
/// `reloads` is another configuration to serve by, or why it can't be read.
///
/// # Errors
/// Where the listener may not be served without a `mode` in `[access]`, or the store can't be opened.
pub async fn run_following(
    config: Config,
    clock: Clock,
    socket: impl Into<Socket>,
    metrics_listener: Option<TcpListener>,
    reloads: impl Stream<Item = Result<Config, String>> + Send + 'static,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<(), String> {
    let socket = socket.into();
    let listen = socket
        .listens_at()
        .map_err(|error| format!("the listener has no address: {error}"))?;
    check_access(&config, &listen)?;
    let drain = config.drain;
    let rules = Rules::of_this_process(drain);
    let history = open(&config, &clock).await?;
    let state = State::new(config, clock, history)?;
    state.telemetry().install();
    warn(&state.config(), &state);
    let pushed = events::listen(&state.config()).await?;
    let (stop, stopping) = watch::channel(false);
    let mut around = vec![
        tokio::spawn(telemetry::keep(state.clone())),
        tokio::spawn(look(state.history().clone())),
        tokio::spawn(reload::follow(state.clone(), listen.clone(), reloads)),
    ];
    let (history, clock) = (state.history().clone(), state.clock().clone());
    let mut collecting = tokio::spawn(collect::run(
        state.clone(),
        history,
        clock,
        stopping.clone(),
    ));
    // Not told to stop: readiness must be seen to fall, so that it is cut off at the very end.
    let (_keep, never) = watch::channel(false);
    let operators = metrics_listener
        .map(|listener| door::open(listener, Told(operator_router(state.clone())), rules, never));
    around.extend(operators);
    for listener in pushed {
        let routes = Told(events::router(state.clone()));
        around.push(door::open(listener, routes, rules, stopping.clone()));
    }
    let routes = router(state.clone());
    // The socket's file goes when the relay does.
    let (mut readers, _file) = match socket {
        Socket::Tcp(listener) => (door::open(listener, routes, rules, stopping), None),
        #[cfg(unix)]
        Socket::Unix(listener, file) => (door::open(listener, routes, rules, stopping), Some(file)),
    };
    tracing::info!(address = %listen, "serving");
    manager::ready();
    let ended = tokio::select! {
        _ = &mut readers => Err("the server's task failed".to_owned()),
        () = shutdown => Ok(()),
    };
    if ended.is_ok() {
        state.drain();
        manager::stopping();
        tracing::info!(seconds = drain.as_secs(), "stopping: requests may end");
        stop.send_replace(true);
        if tokio::time::timeout(drain, &mut readers).await.is_err() {
            tracing::warn!("requests were cut off: they took longer than drain");
            readers.abort();
            // Its address is free for the next relay when this one has ended.
            let _aborted = readers.await;
        }
    }
    // It lets go of its claim, so that another relay need not wait.
    if tokio::time::timeout(LET_GO, &mut collecting).await.is_err() {
        collecting.abort();
    }
    for task in around {
        task.abort();
    }
    state.audit().flush().await;
    ended
}

/// Tells what is allowed and still likely to be a mistake.
fn warn(config: &Config, state: &State) {
    if config.history == HistoryPlace::Memory && !config.platforms.is_empty() {
        tracing::warn!(
            "history = \"memory:\" forgets what the third-party platform was handed: after a restart \
             a refresh token that WeChat replaced is lost; name a file or a database"
        );
    }
    for doubt in config.access.doubts(state.clock().today()) {
        tracing::warn!("{doubt}");
    }
}

/// Refuses to serve others than this machine unless the operator wrote that they may.
fn check_access(config: &Config, listen: &Listen) -> Result<(), String> {
    if config.access.mode.is_none() && !listen.is_local() {
        return Err(format!(
            "{listen} can be reached from other machines: write [access] mode, or listen on 127.0.0.1"
        ));
    }
    Ok(())
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
    check_aliases(config, &history, clock).await?;
    Ok(history)
}

/// Looks whether every alias stands for the app that it stood for, and notes the new ones.
async fn check_aliases(config: &Config, history: &History, clock: &Clock) -> Result<(), String> {
    let mut changed = Vec::new();
    for app in &config.apps {
        let accept = config.accept_appid.as_ref() == Some(&app.alias);
        let (alias, appid) = (app.alias.as_str(), &app.appid);
        let noted = history.note_alias(alias, appid, accept, clock.now()).await;
        changed.extend(noted.map_err(|error| error.to_string())?);
    }
    if changed.is_empty() {
        Ok(())
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
