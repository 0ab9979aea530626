//! Paints a scene as an SVG element of a page: its colours are the classes of the page's style sheet,
//! so that one text serves both themes, and it fills whatever box it is laid in.
//!
//! The marks stretch with the box while strokes keep their width; texts stand at shares of it and are
//! never stretched. Nothing here needs a style attribute, which the page's policy refuses.

use std::fmt::Write;

use crate::scene::{Anchor, Boxes, Dots, Ink, Mark, Path, Scene, Text};

/// Steps of the drawing's grid within a CSS pixel: whole numbers are the shortest.
const GRID: f32 = 10.0;
/// The size that a text has where nothing else is said, as the style sheet says too.
const SIZE: f32 = 13.0;

/// The scene as an element of these classes; `label` is what it is called for those who hear it, and
/// without one it is passed over.
#[must_use]
pub fn paint(scene: &Scene, class: &str, label: Option<&str>) -> String {
    let mut out = Inline {
        text: String::with_capacity(4 * 1024),
        width: scene.size.width as f32,
        height: scene.size.height as f32,
    };
    out.raw("<svg class=\"drawn ");
    out.raw(class);
    match label {
        Some(label) => {
            out.raw("\" role=\"img\" aria-label=\"");
            out.text.push_str(&escaped(label));
            out.raw("\">");
        }
        None => out.raw("\" aria-hidden=\"true\">"),
    }
    let (width, height) = (grid(out.width), grid(out.height));
    // Writing to a String cannot fail.
    let _ = write!(
        out.text,
        "<svg viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\">"
    );
    for mark in &scene.marks {
        match mark {
            Mark::Path(path) => out.path(path),
            Mark::Dots(dots) => out.dots(dots),
            Mark::Boxes(boxes) => out.boxes(boxes),
            Mark::Text(_) => {}
        }
    }
    out.raw("</svg>");
    for mark in &scene.marks {
        if let Mark::Text(text) = mark {
            out.words(text);
        }
    }
    out.raw("</svg>");
    out.text
}

/// Text that can stand in a page, between tags or in a quoted attribute; what no document can hold is
/// left out.
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
            letter => out.push(letter),
        }
    }
    out
}

/// The class of a colour.
fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Ground => "ground",
        Ink::Text => "text",
        Ink::Quiet => "quiet",
        Ink::Rule => "rule",
        Ink::All => "all",
        Ink::Ios => "ios",
        Ink::Android => "android",
        Ink::Worse => "worse",
    }
}

/// A length on the grid.
#[expect(clippy::cast_possible_truncation, reason = "pixels of a screen")]
fn grid(length: f32) -> i32 {
    (length * GRID).round() as i32
}

struct Inline {
    text: String,
    width: f32,
    height: f32,
}

impl Inline {
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A number with at most two digits after the point.
    fn attribute(&mut self, name: &str, value: f32) {
        let hundredths = (f64::from(value) * 100.0).round() + 0.0;
        let _ = write!(self.text, " {name}=\"{}\"", hundredths / 100.0);
    }

    fn opacity(&mut self, alpha: f32) {
        if alpha < 1.0 {
            self.attribute("opacity", alpha);
        }
    }

    /// Points as steps from one to the next, which takes half of what their places would.
    fn points(&mut self, points: impl Iterator<Item = (f32, f32)>, last: &mut (i32, i32)) {
        for (index, (x, y)) in points.enumerate() {
            let (x, y) = (grid(x), grid(y));
            let (right, down) = (x - last.0, y - last.1);
            self.raw(if index == 0 { "m" } else { "l" });
            let _ = write!(self.text, "{right}");
            if down >= 0 {
                self.raw(" ");
            }
            let _ = write!(self.text, "{down}");
            *last = (x, y);
        }
    }

    fn path(&mut self, path: &Path) {
        if path.xs.is_empty() {
            return;
        }
        self.raw("<path class=\"");
        self.raw(class(path.ink));
        self.raw("\" d=\"");
        let mut last = (0, 0);
        for (xs, ys) in path.parts() {
            self.points(xs.iter().copied().zip(ys.iter().copied()), &mut last);
        }
        self.raw("\"");
        if (path.width - 1.0).abs() > f32::EPSILON {
            self.attribute("stroke-width", path.width);
        }
        if let Some([stroke, gap]) = path.dash.pattern(path.width) {
            let _ = write!(self.text, " stroke-dasharray=\"{stroke} {gap}\"");
        }
        self.opacity(path.alpha);
        self.raw("/>");
    }

    /// Circles are the round ends of strokes without length, which stay round however the box is
    /// stretched.
    fn dots(&mut self, dots: &Dots) {
        if dots.xs.is_empty() {
            return;
        }
        let half = if dots.hollow { 0.75 } else { 0.0 };
        self.rounds(dots, dots.ink, 2.0 * (dots.radius + half), dots.alpha);
        if dots.hollow {
            self.rounds(dots, Ink::Ground, 2.0 * (dots.radius - half), 1.0);
        }
    }

    fn rounds(&mut self, dots: &Dots, ink: Ink, width: f32, alpha: f32) {
        self.raw("<path class=\"dot ");
        self.raw(class(ink));
        self.raw("\" d=\"");
        let mut last = (0, 0);
        for point in dots.xs.iter().copied().zip(dots.ys.iter().copied()) {
            self.points(std::iter::once(point), &mut last);
            self.raw("h0");
        }
        self.raw("\"");
        self.attribute("stroke-width", width);
        self.opacity(alpha);
        self.raw("/>");
    }

