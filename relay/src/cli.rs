//! The command line: what can be asked, and what each answer's exit code is.
//!
//! 0 is well, 1 a fault that the output names, 2 a command that is not understood; `gate` has codes
//! of its own.

#![expect(
    clippy::print_stderr,
    reason = "the command line speaks to people on its own output"
)]

mod ask;
mod backfill;
mod changes;
mod check;
mod demo;
mod gate;
mod get;
mod history;
mod logging;
mod panics;
mod quota;
mod refresh;
mod serve;
mod signals;

use std::fmt;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use relay::config::{AuditPlace, Config, Flags, environment};

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
    /// Tells what got better or worse.
    Changes(changes::Arguments),
    /// Says whether figures keep within their budgets.
    Gate(gate::Arguments),
    /// Fetches days of the past into history.
    Backfill(backfill::Arguments),
    /// Asks again for every day of a view.
    Refresh(refresh::Arguments),
    /// Shows how many calls an app has left today, and lifts the stop of a day.
    Quota(quota::Arguments),
    /// Backs up, restores, moves, checks and deletes the days that are kept.
    History(history::Arguments),
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
        let mut config = load(&flags)?;
        // What a command writes there is what it was asked for.
        config.audit = config.audit.filter(|place| *place != AuditPlace::Output);
        Ok(config)
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
    panics::quiet();
    let cli = Cli::try_parse().unwrap_or_else(|error| refuse(&error));
    let outcome = match cli.command {
        None => serve::run(&cli.serve),
        Some(Command::Serve(arguments)) => serve::run(&arguments),
        Some(Command::Demo(arguments)) => demo::run(&arguments),
        Some(Command::Check(arguments)) => check::run(&arguments),
        Some(Command::Get(arguments)) => get::run(&arguments),
        Some(Command::Backfill(arguments)) => backfill::run(&arguments),
        Some(Command::Refresh(arguments)) => refresh::run(&arguments),
        Some(Command::Quota(arguments)) => quota::run(&arguments),
        Some(Command::History(arguments)) => history::run(&arguments),
        Some(Command::Gate(arguments)) => gate::run(&arguments),
        Some(Command::Changes(arguments)) => changes::run(&arguments),
    };
    outcome.unwrap_or_else(|failure| {
        eprintln!("bootlens: {failure}");
        ExitCode::FAILURE
    })
}

/// Ends with what is wrong with the command line. To `gate` that is bad input: its 2 says something
/// else.
fn refuse(error: &clap::Error) -> ! {
    let command = Cli::command();
    let mut words = std::env::args_os().skip(1);
    // Flags may stand before the command.
    let word = words.find(|word| {
        word.to_str()
            .is_some_and(|word| command.find_subcommand(word).is_some())
    });
    if error.use_stderr() && word.is_some_and(|word| word == "gate") {
        // Where nobody reads it, the exit code still says it.
        let _ = error.print();
        std::process::exit(i32::from(gate::BAD_INPUT));
    }
    error.exit()
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

async fn listen(address: SocketAddr) -> Result<tokio::net::TcpListener, Failure> {
    tokio::net::TcpListener::bind(address)
        .await
        .map_err(|error| Failure::new(format!("can't listen at {address}: {error}")))
}

#[cfg(test)]
mod tests {
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
}
