//! The line above the sentence: name, freshness, share, and what is rarely used.

use leptos::prelude::*;
use shared::day::Day;
use shared::reply::Period;
use shared::text::Lang;
use shared::view::View;

use super::link::Link;
use super::live::{live, words};
use super::menu::Menu;
use super::phrase::{Phrase, left};
use super::progress::Progress;
use super::share::{Errand, Subject, wanted};
use crate::address::Place;
use crate::app::KnownApps;
use crate::later::{Part, later};
use crate::prefs::Prefs;
use crate::store::{Data, Stage};

/// The top line.
#[component]
pub fn Top(
    /// Up to which day there is data.
    #[prop(into)]
    through: Signal<String>,
    /// Windows done, and in all, while they come.
    #[prop(optional, into)]
    progress: Signal<Option<(usize, usize)>>,
    /// What is shared, and what of it is wanted; without, nothing can be.
    #[prop(optional)]
    share: Option<(Subject, Errand)>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let shared = live(move || {
        let (subject, errand) = share?;
        let word = errand.get()?;
        Some(later(Part::Share(subject, errand, word)))
    });
    let button = share.map(|(_, errand)| wanted(errand, "share", Lang::share));
    let stamp = live(move || {
        let text = lang.get().demo_stamp();
        let stamp = || view! { <span class="stamp">{text}</span> }.into_any();
        known.are_made_up().then(stamp)
    });
    let home = Signal::derive(View::default);
    let label = Signal::derive(move || lang.get().more().to_owned());
    view! {
        <header class="top" on:click=left>
            <Link place=Place::Overview view=home class="brand" children=(|| "Bootlens").into() />
            {stamp}
            <span class="through">
                <Progress of=progress />
                {words(move || through.get())}
            </span>
            {button}
            <Phrase menu=Menu::More label />
        </header>
        {shared}
    }
    .into_any()
}

/// Up to which day there is data, and when it was fetched; nothing until an answer is whole.
#[must_use]
pub fn through(answers: &[&Data], lang: Lang) -> String {
    let mut newest: Option<Day> = None;
    let mut fetched = None;
    for data in answers {
        let Stage::Ready(done) = &data.stage else {
            continue;
        };
        fetched = fetched.max(Some(done.fetched_at));
        let told = done.data_through.values().flatten().copied();
        // Where the total was never asked, the lines themselves tell.
        let shown = data.series.iter().filter_map(|one| {
            let last = one.values.iter().rposition(Option::is_some)?;
            let is_current = one.period == Period::Current;
            data.range?.days().nth(last).filter(|_| is_current)
        });
        newest = newest.max(told.chain(shown).max());
    }
    fetched.map_or_else(String::new, |fetched| lang.data_through(newest, fetched))
}
