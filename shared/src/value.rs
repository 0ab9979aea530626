//! Values and the status of a day.

use serde::{Deserialize, Serialize, Serializer};

/// One day's number in WeChat's unit: always finite.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Value(f64);

impl Value {
    /// Reads a number as WeChat writes it: trimmed, `-?[0-9]+(\.[0-9]+)?`; anything else is missing.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let text = text.trim();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let all_digits =
            |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        if !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        text.parse().ok().and_then(Self::new)
    }

    /// The value of a finite number.
    #[must_use]
    pub fn new(number: f64) -> Option<Self> {
        number.is_finite().then_some(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn get(self) -> f64 {
        self.0
    }
}

/// A number with so many decimals, without its sign.
///
/// The library's own floats in text take one part in fifty of the page's code; the page's numbers
/// are rounded here and written whole by the browser.
#[must_use]
pub fn fixed(number: f64, decimals: usize) -> String {
    let scale = (0..decimals).fold(1.0, |scale, _| scale * 10.0);
    let mut rest = (number.abs() * scale).round_ties_even();
    let mut digits = Vec::new();
    while rest >= 1.0 || digits.len() <= decimals {
        let next = (rest / 10.0).trunc();
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a digit"
        )]
        let digit = (rest - next * 10.0).clamp(0.0, 9.0) as u8;
        digits.push(char::from(b'0' + digit));
        rest = next;
    }
    if decimals > 0 {
        digits.insert(decimals, '.');
    }
    digits.iter().rev().collect()
}

/// The shortest decimal that reads back to the value, never with an exponent.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Adding 0 turns -0 into 0.
        write!(f, "{}", self.0 + 0.0)
    }
}

impl Serialize for Value {
    /// Whole numbers are written without a fraction, as WeChat writes them.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        const EXACT: f64 = 9_007_199_254_740_992.0;
        if self.0.fract() == 0.0 && self.0.abs() < EXACT {
            #[expect(clippy::cast_possible_truncation, reason = "whole and below 2^53")]
            serializer.serialize_i64(self.0 as i64)
        } else {
            serializer.serialize_f64(self.0)
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        Self::new(number).ok_or_else(|| serde::de::Error::custom("not a finite number"))
    }
}

/// What is known of a series' value on a day; the first that fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Could not be asked, and nothing was known: null.
    Failed,
    /// Settled, then changed.
    Revised,
    /// An exact 0 for a metric for which 0 can't be measured.
    Zero,
    /// Asked, and no value came.
    Missing,
    /// Asked too soon to be sure.
    Provisional,
    /// Settled.
    Final,
}

impl Status {
    /// The word on the wire.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Revised => "revised",
            Self::Zero => "zero",
            Self::Missing => "missing",
            Self::Provisional => "provisional",
            Self::Final => "final",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_decimals_are_values() {
        for (text, number) in [
            ("314", 314.0),
            (" 70.7778 ", 70.7778),
            ("-2", -2.0),
            ("0", 0.0),
            ("007.50", 7.5),
        ] {
            assert_eq!(Value::from_text(text).unwrap().get(), number, "{text}");
        }
        for text in [
            "", "-", "--1", "1.", ".5", "1e3", "NaN", "inf", "1,2", "+1", "1 2", "０",
        ] {
            assert_eq!(Value::from_text(text), None, "{text}");
        }
        assert_eq!(Value::from_text(&"9".repeat(400)), None);
    }

    #[test]
    fn rounded_numbers_read_as_the_library_writes_them() {
        for number in [
            0.0, 0.04, 0.125, 0.449, 0.5, 2.5, 1.0, 9.96, 302.3218, 1204.4, 99_999.999, 1e15,
        ] {
            for decimals in 0..5 {
                assert_eq!(fixed(-number, decimals), format!("{number:.decimals$}"));
            }
        }
        assert_eq!(fixed(1e30, 1).len(), 33, "a large one is as long as it is");
    }

    #[test]
    fn values_are_written_as_wechat_writes_them() {
        for (text, json) in [
            ("314", "314"),
            ("314.0", "314"),
            ("302.3218", "302.3218"),
            ("-0", "0"),
        ] {
            assert_eq!(
                serde_json::to_string(&Value::from_text(text).unwrap()).unwrap(),
                json
            );
        }
        assert_eq!(
            Value::from_text("1000000000000000000000000")
                .unwrap()
                .to_string(),
            "1000000000000000000000000"
        );
    }
}
