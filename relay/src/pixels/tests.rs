//! What stands in the pixels, seen after the PNG is read again.

use std::io::Cursor;

use png::{Decoder, Transformations};

use super::*;
use crate::fonts::tests::system;

const SOURCE: &str = "https://intra.example/perf/chart?app=shop";

/// A PNG read again.
struct Seen {
    width: usize,
    height: usize,
    colour: ColorType,
    bytes: Vec<u8>,
    source: Option<String>,
}

impl Seen {
    fn read(png: &[u8]) -> Self {
        let mut decoder = Decoder::new(Cursor::new(png));
        decoder.set_transformations(Transformations::IDENTITY);
        let mut reader = decoder.read_info().unwrap();
        let mut bytes = vec![0; reader.output_buffer_size().unwrap()];
        let frame = reader.next_frame(&mut bytes).unwrap();
        let texts = &reader.info().utf8_text;
        Self {
            width: frame.width as usize,
            height: frame.height as usize,
            colour: frame.color_type,
            bytes,
            source: texts.first().map(|text| text.get_text().unwrap()),
        }
    }

    /// The pixels of a column band, those of the ground left out, as places within it.
    fn ink(&self, from: usize, to: usize) -> Vec<(usize, usize)> {
        let rows = self.bytes.chunks_exact(self.width * 3).enumerate();
        rows.flat_map(|(y, row)| {
            let inked = move |x: &usize| row[x * 3] < 128;
            (from..to).filter(inked).map(move |x| (x - from, y))
        })
        .collect()
    }
}

fn words(text: &str, weight: &str) -> String {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"80\" height=\"30\" \
         font-family=\"PingFang SC, sans-serif\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#FCFCFA\"/>\n\
         <text x=\"0\" y=\"22\" font-size=\"20\"{weight} fill=\"#1D2125\">{text}</text>\n</svg>"
    )
}

fn seen(text: &str, weight: &str, ratio: u8) -> Seen {
    Seen::read(&png(&words(text, weight), SOURCE, ratio, &system()).unwrap())
}

#[test]
fn each_chinese_character_is_drawn_as_itself() {
    let seen = seen("启动", "", 1);
    let [first, second] = [seen.ink(0, 20), seen.ink(20, 40)];
    assert!(
        first.len() > 40 && second.len() > 40,
        "{} {}",
        first.len(),
        second.len()
    );
    assert_ne!(first, second, "two boxes would be alike");
    assert!(
        seen.ink(42, 80).is_empty(),
        "an em each, and nothing beyond"
    );
}

#[test]
fn the_ground_is_opaque_and_pixels_are_as_many_as_were_asked() {
    for ratio in [1, 2] {
        let seen = seen("启动", "", ratio);
        let times = usize::from(ratio);
        assert_eq!((seen.width, seen.height), (80 * times, 30 * times));
        assert_eq!(seen.colour, ColorType::Rgb, "nothing shines through");
        assert_eq!(seen.bytes[..3], [0xFC, 0xFC, 0xFA]);
    }
}

#[test]
fn it_says_where_it_is_found_again_whole() {
    assert_eq!(seen("启", "", 1).source.as_deref(), Some(SOURCE));
}

#[test]
fn what_stands_out_is_darker_also_in_a_family_of_one_weight() {
    let one_weight = system().with_one_weight();
    for faces in [&*system(), &one_weight] {
        let ink = |weight| {
            let bytes = png(&words("耗时", weight), "", 1, faces).unwrap();
            Seen::read(&bytes).ink(0, 80).len()
        };
        let (plain, strong) = (ink(""), ink(" font-weight=\"600\""));
        assert!(strong > plain + plain / 10, "{strong} and {plain}");
    }
}

#[test]
fn a_text_ends_where_the_chart_takes_it_to_end() {
    let wide = "mmmm";
    let room = chart::text_width(wide, 20.0);
    let seen = seen(wide, "", 1);
    let end = seen.ink(0, 80).into_iter().map(|(x, _)| x).max().unwrap();
    assert!(end as f32 <= room, "{end} of {room}");
}

#[test]
fn a_picture_drawn_in_bands_has_no_seams() {
    let tall = words("启", "").replace("height=\"30\"", "height=\"600\"");
    let line = "<path d=\"M60 0L60 600\" stroke=\"#1D2125\" stroke-width=\"4\"/></svg>";
    let tall = tall.replace("</svg>", line);
    let seen = Seen::read(&png(&tall, "", 1, &system()).unwrap());
    let rows: std::collections::BTreeSet<_> = seen.ink(50, 70).into_iter().collect();
    assert_eq!(rows.len(), 4 * 600);
}

#[test]
fn letters_that_no_face_has_leave_the_others_as_they_are() {
    let with = seen("启\u{10ffff}", "", 1);
    assert_eq!(with.ink(0, 20), seen("启", "", 1).ink(0, 20));
}

#[test]
fn what_is_no_svg_is_no_picture() {
    assert!(png("<html/>", "", 1, &system()).is_none());
}
