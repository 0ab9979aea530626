//! Which other sites' scripts may read the API: those whose origins the configuration lists, and
//! without the reader's cookies.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, ORIGIN,
    VARY,
};
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::Gate;
use super::proxies::only;
use crate::serve::State;

/// What stands before every path of the API.
const API: &str = "/api/";

impl Gate {
    /// The origin that a request names, where its scripts may read.
    fn origin(&self, headers: &HeaderMap) -> Option<HeaderValue> {
        let origin = only(headers, &ORIGIN)?;
        let known = self.origins.iter().find(|one| one.as_bytes() == origin)?;
        HeaderValue::try_from(known).ok()
    }

    /// Says on an answer who may read it.
    pub(crate) fn allow(&self, asked: &HeaderMap, path: &str, answer: &mut HeaderMap) {
        if self.origins.is_empty() || !path.starts_with(API) {
            return;
        }
        answer.append(VARY, HeaderValue::from_static("Origin"));
        if let Some(origin) = self.origin(asked) {
            answer.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            let seen = "ETag, Retry-After, X-Request-Id, Cache-Status, Server-Timing";
            answer.insert(
                ACCESS_CONTROL_EXPOSE_HEADERS,
                HeaderValue::from_static(seen),
            );
        }
    }
}

/// Answers what a browser asks before it sends another site's request, and says on every answer of the
/// API who may read it.
pub(crate) async fn preflight(state: State, request: Request, next: Next) -> Response {
    let live = state.live();
    let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
    let asks = request.method() == Method::OPTIONS
        && headers.contains_key(ACCESS_CONTROL_REQUEST_METHOD)
        && path.starts_with(API)
        && live.gate.origin(&headers).is_some();
    let mut response = if asks {
        let told = [
            (ACCESS_CONTROL_ALLOW_METHODS, "GET, HEAD"),
            (
                ACCESS_CONTROL_ALLOW_HEADERS,
                "Accept, Authorization, If-None-Match",
            ),
            (ACCESS_CONTROL_MAX_AGE, "600"),
        ];
        (StatusCode::NO_CONTENT, told).into_response()
    } else {
        next.run(request).await
    };
    live.gate.allow(&headers, &path, response.headers_mut());
    response
}
