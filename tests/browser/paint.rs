//! The canvas: painted with lines, sharp, and refused nothing.

use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;

use tests::visitor::{READY, Visitor, chart, faults, launch};

/// The two hues of the light theme.
const IOS: [u8; 3] = [0x2f, 0x6f, 0xde];
const ANDROID: [u8; 3] = [0xc2, 0x57, 0x0c];

/// In which columns of the first canvas a colour is seen, in shares of its width.
async fn columns(visitor: &Visitor, [red, green, blue]: [u8; 3]) -> Vec<f64> {
    let script = format!(
            "const canvas = document.querySelector('canvas.chart');
            const {{width, height}} = canvas;
            const all = canvas.getContext('2d').getImageData(0, 0, width, height).data;
            const found = new Set();
            for (let at = 0; at < all.length; at += 4)
                if (Math.abs(all[at] - {red}) + Math.abs(all[at + 1] - {green}) + Math.abs(all[at + 2] - {blue}) < 24)
                    found.add((at / 4) % width);
            return [...found].map(column => column / width)"
        );
    visitor.browser.run(&script, &[]).await
}

#[tokio::test]
async fn each_platform_has_a_line_in_its_hue_across_the_plot() {
    let visitor = Visitor::new().await;
    let path = format!("{}&platform=ios,android&metric=total", launch(60));
    visitor.open(&path).await;
    for hue in [IOS, ANDROID] {
        let columns = columns(&visitor, hue).await;
        // A line, not a swatch: it is seen from the plot's left to its right.
        for tenth in 1..8_u8 {
            let (from, to) = (f64::from(tenth) / 10.0, f64::from(tenth + 1) / 10.0);
            let there = columns.iter().any(|column| (from..to).contains(column));
            assert!(there, "no line of {hue:?} from {from} to {to}");
        }
    }
    visitor.leave().await;
}

#[tokio::test]
async fn days_without_a_value_break_the_line() {
    let house = House::start().await;
    let days = last_days(30);
    // Ten days in the middle are empty lists, whoever asks for them.
    let hole = serde_json::json!({"errcode": 0, "data": {"body": {"tables": [{"id": "memory", "zh": "内存均值",
        "lines": [{"fields": days.days().enumerate().filter(|(at, _)| !(10..20).contains(at))
            .map(|(_, day)| serde_json::json!({"refdate": day.to_string().replace('-', ""), "value": "300"}))
            .collect::<Vec<_>>()}]}]}}});
    let exact = Effect::Exact {
        status: 200,
        content_type: "application/json".to_owned(),
        body: hole.to_string(),
    };
    house.simulator().script(Fault::new(exact).path(BOOT));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let path = chart("shop", Module::Memory, days);
    visitor.open(&format!("{path}&platform=ios")).await;
    let columns = columns(&visitor, IOS).await;
    let seen = |from: f64, to: f64| columns.iter().any(|column| (from..to).contains(column));
    assert!(
        seen(0.1, 0.3) && seen(0.7, 0.85),
        "the line before and after"
    );
    assert!(!seen(0.42, 0.58), "no line where nothing is known");
    visitor.leave().await;
}

#[tokio::test]
async fn a_canvas_has_a_pixel_for_each_of_the_screens() {
    for ratio in [1.0, 1.5, 2.0] {
        let screen = Screen {
            ratio,
            ..Screen::LAPTOP
        };
        let visitor = Visitor::at(House::start().await, screen).await;
        visitor.open(&format!("{}&metric=total", launch(30))).await;
        let script = "const canvas = document.querySelector('canvas.chart');
            return [canvas.width, canvas.clientWidth, canvas.height, canvas.clientHeight]";
        let [width, css_width, height, css_height]: [f64; 4] =
            visitor.browser.run(script, &[]).await;
        assert!(
            (width - css_width * ratio).abs() <= 1.0,
            "{width} for {css_width} at {ratio}"
        );
        assert!(
            (height - css_height * ratio).abs() <= 1.0,
            "{height} for {css_height} at {ratio}"
        );
        visitor.leave().await;
    }
}

#[tokio::test]
async fn the_crosshair_tells_every_series_of_its_day_unrounded() {
    let visitor = Visitor::new().await;
    visitor
        .open(&format!("{}&platform=ios,android&metric=total", launch(30)))
        .await;
    let before = visitor.picture().await;
    visitor
        .browser
        .run::<Option<()>>(
            "const canvas = document.querySelector('canvas.chart'), box = canvas.getBoundingClientRect();
            canvas.dispatchEvent(new PointerEvent('pointermove', {bubbles: true,
                clientX: box.left + box.width / 2, clientY: box.top + 100}))",
            &[],
        )
        .await;
    visitor
        .browser
        .until("a tooltip", "document.querySelector('.tooltip')")
        .await;
    let day = visitor.browser.text(".tooltip strong").await;
    assert!(day.contains("10月"), "{day}");
    let told = visitor.browser.texts(".tooltip td:nth-child(2)").await;
    assert_eq!(told.len(), 2);
    let table = visitor.table().await;
    let told: Vec<&str> = told.iter().map(|text| text.trim()).collect();
    assert!(
        table.iter().any(|row| *row == told),
        "{told:?} is a row of the table"
    );
    assert_eq!(
        visitor.picture().await.to_bits(),
        before.to_bits(),
        "the chart is not painted again"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn the_watch_over_the_content_security_policy_sees_a_violation() {
    let visitor = Visitor::new().await;
    visitor.go(&launch(7)).await;
    visitor.browser.until("all data", READY).await;
    assert!(faults(&visitor.browser.log().await).is_empty());
    let style = "document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">x</p>')";
    visitor.browser.run::<Option<()>>(style, &[]).await;
    let log = visitor.browser.log().await;
    assert_eq!(faults(&log).len(), 1, "{log:?}");
}
