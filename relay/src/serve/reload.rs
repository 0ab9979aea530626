//! Another configuration while the relay serves: what begins from now on goes by it, what has begun ends
//! by the old one, and one that is wrong changes nothing.

use std::pin::pin;

use futures::{Stream, StreamExt as _};

use super::state::State;
use super::{check_access, check_aliases, manager};
use crate::config::{Config, Listen};

/// Takes over each configuration that is read, or the reason why it was not.
pub(super) async fn follow(
    state: State,
    listen: Listen,
    reloads: impl Stream<Item = Result<Config, String>>,
) {
    let mut reloads = pin!(reloads);
    while let Some(read) = reloads.next().await {
        manager::reloading();
        let outcome = match read {
            Ok(config) => take_over(&state, &listen, config).await,
            Err(text) => Err(text),
        };
        let why = outcome.as_ref().err().map(String::as_str);
        state.reloaded(outcome.is_ok(), why);
        match outcome {
            Ok(waiting) => {
                for key in waiting {
                    tracing::warn!("{key} was changed: it takes effect at the next start");
                }
                tracing::info!("the configuration was read anew");
            }
            Err(text) => {
                tracing::error!("the configuration stays as it was, the new one is wrong: {text}");
            }
        }
        manager::ready();
    }
}

/// Serves by a configuration from now on; the keys that wait for the next start.
async fn take_over(
    state: &State,
    listen: &Listen,
    mut config: Config,
) -> Result<Vec<&'static str>, String> {
    check_access(&config, listen)?;
    let waiting = keep_what_stays(&state.config(), &mut config);
    check_aliases(&config, state.history(), state.clock()).await?;
    let doubts = config.access.doubts(state.clock().today());
    state.swap(config)?;
    for doubt in doubts {
        tracing::warn!("{doubt}");
    }
    Ok(waiting)
}

/// Puts back what can't change while a relay serves, and tells what that is.
fn keep_what_stays(old: &Config, new: &mut Config) -> Vec<&'static str> {
    let mut waiting = Vec::new();
    let mut note = |key, is_changed: bool| {
        if is_changed {
            waiting.push(key);
        }
        is_changed
    };
    if note("listen", old.listen != new.listen) {
        new.listen = old.listen.clone();
    }
    if note("metrics_listen", old.metrics_listen != new.metrics_listen) {
        new.metrics_listen = old.metrics_listen;
    }
    // Routes, page and links are made for one.
    if note("base_path", old.base_path != new.base_path) {
        new.base_path.clone_from(&old.base_path);
        new.public_url.clone_from(&old.public_url);
    }
    if note("history", old.history != new.history) {
        new.history = old.history.clone();
    }
    if note("log_format", old.log_format != new.log_format) {
        new.log_format = old.log_format;
    }
    let pushed_at = |config: &Config| {
        let platforms = config.platforms.iter();
        let events = platforms.filter_map(|platform| platform.events.as_ref());
        let mut addresses: Vec<_> = events.map(|events| events.listen).collect();
        addresses.sort_unstable();
        addresses.dedup();
        addresses
    };
    note(
        "platforms.*.events_listen",
        pushed_at(old) != pushed_at(new),
    );
    waiting
}
