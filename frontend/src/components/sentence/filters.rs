//! The three filters of the sentence.

use leptos::prelude::*;
use shared::filter::{Filter, Level, Network, Platform};
use shared::text::Lang;
use shared::view::View;

use super::super::choices::{Choice, toggle};
use super::super::phrase::Phrase;
use crate::address::{Address, Place};
use crate::prefs::Prefs;

/// Platform, device level and network.
#[component]
pub fn Filters() -> impl IntoView {
    view! {
        <FilterPhrase<Platform> name=Lang::platform read=|view| view.platforms.clone()
            write=|view, values| view.platforms = values />
        <FilterPhrase<Level> name=Lang::level read=|view| view.levels.clone() write=|view, values| view.levels = values />
        <FilterPhrase<Network> name=Lang::network read=|view| view.networks.clone()
            write=|view, values| view.networks = values />
    }
}

#[component]
fn FilterPhrase<F: Filter + Send + Sync>(
    name: fn(Lang, F) -> &'static str,
    read: fn(&View) -> Vec<F>,
    write: fn(&mut View, Vec<F>),
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let chosen = Signal::derive(move || {
        let view = address.view();
        let values = read(&overview_defaults(view, address.place.get()));
        if values.is_empty() {
            vec![F::default()]
        } else {
            values
        }
    });
    let label = Signal::derive(move || {
        let lang = lang.get();
        let names: Vec<_> = chosen
            .get()
            .into_iter()
            .map(|value| name(lang, value))
            .collect();
        names.join(lang.pick("与", " & "))
    });
    view! {
        <span class="dot" aria-hidden="true">"·"</span>
        <Phrase control=F::NAME label>
            {F::ALL.iter().map(|value| {
                let value = *value;
                view! {
                    <Choice value=value.word() label=Signal::derive(move || name(lang.get(), value).to_owned())
                        checked=Signal::derive(move || chosen.get().contains(&value))
                        pick=move |()| {
                            let mut view = address.view();
                            write(&mut view, toggle(&chosen.get_untracked(), value));
                            // What is hidden names slices that may be gone now.
                            view.hide.clear();
                            address.push(address.place.get_untracked(), view);
                        } />
                }
            }).collect_view()}
        </Phrase>
    }
}

/// The overview shows iOS and Android apart where the address says nothing.
#[must_use]
pub(crate) fn overview_defaults(mut view: View, place: Place) -> View {
    if place == Place::Overview && view.platforms.is_empty() {
        view.platforms = vec![Platform::Ios, Platform::Android];
    }
    view
}
