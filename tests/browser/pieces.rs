//! Pieces of a large question: drawn as they come, given up when nobody looks, told before they
//! are asked for, and asked for again alone where they failed.

use std::time::Duration;

use shared::day::DayRange;
use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::house::{last_days, slice};
use tests::visitor::{Visitor, chart, launch};

/// The browser's requests for a plan so far.
const PLANS: &str = "return performance.getEntriesByType('resource').filter(one => one.name.includes('/plan?')).length";

/// A year of three lines: 39 windows.
fn large() -> String {
    format!("{}&platform=all,ios,android", launch(365))
}

/// A house whose windows of the launch take their time.
async fn slow_house() -> House {
    let house = House::start().await;
    let slow = Effect::Delay(Duration::from_millis(1_500));
    house
        .simulator()
        .script(Fault::new(slow).path(BOOT).module(Module::Launch));
    house
}

/// Calls for data of the launch.
fn launches(visitor: &Visitor) -> usize {
    let calls = visitor.house.data_calls();
    let launch = calls
        .iter()
        .filter(|call| call.module == Some(Module::Launch));
    launch.count()
}

/// Waits until the first piece of the year is drawn, and no more than that.
async fn first_piece(visitor: &Visitor) {
    let early = "document.querySelector('canvas.chart') && document.querySelector('main[data-ready=false]')";
    visitor.browser.until("the first piece", early).await;
}

/// The calls stop rising, before all 13 windows of the year were asked for.
async fn calls_stop(visitor: &Visitor) {
    // Those in flight when the reader left may just have begun.
    tokio::time::sleep(Duration::from_millis(200)).await;
    let asked = launches(visitor);
    tokio::time::sleep(Duration::from_millis(3_500)).await;
    assert_eq!(launches(visitor), asked, "nobody waits for them");
    assert!(asked < 13, "{asked} of 13");
}

#[tokio::test]
async fn who_leaves_the_page_has_no_more_asked() {
    let visitor = Visitor::at(slow_house().await, Screen::LAPTOP).await;
    visitor.go(&launch(365)).await;
    first_piece(&visitor).await;
    visitor.go("livez").await;
    calls_stop(&visitor).await;

    // Back again, the browser may show what it kept: the rest is asked for then.
    visitor.house.simulator().clear_faults();
    visitor.browser.back().await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts(".state").await.len(), 0);
    visitor.leave().await;
}

#[tokio::test]
async fn who_changes_the_view_has_no_more_of_the_old_one_asked() {
    let visitor = Visitor::at(slow_house().await, Screen::LAPTOP).await;
    visitor.go(&launch(365)).await;
    first_piece(&visitor).await;
    visitor.choose("metric", "memory").await;
    visitor.browser.until_address("module=memory", true).await;
    calls_stop(&visitor).await;
    visitor.settle().await;
    visitor.leave().await;
}

#[tokio::test]
async fn the_progress_is_told_in_pieces_in_both_languages() {
    for (lang, words) in [
        ("zh-CN", r"已取 \d+ \/ 13 段"),
        ("en", r"\d+ of 13 pieces fetched"),
    ] {
        let visitor = Visitor::at(slow_house().await, Screen::LAPTOP.lang(lang)).await;
        visitor.go(&launch(365)).await;
        let progress =
            format!("/{words}/.test(document.querySelector('[data-testid=progress]')?.innerText)");
        visitor.browser.until(words, &progress).await;
        visitor.leave().await;
    }
}

/// What the page says of the windows that failed.
async fn failed(visitor: &Visitor) -> String {
    let state = ".state[data-state=partial]";
    let there = format!(
        "document.querySelector('{state}') && document.querySelector('main[data-ready=true]')"
    );
    visitor.browser.until("what failed", &there).await;
    visitor.browser.text(state).await
}

