//! One figure per drawn line: the mean of its last settled week, and what it did since the week before.

use analysis::{Headline, Verdict};
use chart::unit::Unit;
use chart::words;
pub use chart::words::{hue, series_name};
use leptos::prelude::*;
use shared::reply::Series;
use shared::text::Lang;

/// Whether lines of more than one metric stand together.
#[must_use]
pub fn several_metrics(series: &[Series]) -> bool {
    series
        .windows(2)
        .any(|pair| pair[0].metric.id != pair[1].metric.id)
}

/// A line with its figure, where it has one.
pub type Figure<'a> = (&'a Series, Option<Headline>);

/// What pressing a line does: its place in the list, and whether the alternative key was held.
pub type Press = Callback<(usize, bool)>;

/// A list of lines with their figures.
#[must_use]
pub fn figures(lines: &[Figure<'_>], unit: &Unit, lang: Lang) -> AnyView {
    let items = lines.iter().map(|(one, headline)| {
        let content = content(one, *headline, unit, lang);
        view! { <li>{content}</li> }.into_any()
    });
    let items = items.collect_view();
    view! { <ul class="figures">{items}</ul> }.into_any()
}

/// The same as buttons that hide a line or show it again; `hidden` says which are.
#[must_use]
pub fn switches(
    lines: &[Figure<'_>],
    unit: &Unit,
    lang: Lang,
    hidden: &[bool],
    press: Press,
) -> AnyView {
    let items = lines.iter().zip(hidden).enumerate();
    let items = items.map(|(place, ((one, headline), hidden))| {
        let headline = if *hidden { None } else { *headline };
        let content = content(one, headline, unit, lang);
        view! {
            <li>
                <button
                    type="button"
                    class="line"
                    aria-pressed=(!hidden).to_string()
                    title=lang.hide_hint()
                    on:click=move |event| press.run((place, event.alt_key()))
                >
                    {content}
                </button>
            </li>
        }
        .into_any()
    });
    let items = items.collect_view();
    view! { <ul class="figures">{items}</ul> }.into_any()
}

fn content(one: &Series, headline: Option<Headline>, unit: &Unit, lang: Lang) -> AnyView {
    let name = line_name(lang, one, false);
    let swatch = format!("swatch {}", hue(one.slice.platform));
    let figure = headline.map(|headline| {
        let value = unit.format(headline.mean);
        view! { <span class="value">{value}</span> {change(headline, lang)} }.into_any()
    });
    view! {
        <span class=swatch aria-hidden="true"></span>
        <span>{name}</span>
        {figure}
    }
    .into_any()
}

/// What a line did since the week before, in words; only what got worse has colour.
#[must_use]
pub fn change(headline: Headline, lang: Lang) -> AnyView {
    let text = words::change(headline, lang);
    let class = if headline.verdict == Verdict::Worse {
        "change worse"
    } else {
        "change"
    };
    view! { <span class=class>{text}</span> }.into_any()
}

/// A series' name, its metric's before it where several metrics stand together.
#[must_use]
pub fn line_name(lang: Lang, series: &Series, name_metric: bool) -> String {
    let name = series_name(lang, series);
    if name_metric {
        format!(
            "{} · {name}",
            lang.pick(&series.metric.zh, &series.metric.en)
        )
    } else {
        name
    }
}
