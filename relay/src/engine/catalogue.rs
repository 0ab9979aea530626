//! Metrics as replies describe them: the operator's word over the built-in one over WeChat's name.

use shared::metric::{Better, Confidence, Metric, known};
use shared::module::Module;

use crate::config::MetricRow;

/// The description of a metric that came with the Chinese name `zh`.
pub(super) fn describe(
    rows: &[MetricRow],
    module: Module,
    id: &str,
    zh: &str,
    line: u32,
) -> Metric {
    let built_in = known(module, id);
    let stated = stated(rows, module, id);
    let own_zh = stated.and_then(|row| row.zh.clone());
    let zh = own_zh
        .or_else(|| built_in.map(|row| row.zh.to_owned()))
        .unwrap_or_else(|| if zh.is_empty() { id } else { zh }.to_owned());
    let en = stated
        .and_then(|row| row.en.clone())
        .or_else(|| built_in.map(|row| row.en.to_owned()))
        .unwrap_or_else(|| zh.clone());
    let text = |text: &str| text.to_owned();
    Metric {
        id: id.to_owned(),
        zh,
        en,
        line,
        unit: stated
            .and_then(|row| row.unit.clone())
            .or_else(|| built_in.and_then(|row| row.unit.map(text))),
        better: stated
            .map(|row| row.better)
            .filter(|better| *better != Better::Unknown)
            .or_else(|| built_in.map(|row| row.better))
            .unwrap_or_default(),
        role: stated
            .and_then(|row| row.role.clone())
            .or_else(|| built_in.and_then(|row| row.role.map(text))),
        confidence: match (stated, built_in) {
            (Some(_), _) => Confidence::High,
            (None, Some(row)) => row.confidence,
            (None, None) => Confidence::Low,
        },
    }
}

/// Whether an exact 0 of the metric can't be a measurement.
pub(super) fn is_positive(rows: &[MetricRow], module: Module, id: &str) -> bool {
    let stated = stated(rows, module, id);
    // An operator who states such a unit states a duration, a size or a rate.
    let by_unit = || {
        let unit = stated?.unit.as_deref()?;
        Some(matches!(unit, "ms" | "MB" | "%"))
    };
    stated
        .and_then(|row| row.positive)
        .or_else(|| known(module, id).map(|row| row.positive))
        .or_else(by_unit)
        .unwrap_or(false)
}

fn stated<'a>(rows: &'a [MetricRow], module: Module, id: &str) -> Option<&'a MetricRow> {
    rows.iter().find(|row| row.module == module && row.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: &str) -> MetricRow {
        MetricRow {
            module: Module::Memory,
            id: id.to_owned(),
            unit: Some("ms".to_owned()),
            better: Better::Unknown,
            role: None,
            zh: None,
            en: None,
            positive: None,
        }
    }

    #[test]
    fn what_nobody_knows_bears_its_own_name_without_a_unit() {
        let metric = describe(&[], Module::Memory, "other", "别的", 1);
        assert_eq!((metric.zh.as_str(), metric.en.as_str()), ("别的", "别的"));
        assert_eq!((metric.unit, metric.line), (None, 1));
        assert_eq!(metric.confidence, Confidence::Low);
        assert!(!is_positive(&[], Module::Memory, "other"));
    }

    #[test]
    fn the_operator_overrides_what_is_built_in_and_is_believed() {
        let rows = [row("memory")];
        let metric = describe(&rows, Module::Memory, "memory", "", 0);
        assert_eq!(metric.unit.as_deref(), Some("ms"));
        assert_eq!(metric.better, Better::Down);
        assert_eq!(metric.zh, "内存均值");
        assert_eq!(metric.confidence, Confidence::High);
        assert!(is_positive(&[row("other")], Module::Memory, "other"));
        assert!(!is_positive(
            &[row("memorydiff")],
            Module::Memory,
            "memorydiff"
        ));
    }
}
