//! Whether the relay lives and takes requests; nobody is called to find out.

use axum::response::IntoResponse;
use http::StatusCode;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

use crate::audit::Standing;
use crate::serve::State;

const PLAIN: [(http::HeaderName, &str); 2] = [
    (CONTENT_TYPE, "text/plain; charset=utf-8"),
    (CACHE_CONTROL, "no-store"),
];

/// `/livez`: the process answers.
pub(crate) async fn live() -> impl IntoResponse {
    (PLAIN, "ok\n")
}

/// `/readyz`: 503 while the relay stops.
pub(crate) async fn ready(state: State) -> impl IntoResponse {
    let (status, word) = readiness(&state);
    (status, PLAIN, format!("{word}\n"))
}

/// `/readyz` for operators: each part on a line.
pub(crate) async fn ready_verbose(state: State) -> impl IntoResponse {
    let (status, word) = readiness(&state);
    let config = state.config();
    let text = format!(
        "{word}\nversion {}\napps {}\ndemo {}\naudit {}\n",
        env!("CARGO_PKG_VERSION"),
        config.apps.len(),
        config.demo,
        match state.audit().standing() {
            Standing::Off => "off",
            Standing::Well => "ok",
            Standing::Failing => "failing",
        }
    );
    (status, PLAIN, text)
}

fn readiness(state: &State) -> (StatusCode, &'static str) {
    if state.is_draining() {
        (StatusCode::SERVICE_UNAVAILABLE, "draining")
    } else {
        (StatusCode::OK, "ok")
    }
}

/// `/metrics`.
pub(crate) async fn metrics(state: State) -> impl IntoResponse {
    let content_type = "text/plain; version=0.0.4; charset=utf-8";
    ([(CONTENT_TYPE, content_type)], state.telemetry().render())
}
