//! The paths, and how a call goes through them: recorded, delayed, faulted or answered.

use std::collections::HashMap;
use std::convert::Infallible;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::{Query, Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::stream::{self, StreamExt};
use http::{Method, StatusCode, Uri, header};
use serde_json::{Value, json};
use shared::filter::{Level, Network, Platform, Slice};

use crate::boot::{self, Ask};
use crate::calls::{Answered, Call};
use crate::fault::{Effect, Ignored};
use crate::refusal::Refusal;
use crate::serve::Cut;
use crate::shape::bend;
use crate::simulator::Simulator;

/// getPerformanceData.
pub const BOOT: &str = "/wxa/business/performance/boot";
/// getStableAccessToken.
pub const STABLE_TOKEN: &str = "/cgi-bin/stable_token";
/// getAccessToken.
pub const TOKEN: &str = "/cgi-bin/token";

/// Requests are small; more than this is a mistake of the caller.
const REQUEST_LIMIT: usize = 1 << 20;
/// A large body goes out in pieces of this size.
const PIECE: usize = 64 << 10;
/// Long enough for the first half of a body to leave before the connection breaks.
const HALF_WAY: Duration = Duration::from_millis(30);

impl Simulator {
    /// The API as a router. A cut connection needs [`Self::serve`]; here it is an empty 502.
    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }
}

/// What a request says, as far as it can be read.
struct Wanted {
    endpoint: Result<Endpoint, Response>,
    call: Call,
}

enum Endpoint {
    Boot {
        token: String,
        ask: Result<Ask, Refusal>,
    },
    Token {
        credentials: Result<Credentials, Refusal>,
        stable: bool,
    },
    /// The path exists and the method is wrong.
    Refused(Refusal),
}

struct Credentials {
    appid: String,
    secret: String,
    force: bool,
}

/// Counts a call as under way until it is answered or its caller is gone.
struct Underway<'a>(&'a Simulator);

impl Drop for Underway<'_> {
    fn drop(&mut self) {
        self.0.state().calls.leave();
    }
}

async fn answer(State(simulator): State<Simulator>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, REQUEST_LIMIT).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Wanted { endpoint, call } = read(&simulator, &parts.method, &parts.uri, &body);
    let (number, wait, effect) = {
        let mut state = simulator.state();
        let (delay, effect) = state.faults.meet(&call);
        let number = state.calls.arrive(call);
        (number, state.latency + delay, effect)
    };
    let _underway = Underway(&simulator);
    if !wait.is_zero() {
        tokio::time::sleep(wait).await;
    }
    let (answered, response) = match endpoint {
        _ if effect.as_ref().is_some_and(replaces) => (Answered::Fault, None),
        Err(response) => (Answered::Http(response.status().as_u16()), Some(response)),
        Ok(endpoint) => {
            let now = simulator.now();
            let result = proper(&simulator, endpoint, effect.as_ref(), now);
            let answered = match (&effect, &result) {
                (Some(_), _) => Answered::Fault,
                (None, Ok(_)) => Answered::Ok,
                (None, Err(refusal)) => Answered::Errcode(refusal.0),
            };
            let mut body = result.unwrap_or_else(|refusal| refusal.body(now, number.cast_signed()));
            if let Some(effect) = &effect {
                bend(&mut body, effect);
            }
            let half = effect == Some(Effect::HalfBody);
            if !half {
                simulator.state().calls.keep(number, &body);
            }
            (
                answered,
                Some(if half {
                    broken(&body)
                } else {
                    json_reply(&body)
                }),
            )
        }
    };
    simulator.state().calls.answer(number, answered);
    response.unwrap_or_else(|| match effect {
        Some(effect) => replacement(effect, simulator.now(), number.cast_signed()),
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    })
}

fn read(simulator: &Simulator, method: &Method, uri: &Uri, body: &[u8]) -> Wanted {
    let query = Query::<HashMap<String, String>>::try_from_uri(uri);
    let mut query = query.map(|Query(query)| query).unwrap_or_default();
    let mut call = Call {
        path: uri.path().to_owned(),
        appid: None,
        module: None,
        window: None,
        slice: None,
        forced: false,
        time: simulator.now(),
        answered: Answered::Pending,
        body: None,
    };
    let endpoint = match (uri.path(), method.clone()) {
        (BOOT, Method::POST) => {
            let token = query.remove("access_token").unwrap_or_default();
            let ask = Ask::read(body);
            call.appid = simulator.state().tokens.owner(&token).map(str::to_owned);
            if let Ok(ask) = &ask {
                call.module = Some(ask.module);
                call.window = Some(ask.window);
                call.slice = Some(ask.slice);
            }
            Ok(Endpoint::Boot { token, ask })
        }
        (STABLE_TOKEN, Method::POST) => Ok(Endpoint::Token {
            credentials: stable_credentials(body),
            stable: true,
        }),
        (TOKEN, Method::GET) => {
            let text = |name: &str| query.get(name).map(String::as_str);
            let credentials = credentials(text("grant_type"), text("appid"), text("secret"), false);
            Ok(Endpoint::Token {
                credentials,
                stable: false,
            })
        }
        (BOOT | STABLE_TOKEN, _) => Ok(Endpoint::Refused(Refusal::NEEDS_POST)),
        (TOKEN, _) => Ok(Endpoint::Refused(Refusal::NEEDS_GET)),
        _ => Err(StatusCode::NOT_FOUND.into_response()),
    };
    if let Ok(Endpoint::Token {
        credentials: Ok(credentials),
        ..
    }) = &endpoint
    {
        call.appid = Some(credentials.appid.clone());
        call.forced = credentials.force;
    }
    Wanted { endpoint, call }
}

