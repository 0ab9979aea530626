//! Log lines on standard error, for people or as JSON.

mod json;
mod lines;
mod text;
#[cfg(test)]
mod written;

use std::io::{IsTerminal as _, stderr};

use relay::config::{LogFormat, log_filter};
use tracing::Metadata;
use tracing_subscriber::fmt::MakeWriter;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;
use tracing_subscriber::{EnvFilter, Layer, Registry};

use lines::Guard;

/// The rooms of libraries that log what may be a secret: the database's driver quotes parts of its
/// address and lines of `.pgpass`.
const SILENT: [&str; 1] = ["sqlx_postgres::options"];

/// Starts logging; `quiet` says what is told where `RUST_LOG` says nothing. Lines that wait are
/// written when the guard is dropped.
pub(super) fn start(format: LogFormat, quiet: &str) -> Option<Guard> {
    let filter = log_filter().unwrap_or_else(|| quiet.to_owned());
    let (lines, guard) = match lines::start(stderr()) {
        Ok((lines, guard)) => (layer(format, lines), Some(guard)),
        // Without a thread for them each line is waited for.
        Err(_) => (layer(format, stderr), None),
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

/// What writes events as lines of a format.
fn layer<W>(format: LogFormat, writer: W) -> Box<dyn Layer<Registry> + Send + Sync>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    let lines = tracing_subscriber::fmt::layer().with_writer(writer);
    match format {
        LogFormat::Text => lines
            .with_ansi(stderr().is_terminal())
            .event_format(text::Text::default())
            .boxed(),
        LogFormat::Json => lines.event_format(json::Json).boxed(),
    }
}

/// Whether what is told holds no secret by its nature.
fn may_be_told(told: &Metadata<'_>) -> bool {
    !SILENT.iter().any(|room| told.target().starts_with(room))
}
