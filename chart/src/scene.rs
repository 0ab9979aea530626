//! A scene: marks in CSS pixels, as typed columns that a painter walks without knowing data.

use crate::axes::ValueAxis;
use crate::panel::Size;

/// A colour by its part; [`Palette::of`](crate::Palette::of) tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ink {
    /// What everything stands on: fills what is hollow.
    Ground,
    /// Text that is read.
    Text,
    /// Text and marks that step back.
    Quiet,
    /// Rules and shades.
    Rule,
    /// Lines of all platforms.
    All,
    /// Lines of iOS.
    Ios,
    /// Lines of Android.
    Android,
    /// What got worse.
    Worse,
}

/// A rectangle in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f32,
    /// The upper edge.
    pub y: f32,
    /// Its width.
    pub width: f32,
    /// Its height.
    pub height: f32,
}

impl Rect {
    /// The right edge.
    #[must_use]
    pub fn right(&self) -> f32 {
        self.x + self.width
    }

    /// The lower edge.
    #[must_use]
    pub fn bottom(&self) -> f32 {
        self.y + self.height
    }

    /// Whether the two have an area in common.
    #[must_use]
    pub fn touches(&self, other: &Self) -> bool {
        self.x < other.right()
            && other.x < self.right()
            && self.y < other.bottom()
            && other.y < self.bottom()
    }
}

/// How a line is dashed; lengths of stroke and gap are [`Dash::pattern`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dash {
    /// Not at all.
    Solid,
    /// Dots: what is not settled, and marks.
    Dotted,
}

impl Dash {
    /// Stroke and gap in CSS pixels for a line of this width; `None`: solid.
    #[must_use]
    pub fn pattern(self, width: f32) -> Option<[f32; 2]> {
        match self {
            Self::Solid => None,
            Self::Dotted => Some([width.max(1.5), width.max(1.5) + 1.5]),
        }
    }
}

/// Stroked lines: one path for all of one look. Joins are bevelled, ends are butt.
#[derive(Clone, Debug, PartialEq)]
pub struct Path {
    /// The points' distances from the left edge.
    pub xs: Vec<f32>,
    /// The points' distances from the upper edge.
    pub ys: Vec<f32>,
    /// Where each sub-path starts, in order; the first is 0.
    pub starts: Vec<u32>,
    /// The colour.
    pub ink: Ink,
    /// The opacity, 0 to 1.
    pub alpha: f32,
    /// The width in CSS pixels.
    pub width: f32,
    /// The dash.
    pub dash: Dash,
}

impl Path {
    /// A path without points.
    #[must_use]
    pub fn new(ink: Ink, alpha: f32, width: f32, dash: Dash) -> Self {
        Self {
            xs: Vec::new(),
            ys: Vec::new(),
            starts: Vec::new(),
            ink,
            alpha,
            width,
            dash,
        }
    }

    /// Begins a sub-path.
    pub fn move_to(&mut self, x: f32, y: f32) {
        #[expect(clippy::cast_possible_truncation, reason = "never 2^32 points")]
        self.starts.push(self.xs.len() as u32);
        self.line_to(x, y);
    }

    /// Goes on with the sub-path.
    pub fn line_to(&mut self, x: f32, y: f32) {
        self.xs.push(x);
        self.ys.push(y);
    }

    /// The sub-paths, each as its points' two columns.
    pub fn parts(&self) -> impl Iterator<Item = (&[f32], &[f32])> {
        self.starts.iter().enumerate().map(|(index, &start)| {
            let end = self.starts.get(index + 1);
            let span = start as usize..end.map_or(self.xs.len(), |&end| end as usize);
            (&self.xs[span.clone()], &self.ys[span])
        })
    }
}

/// Circles of one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Dots {
    /// The centres' distances from the left edge.
    pub xs: Vec<f32>,
    /// The centres' distances from the upper edge.
    pub ys: Vec<f32>,
    /// The radius in CSS pixels.
    pub radius: f32,
    /// The colour.
    pub ink: Ink,
    /// The opacity, 0 to 1.
    pub alpha: f32,
    /// Whether they are filled with [`Ink::Ground`] and stroked 1.5 wide, not filled with the ink.
    pub hollow: bool,
}

