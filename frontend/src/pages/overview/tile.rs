//! The small charts of one app: first what got worse, then the rest.

use analysis::{Headline, Verdict, headline};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::module::Module;
use shared::order;
use shared::reply::Series;
use shared::view::View;
use std::sync::Arc;

use super::Found;
use crate::address::Place;
use crate::components::figures::figures;
use crate::components::link::Link;
use crate::components::live::live;
use crate::components::panel::Spark;
use crate::prefs::Prefs;

/// One metric of the app.
#[derive(Clone, Debug, PartialEq)]
pub struct Tile {
    /// Its module.
    pub module: Module,
    /// Its series, a slice each.
    pub series: Arc<Vec<Series>>,
    /// Their figures.
    pub headlines: Vec<Option<Headline>>,
}

impl Tile {
    /// How bad its worst line is: worse before the rest, and among those the larger change.
    fn rank(&self) -> (u8, f64) {
        let rank = |one: &Headline| match one.verdict {
            Verdict::Worse => (0, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Changed => (1, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Better => (2, -one.change_percent.unwrap_or(0.0).abs()),
            Verdict::Steady => (3, 0.0),
        };
        let worst = self.headlines.iter().flatten().map(rank);
        worst.fold((4, 0.0), |least, one| if one < least { one } else { least })
    }
}

/// Groups the series by metric; those without any figure are named, not drawn.
pub(super) fn tiles(series: &[(Module, Series)]) -> Found {
    let mut groups: Vec<(Module, String, Vec<Series>)> = Vec::new();
    for (module, one) in series {
        match groups
            .iter_mut()
            .find(|(of, id, _)| of == module && *id == one.metric.id)
        {
            Some((_, _, group)) => group.push(one.clone()),
            None => groups.push((*module, one.metric.id.clone(), vec![one.clone()])),
        }
    }
    let (mut tiles, mut empty) = (Vec::new(), Vec::new());
    for (module, _, series) in groups {
        let headlines: Vec<_> = series.iter().map(headline).collect();
        if headlines.iter().all(Option::is_none) {
            empty.push((series[0].metric.zh.clone(), series[0].metric.en.clone()));
        } else {
            tiles.push(Tile {
                module,
                series: Arc::new(series),
                headlines,
            });
        }
    }
    order::sort_by(&mut tiles, |one, other| {
        let order = one.rank().partial_cmp(&other.rank());
        order.unwrap_or(std::cmp::Ordering::Equal)
    });
    (tiles, empty)
}

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
    let counts = live(move || {
        let lang = lang.get();
        let verdicts = found.with(|(tiles, _)| {
            let headlines = tiles.iter().flat_map(|tile| &tile.headlines).flatten();
            let compared = headlines.filter(|one| one.change_percent.is_some());
            compared.map(|one| one.verdict).collect::<Vec<_>>()
        });
        let count = |verdict| verdicts.iter().filter(|one| **one == verdict).count();
        let steady = count(Verdict::Steady) + count(Verdict::Changed);
        let text = lang.counts(count(Verdict::Worse), count(Verdict::Better), steady);
        (!verdicts.is_empty()).then(|| view! { <p class="counts">{text}</p> }.into_any())
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
        let known = lines.iter().zip(&headlines);
        let known = known.filter_map(|(one, headline)| Some((one, (*headline)?)));
        let figures = figures(known, &Unit::of_series(lines.iter()), false, lang);
        let words = view! {
            <h2>{name} " " <span class="module">{lang.module(module)}</span></h2>
            {figures}
        };
        Some(words.into_any())
    });
    let children = ViewFnOnce::from(move || view! { {words} <Spark series range /> }.into_any());
    view! { <Link place=Place::Chart view=to class="tile" module=module.slug() children /> }
}
