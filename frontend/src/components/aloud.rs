//! What is heard while keys walk the days of a chart.

use chart::groups::Group;
use chart::spoken::{Point, point};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::View;

use super::live::words;
use super::panel::{configured, hides};
use super::tooltip::Cross;
use crate::app::KnownApps;
use crate::prefs::Prefs;

/// What is needed to say it.
#[derive(Clone, Copy)]
pub struct Said {
    /// The panels.
    pub groups: Memo<Vec<Group>>,
    /// The unit that all of them share, where they do.
    pub unit: Memo<Option<Unit>>,
    /// The view, with what the page fills in.
    pub view: Signal<View>,
}

/// The words of the day under the crosshair, nothing where a pointer leads it.
#[must_use]
pub fn heard(said: Said, cross: Signal<Option<Cross>>, range: Signal<Option<DayRange>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let text = words(move || {
        let told = || told(said, cross.get()?, range.get()?, known, lang.get());
        told().unwrap_or_default()
    });
    view! { <p class="unseen" data-testid="said">{text}</p> }.into_any()
}

fn told(said: Said, cross: Cross, range: DayRange, known: KnownApps, lang: Lang) -> Option<String> {
    let day = range.days().nth(cross.index)?;
    let view = said.view.get();
    let releases = known.with(|apps| configured(apps, &view));
    said.groups.with(|groups| {
        let group = groups.get(cross.said?)?;
        let shown = |one: &&Series| !hides(&view.hide, one);
        let lines: Vec<&Series> = group.series.iter().filter(shown).collect();
        let unit = said.unit.get();
        let unit = unit.unwrap_or_else(|| Unit::of_series(group.series.iter()));
        let said = Point {
            lines: &lines,
            day,
            index: cross.index,
            unit: &unit,
            releases: &releases,
            marks: &view.marks,
        };
        Some(point(&said, lang))
    })
}
