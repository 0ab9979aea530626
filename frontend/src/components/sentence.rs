//! The sentence: heading and controls in one line; its phrases show values and open what changes them.

use std::sync::Arc;

use chart::words::measured;
pub use chart::words::{metric_names as names, values};
use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Compare, Days, View};

use super::live::live;
use super::menu::Menu;
use super::phrase::Phrase;
use crate::address::{Address, Place};
use crate::app::KnownApps;
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
    let known = KnownApps::expect();
    // A page has one place for as long as it stands.
    let on_chart = address.place.get_untracked() == Place::Chart;
    let phrase = |menu: Menu, label: Signal<String>| view! { <Phrase menu label /> }.into_any();
    let filter = move |menu: Menu, name: fn(&View, Lang) -> String| {
        let label = move || {
            name(
                &overview_defaults(address.view(), address.place.get()),
                lang.get(),
            )
        };
        followed(phrase(menu, Signal::derive(label)))
    };
    let app = Signal::derive(move || app(&address.view(), known, lang.get()));
    let metric = Signal::derive(move || measured(&address.view(), &series.get(), lang.get()));
    // The address alone decides; rolling days are said as such until their dates are known.
    let days = Signal::derive(move || {
        let lang = lang.get();
        match (address.view().days, range.get()) {
            (Days::Range(range), _) | (Days::Last(_), Some(range)) => lang.dates(range),
            (Days::Last(last), None) => lang.last(last),
        }
    });
    let days = view! {
        {phrase(Menu::Days(range, newest), days)} {steps(address, range, newest)}
    }
    .into_any();
    let compare = Signal::derive(move || compared(address.view().compare, lang.get()));
    view! {
        <h1 id="sentence">
            {followed(phrase(Menu::App, app))}
            {on_chart.then(|| followed(phrase(Menu::Metric(series), metric)))}
            {filter(Menu::Platform, |view, lang| values(&view.platforms, lang, Lang::platform))}
            {filter(Menu::Level, |view, lang| values(&view.levels, lang, Lang::level))}
            {filter(Menu::Network, |view, lang| values(&view.networks, lang, Lang::network))}
            {if on_chart { followed(days) } else { days }}
            {on_chart.then(|| phrase(Menu::Compare, compare))}
        </h1>
    }
    .into_any()
}

/// A phrase and the dot after it, which stays on its line.
pub fn followed(phrase: AnyView) -> AnyView {
    view! { <span class="followed">{phrase}<span class="dot" aria-hidden="true">"·"</span></span> }
        .into_any()
}

/// The buttons that step to the days before and after.
pub fn steps(
    address: Address,
    range: Signal<Option<DayRange>>,
    newest: Signal<Option<Day>>,
) -> AnyView {
    let lang = Prefs::expect().lang;
    let button = move |direction: i64, sign: &'static str| {
        let to = Memo::new(move |_| stepped(address, range.get(), newest.get(), direction));
        let name = move || lang.get().step(direction < 0);
        let step = move |_| {
            if let Some(to) = to.get_untracked() {
                address.push_view(|view| view.days = Days::Range(to));
            }
        };
        view! {
            <button
                type="button"
                class="step"
                aria-label=name
                title=name
                disabled=move || to.get().is_none()
                on:click=step
            >
                {sign}
            </button>
        }
        .into_any()
    };
    live(move || {
        // Without days there is nothing to step from; whoever steps twice finds the button still there.
        if matches!(address.view().days, Days::Last(_)) {
            range.get()?;
        }
        let steps = view! { <span class="steps">{button(-1, "‹")}{button(1, "›")}</span> };
        Some(steps.into_any())
    })
}

/// The days that many before (−1) or after (1) those that are shown, as far as there can be data.
#[must_use]
pub fn stepped(
    address: Address,
    range: Option<DayRange>,
    newest: Option<Day>,
    direction: i64,
) -> Option<DayRange> {
    // The address is ahead of the data when somebody steps twice.
    let shown = match address.view().days {
        Days::Range(range) => range,
        Days::Last(_) => range?,
    };
    let by = direction * i64::try_from(shown.count()).ok()?;
    let to = DayRange::new(shown.start().plus(by), shown.end().plus(by))?;
    newest.is_none_or(|newest| to.end() <= newest).then_some(to)
}

/// The apps that a view is about, by name.
#[must_use]
pub fn app(view: &View, known: KnownApps, lang: Lang) -> String {
    if view.apps.is_empty() {
        return known.with(|apps| match apps {
            [only] => only.name.clone(),
            _ => lang.all_apps().to_owned(),
        });
    }
    let names: Vec<_> = view.apps.iter().map(|alias| known.name(alias)).collect();
    names.join(lang.pick("、", ", "))
}

/// What the days are compared with, in words.
#[must_use]
pub fn compared(compare: Option<Compare>, lang: Lang) -> String {
    compare.map_or_else(
        || lang.no_comparison().to_owned(),
        |compare| lang.comparison(compare),
    )
}

/// The overview shows iOS and Android apart where the address says nothing.
#[must_use]
pub fn overview_defaults(view: View, place: Place) -> View {
    if place == Place::Overview {
        view.for_overview()
    } else {
        view
    }
}
