//! What a picture shows are the numbers of the data: read back from its lines by its own axis.

use shared::reply::Series;
use tests::House;

use super::svg;

const VIEW: &str = "app=shop&module=launch&metric=total&platform=ios,android&smooth=1\
                    &start=2026-10-02&end=2026-10-29";

/// The value of an attribute.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn number(line: &str, name: &str) -> f64 {
    attribute(line, name)
        .and_then(|text| text.parse().ok())
        .expect(name)
}

/// What a number on the axis stands for at which height: the least and the largest.
fn axis(svg: &str) -> [(f64, f64); 2] {
    // A label's baseline stands so much below its value; the outer ones are the plot's edges, which
    // lie between pixels.
    let below = 13.0 * 0.35 + 0.5;
    let mut labels: Vec<(f64, f64)> = svg
        .lines()
        .filter(|line| attribute(line, "text-anchor") == Some("end"))
        .filter_map(|line| {
            let words = line.split_once('>')?.1.split('<').next()?;
            let words = words.replace('\u{202f}', "");
            Some((number(line, "y") - below, words.parse().ok()?))
        })
        .collect();
    labels.sort_by(|one, other| one.1.total_cmp(&other.1));
    [labels[0], labels[labels.len() - 1]]
}

/// The points of the lines of a colour, by day.
fn points(svg: &str, colour: &str) -> Vec<(f64, f64)> {
    let is_line = |line: &&str| {
        let solid = attribute(line, "stroke") == Some(colour);
        solid && attribute(line, "stroke-width") == Some("2")
    };
    let paths = svg.lines().filter(|line| line.starts_with("<path"));
    let places = paths
        .filter(is_line)
        .filter_map(|line| attribute(line, "d"));
    let mut points: Vec<(f64, f64)> = places
        .flat_map(|path| path.split(['M', 'L']).filter(|point| !point.is_empty()))
        .map(|point| {
            let (x, y) = point.split_once(' ').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        })
        .collect();
    points.sort_by(|one, other| one.0.total_cmp(&other.0));
    points.dedup();
    points
}

#[tokio::test]
async fn the_lines_of_a_picture_are_the_values_of_the_reply() {
    let house = House::start().await;
    let reply = house.reply(VIEW).await;
    let answer = svg(&house, VIEW).await;
    let drawn = answer.text();
    let [least, largest] = axis(drawn);
    let per_pixel = (largest.1 - least.1) / (largest.0 - least.0);
    let compare = |series: &Series, colour: &str| {
        let points = points(drawn, colour);
        // A day without a value has no point, and neither has one that stands alone.
        let values: Vec<f64> = series
            .values
            .iter()
            .flatten()
            .map(|value| value.get())
            .collect();
        assert!(values.len() >= 20, "{values:?}");
        let read: Vec<f64> = points
            .iter()
            .map(|(_, y)| least.1 + (y - least.0) * per_pixel)
            .collect();
        assert_eq!(read.len(), values.len(), "{read:?} {values:?}");
        for (read, value) in read.iter().zip(&values) {
            // Places are told to a hundredth of a pixel.
            assert!(
                (read - value).abs() < 0.02 * per_pixel.abs(),
                "{read} {value}"
            );
        }
    };
    let [ios, android] = &reply.series[..] else {
        panic!("two series");
    };
    compare(ios, "#2F6FDE");
    compare(android, "#C2570C");
}
