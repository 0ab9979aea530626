//! What is seen before the program has come, and how the live page takes its place.

use serde_json::json;
use shared::module::Module;
use tests::House;
use tests::Porch;
use tests::chromium::{Chromium, Screen};
use tests::house::{last_days, view};
use tests::porch::{ALWAYS, Act};
use tests::visitor::Visitor;
use tests::warm;

/// Boxes and words of what a reader looks at, in the order of the page; before the program runs they
/// are the painted page's.
const SEEN: &str = "
    window.look = () => {
        // Tenths of a pixel, of the painted page or the live one.
        const page = document.querySelector('#paint') ?? document.body;
        const what = 'header.top .through, h1, h1 .dot, .findings, .figures, .plot, .caveat, .counts, .tile, .spark, .nodata, .portfolio td, footer, details.table > summary';
        return [...page.querySelectorAll(what)].map((one) => {
            const box = one.getBoundingClientRect();
            const words = one.matches('h1, .plot') ? '' : one.innerText ?? '';
            return [(one.className.baseVal ?? one.className).replace(/drawn |sentence/, ''), words.replace(/\\s+/g, ''), [box.left, box.top, box.width, box.height].map((length) => Math.round(length * 10))];
        });
    };
    window.shifts = [];
    new PerformanceObserver((list) => {
        for (const { value, startTime, sources } of list.getEntries()) {
            const moved = sources.map(({ node, previousRect, currentRect }) =>
                `${node?.nodeName} ${node?.className ?? node?.data} ${previousRect.x},${previousRect.y} to ${currentRect.x},${currentRect.y}`);
            window.shifts.push(`${value} at ${startTime}: ${moved}`);
        }
    }).observe({ type: 'layout-shift', buffered: true });
    // Looked at where the painted page goes, so that it is the whole of it however the document came.
    const remove = Element.prototype.remove;
    Element.prototype.remove = function () {
        if (this.id == 'paint') {
            window.before = look();
            window.whole = document.querySelector('#paint ~ main')?.dataset.ready == 'true';
        }
        remove.call(this);
    };";

type Look = Vec<(String, String, [i64; 4])>;

/// A reader before a relay that knows a view already, at a page without the program where `bare` says so.
async fn visitor(screen: Screen, scripts: &[&str]) -> Visitor {
    let house = House::demo().await;
    warm::overview(&house, "shop").await;
    warm::views(&house, &[&warm::launch(), &season()]).await;
    let visitor = Visitor::at(house, screen).await;
    for script in scripts {
        let parameters = json!({ "source": script });
        let method = "Page.addScriptToEvaluateOnNewDocument";
        visitor.browser.devtools("Page.enable", json!({})).await;
        visitor.browser.devtools(method, parameters).await;
    }
    visitor
}

/// A browser that knows no WebAssembly.
const WITHOUT: &str = "delete window.WebAssembly";

/// Days enough to hold a change.
fn season() -> String {
    view("shop", Module::Launch, last_days(120)) + "&platform=ios,android"
}

fn chart() -> String {
    format!("chart?{}", warm::launch())
}

/// Goes to a page whose program is not there yet, and to it again while it comes bare: the relay waits
/// for a drawing for a moment only, which a busy machine may pass.
async fn go_painted(visitor: &Visitor, path: &str) {
    for _ in 0..8 {
        visitor.go(path).await;
        let painted = "return !!document.querySelector('#paint')";
        if visitor.browser.run(painted, &[]).await {
            return;
        }
    }
    panic!("«{path}» is never painted");
}

/// What the relay was asked for, in the order of the alphabet.
const ASKED: &str = "performance.getEntriesByType('resource').map(({ name }) => name)
    .filter((name) => name.includes('/api/')).map((name) => name.split('/api/v1/')[1]).sort()";

#[tokio::test]
async fn what_the_program_asks_for_is_asked_before_it_is_there_and_once() {
    for (path, count) in [(chart(), 4), ("?app=shop".to_owned(), 6)] {
        let mut asked = Vec::new();
        for scripts in [&[WITHOUT][..], &[]] {
            let visitor = visitor(Screen::LAPTOP, scripts).await;
            let browser = &visitor.browser;
            if scripts.is_empty() {
                visitor.go(&path).await;
                browser.until("the live page", LIVE).await;
                let left: usize = browser.run("return window.asked.size", &[]).await;
                assert_eq!(left, 0, "{path}");
            } else {
                go_painted(&visitor, &path).await;
                let all = format!("{ASKED}.length >= {count}");
                browser.until("what the document asks for", &all).await;
            }
            let of_page: Vec<String> = browser.run(&format!("return {ASKED}"), &[]).await;
            assert_eq!(of_page.len(), count, "{of_page:?}");
            asked.push(of_page);
            visitor.leave().await;
        }
        assert_eq!(asked[0], asked[1], "{path}");
    }
}

