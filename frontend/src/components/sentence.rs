//! The sentence: heading and controls in one line; its phrases show values and change them.

pub mod filters;
pub mod subject;

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Series;
use shared::view::Compare;

use self::filters::Filters;
pub use self::filters::overview_defaults;
use self::subject::{AppPhrase, MetricPhrase};
use super::days::DaysPhrase;
use super::phrase::{Entry, Phrase};
use crate::address::{Address, Place};
use crate::prefs::Prefs;

/// The comparisons that are offered; dates of one's own come with the address.
const COMPARISONS: [(&str, Option<Compare>); 4] = [
    ("none", None),
    ("previous", Some(Compare::Previous)),
    ("week", Some(Compare::Week)),
    ("year", Some(Compare::Year)),
];

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
    // A page has one place for as long as it stands.
    let on_chart = Address::expect().place.get_untracked() == Place::Chart;
    let metric = on_chart.then(|| followed(view! { <MetricPhrase series /> }.into_any()));
    let days = view! { <DaysPhrase range newest /> }.into_any();
    let days = if on_chart { followed(days) } else { days };
    let compare = on_chart.then(|| view! { <ComparePhrase /> }.into_any());
    view! {
        <h1 id="sentence">
            {followed(view! { <AppPhrase /> }.into_any())}
            {metric}
            <Filters />
            {days}
            {compare}
        </h1>
    }
    .into_any()
}

/// A phrase and the dot after it, which stays on its line.
fn followed(phrase: AnyView) -> AnyView {
    view! { <span class="followed">{phrase}<span class="dot" aria-hidden="true">"·"</span></span> }
        .into_any()
}

/// What the days are compared with.
#[component]
fn ComparePhrase() -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let name = move |compare: Option<Compare>| {
        let lang = lang.get();
        compare.map_or_else(
            || lang.no_comparison().to_owned(),
            |compare| lang.comparison(compare),
        )
    };
    let label = Signal::derive(move || name(address.view().compare));
    let entries = Signal::derive(move || {
        let chosen = address.view().compare;
        let entry = |(value, one)| Entry::choice(value, name(one), chosen == one);
        COMPARISONS.into_iter().map(entry).collect()
    });
    let pick = move |value: String| {
        let picked = COMPARISONS.into_iter().find(|(word, _)| *word == value);
        if let Some((_, compare)) = picked {
            address.push_view(|view| view.compare = compare);
        }
    };
    view! { <Phrase control="compare" label entries pick /> }
}
