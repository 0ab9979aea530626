//! One canvas: measured, laid out, painted, and an overlay for the crosshair that repaints nothing.

use std::sync::Arc;

use analysis::headline;
use chart::beside::{far, found};
use chart::groups::Group;
use chart::unit::Unit;
use chart::{Panel, Scene, Span, scene, spark, spoken};
use leptos::ev::PointerEvent;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::view::{Alias, Hidden, View};

use super::beside::goals;
use super::hand::Hand;
use super::{Beside, hides, marks, scale, smooth};
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::browser::timing::{self, measured};
use crate::browser::{canvas, number, pointer, resize};
use crate::components::figures::{Figure, Press, figures, hue, switches};
use crate::components::live::live;
use crate::components::tooltip::Cross;
use crate::prefs::Prefs;

/// One panel.
#[component]
pub fn Canvas(
    /// What it shows; nothing for the moment in which it goes.
    #[prop(into)]
    group: Signal<Option<Group>>,
    /// Its place among all panels.
    place: usize,
    /// Whether its title stands above it.
    named: bool,
    /// The days.
    range: Signal<Option<DayRange>>,
    /// The view, with what the page fills in.
    view: Signal<View>,
    /// Every panel's group: those of one metric share their scale.
    groups: Memo<Vec<Group>>,
    /// What is shown beside the lines.
    beside: RwSignal<Beside>,
    /// What the hand does on the page's panels.
    hand: Hand,
    /// The unit that all panels of the page share, where they do.
    #[prop(into)]
    shared_unit: Signal<Option<Unit>>,
) -> impl IntoView {
    let prefs = Prefs::expect();
    let known = KnownApps::expect();
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
        let (size, range, view) = (size.get()?, range.get()?, view.get());
        let group = group.get()?;
        let (marks, goals) =
            known.with(|apps| (marks(apps, &view), goals(apps, view.module, &group)));
        let beside = beside.get();
        let found = found(&beside.findings, view.module, &group);
        let far = far(&group, &beside.calendar);
        let panel = Panel {
            marks: &marks,
            calendar: &beside.calendar,
            goals: &goals,
            found: &found,
            far: &far,
            hidden: &view.hide,
            // The figures above name up to four lines by their hue; more are told by strength.
            keys: group.series.len() > 4,
            smooth: smooth(&view, range),
            scale: scale(&view),
            unit: Some(unit.get()),
            ..Panel::bare(&group.series, range, prefs.lang.get())
        };
        // Panels of one metric are compared with each other.
        let span = groups.with(|groups| {
            let same = groups.iter().filter(|one| one.metric == group.metric);
            let same: Vec<Panel<'_>> = same
                .map(|one| Panel {
                    series: one.series.iter().collect(),
                    ..panel.clone()
                })
                .collect();
            (same.len() > 1).then(|| Span::of(&same))
        });
        let panel = Panel { span, ..panel };
        let scene = measured(timing::PLAN, || scene(&panel, size));
        let notes = chart::notes(&scene, &panel);
        Some(Drawn(Arc::new((scene, notes))))
    });
    Effect::new(move || {
        let theme = prefs.theme.get();
        if let (Some(drawn), Some(element)) = (laid_out.get(), element.get()) {
            measured(timing::DRAW, || canvas::paint(&element, &drawn.0.0, theme));
        }
    });
    let cross_at = move |index: usize| {
        let Drawn(drawn) = laid_out.get_untracked()?;
        let scene = &drawn.0;
        Some(Cross {
            index,
            x: scene.x_of(index),
            width: scene.size.width,
            said: None,
        })
    };
    // By the keys of this panel, whose lines are then said.
    let said_at = move |index: usize| {
        let cross = cross_at(index)?;
        Some(Cross {
            said: Some(place),
            ..cross
        })
    };
    let under = move |event: &PointerEvent| {
        let Drawn(drawn) = laid_out.get_untracked()?;
        cross_at(drawn.0.day_at(pointer::x_within(event)?)?)
    };
    let words = move || {
        let (Group { title, series, .. }, lang, unit) =
            (group.get()?, prefs.lang.get(), unit.get());
        let hide = view.with(|view| view.hide.clone());
        let mut text = String::new();
        if named {
            text.push_str(&title);
        }
        beside.with(|beside| {
            for one in series.iter().filter(|one| !hides(&hide, one)) {
                spoken::summary(&mut text, one, &beside.findings, &unit, lang);
            }
        });
        Some(text)
    };
    let crosshair = live(move || {
        let (Drawn(drawn), group) = (laid_out.get()?, group.get()?);
        let cross = hand.cross.get().map(|cross| cross.index);
        let over = hand.drawn.get();
        (cross.is_some() || over.is_some()).then(|| overlay(&drawn.0, cross, over, &group.series))
    });
    let head = live(move || {
        let Group { title, series, .. } = group.get()?;
        let current = series.iter().filter(|one| one.period == Period::Current);
        let lines: Vec<Figure<'_>> = current.map(|one| (one, headline(one))).collect();
        let (hide, embed) = view.with(|view| (view.hide.clone(), view.embed));
        let hidden: Vec<bool> = lines.iter().map(|(one, _)| hides(&hide, one)).collect();
        let (unit, lang) = (unit.get(), prefs.lang.get());
        let figures = if lines.len() > 1 && !embed {
            switches(&lines, &unit, lang, &hidden, press(&lines, view))
        } else {
            figures(&lines, &unit, lang)
        };
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
                    // Else the arrow keys would be the screen reader's own.
                    role="application"
                    aria-roledescription=prefs.lang.get_untracked().chart_role()
                    tabindex="0"
                    data-metric=move || group.get().map(|group| group.metric)
                    aria-label=words
                    on:pointermove=move |event| hand.moved(under(&event))
                    on:pointerdown=move |event| hand.pressed(&event, under(&event))
                    on:pointerup=move |_| hand.let_go()
                    on:pointercancel=move |_| hand.stop()
                    on:pointerleave=move |_| hand.moved(None)
                    on:keydown=move |event| hand.key(&event, said_at)
                    on:blur=move |_| hand.moved(None)
                ></canvas>
                {crosshair}
            </div>
        </figure>
    }
    .into_any()
}

