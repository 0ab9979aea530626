//! The reply in pieces: the lines of the stream, and how they are joined again.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::day::{Day, DayRange, Utc};
use crate::module::Module;
use crate::problem::Problem;
use crate::reply::{
    Calls, Failure, Notice, Period, PlannedCalls, Reply, Revision, Series, SeriesKey, sort_series,
};
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
        Self::holding(view, module, range, Vec::new())
    }

    /// The same, with series that were joined before.
    #[must_use]
    pub fn holding(view: View, module: Module, range: DayRange, series: Vec<Series>) -> Self {
        Self {
            view,
            module,
            range,
            series,
        }
    }

    /// Takes in pieces; days outside the view are dropped.
    pub fn add(&mut self, pieces: Vec<Series>) {
        for piece in pieces {
            self.put(piece.period, &piece, &[], |day, _| day);
        }
        sort_series(&mut self.series, &self.view, self.module);
    }

    /// Takes in the series of days that were asked for by themselves, each beside whatever day of
    /// the view it stands for, in both periods. `failures` are what lacks besides.
    pub fn mend(&mut self, pieces: &[Series], failures: &[Failure]) {
        for piece in pieces {
            self.put(Period::Current, piece, failures, |_, own| own);
            if self.view.compare.is_some() {
                self.put(Period::Compared, piece, failures, |_, own| own);
            }
        }
        sort_series(&mut self.series, &self.view, self.module);
    }

    /// Copies a piece's days into the series of a period. `key` says which of a day of the view and the
    /// series' own day beside it the piece's status goes by.
    fn put(
        &mut self,
        period: Period,
        piece: &Series,
        failures: &[Failure],
        key: fn(Day, Day) -> Day,
    ) {
        let own = self.view.own_days(self.range, period);
        let begins = |day: &Option<Day>| day.is_some_and(|day| day >= piece.start);
        let place = |own: Day| usize::try_from(own.since(piece.start)).ok();
        let first = own.iter().position(begins).unwrap_or(own.len());
        let holds = |day: &Day| place(*day).is_some_and(|place| place < piece.values.len());
        let wanted = SeriesKey {
            period,
            ..piece.key()
        };
        let found = self.series.iter().position(|one| one.key() == wanted);
        let index = found.unwrap_or(self.series.len());
        if found.is_none() {
            // A piece that has nothing for a period must not make an empty line of it.
            if !own
                .get(first)
                .copied()
                .flatten()
                .is_some_and(|day| holds(&day))
            {
                return;
            }
            self.series.push(self.blank(period, piece, &own, failures));
        }
        let whole = &mut self.series[index];
        let days = self.range.days().zip(&own).zip(&mut whole.values);
        for ((day, own), slot) in days.skip(first) {
            let Some(own) = *own else { continue };
            let Some(value) = place(own).and_then(|place| piece.values.get(place)) else {
                break;
            };
            *slot = *value;
            match piece.status.get(&key(day, own)) {
                Some(status) => whole.status.insert(day, *status),
                None => whole.status.remove(&day),
            };
        }
    }

    /// A series of which nothing is known but what failed.
    fn blank(
        &self,
        period: Period,
        piece: &Series,
        own: &[Option<Day>],
        failures: &[Failure],
    ) -> Series {
        let failed = |day: Day| {
            let is_here = |one: &Failure| one.app == piece.app && one.slice == piece.slice;
            let holds = |one: &Failure| one.start <= day && day <= one.end;
            failures.iter().any(|one| is_here(one) && holds(one))
        };
        let mut status = BTreeMap::new();
        for (day, own) in self.range.days().zip(own) {
            let failed = own.is_some_and(failed);
            let word = if failed {
                Status::Failed
            } else {
                Status::Missing
            };
            status.insert(day, word);
        }
        Series {
            period,
            start: own
                .iter()
                .flatten()
                .next()
                .copied()
                .unwrap_or(self.range.start()),
            values: vec![None; self.range.count()],
            status,
            ..piece.clone()
        }
    }

    /// The series so far, in a reply's order; days that have not come are missing.
    #[must_use]
    pub fn series(&self) -> &[Series] {
        &self.series
    }

    /// Gives the series away.
    #[must_use]
    pub fn into_series(self) -> Vec<Series> {
        self.series
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

#[cfg(test)]
mod tests;
