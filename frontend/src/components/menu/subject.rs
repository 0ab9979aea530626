//! What the sentence can be about: the apps, and the metrics of the modules.

use std::sync::Arc;

use leptos::prelude::*;
use shared::apps::App;
use shared::module::Module;
use shared::reply::Series;
use shared::view::{Alias, MAX_APPS, View};

use super::{Contents, Entry};
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::components::sentence::names;
use crate::prefs::Prefs;

/// What stands before an alias that joins the others.
const BESIDE: &str = "beside:";

/// One app, all on the overview, or on a chart another beside.
pub(super) fn app() -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let chosen = move || {
        let mut apps = address.view().apps;
        if apps.is_empty() && address.place.get() == Place::Chart {
            apps.extend(known.first());
        }
        apps
    };
    let entries = Signal::derive(move || {
        let (lang, chosen) = (lang.get(), chosen());
        let on_chart = address.place.get() == Place::Chart;
        known.with(|apps| {
            let is_chosen = |app: &App| chosen.iter().any(|alias| alias.as_str() == app.alias);
            let mut entries = Vec::new();
            if !on_chart && apps.len() > 1 {
                entries.push(Entry::choice("", lang.all_apps(), chosen.is_empty()));
            }
            for app in apps {
                let alone = chosen.len() == 1 || !on_chart;
                let checked = alone && is_chosen(app);
                entries.push(Entry::choice(app.alias.clone(), app.name.clone(), checked));
            }
            if on_chart && apps.len() > 1 {
                entries.push(Entry::Group(lang.apps_beside()));
                for app in apps {
                    let value = format!("{BESIDE}{}", app.alias);
                    entries.push(Entry::choice(value, app.name.clone(), is_chosen(app)));
                }
            }
            entries
        })
    });
    let pick = Callback::new(move |value: String| {
        let beside = value.strip_prefix(BESIDE);
        let alias = Alias::new(beside.unwrap_or(&value));
        let mut apps: Vec<Alias> = alias.into_iter().collect();
        if beside.is_some() {
            apps = joined(&untrack(chosen), apps);
        }
        let stays = beside.is_some();
        address.push_view(|view| {
            view.apps = apps;
            view.hide.clear();
        });
        stays
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}

/// The apps with one more, or one less where it is there; the last stays.
fn joined(chosen: &[Alias], picked: Vec<Alias>) -> Vec<Alias> {
    let mut apps = chosen.to_vec();
    for alias in picked {
        match apps.iter().position(|one| *one == alias) {
            Some(place) if apps.len() > 1 => {
                apps.remove(place);
            }
            None if apps.len() < MAX_APPS => apps.push(alias),
            _ => {}
        }
    }
    apps
}

/// The module and, within it, the metric.
pub(super) fn metric(series: Signal<Arc<Vec<Series>>>) -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let metrics = Memo::new(move |_| names(&series.get(), lang.get()));
    let module = move || address.view().module.unwrap_or(Module::Launch);
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
    let pick = Callback::new(move |value: String| {
        let module = Module::ALL.into_iter().find(|one| one.slug() == value);
        let metric = value.strip_prefix("metric:").map(str::to_owned);
        let view = address.view();
        let view = View {
            module: module.or(view.module),
            metrics: metric.into_iter().collect(),
            ..view
        };
        address.push(Place::Chart, view);
        false
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}
