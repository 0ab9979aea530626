//! Paints a scene as SVG: presentation attributes alone, so that it needs no style sheet and no
//! security policy refuses it.

use std::fmt::Write;

use shared::view::Theme;

use crate::palette::{Palette, palette};
use crate::scene::{Anchor, Boxes, Dots, Ink, Mark, Path, Scene, Text};

const FONTS: &str =
    "-apple-system, Segoe UI, Roboto, PingFang SC, Microsoft YaHei, Noto Sans CJK SC, sans-serif";

/// The scene as a whole SVG document.
#[must_use]
pub fn paint(scene: &Scene, theme: Theme) -> String {
    document(scene, theme, "")
}

/// The same with the address where it is found again, whole: a small picture has no room for a long
/// one.
pub(crate) fn document(scene: &Scene, theme: Theme, source: &str) -> String {
    let colours = palette(theme);
    let mut out = Svg {
        text: String::with_capacity(16 * 1024),
        colours,
    };
    let (width, height) = (scene.size.width as f32, scene.size.height as f32);
    out.raw("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"");
    out.number(width);
    out.raw("\" height=\"");
    out.number(height);
    out.raw("\" viewBox=\"0 0 ");
    out.number(width);
    out.raw(" ");
    out.number(height);
    out.raw("\" role=\"img\" font-family=\"");
    out.raw(FONTS);
    out.raw("\" fill=\"none\" stroke-linejoin=\"bevel\">\n");
    if !scene.title.is_empty() {
        out.raw("<title>");
        out.escaped(&scene.title);
        out.raw("</title>\n");
    }
    if !source.is_empty() {
        out.raw("<metadata>");
        out.escaped(source);
        out.raw("</metadata>\n");
    }
    out.raw("<rect width=\"100%\" height=\"100%\"");
    out.paint("fill", Ink::Ground, 1.0);
    out.raw("/>\n");
    for mark in &scene.marks {
        match mark {
            Mark::Path(path) => out.path(path),
            Mark::Dots(dots) => out.dots(dots),
            Mark::Boxes(boxes) => out.boxes(boxes),
            Mark::Text(text) => out.words(text),
        }
    }
    out.raw("</svg>\n");
    out.text
}

struct Svg {
    text: String,
    colours: Palette,
}

impl Svg {
    fn raw(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// A number with at most two digits after the point.
    fn number(&mut self, value: f32) {
        let hundredths = (f64::from(value) * 100.0).round();
        // Writing to a String cannot fail.
        let _ = write!(self.text, "{}", (hundredths + 0.0) / 100.0);
    }

    fn attribute(&mut self, name: &str, value: f32) {
        self.raw(" ");
        self.raw(name);
        self.raw("=\"");
        self.number(value);
        self.raw("\"");
    }

    fn paint(&mut self, kind: &str, ink: Ink, alpha: f32) {
        let colour = self.colours.of(ink);
        self.raw(" ");
        self.raw(kind);
        self.raw("=\"");
        self.raw(colour);
        self.raw("\"");
        if alpha < 1.0 {
            self.attribute(
                if kind == "fill" {
                    "fill-opacity"
                } else {
                    "stroke-opacity"
                },
                alpha,
            );
        }
    }

    fn path(&mut self, path: &Path) {
        if path.xs.is_empty() {
            return;
        }
        self.raw("<path d=\"");
        for (xs, ys) in path.parts() {
            for (index, (&x, &y)) in xs.iter().zip(ys).enumerate() {
                self.raw(if index == 0 { "M" } else { "L" });
                self.number(x);
                self.raw(" ");
                self.number(y);
            }
        }
        self.raw("\"");
        self.paint("stroke", path.ink, path.alpha);
        self.attribute("stroke-width", path.width);
        if let Some([stroke, gap]) = path.dash.pattern(path.width) {
            self.raw(" stroke-dasharray=\"");
            self.number(stroke);
            self.raw(" ");
            self.number(gap);
            self.raw("\"");
        }
        self.raw("/>\n");
    }

    fn dots(&mut self, dots: &Dots) {
        for (&x, &y) in dots.xs.iter().zip(&dots.ys) {
            self.raw("<circle");
            self.attribute("cx", x);
            self.attribute("cy", y);
            self.attribute("r", dots.radius);
            if dots.hollow {
                self.paint("fill", Ink::Ground, 1.0);
                self.paint("stroke", dots.ink, dots.alpha);
                self.raw(" stroke-width=\"1.5\"");
            } else {
                self.paint("fill", dots.ink, dots.alpha);
            }
            self.raw("/>\n");
        }
    }

    fn boxes(&mut self, boxes: &Boxes) {
        for rect in &boxes.rects {
            self.raw("<rect");
            self.attribute("x", rect.x);
            self.attribute("y", rect.y);
            self.attribute("width", rect.width);
            self.attribute("height", rect.height);
            self.paint("fill", boxes.ink, boxes.alpha);
            self.raw("/>\n");
        }
    }

    fn words(&mut self, text: &Text) {
        self.raw("<text");
        self.attribute("x", text.x);
        self.attribute("y", text.y);
        self.attribute("font-size", text.size);
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => self.raw(" text-anchor=\"middle\""),
            Anchor::End => self.raw(" text-anchor=\"end\""),
        }
        if text.strong {
            self.raw(" font-weight=\"600\"");
        }
        self.paint("fill", text.ink, 1.0);
        self.raw(">");
        self.escaped(&text.text);
        self.raw("</text>\n");
    }

    /// Text that names can't break out of; what XML can't hold is left out.
    fn escaped(&mut self, text: &str) {
        for letter in text.chars() {
            match letter {
                '&' => self.raw("&amp;"),
                '<' => self.raw("&lt;"),
                '>' => self.raw("&gt;"),
                '"' => self.raw("&quot;"),
                letter if letter.is_control() || matches!(letter, '\u{fffe}' | '\u{ffff}') => {}
                letter => self.text.push(letter),
            }
        }
    }
}
