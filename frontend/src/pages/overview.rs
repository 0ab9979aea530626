//! Every metric of the app as small charts, worst change first; several apps: a row each.

pub mod portfolio;
pub mod tile;

use std::sync::Arc;

use analysis::tiles;
use leptos::prelude::*;
use shared::apps::App;
use shared::day::DayRange;
use shared::module::Module;
use shared::question;
use shared::reply::Series;
use shared::view::{Alias, View};

use self::portfolio::Portfolio;
use self::tile::Tiles;
use super::replace_rolling_days;
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::components::live::live;
use crate::components::phrase::left;
use crate::components::sentence::{Sentence, overview_defaults};
use crate::components::share::Subject;
use crate::components::state::FailedState;
use crate::components::top::{self, Top};
use crate::components::unread::unread;
use crate::later::{Part, later};
use crate::prefs::Prefs;
use crate::store::{Cost, Stage, Store};

/// The overview.
#[component]
pub fn OverviewPage() -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let view = Memo::new(move |_| {
        let mut view = overview_defaults(address.view(), Place::Overview);
        if view.apps.is_empty() {
            let all = |apps: &[App]| {
                apps.iter()
                    .filter_map(|app| Alias::new(&app.alias))
                    .collect()
            };
            view.apps = known.with(all);
        }
        view
    });
    let stores = Module::ALL.map(|module| {
        let question = Memo::new(move |_| {
            let view = view.get();
            let asked = address.parsed.with(Result::is_ok) && !view.apps.is_empty();
            asked.then(|| {
                question::of_data(&View {
                    module: Some(module),
                    compare: None,
                    ..view
                })
            })
        });
        Store::new(question, true)
    });
    // Rolling days end where the newest data do: known once every module has answered or failed.
    let current = Memo::new(move |_| {
        let mut newest: Option<DayRange> = None;
        for store in stores {
            let failed = store
                .data
                .with(|data| matches!(data.stage, Stage::Failed(_)));
            match store.current_range() {
                Some(range) if newest.is_none_or(|newest| newest.end() < range.end()) => {
                    newest = Some(range);
                }
                None if !failed => return None,
                _ => {}
            }
        }
        newest
    });
    let range = Memo::new(move |before: Option<&Option<DayRange>>| {
        current.get().or_else(|| before.copied().flatten())
    });
    replace_rolling_days(address, current);
    let newest = Memo::new(move |_| known.newest_day());
    let all = Memo::new(move |_| {
        let mut series: Vec<(Module, Series)> = Vec::new();
        for (module, store) in Module::ALL.into_iter().zip(stores) {
            store
                .data
                .with(|data| series.extend(data.series.iter().cloned().map(|one| (module, one))));
        }
        Arc::new(series)
    });
    let progress = Signal::derive(move || {
        let parts = stores
            .iter()
            .filter_map(|store| store.data.with(|data| data.progress));
        parts.reduce(|(done, of), (more, all)| (done + more, of + all))
    });
    let through = Signal::derive(move || {
        let data = stores.map(|store| store.data.get());
        top::through(&data.each_ref(), lang.get())
    });
    let ready = move || {
        let has_ended = |store: &Store| {
            store
                .data
                .with(|data| matches!(data.stage, Stage::Ready(_) | Stage::Failed(_)))
        };
        // Until then an app stands there by its alias.
        stores.iter().all(has_ended) && known.are_told()
    };
    let several = Memo::new(move |_| view.with(|view| view.apps.len() > 1));
    let found = Memo::new(move |_| tiles(&all.get()));
    let message = live(move || message(address, known, stores));
    let subject = Subject::Overview(stores, view, range);
    let content = live(move || {
        Some(if several.get() {
            view! { <Portfolio series=all range view /> }.into_any()
        } else {
            view! { <Tiles found range view /> }.into_any()
        })
    });
    view! {
        <Top through progress share=(subject, RwSignal::new(None)) />
        <main data-ready=move || ready().to_string() on:click=left>
            <Sentence range=current newest series=Signal::derive(Arc::default) />
            {unread(address)}
            {message}
            {content}
        </main>
    }
    .into_any()
}

/// The one state that fits, if any.
fn message(address: Address, known: KnownApps, stores: [Store; 5]) -> Option<AnyView> {
    let lang = Prefs::expect().lang.get();
    if address.parsed.with(Result::is_err) {
        return None;
    }
    let go = Callback::new(move |()| stores.iter().for_each(|store| store.resume()));
    if let Some(Err(failed)) = known.answer.get() {
        let retry = Callback::new(move |()| {
            known.ask();
            go.run(());
        });
        return Some(view! { <FailedState failed retry /> }.into_any());
    }
    let failed = stores.iter().find_map(|store| {
        store.data.with(|data| match &data.stage {
            Stage::Failed(failed) => Some(failed.clone()),
            _ => None,
        })
    });
    if let Some(failed) = failed {
        return Some(view! { <FailedState failed retry=go /> }.into_any());
    }
    let told = stores.iter().filter_map(|store| {
        store.data.with(|data| match data.stage {
            Stage::Told(cost) => Some(cost),
            _ => None,
        })
    });
    if let Some(cost) = told.reduce(Cost::and) {
        return Some(later(Part::Large(cost, go)));
    }
    let nothing = stores
        .iter()
        .all(|store| store.data.with(|data| data.series.is_empty()));
    let loading = stores.iter().any(|store| {
        store
            .data
            .with(|data| matches!(data.stage, Stage::Loading | Stage::Idle))
    });
    (nothing && loading).then(|| {
        view! { <section class="state" data-state="loading" role="status"><p>{lang.loading()}</p></section> }.into_any()
    })
}
