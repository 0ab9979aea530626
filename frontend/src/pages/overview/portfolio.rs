//! Several apps: a table, one row an app, the first metric of each module with figure and change.

use std::sync::Arc;

use analysis::headline;
use chart::unit::Unit;
use leptos::prelude::*;
use shared::filter::Slice;
use shared::module::Module;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, View};

use crate::address::Place;
use crate::app::KnownApps;
use crate::components::figures::{change, series_name};
use crate::components::link::Link;
use crate::components::live::{live, words};
use crate::prefs::Prefs;

/// The table of the apps.
#[component]
pub fn Portfolio(
    /// The series, each with its module.
    #[prop(into)]
    series: Signal<Arc<Vec<(Module, Series)>>>,
    /// The view, with what the page fills in.
    #[prop(into)]
    view: Signal<View>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let head = live(move || {
        let lang = lang.get();
        let name = |module| view! { <th scope="col">{lang.module(module)}</th> }.into_any();
        Some(Module::ALL.map(name).collect_view().into_any())
    });
    let rows = live(move || {
        let (lang, series, view) = (lang.get(), series.get(), view.get());
        let row = |alias: &Alias| row(lang, &series, &view, alias, known.name(alias));
        Some(view.apps.iter().map(row).collect_view().into_any())
    });
    let app = words(move || lang.get().app());
    view! {
        <div class="scroll">
            <table class="portfolio">
                <thead><tr><th scope="col">{app}</th>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// An app's row; its name leads to the app.
fn row(
    lang: Lang,
    series: &[(Module, Series)],
    view: &View,
    alias: &Alias,
    name: String,
) -> AnyView {
    let cells = Module::ALL
        .map(|module| cell(lang, series, alias, module))
        .collect_view();
    let to = View {
        apps: vec![alias.clone()],
        ..view.clone()
    };
    let to = Signal::derive(move || to.clone());
    let children = ViewFnOnce::from(move || name);
    let link = view! { <Link place=Place::Overview view=to children /> };
    view! { <tr><th scope="row">{link}</th>{cells}</tr> }.into_any()
}

/// The figures of a module's first metric, a line a slice.
fn cell(lang: Lang, all: &[(Module, Series)], app: &Alias, module: Module) -> AnyView {
    let mine: Vec<&Series> = all
        .iter()
        .filter(|(of, one)| *of == module && one.app == app.as_str())
        .map(|(_, one)| one)
        .collect();
    let first = mine.first().map(|one| one.metric.id.clone());
    let lines: Vec<&Series> = mine
        .into_iter()
        .filter(|one| Some(&one.metric.id) == first.as_ref())
        .collect();
    let unit = Unit::of_series(lines.iter().copied());
    let line = |one: &Series| {
        let headline = headline(one)?;
        let name = (one.slice != Slice::ALL).then(|| format!("{} ", series_name(lang, one)));
        let mean = unit.format(headline.mean);
        let change = change(headline, lang);
        Some(view! { <div>{name}<strong>{mean}</strong>" "{change}</div> }.into_any())
    };
    let items: Vec<_> = lines.into_iter().filter_map(line).collect();
    let nothing = items.is_empty().then(|| lang.no_value());
    view! { <td>{items}{nothing}</td> }.into_any()
}
