//! What is known of one day: how its versions join, and when to ask again.

use std::sync::Arc;

use shared::day::Day;
use shared::value::Value;

use crate::wechat::Point;

/// How long an answer for a day that is not settled is taken as it is, in seconds.
pub(crate) const FRESH: i64 = 30 * 60;

/// When a settled day without any value but 0 is asked again, after each time that it was, in seconds.
const EMPTY_AGAIN: [i64; 3] = [3_600, 24 * 3_600, 7 * 24 * 3_600];

/// By how much clocks of two relays may differ, in seconds; an answer from later than that was
/// dated by a clock that went wrong.
const SKEW: i64 = 60;

/// One metric's line on one day.
#[derive(Clone, Debug, PartialEq)]
pub struct Cell {
    /// The metric's id.
    pub metric: Arc<str>,
    /// Its Chinese name as WeChat gave it.
    pub zh: Arc<str>,
    /// Which of its lines, from 0.
    pub line: u32,
    /// The value as WeChat sent it.
    pub text: Box<str>,
    /// What it was when the day was settled, where it changed afterwards.
    pub change: Option<Change>,
}

impl Cell {
    /// The value, where the text is one.
    #[must_use]
    pub fn value(&self) -> Option<Value> {
        Value::from_text(&self.text)
    }
}

/// A settled value that changed.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The value before.
    pub was: Option<Value>,
    /// When the change was seen, in Unix seconds.
    pub at: i64,
}

/// One version of a day, as it is kept. Times are Unix seconds.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// When the body was first seen.
    pub first_seen: i64,
    /// When it was last confirmed.
    pub last_asked: i64,
    /// When the day was first asked once settled.
    pub settled_at: Option<i64>,
    /// How often the day was asked once settled.
    pub settled_asks: i64,
    /// By metric and line, each once and in that order.
    pub points: Vec<Point>,
}

impl Version {
    /// The version that a new answer makes of the newest one: the same with later times where the
    /// answer adds nothing, else one that takes over what the answer lacks.
    #[must_use]
    pub fn next(
        before: Option<&Self>,
        day: Day,
        mut answer: Vec<Point>,
        at: i64,
        settle_days: u32,
    ) -> Self {
        let is_settled = settled(day, at, settle_days);
        // A time that has not come yet was given by a clock that went wrong.
        let settled_before = before
            .and_then(|version| version.settled_at)
            .filter(|then| *then <= at + SKEW);
        let settled_at = settled_before.or_else(|| is_settled.then_some(at));
        let asks = before.map_or(0, |version| version.settled_asks) + i64::from(is_settled);
        for old in before.into_iter().flat_map(|version| &version.points) {
            match answer.iter_mut().find(|new| same(old, new)) {
                None => answer.push(old.clone()),
                Some(new) if value(new).is_none() && value(old).is_some() => *new = old.clone(),
                Some(_) => {}
            }
        }
        answer.sort_by(|one, other| (&one.metric, one.line).cmp(&(&other.metric, other.line)));
        let first_seen = match before {
            Some(version) if version.points == answer => version.first_seen,
            // Versions stand in the order in which they came, also where the clock was set back.
            Some(version) => at.max(version.first_seen + 1),
            None => at,
        };
        Self {
            first_seen,
            last_asked: at,
            settled_at,
            settled_asks: asks,
            points: answer,
        }
    }

    /// How many values it holds.
    #[must_use]
    pub fn measured(&self) -> usize {
        self.points
            .iter()
            .filter(|point| value(point).is_some())
            .count()
    }
}

/// What is known of one day of one slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// By metric and line.
    pub cells: Arc<[Cell]>,
    /// When the day was first answered, in Unix seconds.
    pub first_seen: i64,
    /// When it was last answered, in Unix seconds.
    pub last_asked: i64,
    /// When it was first asked once settled, in Unix seconds.
    pub settled_at: Option<i64>,
    /// How often it was asked once settled.
    pub settled_asks: i64,
}

