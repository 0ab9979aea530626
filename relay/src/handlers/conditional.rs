//! Entity tags: whether what the reader holds is still right.

use std::fmt::Write as _;

use http::header::IF_NONE_MATCH;
use http::{HeaderMap, HeaderValue};

/// A weak tag of a digest, of which 16 bytes are plenty.
pub(crate) fn weak_etag(digest: &[u8]) -> HeaderValue {
    let mut tag = String::from("W/\"");
    for byte in digest.iter().take(16) {
        // Writing to a String never fails.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    HeaderValue::try_from(tag).unwrap_or(HeaderValue::from_static("W/\"\""))
}

/// Whether `If-None-Match` names the tag, compared weakly as RFC 9110 says.
pub(crate) fn matches(headers: &HeaderMap, etag: &HeaderValue) -> bool {
    let Ok(etag) = etag.to_str() else {
        return false;
    };
    let opaque = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    headers
        .get_all(IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || opaque(tag) == opaque(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_matches_in_a_list_and_whether_weak_or_strong() {
        let tag = weak_etag(&[0xab, 1]);
        assert_eq!(tag, "W/\"ab01\"");
        for (given, same) in [
            ("W/\"ab01\"", true),
            ("\"x\", \"ab01\"", true),
            ("*", true),
            ("\"ab02\"", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(IF_NONE_MATCH, HeaderValue::from_static(given));
            assert_eq!(matches(&headers, &tag), same, "{given}");
        }
    }
}
