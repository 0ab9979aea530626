//! A relay that is upgraded or rolled back while the page is open, all at once or one of several after
//! the other.

use tests::porch::{ALWAYS, Act, When};
use tests::visitor::{READY, launch};

use super::Guest;

/// The relay's own version, and what another one would say in its place.
const OWN: &str = "\"version\":\"0.1.0\"";
const OTHER: &str = "\"version\":\"0.2.0\"";
const NEWER: &str = "#newer:not([hidden])";
const API: &str = "/api/";

#[tokio::test]
async fn a_page_of_before_is_loaded_anew_once_and_keeps_its_whole_address() {
    let guest = Guest::new().await;
    guest.open(&format!("{}&colour=red", launch(28))).await;
    assert_eq!(guest.documents(), 1);
    // The next answer is a newer relay's; what is loaded then is of its version.
    guest
        .porch
        .script("/api/v1/performance", |n| n == 0, Act::Put(OWN, OTHER));
    guest.choose("metric", "memory").await;
    guest
        .browser
        .until(
            "the new document",
            "performance.getEntriesByType('navigation')[0].type == 'reload'",
        )
        .await;
    guest.settle().await;
    let address = guest.browser.address().await;
    for part in ["module=memory", "colour=red", "start=", "end="] {
        assert!(address.contains(part), "{part} in {address}");
    }
    assert_eq!(guest.documents(), 2);
    assert!(!guest.is_there(NEWER).await);
    guest.leave().await;
}

#[tokio::test]
async fn a_page_that_stays_of_another_version_works_on_with_a_quiet_line() {
    let guest = Guest::new().await;
    guest.porch.script(API, ALWAYS, Act::Put(OWN, OTHER));
    guest.go(&launch(28)).await;
    guest
        .browser
        .until("the line", &format!("document.querySelector('{NEWER}')"))
        .await;
    guest.settle().await;
    assert_eq!(guest.documents(), 2);
    assert!(guest.browser.text(NEWER).await.contains("已更新"));
    guest.choose("metric", "memory").await;
    guest.browser.until_address("module=memory", true).await;
    guest.settle().await;
    assert_eq!(guest.documents(), 2);
    // The line's button is the reader's own will.
    guest
        .browser
        .run::<Option<()>>("window.here = true", &[])
        .await;
    guest.browser.press("#newer .reload").await;
    guest
        .browser
        .until("the new document", "!window.here")
        .await;
    guest.settle().await;
    assert_eq!(guest.documents(), 3);
    guest.leave().await;
}

#[tokio::test]
async fn versions_that_take_turns_never_make_the_page_go_round() {
    let guest = Guest::new().await;
    // Of what is asked at once nobody knows which comes first: each kind takes turns of its own.
    let turns = [
        ("/api/v1/apps", (|n| n % 2 == 0) as When),
        ("/api/v1/performance", ALWAYS),
    ];
    for (kind, when) in turns {
        guest.porch.script(kind, when, Act::Put(OWN, OTHER));
    }
    guest.go(&launch(28)).await;
    guest
        .browser
        .until("the line", &format!("document.querySelector('{NEWER}')"))
        .await;
    guest.porch.clear();
    guest
        .porch
        .script(API, |n| n % 2 == 0, Act::Put(OWN, OTHER));
    for metric in ["memory", "launch", "memory", "launch"] {
        guest.settle().await;
        guest.choose("metric", metric).await;
        guest
            .browser
            .until_address(&format!("module={metric}"), true)
            .await;
    }
    guest.settle().await;
    assert_eq!(guest.documents(), 2);
    guest.leave().await;
}

#[tokio::test]
async fn nothing_is_loaded_anew_under_the_hands_of_a_reader() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    guest
        .porch
        .script("/api/v1/performance", ALWAYS, Act::Put(OWN, OTHER));
    // A menu stands open while the answer comes.
    guest.browser.press("[data-control=metric] > button").await;
    guest
        .browser
        .until("the menu", "document.querySelector('.choice')")
        .await;
    let step =
        "history.pushState(null, '', location.href.replace('module=launch', 'module=memory'));
        dispatchEvent(new PopStateEvent('popstate'))";
    guest.browser.run::<Option<()>>(step, &[]).await;
    guest
        .browser
        .until("the line", &format!("document.querySelector('{NEWER}')"))
        .await;
    guest.settle().await;
    assert!(guest.is_there(".choices").await);
    assert_eq!(guest.documents(), 1);
    guest.leave().await;
}