/// Filled rectangles of one look.
#[derive(Clone, Debug, PartialEq)]
pub struct Boxes {
    /// The rectangles.
    pub rects: Vec<Rect>,
    /// The colour.
    pub ink: Ink,
    /// The opacity, 0 to 1.
    pub alpha: f32,
}

/// Which point of a text stands at its `x`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Anchor {
    /// Its start.
    Start,
    /// Its middle.
    Middle,
    /// Its end.
    End,
}

/// One line of text.
#[derive(Clone, Debug, PartialEq)]
pub struct Text {
    /// Where the anchor stands.
    pub x: f32,
    /// The baseline.
    pub y: f32,
    /// What it says.
    pub text: String,
    /// The font size in CSS pixels.
    pub size: f32,
    /// What stands at `x`.
    pub anchor: Anchor,
    /// The colour.
    pub ink: Ink,
    /// Whether its weight is 600, not 400.
    pub strong: bool,
}

/// One thing to paint.
#[derive(Clone, Debug, PartialEq)]
pub enum Mark {
    /// Stroked lines.
    Path(Path),
    /// Circles.
    Dots(Dots),
    /// Filled rectangles.
    Boxes(Boxes),
    /// A text.
    Text(Text),
}

impl Mark {
    /// Moves it.
    pub(crate) fn shift(&mut self, right: f32, down: f32) {
        match self {
            Self::Path(Path { xs, ys, .. }) | Self::Dots(Dots { xs, ys, .. }) => {
                xs.iter_mut().for_each(|x| *x += right);
                ys.iter_mut().for_each(|y| *y += down);
            }
            Self::Boxes(boxes) => {
                for rect in &mut boxes.rects {
                    rect.x += right;
                    rect.y += down;
                }
            }
            Self::Text(text) => {
                text.x += right;
                text.y += down;
            }
        }
    }
}

/// What a drawn series is called and looks like.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Which of the panel's series.
    pub series: usize,
    /// Its name.
    pub label: String,
    /// Its colour.
    pub ink: Ink,
    /// Its opacity.
    pub alpha: f32,
    /// Whether it is of the compared period.
    pub compared: bool,
    /// Where each day's value stands; NaN where there is none.
    pub(crate) ys: Vec<f32>,
}

/// A laid-out panel.
#[derive(Clone, Debug)]
pub struct Scene {
    /// How large it is.
    pub size: Size,
    /// Where the values stand.
    pub plot: Rect,
    /// How many days stand side by side.
    pub days: usize,
    /// What to paint, from behind to the front.
    pub marks: Vec<Mark>,
    /// What it shows, in words.
    pub title: String,
    /// The drawn series, hidden ones left out.
    pub lines: Vec<Line>,
    pub(crate) axis: ValueAxis,
}

impl Scene {
    /// The day nearest to `x`, within the plot's width and a day's breadth beside it.
    #[must_use]
    pub fn day_at(&self, x: f64) -> Option<usize> {
        let step = f64::from(self.plot.width) / self.days.max(1) as f64;
        let place = (x - f64::from(self.plot.x)) / step;
        if self.days == 0 || place.is_nan() || place < -1.0 || place > self.days as f64 + 1.0 {
            return None;
        }
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "held within the days"
        )]
        Some((place.max(0.0) as usize).min(self.days - 1))
    }

    /// Where day `index` stands: the middle of its breadth.
    #[must_use]
    pub fn x_of(&self, index: usize) -> f64 {
        let step = f64::from(self.plot.width) / self.days.max(1) as f64;
        f64::from(self.plot.x) + (index as f64 + 0.5) * step
    }

    /// Where the value of day `index` of the panel's series `series` stands, unsmoothed.
    #[must_use]
    pub fn y_of(&self, series: usize, index: usize) -> Option<f64> {
        let line = self.lines.iter().find(|line| line.series == series)?;
        let y = *line.ys.get(index)?;
        (!y.is_nan()).then(|| f64::from(y))
    }

    /// Where a value would stand, in the metric's unit; outside the plot where the axis ends before.
    #[must_use]
    pub fn y_at(&self, value: f64) -> f64 {
        let plot = &self.plot;
        f64::from(plot.bottom()) - self.axis.share(value) * f64::from(plot.height)
    }
}
