//! The address is the picture: in another browser, after steps back and forward, with its days
//! told as dates.

use tests::House;
use tests::chromium::{Chromium, Screen};

use tests::visitor::{Visitor, launch};

#[tokio::test]
async fn the_address_in_a_fresh_browser_gives_the_same_view() {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&format!("{}&metric=total", launch(28))).await;
    for (control, value, address) in [
        ("platform", "ios", "platform=ios"),
        ("platform", "android", "platform=ios,android"),
        ("compare", "previous", "compare=previous"),
        ("more", "fit", "scale=fit"),
    ] {
        visitor.choose(control, value).await;
        visitor.browser.until_address(address, true).await;
    }
    visitor.settle().await;
    let (address, picture) = (visitor.browser.address().await, visitor.picture().await);
    let (table, sentence) = (
        visitor.table().await,
        visitor.browser.text("#sentence").await,
    );

    let Visitor { house, browser } = visitor;
    drop(browser);
    let colleague = Visitor {
        house,
        browser: Chromium::start(Screen::LAPTOP).await,
    };
    colleague.browser.open(&address).await;
    colleague.settle().await;
    assert_eq!(colleague.browser.address().await, address);
    assert_eq!(
        colleague.picture().await.to_bits(),
        picture.to_bits(),
        "pixel for pixel"
    );
    assert_eq!(colleague.table().await, table);
    assert_eq!(colleague.browser.text("#sentence").await, sentence);
    colleague.leave().await;
}

#[tokio::test]
async fn back_and_forward_walk_through_what_was_chosen() {
    let visitor = Visitor::new().await;
    visitor.open(&format!("{}&metric=total", launch(28))).await;
    let first = (
        visitor.browser.address().await,
        visitor.picture().await.to_bits(),
    );
    visitor.choose("platform", "ios").await;
    visitor.browser.until_address("platform=ios", true).await;
    visitor.settle().await;
    let second = (
        visitor.browser.address().await,
        visitor.picture().await.to_bits(),
    );
    visitor.choose("metric", "memory").await;
    visitor.browser.until_address("module=memory", true).await;
    visitor.settle().await;

    visitor.browser.back().await;
    visitor.browser.until_address("module=launch", true).await;
    visitor.settle().await;
    assert_eq!(
        (
            visitor.browser.address().await,
            visitor.picture().await.to_bits()
        ),
        second
    );
    visitor.browser.back().await;
    visitor.browser.until_address("platform=ios", false).await;
    visitor.settle().await;
    assert_eq!(
        (
            visitor.browser.address().await,
            visitor.picture().await.to_bits()
        ),
        first
    );
    visitor.browser.forward().await;
    visitor.browser.until_address("platform=ios", true).await;
    visitor.settle().await;
    assert_eq!(
        (
            visitor.browser.address().await,
            visitor.picture().await.to_bits()
        ),
        second
    );
    visitor.leave().await;
}

#[tokio::test]
async fn rolling_days_become_dates_in_the_same_entry_and_are_asked_once() {
    let visitor = Visitor::new().await;
    visitor.open("chart?app=shop&module=launch&last=28d").await;
    visitor
        .browser
        .until_address("start=2026-10-02&end=2026-10-29", true)
        .await;
    visitor.settle().await;
    assert_eq!(
        visitor
            .browser
            .run::<u32>("return history.length", &[])
            .await,
        2,
        "the blank page and this one"
    );
    let asked = "return performance.getEntriesByType('resource').filter(one => one.name.includes('/performance?')).length";
    assert_eq!(visitor.browser.run::<u32>(asked, &[]).await, 1);
    assert_eq!(visitor.house.data_calls().len(), 1);
    visitor.leave().await;
}

#[tokio::test]
async fn a_frame_keeps_its_rolling_days() {
    let visitor = Visitor::new().await;
    visitor
        .open("chart?app=shop&module=launch&last=14d&embed=1")
        .await;
    visitor.browser.until_painted().await;
    assert!(
        visitor
            .browser
            .address()
            .await
            .ends_with("last=14d&embed=1")
    );
    visitor.leave().await;
}