#[tokio::test]
async fn each_failed_window_is_asked_again_alone_while_the_chart_stays() {
    let house = House::start().await;
    let days = last_days(60);
    let first = DayRange::new(days.start(), days.start().plus(29)).unwrap();
    for platform in ["ios", "android"] {
        let gone = Fault::new(Effect::Http(503)).path(BOOT);
        house
            .simulator()
            .script(gone.window(first).slice(slice(platform)));
    }
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let path = format!(
        "{}&metric=total&platform=ios,android",
        chart("shop", Module::Launch, days)
    );
    visitor.open(&path).await;
    let said = failed(&visitor).await;
    for words in ["2 段没取到", "iOS", "安卓", "全部重试"] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }

    // Whatever goes from the page is noted, were it for a moment.
    let watch = "window.gone = 0;
        const chart = document.querySelector('canvas.chart');
        new MutationObserver(() => { if (!chart.isConnected) window.gone += 1; })
            .observe(document.body, {childList: true, subtree: true})";
    visitor.browser.run::<Option<()>>(watch, &[]).await;
    visitor.house.simulator().clear_faults();
    let before = visitor.house.data_calls().len();
    visitor.browser.press(".state li:nth-child(1) .next").await;
    let one = "document.querySelector('.state h2').textContent.startsWith('1 ')";
    visitor.browser.until("one failed window less", one).await;
    let calls = visitor.house.data_calls();
    assert_eq!(calls.len(), before + 1);
    assert_eq!(calls[before].window, Some(first));

    visitor.browser.press(".state li .next").await;
    let none = "!document.querySelector('.state')";
    visitor.browser.until("no failed window", none).await;
    let calls = visitor.house.data_calls();
    assert_eq!(calls.len(), before + 2, "{:#?}", &calls[before..]);
    assert_eq!(
        visitor.browser.run::<u32>("return window.gone", &[]).await,
        0
    );

    // Mended piece by piece, it is what a fresh look shows.
    let mended = (visitor.table().await, visitor.picture().await.to_bits());
    visitor.open(&path).await;
    assert_eq!(visitor.picture().await.to_bits(), mended.1);
    assert_eq!(visitor.table().await, mended.0);
    visitor.leave().await;
}

#[tokio::test]
async fn a_window_of_the_compared_period_is_mended_where_it_stands() {
    let house = House::start().await;
    let days = last_days(30);
    let before = DayRange::new(days.start().plus(-30), days.start().plus(-1)).unwrap();
    let gone = Fault::new(Effect::Http(503)).path(BOOT).window(before);
    house.simulator().script(gone);
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let path = format!(
        "{}&metric=total&compare=previous",
        chart("shop", Module::Launch, days)
    );
    visitor.open(&path).await;
    failed(&visitor).await;
    visitor.house.simulator().clear_faults();
    let calls = visitor.house.data_calls().len();
    visitor.browser.press(".state li .next").await;
    let none = "!document.querySelector('.state')";
    visitor.browser.until("no failed window", none).await;
    assert_eq!(visitor.house.data_calls().len(), calls + 1);
    let mended = visitor.table().await;
    visitor.open(&path).await;
    assert_eq!(visitor.table().await, mended);
    visitor.leave().await;
}

#[tokio::test]
async fn a_window_that_fails_again_stays_and_many_are_folded() {
    let house = House::start().await;
    let days = last_days(180);
    let old = DayRange::new(days.start(), days.start().plus(119)).unwrap();
    let gone = Fault::new(Effect::Http(503)).path(BOOT).window(old);
    house.simulator().script(gone);
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.open(&chart("shop", Module::Launch, days)).await;
    let said = failed(&visitor).await;
    assert!(said.contains("4 段没取到"), "{said}");
    let folded = visitor.browser.texts(".state details:not([open]) li").await;
    assert_eq!(folded.len(), 4);
    let before = visitor.house.data_calls().len();
    visitor.browser.press(".state details + .next").await;
    let busy = "document.querySelector('[data-testid=progress]')";
    visitor.browser.until("what is asked", busy).await;
    visitor.browser.until("its end", &format!("!{busy}")).await;
    assert!(visitor.house.data_calls().len() >= before + 4);
    assert!(failed(&visitor).await.contains("4 段没取到"));
    visitor.house.simulator().clear_faults();
    let before = visitor.house.data_calls().len();
    visitor.browser.press(".state details + .next").await;
    let none = "!document.querySelector('.state')";
    visitor.browser.until("no failed window", none).await;
    assert_eq!(visitor.house.data_calls().len(), before + 4);
    visitor.leave().await;
}

