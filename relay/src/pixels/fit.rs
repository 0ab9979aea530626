//! Makes the texts of a picture fit the face that they are drawn with.
//!
//! The chart lays texts out by widths of its own, which no face is bound to. What a face would write
//! wider is drawn narrower, so that no two texts touch; what is to stand out in a family of one
//! weight gets an edge.

use std::fmt::Write as _;

use skrifa::instance::{LocationRef, Size};
use skrifa::{FontRef, MetadataProvider as _};

use crate::fonts::Faces;

/// How much wider an edge makes what is to stand out, in CSS pixels.
const THICKER: f32 = 0.5;

/// The dot between words, and the same with its spaces; a Chinese face gives it an em, which holds
/// the space around it.
const DOT: &str = "·";
const SPACED_DOT: &str = " · ";
const WIDE: f32 = 0.7;

/// The SVG with its texts fitted. Each text stands on a line of its own, as the painter writes it.
pub(super) fn fitted(svg: &str, faces: &Faces) -> String {
    let wide_dot = width(DOT, 1.0, 400, faces) > WIDE;
    let mut out = String::with_capacity(svg.len() + svg.len() / 8);
    for line in svg.split_inclusive('\n') {
        match Text::read(line) {
            Some(text) => text.write(&mut out, faces, wide_dot),
            None => out.push_str(line),
        }
    }
    out
}

/// A text of the picture.
struct Text<'a> {
    /// The attributes as they stand.
    attributes: &'a str,
    size: f32,
    weight: u16,
    colour: &'a str,
    /// What it says, escaped.
    words: &'a str,
}

impl<'a> Text<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let line = line.strip_prefix("<text")?;
        let (attributes, rest) = line.split_once('>')?;
        let words = rest.trim_end().strip_suffix("</text>")?;
        let attribute = |name: &str| {
            let (_, rest) = attributes.split_once(&format!(" {name}=\""))?;
            rest.split('"').next()
        };
        Some(Self {
            size: attribute("font-size")?.parse().ok()?,
            weight: attribute("font-weight").map_or(Some(400), |weight| weight.parse().ok())?,
            colour: attribute("fill")?,
            attributes,
            words,
        })
    }

    fn write(&self, out: &mut String, faces: &Faces, wide_dot: bool) {
        let plain = unescaped(self.words);
        let (plain, words) = if wide_dot {
            let close = |text: &str| text.replace(SPACED_DOT, DOT);
            (close(&plain), close(self.words))
        } else {
            (plain, self.words.to_owned())
        };
        // As the chart took it to be, spaces and all.
        let room = chart::text_width(&unescaped(self.words), self.size);
        out.push_str("<text");
        out.push_str(self.attributes);
        // Writing to a String cannot fail.
        if width(&plain, self.size, self.weight, faces) > room {
            let _ = write!(
                out,
                " textLength=\"{room:.2}\" lengthAdjust=\"spacingAndGlyphs\""
            );
        }
        if self.weight > 400 && !faces.has_strong() {
            let _ = write!(
                out,
                " stroke=\"{}\" stroke-width=\"{THICKER}\"",
                self.colour
            );
        }
        let _ = writeln!(out, ">{words}</text>");
    }
}

/// How wide a face writes a text; letters that it lacks are an em.
pub(super) fn width(text: &str, size: f32, weight: u16, faces: &Faces) -> f32 {
    let face = faces.of_weight(weight);
    let width = faces.database().with_face_data(face, |bytes, index| {
        let font = FontRef::from_index(bytes, index).ok()?;
        let (letters, at) = (font.charmap(), LocationRef::default());
        let metrics = font.glyph_metrics(Size::new(size), at);
        let advance = |letter| metrics.advance_width(letters.map(letter)?);
        Some(
            text.chars()
                .map(|letter| advance(letter).unwrap_or(size))
                .sum(),
        )
    });
    width.flatten().unwrap_or(0.0)
}

/// A text as it was before the painter escaped it.
fn unescaped(text: &str) -> String {
    let text = text.replace("&lt;", "<").replace("&gt;", ">");
    text.replace("&quot;", "\"").replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fonts::tests::system;

    fn line(words: &str, weight: &str) -> String {
        format!(
            "<text x=\"12\" y=\"28\" font-size=\"20\"{weight} fill=\"#1D2125\">{words}</text>\n"
        )
    }

    #[test]
    fn what_would_be_wider_than_its_place_is_drawn_in_it_and_the_rest_as_it_is() {
        let faces = system();
        for words in ["启动总耗时", "1.20", "iOS &amp; Android", "mmmmmm"] {
            let plain = unescaped(words);
            let (has, room) = (
                width(&plain, 20.0, 400, &faces),
                chart::text_width(&plain, 20.0),
            );
            let fitted = fitted(&line(words, ""), &faces);
            assert_eq!(
                fitted.contains("textLength"),
                has > room,
                "{words}: {has} of {room}"
            );
            assert!(has < room * 1.15, "{words} is squeezed: {has} into {room}");
        }
    }

    #[test]
    fn a_dot_that_holds_its_own_space_is_given_none() {
        let faces = system();
        let fitted = fitted(&line("商城 · 启动", ""), &faces);
        let wide = width(DOT, 1.0, 400, &faces) > WIDE;
        assert_eq!(fitted.contains(">商城·启动<"), wide, "{fitted}");
    }

    #[test]
    fn other_marks_stay_as_they_are() {
        let svg = "<svg>\n<title>a · b</title>\n<rect x=\"1\"/>\n</svg>\n";
        assert_eq!(fitted(svg, &system()), svg);
    }
}
