//! Log lines on standard error, for people or as JSON.

use relay::config::{LogFormat, log_filter};
use tracing_subscriber::EnvFilter;

/// Starts logging; `quiet` says what is told where `RUST_LOG` says nothing.
pub(super) fn start(format: LogFormat, quiet: &str) {
    let filter = log_filter().unwrap_or_else(|| quiet.to_owned());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(filter))
        .with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => {
            let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
            builder.with_ansi(colours).try_init()
        }
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    // Fails only where logging was started before, which is as good.
    drop(started);
}
