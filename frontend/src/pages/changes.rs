//! What got better or worse: a row each, the worst first, since when and beside which release.

mod messages;
mod rows;
mod search;
mod sentence;

use leptos::prelude::*;
use shared::view::{Alias, View};

use self::search::{Search, Stage};
use super::replace_rolling_days;
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::page;
use crate::components::live::live;
use crate::components::phrase::left;
use crate::components::sentence::app;
use crate::components::share::Subject;
use crate::components::top::Top;
use crate::components::unread::unread;
use crate::prefs::Prefs;

/// The page.
pub fn page() -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let view = Memo::new(move |_| {
        let view = address.parsed.get().ok()?.view;
        // What is compared or drawn otherwise is no other search.
        let mut asked = View {
            compare: None,
            days: view.days,
            ..view.data_view(search::any_day())
        };
        // What named slices take of the day's calls is told by app.
        if asked.apps.is_empty() && search::names_slices(&asked) {
            asked.apps = known.with(|apps| {
                let aliases = apps.iter().filter_map(|app| Alias::new(&app.alias));
                aliases.collect()
            });
            return (!asked.apps.is_empty()).then_some(asked);
        }
        Some(asked)
    });
    let search = Search::new(view);
    let range = Memo::new(move |_| search.current_range());
    replace_rolling_days(address, range);
    let newest = Memo::new(move |_| known.newest_day());
    Effect::new(move || {
        let lang = lang.get();
        let mut title = lang.changes().to_owned();
        let days = range.get().map(|range| lang.dates(range));
        let app = app(&address.view(), known, lang);
        for part in [Some(app), days, Some("Bootlens".to_owned())]
            .into_iter()
            .flatten()
        {
            title.push_str(" · ");
            title.push_str(&part);
        }
        page::set_title(&title);
    });
    on_cleanup(|| page::set_title("Bootlens"));
    let message = live(move || messages::state(address, known, search));
    let found = live(move || {
        search.stage.with(|stage| match stage {
            Stage::Ready(findings) => {
                let table = (!findings.is_empty())
                    .then(|| rows::found(findings.clone(), search, known, address));
                let judged = lang.get().how_judged(analysis::RATE);
                Some(view! { {table} <p class="caveat">{judged}</p> }.into_any())
            }
            _ => None,
        })
    });
    let told = Signal::derive(move || rows::told(search, known, address, lang.get()));
    let subject = Subject::Changes(told, range);
    let ready = move || search.is_whole();
    view! {
        <Top through=Signal::derive(String::new) share=(subject, RwSignal::new(None)) />
        <main data-ready=move || ready().to_string() on:click=left>
            {sentence::sentence(range, newest)}
            {unread(address)}
            {message}
            {found}
        </main>
    }
    .into_any()
}