/// What pressing a line of the head does: hides it or shows it again; with the alternative key it
/// stands alone, or all come back.
fn press(lines: &[Figure<'_>], view: Signal<View>) -> Press {
    let address = Address::expect();
    let several = view.with(|view| view.apps.len() > 1);
    let key = |(one, _): &Figure<'_>| Hidden {
        app: Alias::new(&one.app).filter(|_| several),
        slice: one.slice,
    };
    let keys: Vec<Hidden> = lines.iter().map(key).collect();
    Callback::new(move |(place, alone): (usize, bool)| {
        let Some(pressed) = keys.get(place) else {
            return;
        };
        let mut view = untrack(|| address.view());
        if alone {
            let others: Vec<Hidden> = keys.iter().filter(|one| *one != pressed).cloned().collect();
            view.hide = if view.hide == others {
                Vec::new()
            } else {
                others
            };
        } else if let Some(place) = view.hide.iter().position(|one| one == pressed) {
            view.hide.remove(place);
        } else {
            view.hide.push(pressed.clone());
        }
        address.replace(Place::Chart, view);
    })
}

/// The line of the day, a ring on each series, and the days that are drawn over, above the canvas,
/// which is not painted again.
fn overlay(
    scene: &Scene,
    cross: Option<usize>,
    over: Option<(usize, usize)>,
    series: &[Series],
) -> AnyView {
    let top = number::text(scene.plot.y.into());
    let over = over.map(|(from, to)| {
        let half = f64::from(scene.plot.width) / scene.days.max(1) as f64 / 2.0;
        let (left, right) = (
            scene.x_of(from.min(to)) - half,
            scene.x_of(from.max(to)) + half,
        );
        let (x, width) = (number::text(left), number::text(right - left));
        let height = number::text(scene.plot.height.into());
        view! { <rect x=x y=top.clone() width=width height=height></rect> }.into_any()
    });
    let cross = cross.map(|index| {
        let x = number::text(scene.x_of(index));
        let bottom = number::text((scene.plot.y + scene.plot.height).into());
        let ring = |(place, one): (usize, &Series)| {
            let y = number::text(scene.y_of(place, index)?);
            let x = x.clone();
            let class = hue(one.slice.platform);
            Some(view! { <circle class=class cx=x cy=y r="3"></circle> }.into_any())
        };
        let rings = series.iter().enumerate().filter_map(ring).collect_view();
        view! { <line x1=x.clone() x2=x.clone() y1=top.clone() y2=bottom></line> {rings} }
            .into_any()
    });
    view! { <svg class="cross" aria-hidden="true">{over} {cross}</svg> }.into_any()
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
        let panel = Panel::bare(&series, range, prefs.lang.get());
        let theme = prefs.theme.get();
        let scene = measured(timing::PLAN, || spark(&panel, size));
        measured(timing::DRAW, || canvas::paint(&element, &scene, theme));
    });
    view! { <canvas class="spark" node_ref=element aria-hidden="true"></canvas> }
}
