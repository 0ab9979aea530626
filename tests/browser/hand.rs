//! What a hand does on the chart, by mouse, finger and keys, goes where it should.

use shared::day::Day;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, launch};

/// Two platforms of one metric over a month.
fn month() -> String {
    format!("{}&platform=ios,android&metric=total", launch(30))
}

async fn at(screen: Screen) -> Visitor {
    let visitor = Visitor::at(House::demo().await, screen).await;
    visitor.open(&month()).await;
    visitor
}

/// The values that the tooltip tells, a line each.
async fn told(visitor: &Visitor) -> Vec<String> {
    let told = visitor.browser.texts(".tooltip td:nth-child(2)").await;
    let value = |text: &String| text.split(' ').next().unwrap_or_default().to_owned();
    told.iter().map(value).collect()
}

/// A row of the table by its day.
async fn row(visitor: &Visitor, day: Day) -> Vec<String> {
    visitor.table().await;
    let cells = format!("table.values td[data-day='{day}'] span");
    visitor.browser.texts(&cells).await
}

async fn until_days(visitor: &Visitor, start: Day, end: Day) {
    let days = format!("start={start}&end={end}");
    visitor.browser.until_address(&days, true).await;
    visitor.settle().await;
}

/// Lines that are drawn, of all that the head names.
async fn pressed(visitor: &Visitor) -> Vec<String> {
    let script = "return [...document.querySelectorAll('.figures .line')].map(one => one.getAttribute('aria-pressed'))";
    visitor.browser.run(script, &[]).await
}

#[tokio::test]
async fn the_tooltip_tells_what_the_table_holds_to_mouse_and_keys() {
    let visitor = at(Screen::LAPTOP).await;
    for share in [0.2, 0.5, 0.8] {
        let day = visitor.hover(visitor.point(share).await).await;
        let values = told(&visitor).await;
        assert_eq!(values, row(&visitor, day).await, "{day}");
    }
    visitor
        .browser
        .run::<Option<()>>("document.querySelector('canvas.chart').focus()", &[])
        .await;
    visitor.key("Home", false).await;
    let first = visitor.told_day().await;
    assert_eq!(first.to_string(), "2026-09-30");
    visitor.key("ArrowRight", false).await;
    visitor.key("ArrowRight", false).await;
    let third = visitor.told_day().await;
    assert_eq!(third, first.plus(2));
    assert_eq!(told(&visitor).await, row(&visitor, third).await);
    visitor.leave().await;
}

#[tokio::test]
async fn the_tooltip_tells_what_the_table_holds_to_a_finger_and_a_finger_selects_nothing() {
    let visitor = at(Screen::PHONE).await;
    let address = visitor.browser.address().await;
    visitor
        .finger(visitor.point(0.3).await, visitor.point(0.6).await)
        .await;
    let day = visitor.told_day().await;
    let values = told(&visitor).await;
    visitor.lift().await;
    assert_eq!(values, row(&visitor, day).await, "{day}");
    assert_eq!(visitor.browser.address().await, address);
    visitor.leave().await;
}

#[tokio::test]
async fn days_that_are_drawn_over_are_shown_large_on_every_screen_and_back_brings_the_others_back()
{
    for ratio in [1.0, 1.5, 2.0] {
        let screen = Screen {
            ratio,
            ..Screen::LAPTOP
        };
        let visitor = at(screen).await;
        let before = visitor.browser.address().await;
        // From right to left as well as from left to right.
        for (from, to) in [(0.3, 0.6), (0.7, 0.35)] {
            let (from, to) = (visitor.point(from).await, visitor.point(to).await);
            let days = [visitor.hover(from).await, visitor.hover(to).await];
            visitor.drag(from, to).await;
            let (start, end) = (days[0].min(days[1]), days[0].max(days[1]));
            assert!(end.since(start) >= 5, "{start} {end}");
            until_days(&visitor, start, end).await;
            let first = visitor.hover(visitor.point(0.06).await).await;
            assert_eq!(first, start, "at {ratio}");
            visitor.browser.back().await;
            visitor.settle().await;
            assert_eq!(visitor.browser.address().await, before);
        }
        // A press that moves over no other day changes nothing.
        let point = visitor.point(0.5).await;
        visitor.drag(point, point).await;
        assert_eq!(visitor.browser.address().await, before);
        visitor.leave().await;
    }
}

#[tokio::test]
async fn keys_draw_over_days_show_them_large_and_twice_as_many() {
    let visitor = at(Screen::LAPTOP).await;
    visitor
        .browser
        .run::<Option<()>>("document.querySelector('canvas.chart').focus()", &[])
        .await;
    visitor.key("Home", false).await;
    let first = visitor.told_day().await;
    for _ in 0..6 {
        visitor.key("ArrowRight", true).await;
    }
    visitor.key("Enter", false).await;
    until_days(&visitor, first, first.plus(6)).await;
    visitor
        .browser
        .run::<Option<()>>("document.querySelector('canvas.chart').focus()", &[])
        .await;
    visitor.key("-", false).await;
    until_days(&visitor, first.plus(-4), first.plus(9)).await;
    visitor
        .browser
        .run::<Option<()>>("document.querySelector('canvas.chart').focus()", &[])
        .await;
    visitor.key("Home", false).await;
    visitor.key("+", false).await;
    until_days(&visitor, first.plus(-4), first.plus(2)).await;
    visitor.leave().await;
}

#[tokio::test]
async fn steps_go_to_the_days_before_and_after_and_no_further_than_there_are_data() {
    let visitor = at(Screen::LAPTOP).await;
    let step = |place: u8| format!(".steps button:nth-child({place})");
    let later = "return document.querySelectorAll('.steps button')[1].disabled";
    assert!(visitor.browser.run::<bool>(later, &[]).await);
    let start = last_days(30).start();
    visitor.browser.press(&step(1)).await;
    until_days(&visitor, start.plus(-30), start.plus(-1)).await;
    visitor.browser.press(&step(2)).await;
    until_days(&visitor, start, start.plus(29)).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_line_is_hidden_isolated_and_shown_again_and_the_address_says_so() {
    let visitor = at(Screen::LAPTOP).await;
    let before = visitor.picture().await;
    visitor
        .browser
        .press(".figures li:nth-child(1) .line")
        .await;
    visitor.browser.until_address("hide=ios", true).await;
    visitor.settle().await;
    assert_eq!(pressed(&visitor).await, ["false", "true"]);
    assert_ne!(visitor.picture().await.to_bits(), before.to_bits());
    visitor.hover(visitor.point(0.5).await).await;
    assert_eq!(told(&visitor).await.len(), 1, "the tooltip leaves it out");
    let table = visitor.table().await;
    assert!(table.iter().all(|row| row.len() == 1), "so does the table");
    visitor
        .browser
        .press(".figures li:nth-child(1) .line")
        .await;
    visitor.browser.until_address("hide=", false).await;
    let alone = "document.querySelector('.figures li:nth-child(1) .line').dispatchEvent(
        new MouseEvent('click', {bubbles: true, altKey: true}))";
    visitor.browser.run::<Option<()>>(alone, &[]).await;
    visitor.browser.until_address("hide=android", true).await;
    visitor.settle().await;
    assert_eq!(pressed(&visitor).await, ["true", "false"]);
    visitor.browser.run::<Option<()>>(alone, &[]).await;
    visitor.browser.until_address("hide=", false).await;
    visitor.settle().await;
    assert_eq!(visitor.picture().await.to_bits(), before.to_bits());
    visitor.leave().await;
}
