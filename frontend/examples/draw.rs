//! The page's own way from series to pixels, for the measurement beside other chart libraries:
//! the same scene and the same painter, called from a script.

use chart::{Panel, Size, scene};
use frontend::browser::canvas;
use shared::day::{Day, DayRange};
use shared::filter::{Filter, Level, Network, Platform, Slice};
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Value;
use shared::view::{Scale, Theme};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::HtmlCanvasElement;

/// Series as the page's store holds them.
#[wasm_bindgen]
pub struct Drawing {
    series: Vec<Series>,
    range: DayRange,
}

#[wasm_bindgen]
impl Drawing {
    /// Lines of `days` values each, one after the other in `values`; the first day in Unix seconds.
    #[must_use]
    pub fn new(days: u32, begin: f64, values: &[f64]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970, whole")]
        let start = Day::at_unix(begin as i64);
        let range = DayRange::ending(start.plus(i64::from(days) - 1), days);
        let series = values
            .chunks(range.count())
            .enumerate()
            .map(|(number, values)| one(number, start, values))
            .collect();
        Self { series, range }
    }

    /// Lays out and paints, as the page does when the first answer is there.
    pub fn draw(&self, canvas: &HtmlCanvasElement, width: f64, height: f64, ratio: f64) -> bool {
        let panel = Panel {
            title: "",
            series: self.series.iter().collect(),
            range: self.range,
            marks: &[],
            smooth: 1,
            scale: Scale::Zero,
            hidden: &[],
            keys: true,
            unit: None,
            lang: Lang::En,
            several_apps: false,
            demo: false,
            footer: "",
        };
        let size = Size {
            width,
            height,
            ratio,
        };
        canvas::paint(canvas, &scene(&panel, size), Theme::Light)
    }
}

/// A line of its own slice.
fn one(number: usize, start: Day, values: &[f64]) -> Series {
    fn of<F: Filter>(number: usize) -> F {
        F::ALL[number % F::ALL.len()]
    }
    Series {
        app: "shop".to_owned(),
        slice: Slice {
            platform: of::<Platform>(number),
            level: of::<Level>(number / 3),
            network: of::<Network>(number / 12),
        },
        period: Period::Current,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Better::Down,
            role: None,
            confidence: Confidence::High,
        },
        start,
        values: values.iter().map(|value| Value::new(*value)).collect(),
        status: std::collections::BTreeMap::new(),
    }
}

fn main() {}
