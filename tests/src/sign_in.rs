//! A sign-in in oauth2-proxy's manner behind nginx's `auth_request`: a session is a cookie, where to come
//! back to is told in a header or as `rd`, and travels to the provider and back.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Router;
use axum::extract::{Query, State};
use axum::response::{Html, IntoResponse as _, Response};
use axum::routing::get;
use http::header::{COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};
use relay::config::{Config, Mode, SecretSource};
use serde::Deserialize;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::Proxy;
use crate::proxies::SECRET;

/// The session's cookie.
const NAME: &str = "_oauth2_proxy";

/// Who signs in.
pub const USER: &str = "王五@intra.example";

/// Their groups.
pub const GROUPS: &str = "dev,perf";

/// Says what `deploy/nginx/oauth2-proxy.toml` says, for readers at a port: the groups of whoever signs in
/// see every app but the game.
///
/// # Panics
/// Never: what it holds is well written.
pub fn configure(config: &mut Config, port: u16) {
    config.access.mode = Some(Mode::Proxy);
    config.access.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
    config.access.proxy_secret = Some(SecretSource::inline(SECRET.to_owned()));
    config.public_url = Some(format!("http://127.0.0.1:{port}/perf/"));
    config.base_path = "/perf".to_owned();
    for app in &mut config.apps {
        let is_game = app.alias.as_str() == "game";
        app.groups = vec![if is_game { "games" } else { "perf" }.to_owned()];
    }
}

/// It ends with this handle.
#[derive(Debug)]
pub struct SignIn {
    address: SocketAddr,
    sessions: Arc<Sessions>,
    task: JoinHandle<()>,
}

#[derive(Debug, Default)]
struct Sessions {
    open: Mutex<BTreeSet<String>>,
    begun: Mutex<usize>,
}

/// What the sign-in's own addresses are asked with.
#[derive(Debug, Deserialize)]
struct Asked {
    rd: Option<String>,
    state: Option<String>,
}

impl SignIn {
    /// A sign-in at which nobody is signed in.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn open() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let sessions = Arc::new(Sessions::default());
        let router = Router::new()
            .route("/oauth2/auth", get(auth))
            .route("/oauth2/start", get(start))
            .route("/oauth2/sign_in", get(start))
            .route("/oauth2/provider", get(provider))
            .route("/oauth2/callback", get(callback))
            .with_state(sessions.clone());
        let task = tokio::spawn(async move {
            // It ends when its task is ended.
            let _ = axum::serve(listener, router).await;
        });
        Self {
            address,
            sessions,
            task,
        }
    }

    /// nginx on a port that asks it before it hands on to a relay, by the sample of `deploy/`.
    pub async fn nginx(&self, port: u16, relay: &str) -> Proxy {
        let address = self.address.to_string();
        let swap = [("127.0.0.1:4180", address.as_str())];
        Proxy::nginx("oauth2-proxy.conf", port, relay, &swap).await
    }

    /// Signs everybody out.
    pub fn end_all(&self) {
        lock(&self.sessions.open).clear();
    }

    /// How many sessions were begun.
    #[must_use]
    pub fn begun(&self) -> usize {
        *lock(&self.sessions.begun)
    }
}

impl Drop for SignIn {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// Whether a request has a session, and whose.
async fn auth(State(sessions): State<Arc<Sessions>>, headers: HeaderMap) -> Response {
    let cookies = headers.get_all(COOKIE).iter();
    let mut pairs = cookies
        .filter_map(|line| line.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let open = lock(&sessions.open);
    if !pairs.any(|(name, value)| name == NAME && open.contains(value)) {
        return (StatusCode::UNAUTHORIZED, "Unauthorized").into_response();
    }
    let named = [
        ("x-auth-request-user", "8f14e45f"),
        ("x-auth-request-email", USER),
        ("x-auth-request-groups", GROUPS),
    ];
    let named = named.map(|(name, value)| {
        let value = http::HeaderValue::from_bytes(value.as_bytes()).expect("a header");
        (http::HeaderName::from_static(name), value)
    });
    (StatusCode::ACCEPTED, HeaderMap::from_iter(named)).into_response()
}

/// Leads to the provider, which hands back what it was given.
async fn start(Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let header = headers.get("x-auth-request-redirect");
    let header = header.and_then(|value| value.to_str().ok());
    let back = asked.rd.as_deref().or(header);
    // Only into this house.
    let back = back.filter(|back| back.starts_with('/') && !back.starts_with("//"));
    let state: String = back
        .unwrap_or("/")
        .bytes()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    to(format!("/oauth2/provider?state={state}"))
}

/// The page of the house's own sign-in.
async fn provider(Query(asked): Query<Asked>) -> Html<String> {
    let state = asked.state.unwrap_or_default();
    Html(format!(
        "<!doctype html><meta charset=utf-8><title>Sign in</title>\
         <a id=enter href=\"/oauth2/callback?code=1&amp;state={state}\">Sign in</a>"
    ))
}

/// Begins a session and leads back.
async fn callback(State(sessions): State<Arc<Sessions>>, Query(asked): Query<Asked>) -> Response {
    let mut begun = lock(&sessions.begun);
    *begun += 1;
    let session = format!("session-{begun}");
    lock(&sessions.open).insert(session.clone());
    let state = asked.state.unwrap_or_default();
    let digits = state.as_bytes().chunks(2);
    let bytes = digits.map(|pair| {
        let pair = std::str::from_utf8(pair).expect("digits");
        u8::from_str_radix(pair, 16).expect("digits")
    });
    let back = String::from_utf8(bytes.collect()).expect("an address");
    let cookie = format!("{NAME}={session}; Path=/; HttpOnly; SameSite=Lax");
    ([(SET_COOKIE, cookie)], to(back)).into_response()
}

fn to(address: String) -> Response {
    (StatusCode::FOUND, [(LOCATION, address)]).into_response()
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}
