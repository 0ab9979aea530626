//! The record of calls, for tests that count them.

use serde_json::Value;
use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;

/// How a call was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answered {
    /// Not yet, or the caller went away before.
    Pending,
    /// With data or a token.
    Ok,
    /// With an error code inside HTTP 200.
    Errcode(i64),
    /// With this HTTP status, since nothing is at the path.
    Http(u16),
    /// As a scripted fault says.
    Fault,
}

/// One call that reached the simulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The path, without the query.
    pub path: String,
    /// The app: as the token call names it, or the owner of the token that came.
    pub appid: Option<String>,
    /// The module asked for.
    pub module: Option<Module>,
    /// The Beijing days asked for.
    pub window: Option<DayRange>,
    /// The filters asked for.
    pub slice: Option<Slice>,
    /// Whether a token call asked to replace the token.
    pub forced: bool,
    /// Whether it came sealed, and signed by whom it may be.
    pub signed: bool,
    /// The number of the access token that came with it, counted over all that were given out;
    /// `None` where none came, or nobody's.
    pub token: Option<u64>,
    /// The simulator's time on arrival, Unix seconds.
    pub time: i64,
    /// How it was answered.
    pub answered: Answered,
    /// What it was answered with before that was sealed, where that is JSON that was sent whole
    /// and bodies are kept; never of calls for tokens.
    pub body: Option<Value>,
}

/// The calls so far, and how many are under way.
#[derive(Default)]
pub(crate) struct Calls {
    /// Each with its number, which outlives a cleared list.
    list: Vec<(u64, Call)>,
    numbered: u64,
    in_flight: usize,
    max_in_flight: usize,
    /// Whether bodies are kept; a demo that runs for months has no use for them.
    pub(crate) keeps_bodies: bool,
}

impl Calls {
    /// Records an arrival and gives the call's number.
    pub(crate) fn arrive(&mut self, call: Call) -> u64 {
        self.numbered += 1;
        self.list.push((self.numbered, call));
        self.in_flight += 1;
        self.max_in_flight = self.max_in_flight.max(self.in_flight);
        self.numbered
    }

    /// Keeps what a call is answered with.
    pub(crate) fn keep(&mut self, number: u64, body: &Value) {
        let found = self.list.iter_mut().find(|(each, _)| *each == number);
        if let (true, Some((_, call))) = (self.keeps_bodies, found) {
            call.body = Some(body.clone());
        }
    }

    pub(crate) fn answer(&mut self, number: u64, answered: Answered) {
        let found = self.list.iter_mut().find(|(each, _)| *each == number);
        if let Some((_, call)) = found {
            call.answered = answered;
        }
    }

    pub(crate) fn leave(&mut self) {
        self.in_flight = self.in_flight.saturating_sub(1);
    }

    pub(crate) fn list(&self) -> Vec<Call> {
        self.list.iter().map(|(_, call)| call.clone()).collect()
    }

    pub(crate) fn count(&self, path: &str) -> usize {
        self.list
            .iter()
            .filter(|(_, call)| call.path == path)
            .count()
    }

    pub(crate) fn max_in_flight(&self) -> usize {
        self.max_in_flight
    }

    /// Forgets the list and the highest number under way.
    pub(crate) fn clear(&mut self) {
        self.list.clear();
        self.max_in_flight = self.in_flight;
    }
}
