//! What holds for everything that comes from WeChat, or from somebody in its place.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::day::{Day, DayRange};

use super::Point;
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
    let written = written(&answer);
    let again = wire::read_answer(written.as_bytes(), window());
    let again = again.map(|again| (again.days, again.dropped));
    assert_eq!(again, Ok((answer.days, 0)), "{written}");
}

/// The answer as WeChat would send it: a table for each metric and name.
fn written(answer: &Answer) -> String {
    let mut tables: BTreeMap<(&str, &str), Vec<Vec<Value>>> = BTreeMap::new();
    for (day, points) in &answer.days {
        for Point {
            metric,
            zh,
            line,
            text,
        } in points
        {
            let lines = tables.entry((metric, zh)).or_default();
            let line = usize::try_from(*line).unwrap_or_default();
            if lines.len() <= line {
                lines.resize(line + 1, Vec::new());
            }
            lines[line].push(json!({"refdate": day.compact(), "value": text}));
        }
    }
    let tables = tables.into_iter().map(|((id, zh), lines)| {
        let lines = lines.into_iter().map(|fields| json!({"fields": fields}));
        json!({"id": id, "zh": zh, "lines": lines.collect::<Vec<_>>()})
    });
    let tables: Vec<Value> = tables.collect();
    json!({"errcode": 0, "data": {"body": {"tables": tables}}}).to_string()
}
