//! The API's errors: a code and a text inside a reply whose status is 200.

use serde_json::{Value, json};

use crate::hash::hash;

/// Why a call is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refusal(pub(crate) i64);

impl Refusal {
    /// The secret is wrong, or the token is not the newest.
    pub(crate) const NOT_LATEST: Self = Self(40001);
    pub(crate) const GRANT_TYPE: Self = Self(40002);
    pub(crate) const APPID: Self = Self(40013);
    /// Assumed: which code a bad module or filter gets is not documented.
    pub(crate) const ARGUMENTS: Self = Self(40097);
    pub(crate) const SECRET: Self = Self(40125);
    pub(crate) const NO_TOKEN: Self = Self(41001);
    pub(crate) const NO_APPID: Self = Self(41002);
    pub(crate) const NO_SECRET: Self = Self(41004);
    pub(crate) const EXPIRED: Self = Self(42001);
    pub(crate) const NEEDS_GET: Self = Self(43001);
    pub(crate) const NEEDS_POST: Self = Self(43002);
    pub(crate) const EMPTY: Self = Self(44002);
    pub(crate) const QUOTA: Self = Self(45009);
    pub(crate) const FORMAT: Self = Self(47001);
    /// Assumed: the code of a span over 30 days is not documented; other data calls give this one.
    pub(crate) const SPAN: Self = Self(61501);

    fn message(self) -> &'static str {
        match self.0 {
            -1 => "system error",
            40001 => {
                "invalid credential, access_token is invalid or not latest, could get access_token \
                 by getStableAccessToken, more details at https://mmbizurl.cn/s/JtxxFh33r"
            }
            40002 => "invalid grant_type",
            40013 => "invalid appid",
            40014 => "invalid access_token",
            40097 => "invalid args",
            40125 => "invalid appsecret",
            40164 => "invalid ip 203.0.113.7 ipv6 ::ffff:203.0.113.7, not in whitelist",
            40243 => "appsecret has been frozen",
            41001 => "access_token missing",
            41002 => "appid missing",
            41004 => "appsecret missing",
            42001 => "access_token expired",
            43001 => "require GET method",
            43002 => "require POST method",
            44002 => "empty post data",
            45009 => "reach max api daily quota limit",
            45011 => "api minute-quota reach limit, mustslower, retry next minute",
            47001 => "data format error hint: [simulated]",
            48001 => "api unauthorized",
            50002 => "user limited",
            61501 => "date range error",
            _ => "refused",
        }
    }

    /// The reply's body; `seed` makes the rid.
    pub(crate) fn body(self, now: i64, seed: i64) -> Value {
        let message = format!("{} rid: {}", self.message(), rid(now, seed));
        json!({ "errcode": self.0, "errmsg": message })
    }
}

/// A request id as WeChat writes them: the time in hexadecimal, then two more words.
fn rid(now: i64, seed: i64) -> String {
    let random = hash(&["rid"], seed);
    format!(
        "{now:08x}-{:08x}-{:08x}",
        random >> 32,
        random & 0xffff_ffff
    )
}
