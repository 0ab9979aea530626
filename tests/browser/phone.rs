//! A phone: nothing runs off the screen, and the finger gets what the mouse gets.

use tests::House;
use tests::chromium::Screen;

use tests::visitor::{Visitor, launch};

#[tokio::test]
async fn nothing_is_wider_than_a_phone() {
    for lang in ["zh-CN", "en"] {
        let visitor = Visitor::at(House::demo().await, Screen::PHONE.lang(lang)).await;
        for path in [
            "",
            "?app=shop&last=28d",
            &launch(28),
            &format!("{}&metric=total&platform=ios,android", launch(90)),
        ] {
            visitor.open(path).await;
            let widths = "return [document.documentElement.scrollWidth, innerWidth]";
            let [content, screen]: [f64; 2] = visitor.browser.run(widths, &[]).await;
            assert!(content <= screen, "{path}: {content} on {screen}");
        }
        visitor.leave().await;
    }
}

#[tokio::test]
async fn the_chart_is_at_least_300_pixels_high_and_the_drag_is_followed_beneath() {
    let visitor = Visitor::at(House::demo().await, Screen::PHONE).await;
    visitor
        .open(&format!("{}&metric=total&platform=ios,android", launch(28)))
        .await;
    let height: f64 = visitor
        .browser
        .run(
            "return document.querySelector('canvas.chart').clientHeight",
            &[],
        )
        .await;
    assert!(height >= 300.0, "{height}");
    let touch = "const canvas = document.querySelector('canvas.chart'), box = canvas.getBoundingClientRect();
        canvas.dispatchEvent(new PointerEvent('pointerdown', {bubbles: true, pointerType: 'touch',
            clientX: box.left + box.width / 2, clientY: box.top + 100}))";
    visitor.browser.run::<Option<()>>(touch, &[]).await;
    visitor
        .browser
        .until("a strip", "document.querySelector('.tooltip')")
        .await;
    let strip = "const strip = document.querySelector('.tooltip').getBoundingClientRect();
        return [strip.left, strip.right - innerWidth, strip.bottom - innerHeight]";
    let edges: [f64; 3] = visitor.browser.run(strip, &[]).await;
    assert_eq!(
        edges,
        [0.0, 0.0, 0.0],
        "at the screen's lower edge, from side to side"
    );
    visitor.leave().await;
}
