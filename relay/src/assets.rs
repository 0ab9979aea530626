//! The page's files, built into the binary with their compressed forms.
//!
//! Names with a hash never change their bytes and are kept for a year; all others are asked for again.

mod document;
mod shell;

pub(crate) use shell::Shell;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::handlers::conditional;
use crate::handlers::encoding::accepts;

/// A file of the page.
#[derive(Debug)]
pub(crate) struct File {
    /// Its path below the base path.
    pub(crate) name: &'static str,
    /// Its media type.
    pub(crate) content_type: &'static str,
    /// Its entity tag, quoted.
    pub(crate) etag: &'static str,
    /// Its bytes.
    pub(crate) identity: &'static [u8],
    /// Its bytes by brotli, where that is smaller.
    pub(crate) br: Option<&'static [u8]>,
    /// Its bytes by gzip, where that is smaller.
    pub(crate) gz: Option<&'static [u8]>,
}

/// Every file of the page; none where the relay was built without it.
static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// The file of a path without its leading slash. The page itself is no file: it has its own
/// addresses, see [`Shell`].
pub(crate) fn find(name: &str) -> Option<&'static File> {
    FILES
        .iter()
        .find(|file| file.name == name && name != document::NAME)
}

impl File {
    /// The response to a request with these headers.
    pub(crate) fn respond(&self, headers: &HeaderMap) -> Response {
        let cache = if is_hashed(self.name) {
            "public, max-age=31536000, immutable"
        } else {
            "no-cache"
        };
        let (bytes, encoding) = match (self.br, self.gz) {
            (Some(br), _) if accepts(headers, "br") => (br, Some("br")),
            (_, Some(gz)) if accepts(headers, "gzip") => (gz, Some("gzip")),
            _ => (self.identity, None),
        };
        let etag = HeaderValue::from_static(self.etag);
        let fresh = conditional::matches(headers, &etag);
        let mut response = if fresh {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Body::from(bytes).into_response()
        };
        let out = response.headers_mut();
        out.insert(ETAG, etag);
        out.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
        out.insert(VARY, HeaderValue::from_static("Accept-Encoding"));
        if !fresh {
            out.insert(CONTENT_TYPE, HeaderValue::from_static(self.content_type));
            if let Some(encoding) = encoding {
                out.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
            }
        }
        response
    }
}

/// Whether a name carries a hash of the bytes, as Trunk writes it.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.', '/']).any(|part| {
        (12..=64).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use http::header::ACCEPT_ENCODING;

    use super::*;

    static FILE: File = File {
        name: "page-0123456789abcdef.js",
        content_type: "text/javascript",
        etag: "\"tag\"",
        identity: b"identity",
        br: Some(b"br"),
        gz: Some(b"gz"),
    };

    async fn answer(encodings: &'static str) -> (HeaderMap, Vec<u8>) {
        let mut headers = HeaderMap::new();
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(encodings));
        let response = FILE.respond(&headers);
        let headers = response.headers().clone();
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        (headers, body.unwrap().to_vec())
    }

    #[tokio::test]
    async fn the_smallest_form_that_the_reader_takes_is_sent() {
        for (encodings, bytes, coding) in [
            ("gzip, deflate, br", "br", Some("br")),
            ("gzip, br;q=0", "gz", Some("gzip")),
            ("identity", "identity", None),
        ] {
            let (headers, body) = answer(encodings).await;
            assert_eq!(body, bytes.as_bytes(), "{encodings}");
            let sent = headers.get(CONTENT_ENCODING).map(HeaderValue::as_bytes);
            assert_eq!(sent, coding.map(str::as_bytes));
            assert_eq!(
                headers[CACHE_CONTROL],
                "public, max-age=31536000, immutable"
            );
        }
    }

    #[test]
    fn only_names_with_a_hash_are_kept_for_ever() {
        assert!(is_hashed("frontend-8f3a1bcd00e2f411_bg.wasm"));
        assert!(is_hashed("snippets/leptos-0123456789abcdef/inline0.js"));
        assert!(!is_hashed("robots.txt"));
        assert!(!is_hashed("icon-dark.svg"));
    }
}
