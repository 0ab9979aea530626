//! How what a file holds is drawn: which of its metrics, and the chart's own choices.

use std::sync::Arc;

use leptos::prelude::*;
use shared::reply::Series;

use super::more::{draw, drawing};
use super::{Contents, Entry};
use crate::address::{Address, Place};
use crate::components::sentence::names;
use crate::prefs::Prefs;

pub(super) fn contents(series: Signal<Arc<Vec<Series>>>) -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let entries = Signal::derive(move || {
        let (lang, view) = (lang.get(), address.view());
        let metrics = series.with(|series| names(series, lang));
        let mut entries = Vec::new();
        if metrics.len() > 1 {
            entries.push(Entry::Group(lang.metrics()));
            entries.push(Entry::choice(
                "",
                lang.every_metric(),
                view.metrics.is_empty(),
            ));
            entries.extend(metrics.into_iter().map(|(id, name)| {
                let checked = view.metrics.contains(&id);
                Entry::choice(format!("metric:{id}"), name, checked)
            }));
        }
        entries.extend(drawing(&view, lang));
        entries
    });
    let pick = Callback::new(move |word: String| {
        let metric = word.strip_prefix("metric:").map(str::to_owned);
        if metric.is_some() || word.is_empty() {
            let mut view = untrack(|| address.view());
            view.metrics = metric.into_iter().collect();
            address.replace(Place::Chart, view);
        } else {
            draw(address, &word);
        }
        true
    });
    Contents {
        entries,
        pick,
        rest: None,
    }
}
