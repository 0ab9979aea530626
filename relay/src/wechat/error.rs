//! What went wrong with a call, and what follows from it.
//!
//! WeChat answers errors with HTTP 200 and an `errcode`. Meanings: its pages on tokens, quota and
//! troubleshooting; what to do about each follows what the SDKs that handle them well do.

use std::fmt;

use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;

/// What may follow a failed call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// Nothing: the same call would fail again.
    Never,
    /// The same call after a pause.
    Soon,
    /// The same call with a new token, once.
    NewToken,
}

/// A failed call. Holds neither token nor secret nor address, so that it can be shown and logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    /// The kind of problem.
    pub kind: ProblemKind,
    /// What may follow.
    pub retry: Retry,
    /// What happened and what mends it, in English.
    pub detail: String,
    /// WeChat's error code.
    pub errcode: Option<i64>,
    /// WeChat's request id.
    pub rid: Option<String>,
}

impl Error {
    /// A failure without an error code.
    #[must_use]
    pub fn new(kind: ProblemKind, retry: Retry, detail: impl Into<String>) -> Self {
        Self {
            kind,
            retry,
            detail: detail.into(),
            errcode: None,
            rid: None,
        }
    }

    /// The failure that a reply states.
    #[must_use]
    pub fn from_reply(errcode: i64, errmsg: &str, rid: Option<String>) -> Self {
        let (kind, retry, meaning) = meaning(errcode);
        let said = clean(errmsg);
        let detail = if said.is_empty() {
            format!("WeChat answered {errcode}: {meaning}")
        } else {
            format!("WeChat answered {errcode}: {meaning} It said: {said}")
        };
        Self {
            kind,
            retry,
            detail,
            errcode: Some(errcode),
            rid: rid.or_else(|| rid_in(errmsg)),
        }
    }

