//! Reading a call: what it wants, what is recorded of it, and how it came.

use std::collections::HashMap;

use axum::extract::Query;
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::Value;

use super::{AUTHORIZER_TOKEN, BOOT, COMPONENT_TOKEN, QUERY_AUTH, QUOTA, RID, STABLE_TOKEN, TOKEN};
use crate::boot::Ask;
use crate::calls::{Answered, Call};
use crate::platform;
use crate::refusal::Refusal;
use crate::signing::{self, Seal};
use crate::simulator::Simulator;

/// Letters of a token that diagnostics show.
const SHOWN: usize = 8;

/// What a request says, as far as it can be read.
pub(super) struct Wanted {
    /// A status where nothing is at the path.
    pub(super) endpoint: Result<Endpoint, StatusCode>,
    pub(super) call: Call,
    /// How it came, where it came sealed as it must.
    pub(super) seal: Option<Seal>,
    pub(super) about: About,
}

/// What diagnostics keep of a call.
pub(super) struct About {
    pub(super) appid: Option<String>,
    pub(super) url: String,
    pub(super) body: String,
    /// Whether an access token opened it, so that nothing secret is in body or reply.
    pub(super) is_of_data: bool,
}

pub(super) enum Endpoint {
    /// A call with an app's access token.
    Data {
        path: &'static str,
        token: String,
        question: Result<Question, Refusal>,
    },
    Token {
        credentials: Result<Credentials, Refusal>,
        stable: bool,
    },
    Platform(platform::Ask),
    /// The path exists and the method is wrong.
    Refused(Refusal),
}

pub(super) enum Question {
    Boot(Ask),
    /// How much of a path was used.
    Quota(String),
    /// What a rid stands for.
    Rid(String),
}

pub(super) struct Credentials {
    pub(super) appid: String,
    pub(super) secret: String,
    pub(super) force: bool,
}

type Names = HashMap<String, String>;

pub(super) fn read(simulator: &Simulator, parts: &Parts, body: &[u8]) -> Wanted {
    let query = Query::<Names>::try_from_uri(&parts.uri);
    let mut query = query.map(|Query(query)| query).unwrap_or_default();
    let path = parts.uri.path();
    let mut call = Call {
        path: path.to_owned(),
        appid: None,
        module: None,
        window: None,
        slice: None,
        forced: false,
        signed: false,
        token: None,
        time: simulator.now(),
        answered: Answered::Pending,
        body: None,
    };
    let mut seal = None;
    let mut shown = String::new();
    let known = [
        BOOT,
        QUOTA,
        RID,
        STABLE_TOKEN,
        COMPONENT_TOKEN,
        AUTHORIZER_TOKEN,
        QUERY_AUTH,
        TOKEN,
    ];
    let known = known.into_iter().find(|each| *each == path);
    let endpoint = match (known, &parts.method) {
        (Some(path @ (BOOT | QUOTA | RID)), &Method::POST) => {
            let token = query.remove("access_token").unwrap_or_default();
            shown = token.chars().take(SHOWN).collect();
            let opened = open(simulator, parts, &token, body, &mut call);
            let opened = opened.map(|(by, body)| {
                call.signed = by.is_some();
                seal = by;
                body
            });
            let question = opened.and_then(|body| question(path, &body));
            if let Ok(Question::Boot(ask)) = &question {
                call.module = Some(ask.module);
                call.window = Some(ask.window);
                call.slice = Some(ask.slice);
            }
            Ok(Endpoint::Data {
                path,
                token,
                question,
            })
        }
        (Some(STABLE_TOKEN), &Method::POST) => Ok(token_call(stable_credentials(body), true)),
        (Some(TOKEN), &Method::GET) => {
            let text = |name: &str| query.get(name).map(String::as_str);
            let credentials = credentials(text("grant_type"), text("appid"), text("secret"), false);
            Ok(token_call(credentials, false))
        }
        (Some(path @ (COMPONENT_TOKEN | AUTHORIZER_TOKEN | QUERY_AUTH)), &Method::POST) => {
            Ok(Endpoint::Platform(platform_call(path, &mut query, body)))
        }
        (Some(TOKEN), _) => Ok(Endpoint::Refused(Refusal::NEEDS_GET)),
        (Some(_), _) => Ok(Endpoint::Refused(Refusal::NEEDS_POST)),
        (None, _) => Err(StatusCode::NOT_FOUND),
    };
    match &endpoint {
        Ok(Endpoint::Token {
            credentials: Ok(credentials),
            ..
        }) => {
            call.appid = Some(credentials.appid.clone());
            call.forced = credentials.force;
        }
        Ok(Endpoint::Platform(ask)) => {
            call.appid = ask.appid().map(str::to_owned);
            let state = simulator.state();
            call.token = state.tokens.holder(&ask.token).map(|holder| holder.number);
        }
        _ => {}
    }
    let is_of_data = matches!(endpoint, Ok(Endpoint::Data { .. }));
    let about = About {
        appid: call.appid.clone(),
        url: if is_of_data {
            format!("{path}?access_token={shown}***")
        } else {
            path.to_owned()
        },
        body: if is_of_data {
            String::from_utf8_lossy(body).into_owned()
        } else {
            String::new()
        },
        is_of_data,
    };
    Wanted {
        endpoint,
        call,
        seal,
        about,
    }
}

