//! The sentence: heading and controls in one line; its phrases show values and change them.

pub mod filters;
pub mod subject;

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Series;
use shared::view::{Compare, View};
use std::sync::Arc;

use self::filters::Filters;
use self::subject::{AppPhrase, MetricPhrase};
use super::choices::Choice;
use super::days::DayChoices;
use super::phrase::{OpenPhrase, Phrase};
use crate::address::{Address, Place};
use crate::prefs::Prefs;

/// The sentence of a page.
#[component]
pub fn Sentence(
    /// The days that are shown.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The newest day that can be asked for.
    #[prop(into)]
    newest: Signal<Option<Day>>,
    /// The series, for the names of the metrics.
    #[prop(into)]
    series: Signal<Arc<Vec<Series>>>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let on_chart = move || address.place.get() == Place::Chart;
    let dot = || view! { <span class="dot" aria-hidden="true">"·"</span> };
    let days_label = Signal::derive(move || {
        range
            .get()
            .map_or_else(|| "…".to_owned(), |range| lang.get().dates(range))
    });
    let compare_label = Signal::derive(move || {
        address.view().compare.map_or_else(
            || lang.get().no_comparison().to_owned(),
            |compare| lang.get().comparison(compare),
        )
    });
    let set_compare = move |compare: Option<Compare>| {
        address.push(
            address.place.get_untracked(),
            View {
                compare,
                ..address.view()
            },
        );
    };
    view! {
        <h1 id="sentence">
            <AppPhrase />
            <Show when=on_chart>{dot()}<MetricPhrase series=series /></Show>
            <Filters />
            {dot()}
            <Phrase control="days" label=days_label>
                <DayChoices range newest pick=move |days| {
                    close();
                    address.push(address.place.get_untracked(), View { days, ..address.view() });
                } />
            </Phrase>
            <Show when=on_chart>
                {dot()}
                <Phrase control="compare" label=compare_label>
                    <Choice value="none" label=Signal::derive(move || lang.get().no_comparison().to_owned())
                        checked=Signal::derive(move || address.view().compare.is_none()) pick=move |()| set_compare(None) />
                    {[Compare::Previous, Compare::Week, Compare::Year].map(|one| view! {
                        <Choice value=value(one) label=Signal::derive(move || lang.get().comparison(one))
                            checked=Signal::derive(move || address.view().compare == Some(one))
                            pick=move |()| set_compare(Some(one)) />
                    })}
                </Phrase>
            </Show>
        </h1>
    }
}

fn close() {
    if let Some(OpenPhrase(open)) = use_context() {
        open.set(None);
    }
}

fn value(compare: Compare) -> &'static str {
    match compare {
        Compare::Previous => "previous",
        Compare::Week => "week",
        Compare::Year => "year",
        Compare::Range(_) => "range",
    }
}
