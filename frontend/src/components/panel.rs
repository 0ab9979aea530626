//! The panels of a page: one a metric, on one shared time axis with one crosshair.

pub mod canvas;
pub mod groups;

use std::sync::Arc;

use chart::unit::Unit;
use leptos::prelude::*;
use shared::apps::DayMark;
use shared::day::DayRange;
use shared::filter::Filter as _;
use shared::module::Module;
use shared::order;
use shared::reply::Series;
use shared::view::{Alias, Scale, Smooth, View};

use self::canvas::Canvas;
use self::groups::groups;
use crate::app::KnownApps;
use crate::components::live::live;
use crate::components::tooltip::{Cross, Tooltip};
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
    /// The view, with what the page fills in.
    #[prop(into)]
    view: Signal<View>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let cross = RwSignal::new(None::<Cross>);
    let known = KnownApps::expect();
    let groups = Memo::new(move |_| {
        let name = |alias: &str| Alias::new(alias).map_or_else(String::new, |one| known.name(&one));
        groups(&series.get(), &view.get(), lang.get(), &name)
    });
    let marks = marks(view);
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
    let panels = live(move || {
        let titles = titles.get();
        // The sentence above says what a single panel shows.
        let named = titles.len() > 1;
        let one = |title: String| {
            let group = Memo::new(move |_| {
                groups.with(|groups| groups.iter().find(|group| group.title == title).cloned())
            });
            view! { <Canvas group named range view marks cross shared_unit=unit /> }.into_any()
        };
        Some(titles.into_iter().map(one).collect_view().into_any())
    });
    view! {
        <div class="panels" class:single=move || titles.with(|titles| titles.len() == 1)>
            {panels}
            <Tooltip cross range series />
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

/// The marks of the view's apps, and those that the address brings along.
fn marks(view: Signal<View>) -> Memo<Vec<DayMark>> {
    let known = KnownApps::expect();
    Memo::new(move |_| {
        let view = view.get();
        let shown = |alias: &str| view.apps.iter().any(|one| one.as_str() == alias);
        let mut marks: Vec<DayMark> = known.with(|apps| {
            let shown = apps.iter().filter(|app| shown(&app.alias));
            shown.flat_map(|app| &app.marks).cloned().collect()
        });
        marks.extend(view.marks.iter().map(|mark| DayMark {
            day: mark.day,
            label: mark.label.clone(),
        }));
        order::sort_by(&mut marks, |one, other| one.day.cmp(&other.day));
        marks
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

/// The words of a canvas for those who hear it: each line with days, mean and what is missing.
fn spoken(series: &[Series], lang: shared::text::Lang, unit: &Unit) -> String {
    let lines = series.iter().map(|one| {
        let known: Vec<f64> = one
            .values
            .iter()
            .flatten()
            .map(|value| value.get())
            .collect();
        let mean = if known.is_empty() {
            lang.no_value().to_owned()
        } else {
            unit.format(known.iter().sum::<f64>() / known.len() as f64)
        };
        let name = if one.slice.platform.is_all() {
            lang.slice(one.slice)
        } else {
            lang.platform(one.slice.platform).to_owned()
        };
        lang.spoken_series(
            &name,
            one.values.len(),
            &mean,
            one.values.len() - known.len(),
        )
    });
    lines.collect::<Vec<_>>().join("; ")
}
