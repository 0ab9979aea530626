//! Several apps: a table, one row an app, the first metric of each module with figure and change.

use std::sync::Arc;

use analysis::{foremost, headline};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::module::Module;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, View};

use crate::address::Place;
use crate::app::KnownApps;
use crate::components::figures::{Figure, figures};
use crate::components::link::Link;
use crate::components::live::{live, words};
use crate::components::panel::Spark;
use crate::prefs::Prefs;

/// The table of the apps.
#[component]
pub fn Portfolio(
    /// The series, each with its module.
    #[prop(into)]
    series: Signal<Arc<Vec<(Module, Series)>>>,
    /// The days.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The view, with what the page fills in.
    #[prop(into)]
    view: Signal<View>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let head = live(move || {
        let (lang, series) = (lang.get(), series.get());
        let name = |module| {
            let name = name_of(lang, &series, module);
            view! { <th scope="col">{name}</th> }.into_any()
        };
        Some(Module::ALL.map(name).collect_view().into_any())
    });
    let rows = live(move || {
        let (lang, series, view) = (lang.get(), series.get(), view.get());
        let row = |alias: &Alias| row(lang, &series, range, &view, alias, known.name(alias));
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
    range: Signal<Option<DayRange>>,
    view: &View,
    alias: &Alias,
    name: String,
) -> AnyView {
    let cells = Module::ALL.map(|module| cell(lang, series, range, alias, module));
    let cells = cells.collect_view();
    let to = View {
        apps: vec![alias.clone()],
        ..view.clone()
    };
    let to = Signal::derive(move || to.clone());
    let children = ViewFnOnce::from(move || name);
    let link = view! { <Link place=Place::Overview view=to children /> };
    view! { <tr><th scope="row">{link}</th>{cells}</tr> }.into_any()
}

/// What a column shows: the module's first metric, or the module where nothing has come.
fn name_of(lang: Lang, all: &[(Module, Series)], module: Module) -> String {
    let first = all.iter().find(|(of, _)| *of == module);
    first.map_or_else(
        || lang.module(module).to_owned(),
        |(_, one)| lang.pick(&one.metric.zh, &one.metric.en).clone(),
    )
}

/// The first metric of a module: a small chart, and the figures, a line a slice.
fn cell(
    lang: Lang,
    all: &[(Module, Series)],
    range: Signal<Option<DayRange>>,
    app: &Alias,
    module: Module,
) -> AnyView {
    let mine = foremost(all, app.as_str(), module);
    let lines: Vec<Series> = mine.into_iter().cloned().collect();
    let unit = Unit::of_series(lines.iter());
    let known: Vec<Figure<'_>> = lines
        .iter()
        .map(|one| (one, headline(one)))
        .filter(|(_, headline)| headline.is_some())
        .collect();
    let name = name_of(lang, all, module);
    if known.is_empty() {
        return view! { <td data-name=name>{lang.no_value()}</td> }.into_any();
    }
    let figures = figures(&known, &unit, lang);
    let series = Arc::new(lines);
    view! { <td data-name=name><Spark series range /> {figures}</td> }.into_any()
}
