//! A reply of WeChat's as somebody saved it, read for the page that opens files.
//!
//! Both shapes of the documentation are read: that of HTTPS (`errcode`) and that of a cloud function
//! (`errCode`). As on the relay a value may be a text or a number, `null`, absent and empty lists read
//! alike, of a day given twice the last counts, and unknown fields never break a reply. It says neither
//! app nor module nor slice; the request says the last two, where it stands before the reply in a log.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::{WechatFilter, module_from_number};
use crate::day::Day;
use crate::evidence::MAX_DAYS;
use crate::filter::{Level, Network, Platform, Slice};
use crate::metric::KNOWN;
use crate::module::Module;
use crate::refused::{Place, Refused, Wanted, Why};
use crate::shape::{Shape, fault, may};
use crate::value::Value;

/// One line of one metric, as a reply has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// WeChat's id.
    pub id: String,
    /// The Chinese name; the id where none came.
    pub zh: String,
    /// Which of the metric's lines, from 0.
    pub line: u32,
    /// The days that came, some without a value.
    pub days: BTreeMap<Day, Option<Value>>,
}

/// What was asked: all that a reply doesn't say itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The module, where it is known.
    pub module: Option<Module>,
    /// The slice; all where the request is not at hand.
    pub slice: Slice,
}

/// A scalar as a text; `None` for null, a list or an object.
fn scalar(json: Option<&Json>) -> Option<String> {
    match json? {
        Json::String(text) => Some(text.trim().to_owned()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        _ => None,
    }
}

/// The first of two spellings that is there.
fn either<'a>(json: &'a Json, names: [&str; 2]) -> Option<&'a Json> {
    names.into_iter().find_map(|name| json.get(name))
}

fn code(json: &Json) -> Option<&Json> {
    either(json, ["errcode", "errCode"])
}

/// Whether JSON is a reply that brings something.
pub(crate) fn has_body(json: &Json) -> bool {
    let data = json.get("data").and_then(|data| data.get("body"));
    data.is_some_and(|body| body.is_null() || body.get("tables").is_some() || !body.is_object())
}

/// Whether JSON is a reply, with an error or without anything.
pub(crate) fn has_code(json: &Json) -> bool {
    code(json).is_some()
}

/// What a request asks; `None` where JSON is none.
pub(crate) fn asked(json: &Json) -> Option<Asked> {
    let params = json.get("params")?.as_array()?;
    json.get("time")?.as_object()?;
    let module = scalar(json.get("module"))?;
    Some(Asked {
        module: module_from_number(&module),
        slice: Slice {
            network: filter::<Network>(params),
            level: filter::<Level>(params),
            platform: filter::<Platform>(params),
        },
    })
}

fn filter<F: WechatFilter>(params: &[Json]) -> F {
    let named = |one: &&Json| one.get("field").and_then(Json::as_str) == Some(F::FIELD);
    let given = params.iter().find(named);
    let value = given.and_then(|one| scalar(one.get("value")));
    value
        .and_then(|value| F::from_value(&value))
        .unwrap_or_default()
}

const SCALAR: Shape = Shape::Leaf(Wanted::TextOrNumber, |json| {
    !json.is_array() && !json.is_object()
});
const FIELD: Shape = Shape::Object(&[may("refdate", SCALAR), may("value", SCALAR)]);
const LINE: Shape = Shape::Object(&[may("fields", Shape::List(&Shape::Maybe(&FIELD)))]);
const TABLE: Shape = Shape::Object(&[
    may("id", SCALAR),
    may("zh", SCALAR),
    may("lines", Shape::List(&Shape::Maybe(&LINE))),
]);
const BODY: Shape = Shape::Object(&[may("tables", Shape::List(&Shape::Maybe(&TABLE)))]);
const DATA: Shape = Shape::Object(&[may("body", BODY)]);
const REPLY: Shape = Shape::Object(&[may("data", DATA)]);

/// Reads a reply.
///
/// # Errors
/// Where it states an error, which is told as it is; where something else stands at a place; where no
/// day has a value.
pub(crate) fn read(json: &Json) -> Result<Vec<Table>, Refused> {
    let refused = |why| Refused::new(why, Place::Whole);
    if let Some(code) = scalar(code(json)).filter(|code| code != "0" && !code.is_empty()) {
        let message = scalar(either(json, ["errmsg", "errMsg"])).unwrap_or_default();
        return Err(refused(Why::WechatError { code, message }));
    }
    if let Some(refused) = fault(json, &REPLY) {
        return Err(refused);
    }
    let list = |json: &Json, key| -> Vec<Json> {
        let list = json.get(key).and_then(Json::as_array);
        list.cloned().unwrap_or_default()
    };
    let body = json.get("data").and_then(|data| data.get("body"));
    let mut tables: Vec<Table> = Vec::new();
    for table in body.map_or_else(Vec::new, |body| list(body, "tables")) {
        let Some(id) = scalar(table.get("id")).filter(|id| !id.is_empty()) else {
            continue;
        };
        let zh = scalar(table.get("zh")).filter(|zh| !zh.is_empty());
        for (line, fields) in list(&table, "lines").iter().zip(0_u32..) {
            let into = line_of(&mut tables, &id, zh.as_ref(), fields);
            for field in list(line, "fields") {
                let day = scalar(field.get("refdate"));
                if let Some(day) = day.and_then(|text| Day::from_compact(&text)) {
                    let value = scalar(field.get("value"));
                    into.insert(day, value.and_then(|text| Value::from_text(&text)));
                }
            }
        }
    }
    tables.retain(|table| !table.days.is_empty());
    if tables.is_empty() {
        return Err(refused(Why::NoDays));
    }
    let first = tables
        .iter()
        .filter_map(|table| table.days.keys().next())
        .min();
    let last = tables
        .iter()
        .filter_map(|table| table.days.keys().last())
        .max();
    let has = last
        .zip(first)
        .map_or(0, |(last, first)| last.since(*first) + 1);
    match usize::try_from(has) {
        Ok(has) if has > MAX_DAYS => Err(refused(Why::TooManyDays {
            has,
            most: MAX_DAYS,
        })),
        _ => Ok(tables),
    }
}

/// Where the days of a metric's line go: a metric given twice is one.
fn line_of<'a>(
    tables: &'a mut Vec<Table>,
    id: &str,
    zh: Option<&String>,
    line: u32,
) -> &'a mut BTreeMap<Day, Option<Value>> {
    let same = |one: &Table| one.id == id && one.line == line;
    let index = tables.iter().position(same).unwrap_or(tables.len());
    if index == tables.len() {
        tables.push(Table {
            id: id.to_owned(),
            zh: zh.cloned().unwrap_or_else(|| id.to_owned()),
            line,
            days: BTreeMap::new(),
        });
    }
    &mut tables[index].days
}

/// The module that the ids are of, where those that are known agree.
#[must_use]
pub fn module_of(tables: &[Table]) -> Option<Module> {
    let mut found = None;
    for row in KNOWN {
        if tables.iter().any(|table| table.id == row.id) {
            if found.is_some_and(|module| module != row.module) {
                return None;
            }
            found = Some(row.module);
        }
    }
    found
}
