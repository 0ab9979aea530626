//! What the sentence is about: the app and the metric.

use std::sync::Arc;

use leptos::prelude::*;
use shared::module::Module;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, View};

use super::super::phrase::{Entry, Phrase};
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::prefs::Prefs;

/// The app, or the apps.
#[component]
pub fn AppPhrase() -> impl IntoView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let label = Signal::derive(move || {
        let (lang, view) = (lang.get(), address.view());
        if view.apps.is_empty() {
            return known.with(|apps| match apps {
                [only] => only.name.clone(),
                _ => lang.all_apps().to_owned(),
            });
        }
        let names: Vec<_> = view.apps.iter().map(|alias| known.name(alias)).collect();
        names.join(lang.pick("、", ", "))
    });
    let entries = Signal::derive(move || {
        let (lang, view) = (lang.get(), address.view());
        let on_overview = address.place.get() == Place::Overview;
        known.with(|apps| {
            let all = Entry::choice("", lang.all_apps(), view.apps.is_empty());
            let each = apps.iter().map(|app| {
                let checked = view.apps.iter().any(|alias| alias.as_str() == app.alias);
                Entry::choice(app.alias.clone(), app.name.clone(), checked)
            });
            let all = (on_overview && apps.len() > 1).then_some(all);
            all.into_iter().chain(each).collect()
        })
    });
    let pick = move |alias: String| {
        address.push_view(|view| {
            view.apps = Alias::new(&alias).into_iter().collect();
            view.hide.clear();
        });
    };
    view! { <Phrase control="app" label entries pick /> }
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
    let metrics = Memo::new(move |_| names(&series.get(), lang.get()));
    let module = move || address.view().module.unwrap_or(Module::Launch);
    let label = Signal::derive(move || {
        let (lang, view, metrics) = (lang.get(), address.view(), metrics.get());
        let name = |id: &String| {
            let known = metrics.iter().find(|(one, _)| one == id);
            known.map_or_else(|| id.clone(), |(_, name)| name.clone())
        };
        if view.metrics.is_empty() {
            return lang.module(module()).to_owned();
        }
        let names: Vec<_> = view.metrics.iter().map(name).collect();
        names.join(lang.pick("、", ", "))
    });
    let entries = Signal::derive(move || {
        let (lang, view, module) = (lang.get(), address.view(), module());
        let mut entries = vec![
            Entry::Group(lang.module(module)),
            Entry::choice("", lang.every_metric(), view.metrics.is_empty()),
        ];
        entries.extend(metrics.get().into_iter().map(|(id, name)| {
            let checked = view.metrics.contains(&id);
            Entry::choice(format!("metric:{id}"), name, checked)
        }));
        entries.push(Entry::Group(lang.other_modules()));
        let others = Module::ALL.into_iter().filter(|one| *one != module);
        entries.extend(others.map(|one| Entry::choice(one.slug(), lang.module(one), false)));
        entries
    });
    let pick = move |value: String| {
        let module = Module::ALL.into_iter().find(|one| one.slug() == value);
        let metric = value.strip_prefix("metric:").map(str::to_owned);
        let view = address.view();
        let view = View {
            module: module.or(view.module),
            metrics: metric.into_iter().collect(),
            ..view
        };
        address.push(Place::Chart, view);
    };
    view! { <Phrase control="metric" label entries pick /> }
}

fn names(series: &[Series], lang: Lang) -> Vec<(String, String)> {
    let mut metrics: Vec<(String, String)> = Vec::new();
    for one in series {
        if !metrics.iter().any(|(id, _)| *id == one.metric.id) {
            let name = lang.pick(&one.metric.zh, &one.metric.en);
            metrics.push((one.metric.id.clone(), name.clone()));
        }
    }
    metrics
}
