//! Requests by wrk on the second core, and what a server on the first one needs for them.

use std::process::Command;

use crate::program::Process;
use crate::spread::{Spread, shares};

/// How long one round lasts.
const SECONDS: u32 = 1;

/// A server, and what it is asked.
pub(crate) struct Asked<'a> {
    /// The process that answers.
    pub(crate) id: u32,
    pub(crate) url: &'a str,
    /// Headers beside wrk's own, such as `Accept: text/csv`.
    pub(crate) headers: &'a [String],
    /// A program in Lua that decides what is asked.
    pub(crate) script: Option<&'a str>,
}

/// What one round showed.
pub(crate) struct Round {
    /// Requests per second.
    pub(crate) requests: f64,
    /// Milliseconds until half of the answers were there, and 99 of a hundred.
    p50: f64,
    p99: f64,
    /// Microseconds of a processor for each request.
    work: f64,
}

/// One server's share of another's, round by round.
pub(crate) struct Shares {
    pub(crate) requests: Spread,
    pub(crate) p50: Spread,
    pub(crate) p99: Spread,
    pub(crate) work: Spread,
}

/// One round of each after the other.
pub(crate) type Pair = (Round, Round);

/// Asks both in turns, so many rounds each.
pub(crate) fn in_turns(
    (ours, theirs): (&Asked<'_>, &Asked<'_>),
    connections: u32,
    rounds: usize,
) -> Vec<Pair> {
    (0..rounds)
        .map(|_| (round(ours, connections), round(theirs, connections)))
        .collect()
}

impl Shares {
    /// The first one's share of the other.
    pub(crate) fn of(rounds: &[Pair]) -> Self {
        let of = |figure: fn(&Round) -> f64| {
            let (mine, other): (Vec<f64>, Vec<f64>) = rounds
                .iter()
                .map(|(mine, other)| (figure(mine), figure(other)))
                .unzip();
            Spread::to_ends(shares(&mine, &other))
        };
        Self {
            requests: of(|round| round.requests),
            p50: of(|round| round.p50),
            p99: of(|round| round.p99),
            work: of(|round| round.work),
        }
    }
}

/// One round of one server.
///
/// # Panics
/// Where an answer is neither 2xx nor 3xx, or wrk is not there.
pub(crate) fn round(asked: &Asked<'_>, connections: u32) -> Round {
    let before = Process::seconds(asked.id);
    let mut wrk = Command::new("taskset");
    wrk.args(["-c", "1", "wrk", "--latency", "-t1"]).args([
        "-c",
        &connections.to_string(),
        "-d",
        &format!("{SECONDS}s"),
    ]);
    for header in asked.headers {
        wrk.args(["-H", header]);
    }
    if let Some(script) = asked.script {
        wrk.args(["-s", script]);
    }
    let output = wrk.arg(asked.url).output().expect("wrk");
    let used = Process::seconds(asked.id) - before;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        !said.contains("Non-2xx") && !said.contains("Socket errors"),
        "{said}"
    );
    let words = |mark: &str| -> Vec<String> {
        let line = said.lines().find(|line| line.contains(mark));
        let words = line.unwrap_or_default().split_whitespace();
        words.map(str::to_owned).collect()
    };
    let number = |mark: &str, place: usize| {
        let text = words(mark).get(place).cloned();
        text.and_then(|text| text.parse::<f64>().ok())
            .expect("wrk's figures")
    };
    let time = |mark: &str| milliseconds(words(mark).get(1).expect("wrk's times"));
    Round {
        requests: number("Requests/sec:", 1),
        p50: time("50%"),
        p99: time("99%"),
        work: used * 1e6 / number("requests in", 0),
    }
}

/// A time as wrk writes it.
fn milliseconds(text: &str) -> f64 {
    let split = text
        .find(|sign: char| sign.is_ascii_alphabetic())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(split);
    let number: f64 = number.parse().expect("a time");
    match unit {
        "us" => number / 1e3,
        "s" => number * 1e3,
        _ => number,
    }
}
