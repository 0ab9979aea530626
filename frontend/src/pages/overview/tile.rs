//! The small charts of one app: first what got worse, then the rest.

use analysis::{Tile, Tiles as Found, verdicts};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::view::View;
use std::sync::Arc;

use crate::address::{Place, onward};
use crate::components::figures::{Figure, figures};
use crate::components::link::Link;
use crate::components::live::live;
use crate::components::panel::Spark;
use crate::prefs::Prefs;

/// The counts, the tiles, and the metrics without data in one line.
#[component]
pub fn Tiles(
    /// The tiles, and the metrics without data.
    #[prop(into)]
    found: Signal<Found>,
    /// The days.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The view, with what the page fills in.
    #[prop(into)]
    view: Signal<View>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let of_app = Signal::derive(move || onward(view.get()));
    let counts = live(move || {
        let lang = lang.get();
        let [worse, better, steady] = found.with(|(tiles, _)| verdicts(tiles))?;
        let text = lang.counts(worse, better, steady);
        let children = ViewFnOnce::from(move || text);
        let link = view! { <Link place=Place::Changes view=of_app children /> };
        Some(view! { <p class="counts">{link}</p> }.into_any())
    });
    let tiles = live(move || {
        let one = |tile| view! { <li><TileView tile range view /></li> }.into_any();
        let tiles = found.get().0.into_iter().map(one).collect_view();
        Some(view! { <ul class="tiles">{tiles}</ul> }.into_any())
    });
    let without = live(move || {
        let lang = lang.get();
        let (_, empty) = found.get();
        let name = |(zh, en): &(String, String)| lang.pick(zh, en).clone();
        let names: Vec<String> = empty.iter().map(name).collect();
        let text = lang.without_data(&names);
        (!names.is_empty()).then(|| view! { <p class="nodata">{text}</p> }.into_any())
    });
    view! {
        {counts}
        {tiles}
        {without}
    }
    .into_any()
}

#[component]
fn TileView(tile: Tile, range: Signal<Option<DayRange>>, view: Signal<View>) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let Tile {
        module,
        series,
        headlines,
    } = tile;
    let id = series[0].metric.id.clone();
    let to = Signal::derive(move || View {
        module: Some(module),
        metrics: vec![id.clone()],
        ..view.get()
    });
    let lines = Arc::clone(&series);
    let words = live(move || {
        let lang = lang.get();
        let metric = &lines[0].metric;
        let name = lang.pick(&metric.zh, &metric.en).clone();
        let known = lines.iter().zip(headlines.iter().copied());
        let known: Vec<Figure<'_>> = known.filter(|(_, headline)| headline.is_some()).collect();
        let figures = figures(&known, &Unit::of_series(lines.iter()), lang);
        let beside = chart::words::module_beside(&name, module, lang);
        let words = view! {
            <h2>{name} " " <span class="module">{beside}</span></h2>
            {figures}
        };
        Some(words.into_any())
    });
    let children = ViewFnOnce::from(move || view! { {words} <Spark series range /> }.into_any());
    view! { <Link place=Place::Chart view=to class="tile" module=module.slug() children /> }
}
