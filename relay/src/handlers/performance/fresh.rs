//! The head of a whole reply: its tag, where it came from, and how long it took.

use std::collections::BTreeMap;
use std::time::Instant;

use axum::response::{IntoResponse, Response};
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, VARY};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use shared::day::{Day, Utc};
use shared::reply::{Calls, Failure, Notice, Reply, Revision, Series};

use crate::handlers::conditional;
use crate::history::Moment;
use crate::problem::Fault;

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

/// The head of a reply.
pub(super) struct Head {
    etag: HeaderValue,
    cache_status: &'static str,
    started: Instant,
}

impl Head {
    /// The head of a reply that no notice about this one address has been added to yet.
    pub(super) fn new(reply: &Reply, moment: Moment, started: Instant) -> Self {
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
        Self {
            etag: conditional::weak_etag(&Sha256::digest(text)),
            cache_status: cache_status(&reply.calls),
            started,
        }
    }

    /// The response: 304 where the reader holds the same already, else what `body` writes.
    pub(super) fn respond(
        self,
        headers: &HeaderMap,
        content_type: &'static str,
        body: impl FnOnce() -> Result<Vec<u8>, Fault>,
    ) -> Result<Response, Fault> {
        let mut response = if conditional::matches(headers, &self.etag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            ([(CONTENT_TYPE, content_type)], body()?).into_response()
        };
        let took = self.started.elapsed().as_secs_f64() * 1000.0;
        let out = response.headers_mut();
        out.insert(ETAG, self.etag);
        for (name, value) in [
            (CACHE_CONTROL, "private, no-cache"),
            (VARY, "Accept, Accept-Encoding"),
            (HeaderName::from_static("cache-status"), self.cache_status),
        ] {
            out.insert(name, HeaderValue::from_static(value));
        }
        if let Ok(timing) = HeaderValue::try_from(format!("reply;dur={took:.1}")) {
            out.insert("server-timing", timing);
        }
        Ok(response)
    }
}

/// Where the data came from, in the words of RFC 9211.
fn cache_status(calls: &Calls) -> &'static str {
    match calls {
        Calls {
            planned: 0,
            shared: 0,
            ..
        } => "Bootlens; hit",
        Calls { upstream: 0, .. } => "Bootlens; fwd=miss; collapsed",
        Calls {
            from_history: 0, ..
        } => "Bootlens; fwd=miss",
        _ => "Bootlens; fwd=partial",
    }
}

#[cfg(test)]
mod tests {
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
}
