//! One sentence with the figures, then the link alone on the last line.

use analysis::{Tile, Verdict, headline, summary};
use chart::unit::Unit;
use chart::words;
use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::view::{Alias, View};

use super::Shown;
use crate::app::KnownApps;
use crate::components::figures::{line_name, several_metrics};
use crate::components::sentence::app;

/// More lines than this are counted.
const LINES: usize = 6;
/// More changes than this are counted elsewhere.
const CHANGES: usize = 3;

/// The sentence of a chart.
pub(super) fn of_chart(shown: Shown, range: DayRange, known: KnownApps, lang: Lang) -> String {
    let (view, series) = (shown.view.get(), shown.shown.get());
    let subject = [
        app(&view, known, lang),
        words::measured(&view, &series, lang),
    ];
    let current: Vec<&Series> = series
        .iter()
        .filter(|one| one.period == Period::Current)
        .collect();
    let same = |pair: &[&Series]| pair[0].metric.unit == pair[1].metric.unit;
    let unit = current
        .windows(2)
        .all(same)
        .then(|| Unit::of_series(series.iter()));
    let several = several_metrics(&series);
    let apps = view.apps.len() > 1;
    let figures = |one: &&Series| {
        let mut name = line_name(lang, one, several);
        if let Some(alias) = Alias::new(&one.app).filter(|_| apps) {
            name = [&known.name(&alias), " · ", &name].concat();
        }
        let unit = unit.clone().unwrap_or_else(|| Unit::of_series([*one]));
        line(&name, one, &unit, lang)
    };
    let mut parts: Vec<String> = current.iter().take(LINES).map(figures).collect();
    if current.is_empty() {
        parts.push(lang.no_figure().to_owned());
    }
    if current.len() > LINES {
        parts.push(lang.further_lines(current.len() - LINES));
    }
    // What changed tells of the newest data.
    if !shown.as_shared.get() {
        let found = shown.beside.with(|beside| beside.findings.clone());
        for one in words::concerned(&found, &view).into_iter().take(CHANGES) {
            let [what, moved, mark] = words::finding(lang, one, &series, &view);
            parts.push([&what, " ", &moved, &mark].concat());
        }
    }
    sentence(&subject.join(" · "), range, parts, known, lang)
}

/// A line: mean and latest of its settled days, and the last week against the one before.
fn line(name: &str, one: &Series, unit: &Unit, lang: Lang) -> String {
    let Some(summary) = summary(one, one.start) else {
        return [name, " ", lang.no_figure()].concat();
    };
    let change = headline(one).map_or_else(String::new, |headline| {
        let words = words::change(headline, lang);
        let told = headline.change_percent.is_some() && headline.verdict != Verdict::Steady;
        if told {
            lang.week_on_week(&words)
        } else {
            words
        }
    });
    let (mean, latest) = (unit.format(summary.mean), unit.format(summary.latest.1));
    lang.shared_line(name, &mean, &latest, &change)
}

/// The sentence of the overview: how many got worse and better, and the worst of them.
pub(super) fn of_overview(
    tiles: &[Tile],
    view: &View,
    range: DayRange,
    known: KnownApps,
    lang: Lang,
) -> String {
    let headlines = tiles.iter().flat_map(|tile| &tile.headlines).flatten();
    let verdicts: Vec<Verdict> = headlines
        .filter(|one| one.change_percent.is_some())
        .map(|one| one.verdict)
        .collect();
    let count = |verdict| verdicts.iter().filter(|one| **one == verdict).count();
    let steady = count(Verdict::Steady) + count(Verdict::Changed);
    let mut parts = vec![lang.counts(count(Verdict::Worse), count(Verdict::Better), steady)];
    let apps = view.apps.len() > 1;
    for tile in tiles {
        for (one, headline) in tile.series.iter().zip(&tile.headlines) {
            let Some(headline) = headline.filter(|one| one.verdict == Verdict::Worse) else {
                continue;
            };
            let unit = Unit::of_series(tile.series.iter());
            let mut name = line_name(lang, one, true);
            if let Some(alias) = Alias::new(&one.app).filter(|_| apps) {
                name = [&known.name(&alias), " · ", &name].concat();
            }
            let figures = [
                &unit.format(headline.mean),
                " ",
                &words::change(headline, lang),
            ];
            parts.push([name.as_str(), " ", &figures.concat()].concat());
        }
    }
    parts.truncate(1 + CHANGES);
    sentence(&app(view, known, lang), range, parts, known, lang)
}

/// The sentence of what changed, of the parts that the page tells.
pub(super) fn of_changes(
    mut parts: Vec<String>,
    view: &View,
    range: DayRange,
    known: KnownApps,
    lang: Lang,
) -> String {
    parts.truncate(1 + CHANGES);
    sentence(&app(view, known, lang), range, parts, known, lang)
}

fn sentence(
    subject: &str,
    range: DayRange,
    parts: Vec<String>,
    known: KnownApps,
    lang: Lang,
) -> String {
    let mut days = lang.dates(range);
    if known.are_made_up() {
        days.push_str(
            &[
                lang.pick("（", " ("),
                lang.demo_stamp(),
                lang.pick("）", ")"),
            ]
            .concat(),
        );
    }
    lang.shared_sentence(subject, &days, &parts)
}