/// The program's own page, whole.
const LIVE: &str =
    "!document.querySelector('#paint') && document.querySelector('main[data-ready=true]')";

#[tokio::test]
async fn without_the_program_the_page_shows_chart_figures_and_table_in_both_languages() {
    for (lang, table, worse) in [("zh-CN", "表格", "数据至"), ("en", "Table", "Data to")] {
        let visitor = visitor(Screen::LAPTOP.lang(lang), &[WITHOUT]).await;
        let reply = visitor.house.reply(&warm::launch()).await;
        go_painted(&visitor, &chart()).await;
        let browser = &visitor.browser;
        assert!(browser.text(".through").await.starts_with(worse));
        assert_eq!(browser.text("details.table > summary").await, table);
        let shown = "return [...document.querySelectorAll('.plot .drawn')].filter(one => one.getClientRects().length)
            .map(one => [one.getBoundingClientRect().width, one.querySelectorAll('path').length, getComputedStyle(one.querySelector('.ios')).stroke])";
        let drawn: Vec<(f64, usize, String)> = browser.run(shown, &[]).await;
        let metrics = reply.series.len() / 2;
        assert_eq!(drawn.len(), metrics, "one drawing a panel: {drawn:?}");
        for (width, paths, colour) in drawn {
            assert!(width > 1_000.0 && paths >= 3, "{width} {paths}");
            assert_eq!(colour, "rgb(47, 111, 222)");
        }
        assert_eq!(
            browser.texts(".figures .value").await.len(),
            reply.series.len()
        );
        browser.press("details.table > summary").await;
        let cells = browser.texts("table.values tbody tr:first-child td").await;
        assert_eq!(cells.len(), reply.series.len());
        let last: Vec<String> = reply
            .series
            .iter()
            .map(|one| {
                one.values
                    .last()
                    .copied()
                    .flatten()
                    .map_or_else(|| "–".to_owned(), |value| value.get().to_string())
            })
            .collect();
        for (cell, value) in cells.iter().zip(last) {
            assert!(cell.starts_with(&value), "{cell} {value}");
        }
        let alone = browser
            .run::<bool>("return !document.querySelector('canvas')", &[])
            .await;
        assert!(alone);
        let log = browser.log().await;
        let refused: Vec<_> = log
            .iter()
            .filter(|line| line.contains("security policy"))
            .collect();
        assert!(refused.is_empty(), "{refused:?}");
    }
}

/// What is seen before the live page takes its place, and after.
///
/// The relay draws what it has at hand in a moment, and the page waits a while for what comes late: on a
/// busy machine a page may be bare, miss what changed, or be shown before it has everything. Such a page is
/// opened again, a few times.
async fn both(visitor: &Visitor, path: &str) -> (Look, Look) {
    let browser = &visitor.browser;
    let findings = |look: &Look| look.iter().filter(|one| one.0 == "findings").count();
    let mut seen = (Look::new(), Look::new());
    for _ in 0..8 {
        visitor.open(path).await;
        browser
            .until("the live page alone", "!document.querySelector('#paint')")
            .await;
        browser.until_painted().await;
        let whole: bool = browser.run("return !!window.whole", &[]).await;
        seen = (
            browser.run("return window.before ?? []", &[]).await,
            browser.run("return look()", &[]).await,
        );
        if whole && findings(&seen.0) == findings(&seen.1) {
            break;
        }
    }
    seen
}

#[tokio::test]
async fn the_live_page_takes_the_place_of_the_painted_one_and_nothing_moves() {
    let overview = "?app=shop&start=2026-09-30&end=2026-10-29".to_owned();
    let single = format!("{}&metric=total", chart());
    let season = format!("chart?{}", season());
    let framed = format!("{single}&lang=en&theme=dark&embed=1");
    let mut changes = 0;
    for screen in [Screen::LAPTOP, Screen::PHONE] {
        for path in [&chart(), &single, &season, &framed, &overview] {
            let visitor = visitor(screen, &[SEEN]).await;
            let browser = &visitor.browser;
            let (before, after) = both(&visitor, path).await;
            assert!(before.len() >= 4, "«{path}» was painted: {before:?}");
            changes += before.iter().filter(|one| one.0 == "findings").count();
            assert_eq!(before, after, "«{path}» on {screen:?}");
            let shifts: Vec<String> = browser.run("return window.shifts", &[]).await;
            assert!(shifts.is_empty(), "«{path}» on {screen:?}: {shifts:#?}");
            visitor.leave().await;
        }
    }
    assert!(changes > 0, "none of the views had a change to tell");
}

