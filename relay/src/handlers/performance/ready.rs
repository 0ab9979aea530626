//! A whole reply as bytes: its tag, its codings, and what stands in its head.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::sync::OnceLock;
use std::time::Instant;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::day::{Day, Utc};
use shared::paths;
use shared::reply::{Calls, Failure, Notice, Reply, Revision, Series};

use crate::handlers::{conditional, encoding};
use crate::history::Moment;
use crate::hot::Form;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Quality and window of brotli: a fifth smaller than what streams use, in a few milliseconds, once
/// a reply.
const QUALITY: u32 = 6;
const WINDOW: u32 = 22;

/// What of a reply lasts: all but what the asking itself changes.
#[derive(Serialize)]
struct Lasting<'a> {
    as_of: Option<i64>,
    version: &'a str,
    view: &'a str,
    stale_since: &'a Option<Utc>,
    data_through: &'a BTreeMap<String, Option<Day>>,
    series: &'a [Series],
    failures: &'a [Failure],
    revisions: &'a [Revision],
    notices: &'a [Notice],
}

/// The tag of a reply that no notice about this one address has been added to yet.
pub(super) fn etag(reply: &Reply, moment: Moment) -> HeaderValue {
    let lasting = Lasting {
        as_of: match moment {
            Moment::Now => None,
            Moment::At(time) => Some(time),
        },
        version: &reply.version,
        view: &reply.view,
        stale_since: &reply.stale_since,
        data_through: &reply.data_through,
        series: &reply.series,
        failures: &reply.failures,
        revisions: &reply.revisions,
        notices: &reply.notices,
    };
    // Text that can't be written has no tag of its own, so that it matches nothing.
    let text = serde_json::to_vec(&lasting).unwrap_or_default();
    conditional::weak_etag(&Sha256::digest(text))
}

/// A reply as it is sent; each coding is made when it is first asked for.
pub(crate) struct Ready {
    form: Form,
    etag: HeaderValue,
    /// The name of the file, for what is to be saved.
    file: Option<HeaderValue>,
    plain: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Ready {
    pub(super) fn new(
        form: Form,
        etag: HeaderValue,
        file: Option<HeaderValue>,
        body: Vec<u8>,
    ) -> Self {
        Self {
            form,
            etag,
            file,
            plain: body.into(),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// One without a tag of its own.
    #[cfg(test)]
    pub(crate) fn of(form: Form, body: Vec<u8>) -> Self {
        Self::new(form, HeaderValue::from_static("W/\"\""), None, body)
    }

    /// What it takes in memory, both codings reckoned as a third of it together.
    pub(crate) fn bytes(&self) -> usize {
        self.plain.len() + self.plain.len() / 3
    }

    /// The response: 304 where the reader holds the same already.
    pub(super) fn respond(
        &self,
        headers: &HeaderMap,
        cache_status: &'static str,
        started: Instant,
    ) -> Response {
        let is_known = conditional::matches(headers, &self.etag);
        let (body, coding) = if is_known {
            (Bytes::new(), None)
        } else {
            self.encoded(headers)
        };
        let mut response = Response::new(Body::from(body));
        if is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let out = response.headers_mut();
        // For those that are added on the way out as well.
        out.reserve(20);
        if !is_known {
            let content_type = match self.form {
                Form::Json => "application/json",
                Form::Stream => paths::NDJSON,
                Form::Csv => "text/csv; charset=utf-8; header=present",
            };
            out.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if let Some(coding) = coding {
            out.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        if let Some(file) = &self.file {
            out.insert(CONTENT_DISPOSITION, file.clone());
        }
        out.insert(ETAG, self.etag.clone());
        out.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        out.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
        out.insert(CACHE_STATUS, HeaderValue::from_static(cache_status));
        let took = started.elapsed().as_secs_f64() * 1000.0;
        if let Ok(timing) = HeaderValue::try_from(format!("reply;dur={took:.1}")) {
            out.insert(SERVER_TIMING, timing);
        }
        response
    }

    /// The body in the smallest coding that the reader takes. Tiny ones are sent as they are.
    fn encoded(&self, headers: &HeaderMap) -> (Bytes, Option<&'static str>) {
        const SMALL: usize = 64;
        if self.plain.len() < SMALL {
            (self.plain.clone(), None)
        } else if encoding::accepts(headers, "br") {
            let bytes = self.brotli.get_or_init(|| brotli(&self.plain));
            (bytes.clone(), Some("br"))
        } else if encoding::accepts(headers, "gzip") {
            let bytes = self.gzip.get_or_init(|| gzip(&self.plain));
            (bytes.clone(), Some("gzip"))
        } else {
            (self.plain.clone(), None)
        }
    }
}

fn brotli(plain: &[u8]) -> Bytes {
    let mut encoded = Vec::with_capacity(plain.len() / 4);
    let mut reader = brotli::CompressorReader::new(plain, 4096, QUALITY, WINDOW);
    // Reading from memory never fails.
    let _ = reader.read_to_end(&mut encoded);
    encoded.into()
}

fn gzip(plain: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(plain.len() / 4), Compression::default());
    // Writing to memory never fails.
    let _ = encoder.write_all(plain);
    encoder.finish().unwrap_or_default().into()
}

/// Where the data came from, in the words of RFC 9211.
pub(super) fn cache_status(calls: &Calls) -> &'static str {
    match calls {
        Calls {
            planned: 0,
            shared: 0,
            ..
        } => HIT,
        Calls { upstream: 0, .. } => "Bootlens; fwd=miss; collapsed",
        Calls {
            from_history: 0, ..
        } => "Bootlens; fwd=miss",
        _ => "Bootlens; fwd=partial",
    }
}

/// Nobody was asked.
pub(super) const HIT: &str = "Bootlens; hit";

#[cfg(test)]
mod tests {
    use http::header::ACCEPT_ENCODING;

    use super::*;

    #[test]
    fn the_cache_status_tells_whether_anyone_was_asked() {
        let calls = |planned, shared, upstream, from_history| Calls {
            planned,
            shared,
            upstream,
            from_history,
        };
        for (calls, text) in [
            (calls(0, 0, 0, 9), "Bootlens; hit"),
            (calls(2, 0, 2, 0), "Bootlens; fwd=miss"),
            (calls(2, 0, 2, 9), "Bootlens; fwd=partial"),
            (calls(0, 2, 0, 0), "Bootlens; fwd=miss; collapsed"),
        ] {
            assert_eq!(cache_status(&calls), text);
        }
    }

    #[test]
    fn each_coding_reads_back_to_the_same_text() {
        let text = "{\"days\":[1,2,3]}".repeat(100).into_bytes();
        let ready = Ready::of(Form::Json, text.clone());
        for accepted in ["br, gzip", "gzip", "identity"] {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_ENCODING, HeaderValue::from_static(accepted));
            let (bytes, coding) = ready.encoded(&headers);
            let mut read = Vec::new();
            match coding {
                Some("br") => brotli::Decompressor::new(&bytes[..], 4096)
                    .read_to_end(&mut read)
                    .unwrap(),
                Some(_) => flate2::read::GzDecoder::new(&bytes[..])
                    .read_to_end(&mut read)
                    .unwrap(),
                None => (&bytes[..]).read_to_end(&mut read).unwrap(),
            };
            assert_eq!(read, text, "{accepted}");
            assert!(coding.is_none() || bytes.len() < text.len() / 4);
        }
    }
}
