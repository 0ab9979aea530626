//! The tables of a reply: which points they hold, and which line of a metric each belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Deserialize;
use serde_json::value::RawValue;
use shared::day::{Day, DayRange};

use super::empty::Maybe;
use super::{Answer, Point, scalar, too_much, undated};
use crate::wechat::error::Error;

/// Longest text of a value that is kept; the longest number there is has fewer digits.
const MOST_DIGITS: usize = 400;

/// The most lines of a metric, and of all metrics together: each becomes a series of its own.
pub(super) const MOST_LINES: usize = 100;
const MOST_SERIES: usize = 1_000;

/// Longest id or name of a metric, in bytes: it stands in every row and every series.
pub(super) const MOST_NAME: usize = 256;

#[derive(Deserialize)]
pub(super) struct Data<'a> {
    #[serde(borrow, default)]
    pub(super) body: Maybe<Body<'a>>,
}

#[derive(Deserialize)]
pub(super) struct Body<'a> {
    #[serde(borrow, default)]
    pub(super) tables: Maybe<Vec<Maybe<Table<'a>>>>,
}

#[derive(Deserialize)]
pub(super) struct Table<'a> {
    #[serde(borrow)]
    id: Option<&'a RawValue>,
    #[serde(borrow)]
    zh: Option<&'a RawValue>,
    #[serde(borrow, default)]
    lines: Maybe<Vec<Maybe<Line<'a>>>>,
}

#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow, default)]
    fields: Maybe<Vec<Maybe<Field<'a>>>>,
}

#[derive(Deserialize)]
struct Field<'a> {
    #[serde(borrow)]
    refdate: Option<&'a RawValue>,
    #[serde(borrow)]
    value: Option<&'a RawValue>,
}

/// What a line says of its days, in the order it came.
type Fields = Vec<(Day, Box<str>)>;

/// A table of a metric that came before.
struct Known {
    zh: Arc<str>,
    /// Its first line's index among all lines of the metric.
    first: usize,
    /// The days of each of its lines.
    days: Vec<BTreeSet<Day>>,
}

/// The points of a reply's tables, as they are taken in.
pub(super) struct Gathered {
    window: DayRange,
    /// By metric and line: of a day given twice the last counts that has a text.
    days: BTreeMap<Day, BTreeMap<(Arc<str>, u32), Point>>,
    tables: BTreeMap<Arc<str>, Vec<Known>>,
    dropped: usize,
    /// Those of the dropped that had no date which can be read.
    undated: usize,
    series: usize,
}

impl Gathered {
    /// None yet; days that do not lie in the window are dropped.
    pub(super) fn of(window: DayRange) -> Self {
        Self {
            window,
            days: BTreeMap::new(),
            tables: BTreeMap::new(),
            dropped: 0,
            undated: 0,
            series: 0,
        }
    }

    /// Takes in a table. One whose id came before has its own lines, behind those that are known.
    pub(super) fn take(&mut self, table: Table<'_>) -> Result<(), Error> {
        let Some(metric) = table.id.and_then(scalar).filter(|id| !id.is_empty()) else {
            return Ok(());
        };
        let metric: Arc<str> = metric.into();
        let zh: Arc<str> = table.zh.and_then(scalar).unwrap_or_default().into();
        if metric.len().max(zh.len()) > MOST_NAME {
            return Err(too_much("a longer name"));
        }
        let lines = table.lines.0.unwrap_or_default();
        self.series += lines.len();
        if lines.len() > MOST_LINES || self.series > MOST_SERIES {
            return Err(too_much("more lines"));
        }
        let lines: Vec<Fields> = lines.into_iter().map(|line| self.fields(line)).collect();
        let first = self.first_line(&metric, &zh, &lines);
        if first + lines.len() > MOST_LINES {
            return Err(too_much("more lines"));
        }
        for (fields, line) in lines.into_iter().zip(first..) {
            let line = u32::try_from(line).unwrap_or(u32::MAX);
            for (day, text) in fields {
                let point = Point {
                    metric: metric.clone(),
                    zh: zh.clone(),
                    line,
                    text,
                };
                let points = self.days.entry(day).or_default();
                let key = (metric.clone(), line);
                if !point.text.trim().is_empty() || !points.contains_key(&key) {
                    points.insert(key, point);
                }
            }
        }
        Ok(())
    }

    /// The days of a line that were asked.
    fn fields(&mut self, line: Maybe<Line<'_>>) -> Fields {
        let mut fields = Vec::new();
        let all = line.0.and_then(|line| line.fields.0);
        for field in all.into_iter().flatten().filter_map(|field| field.0) {
            let day = field
                .refdate
                .and_then(scalar)
                .and_then(|text| Day::from_compact(text.trim()));
            self.undated += usize::from(day.is_none());
            let Some(day) = day.filter(|day| self.window.contains(*day)) else {
                self.dropped += 1;
                continue;
            };
            let text = field.value.and_then(scalar).unwrap_or_default();
            let text = if text.len() > MOST_DIGITS { "" } else { &text };
            fields.push((day, text.into()));
        }
        fields
    }

    /// Where the lines of a table begin among those of its metric: behind all that came before, unless
    /// it is a table that came before, sent once more.
    fn first_line(&mut self, metric: &Arc<str>, zh: &Arc<str>, lines: &[Fields]) -> usize {
        // Tables without lines are not kept: a reply may hold any number of them.
        if lines.is_empty() {
            return 0;
        }
        let days = |fields: &Fields| fields.iter().map(|(day, _)| *day).collect();
        let days: Vec<BTreeSet<Day>> = lines.iter().map(days).collect();
        let known = self.tables.entry(metric.clone()).or_default();
        let same = |table: &&Known| table.zh == *zh && table.days == days;
        if let Some(same) = known.iter().find(same) {
            return same.first;
        }
        let first = known.last().map_or(0, |last| last.first + last.days.len());
        known.push(Known {
            zh: zh.clone(),
            first,
            days,
        });
        first
    }

    /// All that was taken in.
    ///
    /// # Errors
    /// Where values came and every one was dropped for want of a date: that is no answer without data.
    pub(super) fn answer(self) -> Result<Answer, Error> {
        if self.undated > 0 && self.undated == self.dropped && self.days.is_empty() {
            return Err(undated(self.undated));
        }
        let days = self.days.into_iter();
        Ok(Answer {
            days: days
                .map(|(day, points)| (day, points.into_values().collect()))
                .collect(),
            dropped: self.dropped,
        })
    }
}
