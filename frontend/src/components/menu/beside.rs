//! What the days can be compared with.

use leptos::prelude::*;
use shared::view::Compare;

use super::{Contents, Entry};
use crate::address::Address;
use crate::components::sentence::compared;
use crate::prefs::Prefs;

/// The comparisons that are offered; dates of one's own come with the address.
const COMPARISONS: [(&str, Option<Compare>); 4] = [
    ("none", None),
    ("previous", Some(Compare::Previous)),
    ("week", Some(Compare::Week)),
    ("year", Some(Compare::Year)),
];

pub(super) fn contents() -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let entries = Signal::derive(move || {
        let chosen = address.view().compare;
        let entry = |(value, one)| Entry::choice(value, compared(one, lang.get()), chosen == one);
        COMPARISONS.into_iter().map(entry).collect()
    });
    let pick = Callback::new(move |value: String| {
        let picked = COMPARISONS.into_iter().find(|(word, _)| *word == value);
        if let Some((_, compare)) = picked {
            address.push_view(|view| view.compare = compare);
        }
        false
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}
