//! What a trusted proxy says: who the user is, and where they are. Nobody else is believed.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::Arc;

use http::{HeaderMap, HeaderName};
use ipnet::IpNet;

use super::forwarded::{address, hops};
use super::peer::Peer;
use crate::config::{Access, SecretSource};

/// The header that carries the secret of a proxy.
const SECRET: HeaderName = HeaderName::from_static("x-bootlens-proxy");

/// Where a proxy tells one address alone, that of whoever asked it.
const REAL_IP: HeaderName = HeaderName::from_static("x-real-ip");

/// Bytes of a user's name or a list of groups that are read at most.
const MAX_NAME: usize = 8_192;

/// The proxies of a configuration.
#[derive(Clone, Debug)]
pub(super) struct Proxies {
    nets: Vec<IpNet>,
    secret: Option<SecretSource>,
    user: HeaderName,
    groups: HeaderName,
}

/// A person, as a proxy names them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub(super) user: Arc<str>,
    pub(super) groups: BTreeSet<String>,
}

impl Proxies {
    pub(super) fn new(access: &Access) -> Self {
        Self {
            nets: access.trusted_proxies.clone(),
            secret: access.proxy_secret.clone(),
            user: access.user_header.clone(),
            groups: access.groups_header.clone(),
        }
    }

    /// Whether anybody is believed.
    pub(super) fn any(&self) -> bool {
        !self.nets.is_empty()
    }

    /// Whether a request comes from a proxy that may say who somebody is.
    pub(super) fn trusts(&self, peer: Option<Peer>, headers: &HeaderMap) -> bool {
        peer.is_some_and(|peer| self.is_one(peer.0)) && self.knows_the_secret(headers)
    }

    fn is_one(&self, address: IpAddr) -> bool {
        self.nets.iter().any(|net| net.contains(&address))
    }

    fn knows_the_secret(&self, headers: &HeaderMap) -> bool {
        let Some(source) = &self.secret else {
            return true;
        };
        let told = only(headers, &SECRET).unwrap_or_default();
        source.is(told).unwrap_or_else(|error| {
            tracing::error!(%error, "nobody is let in: the proxy's secret can't be read");
            false
        })
    }

    /// Whom a trusted proxy names; nobody where it doesn't say so in one clear way.
    pub(super) fn named(&self, headers: &HeaderMap) -> Option<Named> {
        let user = text(only(headers, &self.user)?)?;
        let groups = match only(headers, &self.groups) {
            Some(groups) => text(groups)?,
            // Two headers may be the proxy's and a stranger's.
            None if headers.contains_key(&self.groups) => return None,
            None => "",
        };
        let blank = [' ', '\t'];
        let groups = groups.split(',').map(|group| group.trim_matches(blank));
        let user = user.trim_matches(blank);
        (!user.is_empty()).then(|| Named {
            user: user.into(),
            groups: groups
                .filter(|group| !group.is_empty())
                .map(str::to_owned)
                .collect(),
        })
    }

    /// Where the reader is: the peer, or the nearest address before it that no proxy of ours has.
    pub(super) fn client(&self, peer: Option<Peer>, headers: &HeaderMap) -> Option<IpAddr> {
        let peer = peer?.0;
        if !self.is_one(peer) {
            return Some(peer);
        }
        let hops = hops(headers);
        // From the right, since whatever stands left of a stranger is the stranger's word.
        for hop in hops.iter().rev() {
            match hop {
                Some(hop) if self.is_one(*hop) => {}
                Some(hop) => return Some(*hop),
                None => return Some(peer),
            }
        }
        let alone = only(headers, &REAL_IP).and_then(address);
        Some(alone.filter(|_| hops.is_empty()).unwrap_or(peer))
    }
}

/// A header's value, where it stands there once.
pub(super) fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a [u8]> {
    let mut values = headers.get_all(name).iter();
    match (values.next(), values.next()) {
        (Some(value), None) => Some(value.as_bytes()),
        _ => None,
    }
}

