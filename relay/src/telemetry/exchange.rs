//! A request under way: what is known when the head of its answer goes out, kept until the last byte has, so
//! that its line tells how many there were and whether they were all.

use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Instant;

use axum::body::{Body, HttpBody};
use axum::response::Response;
use bytes::Bytes;
use http::{Method, StatusCode};

use super::facts::Facts;
use super::id::{RequestId, TraceId};
use super::served::{Route, Served};
use crate::serve::State;

/// A request whose answer is on its way.
pub(super) struct Exchange {
    pub(super) state: State,
    pub(super) id: RequestId,
    pub(super) trace: Option<TraceId>,
    pub(super) client: Option<IpAddr>,
    pub(super) method: Method,
    pub(super) route: Route,
    pub(super) status: StatusCode,
    pub(super) facts: Facts,
    pub(super) started: Instant,
}

impl Exchange {
    /// Stays with the answer until its body is out.
    pub(super) fn follow(self, response: Response) -> Response {
        response.map(|body| {
            Body::new(Watched {
                body,
                exchange: Some(self),
                bytes: 0,
            })
        })
    }

    /// Counts it by the status that it has now.
    pub(super) fn answered(&self) {
        let took = self.started.elapsed().as_secs_f64();
        let (route, status) = (self.route.as_str(), self.status.as_u16());
        let telemetry = self.state.telemetry();
        telemetry.answered(route, &self.method, status, took);
    }

    /// Whether no body goes out, whatever there is of one.
    fn sends_nothing(&self) -> bool {
        self.method == Method::HEAD
            || matches!(
                self.status,
                StatusCode::NOT_MODIFIED | StatusCode::NO_CONTENT
            )
    }

    fn end(self, bytes: u64, cut_off: bool) {
        let noted = self.facts.take();
        let served = Served {
            id: self.id,
            trace: self.trace,
            who: noted.who,
            client: self.client,
            method: self.method,
            route: self.route,
            status: self.status.as_u16(),
            took: self.started.elapsed(),
            bytes,
            cut_off,
            subject: noted.subject,
            cache: noted.cache,
            calls: noted.calls,
            upstream: noted.upstream,
            trouble: noted.trouble,
        };
        super::end(&self.state, served);
    }
}

/// A request without an answer yet: where the reader leaves before there is one, that is told too.
pub(super) struct Waiting(Option<Exchange>);

impl Waiting {
    pub(super) fn new(exchange: Exchange) -> Self {
        Self(Some(exchange))
    }

    /// There is an answer.
    pub(super) fn over(mut self, status: StatusCode) -> Option<Exchange> {
        let mut exchange = self.0.take()?;
        exchange.status = status;
        Some(exchange)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        if let Some(exchange) = self.0.take() {
            exchange.answered();
            exchange.end(0, true);
        }
    }
}

/// A body that tells when it is out.
struct Watched {
    body: Body,
    /// None once it has been told.
    exchange: Option<Exchange>,
    bytes: u64,
}

impl Watched {
    fn end(&mut self, cut_off: bool) {
        if let Some(exchange) = self.exchange.take() {
            exchange.end(self.bytes, cut_off);
        }
    }
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, axum::Error>>> {
        let frame = ready!(Pin::new(&mut self.body).poll_frame(context));
        match &frame {
            Some(Ok(frame)) => {
                let length = frame.data_ref().map_or(0, Bytes::len);
                self.bytes += u64::try_from(length).unwrap_or(0);
            }
            Some(Err(_)) => self.end(true),
            None => self.end(false),
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> http_body::SizeHint {
        self.body.size_hint()
    }
}

/// A body of known length is let go of with its last byte; any other before its end where the reader leaves.
impl Drop for Watched {
    fn drop(&mut self) {
        let sends_nothing = self.exchange.as_ref().is_some_and(Exchange::sends_nothing);
        let cut_off = !sends_nothing && !self.body.is_end_stream();
        self.end(cut_off);
    }
}
