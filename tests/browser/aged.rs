//! A link whose days lie behind by now.

use shared::day::DayRange;
use shared::module::Module;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, chart};

#[tokio::test]
async fn a_link_to_days_that_lie_behind_says_so_and_leads_to_as_many_of_the_newest() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP).await;
    let newest = last_days(1).end();
    let old = DayRange::ending(newest.plus(-20), 14);
    let path = format!("{}&metric=total", chart("shop", Module::Launch, old));
    visitor.open(&path).await;
    let line = "document.querySelector('[data-testid=aged]')";
    visitor.browser.until("the line", line).await;
    let said = visitor.browser.text("[data-testid=aged]").await;
    assert_eq!(
        said,
        "这是10月9日为止的数据，现在已有到10月29日的。看最新 14 天"
    );
    // Beside the line of what changed since, the way alone.
    visitor.open(&format!("{path}&seen=202610120930")).await;
    visitor.browser.until("the line", line).await;
    let said = visitor.browser.text("[data-testid=aged]").await;
    assert_eq!(said, "看最新 14 天");
    visitor.browser.press("[data-testid=aged] a").await;
    visitor.browser.until_address("end=2026-10-29", true).await;
    visitor
        .browser
        .until_address("start=2026-10-16", true)
        .await;
    visitor.browser.until_address("metric=total", true).await;
    visitor.browser.until_address("seen=", false).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("[data-testid=aged]").await.len(), 0);
    // Who steps back needs no telling.
    visitor.browser.press(".steps button").await;
    visitor.browser.until_address("end=2026-10-15", true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("[data-testid=aged]").await.len(), 0);
    visitor.leave().await;
}
