//! What stands before the routes: it takes the base path off, and sends replies that are kept ready.
//!
//! A repeated view is most of what a relay is asked. Routes and layers around them box a future
//! each, which is more work than the reply itself; what such a reply needs of them, the gate, the
//! safe headers and the line in the log, it gets here from the same functions.

use std::convert::Infallible;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Instant;

use axum::BoxError;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use axum::routing::future::RouteFuture;
use futures::future::{Either, Ready, ready};
use http::{HeaderMap, Method, Uri};
use hyper::body::Incoming;
use shared::paths;
use tower::Service;

use super::safe_headers;
use crate::gate::{Admitted, Peer};
use crate::handlers::performance::{self, Look};
use crate::serve::{Answers, Live, State};
use crate::telemetry::{self, Came};

/// A response to come: at once, or from the routes.
type Answering = Either<Ready<Result<Response, Infallible>>, RouteFuture<Infallible>>;

/// The relay as one service.
#[derive(Clone)]
pub struct Front {
    routes: axum::Router,
    state: State,
    /// Heads of replies kept ready: to put a dozen headers together is more work than the rest of such a reply.
    heads: Arc<[OnceLock<HeaderMap>; Look::HITS]>,
}

impl Front {
    pub(super) fn new(routes: axum::Router, state: State) -> Self {
        Self {
            routes,
            state,
            heads: Arc::default(),
        }
    }

    /// Answers a request: what is kept ready at once, without the boxes that only routes need.
    fn response<B>(&self, mut request: http::Request<B>, peer: Option<Peer>) -> Answering
    where
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let live = self.state.live();
        if let Some(uri) = below(request.uri(), live.gate.base(request.headers(), peer)) {
            *request.uri_mut() = uri;
        }
        if let Some(response) = self.kept(&live, &request, peer) {
            return Either::Left(ready(Ok(response)));
        }
        let mut request = request.map(Body::new);
        if let Some(peer) = peer {
            request.extensions_mut().insert(peer);
        }
        // Routes are always ready.
        Either::Right(self.routes.clone().call(request))
    }

    /// The response to a request whose reply is kept ready and may be read.
    fn kept<B>(
        &self,
        live: &Live,
        request: &http::Request<B>,
        peer: Option<Peer>,
    ) -> Option<Response> {
        let path = request.uri().path().strip_prefix('/')?;
        let route = [paths::PERFORMANCE, paths::PERFORMANCE_CSV]
            .into_iter()
            .find(|route| *route == path)?;
        if request.method() != Method::GET {
            return None;
        }
        let started = Instant::now();
        let (uri, headers) = (request.uri(), request.headers());
        // What is refused is refused in full words, behind the routes.
        let admitted = Admitted::by(&self.state, uri, headers, peer, None).ok()?;
        let form = performance::form(path, headers);
        let query = uri.query().unwrap_or_default();
        let reply = performance::kept(&admitted, &self.state, query, headers, form)?;
        let look = reply.looks(headers, Came::Hit);
        let head = self.heads[look.place()].get_or_init(|| {
            let mut head = look.head();
            safe_headers(&mut head);
            telemetry::leave_room(&mut head);
            head
        });
        let took = started.elapsed();
        let mut response = reply.respond(look, head.clone(), took);
        live.gate.allow(headers, uri.path(), response.headers_mut());
        let kept = telemetry::Kept {
            route: route_label(route),
            admitted: &admitted,
            subject: reply.subject(),
            took,
        };
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

impl Service<Request> for Front {
    type Response = Response;
    type Error = Infallible;
    type Future = Answering;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Service::<Request>::poll_ready(&mut self.routes, context)
    }

    fn call(&mut self, request: Request) -> Answering {
        let peer = Peer::of(request.extensions());
        self.response(request, peer)
    }
}

impl Answers for Front {
    type Answering = Answering;

    fn answer(&self, request: http::Request<Incoming>, peer: Peer) -> Answering {
        self.response(request, Some(peer))
    }
}

/// An address without the base path before it; `None` where it stands there without it already.
fn below(uri: &Uri, base: &str) -> Option<Uri> {
    let rest = uri.path_and_query()?.as_str().strip_prefix(base)?;
    if base.is_empty() || !rest.starts_with('/') {
        return None;
    }
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(rest.parse().ok()?);
    Uri::from_parts(parts).ok()
}
