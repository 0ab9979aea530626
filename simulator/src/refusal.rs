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
    pub(crate) const IP: Self = Self(40164);
    pub(crate) const SIGNED_WITHOUT_TIME: Self = Self(40231);
    pub(crate) const UNSIGNED: Self = Self(40232);
    pub(crate) const SIGNED_WITHOUT_APPID: Self = Self(40233);
    pub(crate) const SIGNATURE: Self = Self(40234);
    pub(crate) const ENCRYPTION: Self = Self(40235);
    pub(crate) const SIGNED_FOR_NOBODY: Self = Self(40236);
    pub(crate) const SIGNED_FOR_ANOTHER: Self = Self(40237);
    /// The account has no keys, and the call was signed.
    pub(crate) const NO_KEY: Self = Self(40238);
    /// The time of a signed call is too far from ours.
    pub(crate) const SIGNED_AT: Self = Self(40240);
    pub(crate) const NO_TOKEN: Self = Self(41001);
    pub(crate) const NO_APPID: Self = Self(41002);
    pub(crate) const NO_SECRET: Self = Self(41004);
    pub(crate) const EXPIRED: Self = Self(42001);
    pub(crate) const NEEDS_GET: Self = Self(43001);
    pub(crate) const NEEDS_POST: Self = Self(43002);
    pub(crate) const EMPTY: Self = Self(44002);
    pub(crate) const QUOTA: Self = Self(45009);
    pub(crate) const MINUTE: Self = Self(45011);
    pub(crate) const FORMAT: Self = Self(47001);
    /// The owner took the authorisation back, or never gave it.
    pub(crate) const NOT_AUTHORISED: Self = Self(61003);
    /// The same as [`Self::IP`], for a platform's calls.
    pub(crate) const PLATFORM_IP: Self = Self(61004);
    pub(crate) const OLD_TICKET: Self = Self(61005);
    pub(crate) const TICKET: Self = Self(61006);
    /// The owner gave the authorisation without the permission set that the call needs.
    pub(crate) const NOT_PERMITTED: Self = Self(61007);
    pub(crate) const AUTHORISATION_CODE: Self = Self(61010);
    /// The platform in the body is not the token's.
    pub(crate) const PLATFORM: Self = Self(61011);
    pub(crate) const REFRESH_TOKEN: Self = Self(61023);
    /// Assumed: the code of a span over 30 days is not documented; other data calls give this one.
    pub(crate) const SPAN: Self = Self(61501);
    pub(crate) const NO_RID: Self = Self(76001);
    pub(crate) const BAD_RID: Self = Self(76002);
    /// Another account's rid, and a path that doesn't begin as paths do: one code for both.
    pub(crate) const NOT_YOURS: Self = Self(76003);
    pub(crate) const OLD_RID: Self = Self(76004);
    pub(crate) const NO_PATH: Self = Self(76021);

    /// Whether the gate before the interfaces says so, and thus plainly even to secured accounts:
    /// what is wrong with the token, or with seal and signature.
    pub(crate) fn is_of_the_gate(self) -> bool {
        matches!(
            self.0,
            40001 | 40014 | 40230..=40240 | 41001 | 42001 | 42006 | 43001 | 43002
        )
    }

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
            40230 => "missing wechatmp serial",
            40231 => "missing wechatmp timestamp",
            40232 => "missing wechatmp signature",
            40233 => "missing wechatmp appid",
            40234 => "invalid signature",
            40235 => "invalid encrypt",
            40236 => "invalid wechatmp appid",
            40237 => "invalid wechatmp appidmatch",
            40238 => "noexist devsecretsym",
            40239 => "noexist devsecretasym",
            40240 => "expired wechatmp timestamp",
            40243 => "appsecret has been frozen",
            41001 => "access_token missing",
            41002 => "appid missing",
            41004 => "appsecret missing",
            42001 => "access_token expired",
            42006 => "component_access_token expired",
            43001 => "require GET method",
            43002 => "require POST method",
            44002 => "empty post data",
            45009 => "reach max api daily quota limit",
            45011 => "api minute-quota reach limit, mustslower, retry next minute",
            47001 => "data format error hint: [simulated]",
            48001 => "api unauthorized",
            50002 => "user limited",
            61003 => "component is not authorized by this account",
            61005 => "component ticket is expired",
            61006 => "component ticket is invalid",
            61007 => "api is unauthorized to component",
            61009 => "code is invalid",
            61010 => "code is expired",
            61011 => "invalid component",
            61023 => "refresh_token is invalid",
            61501 => "date range error",
            76001 => "rid not found",
            76002 => "rid is error",
            76003 => "could not query this rid,no permission",
            76004 => "rid is expired",
            76021 => "cgi_path not found, please check",
            76022 => "could not use this cgi_path,no permission",
            _ => "refused",
        }
    }

    /// The reply's body; the caller's address stands in what is said of it.
    pub(crate) fn body(self, rid: &str, client_ip: &str) -> Value {
        let message = match self {
            Self::IP => {
                format!("invalid ip {client_ip} ipv6 ::ffff:{client_ip}, not in whitelist")
            }
            Self::PLATFORM_IP => {
                format!("access clientip is not registered requestIP: {client_ip}")
            }
            other => other.message().to_owned(),
        };
        json!({ "errcode": self.0, "errmsg": format!("{message} rid: {rid}") })
    }
}

/// A request id as WeChat writes them: the time in hexadecimal, then two more words.
pub(crate) fn rid(now: i64, seed: i64) -> String {
    let random = hash(&["rid"], seed);
    format!(
        "{now:08x}-{:08x}-{:08x}",
        random >> 32,
        random & 0xffff_ffff
    )
}
