//! The JSON of token calls: an app's own, a platform's, and those that an owner granted.

use serde::Deserialize;
use serde_json::json;
use serde_json::value::RawValue;

use super::{Error, envelope, scalar, unreadable};
use crate::wechat::codes::Call;

/// A token that an owner's authorisation gave.
pub(in crate::wechat) struct Granted {
    pub(in crate::wechat) token: String,
    /// The seconds that it lives.
    pub(in crate::wechat) seconds: u64,
    /// What the next one is had with; WeChat may hand out another each time.
    pub(in crate::wechat) refresh_token: Option<String>,
}

/// What an authorisation code stood for.
pub(in crate::wechat) struct Authorised {
    pub(in crate::wechat) appid: String,
    pub(in crate::wechat) refresh_token: String,
}

#[derive(Deserialize)]
struct Grant<'a> {
    access_token: Option<String>,
    #[serde(borrow)]
    expires_in: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct ComponentGrant<'a> {
    component_access_token: Option<String>,
    #[serde(borrow)]
    expires_in: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct AuthorizerGrant<'a> {
    authorizer_access_token: Option<String>,
    #[serde(borrow)]
    expires_in: Option<&'a RawValue>,
    authorizer_refresh_token: Option<String>,
}

#[derive(Deserialize)]
struct Authorisation {
    authorization_info: Option<Info>,
}

#[derive(Deserialize)]
struct Info {
    authorizer_appid: Option<String>,
    authorizer_refresh_token: Option<String>,
}

/// The body that asks for an app's own token.
pub(in crate::wechat) fn token_request(appid: &str, secret: &str, force: bool) -> String {
    let mut body = json!({
        "grant_type": "client_credential", "appid": appid, "secret": secret,
    });
    if force {
        body["force_refresh"] = true.into();
    }
    body.to_string()
}

/// The body that asks for a platform's token.
pub(in crate::wechat) fn component_request(appid: &str, secret: &str, ticket: &str) -> String {
    let body = json!({
        "component_appid": appid, "component_appsecret": secret, "component_verify_ticket": ticket,
    });
    body.to_string()
}

/// The body that asks for the token of an app whose owner has authorised the platform.
pub(in crate::wechat) fn authorizer_request(
    component: &str,
    appid: &str,
    refresh_token: &str,
) -> String {
    let body = json!({
        "component_appid": component, "authorizer_appid": appid,
        "authorizer_refresh_token": refresh_token,
    });
    body.to_string()
}

/// The body that turns an authorisation code into a refresh token.
pub(in crate::wechat) fn code_request(component: &str, code: &str) -> String {
    json!({ "component_appid": component, "authorization_code": code }).to_string()
}

/// A token and the seconds that it lives.
pub(in crate::wechat) fn read_token(bytes: &[u8]) -> Result<(String, u64), Error> {
    let grant: Grant<'_> = read(bytes, Call::Token)?;
    Ok((filled(grant.access_token)?, seconds(grant.expires_in)))
}

/// A platform's token and the seconds that it lives.
pub(in crate::wechat) fn read_component_token(bytes: &[u8]) -> Result<(String, u64), Error> {
    let grant: ComponentGrant<'_> = read(bytes, Call::Component)?;
    let token = filled(grant.component_access_token)?;
    Ok((token, seconds(grant.expires_in)))
}

/// The token of an app whose owner has authorised the platform.
pub(in crate::wechat) fn read_authorizer_token(bytes: &[u8]) -> Result<Granted, Error> {
    let grant: AuthorizerGrant<'_> = read(bytes, Call::Authorizer)?;
    Ok(Granted {
        token: filled(grant.authorizer_access_token)?,
        seconds: seconds(grant.expires_in),
        refresh_token: filled(grant.authorizer_refresh_token).ok(),
    })
}

/// What an authorisation code stood for.
pub(in crate::wechat) fn read_authorised(bytes: &[u8]) -> Result<Authorised, Error> {
    let authorisation: Authorisation = read(bytes, Call::Authorizer)?;
    let info = authorisation.authorization_info.ok_or_else(unreadable)?;
    Ok(Authorised {
        appid: filled(info.authorizer_appid)?,
        refresh_token: filled(info.authorizer_refresh_token)?,
    })
}

/// A reply that states no error.
fn read<'de, T: Deserialize<'de>>(bytes: &'de [u8], call: Call) -> Result<T, Error> {
    envelope(bytes).map_err(|error| error.on(call))?;
    serde_json::from_slice(bytes).map_err(|_| unreadable())
}

fn filled(text: Option<String>) -> Result<String, Error> {
    text.filter(|text| !text.is_empty()).ok_or_else(unreadable)
}

/// WeChat's lives are at most 7200 s, as a number or as a text; without one the token is used for a moment
/// only.
fn seconds(told: Option<&RawValue>) -> u64 {
    let told: Option<f64> = told
        .and_then(scalar)
        .and_then(|text| text.trim().parse().ok());
    let told = told.filter(|seconds| seconds.is_finite());
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "clamped to a positive range"
    )]
    {
        told.unwrap_or(0.0).clamp(10.0, 86_400.0) as u64
    }
}
