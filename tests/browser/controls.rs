//! Each control changes the address and the picture; nothing else does.

use shared::module::Module;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;

use tests::visitor::{Visitor, chart, launch};

/// Picks a choice, waits for what the address then holds, and sees another picture.
async fn changes(visitor: &Visitor, control: &str, value: &str, address: &str) {
    let before = visitor.picture().await;
    visitor.choose(control, value).await;
    visitor.browser.until_address(address, true).await;
    visitor.settle().await;
    let after = visitor.picture().await;
    assert_ne!(
        before.to_bits(),
        after.to_bits(),
        "{control} {value} changed nothing that is seen"
    );
}

#[tokio::test]
async fn every_phrase_of_the_sentence_changes_address_and_picture() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    // Not whole weeks: the period before and the same weekdays before are then not the same.
    visitor.open(&format!("{}&metric=total", launch(30))).await;
    for (control, value, address) in [
        ("platform", "ios", "platform=ios"),
        ("platform", "android", "platform=ios,android"),
        ("level", "high", "level=high"),
        ("network", "wifi", "network=wifi"),
        ("compare", "previous", "compare=previous"),
        ("compare", "week", "compare=week"),
        ("days", "7d", "start=2026-10-23&end=2026-10-29"),
        ("days", "1m", "start=2026-09-01&end=2026-09-30"),
        ("metric", "metric:download", "metric=download"),
        ("metric", "memory", "module=memory"),
        ("app", "game", "app=game"),
    ] {
        changes(&visitor, control, value, address).await;
    }
    visitor.leave().await;
}

#[tokio::test]
async fn what_is_rarely_used_changes_address_and_picture() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(28)))
        .await;
    for (value, address) in [
        ("fit", "scale=fit"),
        ("log", "scale=log"),
        ("7", "smooth=7"),
        ("platform", "grid=platform"),
    ] {
        changes(&visitor, "more", value, address).await;
    }
    visitor.leave().await;
}

#[tokio::test]
async fn language_and_theme_change_the_picture_and_no_address() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&format!("{}&metric=total", launch(28))).await;
    let address = visitor.browser.address().await;
    for (value, seen) in [
        ("dark", "document.documentElement.dataset.theme === 'dark'"),
        ("en", "document.documentElement.lang === 'en'"),
    ] {
        let before = visitor.picture().await;
        visitor.choose("more", value).await;
        visitor.browser.until(value, seen).await;
        visitor.browser.until_painted().await;
        assert_ne!(
            before.to_bits(),
            visitor.picture().await.to_bits(),
            "{value}"
        );
        visitor.browser.press("body").await;
    }
    assert_eq!(visitor.browser.address().await, address);
    let sentence = visitor.browser.text("#sentence").await;
    assert!(sentence.contains("Launch, total"), "{sentence}");
    // The choice is the reader's own and outlasts the page.
    visitor.open("chart?app=shop&module=memory&last=28d").await;
    let sentence = visitor.browser.text("#sentence").await;
    assert!(sentence.contains("Memory"), "{sentence}");
    visitor.leave().await;
}

#[tokio::test]
async fn dates_of_ones_own_are_taken_and_impossible_ones_refused() {
    let visitor = Visitor::new().await;
    visitor.open(&launch(28)).await;
    visitor.browser.press("[data-control=days] > button").await;
    let set = |name: &str, value: &str| {
        format!(
            "const field = document.querySelector('input[name={name}]'); field.value = '{value}';
            field.dispatchEvent(new Event('input', {{bubbles: true}}))"
        )
    };
    let apply = "document.querySelector('[data-testid=apply-days]')";
    visitor.browser.until("the menu", apply).await;
    visitor
        .browser
        .run::<Option<()>>(&set("start", "2026-09-20"), &[])
        .await;
    visitor
        .browser
        .run::<Option<()>>(&set("end", "2026-09-10"), &[])
        .await;
    visitor
        .browser
        .until("a button that refuses", &format!("{apply}.disabled"))
        .await;
    visitor
        .browser
        .run::<Option<()>>(&set("end", "2026-09-25"), &[])
        .await;
    visitor
        .browser
        .until("a button that applies", &format!("!{apply}.disabled"))
        .await;
    visitor.browser.press("[data-testid=apply-days]").await;
    visitor
        .browser
        .until_address("start=2026-09-20&end=2026-09-25", true)
        .await;
    visitor.settle().await;
    assert_eq!(visitor.table().await.len(), 6);
    visitor.leave().await;
}

#[tokio::test]
async fn keys_do_what_the_phrases_do() {
    let visitor = Visitor::new().await;
    visitor
        .open(&chart("shop", Module::Launch, last_days(10)))
        .await;
    let key = async |code: &str| {
        let press = format!(
            "document.body.dispatchEvent(new KeyboardEvent('keydown', {{code: '{code}', bubbles: true}}))"
        );
        visitor.browser.run::<Option<()>>(&press, &[]).await;
    };
    key("Digit4").await;
    visitor.browser.until_address("module=memory", true).await;
    key("BracketLeft").await;
    visitor
        .browser
        .until_address("start=2026-10-10&end=2026-10-19", true)
        .await;
    key("BracketRight").await;
    visitor
        .browser
        .until_address("start=2026-10-20&end=2026-10-29", true)
        .await;
    key("KeyC").await;
    visitor
        .browser
        .until(
            "the comparisons",
            "document.querySelector('[data-control=compare] .choice')",
        )
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn choosing_another_metric_asks_nobody() {
    let visitor = Visitor::new().await;
    visitor.open(&launch(28)).await;
    let calls = visitor.house.data_calls().len();
    visitor.choose("metric", "metric:total").await;
    visitor.browser.until_address("metric=total", true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 1);
    assert_eq!(visitor.house.data_calls().len(), calls);
    visitor.leave().await;
}
