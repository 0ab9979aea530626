//! Numbers as texts, written by the browser: the library's own code for it is one part in fifty of
//! the page.

/// The shortest decimal that reads back to the number, never with an exponent.
#[must_use]
pub fn text(number: f64) -> String {
    // Adding 0 turns -0 into 0.
    let text = js_sys::Number::from(number + 0.0).to_string_with_radix(10);
    plain(text.map(String::from).unwrap_or_default())
}

/// Writes `1.5e-7` out.
fn plain(text: String) -> String {
    let Some((digits, power)) = text.split_once('e') else {
        return text;
    };
    let Ok(power) = power.parse::<i32>() else {
        return text;
    };
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", digits),
    };
    let digits = digits.replace('.', "");
    let zeros = power.unsigned_abs() as usize;
    if power < 0 {
        return [sign, "0.", &"0".repeat(zeros - 1), &digits].concat();
    }
    // The browser writes no exponent before there are more places than digits.
    [
        sign,
        &digits,
        &"0".repeat((zeros + 1).saturating_sub(digits.len())),
    ]
    .concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn numbers_are_the_shortest_that_read_back_and_have_no_exponent() {
        for number in [
            0.0,
            -0.0,
            314.0,
            302.3218,
            -2.5,
            0.1 + 0.2,
            1e21,
            1.25e24,
            5e-7,
            -1.25e-10,
            1e100,
        ] {
            assert_eq!(text(number), (number + 0.0).to_string());
        }
    }

    #[wasm_bindgen_test]
    fn numbers_of_fifteen_digits_are_read_as_they_were_written() {
        const REPLY: &str = include_str!("../../../fuzz/corpus-seeds/open_file/reply.json");
        let read = |number: &str| {
            let reply = REPLY.replace("302.3218", number);
            let read = shared::evidence::read(&reply).unwrap().reply;
            read.series[0].values[2].unwrap().get()
        };
        for number in [
            "302.3218",
            "0.1",
            "123456789.012345",
            "98.7654321012345",
            "1e22",
        ] {
            let exact: f64 = number.parse().unwrap();
            assert_eq!(read(number).to_bits(), exact.to_bits(), "{number}");
        }
        // The library's exact way is a twenty-fifth of the page; without it longer ones are next to it at most.
        let number = "333330000000000012231037242299471158.3218";
        let exact: f64 = number.parse().unwrap();
        assert!(read(number).to_bits().abs_diff(exact.to_bits()) <= 1);
    }
}
