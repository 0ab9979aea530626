//! The relay's address as readers see it: what links, pictures and the page say.
//!
//! The configuration decides where it says so. Where it doesn't, a trusted proxy tells which path stands
//! before the relay's own, and by which scheme and name it was asked; nobody else is believed.

use std::convert::Infallible;

use axum::extract::FromRequestParts;
use http::header::{HOST, VARY};
use http::request::Parts;
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::proxies::only;
use super::{Gate, Peer, is_loopback};
use crate::config::{Config, base_path};
use crate::serve::State;

/// What a proxy has taken off the path.
const PREFIX: HeaderName = HeaderName::from_static("x-forwarded-prefix");

/// The scheme that a proxy was asked by.
const PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// The name that a proxy was asked by, where it asks the relay by another.
const FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// What a proxy may tell, as caches in between must know.
const TOLD: HeaderValue =
    HeaderValue::from_static("X-Forwarded-Prefix, X-Forwarded-Proto, X-Forwarded-Host");

/// Bytes of a prefix that are read at most.
const MAX_PREFIX: usize = 256;

/// What the configuration says of it.
#[derive(Clone, Debug, Default)]
pub(super) struct Outside {
    /// The address that people use, with a slash at the end.
    public: Option<String>,
    /// What stands before every path; `None` where a proxy may tell it.
    base: Option<String>,
}

impl Outside {
    pub(super) fn new(config: &Config) -> Self {
        let public = config.public_url.clone();
        let is_fixed = public.is_some() || !config.base_path.is_empty();
        Self {
            base: is_fixed.then(|| config.base_path.clone()),
            public,
        }
    }
}

impl Gate {
    /// What stands before every path for whoever sent a request: nothing, or such as `/perf`.
    pub(crate) fn base<'a>(&'a self, headers: &'a HeaderMap, peer: Option<Peer>) -> &'a str {
        if let Some(base) = &self.outside.base {
            return base;
        }
        let told = only(headers, &PREFIX).and_then(prefix);
        told.filter(|_| self.proxies.trusts(peer, headers))
            .unwrap_or_default()
    }

    /// What links begin with: the address that people use; without one, what a trusted proxy says, or
    /// that of a reader on this machine. Links of others begin with the path alone.
    fn address(&self, uri: &Uri, headers: &HeaderMap, peer: Option<Peer>) -> String {
        if let Some(public) = &self.outside.public {
            return public.clone();
        }
        let base = self.base(headers, peer);
        let header = only(headers, &HOST).and_then(|host| std::str::from_utf8(host).ok());
        let host = uri.authority().map(http::uri::Authority::as_str).or(header);
        let forwarded = headers.keys().any(is_forwarded);
        if forwarded && self.proxies.trusts(peer, headers) {
            let host = match headers.contains_key(FORWARDED_HOST) {
                true => only(headers, &FORWARDED_HOST).and_then(|it| std::str::from_utf8(it).ok()),
                false => host,
            };
            let host = host.filter(|host| self.knows(host) && !host.ends_with(':'));
            return match (scheme(headers), host) {
                (Some(scheme), Some(host)) => format!("{scheme}://{host}{base}/"),
                _ => format!("{base}/"),
            };
        }
        // Without a port it is no listener's: commands ask so.
        match host.filter(|host| is_loopback(host) && has_port(host)) {
            Some(host) => format!("http://{host}{base}/"),
            None => format!("{base}/"),
        }
    }

    /// Says on an answer that it depends on what a proxy tells, where it does.
    pub(crate) fn vary(&self, answer: &mut HeaderMap) {
        if self.outside.public.is_none() && self.proxies.any() {
            answer.append(VARY, TOLD);
        }
    }
}

/// What stands before every path for the reader of a request.
#[derive(Debug)]
pub(crate) struct Base(pub(crate) String);

impl FromRequestParts<State> for Base {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let (live, peer) = (state.live(), Peer::of(&parts.extensions));
        Ok(Self(live.gate.base(&parts.headers, peer).to_owned()))
    }
}

/// What links for the reader of a request begin with.
#[derive(Debug)]
pub(crate) struct Address(pub(crate) String);

impl FromRequestParts<State> for Address {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Infallible> {
        let (live, peer) = (state.live(), Peer::of(&parts.extensions));
        Ok(Self(live.gate.address(&parts.uri, &parts.headers, peer)))
    }
}

/// Whether a header is one that proxies add.
pub(super) fn is_forwarded(name: &HeaderName) -> bool {
    let name = name.as_str();
    name.starts_with("x-forwarded-") || matches!(name, "forwarded" | "x-real-ip" | "via")
}

/// A prefix in the form of a configured base path.
fn prefix(told: &[u8]) -> Option<&str> {
    let told = std::str::from_utf8(told).ok()?;
    let is_path = told.len() <= MAX_PREFIX && told.starts_with('/');
    is_path.then(|| base_path(told))?
}

fn scheme(headers: &HeaderMap) -> Option<&'static str> {
    match only(headers, &PROTO)? {
        b"https" => Some("https"),
        b"http" => Some("http"),
        _ => None,
    }
}

