//! A link that tells when it was made: what has changed since, and the data as they were then.

use serde_json::json;
use shared::module::Module;
use simulator::Amendment;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, chart};

/// Ten minutes after the first reader, by the clock that every house starts with.
const SEEN: &str = "202610300940";
/// What the page says of the link.
const TOLD: &str = "[data-testid=seen]";

/// The total of two weeks, as a link of [`SEEN`].
fn link() -> String {
    let path = chart("shop", Module::Launch, last_days(14));
    format!("{path}&metric=total&seen={SEEN}")
}

/// Somebody looks, shares, and days later the last two days are others: they were provisional.
async fn days_later(screen: Screen) -> (Visitor, Vec<Vec<String>>) {
    let visitor = Visitor::at(House::start().await, screen).await;
    visitor
        .open(&format!(
            "{}&metric=total",
            chart("shop", Module::Launch, last_days(14))
        ))
        .await;
    let shared = visitor.table().await;
    let clock = &visitor.house.clock;
    clock.set(clock.now() + 5 * 86_400);
    let simulator = visitor.house.simulator();
    simulator.amend(last_days(2), Amendment::Times(1.5));
    (visitor, shared)
}

/// The rows of what changed.
async fn rows(visitor: &Visitor) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('[data-testid=seen] tr')]
        .map(row => [...row.children].map(cell => cell.textContent))";
    visitor.browser.run(script, &[]).await
}

/// Waits until the page says what has changed.
async fn told(visitor: &Visitor) -> String {
    let there = format!("document.querySelector('{TOLD}')");
    visitor.browser.until("what has changed", &there).await;
    visitor.browser.text(TOLD).await
}

/// Presses a side of the switch and waits until it is chosen.
async fn choose(visitor: &Visitor, label: &str) {
    let side = format!(
        "[...document.querySelectorAll('{TOLD} .sides button')].find(one => one.textContent.trim() === {})",
        json!(label)
    );
    visitor.browser.until(label, &side).await;
    visitor
        .browser
        .run::<Option<()>>(&format!("{side}.click()"), &[])
        .await;
    let chosen = format!("{side}.ariaPressed === 'true'");
    visitor.browser.until("the choice", &chosen).await;
    visitor.browser.until_painted().await;
}

#[tokio::test]
async fn a_link_opens_with_the_newest_data_and_tells_which_days_have_changed() {
    let (visitor, shared) = days_later(Screen::LAPTOP).await;
    visitor.open(&link()).await;
    let said = told(&visitor).await;
    assert!(
        said.contains("2026年10月30日 09:40 分享之后，2 天的数据有变化"),
        "{said}"
    );
    let newest = visitor.table().await;
    assert!((0..2).all(|row| newest[row] != shared[row]));
    assert_eq!(newest[2..], shared[2..]);

    let rows = rows(&visitor).await;
    assert_eq!(rows.len(), 2);
    let days = ["2026年10月29日", "2026年10月28日"];
    for (place, (row, day)) in rows.iter().zip(days).enumerate() {
        let [was, is] = [&shared, &newest].map(|values| &values[place][0]);
        assert_eq!(row[0], day);
        assert!(row[1].contains("启动总耗时"), "{row:?}");
        assert!(row[2].starts_with(&format!("{was} → {is}")), "{row:?}");
        assert_eq!(row[3], "当时暂定");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn the_data_as_shared_draw_chart_figures_and_table_and_the_address_says_nothing_of_it() {
    let (visitor, shared) = days_later(Screen::LAPTOP).await;
    visitor.open(&link()).await;
    told(&visitor).await;
    let (newest, picture) = (visitor.table().await, visitor.picture().await.to_bits());
    let address = visitor.browser.address().await;
    let calls = visitor.house.data_calls().len();
    choose(&visitor, "分享时的数据").await;
    assert_eq!(visitor.table().await, shared);
    assert_ne!(visitor.picture().await.to_bits(), picture);
    assert_eq!(visitor.browser.address().await, address);
    choose(&visitor, "最新数据").await;
    assert_eq!(visitor.table().await, newest);
    assert_eq!(visitor.picture().await.to_bits(), picture);
    assert_eq!(
        visitor.house.data_calls().len(),
        calls,
        "the past asks nobody"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn another_view_is_compared_anew_and_starts_with_its_newest_data() {
    let (visitor, _) = days_later(Screen::LAPTOP).await;
    visitor.open(&link()).await;
    choose(&visitor, "分享时的数据").await;
    visitor.choose("metric", "").await;
    visitor.browser.until_address("metric=", false).await;
    visitor
        .browser
        .until_address(&format!("seen={SEEN}"), true)
        .await;
    visitor.settle().await;
    // Every metric of the module has changed on both days.
    let all = visitor.browser.texts("canvas.chart").await.len();
    let many = format!(
        "document.querySelectorAll('{TOLD} tr').length === {}",
        2 * all
    );
    visitor.browser.until("every metric's changes", &many).await;

    visitor.choose("days", "7d").await;
    visitor.settle().await;
    told(&visitor).await;
    let newest = format!(
        "document.querySelector('{TOLD} .sides button:last-child')?.ariaPressed === 'true'"
    );
    visitor.browser.until("the newest data", &newest).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_link_to_what_has_not_changed_says_so_in_one_sentence() {
    for (lang, words) in [
        ("zh-CN", "与 2026年10月30日 09:40 分享时一致"),
        ("en", "As it was when the link was made, 30 Oct 2026 09:40"),
    ] {
        let visitor = Visitor::at(House::start().await, Screen::LAPTOP.lang(lang)).await;
        let path = chart("shop", Module::Launch, last_days(14));
        visitor.open(&path).await;
        visitor.house.clock.set(visitor.house.clock.now() + 1_200);
        visitor.open(&link()).await;
        assert_eq!(told(&visitor).await, words);
        assert_eq!(visitor.browser.texts(".sides").await.len(), 0);
        visitor.leave().await;
    }
}

#[tokio::test]
async fn a_link_from_before_anything_was_known_opens_with_the_newest_data() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP).await;
    visitor.open(&link().replace(SEEN, "202601010000")).await;
    let said = told(&visitor).await;
    assert_eq!(
        said,
        "2026年1月1日 00:00 分享时的数据没有取到，这里是最新数据。"
    );
    assert!(visitor.table().await.len() == 14);
    visitor.leave().await;
}

#[tokio::test]
async fn what_has_changed_fits_on_a_phone() {
    let (visitor, _) = days_later(Screen::PHONE.lang("en")).await;
    visitor.open(&link()).await;
    let said = told(&visitor).await;
    assert!(said.contains("2 days have changed since"), "{said}");
    visitor.browser.press(&format!("{TOLD} summary")).await;
    visitor.browser.until_painted().await;
    let widths = "return [document.documentElement.scrollWidth, innerWidth]";
    let [content, screen]: [f64; 2] = visitor.browser.run(widths, &[]).await;
    assert!(content <= screen, "{content} on {screen}");
    visitor.leave().await;
}
