//! Where WeChat pushes what happens to a third-party platform: one address each, and nothing else.
//!
//! Whoever is not WeChat learns nothing: 403 without a word, whatever was asked.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::time::Duration;

use axum::body::{Body, HttpBody as _, to_bytes};
use axum::extract::{Query, Request};
use axum::response::{IntoResponse, Response};
use http::{Method, StatusCode};
use tokio::net::TcpListener;

use crate::config::{Config, Credential, SecretSource};
use crate::serve::State;
use crate::wechat::{Letter, Platform};

/// WeChat's messages have a few hundred bytes.
const LARGEST: usize = 64 * 1024;

/// How long a message may take to come.
const PATIENCE: Duration = Duration::from_secs(10);

/// What WeChat wants to hear.
const TAKEN: &str = "success";

/// Opens the listener of each address that a platform is pushed to.
///
/// # Errors
/// Names the address that can't be listened at.
pub(crate) async fn listen(config: &Config) -> Result<Vec<TcpListener>, String> {
    let mut listeners: BTreeMap<SocketAddr, TcpListener> = BTreeMap::new();
    for platform in &config.platforms {
        let Some(events) = &platform.events else {
            continue;
        };
        let address = events.listen;
        if listeners.contains_key(&address) {
            continue;
        }
        let listener = TcpListener::bind(address).await.map_err(|error| {
            let name = &platform.name;
            format!("platforms.{name}.events_listen: can't listen at {address}: {error}")
        })?;
        listeners.insert(address, listener);
    }
    Ok(listeners.into_values().collect())
}

/// What is served there.
pub(crate) fn router(state: State) -> axum::Router {
    axum::Router::new().fallback(push).with_state(state)
}

async fn push(state: State, request: Request) -> Response {
    let taken = tokio::time::timeout(PATIENCE, take(&state, request)).await;
    match taken {
        Ok(Some(())) => (StatusCode::OK, TAKEN).into_response(),
        Ok(None) | Err(_) => {
            tracing::warn!("something that is not WeChat's was sent to events_listen");
            (StatusCode::FORBIDDEN, Body::empty()).into_response()
        }
    }
}

/// Takes in what was pushed; nothing where it is not well signed.
async fn take(state: &State, request: Request) -> Option<()> {
    let platform = addressed(state, &request)?;
    let Query(letter) = Query::<Letter>::try_from_uri(request.uri()).ok()?;
    let body = request.into_body();
    // What is announced as too large is not waited for.
    if body.size_hint().lower() > LARGEST as u64 {
        return None;
    }
    let body = to_bytes(body, LARGEST).await.ok()?;
    let event = platform.read_event(&letter, &body)?;
    let config = state.config();
    // WeChat waits five seconds, and what follows may ask WeChat.
    tokio::spawn(async move {
        let name = platform.name().to_owned();
        let file = |appid: &str| refresh_token(&config, &name, appid);
        platform.hear(event, file).await;
    });
    Some(())
}

/// The platform whose address was asked.
fn addressed(state: &State, request: &Request) -> Option<Platform> {
    let path = request.uri().path();
    let name = path.strip_prefix("/wechat/")?.strip_suffix("/events")?;
    let is_post = request.method() == Method::POST;
    is_post.then(|| state.live().platform(name))?
}

/// The configured refresh token of an app that stands on a platform; nothing for any other app.
fn refresh_token(config: &Config, platform: &str, appid: &str) -> Option<Option<SecretSource>> {
    let mut apps = config.apps.iter();
    apps.find_map(|app| match &app.credential {
        Credential::ThirdParty {
            platform: name,
            refresh_token,
        } if app.appid == appid && name == platform => Some(refresh_token.clone()),
        _ => None,
    })
}
