//! The sentence of this page: a filter that is left out means every slice that is kept, and says so.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::filter::Filter;
use shared::text::Lang;
use shared::view::{Days, View};

use crate::address::Address;
use crate::app::KnownApps;
use crate::components::menu::Menu;
use crate::components::phrase::Phrase;
use crate::components::sentence::{app, followed, steps, values};
use crate::prefs::Prefs;

/// The sentence.
pub(super) fn sentence(range: Memo<Option<DayRange>>, newest: Memo<Option<Day>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let (range, newest) = (Signal::from(range), Signal::from(newest));
    let phrase = |menu: Menu, label: Signal<String>| view! { <Phrase menu label /> }.into_any();
    let said = move |name: fn(&View, Lang) -> String| {
        Signal::derive(move || name(&address.view(), lang.get()))
    };
    let app = Signal::derive(move || app(&address.view(), known, lang.get()));
    let days = Signal::derive(move || days(&address.view(), range.get(), lang.get()));
    let days = phrase(Menu::Days(range, newest), days);
    view! {
        <h1 id="sentence">
            {followed(phrase(Menu::App, app))}
            {followed(phrase(Menu::Modules, said(subject)))}
            {followed(phrase(Menu::Platform, said(platforms)))}
            {followed(phrase(Menu::Level, said(levels)))}
            {followed(phrase(Menu::Network, said(networks)))}
            <span class="followed">{days}{steps(address, range, newest)}</span>
        </h1>
    }
    .into_any()
}

/// What was searched, phrase by phrase.
pub(super) fn phrases(view: &View, known: KnownApps, lang: Lang) -> Vec<String> {
    vec![
        app(view, known, lang),
        subject(view, lang),
        platforms(view, lang),
        levels(view, lang),
        networks(view, lang),
    ]
}

/// The address alone decides; rolling days are said as such until their dates are known.
fn days(view: &View, range: Option<DayRange>, lang: Lang) -> String {
    match (view.days, range) {
        (Days::Range(range), _) | (Days::Last(_), Some(range)) => lang.dates(range),
        (Days::Last(last), None) => lang.last(last),
    }
}

/// The metrics by id, the module, or every one.
fn subject(view: &View, lang: Lang) -> String {
    if !view.metrics.is_empty() {
        return view.metrics.join(lang.pick("、", ", "));
    }
    let module = view.module.map(|module| lang.module(module));
    module.unwrap_or(lang.every_metric()).to_owned()
}

fn platforms(view: &View, lang: Lang) -> String {
    kept(&view.platforms, lang, Lang::kept_platforms, Lang::platform)
}

fn levels(view: &View, lang: Lang) -> String {
    kept(&view.levels, lang, Lang::kept_levels, Lang::level)
}

fn networks(view: &View, lang: Lang) -> String {
    kept(&view.networks, lang, Lang::kept_networks, Lang::network)
}

fn kept<F: Filter>(
    named: &[F],
    lang: Lang,
    open: fn(Lang) -> &'static str,
    name: fn(Lang, F) -> &'static str,
) -> String {
    if named.is_empty() {
        open(lang).to_owned()
    } else {
        values(named, lang, name)
    }
}
