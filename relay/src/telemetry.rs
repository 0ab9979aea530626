//! What is told about requests: an id, one log line each, and metrics.
//!
//! Neither line nor metric holds the query string: views name apps, and what is shared in logs
//! spreads. Labels are few: the route as it is listed, never the path as it was sent.

mod recorder;

pub(crate) use recorder::Telemetry;

use std::fmt;
use std::time::Instant;

use axum::extract::{MatchedPath, Request};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, Method};

use crate::gate::HEALTH;
use crate::serve::State;

/// The header that carries the request's id.
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// What one request is called in log, header and problem.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RequestId(u128);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

/// Gives the request its id, counts it and logs it once.
pub(crate) async fn observe(state: State, mut request: Request, next: Next) -> Response {
    let id = RequestId(rand::random());
    request.extensions_mut().insert(id);
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or("other".to_owned(), |path| path.as_str().to_owned());
    let started = Instant::now();
    let in_flight = state.telemetry().begin();
    let mut response = next.run(request).await;
    drop(in_flight);
    note(&state, id, &route, &method, &mut response, started);
    response
}

/// Gives a reply that was kept ready its id, counts it and logs it once.
pub(crate) fn kept(state: &State, route: &'static str, response: &mut Response, started: Instant) {
    let id = RequestId(rand::random());
    note(state, id, route, &Method::GET, response, started);
}

fn note(
    state: &State,
    id: RequestId,
    route: &str,
    method: &Method,
    response: &mut Response,
    started: Instant,
) {
    let (took, status) = (started.elapsed(), response.status().as_u16());
    state
        .telemetry()
        .finished(route, method, status, took.as_secs_f64());
    let duration_ms = took.as_millis();
    if HEALTH.contains(&route) {
        tracing::debug!(request_id = %id, %method, route, status, duration_ms, "request");
    } else {
        tracing::info!(request_id = %id, %method, route, status, duration_ms, "request");
    }
    if let Ok(id) = HeaderValue::try_from(id.to_string()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
}
