//! `bootlens serve`: page and data, as the configuration says.

#![expect(
    clippy::print_stdout,
    reason = "the checked or printed configuration is what was asked for"
)]

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use futures::StreamExt as _;
use relay::clock::Clock;
use relay::config::{Config, Flags};
use relay::serve::{Socket, run_following};

use super::{Failure, Outcome, block_on, listen, load, logging, signals};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The configuration's file [default: bootlens.toml, where there is one].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Where to serve, such as 127.0.0.1:8787.
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// What stands before every path, such as /perf.
    #[arg(long, value_name = "PATH")]
    base_path: Option<String>,
    /// Where fetched days are kept.
    #[arg(long, value_name = "URL")]
    history: Option<String>,
    /// How log lines are written: text or json.
    #[arg(long, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Checks the configuration and tells every fault at once.
    #[arg(long)]
    check_config: bool,
    /// Prints the configuration without its secrets.
    #[arg(long)]
    print_config: bool,
    /// Confirms that this app's AppID was changed on purpose.
    #[arg(long, value_name = "ALIAS")]
    accept_appid: Option<String>,
}

impl Arguments {
    pub(super) fn flags(&self) -> Flags {
        Flags {
            config: self.config.clone(),
            listen: self.listen.clone(),
            base_path: self.base_path.clone(),
            history: self.history.clone(),
            log_format: self.log_format.clone(),
            accept_appid: self.accept_appid.clone(),
        }
    }
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let config = load(&arguments.flags())?;
    if arguments.print_config {
        print!("{}", config.to_toml());
    }
    if arguments.check_config {
        // Beside the printed configuration it would be no TOML.
        if !arguments.print_config {
            println!("The configuration has no faults.");
        }
        return Ok(ExitCode::SUCCESS);
    }
    if arguments.print_config {
        return Ok(ExitCode::SUCCESS);
    }
    let _log = logging::start(config.log_format, "info");
    block_on(serve(config, arguments.flags()))?
}

async fn serve(config: Config, flags: Flags) -> Outcome {
    // First of all, so that no signal comes too early.
    let reloads = signals::hangups().map(move |()| {
        let read = load(&flags);
        read.map_err(|failure| failure.to_string())
    });
    let socket = Socket::bind(&config.listen).await?;
    let metrics_listener = match config.metrics_listen {
        Some(address) => Some(listen(address).await?),
        None => None,
    };
    let (clock, stop) = (Clock::system(), signals::stop());
    run_following(config, clock, socket, metrics_listener, reloads, stop)
        .await
        .map_err(Failure::from)?;
    Ok(ExitCode::SUCCESS)
}