/// A name in UTF-8 without signs that nobody sees.
fn text(bytes: &[u8]) -> Option<&str> {
    let text = std::str::from_utf8(bytes).ok()?;
    let is_plain = |text: &str| !text.contains(|sign: char| sign.is_control() && sign != '\t');
    (text.len() <= MAX_NAME && is_plain(text)).then_some(text)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn proxies(secret: Option<&str>) -> Proxies {
        Proxies::new(&Access {
            trusted_proxies: vec!["10.0.0.0/24".parse().unwrap(), "fd00::/64".parse().unwrap()],
            proxy_secret: secret.map(|text| SecretSource::inline(text.to_owned())),
            ..Access::default()
        })
    }

    fn headers(lines: &[(&str, &[u8])]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::try_from(*name).unwrap();
            headers.append(name, HeaderValue::from_bytes(value).unwrap());
        }
        headers
    }

    fn peer(text: &str) -> Option<Peer> {
        Some(Peer(text.parse().unwrap()))
    }

    #[test]
    fn a_proxy_is_known_by_its_address_and_its_secret_together() {
        let secret = headers(&[("x-bootlens-proxy", b"hush")]);
        let none = HeaderMap::new();
        assert!(proxies(None).trusts(peer("10.0.0.9"), &none));
        assert!(proxies(None).trusts(peer("fd00::1"), &none));
        assert!(!proxies(None).trusts(peer("10.0.1.9"), &none));
        assert!(!proxies(None).trusts(None, &none));
        let careful = proxies(Some("hush"));
        assert!(careful.trusts(peer("10.0.0.9"), &secret));
        assert!(!careful.trusts(peer("10.0.1.9"), &secret));
        assert!(!careful.trusts(peer("10.0.0.9"), &none));
        for wrong in [&b"hush "[..], b"HUSH", b"", b"hus", b"hushh"] {
            let told = headers(&[("x-bootlens-proxy", wrong)]);
            // Blanks around a value are no part of it, but those are taken off before.
            assert!(!careful.trusts(peer("10.0.0.9"), &told), "{wrong:?}");
        }
        let twice = headers(&[("x-bootlens-proxy", b"hush"), ("x-bootlens-proxy", b"hush")]);
        assert!(!careful.trusts(peer("10.0.0.9"), &twice));
    }

    #[test]
    fn a_user_is_named_once_and_clearly_or_not_at_all() {
        let named = |lines: &[(&str, &[u8])]| proxies(None).named(&headers(lines));
        let groups = |lines: &[(&str, &[u8])]| {
            let named = named(lines).unwrap();
            named.groups.into_iter().collect::<Vec<_>>()
        };
        let user: (&str, &[u8]) = ("X-Forwarded-User", "王五@intra.example".as_bytes());
        assert_eq!(&*named(&[user]).unwrap().user, "王五@intra.example");
        let list: &[u8] = b"perf team , dev,,\tops\t, Perf";
        assert_eq!(
            groups(&[user, ("x-forwarded-groups", list)]),
            ["Perf", "dev", "ops", "perf team"]
        );
        assert_eq!(groups(&[user]), [""; 0]);
        for lines in [
            &[][..],
            &[("x-forwarded-user", &b""[..])],
            &[("x-forwarded-user", b"\t")],
            &[("x-forwarded-user", b"a"), ("X-FORWARDED-USER", b"b")],
            &[("x-forwarded-user", b"a"), ("x-forwarded-user", b"a")],
            &[("x-forwarded-user", b"a\xff")],
            &[
                ("x-forwarded-user", b"a"),
                ("x-forwarded-groups", b"perf"),
                ("x-forwarded-groups", b"ops"),
            ],
            &[("x-forwarded-user", b"a"), ("x-forwarded-groups", b"\xc3")],
            &[("x-auth-request-user", b"a")],
        ] {
            assert_eq!(named(lines), None, "{lines:?}");
        }
    }

    #[test]
    fn an_address_is_read_from_the_right_up_to_the_first_stranger() {
        let proxies = proxies(None);
        let client = |from: &str, lines: &[(&str, &[u8])]| {
            let client = proxies.client(peer(from), &headers(lines));
            client.unwrap().to_string()
        };
        let line = "x-forwarded-for";
        assert_eq!(client("192.0.2.1", &[(line, b"1.2.3.4")]), "192.0.2.1");
        assert_eq!(
            client("10.0.0.1", &[(line, b"1.2.3.4, 192.0.2.7, 10.0.0.2")]),
            "192.0.2.7"
        );
        assert_eq!(
            client("10.0.0.1", &[(line, b"1.2.3.4"), (line, b"192.0.2.8:443")]),
            "192.0.2.8"
        );
        assert_eq!(
            client("10.0.0.1", &[(line, b"1.2.3.4, nonsense")]),
            "10.0.0.1"
        );
        assert_eq!(
            client("10.0.0.1", &[(line, b"::ffff:192.0.2.7")]),
            "192.0.2.7"
        );
        assert_eq!(
            client("10.0.0.1", &[(line, b"[2001:db8::1]:443")]),
            "2001:db8::1"
        );
        assert_eq!(
            client("10.0.0.1", &[("x-real-ip", b"192.0.2.9")]),
            "192.0.2.9"
        );
        assert_eq!(
            client("192.0.2.1", &[("x-real-ip", b"192.0.2.9")]),
            "192.0.2.1"
        );
        assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
        let standard: (&str, &[u8]) = ("forwarded", b"for=1.2.3.4, for=192.0.2.7, for=10.0.0.2");
        assert_eq!(client("10.0.0.1", &[standard]), "192.0.2.7");
        assert_eq!(client("192.0.2.1", &[standard]), "192.0.2.1");
    }
}
