//! The numbers of a drawing, read back from its lines by its own axis.

use serde::Deserialize;

/// What was drawn of one panel: its texts and its lines.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Drawn {
    /// Each text that ends where it stands, as an axis has them, and its height.
    pub labels: Vec<(String, f64)>,
    /// The lines.
    pub lines: Vec<Line>,
}

/// A line: its colour in capitals, its width, and its points, in parts where it breaks.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Line(String, f64, Vec<(f64, f64)>);

/// Keeps what is drawn on the chart's canvas in `window.drawn`, as [`Drawn`]; for every new document.
pub const RECORD: &str = "
    const context = CanvasRenderingContext2D.prototype;
    let points = [];
    const also = (name, keep) => {
        const own = context[name];
        context[name] = function (...given) {
            if (this.canvas.matches('canvas.chart')) keep(this, ...given);
            return own.apply(this, given);
        };
    };
    also('setTransform', () => { window.drawn = {labels: [], lines: []}; });
    also('beginPath', () => { points = []; });
    also('moveTo', (_, x, y) => points.push([x, y]));
    also('lineTo', (_, x, y) => points.push([x, y]));
    also('stroke', ({strokeStyle, lineWidth}) =>
        window.drawn.lines.push([strokeStyle.toUpperCase(), lineWidth, points]));
    also('fillText', ({textAlign}, text, x, y) => {
        if (textAlign === 'end') window.drawn.labels.push([text, y]);
    });";

/// The value of an attribute.
fn attribute<'a>(line: &'a str, name: &str) -> Option<&'a str> {
    line.split_once(&format!(" {name}=\""))?.1.split('"').next()
}

fn number(line: &str, name: &str) -> Option<f64> {
    attribute(line, name)?.parse().ok()
}

impl Drawn {
    /// What an SVG picture holds, an element a line.
    #[must_use]
    pub fn of_svg(svg: &str) -> Self {
        let labels = svg
            .lines()
            .filter(|line| attribute(line, "text-anchor") == Some("end"))
            .filter_map(|line| {
                let words = line.split_once('>')?.1.split('<').next()?;
                Some((words.to_owned(), number(line, "y")?))
            });
        let lines = svg.lines().filter(|line| line.starts_with("<path"));
        let lines = lines.filter_map(|line| {
            let colour = attribute(line, "stroke")?.to_uppercase();
            let path = attribute(line, "d")?;
            let points = path.split(['M', 'L']).filter_map(|point| {
                let (x, y) = point.split_once(' ')?;
                Some((x.parse().ok()?, y.parse().ok()?))
            });
            let width = number(line, "stroke-width")?;
            Some(Line(colour, width, points.collect()))
        });
        Self {
            labels: labels.collect(),
            lines: lines.collect(),
        }
    }

    /// What a number on the axis stands for at which height: the least and the largest.
    fn axis(&self) -> [(f64, f64); 2] {
        // A label's baseline stands so much below its value; the outer ones are the plot's edges,
        // which lie between pixels.
        let below = 13.0 * 0.35 + 0.5;
        let value = |words: &str| words.replace('\u{202f}', "").parse::<f64>().ok();
        let labels = self.labels.iter();
        let mut labels: Vec<(f64, f64)> = labels
            .filter_map(|(words, y)| Some((y - below, value(words)?)))
            .collect();
        labels.sort_by(|one, other| one.1.total_cmp(&other.1));
        [labels[0], labels[labels.len() - 1]]
    }

    /// Holds the strong line of a colour against its values, gaps left out: as far apart as a
    /// fiftieth of a pixel at most, since places are told to a hundredth.
    ///
    /// # Panics
    /// Where they differ.
    pub fn assert_shows(&self, colour: &str, values: &[f64]) {
        let [least, largest] = self.axis();
        let per_pixel = (largest.1 - least.1) / (largest.0 - least.0);
        let lines = self.lines.iter();
        let mut points: Vec<(f64, f64)> = lines
            .filter(|Line(of, width, _)| of == colour && width.to_bits() == 2.0_f64.to_bits())
            .flat_map(|Line(_, _, points)| points.iter().copied())
            .collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        points.dedup();
        let read: Vec<f64> = points
            .iter()
            .map(|(_, y)| least.1 + (y - least.0) * per_pixel)
            .collect();
        assert_eq!(read.len(), values.len(), "{read:?} {values:?}");
        for (read, value) in read.iter().zip(values) {
            assert!(
                (read - value).abs() < 0.02 * per_pixel.abs(),
                "{read} {value}"
            );
        }
    }
}
