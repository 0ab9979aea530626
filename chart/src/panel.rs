//! What a panel is asked to show.

use shared::apps::DayMark;
use shared::budget::Bound;
use shared::calendar::CalendarDay;
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Alias, Hidden, Scale};

use crate::span::Span;
use crate::unit::Unit;

/// What figures should keep within.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Goal {
    /// The bound, in the metric's unit.
    pub bound: Bound,
    /// The slice that it holds for; `None`: every one.
    pub slice: Option<Slice>,
}

/// A change that was found in a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Which of the panel's series.
    pub series: usize,
    /// The first day that differs.
    pub day: Day,
    /// Whether it got worse.
    pub worse: bool,
}

/// One panel: some series of one metric over the same days.
#[derive(Clone, Debug)]
pub struct Panel<'a> {
    /// What stands above it; empty: no title line.
    pub title: &'a str,
    /// The series, in the order of the reply; hidden ones too, so that indices stay theirs.
    pub series: Vec<&'a Series>,
    /// The days. A current series may start before or after; a compared one starts beside the first.
    pub range: DayRange,
    /// Releases and other marks; those outside the days are left out.
    pub marks: &'a [DayMark],
    /// The days that differ from others of their weekday, in order; empty: weekends alone are off.
    pub calendar: &'a [CalendarDay],
    /// What the figures should keep within.
    pub goals: &'a [Goal],
    /// The values that the axis must hold; `None`: this panel's own.
    pub span: Option<Span>,
    /// Single days that are far from those around them, each with its place among the series.
    pub far: &'a [(usize, Day)],
    /// Changes that were found.
    pub found: &'a [Found],
    /// Days of the moving mean; 1: none.
    pub smooth: usize,
    /// Where the value axis starts.
    pub scale: Scale,
    /// The lines that are hidden.
    pub hidden: &'a [Hidden],
    /// Whether a row of keys names the lines where there is no room to name them at their ends.
    pub keys: bool,
    /// The unit of axis and labels; `None`: chosen by this panel's largest series.
    pub unit: Option<Unit>,
    /// The language of the texts.
    pub lang: Lang,
    /// Whether series of several apps stand here, so that labels name the app.
    pub several_apps: bool,
    /// Whether the data is made up.
    pub demo: bool,
    /// A line at the foot, such as up to when the data is known; empty: none.
    pub footer: &'a str,
}

impl<'a> Panel<'a> {
    /// A panel of lines alone, as small charts are.
    #[must_use]
    pub fn bare(series: &'a [Series], range: DayRange, lang: Lang) -> Self {
        Self {
            title: "",
            series: series.iter().collect(),
            range,
            marks: &[],
            calendar: &[],
            goals: &[],
            span: None,
            far: &[],
            found: &[],
            smooth: 1,
            scale: Scale::Fit,
            hidden: &[],
            keys: false,
            unit: None,
            lang,
            several_apps: false,
            demo: false,
            footer: "",
        }
    }
}

impl Panel<'_> {
    /// Whether the series is not among the hidden ones.
    #[must_use]
    pub fn shows(&self, series: &Series) -> bool {
        !hides(self.hidden, series)
    }

    /// Whether a goal holds for a series that is shown.
    pub(crate) fn has_goal(&self, goal: &Goal) -> bool {
        goal.slice.is_none_or(|slice| {
            let mut series = self.series.iter();
            series.any(|series| series.slice == slice && self.shows(series))
        })
    }

    /// The unit of axis and labels.
    #[must_use]
    pub fn unit(&self) -> Unit {
        self.unit
            .clone()
            .unwrap_or_else(|| Unit::of_series(self.series.iter().copied()))
    }
}

/// Whether a line is among the hidden ones.
#[must_use]
pub(crate) fn hides(hidden: &[Hidden], series: &Series) -> bool {
    hidden.iter().any(|hidden| {
        let same = |app: &Alias| app.as_str() == series.app;
        hidden.slice == series.slice && hidden.app.as_ref().is_none_or(same)
    })
}

/// How large a picture is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Size {
    /// Width in CSS pixels.
    pub width: f64,
    /// Height in CSS pixels.
    pub height: f64,
    /// Device pixels a CSS pixel; rules are laid on whole ones.
    pub ratio: f64,
}
