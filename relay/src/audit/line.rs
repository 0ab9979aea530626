//! What is written of whom: the choice, and the fields of a line.

use std::net::IpAddr;

use serde::Serialize;
use shared::day::{Day, DayRange, Utc};
use shared::problem::ProblemKind;
use shared::view::Alias;

use super::Errand;
use crate::gate::Who;
use crate::telemetry::{LEFT, Served, Trouble};

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    /// Data was shown.
    Read,
    /// Data was taken away as a file.
    Export,
    /// Nothing was shown.
    Refused,
    /// A machine's token was used for what is nobody's data.
    Token,
    /// WeChat was asked again, or for days of the past.
    Refresh,
    /// The configuration was read again.
    Reload,
}

/// What the thread that writes is handed: it makes the text.
pub(super) enum Entry {
    Served(i64, What, Box<Served>),
    Reload {
        now: i64,
        well: bool,
        why: Option<String>,
    },
    Errand(String),
}

/// Data as a reply.
const READS: [&str; 4] = [
    "/api/v1/performance",
    "/api/v1/plan",
    "/api/v1/changes",
    "/api/v1/apps",
];

/// Data as a file.
const EXPORTS: [&str; 3] = ["/api/v1/performance.csv", "/chart.svg", "/chart.png"];

/// The page, which shows data where it was painted.
const PAGES: [&str; 2] = ["/", "/chart"];

/// What is written of a request; nothing of one that concerns nobody's data.
pub(super) fn what(served: &Served) -> Option<What> {
    let route = served.route.as_str();
    let (reads, exports) = (READS.contains(&route), EXPORTS.contains(&route));
    let kind = served.trouble.as_ref().and_then(|trouble| trouble.kind);
    let is_refused = (400..500).contains(&served.status) && served.status != LEFT;
    if is_refused && (reads || exports || kind.is_some_and(keeps_out)) {
        return Some(What::Refused);
    }
    if exports {
        return Some(What::Export);
    }
    let is_painted = PAGES.contains(&route) && served.subject.is_some();
    if reads || is_painted {
        return Some(What::Read);
    }
    let by_machine = served.who.as_ref().is_some_and(|who| who.token().is_some());
    by_machine.then_some(What::Token)
}

/// Whether a problem says that somebody may not do something, whatever it was.
fn keeps_out(kind: ProblemKind) -> bool {
    matches!(
        kind,
        ProblemKind::NotSignedIn
            | ProblemKind::AccessNotConfigured
            | ProblemKind::NoApps
            | ProblemKind::AppUnknown
            | ProblemKind::HostUnknown
            | ProblemKind::RateLimited
    )
}

/// Who it was.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Whom<'a> {
    User(&'a str),
    Token(&'a str),
    Address(IpAddr),
    Operator(&'static str),
}

impl<'a> Whom<'a> {
    fn of(served: &'a Served) -> Option<Self> {
        match &served.who {
            Some(Who::User(name)) => Some(Self::User(name)),
            Some(Who::Token(name)) => Some(Self::Token(name)),
            Some(Who::At(None)) if served.client.is_none() => Some(Self::Operator("bootlens")),
            Some(Who::At(_)) | None => served.client.map(Self::Address),
        }
    }
}

/// A line.
#[derive(Serialize)]
struct Line<'a> {
    ts: Utc,
    what: What,
    #[serde(skip_serializing_if = "Option::is_none")]
    who: Option<Whom<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_ip: Option<IpAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    route: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    apps: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    module: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Day>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    errcode: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    calls: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    cut_off: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    request_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    well: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'a str>,
}

impl Line<'_> {
    fn bare(now: i64, what: What) -> Self {
        Self {
            ts: Utc(now),
            what,
            who: None,
            client_ip: None,
            method: None,
            route: None,
            apps: Vec::new(),
            module: None,
            start: None,
            end: None,
            status: None,
            problem: None,
            errcode: None,
            calls: None,
            cache: None,
            bytes: None,
            cut_off: false,
            request_id: None,
            well: None,
            why: None,
        }
    }

    /// The line as text; what can't be written leaves its place empty.
    fn text(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// A command as a line.
pub(super) fn errand(errand: &Errand<'_>, now: i64) -> String {
    let line = Line {
        who: Some(Whom::Operator(errand.command)),
        apps: errand.apps.iter().map(Alias::as_str).collect(),
        module: errand.module,
        start: errand.days.map(DayRange::start),
        end: errand.days.map(DayRange::end),
        calls: Some(errand.calls),
        well: Some(errand.well),
        ..Line::bare(now, What::Refresh)
    };
    line.text()
}

impl Entry {
    /// The line without its end.
    pub(super) fn text(&self) -> String {
        match self {
            Self::Errand(text) => text.clone(),
            Self::Reload { now, well, why } => {
                let line = Line {
                    well: Some(*well),
                    why: why.as_deref(),
                    ..Line::bare(*now, What::Reload)
                };
                line.text()
            }
            Self::Served(now, what, served) => {
                let about = served.subject.as_deref();
                let days = about.and_then(crate::telemetry::Subject::days);
                let line = Line {
                    who: Whom::of(served),
                    client_ip: served.client,
                    method: Some(served.method.as_str()),
                    route: Some(served.route.as_str()),
                    apps: about
                        .map(|about| about.apps().iter().map(Alias::as_str).collect())
                        .unwrap_or_default(),
                    module: about.and_then(crate::telemetry::Subject::module),
                    start: days.map(DayRange::start),
                    end: days.map(DayRange::end),
                    status: Some(served.status),
                    problem: served.trouble.as_ref().map(Trouble::slug),
                    errcode: served.trouble.as_ref().and_then(|trouble| trouble.errcode),
                    calls: served.calls,
                    cache: served.cache.map(crate::telemetry::Came::word),
                    bytes: Some(served.bytes),
                    cut_off: served.cut_off,
                    request_id: Some(served.id.as_str()),
                    ..Line::bare(*now, *what)
                };
                line.text()
            }
        }
    }
}
