//! What the page notes in the browser's own timeline: how long each chart took, and when the first one stood.

use serde::Deserialize;
use tests::House;
use tests::chromium::Screen;
use tests::visitor::{READY, Visitor, launch};

/// An entry of the timeline.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    entry_type: String,
    start_time: f64,
    duration: f64,
}

async fn entries(visitor: &Visitor, name: &str) -> Vec<Entry> {
    let script = format!("return performance.getEntriesByName('bootlens:{name}')");
    visitor.browser.run(&script, &[]).await
}

#[tokio::test]
async fn each_chart_is_noted_and_the_first_one_once() {
    for (path, canvas) in [
        ("?app=shop", "canvas.spark"),
        (&*launch(30), "canvas.chart"),
    ] {
        let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
        visitor.open(path).await;
        visitor.browser.until("all data", READY).await;
        let count = visitor.browser.texts(canvas).await.len();
        let (plans, draws) = (
            entries(&visitor, "plan").await,
            entries(&visitor, "draw").await,
        );
        assert!(count > 0 && draws.len() >= count && plans.len() >= count);
        for entry in plans.iter().chain(&draws) {
            assert_eq!(entry.entry_type, "measure");
            assert!(entry.duration >= 0.0 && entry.duration < 60_000.0);
        }
        let first = entries(&visitor, "first-chart").await;
        assert_eq!(first.len(), 1, "{path}");
        assert_eq!(first[0].entry_type, "mark");
        let begun = draws[0].start_time;
        assert!(
            first[0].start_time >= begun + draws[0].duration,
            "{} after {begun}",
            first[0].start_time
        );
        // Another theme paints every chart once more; nothing is laid out anew.
        visitor.choose("more", "dark").await;
        let dark = "document.documentElement.dataset.theme === 'dark'";
        visitor.browser.until("the dark theme", dark).await;
        visitor.browser.until_painted().await;
        assert!(entries(&visitor, "draw").await.len() >= draws.len() + count);
        assert_eq!(entries(&visitor, "first-chart").await.len(), 1);
        visitor.leave().await;
    }
}
