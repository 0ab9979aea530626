//! The values of a filter: one or several, or every one beside the others.

use std::sync::Arc;

use leptos::prelude::*;
use shared::filter::Filter;
use shared::order;
use shared::text::Lang;
use shared::view::View;

use super::{Contents, Entry};
use crate::address::{Address, Place};
use crate::components::cost::cost;
use crate::components::sentence::overview_defaults;
use crate::prefs::Prefs;

/// The value that stands for every value beside the others.
const EACH: &str = "each";

/// The contents for one filter; `of` is where a view keeps its values.
pub(super) fn contents<F: Filter + Send + Sync>(
    name: fn(Lang, F) -> &'static str,
    of: fn(&mut View) -> &mut Vec<F>,
) -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let chosen = move || {
        let mut view = overview_defaults(address.view(), address.place.get());
        let values = std::mem::take(of(&mut view));
        if values.is_empty() {
            vec![F::default()]
        } else {
            values
        }
    };
    let each: Vec<F> = F::ALL
        .iter()
        .copied()
        .filter(|one| *one != F::default())
        .collect();
    let apart = StoredValue::new(each);
    let take = move |values: Vec<F>| {
        address.push_view(|view| {
            *of(view) = values;
            // What is hidden names slices that may be gone now.
            view.hide.clear();
        });
    };
    let calls = cost(Arc::new(move |view| *of(view) = apart.get_value()));
    let entries = Signal::derive(move || {
        let (lang, chosen) = (lang.get(), chosen());
        let entry = |value: &F| {
            // Left open, changes are told of every slice, and not of the total alone.
            let open = address.place.get() == Place::Changes && chosen == [*value];
            let label = if open && value.is_all() {
                lang.every_slice()
            } else {
                name(lang, *value)
            };
            Entry::choice(value.word(), label, chosen.contains(value))
        };
        let mut entries: Vec<Entry> = F::ALL.iter().map(entry).collect();
        if address.place.get() != Place::Changes {
            let label = lang.each_apart(calls.get());
            let checked = chosen == apart.get_value();
            entries.push(Entry::choice(EACH, label, checked));
        }
        entries
    });
    let pick = Callback::new(move |word: String| {
        if word == EACH {
            take(apart.get_value());
            return false;
        }
        if let Some(picked) = F::ALL.iter().find(|value| value.word() == word) {
            take(toggle(&untrack(chosen), *picked));
        }
        true
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}

/// Adds a value to a choice of several, or takes it away. All alone gives way to the first
/// value picked, since whoever narrows rarely wants the total beside; picked again, it joins.
fn toggle<F: Filter>(chosen: &[F], picked: F) -> Vec<F> {
    let mut values = chosen.to_vec();
    if values.is_empty() {
        values.push(F::default());
    }
    if values.contains(&picked) {
        values.retain(|value| *value != picked);
    } else if values == [F::default()] {
        values = vec![picked];
    } else {
        values.push(picked);
    }
    order::filters(&values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared::filter::Platform::{All, Android, Ios};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn all_gives_way_to_the_first_value_and_can_be_added_again() {
        assert_eq!(toggle(&[], Ios), [Ios]);
        assert_eq!(toggle(&[Ios], Android), [Ios, Android]);
        assert_eq!(toggle(&[Ios, Android], All), [All, Ios, Android]);
        assert_eq!(toggle(&[Ios], Ios), []);
    }
}
