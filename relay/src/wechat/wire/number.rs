//! A number of JSON with an exponent, written out.

/// The most zeros that are written out: no number that a value can be needs more.
const MOST_ZEROS: usize = 400;

/// `1.5e3` as `1500`, digit by digit, so that nothing is rounded. Nothing where there is no exponent, or
/// one that is beyond every number.
pub(super) fn written_out(number: &str) -> Option<String> {
    let (sign, number) = match number.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", number),
    };
    let (mantissa, exponent) = number.split_once(['e', 'E'])?;
    let exponent: i64 = exponent.parse().ok()?;
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let mut digits = [whole, fraction].concat();
    let zeros = usize::try_from(exponent.unsigned_abs()).ok();
    let zeros = zeros.filter(|zeros| *zeros <= MOST_ZEROS)?;
    // Where the point stands in the digits, after as many zeros as that takes.
    let mut point = whole.len();
    if exponent < 0 {
        digits.insert_str(0, &"0".repeat(zeros));
    } else {
        let missing = zeros.saturating_sub(fraction.len());
        digits.push_str(&"0".repeat(missing));
        point += zeros;
    }
    let (whole, fraction) = digits.split_at(point);
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let dot = if fraction.is_empty() { "" } else { "." };
    Some(format!("{sign}{whole}{dot}{fraction}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exponent_is_written_out_to_the_digit() {
        for (number, written) in [
            ("1e-05", "0.00001"),
            ("1.5e3", "1500"),
            ("1.5E+3", "1500"),
            ("-1.5e0", "-1.5"),
            ("12.345e1", "123.45"),
            ("12.345e-1", "1.2345"),
            ("0.07e2", "7"),
            ("0e9", "0"),
            ("1e22", "10000000000000000000000"),
            ("1.10e1", "11.0"),
        ] {
            assert_eq!(written_out(number).as_deref(), Some(written), "{number}");
            let value = |text: &str| text.parse::<f64>().unwrap().to_bits();
            assert_eq!(value(number), value(written), "{number}");
        }
        for number in ["314.50", "-7", "1e401", "1e-401", "1e99999999999999999999"] {
            assert_eq!(written_out(number), None, "{number}");
        }
    }
}
