//! The page on paper: the sentence, figures, chart, table and address, and nothing else.

use serde_json::json;
use tests::House;
use tests::chromium::Screen;
use tests::visitor::{Visitor, launch};

/// What is seen of the page, by what a person would call it.
const SEEN: &str = "
    const seen = selector => [...document.querySelectorAll(selector)].some(one => one.checkVisibility());
    return Object.entries({
        sentence: '#sentence', figures: '.figures .value', chart: 'canvas.chart', table: 'table.values td',
        top: '.brand, .through, [data-testid=share], [data-control=more]', steps: '.steps', findings: '.findings',
        caveat: '.caveat', lines: 'summary', take: '.take', statistics: 'table.statistics', state: '.state', notice: '.notice',
    }).filter(([, selector]) => seen(selector)).map(([name]) => name)";

async fn printed(visitor: &Visitor, begins: bool) {
    let media = json!({"media": if begins { "print" } else { "" }});
    visitor
        .browser
        .devtools("Emulation.setEmulatedMedia", media)
        .await;
    let event = if begins { "beforeprint" } else { "afterprint" };
    let event = format!("dispatchEvent(new Event('{event}'))");
    visitor.browser.run::<Option<()>>(&event, &[]).await;
}

#[tokio::test]
async fn paper_holds_sentence_figures_chart_table_and_address_alone() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor
        .open(&format!(
            "{}&metric=total&platform=ios,android&colour=red",
            launch(28)
        ))
        .await;
    visitor.choose("more", "dark").await;
    visitor.browser.press("[data-control=more] > button").await;
    visitor.browser.press("details.statistics summary").await;
    visitor
        .browser
        .until("numbers", "document.querySelector('table.statistics td')")
        .await;
    printed(&visitor, true).await;
    visitor
        .browser
        .until(
            "the table",
            "document.querySelector('table.values tbody td')",
        )
        .await;
    let seen: Vec<String> = visitor.browser.run(SEEN, &[]).await;
    assert_eq!(seen, ["sentence", "figures", "chart", "table"]);
    let foot = "return getComputedStyle(document.documentElement, '::after').content";
    let foot: String = visitor.browser.run(foot, &[]).await;
    assert_eq!(foot, format!("\"{}\"", visitor.browser.address().await));
    // Dark lines on white paper would be none.
    let theme = "document.documentElement.dataset.theme";
    visitor
        .browser
        .until("light", &format!("{theme} === 'light'"))
        .await;
    let upright = "const canvas = document.querySelector('canvas.chart'), box = canvas.getBoundingClientRect();
        return box.width / box.height / (canvas.width / canvas.height)";
    let upright: f64 = visitor.browser.run(upright, &[]).await;
    assert!(
        (upright - 1.0).abs() < 0.02,
        "the chart is drawn out by {upright}"
    );

    printed(&visitor, false).await;
    visitor
        .browser
        .until("dark", &format!("{theme} === 'dark'"))
        .await;
    visitor
        .browser
        .until("no table", "!document.querySelector('details.table').open")
        .await;
    let seen: Vec<String> = visitor.browser.run(SEEN, &[]).await;
    assert!(seen.contains(&"top".to_owned()), "{seen:?}");
    visitor.leave().await;
}

#[tokio::test]
async fn a_table_that_was_open_is_open_after_printing() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&launch(28)).await;
    visitor.table().await;
    for begins in [true, false] {
        printed(&visitor, begins).await;
        let open = "return document.querySelector('details.table').open";
        assert!(visitor.browser.run::<bool>(open, &[]).await);
    }
    visitor.leave().await;
}
