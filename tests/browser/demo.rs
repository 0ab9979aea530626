//! The demo as a newcomer meets it: the program itself, its first page, its stamp.

use tests::chromium::{Chromium, Screen};
use tests::demo::Program;

use tests::visitor::{READY, faults};

#[tokio::test]
async fn the_demo_opens_on_data_and_says_that_they_are_made_up() {
    let mut demo = Program::start(&["demo", "--listen", "127.0.0.1:0"]);
    let said = demo.line_with("http://");
    let url = said
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
        .unwrap();
    let browser = Chromium::start(Screen::LAPTOP).await;
    browser.open(url).await;
    browser.until("all data", READY).await;
    assert_eq!(browser.text(".stamp").await, "模拟数据");
    assert_eq!(browser.texts("table.portfolio tbody tr").await.len(), 3);
    browser
        .open(&format!("{url}chart?app=shop&module=launch"))
        .await;
    browser.until("all data", READY).await;
    assert!(browser.texts("canvas.chart").await.len() >= 4);
    assert!(faults(&browser.log().await).is_empty());
}
