//! One request that was answered, and its line in the log.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::MatchedPath;
use http::Method;

use super::facts::{Came, Subject, Trouble};
use super::id::{RequestId, TraceId};
use crate::gate::{HEALTH, Who};

/// An address as it is listed, never as it was sent.
#[derive(Clone, Debug)]
pub(crate) enum Route {
    /// One of the routes.
    Listed(MatchedPath),
    /// One whose replies are kept ready.
    Kept(&'static str),
    /// A file of the page, or nothing.
    Other,
}

impl Route {
    /// As the routes are listed.
    pub(crate) fn as_str(&self) -> &str {
        match self {
            Self::Listed(path) => path.as_str(),
            Self::Kept(path) => path,
            Self::Other => "other",
        }
    }
}

/// A request that was answered to the end, or as far as it went.
pub(crate) struct Served {
    pub(crate) id: RequestId,
    pub(crate) trace: Option<TraceId>,
    pub(crate) who: Option<Who>,
    pub(crate) client: Option<IpAddr>,
    pub(crate) method: Method,
    pub(crate) route: Route,
    pub(crate) status: u16,
    pub(crate) took: Duration,
    /// What of the body was handed to the connection.
    pub(crate) bytes: u64,
    /// Whether the reader left, or the body broke off, before its end.
    pub(crate) cut_off: bool,
    pub(crate) subject: Option<Arc<Subject>>,
    pub(crate) cache: Option<Came>,
    pub(crate) calls: Option<usize>,
    pub(crate) upstream: Option<Duration>,
    pub(crate) trouble: Option<Trouble>,
}

impl Served {
    /// Logs it once: at the level debug where it is only about health.
    pub(super) fn tell(&self) {
        macro_rules! told {
            ($level:ident) => {
                tracing::$level!(
                    request_id = %self.id,
                    user = self.who.as_ref().and_then(Who::user),
                    token = self.who.as_ref().and_then(Who::token),
                    client_ip = self.client.map(display),
                    method = self.method.as_str(),
                    route = self.route.as_str(),
                    status = self.status,
                    duration_ms = milliseconds(self.took),
                    bytes = self.bytes,
                    cut_off = self.cut_off.then_some(true),
                    app = self.subject.as_ref().map(|about| about.apps_text()),
                    module = self.subject.as_ref().and_then(|about| about.module()),
                    days = self.subject.as_ref().and_then(|about| about.days_text()),
                    cache = self.cache.map(Came::word),
                    calls = self.calls,
                    upstream_ms = self.upstream.map(milliseconds),
                    problem = self.trouble.as_ref().map(Trouble::slug),
                    errcode = self.trouble.as_ref().and_then(|trouble| trouble.errcode),
                    rid = self.trouble.as_ref().and_then(|trouble| trouble.rid.as_deref()),
                    trace_id = self.trace.map(display),
                    "request"
                )
            };
        }
        if HEALTH.contains(&self.route.as_str()) {
            told!(debug);
        } else {
            told!(info);
        }
    }
}

/// Whole milliseconds.
fn milliseconds(took: Duration) -> u64 {
    u64::try_from(took.as_millis()).unwrap_or(u64::MAX)
}
