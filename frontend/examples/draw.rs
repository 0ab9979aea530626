//! The page's own way from series to pixels and from a pointer to values, for the measurement
//! beside other chart libraries: the same scene, painter and panel, called from a script.

use std::any::Any;
use std::sync::Arc;

use chart::{Panel, Size, scene};
use frontend::address::Address;
use frontend::app::KnownApps;
use frontend::browser::canvas;
use frontend::components::panel::{Beside, Panels};
use frontend::prefs::Prefs;
use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::filter::{Filter, Level, Network, Platform, Slice};
use shared::metric::{Better, Confidence, Metric};
use shared::module::Module;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Value;
use shared::view::{Hidden, Scale, Theme, View};
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{HtmlCanvasElement, HtmlElement};

/// Series as the page's store holds them.
#[wasm_bindgen]
pub struct Drawing {
    series: Arc<Vec<Series>>,
    range: DayRange,
}

#[wasm_bindgen]
impl Drawing {
    /// Lines of `days` values each, one after the other in `values`; the first day in Unix seconds.
    #[must_use]
    pub fn new(days: u32, begin: f64, values: &[f64]) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970, whole")]
        let start = Day::at_unix(begin as i64);
        let range = days_from(start, days);
        let series = values
            .chunks(range.count())
            .enumerate()
            .map(|(number, values)| one(number, start, values))
            .collect();
        Self {
            series: Arc::new(series),
            range,
        }
    }

    /// Lays out and paints, as the page does with every answer: `days` days from the day `from`,
    /// without the line `hidden`.
    pub fn draw(
        &self,
        canvas: &HtmlCanvasElement,
        width: f64,
        height: f64,
        from: u32,
        days: u32,
        hidden: Option<usize>,
    ) -> bool {
        let hidden: Vec<Hidden> = hidden
            .and_then(|number| self.series.get(number))
            .map(|one| Hidden {
                slice: one.slice,
                app: None,
            })
            .into_iter()
            .collect();
        let panel = Panel {
            title: "",
            series: self.series.iter().collect(),
            range: days_from(self.range.start().plus(i64::from(from)), days),
            marks: &[],
            calendar: &[],
            goals: &[],
            span: None,
            far: &[],
            found: &[],
            smooth: 1,
            scale: Scale::Zero,
            hidden: &hidden,
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
            ratio: 1.0,
        };
        canvas::paint(canvas, &scene(&panel, size), Theme::Light)
    }

    /// The page's own panel in `place`, with its crosshair and tooltip.
    #[must_use]
    pub fn live(&self, place: HtmlElement) -> Live {
        let (series, range) = (self.series.clone(), self.range);
        let handle = leptos::mount::mount_to(place, move || {
            Prefs::provide();
            provide_context(KnownApps {
                answer: RwSignal::new(None),
            });
            Address::provide();
            let view = View {
                module: Some(Module::Launch),
                ..View::default()
            };
            view! {
                <Panels
                    series=Signal::stored(series)
                    range=Signal::stored(Some(range))
                    newest=Signal::stored(None)
                    beside=RwSignal::new(Beside::default())
                    view=Signal::stored(view)
                />
            }
        });
        Live(Box::new(handle))
    }
}

/// A panel that is mounted until this is freed.
#[wasm_bindgen]
pub struct Live(#[expect(dead_code, reason = "held for what its end does")] Box<dyn Any>);

fn days_from(start: Day, days: u32) -> DayRange {
    DayRange::ending(start.plus(i64::from(days) - 1), days)
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