#[tokio::test]
async fn a_large_question_is_told_before_anybody_is_asked() {
    let visitor = Visitor::new().await;
    visitor.go(&large()).await;
    let state = ".state[data-state=large]";
    let there = format!("document.querySelector('{state}')");
    visitor.browser.until("the question", &there).await;
    let said = visitor.browser.text(state).await;
    assert!(
        said.contains("这张图要向微信取 39 段数据，今天还可取 2,000 段"),
        "{said}"
    );
    assert_eq!(visitor.house.data_calls().len(), 0);
    visitor.browser.press(&format!("{state} .next")).await;
    visitor.settle().await;
    assert_eq!(visitor.house.data_calls().len(), 39);
    assert_eq!(visitor.browser.texts(".state").await.len(), 0);

    // What history holds costs nothing: nobody is asked, and nothing is told.
    visitor.open(&large()).await;
    assert_eq!(visitor.house.data_calls().len(), 39);
    visitor.leave().await;
}

#[tokio::test]
async fn rolling_days_that_were_told_are_told_once() {
    let visitor = Visitor::new().await;
    visitor
        .go("chart?app=shop&module=launch&last=365d&platform=all,ios,android")
        .await;
    visitor
        .browser
        .press(".state[data-state=large] .next")
        .await;
    visitor.browser.until_address("end=2026-10-29", true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.run::<u32>(PLANS, &[]).await, 1);
    assert_eq!(visitor.house.data_calls().len(), 39);
    visitor.leave().await;
}

#[tokio::test]
async fn everyday_views_ask_for_no_plan() {
    let visitor = Visitor::new().await;
    for path in ["", "?app=shop", &launch(365), &launch(28)] {
        visitor.open(path).await;
        assert_eq!(visitor.browser.run::<u32>(PLANS, &[]).await, 0, "{path}");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn a_large_overview_is_told_once_for_all_its_modules() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP.lang("en")).await;
    let days = last_days(365);
    let path = format!("?app=shop&start={}&end={}", days.start(), days.end());
    visitor.go(&path).await;
    let five = "document.querySelector('.state')?.innerText.includes('130 pieces')";
    visitor.browser.until("all five modules", five).await;
    assert_eq!(visitor.browser.texts(".state").await.len(), 1);
    assert_eq!(visitor.house.data_calls().len(), 0);
    visitor.browser.press(".state .next").await;
    visitor.settle().await;
    assert_eq!(visitor.house.data_calls().len(), 130);
    visitor.leave().await;
}

#[tokio::test]
async fn what_todays_calls_do_not_allow_is_told_beforehand() {
    let house = House::with(|config| config.upstream.daily_calls = 30).await;
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.go(&large()).await;
    let state = ".state[data-state=large]";
    let there = format!("document.querySelector('{state}')");
    visitor.browser.until("the question", &there).await;
    let said = visitor.browser.text(state).await;
    for words in ["今天还可取 30 段", "超出的 9 段今天留空"] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn a_question_that_no_view_may_ask_is_refused_with_the_figures() {
    let house = House::with(|config| config.limits.max_calls = 20).await;
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.go(&large()).await;
    let state = ".state[data-state=failed]";
    let there = format!("document.querySelector('{state}')");
    visitor.browser.until("the refusal", &there).await;
    let said = visitor.browser.text(state).await;
    for words in ["39 段", "一次至多 20 段", "今天还可取 2,000 段", "缩短日期"] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    assert_eq!(visitor.house.data_calls().len(), 0);
    visitor.leave().await;
}
