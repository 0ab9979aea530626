//! axe-core finds nothing on any page, in any state, theme, language and size: each pair of them once.
//!
//! The checker is vendored (`vendor/axe.min.js`, axe-core 4.14.1, MPL-2.0, used by tests alone). It comes
//! in by devtools, since the page's content security policy lets no script in, and that is part of what
//! is tested.

mod cover;
mod scene;

use serde_json::json;
use tests::chromium::{Chromium, Screen};
use tests::visitor::faults;

use cover::{Case, cases};
use scene::{PAGES, STATES};

const AXE: &str = include_str!("axe/vendor/axe.min.js");

/// What is checked: WCAG 2.2 up to AA, and what axe-core calls good practice. The size of targets is
/// switched off unless it is named.
const RUN: &str = "
    window.found = null;
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const options = {runOnly: {type: 'tag', values: tags}, rules: {'target-size': {enabled: true}}};
    axe.run(document, options).then(
        done => { window.found = done.violations.flatMap(one => one.nodes.map(node =>
            `${one.id}: ${node.target.join(' ')}: ${node.failureSummary}\\n        ${node.html.slice(0, 160)}`)); },
        error => { window.found = ['axe itself: ' + error]; })";

/// The screens, by the size that a case names.
const SIZES: [Screen; 3] = [
    Screen::LAPTOP,
    Screen::PHONE,
    Screen {
        width: 320,
        height: 640,
        ..Screen::PHONE
    },
];

/// What axe-core, the console and the width of the page hold against a case.
async fn offences(browser: &Chromium, case: &Case) -> Vec<String> {
    let (page, state) = (&PAGES[case.page], &STATES[case.state]);
    let house = (state.house)(page).await;
    browser.open(&format!("{}/livez", house.url())).await;
    let choose = "localStorage.setItem('bootlens.theme', arguments[0])";
    let theme = json!(["light", "dark"][case.theme]);
    browser.run::<Option<()>>(choose, &[theme]).await;
    browser
        .open(&format!("{}/{}", house.url(), state.path(page)))
        .await;
    browser.until(state.name, state.until(page)).await;
    for (then, until) in [(page.then, page.until_then), (state.then, state.until_then)] {
        if !then.is_empty() {
            browser.run::<Option<()>>(then, &[]).await;
        }
        browser.until(state.name, until).await;
    }
    browser.until_painted().await;
    browser
        .devtools("Runtime.evaluate", json!({"expression": AXE}))
        .await;
    browser.run::<Option<()>>(RUN, &[]).await;
    browser.until("axe-core", "window.found").await;
    let mut found: Vec<String> = browser.run("return window.found", &[]).await;
    let widths = "return [document.documentElement.scrollWidth, innerWidth]";
    let [content, screen]: [f64; 2] = browser.run(widths, &[]).await;
    if content > screen {
        found.push(format!("{content} pixels on a screen of {screen}"));
    }
    let log = browser.log().await;
    found.extend(faults(&log).into_iter().cloned());
    let named = |text| format!("{} / {} / {case:?}\n    {text}", page.name, state.name);
    found.into_iter().map(named).collect()
}

/// Looks at every case of a size.
async fn nothing_is_found(size: usize) {
    let (mut found, mut seen) = (Vec::new(), 0);
    for lang in 0..2 {
        let screen = SIZES[size].lang(["zh-CN", "en"][lang]);
        let browser = Chromium::start(screen).await;
        for case in cases() {
            if (case.size, case.lang) == (size, lang) {
                seen += 1;
                found.extend(offences(&browser, &case).await);
            }
        }
    }
    assert!(seen >= STATES.len() / 2, "{seen} cases of this size");
    assert!(found.is_empty(), "{}\n{}", found.len(), found.join("\n"));
}

#[tokio::test]
async fn axe_finds_nothing_on_a_laptop() {
    nothing_is_found(0).await;
}

#[tokio::test]
async fn axe_finds_nothing_on_a_phone() {
    nothing_is_found(1).await;
}

#[tokio::test]
async fn axe_finds_nothing_at_320_pixels() {
    nothing_is_found(2).await;
}

#[tokio::test]
async fn axe_finds_what_is_wrong() {
    let browser = Chromium::start(Screen::LAPTOP).await;
    let wrong = "data:text/html,<title>a</title><html lang=en><main><h1>a</h1><img src=a><button style='width:9px;height:9px'></button></main>";
    browser.open(wrong).await;
    browser
        .devtools("Runtime.evaluate", json!({"expression": AXE}))
        .await;
    browser.run::<Option<()>>(RUN, &[]).await;
    browser.until("axe-core", "window.found").await;
    let found: Vec<String> = browser.run("return window.found", &[]).await;
    for rule in ["image-alt", "button-name"] {
        assert!(found.iter().any(|one| one.starts_with(rule)), "{found:?}");
    }
}
