//! What holds for everything that comes from WeChat, or from somebody in its place.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::day::{Day, DayRange};

use super::wire::{self, Answer};
use crate::history::stored_law;

pub use super::platform::laws::push_xml;
pub use super::signing::laws::envelope;

/// The window that is asked for: the documented sample's days lie in it.
fn window() -> DayRange {
    let first = Day::at_unix(1_609_603_200);
    DayRange::ending(first.plus(29), 30)
}

/// A reply to a call for data: what is read of it, written as WeChat writes, is read as the same; so is a
/// day that is kept in history.
pub fn upstream_reply(bytes: &[u8]) {
    // These have nothing to write again.
    let _ = wire::read_token(bytes).map(|(token, _)| assert!(!token.is_empty()));
    let _ = wire::read_component_token(bytes);
    let _ = wire::read_authorised(bytes);
    let answer = match wire::read_answer(bytes, window()) {
        Ok(answer) => answer,
        Err(error) => {
            assert!(!error.detail.is_empty());
            return;
        }
    };
    for (day, points) in &answer.days {
        assert!(window().contains(*day), "{day}");
        stored_law(points);
    }
    let Some(written) = written(&answer) else {
        return;
    };
    let again = wire::read_answer(written.as_bytes(), window());
    let again = again.map(|again| (again.days, again.dropped));
    assert_eq!(again, Ok((answer.days, 0)), "{written}");
}

/// The lines of a metric that stand in one table: their name and their fields.
type Run<'a> = (&'a str, Vec<Vec<Value>>);

/// The answer as WeChat would send it: a table for each metric and name. Nothing where one would need
/// two tables of one name, of which it can't be told whether they were one that was sent twice.
fn written(answer: &Answer) -> Option<String> {
    let mut lines: BTreeMap<(&str, u32), (&str, Vec<Value>)> = BTreeMap::new();
    for (day, points) in &answer.days {
        for point in points {
            let line = lines.entry((&point.metric, point.line)).or_default();
            line.0 = &point.zh;
            line.1
                .push(json!({"refdate": day.compact(), "value": point.text}));
        }
    }
    let mut tables: Vec<(&str, usize, Run<'_>)> = Vec::new();
    for ((id, line), (zh, fields)) in lines {
        let line = usize::try_from(line).unwrap_or_default();
        let last = tables.last().filter(|(last, ..)| *last == id);
        let next = last.map_or(0, |(_, first, (_, lines))| first + lines.len());
        match tables.last_mut() {
            Some((last, _, run)) if *last == id && run.0 == zh => {
                run.1.resize(run.1.len() + line - next, Vec::new());
                run.1.push(fields);
            }
            _ => {
                if tables.iter().any(|table| table.0 == id && table.2.0 == zh) {
                    return None;
                }
                let mut lines = vec![Vec::new(); line - next];
                lines.push(fields);
                tables.push((id, next, (zh, lines)));
            }
        }
    }
    let tables = tables.into_iter().map(|(id, _, (zh, lines))| {
        let lines = lines.into_iter().map(|fields| json!({"fields": fields}));
        json!({"id": id, "zh": zh, "lines": lines.collect::<Vec<_>>()})
    });
    let tables: Vec<Value> = tables.collect();
    Some(json!({"errcode": 0, "data": {"body": {"tables": tables}}}).to_string())
}
