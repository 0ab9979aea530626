//! One canvas: measured, laid out, painted, and an overlay for the crosshair that repaints nothing.

use std::sync::Arc;

use analysis::headline;
use chart::unit::Unit;
use chart::{Panel, Scene, scene, spark};
use leptos::prelude::*;
use shared::apps::DayMark;
use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::view::{Scale, View};

use super::groups::Group;
use super::{scale, smooth, spoken};
use crate::browser::{canvas, number, pointer, resize};
use crate::components::figures::{figures, hue};
use crate::components::live::live;
use crate::components::tooltip::Cross;
use crate::prefs::Prefs;

/// One panel.
#[component]
pub fn Canvas(
    /// What it shows; nothing for the moment in which it goes.
    #[prop(into)]
    group: Signal<Option<Group>>,
    /// Whether its title stands above it.
    named: bool,
    /// The days.
    range: Signal<Option<DayRange>>,
    /// The view, with what the page fills in.
    view: Signal<View>,
    /// Releases and other marks.
    #[prop(into)]
    marks: Signal<Vec<DayMark>>,
    /// Where the crosshair of the page stands.
    cross: RwSignal<Option<Cross>>,
    /// The unit that all panels of the page share, where they do.
    #[prop(into)]
    shared_unit: Signal<Option<Unit>>,
) -> impl IntoView {
    let prefs = Prefs::expect();
    let element = NodeRef::new();
    let size = resize::use_size(element);
    let unit = Memo::new(move |_| {
        shared_unit.get().unwrap_or_else(|| {
            let group = group.get();
            Unit::of_series(group.iter().flat_map(|group| group.series.iter()))
        })
    });
    // Laid out again only when something that decides the picture changes.
    let laid_out: Memo<Option<Drawn>> = Memo::new(move |_| {
        let (size, range, view, marks) = (size.get()?, range.get()?, view.get(), marks.get());
        let group = group.get()?;
        let panel = Panel {
            marks: &marks,
            // The figures above name up to four lines by their hue; more are told by strength.
            keys: group.series.len() > 4,
            smooth: smooth(&view, range),
            scale: scale(&view),
            unit: Some(unit.get()),
            ..bare(&group.series, range, prefs.lang.get())
        };
        let scene = scene(&panel, size);
        let notes = chart::notes(&scene, &panel);
        Some(Drawn(Arc::new((scene, notes))))
    });
    Effect::new(move || {
        let theme = prefs.theme.get();
        if let (Some(drawn), Some(element)) = (laid_out.get(), element.get()) {
            canvas::paint(&element, &drawn.0.0, theme);
        }
    });
    let follow = move |event: leptos::ev::PointerEvent| {
        let found = pointer::x_within(&event).and_then(|x| {
            let Drawn(drawn) = laid_out.get_untracked()?;
            let scene = &drawn.0;
            let index = scene.day_at(x)?;
            Some(Cross {
                index,
                x: scene.x_of(index),
                width: scene.size.width,
            })
        });
        cross.set(found);
    };
    let words = move || {
        let group = group.get()?;
        Some(spoken(&group.series, prefs.lang.get(), &unit.get()))
    };
    let crosshair = live(move || {
        let (cross, Drawn(drawn), group) = (cross.get()?, laid_out.get()?, group.get()?);
        Some(crosshair(&drawn.0, cross.index, &group.series))
    });
    let head = live(move || {
        let Group { title, series, .. } = group.get()?;
        let known = series
            .iter()
            .filter(|one| one.period == Period::Current)
            .filter_map(|one| Some((one, headline(one)?)));
        let figures = figures(known, &unit.get(), false, prefs.lang.get());
        let title = named.then(|| view! { <h2>{title}</h2> }.into_any());
        Some(view! { {title} {figures} }.into_any())
    });
    let notes = live(move || {
        let Drawn(drawn) = laid_out.get()?;
        let text = drawn.1.join(" · ");
        (!text.is_empty()).then(|| view! { <span class="notes">{text}</span> }.into_any())
    });
    view! {
        <figure class="panel">
            <figcaption>{head} {notes}</figcaption>
            <div class="plot">
                <canvas
                    class="chart"
                    node_ref=element
                    role="img"
                    tabindex="0"
                    data-metric=move || group.get().map(|group| group.metric)
                    aria-label=words
                    on:pointermove=follow
                    on:pointerdown=follow
                    on:pointerleave=move |_| cross.set(None)
                ></canvas>
                {crosshair}
            </div>
        </figure>
    }
    .into_any()
}

/// The line of the day and a ring on each series, over the canvas, which is not painted again.
fn crosshair(scene: &Scene, index: usize, series: &[Series]) -> AnyView {
    let x = number::text(scene.x_of(index));
    let top = number::text(scene.plot.y.into());
    let bottom = number::text((scene.plot.y + scene.plot.height).into());
    let ring = |(place, one): (usize, &Series)| {
        let y = number::text(scene.y_of(place, index)?);
        let x = x.clone();
        let class = hue(one.slice.platform);
        Some(view! { <circle class=class cx=x cy=y r="3"></circle> }.into_any())
    };
    let rings = series.iter().enumerate().filter_map(ring).collect_view();
    view! {
        <svg class="cross" aria-hidden="true">
            <line x1=x.clone() x2=x.clone() y1=top y2=bottom></line>
            {rings}
        </svg>
    }
    .into_any()
}

/// A panel of lines alone.
fn bare(series: &[Series], range: DayRange, lang: Lang) -> Panel<'_> {
    Panel {
        title: "",
        series: series.iter().collect(),
        range,
        marks: &[],
        smooth: 1,
        scale: Scale::Fit,
        hidden: &[],
        keys: false,
        unit: None,
        lang,
        several_apps: false,
        demo: false,
        footer: "",
    }
}

/// A scene, and what it doesn't say by itself; the same only where it is the very same one: comparing marks would cost more
/// than painting them.
#[derive(Clone)]
struct Drawn(Arc<(Scene, Vec<String>)>);

impl PartialEq for Drawn {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

/// A small chart for a tile: its lines alone.
pub(super) fn small(series: Arc<Vec<Series>>, range: Signal<Option<DayRange>>) -> impl IntoView {
    let prefs = Prefs::expect();
    let element = NodeRef::new();
    let size = resize::use_size(element);
    Effect::new(move || {
        let (Some(size), Some(range), Some(element)) = (size.get(), range.get(), element.get())
        else {
            return;
        };
        let panel = bare(&series, range, prefs.lang.get());
        canvas::paint(&element, &spark(&panel, size), prefs.theme.get());
    });
    view! { <canvas class="spark" node_ref=element aria-hidden="true"></canvas> }
}
