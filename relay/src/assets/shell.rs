//! The one HTML document behind every address of the page, with its base path and its policy.
//!
//! The policy allows exactly the inline scripts that the document holds, by hash, and nothing
//! from elsewhere.

use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

use super::FILES;
use crate::handlers::conditional;

/// The document's name among the page's files.
pub(super) const NAME: &str = "index.html";

/// What stands in for the page where the relay was built without it.
const UNBUILT: &str = include_str!("unbuilt.html");

/// The document for one base path.
#[derive(Clone, Debug)]
pub(crate) struct Shell {
    html: Bytes,
    etag: HeaderValue,
    policy: HeaderValue,
}

impl Shell {
    /// The document with `base_path` (empty, or `/perf`) as what its addresses are relative to, for
    /// the pages of `ancestors` to embed.
    pub(crate) fn new(base_path: &str, ancestors: &[String]) -> Self {
        let file = FILES.iter().find(|file| file.name == NAME);
        let document = file.map_or(UNBUILT.into(), |file| {
            String::from_utf8_lossy(file.identity)
        });
        let html = with_base(&document, base_path);
        Self {
            etag: conditional::weak_etag(&Sha256::digest(html.as_bytes())),
            policy: policy(&html, ancestors),
            html: html.into(),
        }
    }

    /// The response to a request with these headers.
    pub(crate) fn respond(&self, headers: &HeaderMap) -> Response {
        let mut response = if conditional::matches(headers, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Html(self.html.clone()).into_response()
        };
        let out = response.headers_mut();
        out.insert(ETAG, self.etag.clone());
        out.insert(CACHE_CONTROL, HeaderValue::from_static("no-cache"));
        out.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        response
    }
}

/// Puts the base element first in the head, so that every address after it is relative to it.
fn with_base(document: &str, base_path: &str) -> String {
    let base = format!("<base href=\"{}/\">", escape(base_path));
    let at = ["<head", "<html", "<!doctype"]
        .iter()
        .find_map(|tag| after_tag(document, tag))
        .unwrap_or(0);
    format!("{}{base}{}", &document[..at], &document[at..])
}

/// Where the first such tag ends.
fn after_tag(document: &str, tag: &str) -> Option<usize> {
    let lower = document.to_ascii_lowercase();
    let start = lower
        .match_indices(tag)
        .map(|(at, _)| at)
        .find(|at| !lower[at + tag.len()..].starts_with(|next: char| next.is_ascii_alphabetic()))?;
    Some(start + lower[start..].find('>')? + 1)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('"', "&quot;")
        .replace('<', "&lt;")
}

/// The policy of a document.
fn policy(html: &str, ancestors: &[String]) -> HeaderValue {
    let hashes: String = inline_scripts(html)
        .iter()
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    let ancestors = if ancestors.is_empty() {
        "'none'".to_owned()
    } else {
        ancestors.join(" ")
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{hashes}; style-src 'self'; \
         img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'self'; \
         form-action 'none'; frame-ancestors {ancestors}"
    );
    // Hashes are base64: the text is always a header value, and were it not, nothing may run.
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// The texts of the scripts that stand in the document itself.
fn inline_scripts(html: &str) -> Vec<&str> {
    let lower = html.to_ascii_lowercase();
    let mut scripts = Vec::new();
    let mut from = 0;
    while let Some(open) = lower[from..].find("<script").map(|at| from + at) {
        let Some(text) = lower[open..].find('>').map(|at| open + at + 1) else {
            break;
        };
        let Some(close) = lower[text..].find("</script").map(|at| text + at) else {
            break;
        };
        if !lower[open..text].contains(" src=") && text < close {
            scripts.push(&html[text..close]);
        }
        from = close;
    }
    scripts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_stands_first_in_the_head() {
        let html = with_base("<!DOCTYPE html><html><head><meta a></head></html>", "/perf");
        assert_eq!(
            html,
            "<!DOCTYPE html><html><head><base href=\"/perf/\"><meta a></head></html>"
        );
        let bare = with_base("<!doctype html><header>x</header>", "");
        assert_eq!(bare, "<!doctype html><base href=\"/\"><header>x</header>");
    }

    #[test]
    fn each_inline_script_is_allowed_by_its_hash_and_no_other() {
        let html = "<script type=\"module\">a()</script><script src=\"x.js\"></script>";
        assert_eq!(inline_scripts(html), ["a()"]);
        let policy = policy(html, &[]);
        let policy = policy.to_str().unwrap();
        let hash = STANDARD.encode(Sha256::digest("a()"));
        assert!(policy.contains(&format!("'wasm-unsafe-eval' 'sha256-{hash}';")));
        assert!(!policy.contains("'unsafe-inline'"));
    }
}
