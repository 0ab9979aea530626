//! The whole router against the simulator, without a listener of its own.

mod allocations;
mod data;
mod page;
mod paint;
mod panics;
mod refusals;

use std::sync::Arc;

use axum::body::Body;
use http::{HeaderMap, Method, Request};
use shared::apps::AppKind;
use shared::problem::Problem;
use shared::view::Alias;
use simulator::{Running, Simulator};
use tower::ServiceExt;

use crate::clock::Clock;
use crate::config::{AppConfig, Config, Credential, SecretSource};
use crate::history::History;
use crate::serve::State;

/// 2026-10-20, nine in the morning in Beijing.
const NOW: i64 = 1_792_458_000;

/// A relay whose WeChat is the simulator.
struct Relay {
    state: State,
    wechat: Running,
}

impl Relay {
    async fn start() -> Self {
        Self::with(|_| ()).await
    }

    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let wechat = Simulator::start(Arc::new(|| NOW)).await.unwrap();
        let apps = wechat.simulator().apps().into_iter().map(|app| AppConfig {
            alias: Alias::new(&app.alias).unwrap(),
            appid: app.appid,
            name: app.name,
            kind: AppKind::MiniProgram,
            groups: Vec::new(),
            users: Vec::new(),
            former_aliases: vec![],
            marks_file: None,
            marks: vec![],
            budgets_file: None,
            credential: Credential::Secret {
                secret: SecretSource::inline(app.secret),
                force_refresh: false,
            },
            signing: None,
        });
        let listen = "127.0.0.1:8787".parse().unwrap();
        let mut config = Config::demo(listen, wechat.url().to_owned(), apps.collect(), vec![]);
        change(&mut config);
        let history = History::memory().await.unwrap();
        let state = State::new(config, Clock::fixed(NOW), history).unwrap();
        Self { state, wechat }
    }

    async fn get(&self, uri: &str) -> Answer {
        self.ask(Method::GET, uri, &[]).await
    }

    async fn ask(&self, method: Method, uri: &str, headers: &[(&str, &str)]) -> Answer {
        ask(super::router(self.state.clone()), method, uri, headers).await
    }
}

/// Sends a request to `localhost`, unless the headers name another host.
async fn ask<S>(router: S, method: Method, uri: &str, headers: &[(&str, &str)]) -> Answer
where
    S: tower::Service<
            Request<Body>,
            Response = axum::response::Response,
            Error = std::convert::Infallible,
        >,
{
    let mut request = Request::builder().method(method).uri(uri);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "localhost:8787");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let (parts, body) = router.oneshot(request).await.unwrap().into_parts();
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    Answer {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: body.to_vec(),
    }
}

struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn json<T: serde::de::DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap()
    }

    /// The problem, which every refusal must be.
    fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.header("cache-control"), "no-store");
        let problem: Problem = self.json();
        assert_eq!(problem.status, self.status);
        assert_eq!(
            problem.request_id.as_deref(),
            Some(self.header("x-request-id"))
        );
        problem
    }

    fn slug(&self) -> String {
        let problem = self.problem();
        problem.known_kind().unwrap().slug().to_owned()
    }
}
