//! Canvas and SVG of one scene are one picture, pixel by pixel as far as two rasterisers agree.

use std::collections::BTreeMap;

use chart::{Found, Goal, Panel, Size, scene, svg};
use js_sys::{Array, Function, Promise};
use shared::apps::DayMark;
use shared::budget::Bound;
use shared::calendar::{CalendarDay, CalendarKind};
use shared::day::{Day, DayRange};
use shared::filter::{Platform, Slice};
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::{Status, Value};
use shared::view::{Scale, Theme};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;

use super::paint;

/// Draws the SVG at the canvas' size and counts the squares of 4 × 4 pixels whose means differ, and
/// those that hold anything.
const COMPARE: &str = "return (async () => {
    const image = new Image();
    image.src = 'data:image/svg+xml;charset=utf-8,' + encodeURIComponent(svg);
    await image.decode();
    const {width, height} = canvas;
    const other = document.createElement('canvas');
    other.width = width; other.height = height;
    other.getContext('2d').drawImage(image, 0, 0, width, height);
    const [a, b] = [canvas, other].map(one => one.getContext('2d').getImageData(0, 0, width, height).data);
    const ground = a.slice(0, 3);
    let off = 0, drawn = 0;
    for (let y = 0; y + 4 <= height; y += 4) for (let x = 0; x + 4 <= width; x += 4) {
        const sums = [0, 0, 0, 0, 0, 0];
        for (let j = 0; j < 4; j++) for (let i = 0; i < 4; i++) for (let c = 0; c < 3; c++) {
            const at = ((y + j) * width + x + i) * 4 + c;
            sums[c] += a[at]; sums[c + 3] += b[at];
        }
        const far = (one, two) => Math.max(...[0, 1, 2].map(c => Math.abs(one[c] - two[c]) / 16));
        if (far(sums, sums.slice(3)) > 24) off++;
        if (far(sums, [...ground].map(one => one * 16)) > 8) drawn++;
    }
    return [off, drawn];
})()";

fn day(number: i64) -> Day {
    Day::at_unix(0).plus(20_728 + number)
}

fn series(platform: Platform, middle: f64, period: Period) -> Series {
    let wave = |at: i64| middle * (1.0 + 0.08 * ((at % 7) as f64 / 7.0));
    let values = (0..30).map(|at| match at {
        9 | 10 => None,
        _ => Value::new(wave(at)),
    });
    let status = [
        (9, Status::Missing),
        (10, Status::Failed),
        (20, Status::Revised),
        (28, Status::Provisional),
        (29, Status::Provisional),
    ];
    let status = status.map(|(at, status)| (day(at), status));
    Series {
        app: "shop".to_owned(),
        slice: Slice {
            platform,
            ..Slice::ALL
        },
        period,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Better::Down,
            role: None,
            confidence: Confidence::Low,
        },
        start: day(0),
        values: values.collect(),
        status: BTreeMap::from(status),
    }
}

/// Squares that differ and squares that are drawn, of a panel with one mark of every kind; `damage`
/// changes the SVG.
async fn compared(ratio: f64, theme: Theme, damage: impl Fn(String) -> String) -> (f64, f64) {
    let all = [
        series(Platform::Ios, 1200.0, Period::Current),
        series(Platform::Android, 2300.0, Period::Current),
        series(Platform::Android, 2100.0, Period::Compared),
    ];
    let marks = [DayMark {
        day: day(12),
        label: "v2.3.1".to_owned(),
    }];
    let calendar = [CalendarDay {
        day: day(15),
        kind: CalendarKind::Off,
        zh: "中秋节".to_owned(),
        en: "Mid-Autumn".to_owned(),
    }];
    let goals = [Goal {
        bound: Bound::Over(2600.0),
        slice: None,
    }];
    let found = [Found {
        series: 1,
        day: day(13),
        worse: true,
    }];
    let panel = Panel {
        title: "启动总耗时",
        series: all.iter().collect(),
        range: DayRange::ending(day(29), 30),
        marks: &marks,
        calendar: &calendar,
        goals: &goals,
        span: None,
        far: &[(0, day(5))],
        found: &found,
        smooth: 1,
        scale: Scale::Zero,
        hidden: &[],
        keys: true,
        unit: None,
        lang: Lang::Zh,
        several_apps: false,
        demo: true,
        footer: "2026年10月1日–30日 · 数据至 10月30日",
    };
    let size = Size {
        width: 900.0,
        height: 420.0,
        ratio,
    };
    let scene = scene(&panel, size);
    let document = web_sys::window().and_then(|window| window.document());
    let canvas = document.unwrap().create_element("canvas").unwrap();
    let canvas = canvas.unchecked_into();
    assert!(paint(&canvas, &scene, theme));
    let text = damage(svg::paint(&scene, theme));
    let compare = Function::new_with_args("canvas, svg", COMPARE);
    let counts = compare
        .call2(&JsValue::NULL, &canvas, &JsValue::from(text))
        .unwrap();
    let counts: Promise = counts.unchecked_into();
    let counts: Array = JsFuture::from(counts).await.unwrap().unchecked_into();
    let count = |place| counts.get(place).as_f64().unwrap();
    (count(0), count(1))
}

#[wasm_bindgen_test]
async fn canvas_and_svg_of_one_scene_are_one_picture() {
    for (ratio, theme) in [(1.0, Theme::Light), (1.5, Theme::Dark), (2.0, Theme::Light)] {
        let (off, drawn) = compared(ratio, theme, |svg| svg).await;
        assert!(drawn > 1_000.0, "{drawn} squares are drawn at {ratio}");
        assert!(
            off / drawn < 0.01,
            "{off} of {drawn} squares differ at {ratio}"
        );
    }
}

#[wasm_bindgen_test]
async fn a_line_that_one_of_the_two_lacks_is_seen() {
    let without = |svg: String| svg.replace("#C2570C", "#FCFCFA");
    let (off, drawn) = compared(1.0, Theme::Light, without).await;
    assert!(off / drawn > 0.02, "{off} of {drawn} squares differ");
}
