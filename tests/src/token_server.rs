//! A central token service as a company runs one: it alone fetches the token, all others ask it.

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use axum::{Json, Router};
use http::StatusCode;
use http::header::AUTHORIZATION;
use relay::config::{Method, SecretSource, TokenServer as Config};
use serde_json::json;
use simulator::{AppSpec, Running};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::house::stable_token;

/// What lets a caller in.
pub const PASS: &str = "Bearer token-server-pass";

/// The service; it ends with this handle.
#[derive(Debug)]
pub struct TokenServer {
    url: String,
    asked: Arc<AtomicUsize>,
    task: JoinHandle<()>,
}

#[derive(Clone)]
struct Office {
    upstream: String,
    app: AppSpec,
    asked: Arc<AtomicUsize>,
}

impl TokenServer {
    /// A service for one of the simulator's apps.
    ///
    /// # Panics
    /// Where no port is free.
    pub async fn start(upstream: &Running, app: AppSpec) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await;
        let listener = listener.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let asked = Arc::new(AtomicUsize::new(0));
        let office = Office {
            upstream: upstream.url().to_owned(),
            app,
            asked: asked.clone(),
        };
        let router = Router::new().fallback(answer).with_state(office);
        let task = tokio::spawn(async move {
            // It ends when its task is ended.
            let _ = axum::serve(listener, router).await;
        });
        Self {
            url: format!("http://{address}/wechat/shop"),
            asked,
            task,
        }
    }

    /// How a relay is told of it.
    ///
    /// # Panics
    /// Never: the address is one.
    #[must_use]
    pub fn config(&self, method: Method) -> Config {
        Config {
            url: self.url.parse().expect("an address"),
            method,
            pointer: "/data/token".to_owned(),
            expires_pointer: Some("/data/seconds".to_owned()),
            header: Some(SecretSource::inline(format!("Authorization: {PASS}"))),
        }
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// How often it was asked.
    #[must_use]
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for TokenServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn answer(State(office): State<Office>, request: Request) -> Response {
    office.asked.fetch_add(1, Ordering::Relaxed);
    if request
        .headers()
        .get(AUTHORIZATION)
        .is_none_or(|pass| pass != PASS)
    {
        return StatusCode::FORBIDDEN.into_response();
    }
    match stable_token(&office.upstream, &office.app).await {
        Some((token, seconds)) => {
            Json(json!({ "data": { "token": token, "seconds": seconds } })).into_response()
        }
        None => StatusCode::BAD_GATEWAY.into_response(),
    }
}
