//! Log lines on standard error, for people or as JSON.

use std::io::{BufWriter, IsTerminal as _, stderr};

use relay::config::{LogFormat, log_filter};
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

/// Starts logging; `quiet` says what is told where `RUST_LOG` says nothing. Lines that wait are
/// written when the guard is dropped.
#[must_use = "where the guard is gone nothing is written any more"]
pub(super) fn start(format: LogFormat, quiet: &str) -> WorkerGuard {
    let filter = log_filter().unwrap_or_else(|| quiet.to_owned());
    // Written by a thread of its own, and as many lines at once as have come meanwhile: a slow
    // terminal or disk holds up no request. No line is dropped.
    let (writer, guard) = NonBlockingBuilder::default()
        .lossy(false)
        .finish(BufWriter::new(stderr()));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(writer);
    let started = match format {
        LogFormat::Text => builder.with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // Fails only where logging was started before, which is as good.
    drop(started);
    guard
}
