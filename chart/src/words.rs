//! What the page says beside its charts, in words: the same in the page and in what the relay draws
//! before the page is there.

use analysis::{Headline, Verdict};
use shared::changes::Finding;
use shared::filter::{Filter, Platform, Slice};
use shared::module::Module;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::view::View;

use crate::unit::Unit;

/// What a line did since the week before.
#[must_use]
pub fn change(headline: Headline, lang: Lang) -> String {
    let percent = headline.change_percent.unwrap_or_default();
    let moved = |word: &str| [arrow(percent), " ", &lang.percent(percent), " ", word].concat();
    match headline.verdict {
        _ if headline.change_percent.is_none() => lang.too_few_days().to_owned(),
        Verdict::Worse => moved(lang.worse()),
        Verdict::Better => moved(lang.better()),
        Verdict::Changed => moved(lang.changed()),
        Verdict::Steady => lang.steady().to_owned(),
    }
}

fn arrow(percent: f64) -> &'static str {
    if percent < 0.0 { "↓" } else { "↑" }
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
        Period::Compared => [&slice, " · ", lang.compared_period()].concat(),
    }
}

/// What a view measures: the metrics that it names, or its module.
#[must_use]
pub fn measured(view: &View, series: &[Series], lang: Lang) -> String {
    if view.metrics.is_empty() {
        return lang
            .module(view.module.unwrap_or(Module::Launch))
            .to_owned();
    }
    let metrics = metric_names(series, lang);
    let name = |id: &String| {
        let known = metrics.iter().find(|(one, _)| one == id);
        known.map_or_else(|| id.clone(), |(_, name)| name.clone())
    };
    let names: Vec<_> = view.metrics.iter().map(name).collect();
    names.join(lang.pick("、", ", "))
}

/// Ids and names of the metrics, each once.
#[must_use]
pub fn metric_names(series: &[Series], lang: Lang) -> Vec<(String, String)> {
    let mut metrics: Vec<(String, String)> = Vec::new();
    for one in series {
        if !metrics.iter().any(|(id, _)| *id == one.metric.id) {
            let name = lang.pick(&one.metric.zh, &one.metric.en);
            metrics.push((one.metric.id.clone(), name.clone()));
        }
    }
    metrics
}

/// The values of a filter, by name.
#[must_use]
pub fn values<F: Filter>(values: &[F], lang: Lang, name: fn(Lang, F) -> &'static str) -> String {
    if values.is_empty() {
        return name(lang, F::default()).to_owned();
    }
    let names: Vec<_> = values.iter().map(|value| name(lang, *value)).collect();
    names.join(lang.pick("与", " & "))
}

/// The findings that concern what a view shows.
#[must_use]
pub fn concerned<'a>(findings: &'a [Finding], view: &View) -> Vec<&'a Finding> {
    let slices = view.slices();
    let named = |one: &&Finding| {
        let metric = view.metrics.is_empty() || view.metrics.contains(&one.metric);
        metric && slices.iter().any(|slice| meet(*slice, one.slice))
    };
    findings.iter().filter(named).collect()
}

/// Whether some of what one slice holds is in the other.
fn meet(one: Slice, other: Slice) -> bool {
    fn same<F: Filter>(one: F, other: F) -> bool {
        one.is_all() || other.is_all() || one == other
    }
    same(one.platform, other.platform)
        && same(one.level, other.level)
        && same(one.network, other.network)
}

/// A finding in words: what moved since when; how; and the release near to it.
#[must_use]
pub fn finding(lang: Lang, one: &Finding, series: &[Series], view: &View) -> [String; 3] {
    let like = |of: &&Series| of.metric.id == one.metric && of.metric.line == one.line;
    let metric = series.iter().find(like).map(|series| &series.metric);
    let several = view.metrics.len() != 1;
    let name = metric
        .filter(|_| several)
        .map(|metric| lang.pick(&metric.zh, &metric.en).clone());
    let unit = metric.and_then(|metric| metric.unit.as_deref());
    let unit = Unit::choose(unit, one.before.abs().max(one.after.abs()));
    let values = [
        unit.number(one.before).as_str(),
        "→",
        &unit.format(one.after),
    ]
    .join(" ");
    let mut slice = lang.slice(one.slice);
    if let Some(name) = name {
        slice.push_str(lang.pick("", " "));
        slice.push_str(&name);
    }
    let what = lang.moved_since(one.since, &slice, &values);
    let percent = one
        .change_percent
        .map(|percent| [arrow(percent), " ", &lang.percent(percent), " "].concat());
    let moved = percent.unwrap_or_default() + lang.verdict_word(one.verdict);
    let mark = one.mark.as_ref().map(|mark| lang.beside(mark, one.since));
    let mark = mark.map_or_else(String::new, |mark| {
        [
            lang.pick("，", ", "),
            &mark,
            lang.pick("（", " ("),
            lang.near_in_time(),
            lang.pick("）", ")"),
        ]
        .concat()
    });
    [what, moved, mark]
}

/// What stands beside a metric's name: its module, unless that is the name already.
#[must_use]
pub fn module_beside(name: &str, module: Module, lang: Lang) -> &'static str {
    let module = lang.module(module);
    if name == module { "" } else { module }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_that_is_called_as_its_metric_is_not_said_twice() {
        let beside = |name| module_beside(name, Module::OpenRate, Lang::Zh);
        assert_eq!(beside("打开率"), "");
        assert_eq!(beside("流失率"), "打开率");
    }
}
