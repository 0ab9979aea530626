//! What is told about requests: an id, one log line each, and metrics.
//!
//! Neither line nor metric holds the query string: a line names the apps, the module and the days that were
//! shown, and nothing else of a view. Labels are few: the route as it is listed, never the path as it was
//! sent, and an app's alias.

mod catalogue;
mod exchange;
mod facts;
mod gauges;
mod id;
mod recorder;
mod served;

#[cfg(test)]
mod tests;

pub(crate) use facts::{Came, Facts, Noted, Subject, Trouble};
pub(crate) use gauges::keep;
pub(crate) use id::RequestId;
pub(crate) use recorder::Telemetry;
pub(crate) use served::{Route, Served};

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::HttpBody as _;
use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use crate::gate::{Admitted, Peer};
use crate::serve::State;

use exchange::{Exchange, Waiting};

/// The status of a request whose reader left before there was an answer, as nginx logs it.
pub(crate) const LEFT: u16 = 499;

/// Gives the request its id, counts it, and logs it once its answer is out.
pub(crate) async fn observe(state: State, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let live = state.live();
    let (headers, peer) = (request.headers(), Peer::of(request.extensions()));
    let (id, trace) = id::named(headers, || live.gate.trusts(peer, headers));
    let client = live.gate.client(peer, headers);
    drop(live);
    let facts = Facts::default();
    let route = request.extensions().get::<MatchedPath>();
    let route = route.map_or(Route::Other, |path| Route::Listed(path.clone()));
    let method = request.method().clone();
    request.extensions_mut().insert(id);
    request.extensions_mut().insert(facts.clone());
    let in_flight = state.telemetry().begin();
    let waiting = Waiting::new(Exchange {
        state,
        id,
        trace,
        client,
        method,
        route,
        status: StatusCode::from_u16(LEFT).unwrap_or(StatusCode::BAD_REQUEST),
        facts,
        started,
    });
    let mut response = next.run(request).await;
    drop(in_flight);
    name(&id, response.headers_mut());
    match waiting.over(response.status()) {
        Some(exchange) => {
            exchange.answered();
            exchange.follow(response)
        }
        None => response,
    }
}

/// A reply that was kept ready: whose it is and what it is about.
pub(crate) struct Kept<'a> {
    /// The address, as the routes are listed.
    pub(crate) route: &'static str,
    /// Who asked.
    pub(crate) admitted: &'a Admitted,
    /// What is shown.
    pub(crate) subject: Arc<Subject>,
    /// From the request to its answer.
    pub(crate) took: Duration,
}

/// Gives a reply that was kept ready its id, counts it and logs it once. It is handed to the connection in
/// one piece, so that its bytes are known.
pub(crate) fn kept(
    state: &State,
    headers: &HeaderMap,
    peer: Option<Peer>,
    kept: Kept<'_>,
    response: &mut Response,
) {
    let live = state.live();
    let (id, trace) = id::named(headers, || live.gate.trusts(peer, headers));
    let took = kept.took;
    let status = response.status().as_u16();
    let method = Method::GET;
    let telemetry = state.telemetry();
    telemetry.answered(kept.route, &method, status, took.as_secs_f64());
    name(&id, response.headers_mut());
    let served = Served {
        id,
        trace,
        who: Some(kept.admitted.who().clone()),
        client: live.gate.client(peer, headers),
        method,
        route: Route::Kept(kept.route),
        status,
        took,
        bytes: response.body().size_hint().exact().unwrap_or(0),
        cut_off: false,
        subject: Some(kept.subject),
        cache: Some(Came::Hit),
        calls: Some(0),
        upstream: None,
        trouble: None,
    };
    end(state, served);
}

/// An answer is out.
fn end(state: &State, served: Served) {
    served.tell();
    state.telemetry().sent(&served);
    state.audit().served(served, || state.clock().now());
}

/// Makes the place for what [`kept`] tells, so that a copy of the headers need not grow.
pub(crate) fn leave_room(headers: &mut HeaderMap) {
    headers.insert(id::REQUEST_ID, HeaderValue::from_static(""));
}

/// Tells the reader what the request is called.
fn name(id: &RequestId, headers: &mut HeaderMap) {
    if let Some(value) = id.header() {
        headers.insert(id::REQUEST_ID, value);
    }
}

impl State {
    /// The configuration was read again: whether it is in force now, and if not why. Told by metrics and by
    /// the audit.
    pub fn reloaded(&self, well: bool, why: Option<&str>) {
        let now = self.clock().now();
        self.telemetry().reloaded(well, now);
        self.audit().reloaded(well, why, now);
    }

    /// Waits until what was read so far is written to the audit: for what ends after its work.
    pub async fn audited(&self) {
        self.audit().flush().await;
    }
}