fn stable_credentials(body: &[u8]) -> Result<Credentials, Refusal> {
    if body.is_empty() {
        return Err(Refusal::EMPTY);
    }
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::FORMAT)?;
    let text = |name: &str| body.get(name).and_then(Value::as_str);
    let force = match body.get("force_refresh") {
        None => false,
        Some(force) => force.as_bool().ok_or(Refusal::FORMAT)?,
    };
    credentials(text("grant_type"), text("appid"), text("secret"), force)
}

fn credentials(
    grant_type: Option<&str>,
    appid: Option<&str>,
    secret: Option<&str>,
    force: bool,
) -> Result<Credentials, Refusal> {
    if grant_type != Some("client_credential") {
        return Err(Refusal::GRANT_TYPE);
    }
    let appid = appid.filter(|appid| !appid.is_empty());
    let secret = secret.filter(|secret| !secret.is_empty());
    Ok(Credentials {
        appid: appid.ok_or(Refusal::NO_APPID)?.to_owned(),
        secret: secret.ok_or(Refusal::NO_SECRET)?.to_owned(),
        force,
    })
}

/// The answer that the documentation promises, but for filters and lines that a fault changes.
fn proper(
    simulator: &Simulator,
    endpoint: Endpoint,
    effect: Option<&Effect>,
    now: i64,
) -> Result<Value, Refusal> {
    let mut state = simulator.state();
    match endpoint {
        Endpoint::Refused(refusal) => Err(refusal),
        Endpoint::Token {
            credentials,
            stable,
        } => {
            let credentials = credentials?;
            let app = state.app(&credentials.appid).ok_or(Refusal::APPID)?.clone();
            if app.secret != credentials.secret {
                return Err(Refusal::SECRET);
            }
            let (token, expires_in) = if stable {
                state.tokens.stable(&app, credentials.force, now)?
            } else {
                state.tokens.plain(&app, now)
            };
            Ok(json!({ "access_token": token, "expires_in": expires_in }))
        }
        Endpoint::Boot { token, ask } => {
            let appid = state.tokens.check(&token, now)?;
            let app = state.app(appid).ok_or(Refusal::APPID)?;
            let ask = ask?;
            ask.check_span(state.span_limit)?;
            let (slice, lines) = match effect {
                Some(Effect::IgnoreFilter(ignored)) => (without(ask.slice, *ignored), 1),
                Some(Effect::Lines(lines)) => (ask.slice, *lines),
                _ => (ask.slice, 1),
            };
            Ok(boot::reply(
                (app, &state.amendments),
                &ask,
                slice,
                lines,
                now,
            ))
        }
    }
}

fn without(mut slice: Slice, ignored: Ignored) -> Slice {
    match ignored {
        Ignored::All => return Slice::ALL,
        Ignored::Network => slice.network = Network::All,
        Ignored::Level => slice.level = Level::All,
        Ignored::Platform => slice.platform = Platform::All,
    }
    slice
}

/// Whether an effect stands in for the proper answer, instead of bending it.
fn replaces(effect: &Effect) -> bool {
    matches!(
        effect,
        Effect::Errcode(_)
            | Effect::Http(_)
            | Effect::Cut
            | Effect::Html
            | Effect::Large(_)
            | Effect::Exact { .. }
    )
}

fn replacement(effect: Effect, now: i64, seed: i64) -> Response {
    match effect {
        Effect::Errcode(code) => json_reply(&Refusal(code).body(now, seed)),
        Effect::Http(status) => plain(status, "text/plain", "simulated failure"),
        Effect::Html => plain(200, "text/html", "<html><body>系统繁忙</body></html>"),
        Effect::Large(size) => large(size),
        Effect::Exact {
            status,
            content_type,
            body,
        } => plain(status, &content_type, body),
        // Effect::Cut, since nothing else is left that replaces an answer.
        _ => {
            let mut response = StatusCode::BAD_GATEWAY.into_response();
            response.extensions_mut().insert(Cut);
            response
        }
    }
}

fn plain(status: u16, content_type: &str, body: impl Into<Body>) -> Response {
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, content_type)
        .body(body.into());
    // A test that scripts an impossible status or content type sees a plain 500.
    response.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// WeChat sends JSON with this content type.
fn json_reply(body: &Value) -> Response {
    plain(200, "application/json; encoding=utf-8", body.to_string())
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

fn broken(body: &Value) -> Response {
    let whole = Bytes::from(body.to_string());
    let length = whole.len();
    let half = stream::iter([Ok(whole.slice(..length / 2))]);
    let end = stream::once(async {
        tokio::time::sleep(HALF_WAY).await;
        Err(std::io::Error::other("broken off as scripted"))
    });
    let mut response = plain(200, "application/json", Body::from_stream(half.chain(end)));
    response
        .headers_mut()
        .insert(header::CONTENT_LENGTH, length.into());
    response
}
