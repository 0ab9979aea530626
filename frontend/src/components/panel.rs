//! The panels of a page: one a metric, on one shared time axis with one crosshair.

pub mod canvas;

use std::sync::Arc;

use chart::unit::Unit;
use leptos::prelude::*;
use shared::apps::DayMark;
use shared::day::DayRange;
use shared::filter::Filter as _;
use shared::module::Module;
use shared::order;
use shared::reply::Series;
use shared::view::{Grid, Scale, Smooth, View};

use self::canvas::Canvas;
use crate::app::KnownApps;
use crate::components::live::live;
use crate::components::tooltip::{Cross, Tooltip};
use crate::prefs::Prefs;

/// What one panel shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Metric, app and part, as they differ.
    pub title: String,
    /// The metric's id.
    pub metric: String,
    /// Its series.
    pub series: Arc<Vec<Series>>,
}

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
    let groups = Memo::new(move |_| groups(&series.get(), &view.get(), lang.get()));
    let marks = marks(view);
    // Panels of one metric share its unit, so that they can be compared.
    let unit = Memo::new(move |_| {
        let one_metric = view.with(|view| view.metrics.len() == 1);
        one_metric.then(|| Unit::of_series(series.get().iter()))
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
        let one = |title: String| {
            let group = Memo::new(move |_| {
                groups.with(|groups| groups.iter().find(|group| group.title == title).cloned())
            });
            view! { <Canvas group range view marks cross unit /> }.into_any()
        };
        Some(titles.get().into_iter().map(one).collect_view().into_any())
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
    canvas::spark(series, range).into_any()
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

/// A panel for each metric and, where the grid asks for it, each value of a filter or each app.
fn groups(series: &[Series], view: &View, lang: shared::text::Lang) -> Vec<Group> {
    let grid = view.grid.or(if view.levels.len() > 1 {
        Some(Grid::Level)
    } else if view.networks.len() > 1 {
        Some(Grid::Network)
    } else {
        None
    });
    let apart = |one: &Series| -> (String, String) {
        let app = if view.apps.len() > 1 || grid == Some(Grid::App) {
            one.app.clone()
        } else {
            String::new()
        };
        let part = match grid {
            Some(Grid::Platform) => lang.platform(one.slice.platform),
            Some(Grid::Level) => lang.level(one.slice.level),
            Some(Grid::Network) => lang.network(one.slice.network),
            Some(Grid::App) | None => "",
        };
        (app, part.to_owned())
    };
    let mut groups: Vec<((String, u32, String, String), Group)> = Vec::new();
    for one in series {
        let (app, part) = apart(one);
        let key = (
            one.metric.id.clone(),
            one.metric.line,
            app.clone(),
            part.clone(),
        );
        if let Some((_, group)) = groups.iter_mut().find(|(other, _)| *other == key) {
            Arc::make_mut(&mut group.series).push(one.clone());
            continue;
        }
        let name = lang.pick(&one.metric.zh, &one.metric.en);
        let guessed = (one.metric.unit.is_some()
            && one.metric.confidence == shared::metric::Confidence::Low)
            .then(|| format!("（{}）", lang.guessed()));
        let title = [format!("{name}{}", guessed.unwrap_or_default()), app, part];
        let title = title
            .into_iter()
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join(" · ");
        groups.push((
            key,
            Group {
                title,
                metric: one.metric.id.clone(),
                series: Arc::new(vec![one.clone()]),
            },
        ));
    }
    groups.into_iter().map(|(_, group)| group).collect()
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
