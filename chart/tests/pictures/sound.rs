//! What holds for every scene: it is painted whole, stays inside, and no two texts touch.

use chart::{Anchor, Dash, Ink, Mark, Rect, Scene, Text, palette, text_width};
use shared::view::Theme;

/// The place of a text's letters.
pub(crate) fn place(text: &Text) -> Rect {
    let width = text_width(&text.text, text.size);
    Rect {
        x: match text.anchor {
            Anchor::Start => text.x,
            Anchor::Middle => text.x - width / 2.0,
            Anchor::End => text.x - width,
        },
        y: text.y - text.size * 0.78,
        width,
        height: text.size * 0.9,
    }
}

/// Everything is finite and inside; texts stand beside each other.
#[track_caller]
pub(crate) fn sound(scene: &Scene) {
    let (width, height) = (scene.size.width as f32, scene.size.height as f32);
    let inside = |x: f32, y: f32| {
        x.is_finite()
            && y.is_finite()
            && x >= -1.0
            && y >= -1.0
            && x <= width + 1.0
            && y <= height + 1.0
    };
    let mut texts: Vec<(&Text, Rect)> = Vec::new();
    for mark in &scene.marks {
        match mark {
            Mark::Path(path) => {
                assert_eq!(path.xs.len(), path.ys.len());
                for (&x, &y) in path.xs.iter().zip(&path.ys) {
                    assert!(inside(x, y), "{x} {y} of a path {:?}", path.ink);
                }
            }
            Mark::Dots(dots) => {
                for (&x, &y) in dots.xs.iter().zip(&dots.ys) {
                    assert!(inside(x, y), "{x} {y} of a dot");
                }
            }
            Mark::Boxes(boxes) => {
                for rect in &boxes.rects {
                    assert!(
                        inside(rect.x, rect.y) && inside(rect.right(), rect.bottom()),
                        "{rect:?}"
                    );
                }
            }
            Mark::Text(text) => {
                let place = place(text);
                assert!(
                    inside(place.x, place.y) && inside(place.right(), place.bottom()),
                    "{text:?} leaves the picture"
                );
                texts.push((text, place));
            }
        }
    }
    for (index, (text, place)) in texts.iter().enumerate() {
        for (other, beside) in &texts[index + 1..] {
            assert!(
                !place.touches(beside),
                "«{}» at {place:?} touches «{}» at {beside:?}",
                text.text,
                other.text
            );
        }
    }
}

/// The SVG holds exactly the scene's marks, one after the other, with all their properties.
#[track_caller]
pub(crate) fn painted(scene: &Scene, svg: &str, theme: Theme) {
    let colours = palette(theme);
    let mut lines = svg
        .lines()
        .skip_while(|line| !line.starts_with("<rect width=\"100%\""))
        .skip(1);
    let mut next = || lines.next().unwrap();
    let close = |text: Option<&str>, value: f32| {
        let told: f32 = text.unwrap().parse().unwrap();
        assert!(
            (told - value).abs() <= 0.006 + value.abs() * 1e-6,
            "{told} for {value}"
        );
    };
    let inked = |line: &str, kind: &str, ink: Ink, alpha: f32| {
        assert_eq!(attribute(line, kind), Some(colours.of(ink)), "{line}");
        match attribute(line, &format!("{kind}-opacity")) {
            None => assert!(alpha >= 1.0, "{line}"),
            told => close(told, alpha),
        }
    };
    for mark in &scene.marks {
        match mark {
            Mark::Path(path) if path.xs.is_empty() => {}
            Mark::Path(path) => {
                let line = next();
                let told = attribute(line, "d").unwrap();
                assert_eq!(told.matches('M').count(), path.starts.len());
                let points: Vec<_> = told.split(['M', 'L']).skip(1).collect();
                assert_eq!(points.len(), path.xs.len());
                for (point, (&x, &y)) in points.iter().zip(path.xs.iter().zip(&path.ys)) {
                    let (left, right) = point.split_once(' ').unwrap();
                    close(Some(left), x);
                    close(Some(right), y);
                }
                inked(line, "stroke", path.ink, path.alpha);
                close(attribute(line, "stroke-width"), path.width);
                let dashed = attribute(line, "stroke-dasharray").is_some();
                assert_eq!(dashed, path.dash != Dash::Solid);
            }
            Mark::Dots(dots) => {
                for (&x, &y) in dots.xs.iter().zip(&dots.ys) {
                    let line = next();
                    assert!(line.starts_with("<circle"), "{line}");
                    close(attribute(line, "cx"), x);
                    close(attribute(line, "cy"), y);
                    close(attribute(line, "r"), dots.radius);
                    if dots.hollow {
                        inked(line, "fill", Ink::Ground, 1.0);
                        inked(line, "stroke", dots.ink, dots.alpha);
                    } else {
                        inked(line, "fill", dots.ink, dots.alpha);
                    }
                }
            }
            Mark::Boxes(boxes) => {
                for rect in &boxes.rects {
                    let line = next();
                    assert!(line.starts_with("<rect"), "{line}");
                    close(attribute(line, "x"), rect.x);
                    close(attribute(line, "y"), rect.y);
                    close(attribute(line, "width"), rect.width);
                    close(attribute(line, "height"), rect.height);
                    inked(line, "fill", boxes.ink, boxes.alpha);
                }
            }
            Mark::Text(text) => {
                let line = next();
                assert!(line.starts_with("<text"), "{line}");
                close(attribute(line, "x"), text.x);
                close(attribute(line, "y"), text.y);
                close(attribute(line, "font-size"), text.size);
                let anchor = match text.anchor {
                    Anchor::Start => None,
                    Anchor::Middle => Some("middle"),
                    Anchor::End => Some("end"),
                };
                assert_eq!(attribute(line, "text-anchor"), anchor);
                assert_eq!(attribute(line, "font-weight").is_some(), text.strong);
                inked(line, "fill", text.ink, 1.0);
                let told = line.split_once('>').unwrap().1;
                let told = told.strip_suffix("</text>").unwrap();
                let plain = told
                    .replace("&lt;", "<")
                    .replace("&gt;", ">")
                    .replace("&quot;", "\"")
                    .replace("&amp;", "&");
                assert_eq!(plain, text.text);
            }
        }
    }
    assert_eq!(next(), "</svg>");
}

fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    let tag = line.split_once('>').map_or(line, |(tag, _)| tag);
    let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
    rest.split_once('"').map(|(value, _)| value)
}
