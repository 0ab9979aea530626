//! The panels of a page: one a metric, on one shared time axis with one crosshair.

pub mod beside;
pub mod canvas;
pub mod hand;

use std::sync::Arc;

use chart::groups::groups;
use chart::unit::Unit;
use leptos::prelude::*;
use shared::apps::{App, DayMark};
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::order;
use shared::reply::Series;
use shared::view::{Alias, Hidden, Scale, Smooth, View};

pub use self::beside::Beside;
use self::canvas::Canvas;
use self::hand::Hand;
use crate::app::KnownApps;
use crate::components::aloud::Said;
use crate::components::live::live;
use crate::later::{Part, later, near};
use crate::prefs::Prefs;

/// The panels of a view.
#[component]
pub fn Panels(
    /// The series, as drawn.
    #[prop(into)]
    series: Signal<Arc<Vec<Series>>>,
    /// The days.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The newest day that there can be.
    #[prop(into)]
    newest: Signal<Option<Day>>,
    /// The view, with what the page fills in.
    #[prop(into)]
    view: Signal<View>,
    /// What is shown beside the lines.
    beside: RwSignal<Beside>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let hand = Hand::new(range, newest);
    let known = KnownApps::expect();
    let groups = Memo::new(move |_| {
        let name = |alias: &str| Alias::new(alias).map_or_else(String::new, |one| known.name(&one));
        groups(&series.get(), &view.get(), lang.get(), &name)
    });
    // Seconds beside milliseconds mislead, and so does a unit that is another metric's.
    let unit = Memo::new(move |_| {
        series.with(|series| {
            let same = |pair: &[Series]| pair[0].metric.unit == pair[1].metric.unit;
            let shared = series.windows(2).all(same);
            shared.then(|| Unit::of_series(series.iter()))
        })
    });
    // A panel stays while its values change: only another set of panels makes them anew.
    let titles = Memo::new(move |_| {
        groups.with(|groups| {
            groups
                .iter()
                .map(|group| group.title.clone())
                .collect::<Vec<_>>()
        })
    });
    let visible = Memo::new(move |_| {
        let hide = view.with(|view| view.hide.clone());
        let all = series.get();
        let visible = all.iter().filter(|one| !hides(&hide, one));
        Arc::new(visible.cloned().collect::<Vec<_>>())
    });
    let panels = live(move || {
        let titles = titles.get();
        // The sentence above says what a single panel shows.
        let named = titles.len() > 1;
        let one = |(place, title): (usize, String)| {
            let group = Memo::new(move |_| {
                groups.with(|groups| groups.iter().find(|group| group.title == title).cloned())
            });
            view! { <Canvas group place groups named range view beside hand shared_unit=unit /> }
                .into_any()
        };
        Some(
            titles
                .into_iter()
                .enumerate()
                .map(one)
                .collect_view()
                .into_any(),
        )
    });
    let is_pointed = Memo::new(move |_| hand.cross.with(Option::is_some));
    let tooltip = live(move || {
        let said = Said { groups, unit, view };
        let part = || Part::Tooltip(hand.cross.into(), range, visible.into(), said);
        is_pointed.get().then(|| later(part()))
    });
    view! {
        <div
            class="panels"
            class:single=move || titles.with(|titles| titles.len() == 1)
            on:pointerenter=near
            on:focusin=near
        >
            {panels}
            // There before what is heard in it, else nobody would hear it.
            <div class="over" role="status">{tooltip}</div>
        </div>
    }
    .into_any()
}

/// A small chart without texts of its own, for a tile.
#[component]
pub fn Spark(
    /// The series of one metric.
    series: Arc<Vec<Series>>,
    /// The days.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
) -> impl IntoView {
    canvas::small(series, range).into_any()
}

/// The marks that the configuration has for the view's apps.
#[must_use]
pub fn configured(apps: &[App], view: &View) -> Vec<DayMark> {
    let shown = |alias: &str| {
        let is_first = apps.first().is_some_and(|app| app.alias == alias);
        let named = view.apps.iter().any(|one| one.as_str() == alias);
        named || view.apps.is_empty() && is_first
    };
    let shown = apps.iter().filter(|app| shown(&app.alias));
    shown.flat_map(|app| &app.marks).cloned().collect()
}

/// The marks of the view's apps, and those that the address brings along.
fn marks(apps: &[App], view: &View) -> Vec<DayMark> {
    let mut marks = configured(apps, view);
    marks.extend(view.marks.iter().map(|mark| DayMark {
        day: mark.day,
        label: mark.label.clone(),
    }));
    order::sort_by(&mut marks, |one, other| one.day.cmp(&other.day));
    marks
}

/// Whether a line is among the hidden ones.
#[must_use]
pub fn hides(hidden: &[Hidden], one: &Series) -> bool {
    hidden.iter().any(|hidden| {
        let same = |app: &Alias| app.as_str() == one.app;
        hidden.slice == one.slice && hidden.app.as_ref().is_none_or(same)
    })
}

/// How many days the moving mean takes.
fn smooth(view: &View, range: DayRange) -> usize {
    view.smooth
        .unwrap_or_else(|| Smooth::default_for(range.count()))
        .days()
}

/// Where the value axis starts: rates fit, since an open rate near 98 % would be a flat line.
fn scale(view: &View) -> Scale {
    let rate = view.module == Some(Module::OpenRate);
    view.scale
        .unwrap_or(if rate { Scale::Fit } else { Scale::Zero })
}
