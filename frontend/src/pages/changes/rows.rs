//! The list of what changed: how many, and a row each that leads to its chart.

use std::sync::Arc;

use chart::unit::Unit;
use leptos::prelude::*;
use shared::changes::{Finding, Verdict};
use shared::text::Lang;
use shared::view::Alias;

use super::search::{Search, Stage, chart_of};
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::browser::number;
use crate::components::figures::hue;
use crate::components::link::Link;
use crate::components::live::live;
use crate::prefs::Prefs;

/// The classes of the columns, by which they are laid out.
const COLUMNS: [&str; 10] = [
    "app", "metric", "slice", "before", "after", "by", "verdict", "since", "release", "chart",
];

/// The counts and the table.
pub(super) fn found(
    findings: Arc<Vec<Finding>>,
    search: Search,
    known: KnownApps,
    address: Address,
) -> AnyView {
    let lang = Prefs::expect().lang;
    live(move || {
        let lang = lang.get();
        let counts = counts(&findings, lang);
        let caption = search
            .current_range()
            .map(|range| lang.changes_caption(range));
        let several = match address.view().apps.len() {
            0 => known.with(|apps| apps.len() > 1),
            named => named > 1,
        };
        let heads = COLUMNS.into_iter().zip(lang.changes_heads());
        // One app stands in the sentence above.
        let heads = heads.filter(|(class, _)| several || *class != "app");
        let heads = heads.map(|(class, head)| {
            if head.is_empty() {
                view! { <td class=class></td> }.into_any()
            } else {
                view! { <th scope="col" class=class>{head}</th> }.into_any()
            }
        });
        let heads = heads.collect_view();
        let rows = findings
            .iter()
            .map(|one| row(one, search, several.then_some(known), lang));
        let rows = rows.collect_view();
        let table = view! {
            <p class="counts">{counts}</p>
            <table class="changes">
                <caption class="unseen">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        };
        Some(table.into_any())
    })
}

/// How many got worse, better and otherwise changed.
fn counts(findings: &[Finding], lang: Lang) -> String {
    let count = |verdict| findings.iter().filter(|one| one.verdict == verdict).count();
    lang.verdicts(
        count(Verdict::Worse),
        count(Verdict::Better),
        count(Verdict::Changed),
    )
}

/// The same in words to share: how many, then each, the worst first.
pub(super) fn told(search: Search, known: KnownApps, address: Address, lang: Lang) -> Vec<String> {
    let found = search.stage.with(|stage| match stage {
        Stage::Ready(findings) => Arc::clone(findings),
        _ => Arc::default(),
    });
    if found.is_empty() {
        return vec![lang.nothing_changed().to_owned()];
    }
    let mut parts = vec![counts(&found, lang)];
    let one_app = address.view().apps.len() == 1;
    parts.extend(found.iter().map(|one| {
        let metric = search.metric(one);
        let name = metric
            .as_ref()
            .map_or(&one.metric, |metric| lang.pick(&metric.zh, &metric.en));
        let unit = metric.as_ref().and_then(|metric| metric.unit.as_deref());
        let unit = Unit::choose(unit, one.before.abs().max(one.after.abs()));
        let values = [&unit.number(one.before), " → ", &unit.format(one.after)].concat();
        let app = Alias::new(&one.app).map(|alias| known.name(&alias));
        let text = lang.change(&app.unwrap_or_default(), name, &values, one);
        // One app stands before all of them.
        let rest = text.split_once(" · ").map(|(_, rest)| rest.to_owned());
        rest.filter(|_| one_app).unwrap_or(text)
    }));
    parts
}

/// A finding; the app stands before it where there are several.
fn row(finding: &Finding, search: Search, known: Option<KnownApps>, lang: Lang) -> AnyView {
    let metric = search.metric(finding);
    let name = metric
        .as_ref()
        .map_or(&finding.metric, |metric| lang.pick(&metric.zh, &metric.en));
    let name = match finding.line {
        0 => name.clone(),
        line => lang.line_of(name, line),
    };
    let unit = metric.as_ref().and_then(|metric| metric.unit.as_deref());
    let (before, after) = (finding.before, finding.after);
    let exact = exact(before, after, unit);
    let shown = Unit::choose(unit, before.abs().max(after.abs()));
    let (before, after) = (shown.number(before), shown.format(after));
    let slice = lang.slice(finding.slice);
    let (word, class) = match finding.verdict {
        Verdict::Worse => (lang.worse(), " worse"),
        Verdict::Better => (lang.better(), ""),
        Verdict::Changed => (lang.changed(), ""),
    };
    let arrow = if finding.after < finding.before {
        "↓"
    } else {
        "↑"
    };
    let percent = finding.change_percent.map(|percent| lang.percent(percent));
    let by = [arrow, " ", &percent.unwrap_or_default()].concat();
    let day = finding.since.to_string();
    // Without the column's head the day says itself what it is.
    let (date, since) = (lang.date(finding.since, false), lang.since(finding.since));
    let release = finding.mark.as_ref().map(|mark| {
        let near = [" · ", lang.near_in_time()].concat();
        view! { {lang.beside(mark, finding.since)} <span class="quiet">{near}</span> }.into_any()
    });
    let app = known.map(|known| {
        let name = Alias::new(&finding.app).map(|alias| known.name(&alias));
        view! { <td class="app">{name}</td> }.into_any()
    });
    let spoken = [" ", &name, " · ", &slice].concat();
    let link = chart_of(finding).map(|to| {
        let words =
            move || view! { {lang.its_chart()} <span class="unseen">{spoken}</span> }.into_any();
        let to = Signal::derive(move || to.clone());
        view! { <Link place=Place::Chart view=to children=ViewFnOnce::from(words) /> }.into_any()
    });
    let swatch = ["swatch ", hue(finding.slice.platform)].concat();
    view! {
        <tr title=exact>
            {app}
            <th scope="row" class="metric">{name}</th>
            <td class="slice"><span class=swatch aria-hidden="true"></span>{slice}</td>
            <td class="before">{before}</td>
            <td class="after">{after}</td>
            <td class=["by", class].concat()>{by}</td>
            <td class=["verdict", class].concat()>{word}</td>
            <td class="since" data-since=since><time datetime=day>{date}</time></td>
            <td class="release">{release}</td>
            <td class="chart">{link}</td>
        </tr>
    }
    .into_any()
}

/// The means unrounded, in WeChat's unit.
fn exact(before: f64, after: f64, unit: Option<&str>) -> String {
    let (before, after) = (number::text(before), number::text(after));
    let unit = unit.unwrap_or_default();
    [&before, " → ", &after, " ", unit]
        .concat()
        .trim_end()
        .to_owned()
}
