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
            // Such values have no known metric; what counts is that they stay readable.
            Some(unit) if size >= 1e9 || (size > 0.0 && size < 1e-3) => {
                return Self::bare(unit, size);
            }
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

    /// A unit that nobody described: as many digits as tell the values apart, powers of a thousand
    /// for large and tiny ones.
    fn bare(unit: &str, size: f64) -> Self {
        if size.is_finite() && (size >= 1e6 || (size > 0.0 && size < 1e-3)) {
            #[expect(clippy::cast_possible_truncation, reason = "within ±324")]
            let power = ((size.log10() / 3.0).floor() as i32 * 3).clamp(-300, 300);
            let mut label = String::from("×");
            label.push_str(&power_of_ten(power));
            if !unit.is_empty() {
                label.push(' ');
                label.push_str(unit);
            }
            return Self {
                label,
                divisor: 10_f64.powi(power),
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

    /// The number alone for a voice, which would stop at the spaces between thousands: `1204`.
    #[must_use]
    pub fn said(&self, value: f64) -> String {
        let sign = if value < 0.0 { "−" } else { "" };
        [sign, &fixed(value / self.divisor, self.decimals)].concat()
    }

    /// The number with its unit: `2.31 s`.
    #[must_use]
    pub fn format(&self, value: f64) -> String {
        with_unit(self.number(value), &self.label)
    }

    /// The number with its unit and only as many digits as tell it, two more than usual at most:
    /// `3 s`. `None` where it would read as nought and isn't.
    #[must_use]
    pub fn shortest(&self, value: f64) -> Option<String> {
        let shown = value / self.divisor;
        let decimals = (0..self.decimals + 2)
            .find(|decimals| {
                let scaled = shown * (0..*decimals).fold(1.0, |scale, _| scale * 10.0);
                (scaled - scaled.round()).abs() < 1e-6
            })
            .unwrap_or(self.decimals + 2);
        let number = grouped(shown, decimals);
        let told = number.bytes().any(|byte| (b'1'..=b'9').contains(&byte));
        (told || value == 0.0).then(|| with_unit(number, &self.label))
    }

    /// The numbers of an axis, with only as many digits after the point as tell them exactly; powers
    /// of ten where the least and the largest are far apart.
    #[must_use]
    pub fn ticks(&self, values: &[f64]) -> Vec<String> {
        let shown: Vec<f64> = values.iter().map(|value| value / self.divisor).collect();
        let sizes = || shown.iter().map(|value| value.abs());
        let span = sizes().fold(0.0_f64, f64::max);
        let least = sizes()
            .filter(|size| *size > 0.0)
            .fold(f64::INFINITY, f64::min);
        if span / least > 1e5 && shown.iter().all(|value| *value > 0.0) {
            #[expect(clippy::cast_possible_truncation, reason = "within ±324")]
            let power = |value: &f64| power_of_ten(value.log10().round() as i32);
            return shown.iter().map(power).collect();
        }
        let decimals = (0..12)
            .find(|&decimals| {
                let power = 10_f64.powi(decimals);
                let off = |value: &f64| {
                    (value * power - (value * power).round()).abs()
                        > 1e-6 * power.max(1.0) * span.max(1e-9) * 1e-3 + 1e-6
                };
                !shown.iter().any(off)
            })
            .unwrap_or(12);
        let decimals = usize::try_from(decimals).unwrap_or(0);
        shown
            .into_iter()
            .map(|value| grouped(value, decimals))
            .collect()
    }
}

/// `10⁶`
fn power_of_ten(power: i32) -> String {
    const DIGITS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
    let mut out = String::from("10");
    if power < 0 {
        out.push('⁻');
    }
    for digit in power.unsigned_abs().to_string().bytes() {
        out.push(DIGITS[usize::from(digit - b'0') % 10]);
    }
    out
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
    fn a_goal_has_only_the_digits_that_tell_it() {
        let unit = Unit::choose(Some("ms"), 2000.0);
        assert_eq!(unit.shortest(3000.0).unwrap(), "3 s");
        assert_eq!(unit.shortest(2550.0).unwrap(), "2.55 s");
        assert_eq!(unit.shortest(1_234.567_89).unwrap(), "1.2346 s");
        assert_eq!(unit.shortest(0.0).unwrap(), "0 s");
        assert_eq!(unit.shortest(0.000_001), None);
    }

    #[test]
    fn values_beyond_every_metric_are_told_in_powers() {
        let huge = Unit::choose(Some("ms"), 5e12);
        assert_eq!(huge.format(5.4e12), "5.40 ×10¹² ms");
        let plain = Unit::choose(None, 1.0);
        assert_eq!(plain.ticks(&[1e-6, 1.0, 1e6]), ["10⁻⁶", "10⁰", "10⁶"]);
    }

    #[test]
    fn a_value_that_rounds_to_nought_has_no_minus() {
        assert_eq!(Unit::choose(Some("MB"), 1.0).number(-0.01), "0.0");
        assert_eq!(Unit::choose(Some("MB"), 1.0).number(-1.26), "−1.3");
    }
}
