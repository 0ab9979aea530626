//! Pictures of a view: by their address, and by `bootlens get`.

mod address;
mod command;
mod numbers;
mod slow;

use std::io::Cursor;

use png::{ColorType, Decoder};
use quick_xml::Reader;
use quick_xml::events::Event;
use shared::paths;
use tests::{Answer, House};

/// Two lines over the days that end yesterday.
const VIEW: &str = "app=shop&module=launch&metric=total&platform=ios,android&last=14d";

/// The texts of a picture, which must be one document of XML.
fn texts(svg: &str) -> Vec<String> {
    let mut reader = Reader::from_str(svg);
    let (mut depth, mut roots) = (0, 0);
    let mut texts = vec![];
    loop {
        match reader
            .read_event()
            .unwrap_or_else(|error| panic!("{error}:\n{svg}"))
        {
            Event::Start(_) => depth += 1,
            Event::End(_) => {
                depth -= 1;
                roots += usize::from(depth == 0);
            }
            Event::Text(text) if depth > 0 => texts.push(text.trim().to_owned()),
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!((depth, roots), (0, 1), "{svg}");
    texts.retain(|text| !text.is_empty());
    texts
}

/// The SVG of a view and what stands beside it.
async fn svg(house: &House, query: &str) -> Answer {
    house.get(&format!("{}?{query}", paths::CHART_SVG)).await
}

/// The same in pixels.
async fn png(house: &House, query: &str) -> Answer {
    house.get(&format!("{}?{query}", paths::CHART_PNG)).await
}

/// Width, height and colours of a PNG, which must be opaque.
fn pixels(bytes: &[u8]) -> (u32, u32, Vec<u8>) {
    let mut reader = Decoder::new(Cursor::new(bytes)).read_info().unwrap();
    let mut out = vec![0; reader.output_buffer_size().unwrap()];
    let frame = reader.next_frame(&mut out).unwrap();
    assert_eq!(frame.color_type, ColorType::Rgb, "nothing shines through");
    assert!(reader.info().trns.is_none());
    (frame.width, frame.height, out)
}