    /// The problem that readers are told.
    #[must_use]
    pub fn problem(&self, lang: Lang) -> Problem {
        Problem {
            errcode: self.errcode,
            rid: self.rid.clone(),
            ..Problem::new(self.kind, self.detail.clone(), lang)
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Error {}

/// What an error code means, what may follow, and the remedy in words.
fn meaning(errcode: i64) -> (ProblemKind, Retry, &'static str) {
    use ProblemKind::{
        UpstreamCredential as Credential, UpstreamIp as Ip, UpstreamNotAuthorised as Rights,
        UpstreamQuotaDay as Day, UpstreamQuotaMinute as Minute, UpstreamReply as Reply,
        UpstreamSigning as Signing, UpstreamUnavailable as Unavailable,
    };
    use Retry::{Never, NewToken, Soon};
    match errcode {
        -1 => (
            Unavailable,
            Soon,
            "the system is busy; it passes by itself.",
        ),
        40001 => (
            Credential,
            NewToken,
            "the AppSecret is wrong, or the access token is invalid or not the latest; \
             check the AppSecret, and that nothing else fetches tokens by force.",
        ),
        40014 => (
            Credential,
            NewToken,
            "the access token is invalid; check that it belongs to this app.",
        ),
        42001 => (
            Credential,
            NewToken,
            "the access token has expired; a new one is fetched.",
        ),
        40013 => (Credential, Never, "the AppID is wrong; correct appid."),
        40125 => (
            Credential,
            Never,
            "the AppSecret is wrong; copy it anew from WeChat's console or reset it there.",
        ),
        40243 => (
            Credential,
            Never,
            "the AppSecret is frozen; its owner must thaw it in WeChat's console.",
        ),
        40002 | 41001 | 41002 | 41004 => (
            Credential,
            Never,
            "part of the credentials was missing in the call; check appid and secret.",
        ),
        40164 | 61004 | 45035 => (
            Ip,
            Never,
            "the caller's IP address is not on the list; add it to the IP list in WeChat's console.",
        ),
        89501..=89507 => (
            Ip,
            Never,
            "the account's administrator must confirm this IP address, or has refused it; \
             confirm it in WeChat, then try again.",
        ),
        48001 => (
            Rights,
            Never,
            "the account has no right to this interface, or the token is another account's; \
             check the AppID and the account's interfaces.",
        ),
        48004 => (
            Rights,
            Never,
            "the interface is banned for a violation; see the notices in WeChat's console.",
        ),
        50002 | 50004 | 50007 => (
            Rights,
            Never,
            "the account is limited or frozen; see the notices in WeChat's console.",
        ),
        61003 | 61007 | 61016 | 61017 => (
            Rights,
            Never,
            "the account has not authorised this interface to the platform; authorise it anew.",
        ),
        45009 | 48006 => (
            Day,
            Never,
            "the day's calls are used up; they come back at midnight in Beijing.",
        ),
        45011 => (
            Minute,
            Never,
            "the minute's calls are used up; try again in a minute.",
        ),
        40230..=40240 => (
            Signing,
            Never,
            "signing or encryption was refused; check keys, certificates and the clock.",
        ),
        43002 | 44002 | 47001 => (
            Reply,
            Never,
            "the request was not understood; try the other value of upstream.module_as.",
        ),
        48017 => (
            Unavailable,
            Never,
            "a retired address of the API was used; use host names, not pinned addresses.",
        ),
        _ => (
            Reply,
            Never,
            "this code is in none of the documents; send code and rid to WeChat's support.",
        ),
    }
}

/// Longest text of WeChat's that is passed on.
const MOST: usize = 200;

/// WeChat's words, cut and without control characters or anything long enough to be a token.
fn clean(text: &str) -> String {
    // A rid's groups are 8 long; a secret has 32 characters, a token over 100.
    let words = text.split_whitespace().map(|word| {
        let longest = word
            .split(|letter: char| !(letter.is_ascii_alphanumeric() || letter == '_'))
            .map(str::len)
            .max();
        if longest.unwrap_or(0) >= 24 || word.contains("access_token=") {
            "[removed]"
        } else {
            word
        }
    });
    let joined: String = words.collect::<Vec<_>>().join(" ");
    joined
        .chars()
        .filter(|letter| !letter.is_control())
        .take(MOST)
        .collect()
}

/// The rid at the end of WeChat's words: ` rid: 62eb8c9b-…`.
fn rid_in(errmsg: &str) -> Option<String> {
    let (_, after) = errmsg.rsplit_once("rid:")?;
    let rid: String = after
        .trim_start()
        .chars()
        .take_while(|letter| letter.is_ascii_hexdigit() || *letter == '-')
        .take(64)
        .collect();
    (!rid.is_empty()).then_some(rid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_its_problem_and_says_what_may_follow() {
        use ProblemKind as Kind;
        for (errcode, kind, retry) in [
            (-1, Kind::UpstreamUnavailable, Retry::Soon),
            (40001, Kind::UpstreamCredential, Retry::NewToken),
            (40014, Kind::UpstreamCredential, Retry::NewToken),
            (42001, Kind::UpstreamCredential, Retry::NewToken),
            (40013, Kind::UpstreamCredential, Retry::Never),
            (40125, Kind::UpstreamCredential, Retry::Never),
            (40164, Kind::UpstreamIp, Retry::Never),
            (40240, Kind::UpstreamSigning, Retry::Never),
            (45009, Kind::UpstreamQuotaDay, Retry::Never),
            (45011, Kind::UpstreamQuotaMinute, Retry::Never),
            (47001, Kind::UpstreamReply, Retry::Never),
            (48001, Kind::UpstreamNotAuthorised, Retry::Never),
            (12345, Kind::UpstreamReply, Retry::Never),
        ] {
            let error = Error::from_reply(errcode, "", None);
            assert_eq!((error.kind, error.retry), (kind, retry), "{errcode}");
            assert_eq!(error.problem(Lang::En).errcode, Some(errcode));
        }
    }

    #[test]
    fn the_rid_is_found_in_the_words() {
        let error = Error::from_reply(47001, "data format error rid: 62eb8c9b-1a-2b", None);
        assert_eq!(error.rid.as_deref(), Some("62eb8c9b-1a-2b"));
    }

    #[test]
    fn words_that_could_hold_a_token_are_not_passed_on() {
        let token = "52_".to_owned() + &"aB3".repeat(40);
        let said = format!(
            "invalid {token}, see url?access_token=short {}",
            "x ".repeat(300)
        );
        let error = Error::from_reply(40001, &said, None);
        assert!(!error.detail.contains("aB3aB3"), "{error}");
        assert!(!error.detail.contains("short"), "{error}");
        assert!(error.detail.len() < 600);
    }
}
