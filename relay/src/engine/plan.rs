//! What a question needs: the days of each slice, what history knows of them, and which of them
//! are to be asked.

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::future::join_all;
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::reply::Period;

use super::{App, Inner, Question, flight};
use crate::history::{Key, Moment, Rows};

/// One slice of one app.
pub(super) struct Part {
    /// The app's alias.
    pub(super) alias: String,
    /// What its rows are kept under.
    pub(super) key: Key,
    /// The days of both periods, in order.
    pub(super) days: Arc<[Day]>,
    /// What history knows of them.
    pub(super) rows: Rows,
    /// Those that are to be asked.
    pub(super) lacking: Vec<Day>,
    /// Whether history could not be read.
    pub(super) history_failed: bool,
}

impl Part {
    pub(super) fn slice(&self) -> Slice {
        self.key.slice
    }
}

/// Which days of a question are asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Asking {
    /// Those that history lacks.
    #[default]
    Lacking,
    /// Every one, also what is known for good.
    Again,
    /// None.
    Nothing,
}

/// The days of both periods that may be asked: today is still under way.
pub(super) fn days(question: &Question, today: Day) -> Vec<Day> {
    let mut days = BTreeSet::new();
    for period in [Period::Current, Period::Compared] {
        days.extend(question.view.own_days(question.range, period));
    }
    days.into_iter()
        .flatten()
        .filter(|day| *day < today)
        .collect()
}

/// The parts of a question, apps × slices.
pub(super) async fn plan(inner: &Inner, question: &Question) -> Vec<Part> {
    let days: Arc<[Day]> = days(question, inner.clock.today()).into();
    let apps = question.view.apps.iter();
    let apps = apps.filter_map(|alias| inner.app(alias.as_str()));
    let keys = apps.flat_map(|app| {
        let slices = question.view.slices().into_iter();
        slices.map(|slice| (app.alias.clone(), key(app, question.module, slice)))
    });
    let parts = keys.map(|(alias, key)| part(inner, question, alias, key, days.clone()));
    join_all(parts).await
}

/// What the rows of a slice are kept under.
pub(super) fn key(app: &App, module: Module, slice: Slice) -> Key {
    Key {
        appid: app.appid.clone(),
        module,
        slice,
    }
}

/// One slice of a question, with what history knows of it.
pub(super) async fn part(
    inner: &Inner,
    question: &Question,
    alias: String,
    key: Key,
    days: Arc<[Day]>,
) -> Part {
    let read = inner.history.read(&key, &days, question.moment).await;
    let history_failed = read.is_err();
    let rows = read.unwrap_or_default();
    let now = inner.clock.now();
    let asking = match question.moment {
        Moment::Now => question.asking,
        Moment::At(_) => Asking::Nothing,
    };
    let is_lacking = |day: &Day| match asking {
        Asking::Lacking => rows.get(day).is_none_or(|row| row.is_lacking(now)),
        Asking::Again => true,
        Asking::Nothing => false,
    };
    let lacking = days.iter().copied().filter(is_lacking).collect();
    Part {
        alias,
        key,
        days,
        rows,
        lacking,
        history_failed,
    }
}

/// The number of calls that the parts wait for, where one view may take so many.
pub(super) async fn allowed(
    inner: &Inner,
    question: &Question,
    parts: Vec<&Part>,
) -> Result<usize, Problem> {
    let planned = parts.iter().map(|part| flight::count(inner, part)).sum();
    let allowed = inner.config.limits.max_calls;
    if planned <= allowed || question.asking == Asking::Again {
        return Ok(planned);
    }
    // The app that has least left decides how far the view would come.
    let mut left = inner.config.upstream.daily_calls;
    for part in parts {
        // Where history can't be read nothing is known to be used.
        let quota = inner.quota(&part.key.appid).await;
        left = left.min(quota.map_or(left, |quota| quota.left));
    }
    let detail = format!("The view needs {planned} calls; one view may take {allowed}.");
    Err(Problem {
        planned: Some(planned),
        allowed: Some(allowed),
        left: Some(left),
        ..Problem::new(ProblemKind::TooManyCalls, detail, question.lang)
    })
}
