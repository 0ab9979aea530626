//! One figure per drawn line: the mean of its last settled week, and what it did since the week before.

use analysis::{Headline, Verdict};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::filter::Platform;
use shared::reply::{Period, Series};
use shared::text::Lang;

/// Whether lines of more than one metric stand together.
#[must_use]
pub fn several_metrics(series: &[Series]) -> bool {
    series
        .windows(2)
        .any(|pair| pair[0].metric.id != pair[1].metric.id)
}

/// A list of lines with their figures.
pub fn figures<'a>(
    lines: impl Iterator<Item = (&'a Series, Headline)>,
    unit: &Unit,
    name_metric: bool,
    lang: Lang,
) -> AnyView {
    let items: Vec<_> = lines
        .map(|(one, headline)| {
            let name = line_name(lang, one, name_metric);
            let swatch = format!("swatch {}", hue(one.slice.platform));
            let value = unit.format(headline.mean);
            view! {
                <li>
                    <span class=swatch aria-hidden="true"></span>
                    <span>{name}</span>
                    <span class="value">{value}</span>
                    {change(headline, lang)}
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ul class="figures">{items}</ul> }.into_any()
}

/// What a line did since the week before, in words; only what got worse has colour.
#[must_use]
pub fn change(headline: Headline, lang: Lang) -> AnyView {
    let percent = headline.change_percent.unwrap_or_default();
    let arrow = if percent < 0.0 { "↓" } else { "↑" };
    let moved = |word: &str| format!("{arrow} {} {word}", lang.percent(percent));
    let text = match headline.verdict {
        _ if headline.change_percent.is_none() => lang.too_few_days().to_owned(),
        Verdict::Worse => moved(lang.worse()),
        Verdict::Better => moved(lang.better()),
        Verdict::Changed => moved(lang.changed()),
        Verdict::Steady => lang.steady().to_owned(),
    };
    let class = if headline.verdict == Verdict::Worse {
        "change worse"
    } else {
        "change"
    };
    view! { <span class=class>{text}</span> }.into_any()
}

/// The class of a platform's hue.
#[must_use]
pub fn hue(platform: Platform) -> &'static str {
    match platform {
        Platform::All => "all",
        Platform::Ios => "ios",
        Platform::Android => "android",
    }
}

/// A series' name beside the others of its metric.
#[must_use]
pub fn series_name(lang: Lang, series: &Series) -> String {
    let slice = lang.slice(series.slice);
    match series.period {
        Period::Current => slice,
        Period::Compared => format!("{slice} · {}", lang.compared_period()),
    }
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
