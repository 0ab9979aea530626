//! The rows of every part of a view, and the series pieces made of them: no day of a series twice,
//! and in the end every day once.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::metric::Metric;
use shared::reply::{Period, Series};
use shared::value::Status;

use super::Question;
use super::catalogue::{describe, is_positive};
use super::plan::Part;
use crate::config::MetricRow;
use crate::history::{Cell, Row, Rows};

/// A metric's line, and whether an exact 0 of it can't be measured.
struct Known {
    metric: Metric,
    positive: bool,
}

/// A metric's id and line.
type LineKey = (Arc<str>, u32);

/// What is known of a view so far, and what of it was sent.
pub(super) struct Board<'a> {
    question: &'a Question,
    catalogue: &'a [MetricRow],
    /// The view's periods, with the series' own day beside each day of the view.
    periods: Vec<(Period, Vec<Option<Day>>)>,
    parts: Vec<State>,
    /// The metrics that came, by app: each slice of an app shows all of them.
    metrics: BTreeMap<String, BTreeMap<LineKey, Known>>,
}

struct State {
    alias: String,
    slice: Slice,
    rows: Rows,
    failed: BTreeSet<Day>,
    /// For each series, which days of the view were sent.
    sent: HashMap<(Period, LineKey), Vec<bool>>,
}

impl<'a> Board<'a> {
    pub(super) fn new(
        question: &'a Question,
        catalogue: &'a [MetricRow],
        parts: &mut [Part],
    ) -> Self {
        let own = |period| (period, question.view.own_days(question.range, period));
        let mut periods = vec![own(Period::Current)];
        if question.view.compare.is_some() {
            periods.push(own(Period::Compared));
        }
        let mut board = Self {
            question,
            catalogue,
            periods,
            parts: Vec::new(),
            metrics: BTreeMap::new(),
        };
        for (index, part) in parts.iter_mut().enumerate() {
            board.parts.push(State {
                alias: part.alias.clone(),
                slice: part.slice(),
                rows: Rows::new(),
                failed: BTreeSet::new(),
                sent: HashMap::new(),
            });
            board.take(index, std::mem::take(&mut part.rows));
        }
        board
    }

    /// Takes in rows of a part.
    pub(super) fn take(&mut self, part: usize, rows: Rows) {
        let state = &mut self.parts[part];
        let wanted = &self.question.view.metrics;
        let metrics = self.metrics.entry(state.alias.clone()).or_default();
        for cell in rows.values().flat_map(|row| row.cells.iter()) {
            if !wanted.is_empty() && !wanted.iter().any(|id| **id == *cell.metric) {
                continue;
            }
            metrics
                .entry((cell.metric.clone(), cell.line))
                .or_insert_with(|| {
                    let (module, id) = (self.question.module, &cell.metric);
                    Known {
                        metric: describe(self.catalogue, module, id, &cell.zh, cell.line),
                        positive: is_positive(self.catalogue, module, id),
                    }
                });
        }
        state.rows.extend(rows);
    }

    /// Notes that a window of a part could not be asked.
    pub(super) fn fail(&mut self, part: usize, window: DayRange) {
        self.parts[part].failed.extend(window.days());
    }

    /// Pieces of a part for those days that are `ready` and were not sent yet.
    pub(super) fn pieces(&mut self, part: usize, ready: impl Fn(Day) -> bool) -> Vec<Series> {
        let state = &mut self.parts[part];
        let mut pieces = Vec::new();
        for (period, own) in &self.periods {
            let is_ready = |day: &Option<Day>| day.is_some_and(&ready);
            for (key, known) in self.metrics.get(&state.alias).into_iter().flatten() {
                let mut sent = state
                    .sent
                    .remove(&(*period, key.clone()))
                    .unwrap_or_else(|| vec![false; own.len()]);
                let mut index = 0;
                while index < own.len() {
                    let run = (index..own.len())
                        .take_while(|at| !sent[*at] && is_ready(&own[*at]))
                        .count();
                    if run == 0 {
                        index += 1;
                        continue;
                    }
                    sent[index..index + run].fill(true);
                    let days = self.question.range.days().zip(own).skip(index).take(run);
                    pieces.extend(state.piece(*period, key, known, days));
                    index += run;
                }
                state.sent.insert((*period, key.clone()), sent);
            }
        }
        pieces
    }

    /// Pieces for whatever was not sent: days that came with no window, and metrics that came late.
    pub(super) fn rest(&mut self) -> Vec<Series> {
        (0..self.parts.len())
            .flat_map(|part| self.pieces(part, |_| true))
            .collect()
    }

    /// The rows of each part, with its app and slice.
    pub(super) fn rows(&self) -> impl Iterator<Item = (&str, Slice, &Rows)> {
        self.parts
            .iter()
            .map(|state| (state.alias.as_str(), state.slice, &state.rows))
    }

    /// The rows of one part.
    pub(super) fn part_rows(&self, part: usize) -> &Rows {
        &self.parts[part].rows
    }

    /// Whether any app has a line of the metric.
    pub(super) fn has_metric(&self, id: &str) -> bool {
        let mut lines = self.metrics.values().flat_map(BTreeMap::keys);
        lines.any(|(metric, _)| **metric == *id)
    }

    /// Whether any day of any slice is known.
    pub(super) fn knows_anything(&self) -> bool {
        self.parts.iter().any(|state| !state.rows.is_empty())
    }
}

impl State {
    /// Consecutive days of one series; `days` are the view's own, each with the series' day.
    fn piece<'d>(
        &self,
        period: Period,
        key: &LineKey,
        known: &Known,
        days: impl Iterator<Item = (Day, &'d Option<Day>)>,
    ) -> Option<Series> {
        let mut start = None;
        let mut values = Vec::new();
        let mut status = BTreeMap::new();
        for (day, own) in days {
            let own = (*own)?;
            start.get_or_insert(own);
            let row = self.rows.get(&own);
            let cell = row.and_then(|row| cell(row, key));
            values.push(cell.and_then(Cell::value));
            let word = match row {
                Some(row) => word(row, cell, known.positive),
                None if self.failed.contains(&own) => Status::Failed,
                None => Status::Missing,
            };
            if word != Status::Final {
                status.insert(day, word);
            }
        }
        Some(Series {
            app: self.alias.clone(),
            slice: self.slice,
            period,
            metric: known.metric.clone(),
            start: start?,
            values,
            status,
        })
    }
}

fn cell<'r>(row: &'r Row, (metric, line): &LineKey) -> Option<&'r Cell> {
    row.cells
        .iter()
        .find(|cell| cell.metric == *metric && cell.line == *line)
}

/// The status of a day that was answered.
fn word(row: &Row, cell: Option<&Cell>, positive: bool) -> Status {
    let Some((cell, value)) = cell.and_then(|cell| Some((cell, cell.value()?))) else {
        return Status::Missing;
    };
    if cell.change.is_some() {
        Status::Revised
    } else if positive && value.get() == 0.0 {
        Status::Zero
    } else if row.is_settled() {
        Status::Final
    } else {
        Status::Provisional
    }
}
