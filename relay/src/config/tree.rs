//! What was written, key by key, each with its place: file, environment and flags in one tree.

use std::collections::BTreeMap;

use shared::day::Day;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::Place;
use super::report::Report;

/// Keys and what they hold. Not `Debug`: it may hold secrets.
pub(super) type Table = BTreeMap<String, Node>;

/// A value and where it was written.
pub(super) struct Node {
    pub(super) value: Value,
    pub(super) place: Place,
}

/// A value as it was written.
pub(super) enum Value {
    String(String),
    Integer(i64),
    /// Finite.
    Fraction(f64),
    Boolean(bool),
    Array(Vec<Node>),
    Table(Table),
    Day(Day),
    /// A number that is too large, or a time: no key of today takes one.
    Other(&'static str),
}

impl Value {
    /// What it is, for an error that must not quote it.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::String(_) => "a text",
            Self::Integer(_) => "a whole number",
            Self::Fraction(_) => "a number with a fraction",
            Self::Boolean(_) => "true or false",
            Self::Array(_) => "a list",
            Self::Table(_) => "a table",
            Self::Day(_) => "a date",
            Self::Other(kind) => kind,
        }
    }
}

/// Reads TOML. Syntax errors are told by their message alone, since the parser's own display
/// quotes the line, and a secret may stand there.
pub(super) fn parse(text: &str, file: &str, report: &mut Report) -> Table {
    let (table, errors) = DeTable::parse_recoverable(text);
    let lines = Lines::new(text, file);
    for error in errors {
        let start = error.span().map_or(0, |span| span.start);
        report.add(lines.place(start), "", error.message().to_owned());
    }
    convert(&table.into_inner(), &lines)
}

fn convert(table: &DeTable<'_>, lines: &Lines<'_>) -> Table {
    table
        .iter()
        .map(|(key, value)| {
            let node = node(value, lines, key.span().start);
            (key.get_ref().to_string(), node)
        })
        .collect()
}

fn node(value: &Spanned<DeValue<'_>>, lines: &Lines<'_>, start: usize) -> Node {
    let inner = match value.get_ref() {
        DeValue::String(text) => Value::String(text.to_string()),
        DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
            .map_or(Value::Other("a number that is too large"), Value::Integer),
        DeValue::Float(number) => match number.as_str().parse() {
            Ok(number) if f64::is_finite(number) => Value::Fraction(number),
            _ => Value::Other("a number that is too large"),
        },
        DeValue::Boolean(word) => Value::Boolean(*word),
        DeValue::Datetime(moment) => {
            // A date alone reads as one; with a time of day it does not.
            let day = moment.to_string().parse();
            day.map_or(Value::Other("a time"), Value::Day)
        }
        DeValue::Array(items) => Value::Array(
            items
                .iter()
                .map(|item| node(item, lines, item.span().start))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(convert(table, lines)),
    };
    Node {
        value: inner,
        place: lines.place(start),
    }
}

/// Turns offsets into line numbers.
struct Lines<'a> {
    file: &'a str,
    ends: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(text: &str, file: &'a str) -> Self {
        let ends = text.match_indices('\n').map(|(at, _)| at).collect();
        Self { file, ends }
    }

    fn place(&self, offset: usize) -> Place {
        Place::Line {
            file: self.file.to_owned(),
            line: self.ends.partition_point(|end| *end < offset) + 1,
        }
    }
}
