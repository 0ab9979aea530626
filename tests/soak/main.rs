//! A relay under load, for `cargo xtask soak load`: two of them on one store, behind nginx, with a slow
//! WeChat, while they are told to reload, stopped and replaced one after the other.
//!
//! The program that is tried is named by `SOAK_BOOTLENS`.

#![expect(
    clippy::expect_used,
    clippy::print_stdout,
    reason = "what fails ends with its cause, and the result is what it prints"
)]

mod asked;
mod estate;
mod readers;
mod tally;

use std::process::ExitCode;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::asked::Kind;
use crate::estate::Estate;
use crate::tally::Tally;

/// Connections that are held at once.
const CONNECTIONS: usize = 2_000;
/// How long all of it takes.
const LASTS: Duration = Duration::from_secs(60);
/// What each connection asks for, one request every so often.
const PAUSE: Duration = Duration::from_secs(2);
/// How long WeChat takes for a call.
const SLOW: Duration = Duration::from_millis(1_500);

/// Bytes that a relay may take, in thousands of thousands.
const MEMORY: f64 = 150.0;
/// How many times nginx's own 99th percentile that of replies kept ready may be, and beside that: such a
/// reply goes through nginx, and then through the relay.
const TIMES: f64 = 4.0;
const BESIDE: Duration = Duration::from_millis(25);

#[tokio::main]
async fn main() -> ExitCode {
    let mut estate = Estate::new(SLOW).await;
    let bytes = estate.warm().await;
    estate.serve_beside(&bytes).await;
    let tally = Arc::new(Tally::default());
    let begun = Instant::now();
    let ends = begun + LASTS;
    let readers: Vec<_> = (0..CONNECTIONS)
        .map(|number| {
            let port = estate.front();
            tokio::spawn(readers::read(number, port, PAUSE, ends, tally.clone()))
        })
        .collect();
    let at = async |seconds: u64| {
        tokio::time::sleep_until((begun + Duration::from_secs(seconds)).into()).await
    };
    at(12).await;
    estate.reload();
    println!(
        "{:>3} s: both were told to reload",
        begun.elapsed().as_secs()
    );
    for (relay, seconds) in [(0, 20), (1, 38)] {
        at(seconds).await;
        let took = estate.replace(relay).await;
        println!(
            "{:>3} s: one was stopped and replaced, {:.1} s",
            begun.elapsed().as_secs(),
            took.as_secs_f64()
        );
    }
    for reader in readers {
        reader.await.expect("a reader");
    }
    let peak = estate.peak_megabytes();
    println!("{}", tally.table());
    println!("memory of a relay at most: {peak:.0} MB (bound {MEMORY})");
    let (ours, theirs) = (tally.late(Kind::Hit), tally.late(Kind::Static));
    let bound = theirs.mul_f64(TIMES) + BESIDE;
    println!(
        "99 of 100 replies kept ready within {:.1} ms, of nginx's files within {:.1} ms (bound {:.1})",
        ours.as_secs_f64() * 1e3,
        theirs.as_secs_f64() * 1e3,
        bound.as_secs_f64() * 1e3
    );
    let lost = tally.lost();
    for one in lost.iter().take(10) {
        println!("lost: {one}");
    }
    println!("{} requests lost", lost.len());
    let within = peak < MEMORY && ours <= bound && lost.is_empty();
    if within {
        ExitCode::SUCCESS
    } else {
        println!("a bound is passed");
        ExitCode::FAILURE
    }
}
