//! Faults that bend the shape of a good reply.

use serde_json::{Value, json};

use crate::fault::{Effect, Gap, List};

/// Applies an effect of shape to a body; others leave it as it is.
pub(crate) fn bend(body: &mut Value, effect: &Effect) {
    match effect {
        Effect::NullData => set(body, "data", Some(Value::Null)),
        Effect::Broken(list, gap) => each_holder(body, *list, &mut |holder| {
            let name = list.name();
            match gap {
                Gap::Null => set(holder, name, Some(Value::Null)),
                Gap::Missing => set(holder, name, None),
                Gap::Empty => set(holder, name, Some(json!([]))),
            }
        }),
        Effect::UnsortedDays => each_list(body, List::Fields, &mut |days| days.reverse()),
        Effect::DoubledDays => each_list(body, List::Fields, &mut double),
        Effect::Values(value) => each_day(body, &mut |day| set(day, "value", Some(value.clone()))),
        Effect::NoValues => each_day(body, &mut |day| set(day, "value", None)),
        Effect::NumbersForTexts => each_day(body, &mut |day| {
            to_number(day, "value");
            to_number(day, "refdate");
        }),
        Effect::ExtraFields => add_fields(body),
        _ => {}
    }
}

impl List {
    fn name(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Lines => "lines",
            Self::Fields => "fields",
        }
    }
}

/// Sets a key of an object, or removes it; what is no object stays.
fn set(value: &mut Value, name: &str, new: Option<Value>) {
    if let Some(object) = value.as_object_mut() {
        match new {
            Some(new) => object.insert(name.to_owned(), new),
            None => object.remove(name),
        };
    }
}

/// The objects that hold a list.
fn each_holder(body: &mut Value, list: List, act: &mut dyn FnMut(&mut Value)) {
    match list {
        List::Tables => body.pointer_mut("/data/body").into_iter().for_each(act),
        List::Lines => each_list(body, List::Tables, &mut |tables| {
            tables.iter_mut().for_each(&mut *act);
        }),
        List::Fields => each_list(body, List::Lines, &mut |lines| {
            lines.iter_mut().for_each(&mut *act);
        }),
    }
}

fn each_list(body: &mut Value, list: List, act: &mut dyn FnMut(&mut Vec<Value>)) {
    each_holder(body, list, &mut |holder| {
        if let Some(list) = holder.get_mut(list.name()).and_then(Value::as_array_mut) {
            act(list);
        }
    });
}

fn each_day(body: &mut Value, act: &mut dyn FnMut(&mut Value)) {
    each_list(body, List::Fields, &mut |days| {
        days.iter_mut().for_each(&mut *act);
    });
}

/// The second of two has a value of its own, so that a test sees which one was taken.
fn double(days: &mut Vec<Value>) {
    *days = std::mem::take(days)
        .into_iter()
        .flat_map(|day| {
            let mut other = day.clone();
            set(&mut other, "value", Some(json!("1")));
            [day, other]
        })
        .collect();
}

fn to_number(day: &mut Value, name: &str) {
    let text = day.get(name).and_then(Value::as_str);
    let number = text.and_then(|text| serde_json::from_str(text).ok());
    if let Some(number @ Value::Number(_)) = number {
        set(day, name, Some(number));
    }
}

fn add_fields(value: &mut Value) {
    match value {
        Value::Object(object) => {
            object.values_mut().for_each(add_fields);
            object.insert("__rpcCount".to_owned(), json!(2));
            object.insert("unknown".to_owned(), json!({ "text": ["未知", null] }));
        }
        Value::Array(list) => list.iter_mut().for_each(add_fields),
        _ => {}
    }
}
