//! Units for people: one for each panel, chosen by its largest series.

use shared::reply::Series;
use shared::value::fixed;

/// The thin space between thousands; it never breaks.
const THIN: char = '\u{202f}';

/// How values are shown on axis and labels.
#[derive(Clone, Debug, PartialEq)]
pub struct Unit {
    /// What stands after the number; empty: nothing.
    pub label: String,
    /// What a value is divided by.
    divisor: f64,
    /// Digits after the point.
    decimals: usize,
}

impl Unit {
    /// The unit for values in WeChat's `unit` whose typical size is `size`.
    #[must_use]
    pub fn choose(unit: Option<&str>, size: f64) -> Self {
        let (label, divisor, decimals) = match unit {
            Some("ms") if size >= 1000.0 => ("s", 1000.0, 2),
            Some("ms") => ("ms", 1.0, 0),
            Some("MB") => ("MB", 1.0, 1),
            Some(unit @ ("s" | "%")) => (unit, 1.0, 2),
            other => return Self::bare(other.unwrap_or(""), size),
        };
        Self {
            label: label.to_owned(),
            divisor,
            decimals,
        }
    }

    /// A unit that nobody described: as many digits as tell the values apart, powers for large ones.
    fn bare(unit: &str, size: f64) -> Self {
        let powers = [(1e12, "×10¹²"), (1e9, "×10⁹"), (1e6, "×10⁶")];
        if let Some((divisor, power)) = powers.into_iter().find(|(power, _)| size >= *power) {
            let label = format!("{power} {unit}");
            return Self {
                label: label.trim_end().to_owned(),
                divisor,
                decimals: 2,
            };
        }
        let decimals = match size {
            size if size >= 1000.0 => 0,
            size if size >= 100.0 => 1,
            size if size >= 0.1 || size <= 0.0 => 2,
            _ => 4,
        };
        Self {
            label: unit.to_owned(),
            divisor: 1.0,
            decimals,
        }
    }

    /// The unit for these series, by the largest mean among them.
    #[must_use]
    pub fn of_series<'a>(series: impl IntoIterator<Item = &'a Series>) -> Self {
        let mut unit = None;
        let mut largest = 0.0_f64;
        for one in series {
            unit = unit.or(one.metric.unit.as_deref());
            let (mut sum, mut count) = (0.0, 0.0_f64);
            for value in one.values.iter().flatten() {
                sum += value.get().abs().min(1e300);
                count += 1.0;
            }
            largest = largest.max(sum / count.max(1.0));
        }
        Self::choose(unit, largest)
    }

    /// The number alone, rounded: `1 204`, `2.31`.
    #[must_use]
    pub fn number(&self, value: f64) -> String {
        grouped(value / self.divisor, self.decimals)
    }

    /// The number with its unit: `2.31 s`.
    #[must_use]
    pub fn format(&self, value: f64) -> String {
        with_unit(self.number(value), &self.label)
    }

    /// The numbers of an axis, with only as many digits after the point as tell them exactly.
    #[must_use]
    pub fn ticks(&self, values: &[f64]) -> Vec<String> {
        let shown: Vec<f64> = values.iter().map(|value| value / self.divisor).collect();
        let span = shown
            .iter()
            .fold(0.0_f64, |most, value| most.max(value.abs()));
        let decimals = (0..8)
            .find(|&decimals| {
                let power = 10_f64.powi(decimals);
                let off = |value: &f64| {
                    (value * power - (value * power).round()).abs()
                        > 1e-6 * power.max(1.0) * span.max(1e-9) * 1e-3 + 1e-6
                };
                !shown.iter().any(off)
            })
            .unwrap_or(8);
        let decimals = usize::try_from(decimals).unwrap_or(0);
        shown
            .into_iter()
            .map(|value| grouped(value, decimals))
            .collect()
    }
}

/// A value unrounded in WeChat's unit, as tables and tooltips show it: `302.3218 MB`.
#[must_use]
pub fn exact(value: f64, unit: Option<&str>) -> String {
    let text = (value + 0.0).to_string();
    let decimals = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    with_unit(grouped(value, decimals), unit.unwrap_or(""))
}

fn with_unit(number: String, unit: &str) -> String {
    match unit {
        "" => number,
        "%" => format!("{number}{THIN}%"),
        unit => format!("{number} {unit}"),
    }
}

/// The number with a thin space between thousands, and never a minus before nought.
fn grouped(value: f64, decimals: usize) -> String {
    let text = fixed(value, decimals);
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let mut out = String::with_capacity(text.len() + 8);
    if value < 0.0 && text.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        out.push('−');
    }
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index) % 3 == 0 {
            out.push(THIN);
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_become_seconds_where_the_largest_series_is_a_second_or_more() {
        assert_eq!(
            Unit::choose(Some("ms"), 999.0).format(1204.4),
            "1\u{202f}204 ms"
        );
        assert_eq!(Unit::choose(Some("ms"), 1000.0).format(2312.0), "2.31 s");
        assert_eq!(Unit::choose(Some("MB"), 300.0).format(302.3218), "302.3 MB");
        assert_eq!(Unit::choose(Some("%"), 90.0).format(91.0), "91.00\u{202f}%");
    }

    #[test]
    fn exact_values_are_never_rounded() {
        assert_eq!(exact(302.3218, Some("MB")), "302.3218 MB");
        assert_eq!(exact(1_234_567.5, None), "1\u{202f}234\u{202f}567.5");
        assert_eq!(exact(-0.0, None), "0");
    }

    #[test]
    fn ticks_carry_only_the_digits_that_tell_them() {
        let unit = Unit::choose(Some("ms"), 2000.0);
        assert_eq!(unit.ticks(&[0.0, 500.0, 1000.0]), ["0.0", "0.5", "1.0"]);
        assert_eq!(unit.ticks(&[0.0, 1000.0, 2000.0]), ["0", "1", "2"]);
        let bare = Unit::choose(None, 1e12);
        assert_eq!(bare.ticks(&[0.0, 5e11, 1e12]), ["0.0", "0.5", "1.0"]);
    }

    #[test]
    fn a_value_that_rounds_to_nought_has_no_minus() {
        assert_eq!(Unit::choose(Some("MB"), 1.0).number(-0.01), "0.0");
        assert_eq!(Unit::choose(Some("MB"), 1.0).number(-1.26), "−1.3");
    }
}