#[tokio::test]
async fn a_document_that_comes_in_pieces_moves_nothing_once_it_is_seen() {
    let house = House::demo().await;
    warm::views(&house, &[&warm::launch()]).await;
    let porch = Porch::before(house.url()).await;
    let browser = Chromium::start(Screen::LAPTOP).await;
    let script = json!({ "source": SEEN });
    browser.devtools("Page.enable", json!({})).await;
    let method = "Page.addScriptToEvaluateOnNewDocument";
    browser.devtools(method, script).await;
    for text in [
        "<span class=\"stamp\">",
        "<span class=\"through\">",
        "<figcaption>",
    ] {
        porch.clear();
        porch.script("/chart?", ALWAYS, Act::Pause(text));
        let mut is_painted = false;
        for _ in 0..8 {
            browser.open(&format!("{}/{}", porch.url(), chart())).await;
            let swapped = "!document.querySelector('#paint') && document.querySelector('canvas')";
            browser.until("the live page alone", swapped).await;
            browser.until_painted().await;
            is_painted = browser.run("return !!window.whole", &[]).await;
            if is_painted {
                break;
            }
        }
        assert!(is_painted, "the document was bare");
        let shifts: Vec<String> = browser.run("return window.shifts", &[]).await;
        assert!(shifts.is_empty(), "behind «{text}»: {shifts:#?}");
    }
}

#[tokio::test]
async fn a_chosen_theme_is_a_cookie_that_the_next_page_is_painted_by() {
    let visitor = visitor(Screen::LAPTOP, &[]).await;
    let path = format!(
        "chart?{}&metric=total",
        view("shop", Module::Launch, last_days(30)) + "&platform=ios,android"
    );
    visitor.open(&path).await;
    assert_eq!(
        visitor
            .browser
            .run::<String>("return document.cookie", &[])
            .await,
        ""
    );
    visitor.choose("more", "dark").await;
    visitor.choose("more", "en").await;
    let cookie: String = visitor.browser.run("return document.cookie", &[]).await;
    for one in ["bootlens.theme=dark", "bootlens.lang=en"] {
        assert!(cookie.contains(one), "{cookie}");
    }
    let parameters = json!({ "source": WITHOUT });
    visitor.browser.devtools("Page.enable", json!({})).await;
    visitor
        .browser
        .devtools("Page.addScriptToEvaluateOnNewDocument", parameters)
        .await;
    go_painted(&visitor, &path).await;
    let colours = "const of = (what, name) => getComputedStyle(document.querySelector(what))[name];
        return [of('.drawn.wide .ios', 'stroke'), of('html', 'backgroundColor'), document.documentElement.lang]";
    let painted: Vec<String> = visitor.browser.run(colours, &[]).await;
    assert_eq!(painted, ["rgb(106, 165, 255)", "rgb(20, 23, 26)", "en"]);
}

#[tokio::test]
async fn who_reads_on_in_the_painted_page_is_still_there_in_the_live_one() {
    // The program's own file is held back until the reader has opened the table.
    let hold = "const fetched = window.fetch;
        window.fetch = async (...what) => {
            while (!window.go) await new Promise((done) => setTimeout(done, 20));
            return fetched(...what);
        };";
    let visitor = visitor(Screen::LAPTOP, &[hold]).await;
    go_painted(&visitor, &chart()).await;
    let browser = &visitor.browser;
    browser
        .run::<Option<()>>(
            "document.querySelector('#paint summary:not(.off *)').focus()",
            &[],
        )
        .await;
    browser.press("#paint details.table > summary").await;
    browser.run::<Option<()>>("window.go = true", &[]).await;
    visitor.settle().await;
    browser
        .until(
            "the live table",
            "document.querySelector('main details.table[open] td[data-day]')",
        )
        .await;
    let focused = "return document.activeElement.matches('main details.table > summary')";
    assert!(browser.run::<bool>(focused, &[]).await);
    assert!(
        browser
            .run::<bool>("return !document.querySelector('#paint')", &[])
            .await
    );
    visitor.leave().await;
}
