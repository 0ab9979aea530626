//! A path as the text that `Path2D` reads, written without the formatter, whose cost would show.

use chart::Path;

/// The path's text in hundredths of a CSS pixel, each point after a sub-path's first relative to
/// the one before: shorter texts cross faster.
pub(super) fn text(path: &Path) -> String {
    let mut text = String::with_capacity(path.xs.len() * 10);
    for (xs, ys) in path.parts() {
        let (mut x, mut y) = (0, 0);
        for (index, (to_x, to_y)) in xs.iter().zip(ys).enumerate() {
            let (to_x, to_y) = (hundredths(*to_x), hundredths(*to_y));
            text.push(if index == 0 { 'M' } else { 'l' });
            number(&mut text, to_x - x);
            text.push(' ');
            number(&mut text, to_y - y);
            (x, y) = (to_x, to_y);
        }
    }
    text
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "places on a canvas are far below 2^31 hundredths"
)]
fn hundredths(place: f32) -> i32 {
    (place * 100.0).round() as i32
}

fn number(text: &mut String, hundredths: i32) {
    if hundredths < 0 {
        text.push('-');
    }
    let magnitude = hundredths.unsigned_abs();
    whole(text, magnitude / 100);
    let fraction = magnitude % 100;
    if fraction > 0 {
        text.push('.');
        digit(text, fraction / 10);
        if !fraction.is_multiple_of(10) {
            digit(text, fraction % 10);
        }
    }
}

fn whole(text: &mut String, number: u32) {
    if number >= 10 {
        whole(text, number / 10);
    }
    digit(text, number % 10);
}

fn digit(text: &mut String, digit: u32) {
    text.push(char::from_digit(digit, 10).unwrap_or('0'));
}

#[cfg(test)]
mod tests {
    use super::*;
    use chart::{Dash, Ink};
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn points_are_written_relative_in_hundredths() {
        let mut path = Path::new(Ink::All, 1.0, 1.0, Dash::Solid);
        path.move_to(10.0, 20.5);
        path.line_to(12.25, 20.0);
        path.line_to(2.25, 120.07);
        path.move_to(0.0, -3.0);
        assert_eq!(text(&path), "M10 20.5l2.25 -0.5l-10 100.07M0 -3");
    }
}
