//! The states of the page: each one sentence that says what is the matter, and one next step.

use std::time::Duration;

use shared::module::Module;
use simulator::{BOOT, Effect, Fault, STABLE_TOKEN};
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;

use tests::visitor::{Visitor, chart, launch};

/// The states that are shown, which are never two.
const STATES: &str =
    "return [...document.querySelectorAll('.state')].map(one => one.dataset.state)";

/// Waits for a state, and gives what it says.
async fn state(visitor: &Visitor, name: &str) -> String {
    let selector = format!(".state[data-state={name}]");
    let script = format!("document.querySelector('{selector}')");
    visitor.browser.until(name, &script).await;
    let states: Vec<String> = visitor.browser.run(STATES, &[]).await;
    assert_eq!(states, [name]);
    visitor.browser.text(&selector).await
}

#[tokio::test]
async fn a_refused_secret_is_said_with_code_remedy_and_whom_to_ask() {
    let house = House::start().await;
    house
        .simulator()
        .script(Fault::new(Effect::Errcode(40001)).path(STABLE_TOKEN));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.go(&launch(28)).await;
    let said = state(&visitor, "failed").await;
    for words in ["凭证", "errcode 40001", "rid "] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 0);

    // Once it is mended, the button shows the data in the same place.
    visitor.house.simulator().clear_faults();
    visitor.house.clock.set(visitor.house.clock.now() + 120);
    tokio::time::sleep(Duration::from_millis(50)).await;
    visitor.browser.press(".state .next").await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_range_without_data_names_the_filters_and_clears_them() {
    let house = House::start().await;
    let empty = Effect::Broken(simulator::List::Tables, simulator::Gap::Empty);
    house.simulator().script(
        Fault::new(empty)
            .path(BOOT)
            .slice(tests::house::slice("ios.low")),
    );
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor
        .open(&format!("{}&platform=ios&level=low", launch(28)))
        .await;
    let said = state(&visitor, "empty").await;
    for words in ["没有数据", "iOS", "低档机"] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    visitor.browser.press(".state .next").await;
    visitor.browser.until_address("platform=", false).await;
    visitor
        .browser
        .until("a chart", "document.querySelector('canvas.chart')")
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_relay_that_went_away_is_said_and_its_return_needs_one_press() {
    let mut visitor = Visitor::new().await;
    visitor.open(&launch(28)).await;
    // What a phrase opens is fetched once, as a hand that comes near does.
    visitor
        .browser
        .press("[data-control=metric] > button")
        .await;
    let opened = "document.querySelector('.choice')";
    visitor.browser.until("the menu", opened).await;
    visitor.house.stop().await;
    visitor.choose("metric", "memory").await;
    let said = state(&visitor, "failed").await;
    assert!(said.contains("连接不上"), "{said}");
    // The launch's lines must not stand under the memory's words.
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 0);
    visitor.house.start_again().await;
    visitor.browser.press(".state .next").await;
    visitor.settle().await;
    assert!(visitor.browser.texts("canvas.chart").await.len() >= 2);
    visitor.leave().await;
}

#[tokio::test]
async fn what_a_phrase_opens_says_that_it_could_not_be_fetched_and_is_asked_for_again() {
    let mut visitor = Visitor::new().await;
    visitor.open(&launch(28)).await;
    visitor.house.stop().await;
    visitor
        .browser
        .press("[data-control=metric] > button")
        .await;
    let told = "document.querySelector('[data-control=metric] .next')";
    visitor.browser.until("a way to try again", told).await;
    let said = visitor.browser.text("[data-control=metric] .choices").await;
    assert!(said.contains("没有取到"), "{said}");
    visitor.house.start_again().await;
    visitor.browser.press("[data-control=metric] .next").await;
    visitor.choose("metric", "memory").await;
    visitor.browser.until_address("module=memory", true).await;
    visitor.settle().await;
    visitor.leave().await;
}

