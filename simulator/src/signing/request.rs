//! Opening a call that came sealed and signed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;
use serde_json::Value;

use super::demonstration::{decoded, file};
use super::{Security, authenticated, payload};
use crate::refusal::Refusal;

const APPID: &str = "wechatmp-appid";
const TIME: &str = "wechatmp-timestamp";
const SIGNATURE: &str = "wechatmp-signature";

/// Seconds that a call's time may differ from ours. Assumed: the guide gives none.
const WINDOW: u64 = 300;

/// How a call came, and so how its reply leaves.
#[derive(Clone)]
pub(crate) struct Seal {
    pub(super) security: Security,
    /// Whose keys: the app's, or its platform's.
    pub(super) appid: String,
    pub(super) path: String,
}

impl Seal {
    /// Whether the reply is sealed too.
    pub(crate) fn holds_for_replies(&self) -> bool {
        !self.security.plain_replies
    }
}

/// Whether a call says that it is signed.
pub(crate) fn carries_signature(headers: &HeaderMap) -> bool {
    headers.contains_key(APPID) || headers.contains_key(SIGNATURE)
}

/// The body inside, with how it came. `secured` are the AppIDs whose keys the call's token allows;
/// `known` tells whether an AppID exists at all.
///
/// A header is missing, the time is off, AppID or signature don't fit, or the body doesn't open.
pub(crate) fn open(
    (path, headers, body): (&str, &HeaderMap, &[u8]),
    secured: &[(String, Security)],
    known: impl Fn(&str) -> bool,
    now: i64,
) -> Result<(Seal, Vec<u8>), Refusal> {
    let header = |name, missing| {
        let value = headers.get(name).and_then(|value| value.to_str().ok());
        value.filter(|value| !value.is_empty()).ok_or(missing)
    };
    let appid = header(APPID, Refusal::SIGNED_WITHOUT_APPID)?;
    let time = header(TIME, Refusal::SIGNED_WITHOUT_TIME)?;
    let signature = header(SIGNATURE, Refusal::UNSIGNED)?;
    let seconds: i64 = time.parse().map_err(|_| Refusal::SIGNED_AT)?;
    if now.abs_diff(seconds) > WINDOW {
        return Err(Refusal::SIGNED_AT);
    }
    let found = secured.iter().find(|(each, _)| each == appid);
    let Some(&(_, security)) = found else {
        let exists = known(appid);
        return Err(if exists {
            Refusal::SIGNED_FOR_ANOTHER
        } else {
            Refusal::SIGNED_FOR_NOBODY
        });
    };
    let signature = STANDARD.decode(signature).map_err(|_| Refusal::SIGNATURE)?;
    let signed = payload(path, appid, time, body);
    if !security.pair.asymmetric.verifies(&signed, &signature) {
        return Err(Refusal::SIGNATURE);
    }
    let key = file().symmetric(security.pair.symmetric);
    let aad = authenticated(path, appid, seconds, &key.sn);
    let opened = security
        .pair
        .symmetric
        .open(&decoded(&key.key), &aad, body)
        .filter(|opened| names(opened, appid, seconds))
        .ok_or(Refusal::ENCRYPTION)?;
    let seal = Seal {
        security,
        appid: appid.to_owned(),
        path: path.to_owned(),
    };
    Ok((seal, opened))
}

/// Whether the inside names the same AppID and time, the time as a number: some of WeChat's
/// interfaces refused it as a text.
fn names(opened: &[u8], appid: &str, seconds: i64) -> bool {
    let Ok(inside) = serde_json::from_slice::<Value>(opened) else {
        return false;
    };
    inside["_appid"] == appid && inside["_timestamp"].as_i64() == Some(seconds)
}
