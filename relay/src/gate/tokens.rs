//! Machines that show a token: known by its hash alone, and only until it expires.

use std::fmt::Write as _;

use http::HeaderMap;
use http::header::AUTHORIZATION;
use sha2::{Digest as _, Sha256};
use shared::day::Day;

use super::proxies::only;
use crate::config::TokenConfig;

/// What a request shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown<'a> {
    /// No token.
    Nothing,
    /// One token.
    Token(&'a [u8]),
    /// Something that is none, or several.
    Unclear,
}

impl Shown<'_> {
    /// What stands in `Authorization`; other schemes than `Bearer` are a proxy's own.
    pub(super) fn by(headers: &HeaderMap) -> Shown<'_> {
        if !headers.contains_key(AUTHORIZATION) {
            return Shown::Nothing;
        }
        let Some(value) = only(headers, &AUTHORIZATION) else {
            return Shown::Unclear;
        };
        let scheme = value.split(|byte| *byte == b' ').next().unwrap_or_default();
        if !scheme.eq_ignore_ascii_case(b"bearer") {
            return Shown::Nothing;
        }
        let token = value[scheme.len()..].trim_ascii();
        if token.is_empty() || token.iter().any(|byte| !byte.is_ascii_graphic()) {
            return Shown::Unclear;
        }
        Shown::Token(token)
    }

    /// Whether it has the form of what a sign-in hands on to those behind it: a JSON Web Token.
    pub(super) fn is_of_a_sign_in(self) -> bool {
        match self {
            Shown::Token(token) => {
                token.starts_with(b"eyJ") && token.iter().filter(|byte| **byte == b'.').count() == 2
            }
            Shown::Nothing | Shown::Unclear => false,
        }
    }
}

/// The machine that a token belongs to, where it is known and has not expired.
pub(super) fn machine<'a>(
    tokens: &'a [TokenConfig],
    shown: &[u8],
    today: Day,
) -> Option<&'a TokenConfig> {
    let digest = digest(shown);
    let is_it = |token: &&TokenConfig| {
        token.hash.is(digest.as_bytes()).unwrap_or_else(|error| {
            tracing::error!(token = token.name, %error, "a token's hash can't be read");
            false
        })
    };
    // Each is compared, whichever fits: how long it takes tells nothing.
    let found: Vec<_> = tokens.iter().filter(is_it).collect();
    let found = found.first()?;
    let holds = found.expires.is_none_or(|last| today <= last);
    if !holds {
        tracing::warn!(token = found.name, "an expired token was shown");
    }
    holds.then_some(found)
}

/// The SHA-256 of a token, as the configuration writes it.
fn digest(token: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(token) {
        // Writing to a String never fails.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use shared::view::Alias;

    use super::*;
    use crate::config::SecretSource;

    fn shown(lines: &[&'static str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for line in lines {
            headers.append(AUTHORIZATION, HeaderValue::from_static(line));
        }
        headers
    }

    #[test]
    fn one_bearer_token_is_read_and_nothing_that_is_unclear() {
        for (lines, wanted) in [
            (&[][..], Shown::Nothing),
            (&["Basic YTpi"], Shown::Nothing),
            (&["Bearer abc"], Shown::Token(b"abc")),
            (&["bEaReR  abc"], Shown::Token(b"abc")),
            (&["Bearer"], Shown::Unclear),
            (&["Bearer a b"], Shown::Unclear),
            (&["Bearer abc", "Bearer abc"], Shown::Unclear),
            (&["Basic YTpi", "Bearer abc"], Shown::Unclear),
        ] {
            assert_eq!(Shown::by(&shown(lines)), wanted, "{lines:?}");
        }
        assert!(Shown::Token(b"eyJhbGciOiJub25lIn0.e30.").is_of_a_sign_in());
        assert!(!Shown::Token(b"abc").is_of_a_sign_in());
    }

    #[test]
    fn a_token_is_known_by_its_hash_to_the_end_of_its_last_day() {
        let (own, other) = (digest(b"hush"), digest(b"other"));
        assert_eq!(digest(b"abc")[..16], *"ba7816bf8f01cfea");
        let token = |hash: &str| TokenConfig {
            name: "weekly".to_owned(),
            hash: SecretSource::inline(hash.to_owned()),
            apps: vec![Alias::new("shop").unwrap()],
            expires: Some("2026-11-30".parse().unwrap()),
        };
        let tokens = [token(&other), token(&own)];
        let on = |shown: &[u8], day: &str| machine(&tokens, shown, day.parse().unwrap()).is_some();
        assert!(on(b"hush", "2026-11-30"));
        assert!(!on(b"hush", "2026-12-01"));
        assert!(!on(b"hush ", "2026-11-30"));
        assert!(!on(own.as_bytes(), "2026-11-30"));
    }
}
