//! The HTML document for one base path, with its policy.
//!
//! The policy allows exactly the inline scripts that the document holds, by hash, and nothing
//! from elsewhere. What is painted for a reader stands where the document says that it loads, below
//! the words that the guard may have to show.

use std::ops::Range;

use axum::response::{Html, IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use chart::inline::escaped;
use http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, ETAG, VARY};
use http::{HeaderMap, HeaderValue, StatusCode};
use sha2::{Digest, Sha256};

use super::FILES;
use crate::handlers::conditional;
use crate::paint::{Painted, Reader};

/// The document's name among the page's files.
pub(super) const NAME: &str = "index.html";

/// What stands in for the page where the relay was built without it.
const UNBUILT: &str = include_str!("unbuilt.html");

/// The document for one base path.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    html: Bytes,
    etag: HeaderValue,
    policy: HeaderValue,
    places: Option<Places>,
}

/// Where the document takes what a reader sees before the program, in bytes.
#[derive(Clone, Debug, PartialEq)]
struct Places {
    /// The tag of the root element.
    root: Range<usize>,
    /// The title's text.
    title: Range<usize>,
    /// What says that the program is under way.
    loading: Range<usize>,
}

impl Document {
    /// The document with `base_path` (empty, or `/perf`) as what its addresses are relative to, for
    /// the pages of `ancestors` to embed.
    pub(super) fn new(base_path: &str, ancestors: &[String]) -> Self {
        let file = FILES.iter().find(|file| file.name == NAME);
        let document = file.map_or(UNBUILT.into(), |file| {
            String::from_utf8_lossy(file.identity)
        });
        Self::of(&document, base_path, ancestors)
    }

    fn of(document: &str, base_path: &str, ancestors: &[String]) -> Self {
        let html = with_base(document, base_path);
        Self {
            etag: conditional::weak_etag(&Sha256::digest(html.as_bytes())),
            policy: policy(&html, ancestors),
            places: Places::find(&html),
            html: html.into(),
        }
    }

    /// Whether something can be painted into the document.
    pub(crate) fn takes_paint(&self) -> bool {
        self.places.is_some()
    }

