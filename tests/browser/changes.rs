//! What got better or worse: rows that tell where and since when, and lead to their charts.

use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::monday::{collect, monday, slow_down};
use tests::visitor::Visitor;

/// The days that Monday's page shows.
const DAYS: &str = "start=2026-10-05&end=2026-11-01";

/// A reader on Monday morning; launches on Android's low-end phones have slowed down where `moved`.
async fn reader(moved: bool, screen: Screen) -> Visitor {
    let house = monday().await;
    if moved {
        slow_down(&house);
    }
    collect(&house, &["shop"], &[Module::Launch]).await;
    Visitor::at(house, screen).await
}

/// The cells of each row, as they are read.
async fn rows(visitor: &Visitor) -> Vec<Vec<String>> {
    let script = "return [...document.querySelectorAll('.changes tbody tr')]
        .map(row => [...row.children].map(cell => cell.innerText.trim()))";
    visitor.browser.run(script, &[]).await
}

/// Waits for a state, and gives what it says.
async fn state(visitor: &Visitor, name: &str) -> String {
    let selector = format!(".state[data-state={name}]");
    let there = format!("document.querySelector('{selector}')");
    visitor.browser.until(name, &there).await;
    assert_eq!(visitor.browser.texts(".state").await.len(), 1);
    visitor.browser.text(&selector).await
}

#[tokio::test]
async fn the_slice_that_slowed_down_stands_first_with_day_release_and_percent_and_leads_to_its_chart()
 {
    let visitor = reader(true, Screen::LAPTOP).await;
    visitor.open("changes").await;
    assert_eq!(
        visitor.browser.text(".counts").await,
        "变差 1 · 变好 0 · 有变化 0"
    );
    let rows = rows(&visitor).await;
    let [row] = rows.as_slice() else {
        panic!("{rows:#?}");
    };
    assert_eq!(row[..3], ["商城小程序", "启动总耗时", "安卓 · 低档机"]);
    assert!(row[4].ends_with(" s"), "{row:?}");
    assert!(row[5].starts_with("↑ "), "{row:?}");
    assert!(row[5].ends_with(" %"), "{row:?}");
    assert_eq!(row[6], "变差");
    let days = ["10月20日", "10月21日", "10月22日"];
    assert!(days.contains(&row[7].as_str()), "{row:?}");
    assert!(row[8].starts_with("v2.3.1 发布"), "{row:?}");
    assert!(row[8].ends_with("· 时间相近"), "{row:?}");
    let exact = "return document.querySelector('.changes tbody tr').title";
    let exact: String = visitor.browser.run(exact, &[]).await;
    assert!(exact.contains(" → ") && exact.ends_with(" ms"), "{exact}");
    visitor.browser.until_address(DAYS, true).await;
    let title: String = visitor.browser.run("return document.title", &[]).await;
    assert_eq!(
        title,
        "变化 · 全部小程序 · 2026年10月5日–11月1日 · Bootlens"
    );
    assert_eq!(visitor.house.simulator().count(BOOT), 0, "history alone");

    // Wherever a row is pressed, it leads to the chart.
    let over = "const row = document.querySelector('.changes tbody tr').getBoundingClientRect();
        const at = document.elementFromPoint(row.left + 40, row.top + row.height / 2);
        at.click(); return at.tagName";
    let pressed: String = visitor.browser.run(over, &[]).await;
    assert_eq!(pressed, "A");
    let chart =
        format!("/chart?app=shop&module=launch&metric=total&{DAYS}&platform=android&level=low");
    visitor.browser.until_address(&chart, true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 1);
    visitor.browser.back().await;
    visitor.browser.until_address("/chart", false).await;
    visitor.settle().await;
    assert_eq!(self::rows(&visitor).await, rows);
    visitor.leave().await;
}

