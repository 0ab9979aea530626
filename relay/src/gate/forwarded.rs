//! The addresses that proxies noted on a request's way: `X-Forwarded-For`, or `Forwarded` (RFC 7239).

use std::net::{IpAddr, SocketAddr};

use http::{HeaderMap, HeaderName};

/// The header in which each proxy adds the address that it was asked from.
const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The standard's header of the same use.
const FORWARDED: HeaderName = http::header::FORWARDED;

/// The hops in the order of the way, the nearest last; `None` for one that can't be read. Of both
/// headers the older one counts: a proxy that writes it may hand a reader's own `Forwarded` on.
pub(super) fn hops(headers: &HeaderMap) -> Vec<Option<IpAddr>> {
    if headers.contains_key(FORWARDED_FOR) {
        let lines = headers.get_all(FORWARDED_FOR).iter();
        let pieces = lines.flat_map(|line| line.as_bytes().split(|byte| *byte == b','));
        return pieces.map(address).collect();
    }
    let lines = headers.get_all(FORWARDED).iter();
    lines
        .flat_map(|line| split(line.as_bytes(), b','))
        .map(hop)
        .collect()
}

/// Whom one element of `Forwarded` is for.
fn hop(element: &[u8]) -> Option<IpAddr> {
    let pairs = split(element, b';').into_iter();
    let mut named = pairs.filter_map(|pair| {
        let at = pair.iter().position(|byte| *byte == b'=')?;
        let (name, value) = (pair[..at].trim_ascii(), pair[at + 1..].trim_ascii());
        name.eq_ignore_ascii_case(b"for").then_some(value)
    });
    match (named.next(), named.next()) {
        (Some(value), None) => {
            let bare = value
                .strip_prefix(b"\"")
                .and_then(|rest| rest.strip_suffix(b"\""));
            address(bare.unwrap_or(value))
        }
        _ => None,
    }
}

/// Splits at a sign that stands outside quotes.
fn split(text: &[u8], at: u8) -> Vec<&[u8]> {
    let mut quoted = false;
    text.split(|byte| {
        if *byte == b'"' {
            quoted = !quoted;
        }
        *byte == at && !quoted
    })
    .collect()
}

/// An address, perhaps with a port.
pub(super) fn address(text: &[u8]) -> Option<IpAddr> {
    let text = std::str::from_utf8(text).ok()?.trim();
    let with_port = || text.parse().ok().map(|whole: SocketAddr| whole.ip());
    let bare = text
        .strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'));
    let found: Option<IpAddr> = bare.unwrap_or(text).parse().ok().or_else(with_port);
    found.map(|address| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(lines: &[(&'static str, &str)]) -> Vec<String> {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::try_from(*value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        let told = |hop: Option<IpAddr>| hop.map_or("?".to_owned(), |hop| hop.to_string());
        hops(&headers).into_iter().map(told).collect()
    }

    #[test]
    fn the_standard_header_is_read_as_the_older_one() {
        for (line, wanted) in [
            ("for=192.0.2.7", &["192.0.2.7"][..]),
            (
                "For=\"[2001:db8::1]:4711\";proto=https;by=10.0.0.1",
                &["2001:db8::1"],
            ),
            (
                "for=192.0.2.7:80, for=10.0.0.2 ; host=x",
                &["192.0.2.7", "10.0.0.2"],
            ),
            ("for=\"192.0.2.7, for=10.0.0.9\"", &["?"]),
            ("host=\"a,b;for=1.2.3.4\";for=192.0.2.7", &["192.0.2.7"]),
            ("for=unknown, for=_hidden", &["?", "?"]),
            ("for=192.0.2.7;for=192.0.2.8", &["?"]),
            ("proto=https", &["?"]),
            ("", &["?"]),
        ] {
            assert_eq!(read(&[("forwarded", line)]), wanted, "{line}");
        }
        let twice = [
            ("forwarded", "for=192.0.2.7"),
            ("forwarded", "for=10.0.0.2"),
        ];
        assert_eq!(read(&twice), ["192.0.2.7", "10.0.0.2"]);
    }

    #[test]
    fn of_both_headers_the_older_one_counts() {
        let both = [
            ("forwarded", "for=1.2.3.4"),
            ("x-forwarded-for", "192.0.2.7"),
        ];
        assert_eq!(read(&both), ["192.0.2.7"]);
        assert_eq!(read(&[]), [""; 0]);
    }
}