    /// The response with what was painted for a reader; as bare as [`Self::respond`]'s without, but in
    /// the reader's language and theme.
    pub(crate) fn painted(
        &self,
        headers: &HeaderMap,
        reader: Reader,
        painted: Option<&Painted>,
    ) -> Response {
        let html = self.places.as_ref().and_then(|places| {
            let html = std::str::from_utf8(&self.html).ok()?;
            places.fill(html, reader, painted)
        });
        let html = html.map_or_else(|| self.html.clone(), Bytes::from);
        let etag = conditional::weak_etag(&Sha256::digest(&html));
        let mut response = if conditional::matches(headers, &etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            Html(html).into_response()
        };
        let out = response.headers_mut();
        out.insert(ETAG, etag);
        // It is one reader's: no cache may give it to another.
        let cache = HeaderValue::from_static("private, no-cache");
        out.insert(CACHE_CONTROL, cache);
        let decides = HeaderValue::from_static("Cookie, Accept-Language");
        out.append(VARY, decides);
        out.insert(CONTENT_SECURITY_POLICY, self.policy.clone());
        response
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

impl Places {
    fn find(html: &str) -> Option<Self> {
        let root = html.find("<html")?;
        let title = html.find("<title>")? + "<title>".len();
        let id = ["id=\"loading\"", "id=loading"];
        let id = id.iter().find_map(|id| html.find(id))?;
        let end = |from: usize, what: &str| Some(from + html[from..].find(what)?);
        Some(Self {
            root: root..end(root, ">")? + 1,
            title: title..end(title, "</title>")?,
            loading: html[..id].rfind('<')?..end(id, "</p>")? + "</p>".len(),
        })
    }

    fn fill(&self, html: &str, reader: Reader, painted: Option<&Painted>) -> Option<String> {
        let lang = reader.lang.pick("zh-CN", "en");
        let theme = reader
            .theme
            .map(|theme| format!(" data-theme=\"{}\"", theme.word()));
        let root = format!("<html lang=\"{lang}\"{}>", theme.unwrap_or_default());
        let title = painted.map(|painted| escaped(&painted.title));
        let loading = painted.map(|painted| {
            let asks = match &painted.asks[..] {
                [] => String::new(),
                // Their queries are percent-encoded and hold no space.
                asks => format!(" data-asks=\"{}\"", escaped(&asks.join(" "))),
            };
            format!("<div id=\"paint\"{asks}>{}</div>", painted.body)
        });
        let pieces = [
            html.get(..self.root.start)?,
            &root,
            html.get(self.root.end..self.title.start)?,
            title.as_deref().or(html.get(self.title.clone()))?,
            html.get(self.title.end..self.loading.start)?,
            loading.as_deref().or(html.get(self.loading.clone()))?,
            html.get(self.loading.end..)?,
        ];
        Some(pieces.concat())
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
    use shared::text::Lang;
    use shared::view::Theme;

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

    const DOCUMENT: &str = "<!DOCTYPE html><html lang=\"zh-CN\"><head><script>a()</script>\
        <title>Bootlens</title></head><body><p id=\"newer\" hidden></p>\
        <p id=\"loading\">Opening…</p><noscript>x</noscript></body></html>";

    fn reader(lang: Lang, theme: Option<Theme>) -> Reader {
        Reader { lang, theme }
    }

    async fn text(response: Response) -> String {
        let body = axum::body::to_bytes(response.into_body(), usize::MAX).await;
        String::from_utf8(body.unwrap().to_vec()).unwrap()
    }

    #[tokio::test]
    async fn a_painted_page_stands_where_it_said_that_it_loads_below_what_the_guard_shows() {
        let document = Document::of(DOCUMENT, "/perf", &[]);
        let painted = Painted {
            title: "a<b> · Bootlens".to_owned(),
            body: "<main>x</main>".to_owned(),
            asks: vec!["api/v1/apps".to_owned(), "a?b=1&c=2".to_owned()],
        };
        let dark = reader(Lang::En, Some(Theme::Dark));
        let response = document.painted(&HeaderMap::new(), dark, Some(&painted));
        assert_eq!(response.headers()[CACHE_CONTROL], "private, no-cache");
        assert_eq!(response.headers()[VARY], "Cookie, Accept-Language");
        let policy = response.headers()[CONTENT_SECURITY_POLICY]
            .to_str()
            .unwrap();
        let hash = STANDARD.encode(Sha256::digest("a()"));
        assert!(policy.contains(&hash), "the script's hash is the same");
        assert_eq!(
            text(response).await,
            "<!DOCTYPE html><html lang=\"en\" data-theme=\"dark\"><head><base href=\"/perf/\">\
             <script>a()</script><title>a&lt;b&gt; · Bootlens</title></head><body>\
             <p id=\"newer\" hidden></p><div id=\"paint\" data-asks=\"api/v1/apps a?b=1&amp;c=2\">\
             <main>x</main></div>\
             <noscript>x</noscript></body></html>"
        );
    }

    #[tokio::test]
    async fn the_tag_covers_all_that_a_reader_gets() {
        let document = Document::of(DOCUMENT, "", &[]);
        let painted = Painted {
            title: "t".to_owned(),
            body: "1".to_owned(),
            asks: Vec::new(),
        };
        let other = Painted {
            body: "2".to_owned(),
            ..painted.clone()
        };
        let chinese = reader(Lang::Zh, None);
        let tag = |reader: Reader, painted: Option<&Painted>| {
            let response = document.painted(&HeaderMap::new(), reader, painted);
            response.headers()[ETAG].clone()
        };
        let tags = [
            tag(chinese, None),
            tag(chinese, Some(&painted)),
            tag(chinese, Some(&other)),
            tag(reader(Lang::En, None), Some(&painted)),
            tag(reader(Lang::Zh, Some(Theme::Dark)), Some(&painted)),
        ];
        for (place, one) in tags.iter().enumerate() {
            assert!(!tags[..place].contains(one), "{place}");
        }
        let mut headers = HeaderMap::new();
        headers.insert(http::header::IF_NONE_MATCH, tags[1].clone());
        let again = document.painted(&headers, chinese, Some(&painted));
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED);
        let bare = document.painted(&HeaderMap::new(), chinese, None);
        assert!(text(bare).await.contains("<p id=\"loading\">Opening…</p>"));
    }

    #[test]
    fn a_page_that_says_how_to_build_it_takes_no_paint() {
        assert!(!Document::of(UNBUILT, "", &[]).takes_paint());
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
