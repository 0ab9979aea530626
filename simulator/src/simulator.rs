//! The simulator's handle: settings, faults and records behind one lock.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;

use crate::amend::Amendments;
use crate::apps::{self, AppSpec};
use crate::boot::SpanLimit;
use crate::calls::{Call, Calls};
use crate::diagnostics::Diagnostics;
use crate::fault::{Fault, FaultId, Faults};
use crate::platform::Platforms;
use crate::quota::Quota;
use crate::series::{self, Subject};
use crate::signing::Security;
use crate::tokens::Tokens;

/// Tells the time in Unix seconds; tests hold it.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// An imitation of WeChat's API. Clones share everything.
#[derive(Clone)]
pub struct Simulator {
    clock: Clock,
    state: Arc<Mutex<State>>,
}

pub(crate) struct State {
    pub(crate) apps: Vec<AppSpec>,
    pub(crate) tokens: Tokens,
    pub(crate) faults: Faults,
    pub(crate) calls: Calls,
    pub(crate) span_limit: SpanLimit,
    pub(crate) latency: Duration,
    pub(crate) amendments: Amendments,
    /// By AppID, an app's or a platform's.
    pub(crate) security: HashMap<String, Security>,
    pub(crate) platforms: Platforms,
    pub(crate) quota: Quota,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) client_ip: String,
    pub(crate) ip_barred: bool,
    /// Seconds that WeChat's clock is ahead of ours.
    pub(crate) skew: i64,
}

impl State {
    pub(crate) fn app(&self, appid: &str) -> Option<&AppSpec> {
        self.apps.iter().find(|app| app.appid == appid)
    }
}

impl Simulator {
    /// A simulator of the three demo apps.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let state = State {
            apps: apps::demo(),
            tokens: Tokens::new(),
            faults: Faults::default(),
            calls: Calls::default(),
            span_limit: SpanLimit::default(),
            latency: Duration::ZERO,
            amendments: Amendments::default(),
            security: HashMap::new(),
            platforms: Platforms::default(),
            quota: Quota::default(),
            diagnostics: Diagnostics::default(),
            client_ip: "203.0.113.7".to_owned(),
            ip_barred: false,
            skew: 0,
        };
        Self {
            clock,
            state: Arc::new(Mutex::new(state)),
        }
    }

    pub(crate) fn now(&self) -> i64 {
        (self.clock)()
    }

    /// The time as WeChat's side believes it, Unix seconds: what it signs, dates and checks with.
    pub(crate) fn believed(&self) -> i64 {
        let now = self.now();
        now.saturating_add(self.state().skew)
    }

    /// A panic elsewhere leaves the state whole, since no change spans a panic.
    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The apps, in the order they were added.
    #[must_use]
    pub fn apps(&self) -> Vec<AppSpec> {
        self.state().apps.clone()
    }

    /// Adds an app; one with the same AppID is replaced, so that a secret can be changed.
    pub fn add_app(&self, app: AppSpec) {
        let mut state = self.state();
        state.apps.retain(|each| each.appid != app.appid);
        state.apps.push(app);
    }

    /// Adds a fault behind those scripted before.
    pub fn script(&self, fault: Fault) -> FaultId {
        self.state().faults.script(fault)
    }

    /// Takes one fault back; one that is gone is no error.
    pub fn remove_fault(&self, id: FaultId) {
        self.state().faults.remove(id);
    }

    /// Takes every fault back.
    pub fn clear_faults(&self) {
        self.state().faults.clear();
    }

    /// Every call waits this long before it is answered.
    pub fn set_latency(&self, latency: Duration) {
        self.state().latency = latency;
    }

    /// How the limit of 30 days is read.
    pub fn set_span_limit(&self, limit: SpanLimit) {
        self.state().span_limit = limit;
    }

    /// Seconds that tokens given out from now on live; 7200 at first.
    pub fn set_token_lifetime(&self, seconds: i64) {
        self.state().tokens.lifetime = seconds;
    }

    /// Seconds that WeChat's side believes its clock to be ahead of the simulator's; less than
    /// none is behind. It shows in `Date`, in what is signed and pushed, and in which signed calls
    /// are in time; data, tokens and quotas keep the simulator's own time.
    pub fn set_clock_skew(&self, seconds: i64) {
        self.state().skew = seconds;
    }

    /// Ends every token that opens data, an app's own and a platform's for it: calls with one get
    /// 42001, token calls a new one.
    pub fn expire_tokens(&self) {
        self.state().tokens.expire();
    }

    /// Makes every such token unknown: calls with one get 40001, token calls a new one.
    pub fn invalidate_tokens(&self) {
        self.state().tokens.invalidate();
    }

    /// The calls since the start or the last [`Self::clear_calls`], in order of arrival.
    #[must_use]
    pub fn calls(&self) -> Vec<Call> {
        self.state().calls.list()
    }

    /// How many of them came to a path, such as [`crate::BOOT`].
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        self.state().calls.count(path)
    }

    /// The most calls that were under way at once since then.
    #[must_use]
    pub fn max_in_flight(&self) -> usize {
        self.state().calls.max_in_flight()
    }

    /// Forgets the calls so far.
    pub fn clear_calls(&self) {
        self.state().calls.clear();
    }

    /// Keeps the bodies that calls are answered with from now on, beside the calls.
    pub fn keep_bodies(&self) {
        self.state().calls.keeps_bodies = true;
    }

    /// The value as text, as it stands now and whatever the time; `None` where app or metric is
    /// unknown or the day is missing. `line` is 0 unless a fault makes more.
    #[must_use]
    pub fn value(
        &self,
        appid: &str,
        module: Module,
        slice: Slice,
        metric_id: &str,
        line: u32,
        day: Day,
    ) -> Option<String> {
        let state = self.state();
        let subject = Subject {
            app: state.app(appid)?,
            levels: &state.amendments.levels,
            module,
            metric: metric_id,
            line,
        };
        let made = series::value(subject, slice, day)?;
        state.amendments.apply(day, made)
    }

    /// An app's releases from one day to another, both included, oldest first; none where the
    /// alias is unknown or the days are reversed.
    #[must_use]
    pub fn releases(&self, alias: &str, from: Day, to: Day) -> Vec<(Day, String)> {
        let state = self.state();
        let app = state.apps.iter().find(|app| app.alias == alias);
        match (app, DayRange::new(from, to)) {
            (Some(app), Some(range)) => series::releases(app, range),
            _ => Vec::new(),
        }
    }
}

impl fmt::Debug for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Simulator").finish_non_exhaustive()
    }
}