#[tokio::test]
async fn where_nothing_changed_the_page_says_what_was_searched_and_how() {
    let visitor = reader(false, Screen::LAPTOP).await;
    visitor.open("changes?app=shop&last=28d").await;
    let said = state(&visitor, "empty").await;
    for words in [
        "2026年10月5日–11月1日没有发现变化",
        "商城小程序 · 全部指标 · 所有平台切片 · 所有机型切片 · 所有网络切片",
    ] {
        assert!(said.contains(words), "«{words}» in: {said}");
    }
    let judged = visitor.browser.text(".caveat").await;
    assert!(judged.contains("误报率至多 1 %"), "{judged}");
    // The next step looks at more days.
    visitor.browser.press(".state .next").await;
    visitor
        .browser
        .until_address("start=2026-08-04", true)
        .await;
    visitor.settle().await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_search_that_failed_says_why_and_its_retry_finds() {
    let house = monday().await;
    slow_down(&house);
    house
        .simulator()
        .script(Fault::new(Effect::Http(503)).path(BOOT));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let view = "changes?app=shop&module=launch&platform=all,android&level=low";
    visitor.go(view).await;
    let said = state(&visitor, "failed").await;
    assert!(said.contains("微信暂时不可用"), "{said}");
    visitor.house.simulator().clear_faults();
    visitor.browser.press(".state .next").await;
    visitor.settle().await;
    let rows = rows(&visitor).await;
    // One app stands in the sentence and in no row.
    assert_eq!(rows[0][..2], ["启动总耗时", "安卓 · 低档机"]);
    assert!(visitor.browser.texts(".state").await.is_empty());
    visitor.leave().await;
}

#[tokio::test]
async fn a_search_that_takes_many_calls_is_told_before_anybody_is_asked() {
    let visitor = Visitor::at(monday().await, Screen::LAPTOP).await;
    visitor.go("changes?app=shop&platform=ios,android").await;
    let said = state(&visitor, "large").await;
    // Five modules, two slices, four windows each.
    assert!(said.contains("40 段"), "{said}");
    assert_eq!(visitor.house.simulator().count(BOOT), 0);
    visitor.browser.press(".state .next").await;
    visitor.settle().await;
    assert_eq!(visitor.house.simulator().count(BOOT), 40);
    visitor.leave().await;
}

#[tokio::test]
async fn a_phrase_narrows_the_search_and_says_that_a_filter_left_out_is_every_slice() {
    let visitor = reader(true, Screen::LAPTOP).await;
    visitor.open("changes?app=shop").await;
    let phrase = "[data-control=level] > button";
    assert_eq!(visitor.browser.text(phrase).await, "所有机型切片");
    visitor.choose("metric", "memory").await;
    visitor
        .browser
        .until_address("/changes?app=shop&module=memory", true)
        .await;
    assert!(state(&visitor, "empty").await.contains("内存指标"));
    visitor.choose("metric", "launch").await;
    visitor.settle().await;
    visitor.choose("level", "low").await;
    visitor.browser.until_address("level=low", true).await;
    visitor.settle().await;
    assert_eq!(visitor.browser.text(phrase).await, "低档机");
    assert_eq!(rows(&visitor).await.len(), 1);
    visitor.leave().await;
}

#[tokio::test]
async fn on_a_phone_each_finding_is_a_block_of_few_lines_and_nothing_runs_off_the_screen() {
    for lang in ["zh-CN", "en"] {
        let visitor = reader(true, Screen::PHONE.lang(lang)).await;
        visitor.open("changes").await;
        let sizes = "return [document.documentElement.scrollWidth, innerWidth,
            document.querySelector('.changes tbody tr').getBoundingClientRect().height]";
        let [content, screen, height]: [f64; 3] = visitor.browser.run(sizes, &[]).await;
        assert!(content <= screen, "{lang}: {content} on {screen}");
        assert!(height < 100.0, "{lang}: {height}");
        visitor.leave().await;
    }
}

#[tokio::test]
async fn the_language_changes_where_the_reader_stands() {
    let visitor = reader(true, Screen::LAPTOP).await;
    visitor.open("changes?app=shop").await;
    visitor.choose("more", "en").await;
    visitor
        .browser
        .until("English", "document.title.startsWith('Changes · ')")
        .await;
    assert_eq!(
        visitor.browser.text(".counts").await,
        "1 worse · 0 better · 0 changed"
    );
    let row = &rows(&visitor).await[0];
    assert_eq!(row[1], "Android · Low-end");
    assert_eq!(row[5], "worse");
    assert!(row[6].ends_with(" Oct"), "{row:?}");
    assert!(row[7].ends_with("· near in time"), "{row:?}");
    let phrase = visitor
        .browser
        .text("[data-control=platform] > button")
        .await;
    assert_eq!(phrase, "Every platform slice");
    visitor.leave().await;
}

#[tokio::test]
async fn the_counts_of_the_overview_and_every_pages_menu_lead_here_and_back() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open("?app=shop&last=28d").await;
    visitor.browser.press(".counts a").await;
    let here = "/changes?app=shop&start=2026-10-02&end=2026-10-29";
    visitor.browser.until_address(here, true).await;
    visitor.settle().await;
    let link = |place: &str| format!("[data-control=more] a[href*='{place}']");
    for (from, to) in [("/changes?", "/?app=shop"), ("/?", "/changes?app=shop")] {
        visitor.browser.until_address(from, true).await;
        visitor.browser.press("[data-control=more] > button").await;
        visitor.browser.press(&link(to)).await;
        visitor
            .browser
            .until_address(&format!("{to}&start=2026-10-02"), true)
            .await;
        visitor.settle().await;
    }
    let title: String = visitor.browser.run("return document.title", &[]).await;
    assert!(title.starts_with("变化 · 商城小程序"), "{title}");
    visitor.leave().await;
}