#[tokio::test]
async fn what_an_address_holds_beside_the_view_stays_and_is_told() {
    let visitor = Visitor::new().await;
    visitor
        .open("chart?colour=red&app=shop&module=launch&last=28d&from=singlemessage&utm_source=x")
        .await;
    visitor
        .browser
        .until_address("end=2026-10-29&colour=red", true)
        .await;
    let address = visitor.browser.address().await;
    assert!(
        !address.contains("singlemessage") && !address.contains("utm_source"),
        "{address}"
    );
    let notices = visitor.browser.texts(".notice").await;
    assert!(
        notices.iter().any(|notice| notice.contains("colour")),
        "{notices:?}"
    );
    visitor.leave().await;
}

#[tokio::test]
async fn a_step_that_would_pass_the_longest_address_is_not_taken() {
    let visitor = Visitor::new().await;
    // 20 marks of 28 letters each come close to the 4,096 bytes that a view may have.
    let label = format!("{}{}", "%E5%8F%91".repeat(20), "x".repeat(8));
    let marks: Vec<_> = (10..30)
        .map(|day| format!("2026-10-{day}~{label}"))
        .collect();
    let days = "start=2026-10-02&end=2026-10-29";
    visitor
        .open(&format!(
            "chart?app=shop&module=launch&{days}&marks={}",
            marks.join(",")
        ))
        .await;
    let length = "return location.search.length - 1";
    let before: usize = visitor.browser.run(length, &[]).await;
    assert!((4_040..=4_096).contains(&before), "{before}");
    for (control, value) in [
        ("platform", "ios"),
        ("level", "high"),
        ("network", "wifi"),
        ("compare", "previous"),
    ] {
        visitor.choose(control, value).await;
        visitor.browser.press("body").await;
    }
    let told =
        "[...document.querySelectorAll('.notice')].some(one => one.textContent.includes('4096'))";
    visitor.browser.until("the refusal", told).await;
    visitor.browser.until_painted().await;
    let after: usize = visitor.browser.run(length, &[]).await;
    assert!(after <= 4_096, "{after}");
    visitor.leave().await;
}

#[tokio::test]
async fn below_a_base_path_every_step_stays_below_it() {
    let house = House::with(|config| config.base_path = "/perf".to_owned()).await;
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.open("perf/?app=shop&last=28d").await;
    visitor.browser.press(".tile[data-module=memory]").await;
    visitor
        .browser
        .until_address("/perf/chart?app=shop&module=memory&metric=", true)
        .await;
    visitor.settle().await;
    // The overview shows both platforms; picked again, iOS goes.
    visitor.choose("platform", "ios").await;
    visitor
        .browser
        .until_address("platform=android", true)
        .await;
    visitor.browser.until_address("/perf/chart?", true).await;
    visitor.browser.press(".brand").await;
    visitor.browser.until_address("/perf/chart", false).await;
    visitor.browser.until_address("/perf/", true).await;
    visitor.settle().await;
    visitor.leave().await;
}

#[tokio::test]
async fn lines_that_an_address_hides_are_told_and_can_be_shown_again() {
    let visitor = Visitor::new().await;
    let path = format!("{}&metric=total&platform=ios,android&hide=ios", launch(28));
    visitor.open(&path).await;
    let cells = visitor.table().await;
    assert!(cells.iter().all(|row| row.len() == 1), "{cells:?}");
    let told = visitor.browser.text("[data-testid=hidden]").await;
    assert!(told.contains("已隐藏 1 条线"), "{told}");
    visitor.browser.press("[data-testid=hidden] button").await;
    visitor.browser.until_address("hide=", false).await;
    visitor.settle().await;
    let cells = visitor.table().await;
    assert!(cells.iter().all(|row| row.len() == 2), "{cells:?}");
    assert_eq!(visitor.browser.text("[data-testid=hidden]").await, "");
    visitor.leave().await;
}