#[tokio::test]
async fn days_that_failed_are_told_beside_those_that_came_and_asked_again() {
    let house = House::start().await;
    let days = last_days(60);
    // Every try of the older window fails, the newer one comes.
    let gone = Fault::new(Effect::Http(503)).path(BOOT);
    let window = shared::day::DayRange::new(days.start(), days.start().plus(29)).unwrap();
    house.simulator().script(gone.window(window));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.open(&chart("shop", Module::Launch, days)).await;
    let said = state(&visitor, "partial").await;
    assert!(said.contains("8月31日–9月29日"), "{said}");
    assert!(!visitor.browser.texts("canvas.chart").await.is_empty());
    let hatched = visitor.picture().await;
    visitor.house.simulator().clear_faults();
    visitor.browser.press(".state .next").await;
    visitor
        .browser
        .until("no state", "!document.querySelector('.state')")
        .await;
    visitor.settle().await;
    assert_ne!(visitor.picture().await.to_bits(), hatched.to_bits());
    visitor.leave().await;
}

#[tokio::test]
async fn what_failed_is_told_in_the_pages_language_whatever_the_reply_has() {
    let house = House::start().await;
    let days = last_days(60);
    let gone = Fault::new(Effect::Http(503)).path(BOOT);
    let window = shared::day::DayRange::new(days.start(), days.start().plus(29)).unwrap();
    house.simulator().script(gone.window(window));
    let visitor = Visitor::at(house, Screen::LAPTOP.lang("en")).await;
    visitor.open(&chart("shop", Module::Launch, days)).await;
    let said = state(&visitor, "partial").await;
    assert!(said.contains("WeChat is not available."), "{said}");
    let chinese = |sign: char| ('\u{4e00}'..='\u{9fff}').contains(&sign);
    assert!(!said.contains(chinese), "{said}");
    visitor.leave().await;
}

#[tokio::test]
async fn a_cold_year_tells_how_far_it_has_come_and_draws_what_is_there() {
    let house = House::start().await;
    house.simulator().set_latency(Duration::from_millis(700));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.go(&launch(365)).await;
    let progress = "document.querySelector('[data-testid=progress]')?.innerText.includes('/ 13')";
    visitor.browser.until("the progress", progress).await;
    let early = "document.querySelector('canvas.chart') && document.querySelector('main[data-ready=false]')";
    visitor
        .browser
        .until("lines before the last window", early)
        .await;
    visitor.settle().await;
    assert_eq!(
        visitor.browser.texts("[data-testid=progress]").await.len(),
        0
    );
    visitor.leave().await;
}

#[tokio::test]
async fn a_slow_answer_to_an_old_question_never_replaces_a_newer_one() {
    let house = House::start().await;
    let slow = Fault::new(Effect::Delay(Duration::from_millis(1_500))).module(Module::Launch);
    house.simulator().script(slow);
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.go(&launch(28)).await;
    visitor
        .browser
        .until(
            "the controls",
            "document.querySelector('[data-control=metric] > button')",
        )
        .await;
    visitor.choose("metric", "memory").await;
    visitor.browser.until_address("module=memory", true).await;
    visitor.settle().await;
    let table = visitor.table().await;
    tokio::time::sleep(Duration::from_millis(2_000)).await;
    assert_eq!(visitor.table().await, table);
    let metrics =
        "return [...document.querySelectorAll('canvas.chart')].map(one => one.dataset.metric)";
    let metrics: Vec<String> = visitor.browser.run(metrics, &[]).await;
    assert_eq!(metrics, ["memory", "memorydiff"]);
    visitor.leave().await;
}

#[tokio::test]
async fn an_address_that_is_not_understood_names_the_parameter() {
    let visitor = Visitor::new().await;
    for (query, words) in [
        ("app=shop&module=boot", "module"),
        ("app=Shop&module=launch", "app"),
        ("app=nobody&module=launch&last=28d", "小程序"),
    ] {
        visitor.go(&format!("chart?{query}")).await;
        let said = state(&visitor, "failed").await;
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    visitor.browser.press(".state .next").await;
    visitor.leave().await;
}

#[tokio::test]
async fn an_address_of_no_page_says_so() {
    let visitor = Visitor::new().await;
    visitor.open("?app=shop").await;
    // The relay has no page elsewhere: only a step within the page can lead there.
    let step = "history.pushState(null, '', 'elsewhere' + location.search); dispatchEvent(new PopStateEvent('popstate'))";
    visitor.browser.run::<Option<()>>(step, &[]).await;
    visitor
        .browser
        .until(
            "the sentence",
            "document.body.innerText.includes('没有这个页面')",
        )
        .await;
    visitor.leave().await;
}
