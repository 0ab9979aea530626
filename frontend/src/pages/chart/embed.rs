//! A chart inside another page: its values as text, its lines, and a way to the whole page. Rolling
//! days stay rolling, and nothing here writes the address.

use chart::words::{measured, values};
use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::filter::Filter as _;
use shared::text::Lang;
use shared::view::View;

use super::messages;
use crate::address::{Address, Place, href};
use crate::app::KnownApps;
use crate::browser::page::base_path;
use crate::components::live::{live, words};
use crate::components::panel::Panels;
use crate::components::sentence::{app, compared};
use crate::components::share::{Shown, styled};
use crate::prefs::Prefs;
use crate::store::Store;

/// What stands in the frame.
#[derive(Clone, Copy)]
pub struct Frame {
    /// The chart.
    pub(super) shown: Shown,
    /// Its data.
    pub(super) store: Store,
    /// Its days.
    pub(super) range: Memo<Option<DayRange>>,
    /// The newest day that there can be.
    pub(super) newest: Memo<Option<Day>>,
    /// Up to which day there is data.
    pub(super) through: Signal<String>,
}

/// The frame's content.
#[must_use]
pub fn page(frame: Frame) -> AnyView {
    styled();
    let Frame {
        shown,
        store,
        range,
        newest,
        through,
    } = frame;
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let title = words(move || title(&shown, range.get(), known, lang.get()));
    let message = live(move || messages::state(address, store, known, &shown.lines.get()));
    let panels = live(move || {
        let has_lines = shown.lines.with(|lines| super::has_values(lines));
        let Shown {
            lines,
            view,
            beside,
            ..
        } = shown;
        has_lines.then(|| view! { <Panels series=lines range newest view beside /> }.into_any())
    });
    let stamp = live(move || {
        let text = lang.get().demo_stamp();
        let stamp = || view! { <span class="stamp">{text}</span> }.into_any();
        known.are_made_up().then(stamp)
    });
    let to = move || {
        let view = View {
            lang: None,
            theme: None,
            embed: false,
            ..shown.view.get()
        };
        base_path() + &href(Place::Chart, &view, &[])
    };
    view! {
        <h1>{title}</h1>
        {message}
        {panels}
        <footer>
            {stamp}
            <span class="through">{words(move || through.get())}</span>
            <a href=to target="_blank" rel="noopener">{words(move || lang.get().open_in_bootlens())}</a>
        </footer>
    }
    .into_any()
}

/// The sentence as text: what stands out of all that could be chosen.
fn title(shown: &Shown, range: Option<DayRange>, known: KnownApps, lang: Lang) -> String {
    let (view, series) = (shown.view.get(), shown.lines.get());
    let mut parts = vec![
        app(&view, known, lang),
        measured(&view, &series, lang),
        values(&view.platforms, lang, Lang::platform),
    ];
    if view.levels.iter().any(|level| !level.is_all()) {
        parts.push(values(&view.levels, lang, Lang::level));
    }
    if view.networks.iter().any(|network| !network.is_all()) {
        parts.push(values(&view.networks, lang, Lang::network));
    }
    parts.extend(range.map(|range| lang.dates(range)));
    if view.compare.is_some() {
        parts.push(compared(view.compare, lang));
    }
    parts.join(" · ")
}
