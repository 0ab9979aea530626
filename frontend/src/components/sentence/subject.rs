//! What the sentence is about: the app and the metric.

use std::sync::Arc;

use leptos::prelude::*;
use shared::module::Module;
use shared::reply::Series;
use shared::view::{Alias, View};

use super::super::choices::Choice;
use super::super::phrase::Phrase;
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::prefs::Prefs;

/// The app, or the apps.
#[component]
pub fn AppPhrase() -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let apps = Memo::new(move |_| known.list().map(|apps| apps.apps).unwrap_or_default());
    let label = Signal::derive(move || {
        let view = address.view();
        let apps = apps.get();
        if view.apps.is_empty() {
            return match apps.as_slice() {
                [only] => only.name.clone(),
                _ => lang.get().all_apps().to_owned(),
            };
        }
        let name = |alias: &Alias| {
            apps.iter()
                .find(|app| app.alias == alias.as_str())
                .map_or_else(|| alias.to_string(), |app| app.name.clone())
        };
        view.apps
            .iter()
            .map(name)
            .collect::<Vec<_>>()
            .join(lang.get().pick("、", ", "))
    });
    let choose = move |apps: Vec<Alias>| {
        let place = address.place.get_untracked();
        address.push(
            place,
            View {
                apps,
                hide: Vec::new(),
                ..address.view()
            },
        );
    };
    view! {
        <Phrase control="app" label>
            <Show when=move || address.place.get() == Place::Overview && apps.with(|apps| apps.len() > 1)>
                <Choice value="" label=Signal::derive(move || lang.get().all_apps().to_owned())
                    checked=Signal::derive(move || address.view().apps.is_empty()) pick=move |()| choose(Vec::new()) />
            </Show>
            {move || apps.get().into_iter().filter_map(|app| {
                let alias = Alias::new(&app.alias)?;
                let (mine, value, name) = (alias.clone(), app.alias, app.name);
                Some(view! {
                    <Choice value label=Signal::derive(move || name.clone())
                        checked=Signal::derive(move || address.view().apps.contains(&mine))
                        pick=move |()| choose(vec![alias.clone()]) />
                })
            }).collect_view()}
        </Phrase>
    }
}

/// The module and, within it, the metric.
#[component]
pub fn MetricPhrase(
    /// The series, for their names.
    #[prop(into)]
    series: Signal<Arc<Vec<Series>>>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    // Ids and names of the module's metrics, each once.
    let metrics = Memo::new(move |_| {
        let lang = lang.get();
        let mut metrics: Vec<(String, String)> = Vec::new();
        for one in series.get().iter() {
            if !metrics.iter().any(|(id, _)| *id == one.metric.id) {
                metrics.push((
                    one.metric.id.clone(),
                    lang.pick(&one.metric.zh, &one.metric.en).clone(),
                ));
            }
        }
        metrics
    });
    let module = Memo::new(move |_| address.view().module.unwrap_or(Module::Launch));
    let label = Signal::derive(move || {
        let view = address.view();
        let metrics = metrics.get();
        let name = |id: &String| {
            metrics
                .iter()
                .find(|(one, _)| one == id)
                .map_or_else(|| id.clone(), |(_, name)| name.clone())
        };
        match view.metrics.as_slice() {
            [] => lang.get().module(module.get()).to_owned(),
            named => named
                .iter()
                .map(name)
                .collect::<Vec<_>>()
                .join(lang.get().pick("、", ", ")),
        }
    });
    view! {
        <Phrase control="metric" label>
            <div class="group">{move || lang.get().module(module.get())}</div>
            <Choice value="" label=Signal::derive(move || lang.get().every_metric().to_owned())
                checked=Signal::derive(move || address.view().metrics.is_empty())
                pick=move |()| address.push(Place::Chart, View { metrics: Vec::new(), ..address.view() }) />
            {move || metrics.get().into_iter().map(|(id, name)| {
                let (mine, value) = (id.clone(), id.clone());
                view! {
                    <Choice value label=Signal::derive(move || name.clone())
                        checked=Signal::derive(move || address.view().metrics.contains(&mine))
                        pick=move |()| address.push(Place::Chart, View { metrics: vec![id.clone()], ..address.view() }) />
                }
            }).collect_view()}
            <div class="group">{move || lang.get().pick("模块", "Module")}</div>
            {Module::ALL.map(|one| view! {
                <Choice value=one.slug() label=Signal::derive(move || lang.get().module(one).to_owned())
                    checked=Signal::derive(move || module.get() == one)
                    pick=move |()| address.push(Place::Chart, View {
                        module: Some(one), metrics: Vec::new(), ..address.view()
                    }) />
            })}
        </Phrase>
    }
}
