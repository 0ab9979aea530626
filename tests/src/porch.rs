//! What stands before the relay: it hands everything on, and may answer in the relay's place, as a
//! sign-in, a balancer over two versions or a broken line does.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use futures::StreamExt as _;
use http::header::{ACCEPT_ENCODING, CONNECTION, CONTENT_TYPE, HOST, LOCATION, TRANSFER_ENCODING};
use http::{HeaderValue, StatusCode};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// What is done in place of handing on.
#[derive(Clone, Debug)]
pub enum Act {
    /// A redirect to this address, with the one that was asked as `rd`.
    SignIn(String),
    /// An answer of its own: status, media type, body.
    Own(u16, &'static str, &'static str),
    /// The relay's answer with another text in place of each of these.
    Put(&'static str, &'static str),
    /// So many bytes of the relay's answer; then the line breaks off.
    Cut(usize),
    /// The relay's answer, with a pause behind a text of it.
    Pause(&'static str),
    /// Nothing, for as long as the rule stands; then as without it.
    Hold,
}

/// How long a line is still.
const PAUSE: Duration = Duration::from_millis(200);

/// For which of the requests that it fits an act is meant, counted from 0.
pub type When = fn(usize) -> bool;

/// Always.
pub const ALWAYS: When = |_| true;

/// It ends with this handle.
#[derive(Debug)]
pub struct Porch {
    address: SocketAddr,
    inner: Arc<Inner>,
    task: JoinHandle<()>,
}

#[derive(Debug)]
struct Inner {
    behind: String,
    client: reqwest::Client,
    rules: Mutex<Vec<Rule>>,
    asked: Mutex<Vec<String>>,
}

#[derive(Debug)]
struct Rule {
    word: &'static str,
    when: When,
    act: Act,
    met: usize,
}

impl Porch {
    /// A porch before a relay's origin.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn before(behind: &str) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build();
        let inner = Arc::new(Inner {
            behind: behind.to_owned(),
            client: client.expect("a client"),
            rules: Mutex::default(),
            asked: Mutex::default(),
        });
        let router = Router::new().fallback(answer).with_state(inner.clone());
        let task = tokio::spawn(async move {
            // It ends when its task is ended.
            let _ = axum::serve(listener, router).await;
        });
        Self {
            address,
            inner,
            task,
        }
    }

    /// Its origin, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// From now on does so where path and query hold a word; the rule that came first decides.
    pub fn script(&self, word: &'static str, when: When, act: Act) {
        let met = 0;
        lock(&self.inner.rules).push(Rule {
            word,
            when,
            act,
            met,
        });
    }

    /// Hands everything on again.
    pub fn clear(&self) {
        lock(&self.inner.rules).clear();
    }

    /// The paths and queries that were asked and hold a word.
    #[must_use]
    pub fn asked(&self, word: &str) -> Vec<String> {
        let mut asked = lock(&self.inner.asked).clone();
        asked.retain(|path| path.contains(word));
        asked
    }
}

impl Drop for Porch {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(porch): State<Arc<Inner>>, request: Request) -> Response {
    let path = request.uri().to_string();
    lock(&porch.asked).push(path.clone());
    match porch.act(&path) {
        Some(Act::SignIn(to)) => {
            let to = format!("{to}?rd={path}");
            let to = HeaderValue::try_from(to).expect("an address");
            (StatusCode::FOUND, [(LOCATION, to)], "").into_response()
        }
        Some(Act::Own(status, kind, body)) => {
            let status = StatusCode::from_u16(status).expect("a status");
            let kind = HeaderValue::from_static(kind);
            (status, [(CONTENT_TYPE, kind)], body).into_response()
        }
        Some(Act::Put(old, new)) => {
            let (parts, body) = porch.hand_on(request, &path).await.into_parts();
            let bytes = axum::body::to_bytes(body, usize::MAX).await.expect(&path);
            let text = String::from_utf8_lossy(&bytes).replace(old, new);
            Response::from_parts(parts, Body::from(text))
        }
        Some(Act::Cut(bytes)) => {
            let (parts, body) = porch.hand_on(request, &path).await.into_parts();
            let whole = axum::body::to_bytes(body, usize::MAX).await.expect(&path);
            let start = whole.slice(..bytes.min(whole.len()));
            let gone = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
            let pieces = futures::stream::iter([Ok(start), Err(gone)]);
            // The piece goes out before the line breaks.
            let pieces = pieces.then(async |piece| {
                if piece.is_err() {
                    tokio::time::sleep(PAUSE).await;
                }
                piece
            });
            Response::from_parts(parts, Body::from_stream(pieces))
        }
        Some(Act::Pause(text)) => {
            let (parts, body) = porch.hand_on(request, &path).await.into_parts();
            let whole = axum::body::to_bytes(body, usize::MAX).await.expect(&path);
            let mut places = whole.windows(text.len());
            let at = places.position(|place| place == text.as_bytes());
            let at = at.map_or(whole.len(), |at| at + text.len());
            let start = futures::stream::iter([std::io::Result::Ok(whole.slice(..at))]);
            let rest = futures::stream::once(async move {
                tokio::time::sleep(PAUSE).await;
                Ok(whole.slice(at..))
            });
            Response::from_parts(parts, Body::from_stream(start.chain(rest)))
        }
        Some(Act::Hold) => {
            while porch.holds(&path) {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            porch.hand_on(request, &path).await
        }
        None => porch.hand_on(request, &path).await,
    }
}

impl Inner {
    /// What is to be done with a request.
    fn act(&self, path: &str) -> Option<Act> {
        let mut rules = lock(&self.rules);
        let rule = rules.iter_mut().find(|rule| path.contains(rule.word))?;
        rule.met += 1;
        (rule.when)(rule.met - 1).then(|| rule.act.clone())
    }

    /// Whether a request is still held back.
    fn holds(&self, path: &str) -> bool {
        let rules = lock(&self.rules);
        let rule = rules.iter().find(|rule| path.contains(rule.word));
        rule.is_some_and(|rule| matches!(rule.act, Act::Hold))
    }

    /// The relay's answer; that of a proxy whose relay is gone, where there is none.
    async fn hand_on(&self, request: Request, path: &str) -> Response {
        let mut headers = request.headers().clone();
        headers.remove(HOST);
        headers.remove(ACCEPT_ENCODING);
        let asked = self.client.get(format!("{}{path}", self.behind));
        let Ok(given) = asked.headers(headers).send().await else {
            let kind = HeaderValue::from_static("text/html");
            return (
                StatusCode::BAD_GATEWAY,
                [(CONTENT_TYPE, kind)],
                "Bad gateway",
            )
                .into_response();
        };
        let mut response = Response::new(Body::empty());
        *response.status_mut() = given.status();
        *response.headers_mut() = given.headers().clone();
        for own in [CONNECTION, TRANSFER_ENCODING, http::header::CONTENT_LENGTH] {
            response.headers_mut().remove(own);
        }
        *response.body_mut() = Body::from_stream(given.bytes_stream());
        response
    }
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
