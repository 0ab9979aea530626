//! What stands before the routes: it takes the base path off, and sends replies that are kept ready.
//!
//! A repeated view is most of what a relay is asked. Routes and layers around them box a future
//! each, which is more work than the reply itself; what such a reply needs of them, the gate, the
//! safe headers and the line in the log, it gets here from the same functions.

use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use futures::future::{Either, Ready, ready};
use http::{Method, Uri};
use shared::paths;
use tower::Service;

use super::safe_headers;
use crate::gate::{Admitted, Peer};
use crate::handlers::performance;
use crate::serve::State;
use crate::telemetry;

/// The relay as one service.
#[derive(Clone)]
pub struct Front {
    routes: axum::Router,
    base: Arc<str>,
    state: State,
}

impl Front {
    pub(super) fn new(routes: axum::Router, state: State) -> Self {
        let base = state.config().base_path.as_str().into();
        Self {
            routes,
            base,
            state,
        }
    }

    /// The response to a request whose reply is kept ready and may be read.
    fn kept(&self, request: &Request<Body>) -> Option<Response> {
        let path = request.uri().path().strip_prefix('/')?;
        let route = [paths::PERFORMANCE, paths::PERFORMANCE_CSV]
            .into_iter()
            .find(|route| *route == path)?;
        if request.method() != Method::GET {
            return None;
        }
        let started = Instant::now();
        let live = self.state.live();
        let (uri, headers) = (request.uri(), request.headers());
        // What is refused is refused in full words, behind the routes.
        let admitted = Admitted::by(&self.state, uri, headers, request.extensions()).ok()?;
        let form = performance::form(path, headers);
        let query = uri.query().unwrap_or_default();
        let (mut response, subject) =
            performance::kept(&admitted, &self.state, query, headers, form, started)?;
        safe_headers(response.headers_mut());
        live.gate.allow(headers, uri.path(), response.headers_mut());
        let kept = telemetry::Kept {
            route: route_label(route),
            admitted: &admitted,
            subject,
            started,
        };
        let peer = Peer::of(request.extensions());
        telemetry::kept(&self.state, headers, peer, kept, &mut response);
        Some(response)
    }
}

/// A path as the routes are listed.
fn route_label(path: &'static str) -> &'static str {
    match path {
        paths::PERFORMANCE => "/api/v1/performance",
        _ => "/api/v1/performance.csv",
    }
}

impl Service<Request<Body>> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request<Body>>::poll_ready(&mut self.routes, context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let request = without_base(request, &self.base);
        match self.kept(&request) {
            Some(response) => Either::Left(ready(Ok(response))),
            None => Either::Right(self.routes.call(request)),
        }
    }
}

/// Takes the base path off; addresses without it stay as they are.
fn without_base(mut request: Request, base: &str) -> Request {
    let rest = request.uri().path_and_query().and_then(|whole| {
        let rest = whole.as_str().strip_prefix(base)?;
        (!base.is_empty() && rest.starts_with('/')).then(|| rest.parse().ok())?
    });
    if let Some(rest) = rest {
        let mut parts = request.uri().clone().into_parts();
        parts.path_and_query = Some(rest);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
    request
}
