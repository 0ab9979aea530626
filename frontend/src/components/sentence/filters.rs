//! The three filters of the sentence.

use leptos::prelude::*;
use shared::filter::{Filter, Level, Network, Platform};
use shared::order;
use shared::text::Lang;
use shared::view::View;

use super::super::phrase::{Entry, Phrase};
use super::followed;
use crate::address::{Address, Place};
use crate::prefs::Prefs;

/// Platform, device level and network.
#[component]
pub fn Filters() -> impl IntoView {
    view! {
        {filter::<Platform>(Lang::platform, |view| &mut view.platforms)}
        {filter::<Level>(Lang::level, |view| &mut view.levels)}
        {filter::<Network>(Lang::network, |view| &mut view.networks)}
    }
}

/// The phrase of one filter; `of` is where a view keeps its values.
fn filter<F: Filter + Send + Sync>(
    name: fn(Lang, F) -> &'static str,
    of: fn(&mut View) -> &mut Vec<F>,
) -> AnyView {
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
    let label = Signal::derive(move || {
        let lang = lang.get();
        let names: Vec<_> = chosen()
            .into_iter()
            .map(|value| name(lang, value))
            .collect();
        names.join(lang.pick("与", " & "))
    });
    let entries = Signal::derive(move || {
        let (lang, chosen) = (lang.get(), chosen());
        let entry = |value: &F| {
            let label = name(lang, *value);
            Entry::choice(value.word(), label, chosen.contains(value))
        };
        F::ALL.iter().map(entry).collect()
    });
    let pick = move |word: String| {
        let Some(picked) = F::ALL.iter().find(|value| value.word() == word) else {
            return;
        };
        let values = toggle(&untrack(chosen), *picked);
        address.push_view(|view| {
            *of(view) = values;
            // What is hidden names slices that may be gone now.
            view.hide.clear();
        });
    };
    followed(view! { <Phrase control=F::NAME label entries pick several=true /> }.into_any())
}

/// The overview shows iOS and Android apart where the address says nothing.
#[must_use]
pub fn overview_defaults(mut view: View, place: Place) -> View {
    if place == Place::Overview && view.platforms.is_empty() {
        view.platforms = vec![Platform::Ios, Platform::Android];
    }
    view
}

/// Adds a value to a choice of several, or takes it away. All alone gives way to the first
/// value picked, since whoever narrows rarely wants the total beside; picked again, it joins.
#[must_use]
pub fn toggle<F: Filter>(chosen: &[F], picked: F) -> Vec<F> {
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
