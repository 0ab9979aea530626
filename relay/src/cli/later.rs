//! Commands that are documented and not built yet, in this one place.

use std::process::ExitCode;

use clap::{Args, Subcommand};

/// The exit code of what is not built yet.
const NOT_YET: u8 = 3;

/// Known, so that a script learns more than «unknown command»; hidden until they do something.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Not yet: tells what got better or worse.
    #[command(hide = true)]
    Changes(Rest),
    /// Not yet: checks budgets.
    #[command(hide = true)]
    Gate(Rest),
    /// Not yet: shows the calls that are left.
    #[command(hide = true)]
    Quota(Rest),
}

/// Whatever follows.
#[derive(Args, Debug)]
pub(super) struct Rest {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<String>,
}

impl Command {
    /// The word on the command line.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Changes(_) => "changes",
            Self::Gate(_) => "gate",
            Self::Quota(_) => "quota",
        }
    }
}

/// Says that something is not built yet.
pub(super) fn refuse(what: &str) -> ExitCode {
    eprintln!("bootlens: not yet: {what} is not built so far");
    ExitCode::from(NOT_YET)
}