/// The body of a call with an access token, opened where its owner, or the platform that acts for
/// the owner, has its calls secured.
fn open(
    simulator: &Simulator,
    parts: &Parts,
    token: &str,
    body: &[u8],
    call: &mut Call,
) -> Result<(Option<Seal>, Vec<u8>), Refusal> {
    let now = simulator.believed();
    let state = simulator.state();
    let Some(holder) = state.tokens.holder(token) else {
        return Ok((None, body.to_vec()));
    };
    call.appid = Some(holder.appid.clone());
    call.token = Some(holder.number);
    let identities = [Some(&holder.appid), holder.platform.as_ref()];
    let secured: Vec<_> = identities
        .into_iter()
        .flatten()
        .filter_map(|appid| Some((appid.clone(), *state.security.get(appid)?)))
        .collect();
    if secured.is_empty() {
        if signing::carries_signature(&parts.headers) {
            return Err(Refusal::NO_KEY);
        }
        return Ok((None, body.to_vec()));
    }
    let sent = (parts.uri.path(), &parts.headers, body);
    let known = |appid: &str| state.app(appid).is_some() || state.platforms.find(appid).is_some();
    let (seal, body) = signing::open(sent, &secured, known, now)?;
    Ok((Some(seal), body))
}

fn question(path: &str, body: &[u8]) -> Result<Question, Refusal> {
    if path == BOOT {
        return Ask::read(body).map(Question::Boot);
    }
    if body.is_empty() {
        return Err(Refusal::EMPTY);
    }
    let body: Value = serde_json::from_slice(body).map_err(|_| Refusal::FORMAT)?;
    let text = |name: &str| {
        let text = body.get(name).and_then(Value::as_str);
        text.map(str::to_owned).ok_or(Refusal::FORMAT)
    };
    if path == QUOTA {
        text("cgi_path").map(Question::Quota)
    } else {
        text("rid").map(Question::Rid)
    }
}

fn platform_call(path: &str, query: &mut Names, body: &[u8]) -> platform::Ask {
    let kind = match path {
        AUTHORIZER_TOKEN => platform::Kind::AuthorizerToken,
        QUERY_AUTH => platform::Kind::QueryAuth,
        _ => platform::Kind::ComponentToken,
    };
    // Older pages have the first name, newer ones the second; libraries of both kinds work.
    let token = query
        .remove("component_access_token")
        .or_else(|| query.remove("access_token"));
    platform::Ask {
        kind,
        token: token.unwrap_or_default(),
        body: serde_json::from_slice(body).ok(),
    }
}

fn token_call(credentials: Result<Credentials, Refusal>, stable: bool) -> Endpoint {
    Endpoint::Token {
        credentials,
        stable,
    }
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
