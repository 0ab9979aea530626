//! The shape of JSON as a table, and the first place where a text has another.
//!
//! What is read stands in the readers alone; this says where and why reading would fail, in words for
//! whoever holds the file.

use serde_json::Value as Json;

use crate::day::{Day, Utc};
use crate::refused::{Place, Refused, Wanted, Why};

/// What may stand at a place.
pub(crate) enum Shape {
    /// Whatever is there.
    Any,
    /// A single value for which the check holds.
    Leaf(Wanted, fn(&Json) -> bool),
    /// Such, or null.
    Maybe(&'static Shape),
    /// A list of such.
    List(&'static Shape),
    /// An object whose every value is such, by a key for which the check holds.
    Map(fn(&str) -> bool, &'static Shape),
    /// An object with these keys, and any others.
    Object(&'static [Field]),
}

/// A key of an object.
pub(crate) struct Field {
    /// Its name.
    pub(crate) name: &'static str,
    /// What stands there.
    pub(crate) shape: Shape,
    /// Whether it may be null or absent.
    pub(crate) optional: bool,
}

/// Where JSON first has another shape, and what it has there.
pub(crate) fn fault(json: &Json, shape: &Shape) -> Option<Refused> {
    let mut path = String::new();
    let (wanted, found) = walk(json, shape, &mut path)?;
    let place = if path.is_empty() {
        Place::Whole
    } else {
        Place::Key(path)
    };
    Some(Refused::new(Why::Wants { wanted, found }, place))
}

type Fault = (Wanted, Option<String>);

/// Walks in the order of the table; where it stops, `path` is the place.
fn walk(json: &Json, shape: &Shape, path: &mut String) -> Option<Fault> {
    let here = |wanted| Some((wanted, Some(brief(json))));
    match shape {
        Shape::Any => None,
        Shape::Maybe(_) if json.is_null() => None,
        Shape::Maybe(inner) => walk(json, inner, path),
        Shape::Leaf(_, holds) if holds(json) => None,
        Shape::Leaf(wanted, _) => here(*wanted),
        Shape::List(inner) => {
            let Some(list) = json.as_array() else {
                return here(Wanted::List);
            };
            let mut items = list.iter().enumerate();
            items.find_map(|(index, item)| below(path, &format!("[{index}]"), item, inner))
        }
        Shape::Map(key, inner) => {
            let Some(map) = json.as_object() else {
                return here(Wanted::Object);
            };
            let mut entries = map.iter();
            entries.find_map(|(name, value)| {
                if key(name) {
                    return below(path, &step(name), value, inner);
                }
                Some((Wanted::Day, Some(name.clone())))
            })
        }
        Shape::Object(fields) => {
            if !json.is_object() {
                return here(Wanted::Object);
            }
            let mut fields = fields.iter();
            fields.find_map(|field| match json.get(field.name) {
                None | Some(Json::Null) if field.optional => None,
                Some(value) => below(path, &step(field.name), value, &field.shape),
                None => {
                    enter(path, &step(field.name));
                    Some((wanted(&field.shape), None))
                }
            })
        }
    }
}

/// Goes one step down, and back up where nothing is wrong there.
fn below(path: &mut String, step: &str, json: &Json, shape: &Shape) -> Option<Fault> {
    let before = path.len();
    enter(path, step);
    let found = walk(json, shape, path);
    if found.is_none() {
        path.truncate(before);
    }
    found
}

fn enter(path: &mut String, step: &str) {
    path.push_str(if path.is_empty() {
        step.trim_start_matches('.')
    } else {
        step
    });
}

fn step(name: &str) -> String {
    [".", name].concat()
}

fn wanted(shape: &Shape) -> Wanted {
    match shape {
        Shape::Leaf(wanted, _) => *wanted,
        Shape::Maybe(inner) => wanted(inner),
        Shape::List(_) => Wanted::List,
        Shape::Any | Shape::Map(..) | Shape::Object(_) => Wanted::Object,
    }
}

/// What stands at a place, short enough for a sentence.
fn brief(json: &Json) -> String {
    match json {
        Json::Array(_) => "[…]".to_owned(),
        Json::Object(_) => "{…}".to_owned(),
        _ => {
            let text = json.to_string();
            let cut: String = text.chars().take(40).collect();
            if cut.len() < text.len() {
                cut + "…"
            } else {
                cut
            }
        }
    }
}

/// A key that must be there.
pub(crate) const fn must(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        optional: false,
    }
}

/// A key that may be null or absent.
pub(crate) const fn may(name: &'static str, shape: Shape) -> Field {
    Field {
        name,
        shape,
        optional: true,
    }
}

pub(crate) const TEXT: Shape = Shape::Leaf(Wanted::Text, Json::is_string);
pub(crate) const FLAG: Shape = Shape::Leaf(Wanted::Flag, Json::is_boolean);
pub(crate) const NUMBER: Shape = Shape::Leaf(Wanted::Number, Json::is_number);
pub(crate) const VALUE: Shape =
    Shape::Leaf(Wanted::Value, |json| json.is_null() || json.is_number());
pub(crate) const COUNT: Shape = Shape::Leaf(Wanted::Count, |json| {
    json.as_u64()
        .is_some_and(|count| u32::try_from(count).is_ok())
});
pub(crate) const DAY: Shape = Shape::Leaf(Wanted::Day, is::<Day>);
pub(crate) const DAY_OR_NULL: Shape =
    Shape::Leaf(Wanted::Day, |json| json.is_null() || is::<Day>(json));
pub(crate) const MOMENT: Shape = Shape::Leaf(Wanted::Moment, is::<Utc>);

fn is<T: std::str::FromStr>(json: &Json) -> bool {
    json.as_str().is_some_and(|text| text.parse::<T>().is_ok())
}
