//! The body of a day as text: WeChat's tables of that day.
//!
//! `[{"id":"memory","zh":"内存均值","lines":["314"]}]`; a line without a value of its own is `null`. A
//! line of another name begins a table of its own, whose lines before it are `null`.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::wechat::Point;

/// One metric with its lines, by index from 0.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table<'a> {
    id: std::borrow::Cow<'a, str>,
    zh: std::borrow::Cow<'a, str>,
    lines: Vec<Option<Box<str>>>,
}

/// Writes points, which stand in the order of metric and line.
pub(super) fn write(points: &[Point]) -> String {
    let mut tables: Vec<Table<'_>> = Vec::new();
    for point in points {
        let line = usize::try_from(point.line).unwrap_or(usize::MAX);
        let is_known = |table: &Table<'_>| table.id == *point.metric && table.zh == *point.zh;
        let known = tables.last().is_some_and(is_known);
        if !known {
            tables.push(Table {
                id: (*point.metric).into(),
                zh: (*point.zh).into(),
                lines: Vec::new(),
            });
        }
        if let Some(table) = tables.last_mut() {
            table.lines.resize(line, None);
            table.lines.push(Some(point.text.clone()));
        }
    }
    // Texts and lists are always written.
    serde_json::to_string(&tables).unwrap_or_default()
}

/// Reads what [`write`] wrote. Metrics recur day by day: their names are shared through `names`.
pub(super) fn read(body: &str, names: &mut Names) -> Result<Vec<Point>, serde_json::Error> {
    let tables: Vec<Table<'_>> = serde_json::from_str(body)?;
    let mut points = Vec::with_capacity(tables.len());
    for table in tables {
        let (metric, zh) = (names.shared(&table.id), names.shared(&table.zh));
        for (text, line) in table.lines.into_iter().zip(0..) {
            points.extend(text.map(|text| Point {
                metric: metric.clone(),
                zh: zh.clone(),
                line,
                text,
            }));
        }
    }
    Ok(points)
}

/// A day is read as it was written, and what was read is written again to the byte.
#[cfg(any(test, fuzzing))]
pub(crate) fn law(points: &[Point]) {
    let body = write(points);
    let read = read(&body, &mut Names::default());
    let again = read.map(|read| (write(&read), read)).ok();
    assert_eq!(again, Some((body, points.to_vec())));
}

/// Names that came before: a module has a handful of metrics, which is quicker searched than hashed.
#[derive(Default)]
pub(super) struct Names(Vec<Arc<str>>);

impl Names {
    fn shared(&mut self, name: &str) -> Arc<str> {
        if let Some(known) = self.0.iter().find(|known| ***known == *name) {
            return known.clone();
        }
        let new: Arc<str> = name.into();
        self.0.push(new.clone());
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(metric: &str, line: u32, text: &str) -> Point {
        Point {
            metric: metric.into(),
            zh: "内存".into(),
            line,
            text: text.into(),
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        let points = [point("m", 0, "314"), point("m", 2, ""), point("n", 1, "-")];
        let body = write(&points);
        assert_eq!(
            body,
            r#"[{"id":"m","zh":"内存","lines":["314",null,""]},{"id":"n","zh":"内存","lines":[null,"-"]}]"#
        );
        assert_eq!(read(&body, &mut Names::default()).unwrap(), points);
        assert_eq!(write(&[]), "[]");
    }

    #[test]
    fn each_line_of_a_metric_keeps_its_own_name() {
        let mut points = [point("m", 0, "1"), point("m", 1, "2"), point("m", 2, "3")];
        points[1].zh = "别的".into();
        let body = write(&points);
        assert_eq!(
            body,
            r#"[{"id":"m","zh":"内存","lines":["1"]},{"id":"m","zh":"别的","lines":[null,"2"]},{"id":"m","zh":"内存","lines":[null,null,"3"]}]"#
        );
        assert_eq!(read(&body, &mut Names::default()).unwrap(), points);
    }

    #[test]
    fn names_are_held_once() {
        let mut names = Names::default();
        let body = write(&[point("m", 0, "1"), point("m", 1, "2")]);
        let points = read(&body, &mut names).unwrap();
        assert!(Arc::ptr_eq(&points[0].metric, &points[1].metric));
        assert_eq!(names.0.len(), 2);
    }
}
