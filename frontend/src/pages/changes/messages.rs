//! What this page says where it has nothing to list.

use leptos::prelude::*;
use shared::problem::ProblemKind;
use shared::text::Lang;
use shared::view::{Days, Last, View};

use super::search::{Search, Stage, names_slices};
use super::sentence::phrases;
use crate::address::{Address, Place, onward};
use crate::app::KnownApps;
use crate::components::state::{FailedState, State};
use crate::prefs::Prefs;

/// A quarter of a year, which a reader is led to where fewer days show nothing.
const LONGER: Last = Last::Days(90);

/// The one state that fits, if any.
pub(super) fn state(address: Address, known: KnownApps, search: Search) -> Option<AnyView> {
    let lang = Prefs::expect().lang.get();
    if let Some(bytes) = address.refused.get() {
        let text = lang.address_too_long(bytes);
        return Some(view! { <p class="notice" role="status">{text}</p> }.into_any());
    }
    if address.parsed.with(Result::is_err) {
        return None;
    }
    match known.answer.get() {
        Some(Err(failed)) => {
            let retry = Callback::new(move |()| {
                known.ask();
                search.retry();
            });
            return Some(view! { <FailedState failed retry /> }.into_any());
        }
        Some(Ok(apps)) if apps.apps.is_empty() => {
            let title = lang.problem_title(ProblemKind::NoApps);
            let advice = lang.problem_advice(ProblemKind::NoApps);
            return Some(view! { <State state="empty" title advice /> }.into_any());
        }
        _ => {}
    }
    match search.stage.get() {
        Stage::Ready(findings) => findings
            .is_empty()
            .then(|| empty(address, known, search, lang)),
        Stage::Failed(failed) => {
            let retry = Callback::new(move |()| search.retry());
            Some(view! { <FailedState failed retry /> }.into_any())
        }
        Stage::Told(pieces) => {
            let title = lang.search_takes(pieces);
            let go = Callback::new(move |()| search.retry());
            let next = (lang.fetch().to_owned(), go);
            Some(view! { <State state="large" title advice=lang.kept() next /> }.into_any())
        }
        Stage::Loading => {
            let text = lang.searching();
            let state = view! {
                <section class="state" data-state="loading" role="status"><p>{text}</p></section>
            };
            Some(state.into_any())
        }
    }
}

/// Nothing changed: what was searched, and where more might be found.
fn empty(address: Address, known: KnownApps, search: Search, lang: Lang) -> AnyView {
    let view = address.view();
    let range = search.current_range();
    let title = range.map_or_else(String::new, |range| lang.no_changes(range));
    let advice = lang.searched(&phrases(&view, known, lang));
    let (label, change): (String, fn(&mut View)) = if names_slices(&view) {
        (lang.reset_filters().to_owned(), |view| {
            view.platforms.clear();
            view.levels.clear();
            view.networks.clear();
        })
    } else if range.is_some_and(|range| range.count() < LONGER.resolve(range.end()).count()) {
        (lang.last(LONGER), |view| view.days = Days::Last(LONGER))
    } else {
        let next = (
            lang.overview().to_owned(),
            Callback::new(move |()| {
                address.push(Place::Overview, onward(address.view()));
            }),
        );
        return view! { <State state="empty" title advice next /> }.into_any();
    };
    let next = (label, Callback::new(move |()| address.push_view(change)));
    view! { <State state="empty" title advice next /> }.into_any()
}
