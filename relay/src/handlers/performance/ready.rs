//! A whole reply as bytes: its tag, its coding, and what stands in its head.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::response::Response;
use bytes::Bytes;
use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, VARY,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::day::{Day, Utc};
use shared::paths;
use shared::reply::{Calls, Failure, Notice, Reply, Revision, Series};

use crate::handlers::conditional;
use crate::handlers::encoding::Coding;
use crate::history::Moment;
use crate::hot::Form;
use crate::telemetry::{Came, Subject};

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");
/// nginx would hold the lines of a stream back until it has 8 KiB of them.
const BUFFERING: HeaderName = HeaderName::from_static("x-accel-buffering");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

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

/// A reply as it is sent, in one coding.
pub(crate) struct Ready {
    form: Form,
    coding: Coding,
    etag: HeaderValue,
    /// The name of the file, for what is to be saved.
    file: Option<HeaderValue>,
    /// What the log and the audit tell of it.
    subject: Arc<Subject>,
    body: Bytes,
}

impl Ready {
    pub(super) fn new(
        form: Form,
        coding: Coding,
        etag: HeaderValue,
        file: Option<HeaderValue>,
        subject: Arc<Subject>,
        plain: Vec<u8>,
    ) -> Self {
        Self {
            form,
            coding,
            etag,
            file,
            subject,
            body: coding.encode(plain),
        }
    }

    /// One without a tag of its own.
    #[cfg(test)]
    pub(crate) fn of(form: Form, body: Vec<u8>) -> Self {
        let etag = HeaderValue::from_static("W/\"\"");
        let subject = Subject::new(&[], None, None);
        Self::new(form, Coding::Plain, etag, None, subject, body)
    }

    /// What it is about.
    pub(crate) fn subject(&self) -> Arc<Subject> {
        self.subject.clone()
    }

    /// The bytes of its body.
    pub(crate) fn bytes(&self) -> usize {
        self.body.len()
    }

    /// How the response begins, for a reader with these headers.
    pub(crate) fn looks(&self, headers: &HeaderMap, came: Came) -> Look {
        Look {
            form: self.form,
            coding: self.coding,
            came,
            is_known: conditional::matches(headers, &self.etag),
        }
    }

    /// The response that looks so, begun with what is alike for all that do, after the time that it took.
    pub(crate) fn respond(&self, look: Look, head: HeaderMap, took: Duration) -> Response {
        let mut response = match look.is_known {
            true => Response::new(Body::empty()),
            false => Response::new(Body::from(self.body.clone())),
        };
        if look.is_known {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        }
        let out = response.headers_mut();
        *out = head;
        if let Some(file) = &self.file {
            out.insert(CONTENT_DISPOSITION, file.clone());
        }
        out.insert(ETAG, self.etag.clone());
        out.insert(SERVER_TIMING, timing("reply", took));
        response
    }
}

/// How long something took, for the browser's tools.
fn timing(what: &'static str, took: Duration) -> HeaderValue {
    let tenths = took.as_micros() / 100;
    // Written in one piece: a hit is counted by its allocations.
    let mut timing = String::with_capacity(32);
    let written = write!(timing, "{what};dur={}.{}", tenths / 10, tenths % 10);
    debug_assert!(written.is_ok(), "a text takes whatever is written");
    // Digits and letters are fit for a header.
    HeaderValue::try_from(timing).unwrap_or(HeaderValue::from_static(what))
}

/// The headers of a stream of which nothing has come yet: no tag, and of its time what planning took.
pub(super) fn head_of_a_stream(coding: Option<&'static str>, planning: Duration) -> HeaderMap {
    let look = Look {
        form: Form::Stream,
        coding: Coding::Plain,
        came: Came::Miss,
        is_known: false,
    };
    let mut head = look.head();
    head.remove(ETAG);
    head.insert(SERVER_TIMING, timing("plan", planning));
    if let Some(coding) = coding {
        head.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    head
}

/// What decides all of a response's head but what is its own: its tag, its file and its time.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    form: Form,
    coding: Coding,
    came: Came,
    /// Whether the reader holds the same already, so that the answer is 304.
    is_known: bool,
}

impl Look {
    /// How many there are of replies kept ready.
    pub(crate) const HITS: usize = 18;

    /// Its place among those of replies kept ready.
    pub(crate) fn place(self) -> usize {
        (self.form as usize * 3 + self.coding as usize) * 2 + usize::from(self.is_known)
    }

    /// The headers of all that look so.
    pub(crate) fn head(self) -> HeaderMap {
        // With room for those that are added on the way out as well.
        let mut head = HeaderMap::with_capacity(20);
        // The places of what each has of its own, so that a copy need not grow.
        for name in [ETAG, SERVER_TIMING] {
            head.insert(name, HeaderValue::from_static(""));
        }
        if !self.is_known {
            let content_type = match self.form {
                Form::Json => "application/json",
                Form::Stream => paths::NDJSON,
                Form::Csv => "text/csv; charset=utf-8; header=present",
            };
            head.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
            if self.form == Form::Stream {
                head.insert(BUFFERING, HeaderValue::from_static("no"));
            }
            if let Some(word) = self.coding.word() {
                head.insert(CONTENT_ENCODING, HeaderValue::from_static(word));
            }
        }
        head.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-cache"));
        head.insert(VARY, HeaderValue::from_static("Accept, Accept-Encoding"));
        let status = cache_status(self.came);
        head.insert(CACHE_STATUS, HeaderValue::from_static(status));
        head
    }
}

/// Where the data came from.
pub(crate) fn came(calls: &Calls) -> Came {
    match calls {
        Calls {
            planned: 0,
            shared: 0,
            ..
        } => Came::Hit,
        Calls { upstream: 0, .. } => Came::Collapsed,
        Calls {
            from_history: 0, ..
        } => Came::Miss,
        _ => Came::Partial,
    }
}

/// The same in the words of RFC 9211.
fn cache_status(came: Came) -> &'static str {
    match came {
        Came::Hit => "Bootlens; hit",
        Came::Collapsed => "Bootlens; fwd=miss; collapsed",
        Came::Miss => "Bootlens; fwd=miss",
        Came::Partial => "Bootlens; fwd=partial",
        Came::Stale => "Bootlens; fwd=stale",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_look_has_a_place_of_its_own() {
        let mut places = Vec::new();
        for form in [Form::Json, Form::Stream, Form::Csv] {
            for coding in [Coding::Plain, Coding::Brotli, Coding::Gzip] {
                for is_known in [false, true] {
                    let look = Look {
                        form,
                        coding,
                        came: Came::Hit,
                        is_known,
                    };
                    places.push(look.place());
                }
            }
        }
        assert_eq!(places, Vec::from_iter(0..Look::HITS));
    }

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
            assert_eq!(cache_status(came(&calls)), text);
        }
    }
}