#[tokio::test]
async fn where_nothing_can_be_kept_the_reader_decides_themselves() {
    let guest = Guest::new().await;
    guest.first("Object.defineProperty(window, 'sessionStorage', {get() { throw new DOMException('no', 'SecurityError'); }})").await;
    guest.porch.script(API, ALWAYS, Act::Put(OWN, OTHER));
    guest.open(&launch(28)).await;
    guest
        .browser
        .until("the line", &format!("document.querySelector('{NEWER}')"))
        .await;
    assert_eq!(guest.documents(), 1);
    guest.leave().await;
}

#[tokio::test]
async fn what_a_newer_relay_tells_beside_is_passed_over() {
    let guest = Guest::new().await;
    let line = "{\"type\":\"weather\",\"sun\":true}\n{\"type\":\"done\",\"moon\":[1],";
    guest.porch.script(
        "/api/v1/performance",
        ALWAYS,
        Act::Put("{\"type\":\"done\",", line),
    );
    guest.open(&launch(28)).await;
    assert!(guest.is_there("canvas.chart").await);
    assert!(!guest.is_there(".state").await);
    guest.leave().await;
}

const MISSING: Act = Act::Own(404, "application/problem+json", "{}");

#[tokio::test]
async fn files_that_one_relay_lacks_are_found_on_another() {
    for file in [".css", "/frontend-", "_bg.wasm", "/split-"] {
        let guest = Guest::new().await;
        guest.porch.script(file, |n| n < 3, MISSING);
        guest.go(&launch(28)).await;
        guest.browser.until("all data", READY).await;
        guest.settle().await;
        let documents = guest.documents();
        assert!((2..=3).contains(&documents), "{file}: {documents}");
        let styled = "return getComputedStyle(document.querySelector('main')).maxWidth";
        assert_eq!(guest.browser.run::<String>(styled, &[]).await, "1392px");
        let kept = "return sessionStorage.getItem('bootlens.rounds')";
        assert_eq!(guest.browser.run::<Option<String>>(kept, &[]).await, None);
        guest.leave().await;
    }
}

#[tokio::test]
async fn a_file_that_nobody_has_ends_in_an_apology_with_the_address() {
    let guest = Guest::new().await;
    guest.porch.script("_bg.wasm", ALWAYS, MISSING);
    let path = format!("{}&colour=red", launch(28));
    guest.go(&path).await;
    guest
        .browser
        .until(
            "the apology",
            "document.querySelector('#sorry:not([hidden])')",
        )
        .await;
    let said = guest.browser.text("#sorry").await;
    assert!(said.contains("抱歉") && said.contains("Sorry"), "{said}");
    assert!(said.contains(&path), "{said}");
    assert!(guest.documents() <= 5, "{}", guest.documents());
    // Once it is there, the button opens the page.
    guest.porch.clear();
    guest.browser.press("#sorry .reload").await;
    guest.settle().await;
    guest.leave().await;
}

#[tokio::test]
async fn a_part_that_one_relay_lacks_is_asked_for_again_without_a_word() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    guest.porch.script("/split_more-", |n| n < 3, MISSING);
    guest.choose("metric", "memory").await;
    guest.browser.until_address("module=memory", true).await;
    assert_eq!(guest.porch.asked("/split_more-").len(), 4);
    guest.settle().await;
    guest.leave().await;
}

#[tokio::test]
async fn a_part_that_nobody_has_leads_to_the_page_loaded_anew() {
    let guest = Guest::new().await;
    guest.open(&launch(28)).await;
    guest.porch.script("/split_more-", ALWAYS, MISSING);
    guest.browser.press("[data-control=metric] > button").await;
    guest
        .browser
        .until("the button", "document.querySelector('.choices .reload')")
        .await;
    guest.porch.clear();
    guest.browser.press(".choices .reload").await;
    guest
        .browser
        .until(
            "the new document",
            "performance.getEntriesByType('navigation')[0].type == 'reload'",
        )
        .await;
    guest.settle().await;
    guest.choose("metric", "memory").await;
    guest.browser.until_address("module=memory", true).await;
    guest.settle().await;
    guest.leave().await;
}
