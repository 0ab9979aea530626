//! `bootlens demo`: page and relay on made-up data, with the simulator inside.

#![expect(
    clippy::print_stdout,
    reason = "the address is what a newcomer looks for"
)]

use std::io::ErrorKind;
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use relay::clock::Clock;
use relay::config::{LogFormat, Mode};
use relay::demo;
use simulator::Simulator;
use tokio::net::TcpListener;

use super::{Failure, Outcome, block_on, logging, signals};

const LISTEN: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 8787);

/// How many ports are tried after a taken one.
const NEXT_PORTS: u16 = 100;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Where to serve; where the port is taken, the next free one is used.
    #[arg(long, value_name = "ADDRESS", default_value_t = LISTEN)]
    listen: SocketAddr,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "warn");
    block_on(serve(arguments.listen))?
}

async fn serve(wanted: SocketAddr) -> Outcome {
    let listener = free_listener(wanted).await?;
    let failed = |error| Failure::new(format!("the demo can't start: {error}"));
    let address = listener.local_addr().map_err(failed)?;
    if wanted.port() != 0 && address.port() != wanted.port() {
        println!(
            "Port {} is taken; {} is used.",
            wanted.port(),
            address.port()
        );
    }
    let clock = Clock::system();
    let told = clock.clone();
    // Lives to the end of this function: dropping it would stop it.
    let simulator = Simulator::start(Arc::new(move || told.now()))
        .await
        .map_err(failed)?;
    let mut config = demo::config(address, &simulator, &clock);
    if !address.ip().is_loopback() {
        // Asked for in so many words, and there is nothing to protect.
        config.access.mode = Some(Mode::Open);
    }
    // Nobody's quota is used up.
    config.limits.per_user_per_minute = 0;
    println!("Bootlens demo: http://{address}/");
    relay::serve::run(config, clock, listener, None, signals::stop()).await?;
    Ok(ExitCode::SUCCESS)
}

/// A listener at the address, or at the next port that is free.
async fn free_listener(wanted: SocketAddr) -> Result<TcpListener, Failure> {
    let mut address = wanted;
    loop {
        match TcpListener::bind(address).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => {
                let next = address.port().checked_add(1);
                match next.filter(|next| next - wanted.port() <= NEXT_PORTS) {
                    Some(next) => address.set_port(next),
                    None => {
                        let text = format!("no port from {} on is free", wanted.port());
                        return Err(Failure::new(text));
                    }
                }
            }
            Err(error) => {
                return Err(Failure::new(format!("can't listen at {address}: {error}")));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_taken_port_makes_way_for_the_next_free_one() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let wanted = taken.local_addr().unwrap();
        let listener = free_listener(wanted).await.unwrap();
        assert_ne!(listener.local_addr().unwrap(), wanted);
    }
}
