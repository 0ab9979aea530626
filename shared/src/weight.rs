//! The weights of a header that says what its sender would rather have (RFC 9110, 12.4.2).

/// The whole weight, of what is named without one.
const WHOLE: u16 = 1000;

/// The items of a header with their weights in thousandths; 0 refuses. What is no weight counts as none
/// written.
///
/// ```
/// let items: Vec<_> = shared::weight::weighed("zh;q=0.1, en").collect();
/// assert_eq!(items, [("zh", 100), ("en", 1000)]);
/// ```
pub fn weighed(header: &str) -> impl Iterator<Item = (&str, u16)> {
    header.split(',').map(|item| {
        let mut parts = item.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default();
        let weight = parts.find_map(|part| {
            let (key, value) = part.split_once('=')?;
            key.trim()
                .eq_ignore_ascii_case("q")
                .then(|| weight(value.trim()))?
        });
        (name, weight.unwrap_or(WHOLE))
    })
}

/// A number from 0 to 1 with at most three decimals.
fn weight(text: &str) -> Option<u16> {
    let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
    if decimals.len() > 3 || !decimals.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let places = decimals.bytes().chain(*b"000").take(3);
    let thousandths = places.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'));
    match whole {
        "0" => Some(thousandths),
        "1" if thousandths == 0 => Some(WHOLE),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_are_read_and_what_is_none_is_not_there() {
        for (text, weight) in [
            ("a", 1000),
            ("a;q=0", 0),
            ("a; Q = 0.000", 0),
            ("a;level=1;q=0.25", 250),
            ("a;q=1.0", 1000),
            ("a;q=1.5", 1000),
            ("a;q=nothing", 1000),
            ("a;q=0.0001", 1000),
        ] {
            assert_eq!(weighed(text).collect::<Vec<_>>(), [("a", weight)], "{text}");
        }
    }
}
