//! The command line: what can be asked, and what each answer's exit code is.
//!
//! 0 is well, 1 a fault that the output names, 2 a command that is not understood, 3 a command
//! that is not built yet.

#![expect(
    clippy::print_stderr,
    reason = "the command line speaks to people on its own output"
)]

mod backfill;
mod check;
mod demo;
mod get;
mod history;
mod later;
mod logging;
mod refresh;
mod serve;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};
use relay::config::{Config, Flags, environment};

/// Charts of the start-up and run-time performance of WeChat mini programs and mini games.
#[derive(Debug, Parser)]
#[command(name = "bootlens", version, args_conflicts_with_subcommands = true)]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Arguments,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serves page and data; what `bootlens` alone does.
    Serve(serve::Arguments),
    /// Serves made-up data: no credentials, nothing kept.
    Demo(demo::Arguments),
    /// Tells for each app whether WeChat can be asked, and how to mend it if not.
    Check(check::Arguments),
    /// Writes the data of a view.
    Get(get::Arguments),
    /// Fetches days of the past into history.
    Backfill(backfill::Arguments),
    /// Asks again for every day of a view.
    Refresh(refresh::Arguments),
    /// Backs up, restores, moves, checks and deletes the days that are kept.
    History(history::Arguments),
    #[command(flatten)]
    Later(later::Command),
}

/// The configuration's file, for commands that take nothing else of it.
#[derive(Args, Debug)]
struct FileArgument {
    /// The configuration's file [default: bootlens.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl FileArgument {
    fn load(&self) -> Result<Config, Failure> {
        let flags = Flags {
            config: self.config.clone(),
            ..Flags::default()
        };
        load(&flags)
    }
}

/// Why a command did not do what it was asked; the text is for people.
#[derive(Debug)]
struct Failure(String);

impl Failure {
    fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<String> for Failure {
    fn from(text: String) -> Self {
        Self(text)
    }
}

type Outcome = Result<ExitCode, Failure>;

/// Does what the command line says.
pub(crate) fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Demo(arguments)) => demo::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Get(arguments)) => get::run(&arguments),
        Some(Command::Backfill(arguments)) => backfill::run(&arguments),
        Some(Command::Refresh(arguments)) => refresh::run(&arguments),
        Some(Command::History(arguments)) => history::run(&arguments),
        Some(Command::Later(command)) => Ok(later::refuse(command.name())),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("bootlens: {failure}");
        ExitCode::FAILURE
    })
}

/// The configuration, or every fault of it, a line each.
fn load(flags: &Flags) -> Result<Config, Failure> {
    Config::load(flags, &environment()).map_err(|errors| {
        let lines: Vec<_> = errors.iter().map(|error| format!("  {error}")).collect();
        let faults = if lines.len() == 1 { "fault" } else { "faults" };
        let head = format!("the configuration has {} {faults}:", lines.len());
        Failure::new(format!("{head}\n{}", lines.join("\n")))
    })
}

/// Runs to the end what waits for the network.
fn block_on<F: Future>(future: F) -> Result<F::Output, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(format!("can't start: {error}")))?;
    Ok(runtime.block_on(future))
}

/// Ready when the process is asked to stop, by a terminal or by a service manager.
async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        let kind = tokio::signal::unix::SignalKind::terminate();
        match tokio::signal::unix::signal(kind) {
            Ok(mut signal) => signal.recv().await,
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<Option<()>>();
    tokio::select! {
        () = interrupt => {}
        _ = terminate => {}
    }
}

async fn listen(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| Failure::new(format!("can't listen at {address}: {error}")))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn bootlens_alone_serves_and_takes_the_flags_of_serve() {
        let cli = Cli::try_parse_from(["bootlens", "--listen", "127.0.0.1:1"]).unwrap();
        assert!(cli.command.is_none());
        assert_eq!(cli.serve.flags().listen.as_deref(), Some("127.0.0.1:1"));
    }

    #[test]
    fn commands_that_are_not_built_yet_are_known_whatever_follows() {
        for words in [
            &["bootlens", "changes", "app=shop", "--format", "text"][..],
            &["bootlens", "gate", "--budgets", "budgets.toml"],
            &["bootlens", "quota", "shop", "--clear"],
        ] {
            let cli = Cli::try_parse_from(words).unwrap();
            let Some(Command::Later(command)) = cli.command else {
                panic!("{words:?}");
            };
            assert_eq!(command.name(), words[1]);
        }
    }
}
