//! The reply to a view: series, what failed, and what it cost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::{Day, Utc};
use crate::filter::Slice;
use crate::metric::{self, Metric};
use crate::module::Module;
use crate::order;
use crate::problem::Problem;
use crate::value::{Status, Value};
use crate::view::View;

/// Which of the view's two periods a series shows.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Period {
    /// The view's own days.
    #[default]
    Current,
    /// The days it is compared with, each beside a day of the view.
    Compared,
}

/// One line of one metric in one slice of one app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// The app's alias.
    pub app: String,
    /// The slice.
    pub slice: Slice,
    /// The period.
    pub period: Period,
    /// The metric and its line.
    pub metric: Metric,
    /// The day of the first value; for a compared series its own first day.
    pub start: Day,
    /// One value a day, in the metric's unit; `None` where there is none.
    pub values: Vec<Option<Value>>,
    /// The status of the days that are not final, by the day of the view that stands beside.
    pub status: BTreeMap<Day, Status>,
}

/// What tells one series from all others of a reply.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SeriesKey {
    /// The app's alias.
    pub app: String,
    /// The slice.
    pub slice: Slice,
    /// The period.
    pub period: Period,
    /// The metric's id.
    pub metric: String,
    /// The metric's line.
    pub line: u32,
}

impl Series {
    /// What tells this series from the others.
    #[must_use]
    pub fn key(&self) -> SeriesKey {
        SeriesKey {
            app: self.app.clone(),
            slice: self.slice,
            period: self.period,
            metric: self.metric.id.clone(),
            line: self.metric.line,
        }
    }

    /// The status of the value beside day `day` of the view.
    #[must_use]
    pub fn status_on(&self, day: Day) -> Status {
        self.status.get(&day).copied().unwrap_or(Status::Final)
    }
}

/// Sorts series as every reply holds them: apps × network × level × platform × period × metric ×
/// line; metrics as the view names them, else by [`metric::position`].
pub fn sort_series(series: &mut Vec<Series>, view: &View, module: Module) {
    fn place<'a>(one: &'a Series, view: &View, module: Module) -> impl Ord + use<'a> {
        let app = view.apps.iter().position(|app| app.as_str() == one.app);
        let named = view.metrics.iter().position(|id| *id == one.metric.id);
        let known = metric::position(module, &one.metric);
        (app, one.slice, one.period, named, known, one.metric.line)
    }
    order::sort_by(series, |one, other| {
        place(one, view, module).cmp(&place(other, view, module))
    });
}

/// Days of a slice that could not be asked, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Failure {
    /// The app's alias.
    pub app: String,
    /// The slice.
    pub slice: Slice,
    /// The first day.
    pub start: Day,
    /// The last day, included.
    pub end: Day,
    /// Why.
    pub problem: Problem,
}

/// A settled value that WeChat changed later.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Revision {
    /// The app's alias.
    pub app: String,
    /// The slice.
    pub slice: Slice,
    /// The metric's id.
    pub metric: String,
    /// The metric's line.
    pub line: u32,
    /// The day.
    pub day: Day,
    /// The value before.
    pub was: Option<Value>,
    /// When the change was seen.
    pub at: Utc,
}

/// What a notice is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeCode {
    /// A parameter of the address was not understood and is no part of the view.
    UnknownParameter,
    /// The view names a metric that the reply does not hold.
    MetricUnknown,
    /// WeChat does not document the filter for the module.
    FilterUndocumented,
    /// A slice equals all on every day.
    FilterWithoutEffect,
    /// What was kept could not be read.
    HistoryUnavailable,
    /// The values are older than they should be.
    Stale,
    /// A certificate of the platform is being replaced.
    CertificateDeprecated,
}

/// Something the reader should know beside the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    /// What it is about.
    pub code: NoticeCode,
    /// The Chinese sentence; the page words its own from code and fields.
    pub text: String,
    /// The app that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub app: Option<String>,
    /// The metric that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metric: Option<String>,
    /// The slice that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slice: Option<Slice>,
    /// The parameter that it concerns.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parameter: Option<String>,
}

/// What a reply cost.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calls {
    /// Windows that were lacking.
    pub planned: usize,
    /// Windows that were in flight for others.
    pub shared: usize,
    /// Calls begun by this request; retries are not counted.
    pub upstream: usize,
    /// Slice-days read from history.
    pub from_history: usize,
}

/// A whole reply.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// The relay's version.
    pub version: String,
    /// The view's data part, with dates.
    pub view: String,
    /// When the newest of it was fetched.
    pub fetched_at: Utc,
    /// Since when it could not be refreshed.
    pub stale_since: Option<Utc>,
    /// The newest day with a value in the slice all, by app.
    pub data_through: BTreeMap<String, Option<Day>>,
    /// The series.
    pub series: Vec<Series>,
    /// What could not be asked.
    pub failures: Vec<Failure>,
    /// What changed after it was settled.
    pub revisions: Vec<Revision>,
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// What it cost.
    pub calls: Calls,
}

/// What a view would cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The view's data part, with dates.
    pub view: String,
    /// The calls.
    pub calls: PlannedCalls,
    /// The quota of each app of the view whose quota is known.
    pub quota: Vec<crate::apps::AppQuota>,
}

/// The calls of a [`Plan`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlannedCalls {
    /// Windows that are lacking.
    pub planned: usize,
}