impl Row {
    /// What the versions of a day, oldest first, tell together; `None` for none of them.
    ///
    /// The newest already holds what it lacked; older ones tell what changed since the day was
    /// settled. Two relays that write at once may each have missed what the other wrote, so that
    /// values are taken over here as well.
    #[must_use]
    pub fn of(versions: impl IntoIterator<Item = Version>) -> Option<Self> {
        let mut versions = versions.into_iter();
        let first = versions.next()?;
        let mut cells: Vec<Cell> = first.points.into_iter().map(cell).collect();
        let mut row = Self {
            cells: Arc::new([]),
            first_seen: first.first_seen,
            last_asked: first.last_asked,
            settled_at: first.settled_at,
            settled_asks: first.settled_asks,
        };
        for version in versions {
            let at = version.first_seen;
            let was_settled = row.settled_at.is_some_and(|then| then <= at);
            for point in version.points {
                let new = cell(point);
                let known = |old: &&mut Cell| old.metric == new.metric && old.line == new.line;
                match cells.iter_mut().find(known) {
                    Some(old) => take(old, new, was_settled, at),
                    None => cells.push(Cell {
                        change: (was_settled && new.value().is_some())
                            .then_some(Change { was: None, at }),
                        ..new
                    }),
                }
            }
            row.last_asked = version.last_asked;
            row.settled_at = version.settled_at;
            row.settled_asks = version.settled_asks;
        }
        row.cells = cells.into();
        Some(row)
    }

    /// The row of an answer that could not be kept.
    #[must_use]
    pub fn unkept(day: Day, answer: Vec<Point>, at: i64, settle_days: u32) -> Option<Self> {
        Self::of([Version::next(None, day, answer, at, settle_days)])
    }

    /// Whether any metric has a value.
    #[must_use]
    pub fn has_value(&self) -> bool {
        self.cells.iter().any(|cell| cell.value().is_some())
    }

    /// Whether any metric has a value other than 0: days were seen that WeChat filled with zeros
    /// before their values came.
    #[must_use]
    fn is_filled(&self) -> bool {
        let mut values = self.cells.iter().filter_map(Cell::value);
        values.any(|value| value.get() != 0.0)
    }

    /// Whether the day was asked late enough after it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled_at.is_some()
    }

    /// When the day is to be asked again; `None`: never by itself.
    #[must_use]
    pub fn asked_again_at(&self) -> Option<i64> {
        if !self.is_settled() {
            return Some(self.last_asked + FRESH);
        }
        if self.is_filled() {
            return None;
        }
        let asks = usize::try_from(self.settled_asks).unwrap_or(0).max(1);
        EMPTY_AGAIN
            .get(asks - 1)
            .map(|pause| self.last_asked + pause)
    }

    /// Whether the day is to be asked again.
    #[must_use]
    pub fn is_lacking(&self, now: i64) -> bool {
        self.last_asked > now + SKEW || self.asked_again_at().is_some_and(|at| at <= now)
    }
}

fn take(old: &mut Cell, new: Cell, was_settled: bool, at: i64) {
    if new.value().is_none() && old.value().is_some() {
        return;
    }
    let change = if was_settled && old.value() != new.value() {
        Some(Change {
            was: old.value(),
            at,
        })
    } else {
        old.change.take()
    };
    *old = Cell { change, ..new };
}

fn cell(point: Point) -> Cell {
    Cell {
        metric: point.metric,
        zh: point.zh,
        line: point.line,
        text: point.text,
        change: None,
    }
}

fn same(one: &Point, other: &Point) -> bool {
    one.metric == other.metric && one.line == other.line
}

fn value(point: &Point) -> Option<Value> {
    Value::from_text(&point.text)
}

/// Whether a day that was asked at `at` could no longer change.
fn settled(day: Day, at: i64, settle_days: u32) -> bool {
    Day::at_unix(at) >= day.plus(i64::from(settle_days))
}

#[cfg(test)]
mod tests;
