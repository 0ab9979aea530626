//! One connection: its requests, one after the other, and its end.

use std::convert::Infallible;
use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::response::Response;
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper_util::rt::TokioIo;
use pin_project_lite::pin_project;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::sync::watch;
use tower::Service;

use super::patient::{Patience, Patient};
use super::pulse::Pulse;
use crate::gate::Peer;

/// Bytes of a request's head that are kept at most: an address of 16 KiB, and headers of a sign-in
/// that hands on what it knows. What is larger is answered with 431.
const MAX_HEAD: usize = 64 * 1024;

/// Headers of a request that are read at most.
const MAX_HEADERS: usize = 100;

/// How a connection is held.
#[derive(Clone, Debug)]
pub(super) struct Manners {
    pub(super) patience: Patience,
    /// How long a connection without a request stays open once the relay stops, so that a request which
    /// is on its way finds somebody.
    pub(super) linger: Duration,
    pub(super) stopping: watch::Receiver<bool>,
}

/// Who answers the requests of connections.
pub(crate) trait Answers: Clone + Send + 'static {
    /// A response to come.
    type Answering: Future<Output = Result<Response, Infallible>> + Send;

    /// Answers one request of `peer`.
    fn answer(&self, request: http::Request<Incoming>, peer: Peer) -> Self::Answering;
}

/// Routes that learn from a request itself who sent it.
#[derive(Clone)]
pub(crate) struct Told<S>(pub(crate) S);

impl<S> Answers for Told<S>
where
    S: Service<Request, Response = Response, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
{
    type Answering = S::Future;

    fn answer(&self, request: http::Request<Incoming>, peer: Peer) -> S::Future {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(peer);
        // The routes are always ready.
        self.0.clone().call(request)
    }
}

/// Answers what comes over a connection, until either side ends it.
pub(super) async fn hold<I, A>(io: I, peer: Peer, answers: A, mut manners: Manners)
where
    I: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    A: Answers,
{
    let pulse = Pulse::default();
    let io = Patient::new(io, pulse.clone(), manners.patience);
    let guest = Guest {
        answers,
        peer,
        pulse: pulse.clone(),
    };
    let mut connection = pin!(
        http1::Builder::new()
            // Whoever lets others wait is told so by the connection's bytes.
            .header_read_timeout(None)
            .max_buf_size(MAX_HEAD)
            .max_headers(MAX_HEADERS)
            .serve_connection(TokioIo::new(io), guest)
    );
    tokio::select! {
        ended = connection.as_mut() => return tell(ended),
        () = stopped(&mut manners, &pulse) => {}
    }
    if !pulse.is_quiet() {
        // What was asked is answered, and the answer says that it is the last.
        connection.as_mut().graceful_shutdown();
        tell(connection.await);
    }
}

/// Ready when the relay stops and the connection has a request to end with, or has had its time.
async fn stopped(manners: &mut Manners, pulse: &Pulse) {
    // The sender lives as long as the relay: an error means that it is gone.
    if manners.stopping.wait_for(|stop| *stop).await.is_err() {
        tracing::debug!("the relay is gone");
    }
    // Either way it may end now.
    let _ = tokio::time::timeout(manners.linger, pulse.asked()).await;
}

fn tell(ended: hyper::Result<()>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Whoever sends requests over one connection.
struct Guest<A> {
    answers: A,
    peer: Peer,
    pulse: Pulse,
}

impl<A: Answers> hyper::service::Service<http::Request<Incoming>> for Guest<A> {
    type Response = Response<Watched>;
    type Error = Infallible;
    type Future = Answering<A::Answering>;

    fn call(&self, request: http::Request<Incoming>) -> Self::Future {
        self.pulse.asks();
        Answering {
            future: self.answers.answer(request, self.peer),
            pulse: self.pulse.clone(),
        }
    }
}

pin_project! {
    /// A response to come.
    struct Answering<F> {
        #[pin]
        future: F,
        pulse: Pulse,
    }
}

impl<F: Future<Output = Result<Response, Infallible>>> Future for Answering<F> {
    type Output = Result<Response<Watched>, Infallible>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let this = self.project();
        let Ok(response) = ready!(this.future.poll(context));
        let pulse = this.pulse.clone();
        Poll::Ready(Ok(response.map(|body| Watched { body, pulse })))
    }
}

/// A response's body; with it ends what was asked.
struct Watched {
    body: Body,
    pulse: Pulse,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        self.pulse.rests();
    }
}