    fn boxes(&mut self, boxes: &Boxes) {
        for rect in &boxes.rects {
            let [x, y] = [grid(rect.x), grid(rect.y)];
            let [width, height] = [grid(rect.width), grid(rect.height)];
            let _ = write!(
                self.text,
                "<rect class=\"{}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"",
                class(boxes.ink)
            );
            self.opacity(boxes.alpha);
            self.raw("/>");
        }
    }

    fn words(&mut self, text: &Text) {
        self.raw("<text class=\"");
        self.raw(class(text.ink));
        self.raw("\"");
        self.share("x", text.x / self.width);
        self.share("y", text.y / self.height);
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.raw(" text-anchor=\"middle\""),
            Anchor::End => self.raw(" text-anchor=\"end\""),
        }
        if (text.size - SIZE).abs() > f32::EPSILON {
            self.attribute("font-size", text.size);
        }
        if text.strong {
            self.raw(" font-weight=\"600\"");
        }
        self.raw(">");
        self.text.push_str(&escaped(&text.text));
        self.raw("</text>");
    }

    /// A place as a share of the box, to a tenth of a pixel.
    fn share(&mut self, name: &str, share: f32) {
        let hundredths = (f64::from(share) * 10_000.0).round() + 0.0;
        let _ = write!(self.text, " {name}=\"{}%\"", hundredths / 100.0);
    }
}

#[cfg(test)]
mod tests {
    use shared::view::Theme;

    use super::*;
    use crate::panel::Size;
    use crate::scene::{Dash, Rect};
    use crate::sheet::tests::with_scene;

    /// A scene of 100 × 50 pixels with one mark.
    fn drawn(mark: Mark) -> String {
        let mut scene = with_scene(|scene| scene.clone());
        scene.size = Size {
            width: 100.0,
            height: 50.0,
            ratio: 1.0,
        };
        scene.marks = vec![mark];
        paint(&scene, "wide", None)
    }

    #[test]
    fn a_line_is_steps_on_the_grid_in_its_class() {
        let mut path = Path::new(Ink::Ios, 0.5, 2.0, Dash::Dotted);
        path.move_to(1.0, 2.0);
        path.line_to(3.04, 1.5);
        path.move_to(10.0, 10.0);
        let drawn = drawn(Mark::Path(path));
        assert_eq!(
            drawn,
            "<svg class=\"drawn wide\" aria-hidden=\"true\">\
             <svg viewBox=\"0 0 1000 500\" preserveAspectRatio=\"none\">\
             <path class=\"ios\" d=\"m10 20l20-5m70 85\" stroke-width=\"2\" \
             stroke-dasharray=\"2 3.5\" opacity=\"0.5\"/></svg></svg>"
        );
    }

    #[test]
    fn a_hollow_dot_is_a_round_end_with_a_smaller_one_of_the_ground_upon_it() {
        let dots = Dots {
            xs: vec![5.0, 7.0],
            ys: vec![6.0, 6.0],
            radius: 3.0,
            ink: Ink::Android,
            alpha: 1.0,
            hollow: true,
        };
        let drawn = drawn(Mark::Dots(dots));
        let outer = "<path class=\"dot android\" d=\"m50 60h0m20 0h0\" stroke-width=\"7.5\"/>";
        let inner = "<path class=\"dot ground\" d=\"m50 60h0m20 0h0\" stroke-width=\"4.5\"/>";
        assert!(drawn.contains(&[outer, inner].concat()), "{drawn}");
    }

    #[test]
    fn a_box_stretches_and_a_text_stands_at_a_share_of_the_box_unbroken_by_its_words() {
        let boxes = Boxes {
            rects: vec![Rect {
                x: 1.0,
                y: 2.0,
                width: 3.0,
                height: 4.0,
            }],
            ink: Ink::Rule,
            alpha: 0.4,
        };
        let boxed = drawn(Mark::Boxes(boxes));
        let rect =
            "<rect class=\"rule\" x=\"10\" y=\"20\" width=\"30\" height=\"40\" opacity=\"0.4\"/>";
        assert!(boxed.contains(rect), "{boxed}");
        let text = Text {
            x: 50.0,
            y: 12.5,
            text: "a<b>\"&\u{7}".to_owned(),
            size: 16.0,
            anchor: Anchor::End,
            ink: Ink::Quiet,
            strong: true,
        };
        let told = drawn(Mark::Text(text));
        let words = "</svg><text class=\"quiet\" x=\"50%\" y=\"25%\" text-anchor=\"end\" \
                     font-size=\"16\" font-weight=\"600\">a&lt;b&gt;&quot;&amp;</text></svg>";
        assert!(told.ends_with(words), "{told}");
    }

    #[test]
    fn every_colour_of_a_whole_drawing_is_a_class_and_its_name_cannot_end_its_attribute() {
        let drawn = with_scene(|scene| paint(scene, "narrow", Some("\"><script>")));
        assert!(drawn.starts_with(
            "<svg class=\"drawn narrow\" role=\"img\" aria-label=\"&quot;&gt;&lt;script&gt;\">"
        ));
        assert!(!drawn.contains('#') && !drawn.contains("style"), "{drawn}");
        let colour = crate::palette(Theme::Light).ios;
        let literal = with_scene(|scene| crate::svg::paint(scene, Theme::Light));
        assert!(literal.contains(colour), "exported pictures keep their own");
        for class in ["ios", "android", "rule", "quiet"] {
            assert!(drawn.contains(&format!("class=\"{class}\"")), "{class}");
        }
    }
}
