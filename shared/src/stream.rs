//! The reply in pieces: the lines of the stream, and how they are joined again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::{Day, DayRange, Utc};
use crate::module::Module;
use crate::problem::Problem;
use crate::reply::{Calls, Failure, Notice, PlannedCalls, Reply, Revision, Series, sort_series};
use crate::value::Status;
use crate::view::View;

/// One line of the stream. `plan` comes first, `done` or `problem` last; without either the
/// stream was cut off.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Line {
    /// What will be asked.
    Plan {
        /// The view's data part, with dates.
        view: String,
        /// The calls.
        calls: PlannedCalls,
    },
    /// Some days of some series; no day comes twice.
    Series {
        /// The pieces.
        series: Vec<Series>,
    },
    /// How far the windows are.
    Progress {
        /// Windows answered or failed.
        done: usize,
        /// Windows in all.
        of: usize,
    },
    /// A window failed.
    Failure {
        /// Which, and why.
        failure: Failure,
    },
    /// All is said.
    Done(Done),
    /// No day was answered or known.
    Problem {
        /// Why.
        problem: Problem,
    },
}

/// Every key of the reply that the other lines do not carry.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Done {
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
    /// What could not be asked.
    pub failures: Vec<Failure>,
    /// What changed after it was settled.
    pub revisions: Vec<Revision>,
    /// What the reader should know.
    pub notices: Vec<Notice>,
    /// What it cost.
    pub calls: Calls,
}

/// Joins pieces into whole series as they come.
#[derive(Clone, Debug)]
pub struct Joiner {
    view: View,
    module: Module,
    range: DayRange,
    series: Vec<Series>,
}

impl Joiner {
    /// A joiner for a view whose days are `range`.
    #[must_use]
    pub fn new(view: View, module: Module, range: DayRange) -> Self {
        Self {
            view,
            module,
            range,
            series: Vec::new(),
        }
    }

    /// Takes in pieces; days outside the view are dropped.
    pub fn add(&mut self, pieces: Vec<Series>) {
        for piece in pieces {
            let key = piece.key();
            let own = self.view.own_days(self.range, piece.period);
            if let Some(whole) = self.series.iter_mut().find(|whole| whole.key() == key) {
                fill(whole, &piece, self.range, &own);
                continue;
            }
            let mut whole = Series {
                start: own
                    .iter()
                    .flatten()
                    .next()
                    .copied()
                    .unwrap_or(self.range.start()),
                values: vec![None; self.range.count()],
                status: BTreeMap::new(),
                ..piece.clone()
            };
            for day in self.range.days() {
                whole.status.insert(day, Status::Missing);
            }
            fill(&mut whole, &piece, self.range, &own);
            self.series.push(whole);
        }
        sort_series(&mut self.series, &self.view, self.module);
    }

    /// The series so far, in a reply's order; days that have not come are missing.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// The whole reply.
    #[must_use]
    pub fn finish(self, done: Done) -> Reply {
        Reply {
            version: done.version,
            view: done.view,
            fetched_at: done.fetched_at,
            stale_since: done.stale_since,
            data_through: done.data_through,
            series: self.series,
            failures: done.failures,
            revisions: done.revisions,
            notices: done.notices,
            calls: done.calls,
        }
    }
}

/// Copies a piece's days into the whole. `own` holds the series' own day beside each day of the view;
/// a piece starts at a day that has a partner.
fn fill(whole: &mut Series, piece: &Series, range: DayRange, own: &[Option<Day>]) {
    let Some(first) = own.iter().position(|day| *day == Some(piece.start)) else {
        return;
    };
    for ((day, value), slot) in range
        .days()
        .skip(first)
        .zip(&piece.values)
        .zip(whole.values.iter_mut().skip(first))
    {
        *slot = *value;
        match piece.status.get(&day) {
            Some(status) => whole.status.insert(day, *status),
            None => whole.status.remove(&day),
        };
    }
}
