//! What those who answer a request note of it, for its line in the log and in the audit: whose data it was
//! about and how it was answered, never what stood in the query beside.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use shared::day::DayRange;
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::reply::Reply;
use shared::view::Alias;

use crate::gate::Who;

/// What a reply is about; put into words once, since a reply that is kept ready is logged with each use.
#[derive(Debug)]
pub(crate) struct Subject {
    apps: Box<[Alias]>,
    module: Option<Module>,
    days: Option<DayRange>,
    apps_text: Box<str>,
    days_text: Option<Box<str>>,
}

impl Subject {
    /// Apps, the one module where it is one, and the days where they are dates.
    pub(crate) fn new(apps: &[Alias], module: Option<Module>, days: Option<DayRange>) -> Arc<Self> {
        let words: Vec<&str> = apps.iter().map(Alias::as_str).collect();
        let text = |days: DayRange| format!("{}..{}", days.start(), days.end()).into();
        Arc::new(Self {
            apps_text: words.join(",").into(),
            days_text: days.map(text),
            apps: apps.into(),
            module,
            days,
        })
    }

    /// The apps.
    pub(crate) fn apps(&self) -> &[Alias] {
        &self.apps
    }

    /// The module.
    pub(crate) fn module(&self) -> Option<&'static str> {
        self.module.map(Module::slug)
    }

    /// The days.
    pub(crate) fn days(&self) -> Option<DayRange> {
        self.days
    }

    /// The apps by comma.
    pub(super) fn apps_text(&self) -> &str {
        &self.apps_text
    }

    /// The days as `2026-10-01..2026-10-28`.
    pub(super) fn days_text(&self) -> Option<&str> {
        self.days_text.as_deref()
    }
}

/// Where a reply came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// Nobody was asked.
    Hit,
    /// Calls that others had begun were waited for.
    Collapsed,
    /// WeChat was asked for a part.
    Partial,
    /// WeChat was asked for all.
    Miss,
    /// Something older is shown, since WeChat could not be asked.
    Stale,
}

impl Came {
    /// All of them.
    pub(super) const ALL: [Self; 5] = [
        Self::Hit,
        Self::Collapsed,
        Self::Partial,
        Self::Miss,
        Self::Stale,
    ];

    /// The word of it in log, audit and metrics.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Hit => "hit",
            Self::Collapsed => "collapsed",
            Self::Partial => "partial",
            Self::Miss => "miss",
            Self::Stale => "stale",
        }
    }
}

/// A problem that a request met, as the log and the audit tell it.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// The kind, where it is one that this version knows.
    pub(crate) kind: Option<ProblemKind>,
    /// WeChat's error code.
    pub(crate) errcode: Option<i64>,
    /// WeChat's id of the request.
    pub(crate) rid: Option<String>,
}

impl Trouble {
    /// The slug of the problem.
    pub(crate) fn slug(&self) -> &'static str {
        self.kind.map_or("unknown", ProblemKind::slug)
    }
}

/// All that was noted of one request.
#[derive(Debug, Default)]
pub(crate) struct Noted {
    /// Who asked, as far as it is proven.
    pub(crate) who: Option<Who>,
    /// What was shown, or would have been.
    pub(crate) subject: Option<Arc<Subject>>,
    /// Where it came from.
    pub(crate) cache: Option<Came>,
    /// Calls to WeChat that were made for it.
    pub(crate) calls: Option<usize>,
    /// How long WeChat was waited for.
    pub(crate) upstream: Option<Duration>,
    /// Why it was refused or is not whole; the first reason.
    pub(crate) trouble: Option<Trouble>,
}

impl Noted {
    /// A problem; the first one is told.
    pub(crate) fn problem(&mut self, problem: &Problem) {
        self.trouble.get_or_insert_with(|| Trouble {
            kind: problem.known_kind(),
            errcode: problem.errcode,
            rid: problem.rid.clone(),
        });
    }

    /// A reply, and how long it was waited for where anyone was asked.
    pub(crate) fn reply(&mut self, reply: &Reply, cache: Came, took: Duration) {
        let is_stale = reply.stale_since.is_some();
        self.cache = Some(if is_stale { Came::Stale } else { cache });
        self.calls = Some(reply.calls.upstream);
        self.upstream = (reply.calls.planned > 0).then_some(took);
        if let Some(failure) = reply.failures.first() {
            self.problem(&failure.problem);
        }
    }
}

/// Where it is noted: handed along with a request, and read when the last byte of its answer is out.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts(Arc<Mutex<Noted>>);

impl Facts {
    /// Notes something.
    pub(crate) fn note(&self, note: impl FnOnce(&mut Noted)) {
        note(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// What was noted.
    pub(super) fn take(&self) -> Noted {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
