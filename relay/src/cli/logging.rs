//! Log lines on standard error, for people or as JSON.

mod json;

use std::io::{BufWriter, IsTerminal as _, stderr};

use relay::config::{LogFormat, log_filter};
use tracing::Metadata;
use tracing_appender::non_blocking::{NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer as _};

/// The rooms of libraries that log what may be a secret: the database's driver quotes parts of its
/// address and lines of `.pgpass`.
const SILENT: [&str; 1] = ["sqlx_postgres::options"];

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
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    let lines = match format {
        LogFormat::Text => lines.with_ansi(stderr().is_terminal()).boxed(),
        LogFormat::Json => lines.event_format(json::Json).boxed(),
    };
    let started = tracing_subscriber::registry()
        .with(lines)
        .with(EnvFilter::new(filter))
        // A layer of its own, since a word of `RUST_LOG` that fits better would win over another.
        .with(tracing_subscriber::filter::filter_fn(may_be_told))
        .try_init();
    // Fails only where logging was started before, which is as good.
    drop(started);
    guard
}

/// Whether what is told holds no secret by its nature.
fn may_be_told(told: &Metadata<'_>) -> bool {
    !SILENT.iter().any(|room| told.target().starts_with(room))
}