fn has_port(host: &str) -> bool {
    let port = host.rsplit_once(':').map(|(_, port)| port);
    port.is_some_and(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Access;

    const PROXY: &str = "10.0.0.1";
    const STRANGER: &str = "10.0.0.2";

    fn gate(change: impl FnOnce(&mut Config)) -> Gate {
        let listen = ([127, 0, 0, 1], 0).into();
        let mut config = Config::demo(listen, String::new(), Vec::new(), Vec::new());
        config.access = Access {
            trusted_proxies: vec!["10.0.0.1/32".parse().unwrap()],
            hosts: vec!["intra.example".to_owned()],
            ..Access::default()
        };
        change(&mut config);
        Gate::new(&config)
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::try_from(*value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    fn peer(text: &str) -> Option<Peer> {
        Some(Peer(text.parse().unwrap()))
    }

    #[test]
    fn a_prefix_is_believed_from_a_trusted_proxy_and_only_where_none_is_configured() {
        let base = |gate: &Gate, from: &str, told: &str| {
            let headers = headers(&[("x-forwarded-prefix", told)]);
            gate.base(&headers, peer(from)).to_owned()
        };
        let free = gate(|_| ());
        for (told, wanted) in [
            ("/perf", "/perf"),
            ("/perf/", "/perf"),
            ("/tools/perf", "/tools/perf"),
            ("/", ""),
            ("", ""),
            ("perf", ""),
            ("//evil.example", ""),
            ("/a//b", ""),
            ("/a/../b", ""),
            ("/a/./b", ""),
            ("/a%2e", ""),
            ("/a\"b", ""),
            ("/a'b", ""),
            ("/a<b", ""),
            ("/a b", ""),
            ("/a\\b", ""),
            ("/a;b", ""),
            ("/a?b", ""),
            ("/a#b", ""),
            ("/a, /b", ""),
            ("/perf//", ""),
            ("https://evil.example/", ""),
        ] {
            assert_eq!(base(&free, PROXY, told), wanted, "{told}");
            assert_eq!(base(&free, STRANGER, told), "", "{told}");
        }
        assert_eq!(base(&free, PROXY, &format!("/{}", "a".repeat(256))), "");
        let fixed = gate(|config| config.base_path = "/own".to_owned());
        assert_eq!(base(&fixed, PROXY, "/perf"), "/own");
        let public = gate(|config| config.public_url = Some("https://intra.example/".to_owned()));
        assert_eq!(base(&public, PROXY, "/perf"), "");
        let twice = headers(&[("x-forwarded-prefix", "/a"), ("x-forwarded-prefix", "/a")]);
        assert_eq!(free.base(&twice, peer(PROXY)), "");
    }

    #[test]
    fn links_begin_with_what_people_use_and_never_with_a_name_that_a_stranger_tells() {
        let link = |gate: &Gate, from: &str, lines: &[(&'static str, &str)]| {
            let uri = Uri::from_static("/chart.svg");
            gate.address(&uri, &headers(lines), peer(from))
        };
        let based = gate(|config| config.base_path = "/perf".to_owned());
        for (host, begins) in [
            ("127.0.0.1:8787", "http://127.0.0.1:8787/perf/"),
            ("[::1]:8787", "http://[::1]:8787/perf/"),
            ("localhost", "/perf/"),
            ("evil.example:8787", "/perf/"),
        ] {
            assert_eq!(link(&based, STRANGER, &[("host", host)]), begins, "{host}");
        }
        let (https, prefix) = (
            ("x-forwarded-proto", "https"),
            ("x-forwarded-prefix", "/perf"),
        );
        let host = ("host", "intra.example");
        let free = gate(|_| ());
        for (lines, begins) in [
            (&[host, https, prefix][..], "https://intra.example/perf/"),
            (&[host, https], "https://intra.example/"),
            (&[host, prefix], "/perf/"),
            (&[("host", "evil.example"), https], "/"),
            (
                &[
                    ("host", "127.0.0.1:8787"),
                    ("x-forwarded-host", "intra.example:8443"),
                    https,
                ],
                "https://intra.example:8443/",
            ),
            (
                &[host, ("x-forwarded-host", "evil.example"), https, prefix],
                "/perf/",
            ),
            (&[host, ("x-forwarded-host", "intra.example:"), https], "/"),
            (
                &[host, ("x-forwarded-host", "intra.example:8443/x"), https],
                "/",
            ),
            (
                &[
                    host,
                    ("x-forwarded-host", "intra.example"),
                    ("x-forwarded-host", "intra.example"),
                    https,
                ],
                "/",
            ),
            (&[host, ("x-forwarded-proto", "javascript")], "/"),
            (&[host, ("x-forwarded-proto", "https, http")], "/"),
            // The name of a proxy's upstream is nobody's.
            (&[("host", "127.0.0.1:8787"), ("x-forwarded-for", "x")], "/"),
        ] {
            assert_eq!(link(&free, PROXY, lines), begins, "{lines:?}");
            let of_a_stranger = link(&free, STRANGER, lines);
            let by_itself = link(&free, STRANGER, &lines[..1]);
            assert_eq!(of_a_stranger, by_itself, "{lines:?}");
        }
        let public = "https://intra.example/perf/";
        let fixed = gate(|config| config.public_url = Some(public.to_owned()));
        let lines = [host, ("x-forwarded-proto", "http"), prefix];
        assert_eq!(link(&fixed, PROXY, &lines), public);
    }
}
