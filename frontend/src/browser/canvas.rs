//! Paints a scene on a canvas: one call a point, which is quicker than a text that the browser must
//! read again.

use std::cell::Cell;

use chart::{Anchor, Boxes, Dots, Mark, Palette, Path, Scene, Text, palette};
use shared::view::Theme;
use wasm_bindgen::{JsCast as _, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::blob::{self, Promised};

#[cfg(test)]
mod agrees;

const FONTS: &str = "-apple-system, \"Segoe UI\", Roboto, \"PingFang SC\", \"Microsoft YaHei\", \"Noto Sans CJK SC\", sans-serif";

/// Paints the scene over whatever the canvas holds; `false` where the browser gives no 2d context,
/// and then the table beneath tells the values.
pub fn paint(canvas: &HtmlCanvasElement, scene: &Scene, theme: Theme) -> bool {
    let ratio = scene.size.ratio;
    let (width, height) = (
        device(scene.size.width * ratio),
        device(scene.size.height * ratio),
    );
    // Setting a size clears and reallocates, so only a new one is set.
    if canvas.width() != width {
        canvas.set_width(width);
    }
    if canvas.height() != height {
        canvas.set_height(height);
    }
    let Some(context) = canvas.get_context("2d").ok().flatten() else {
        return false;
    };
    let Ok(context) = context.dyn_into::<CanvasRenderingContext2d>() else {
        return false;
    };
    let painter = Painter {
        context,
        colours: palette(theme),
        font: Cell::new((0.0, false)),
    };
    painter.whole(scene).is_ok()
}

/// The scene as PNG, painted where nobody sees it; `None` where the browser gives no canvas.
#[must_use]
pub fn png(scene: &Scene, theme: Theme) -> Option<Promised> {
    let document = web_sys::window()?.document()?;
    let canvas = document.create_element("canvas").ok()?;
    let canvas = canvas.dyn_into::<HtmlCanvasElement>().ok()?;
    paint(&canvas, scene, theme).then(|| blob::png(&canvas))
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a canvas is small and never negative"
)]
fn device(pixels: f64) -> u32 {
    pixels.round().max(1.0) as u32
}

struct Painter {
    context: CanvasRenderingContext2d,
    colours: Palette,
    /// Size and weight that are set: a browser reads a font's words anew each time.
    font: Cell<(f32, bool)>,
}

impl Painter {
    fn whole(&self, scene: &Scene) -> Result<(), JsValue> {
        let context = &self.context;
        context.set_transform(scene.size.ratio, 0.0, 0.0, scene.size.ratio, 0.0, 0.0)?;
        context.set_global_alpha(1.0);
        context.set_fill_style_str(self.colours.ground);
        context.fill_rect(0.0, 0.0, scene.size.width, scene.size.height);
        context.set_line_join("bevel");
        for mark in &scene.marks {
            match mark {
                Mark::Path(path) => self.path(path)?,
                Mark::Dots(dots) => self.dots(dots)?,
                Mark::Boxes(boxes) => self.boxes(boxes),
                Mark::Text(text) => self.text(text)?,
            }
        }
        Ok(())
    }

    fn path(&self, path: &Path) -> Result<(), JsValue> {
        let context = &self.context;
        let dashes = js_sys::Array::new();
        for length in path.dash.pattern(path.width).into_iter().flatten() {
            dashes.push(&JsValue::from_f64(f64::from(length)));
        }
        context.set_line_dash(&dashes)?;
        context.set_global_alpha(f64::from(path.alpha));
        context.set_stroke_style_str(self.colours.of(path.ink));
        context.set_line_width(f64::from(path.width));
        context.begin_path();
        for (xs, ys) in path.parts() {
            let mut points = xs.iter().zip(ys);
            if let Some((x, y)) = points.next() {
                context.move_to(f64::from(*x), f64::from(*y));
            }
            for (x, y) in points {
                context.line_to(f64::from(*x), f64::from(*y));
            }
        }
        context.stroke();
        Ok(())
    }

    fn dots(&self, dots: &Dots) -> Result<(), JsValue> {
        let context = &self.context;
        context.set_line_dash(&js_sys::Array::new())?;
        context.set_global_alpha(f64::from(dots.alpha));
        context.set_stroke_style_str(self.colours.of(dots.ink));
        context.set_fill_style_str(if dots.hollow {
            self.colours.ground
        } else {
            self.colours.of(dots.ink)
        });
        context.set_line_width(1.5);
        context.begin_path();
        let radius = f64::from(dots.radius);
        for (x, y) in dots.xs.iter().zip(&dots.ys) {
            let (x, y) = (f64::from(*x), f64::from(*y));
            context.move_to(x + radius, y);
            context.arc(x, y, radius, 0.0, std::f64::consts::TAU)?;
        }
        context.fill();
        if dots.hollow {
            context.stroke();
        }
        Ok(())
    }

    fn boxes(&self, boxes: &Boxes) {
        self.context.set_global_alpha(f64::from(boxes.alpha));
        self.context.set_fill_style_str(self.colours.of(boxes.ink));
        for rect in &boxes.rects {
            self.context.fill_rect(
                f64::from(rect.x),
                f64::from(rect.y),
                f64::from(rect.width),
                f64::from(rect.height),
            );
        }
    }

    fn text(&self, text: &Text) -> Result<(), JsValue> {
        let context = &self.context;
        context.set_global_alpha(1.0);
        context.set_fill_style_str(self.colours.of(text.ink));
        if self.font.replace((text.size, text.strong)) != (text.size, text.strong) {
            let weight = if text.strong { 600 } else { 400 };
            let size = super::number::text(f64::from(text.size));
            context.set_font(&format!("{weight} {size}px {FONTS}"));
        }
        context.set_text_align(match text.anchor {
            Anchor::Start => "start",
            Anchor::Middle => "center",
            Anchor::End => "end",
        });
        context.fill_text(&text.text, f64::from(text.x), f64::from(text.y))
    }
}
