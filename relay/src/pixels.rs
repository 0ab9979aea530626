//! A picture in pixels, out of its SVG.

mod fit;

use std::io::Write as _;

use png::{BitDepth, ColorType, Compression, Encoder};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{FontResolver, Options, Tree};

use crate::fonts::Faces;

/// How many rows are drawn at once.
const BAND: u32 = 256;

/// The picture as PNG, `ratio` pixels a CSS pixel; `source` is where it is found again. `None` where the
/// SVG is none.
pub(crate) fn png(svg: &str, source: &str, ratio: u8, faces: &Faces) -> Option<Vec<u8>> {
    let tree = read(&fit::fitted(svg, faces), faces)?;
    write(&tree, source, ratio)
}

/// Draws band by band and writes row by row: memory is that of a band, however large the picture is.
/// There is no channel for what shines through: the ground is opaque, and a chat program that shows
/// pictures on black must not show this one so.
fn write(tree: &Tree, source: &str, ratio: u8) -> Option<Vec<u8>> {
    let size = tree.size().to_int_size();
    let ratio = u32::from(ratio);
    let (width, height) = (size.width() * ratio, size.height() * ratio);
    let mut out = Vec::new();
    let mut encoder = Encoder::new(&mut out, width, height);
    encoder.set_color(ColorType::Rgb);
    encoder.set_depth(BitDepth::Eight);
    encoder.set_compression(Compression::Balanced);
    if !source.is_empty() {
        encoder
            .add_itxt_chunk("Source".to_owned(), source.to_owned())
            .ok()?;
    }
    let mut writer = encoder.write_header().ok()?;
    let mut stream = writer.stream_writer().ok()?;
    let mut band = Pixmap::new(width, height.min(BAND))?;
    let breadth = width as usize;
    let mut row = vec![0; breadth * 3];
    let mut top = 0;
    while top < height {
        let rows = (height - top).min(BAND) as usize;
        band.fill(Color::TRANSPARENT);
        let place = Transform::from_row(ratio as f32, 0.0, 0.0, ratio as f32, 0.0, -(top as f32));
        resvg::render(tree, place, &mut band.as_mut());
        for pixels in band.data().chunks_exact(breadth * 4).take(rows) {
            for (opaque, pixel) in row.chunks_exact_mut(3).zip(pixels.chunks_exact(4)) {
                opaque.copy_from_slice(&pixel[..3]);
            }
            stream.write_all(&row).ok()?;
        }
        top += BAND;
    }
    stream.finish().ok()?;
    drop(writer);
    Some(out)
}

/// Reads the SVG and lays its texts out.
fn read(svg: &str, faces: &Faces) -> Option<Tree> {
    let options = Options {
        fontdb: faces.database().clone(),
        font_resolver: FontResolver {
            select_font: Box::new(|font, _| Some(faces.of_weight(font.weight()))),
            // The face of the other weight may have it; no other file is opened for a stray letter.
            select_fallback: Box::new(|_, used, _| {
                Some(faces.regular()).filter(|face| !used.contains(face))
            }),
        },
        ..Options::default()
    };
    Tree::from_str(svg, &options).ok()
}

#[cfg(test)]
mod tests;
