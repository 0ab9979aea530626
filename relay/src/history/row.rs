//! What is known of one day: how a new answer joins an old one, and when to ask again.

use std::sync::Arc;

use shared::day::Day;
use shared::value::Value;

use crate::wechat::Point;

/// How long an answer for a day that is not settled is taken as it is, in seconds.
const FRESH: i64 = 30 * 60;

/// When a settled day without any value is asked again, after each time that it was, in seconds.
const EMPTY_AGAIN: [i64; 3] = [3_600, 24 * 3_600, 7 * 24 * 3_600];

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

/// What is known of one day of one slice.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// By metric and line.
    pub cells: Arc<[Cell]>,
    /// When the day was first answered, in Unix seconds.
    pub first_seen: i64,
    /// When it was last answered, in Unix seconds.
    pub last_asked: i64,
    /// How often it was asked once settled.
    pub settled_asks: u8,
}

impl Row {
    /// The row of a first answer.
    #[must_use]
    pub fn first(day: Day, points: Vec<Point>, at: i64, settle_days: u32) -> Self {
        Self {
            cells: points.into_iter().map(cell).collect(),
            first_seen: at,
            last_asked: at,
            settled_asks: u8::from(settled(day, at, settle_days)),
        }
    }

    /// Joins a new answer, a metric and line at a time: an empty answer never replaces a value.
    pub fn join(&mut self, day: Day, points: Vec<Point>, at: i64, settle_days: u32) {
        let was_settled = settled(day, self.last_asked, settle_days);
        let mut cells = self.cells.to_vec();
        for point in points {
            let new = cell(point);
            let same = |old: &&mut Cell| old.metric == new.metric && old.line == new.line;
            match cells.iter_mut().find(same) {
                Some(old) => take(old, new, was_settled, at),
                None => cells.push(Cell {
                    change: (was_settled && new.value().is_some())
                        .then_some(Change { was: None, at }),
                    ..new
                }),
            }
        }
        self.cells = cells.into();
        self.last_asked = self.last_asked.max(at);
        if settled(day, at, settle_days) {
            self.settled_asks = self.settled_asks.saturating_add(1);
        }
    }

    /// Whether any metric has a value.
    #[must_use]
    pub fn has_value(&self) -> bool {
        self.cells.iter().any(|cell| cell.value().is_some())
    }

    /// Whether the day was asked late enough after it.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.settled_asks > 0
    }

    /// Whether the day is to be asked again.
    #[must_use]
    pub fn is_lacking(&self, now: i64) -> bool {
        let age = now - self.last_asked;
        match self.settled_asks {
            0 => age >= FRESH,
            _ if self.has_value() => false,
            asks => EMPTY_AGAIN
                .get(usize::from(asks) - 1)
                .is_some_and(|pause| age >= *pause),
        }
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

/// Whether a day that was asked at `at` could no longer change.
fn settled(day: Day, at: i64, settle_days: u32) -> bool {
    Day::at_unix(at) >= day.plus(i64::from(settle_days))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day() -> Day {
        "2026-10-01".parse().unwrap()
    }

    /// Noon in Beijing, so many days after.
    fn noon(days: i64) -> i64 {
        day().plus(days).beijing_midnight() + 12 * 3600
    }

    fn point(text: &str) -> Vec<Point> {
        vec![Point {
            metric: "m".into(),
            zh: "内存".into(),
            line: 0,
            text: text.into(),
        }]
    }

    #[test]
    fn an_empty_answer_never_replaces_a_value() {
        let mut row = Row::first(day(), point("314"), noon(1), 3);
        for answer in [point("-"), point(""), Vec::new()] {
            row.join(day(), answer, noon(4), 3);
            assert_eq!(&*row.cells[0].text, "314");
            assert_eq!(row.cells[0].change, None);
        }
        assert!(row.is_settled() && !row.is_lacking(noon(400)));
    }

    #[test]
    fn a_value_that_changes_before_the_day_is_settled_is_no_revision() {
        let mut row = Row::first(day(), point("1"), noon(2), 3);
        row.join(day(), point("2"), noon(3), 3);
        assert_eq!((&*row.cells[0].text, &row.cells[0].change), ("2", &None));
    }

    #[test]
    fn a_settled_value_that_changes_keeps_what_it_was() {
        let mut row = Row::first(day(), point("1"), noon(3), 3);
        row.join(day(), point("1.0"), noon(4), 3);
        assert_eq!(row.cells[0].change, None);
        row.join(day(), point("2"), noon(5), 3);
        let change = row.cells[0].change.clone().unwrap();
        assert_eq!((change.was, change.at), (Value::new(1.0), noon(5)));
    }

    #[test]
    fn an_unsettled_day_is_asked_again_after_half_an_hour() {
        let row = Row::first(day(), point("1"), noon(1), 3);
        assert!(!row.is_lacking(noon(1) + FRESH - 1));
        assert!(row.is_lacking(noon(1) + FRESH));
    }

    #[test]
    fn an_empty_settled_day_is_asked_after_an_hour_a_day_and_a_week_and_then_no_more() {
        let mut at = noon(10);
        let mut row = Row::first(day(), Vec::new(), at, 3);
        for pause in [3_600, 86_400, 604_800] {
            assert!(!row.is_lacking(at + pause - 1), "{pause}");
            at += pause;
            assert!(row.is_lacking(at), "{pause}");
            row.join(day(), Vec::new(), at, 3);
        }
        assert!(!row.is_lacking(at + 365 * 86_400));
    }
}
