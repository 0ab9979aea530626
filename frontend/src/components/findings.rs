//! What changed in the lines that are shown, each a step to its chart.

use std::sync::Arc;

use chart::words;
use leptos::prelude::*;
use shared::changes::{Finding, Verdict};
use shared::reply::Series;
use shared::view::View;

use super::link::Link;
use super::live::live;
use super::panel::Beside;
use crate::address::{Address, Place, onward};
use crate::prefs::Prefs;

/// So many are listed; the page of changes has them all.
const LISTED: usize = 3;

/// The list, nothing where nothing changed.
pub fn findings(
    beside: RwSignal<Beside>,
    series: Memo<Arc<Vec<Series>>>,
    view: Memo<View>,
) -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    live(move || {
        let (lang, series, view) = (lang.get(), series.get(), view.get());
        let all = beside.with(|beside| Arc::clone(&beside.findings));
        let found = words::concerned(&all, &view);
        if found.is_empty() {
            return None;
        }
        let items = found.iter().take(LISTED);
        let items = items.map(|one| {
            let [what, moved, mark] = words::finding(lang, one, &series, &view);
            let class = if one.verdict == Verdict::Worse {
                "worse"
            } else {
                ""
            };
            let to = narrowed(&view, one);
            let go = move |_| address.push(Place::Chart, to.clone());
            view! {
                <li>
                    <button type="button" class="line" on:click=go>
                        {what} " " <span class=class>{moved}</span> {mark}
                    </button>
                </li>
            }
            .into_any()
        });
        let items = items.collect_view();
        let rest = found.len().saturating_sub(LISTED);
        let rest = (rest > 0).then(|| {
            let to = onward(view.clone());
            let to = Signal::derive(move || to.clone());
            let children = ViewFnOnce::from(move || lang.more_changes(rest));
            let link = view! { <Link place=Place::Changes view=to children /> };
            view! { <li class="rest">{link}</li> }.into_any()
        });
        Some(view! { <ul class="findings">{items} {rest}</ul> }.into_any())
    })
}

/// The view of a finding: its app, metric and slice alone, over the days that are shown.
fn narrowed(view: &View, one: &Finding) -> View {
    let link = one.link.split_once('?').map_or("", |(_, query)| query);
    let found = shared::view::parse(link, &[]).map(|parsed| parsed.view);
    let Ok(found) = found else {
        return view.clone();
    };
    View {
        apps: found.apps,
        module: found.module,
        metrics: found.metrics,
        platforms: found.platforms,
        levels: found.levels,
        networks: found.networks,
        hide: Vec::new(),
        grid: None,
        ..view.clone()
    }
}
