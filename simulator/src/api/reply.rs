//! Answers as HTTP, and those that stand in for an answer.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::{HeaderName, HeaderValue, StatusCode, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

use crate::fault::Effect;
use crate::serve::Cut;

/// A large body goes out in pieces of this size.
const PIECE: usize = 64 << 10;
/// Long enough for the first half of a body to leave before the connection breaks.
const HALF_WAY: Duration = Duration::from_millis(30);
/// WeChat sends JSON with this content type.
const JSON: &str = "application/json; encoding=utf-8";

/// What an effect sends instead of any answer; `None` where it bends the proper one.
pub(super) fn replacement(effect: &Effect) -> Option<Response> {
    Some(match effect {
        Effect::Http(status) => plain(*status, "text/plain", "simulated failure"),
        Effect::Html => plain(200, "text/html", "<html><body>系统繁忙</body></html>"),
        Effect::Large(size) => large(*size),
        Effect::Exact {
            status,
            content_type,
            body,
        } => plain(*status, content_type, body.clone()),
        Effect::Cut => {
            let mut response = StatusCode::BAD_GATEWAY.into_response();
            response.extensions_mut().insert(Cut);
            response
        }
        _ => return None,
    })
}

/// A reply of the API, whole or broken off in its middle.
pub(super) fn json(text: &str, headers: &[(&'static str, String)], half: bool) -> Response {
    let mut response = if half {
        broken(text)
    } else {
        plain(200, JSON, text.to_owned())
    };
    for (name, value) in headers {
        let name = HeaderName::try_from(*name);
        // Names are ours, values AppIDs, numbers and base64: none is left out.
        if let (Ok(name), Ok(value)) = (name, HeaderValue::from_str(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// The time as WeChat believes it, Unix seconds; a time that no calendar has is not told.
pub(super) fn dated(mut response: Response, now: i64) -> Response {
    let date = Timestamp::from_second(now)
        .and_then(|now| DateTimePrinter::new().timestamp_to_rfc9110_string(&now));
    if let Some(date) = date.ok().and_then(|date| HeaderValue::try_from(date).ok()) {
        response.headers_mut().insert(header::DATE, date);
    }
    response
}

fn plain(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type)
        .body(body.into());
    // A test that scripts an impossible status or content type sees a plain 500.
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn large(size: usize) -> Response {
    let head = Bytes::from_static(br#"{"errcode":0,"errmsg":"ok","padding":""#);
    let piece = Bytes::from(vec![b'a'; PIECE]);
    let pieces = stream::repeat(piece).take(size.div_ceil(PIECE));
    let tail = Bytes::from_static(br#""}"#);
    let whole = stream::iter([head])
        .chain(pieces)
        .chain(stream::iter([tail]))
        .map(Ok::<_, Infallible>);
    plain(200, "application/json", Body::from_stream(whole))
}

fn broken(text: &str) -> Response {
    let whole = Bytes::copy_from_slice(text.as_bytes());
    let length = whole.len();
    let half = stream::iter([Ok(whole.slice(..length / 2))]);
    let end = stream::once(async {
        tokio::time::sleep(HALF_WAY).await;
        Err(std::io::Error::other("broken off as scripted"))
    });
    let mut response = plain(200, JSON, Body::from_stream(half.chain(end)));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length.into());
    response
}
