//! Every route and every layer of the relay, each listed in one function.

mod front;

#[cfg(test)]
mod tests;

pub use front::Front;

use std::any::Any;

use axum::extract::Request;
use axum::middleware::{Next, from_fn, from_fn_with_state, map_response};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get};
use http::header::{
    CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS, X_FRAME_OPTIONS,
};
use http::{HeaderMap, HeaderName, HeaderValue};
use shared::paths;
use shared::problem::ProblemKind;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{NotForContentType, Predicate, SizeAbove};

use crate::handlers::{apps, calendar, changes, health, page, performance, pictures, plan};
use crate::problem::Fault;
use crate::serve::State;
use crate::{gate, openapi, problem, telemetry};

/// The longest address that is read; a view has at most 4,096 bytes, once written canonically.
const MAX_URI: usize = 16 * 1024;

/// Every route, relative to the base path.
fn routes() -> Vec<(String, MethodRouter<State>)> {
    let api = |path: &str| format!("/{path}");
    vec![
        (api(paths::APPS), get(apps::apps)),
        (api(paths::PLAN), get(plan::plan)),
        (api(paths::PERFORMANCE), get(performance::performance)),
        (api(paths::PERFORMANCE_CSV), get(performance::csv)),
        (api(paths::CHANGES), get(changes::changes)),
        (api(paths::CALENDAR), get(calendar::calendar)),
        (api(paths::CHART_SVG), get(pictures::svg)),
        (api(paths::CHART_PNG), get(pictures::png)),
        (api(paths::OPENAPI), get(openapi::document)),
        ("/livez".into(), get(health::live)),
        ("/healthz".into(), get(health::live)),
        ("/readyz".into(), get(health::ready)),
        ("/".into(), get(page::shell)),
        (api(paths::CHART), get(page::shell)),
        (api(paths::CHANGES_PAGE), get(page::shell)),
        ("/open".into(), get(page::shell)),
    ]
}

/// Every layer around the routes, the innermost first, with the reason for its place.
fn layers(routes: axum::Router<State>, state: &State) -> axum::Router<State> {
    routes
        // Innermost, so that nothing outside needs to know how a body is encoded.
        .layer(
            // A stream encodes its own lines: this one would hold them back.
            CompressionLayer::new().compress_when(
                SizeAbove::default()
                    .and(NotForContentType::const_new(paths::NDJSON))
                    // PNG is as small as it gets.
                    .and(NotForContentType::IMAGES),
            ),
        )
        // Before any handler: another site's page must not read anything.
        .layer(from_fn_with_state(state.clone(), gate::known_host))
        // Before anyone takes the address apart.
        .layer(from_fn(bounded_uri))
        // Around all that may fail, inside what words the failure.
        .layer(CatchPanicLayer::custom(panicked))
        // Words every fault from within.
        .layer(from_fn_with_state(state.clone(), problem::dress))
        // Other sites' scripts may learn why they were refused.
        .layer(from_fn_with_state(state.clone(), gate::preflight))
        // On every response, refusals too.
        .layer(map_response(safe))
        // Outermost: gives the id that all others use, and sees the status that is sent.
        .layer(from_fn_with_state(state.clone(), telemetry::observe))
}

/// The relay's addresses, each both at the root and below the base path, so that a proxy may
/// keep the prefix or strip it.
pub fn router(state: State) -> Front {
    let mut routed = axum::Router::new();
    for (path, handler) in routes() {
        routed = routed.route(&path, handler);
    }
    let routed = routed
        .fallback(page::other)
        .method_not_allowed_fallback(page::method_not_allowed);
    // Layers run after routing, and the prefix must be gone before: hence what stands in front.
    let routes = layers(routed, &state).with_state(state.clone());
    Front::new(routes, state)
}

/// What operators read, on a listener of its own.
pub(crate) fn operator_router(state: State) -> axum::Router {
    axum::Router::new()
        .route("/metrics", get(health::metrics))
        .route("/livez", get(health::live))
        .route("/readyz", get(health::ready_verbose))
        .layer(from_fn_with_state(state.clone(), gate::own_host))
        .layer(from_fn_with_state(state.clone(), problem::dress))
        .with_state(state)
}

async fn bounded_uri(request: Request, next: Next) -> Response {
    let length = request
        .uri()
        .path_and_query()
        .map_or(0, |whole| whole.as_str().len());
    if length > MAX_URI {
        let detail = format!("the address has {length} bytes, at most {MAX_URI} are read");
        return Fault::new(ProblemKind::UriTooLong, &detail).into_response();
    }
    next.run(request).await
}

/// The panic's own text may hold anything, so that nobody is told it; the hook of the program logs
/// the place.
fn panicked(_: Box<dyn Any + Send>) -> Response {
    tracing::error!("a request panicked");
    Fault::new(
        ProblemKind::Internal,
        "a fault of the relay; the log knows more",
    )
    .into_response()
}

async fn safe(mut response: Response) -> Response {
    safe_headers(response.headers_mut());
    response
}

/// Which sites' pages may show what is answered.
pub(crate) const RESOURCE_POLICY: HeaderName =
    HeaderName::from_static("cross-origin-resource-policy");

/// Headers that keep browsers from guessing, telling and embedding.
fn safe_headers(headers: &mut HeaderMap) {
    const ALL: [(HeaderName, &str); 4] = [
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (
            HeaderName::from_static("permissions-policy"),
            "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
        ),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
    ];
    for (name, value) in ALL {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // A picture may have its own.
    headers
        .entry(RESOURCE_POLICY)
        .or_insert(HeaderValue::from_static("same-origin"));
    // The page has its own; data must run nothing where it is opened as a document.
    let policy = headers
        .entry(CONTENT_SECURITY_POLICY)
        .or_insert(HeaderValue::from_static(
            "default-src 'none'; frame-ancestors 'none'",
        ));
    // Older browsers know this one alone, and it can name nobody: it stands where nobody may embed.
    if policy.as_bytes().ends_with(b"frame-ancestors 'none'") {
        headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("DENY"));
    }
}
