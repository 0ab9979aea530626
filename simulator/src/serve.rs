//! The listener: one HTTP/1 connection at a time by hand, since axum's own can't cut one.

use std::convert::Infallible;
use std::io;
use std::net::Ipv4Addr;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tower::ServiceExt;

use crate::simulator::{Clock, Simulator};

/// The pause after a connection could not be taken.
const ACCEPT_AGAIN: Duration = Duration::from_millis(20);

/// On a response: don't send it, close the connection.
#[derive(Clone, Copy)]
pub(crate) struct Cut;

impl Simulator {
    /// Serves until dropped; open connections are closed with it.
    pub fn serve(&self, listener: TcpListener) -> impl Future<Output = ()> + Send + use<> {
        let router = self.router();
        async move {
            let mut connections = JoinSet::new();
            loop {
                tokio::select! {
                    accepted = listener.accept() => {
                        match accepted {
                            Ok((stream, _)) => {
                                connections.spawn(connection(stream, router.clone()));
                            }
                            // Out of file handles, say: asking again at once would only spin.
                            Err(_) => tokio::time::sleep(ACCEPT_AGAIN).await,
                        }
                    }
                    Some(_) = connections.join_next() => {}
                }
            }
        }
    }

    /// Starts a simulator on a free local port.
    ///
    /// # Errors
    ///
    /// No port could be opened.
    pub async fn start(clock: Clock) -> io::Result<Running> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let url = format!("http://{}", listener.local_addr()?);
        let simulator = Self::new(clock);
        let task = tokio::spawn(simulator.serve(listener));
        Ok(Running {
            url,
            simulator,
            task,
        })
    }
}

async fn connection(stream: TcpStream, router: axum::Router) {
    let service = service_fn(move |request: Request<Incoming>| {
        let answer = router.clone().oneshot(request.map(Body::new));
        async move { answer.await.map_or_else(never, send) }
    });
    // An error here is a caller gone or a cut as scripted: both are the point.
    let _ = http1::Builder::new()
        .serve_connection(TokioIo::new(stream), service)
        .await;
}

fn never(error: Infallible) -> io::Result<Response> {
    match error {}
}

/// hyper closes the connection without a word where the service fails.
fn send(response: Response) -> io::Result<Response> {
    if response.extensions().get::<Cut>().is_some() {
        return Err(io::Error::new(
            io::ErrorKind::ConnectionAborted,
            "cut as scripted",
        ));
    }
    Ok(response)
}

/// A simulator at work on a local port; it stops when dropped.
#[derive(Debug)]
pub struct Running {
    url: String,
    simulator: Simulator,
    task: JoinHandle<()>,
}

impl Running {
    /// `http://127.0.0.1:PORT`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The handle for data, faults and records.
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        &self.simulator
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}
