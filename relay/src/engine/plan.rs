//! What a question needs: the days of each slice, what history knows of them, and the windows that
//! cover the rest.

use std::collections::BTreeSet;

use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::problem::{Problem, ProblemKind};
use shared::reply::Period;
use shared::window::cover;

use super::{Inner, Question};
use crate::history::{Key, Rows};

/// One slice of one app.
pub(super) struct Part {
    /// The app's alias.
    pub(super) alias: String,
    /// What its rows are kept under.
    pub(super) key: Key,
    /// What history knows of its days.
    pub(super) rows: Rows,
    /// What is to be asked.
    pub(super) windows: Vec<DayRange>,
    /// Days that history alone answers.
    pub(super) from_history: usize,
    /// Whether history could not be read.
    pub(super) history_failed: bool,
}

impl Part {
    pub(super) fn slice(&self) -> Slice {
        self.key.slice
    }
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
    let days = days(question, inner.clock.today());
    let now = inner.clock.now();
    let mut parts = Vec::new();
    for alias in &question.view.apps {
        let Some(app) = inner.app(alias.as_str()) else {
            continue;
        };
        for slice in question.view.slices() {
            let key = Key {
                appid: app.appid.clone(),
                module: question.module,
                slice,
            };
            let read = inner.store.read(&key, &days).await;
            let history_failed = read.is_err();
            let rows = read.unwrap_or_default();
            let is_lacking = |day: &Day| rows.get(day).is_none_or(|row| row.is_lacking(now));
            let lacking: Vec<Day> = days.iter().copied().filter(is_lacking).collect();
            let windows = cover(&lacking, inner.config.upstream.window_days);
            let asked = |day: &Day| windows.iter().any(|window| window.contains(*day));
            let from_history = rows.keys().filter(|day| !asked(day)).count();
            parts.push(Part {
                alias: app.alias.clone(),
                key,
                rows,
                windows,
                from_history,
                history_failed,
            });
        }
    }
    parts
}

/// The number of calls that the parts take, where one view may take so many.
pub(super) async fn allowed(
    inner: &Inner,
    question: &Question,
    parts: &[Part],
) -> Result<usize, Problem> {
    let planned = parts.iter().map(|part| part.windows.len()).sum();
    let allowed = inner.config.limits.max_calls;
    if planned <= allowed {
        return Ok(planned);
    }
    let today = inner.clock.today();
    let limit = inner.config.upstream.daily_calls;
    // The app that has least left decides how far the view would come.
    let mut left = limit;
    for part in parts {
        let used = inner.store.calls(&part.key.appid, today).await;
        left = left.min(limit.saturating_sub(used.unwrap_or(0)));
    }
    let detail = format!("The view needs {planned} calls; one view may take {allowed}.");
    Err(Problem {
        planned: Some(planned),
        allowed: Some(allowed),
        left: Some(left),
        ..Problem::new(ProblemKind::TooManyCalls, detail, question.lang)
    })
}
