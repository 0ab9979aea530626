//! How files come to the page, and what the reader decides there.

use serde_json::json;
use shared::module::Module;
use shared::text::Lang;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::{Visitor, chart};

use super::{CLOUD, HTTPS, PLACE, asked, at_open, drop_files};

#[tokio::test]
async fn files_are_chosen_with_keys_alone_dropped_by_a_hand_and_pasted() {
    let visitor = at_open(Screen::LAPTOP).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("chosen.json");
    std::fs::write(&path, HTTPS).unwrap();
    // The field is reached by Tab, and gets what the system's window would give.
    let in_field = "document.activeElement.type === 'file'";
    for _ in 0..8 {
        if visitor
            .browser
            .run::<bool>(&format!("return {in_field}"), &[])
            .await
        {
            break;
        }
        visitor.key("Tab", false).await;
    }
    visitor
        .browser
        .until("the focus in the field", in_field)
        .await;
    visitor
        .browser
        .choose_files("input[type=file]", &[&path])
        .await;
    visitor
        .browser
        .until(
            "the picture",
            "document.querySelector('.sheet .from')?.textContent.includes('chosen.json')",
        )
        .await;

    let dropped = folder.path().join("dropped.json");
    std::fs::write(&dropped, CLOUD).unwrap();
    let [x, y]: [f64; 2] = visitor
        .browser
        .run("const box = document.querySelector('[data-testid=place]').getBoundingClientRect(); return [box.left + 40, box.top + 20]", &[])
        .await;
    let data = json!({"items": [], "files": [dropped], "dragOperationsMask": 1});
    for kind in ["dragEnter", "dragOver"] {
        let event = json!({"type": kind, "x": x, "y": y, "data": data});
        visitor
            .browser
            .devtools("Input.dispatchDragEvent", event)
            .await;
    }
    visitor
        .browser
        .until(
            "that it can be let go",
            "document.querySelector('main.hangs .lead').textContent === '松开即打开'",
        )
        .await;
    let event = json!({"type": "drop", "x": x, "y": y, "data": data});
    visitor
        .browser
        .devtools("Input.dispatchDragEvent", event)
        .await;
    visitor
        .browser
        .until("the dropped picture", "document.querySelector('.sheet .from')?.textContent.includes('dropped.json') && !document.querySelector('main.hangs')")
        .await;

    let paste = "const carried = new DataTransfer();
        carried.setData('text/plain', arguments[0]);
        document.body.dispatchEvent(new ClipboardEvent('paste', {bubbles: true, cancelable: true, clipboardData: carried}))";
    visitor
        .browser
        .run::<Option<()>>(paste, &[json!(format!("reply={HTTPS}"))])
        .await;
    let pasted = format!(
        "document.querySelector('.sheet .from')?.textContent.includes('{}')",
        Lang::Zh.pasted()
    );
    visitor.browser.until("the pasted picture", &pasted).await;
    assert_eq!(
        visitor.table().await,
        [["302.3218", "72.0446"], ["314", "70.7778"]]
    );
    visitor.leave().await;
}

#[tokio::test]
async fn replies_that_tell_a_day_twice_stand_apart_until_they_are_joined() {
    let visitor = at_open(Screen::PHONE).await;
    let other = HTTPS.replace("\"314\"", "\"320\"");
    drop_files(
        &visitor,
        &[
            ("ios.json", HTTPS.as_bytes()),
            ("android.json", other.as_bytes()),
        ],
    )
    .await;
    assert_eq!(visitor.table().await[0].len(), 4);
    let twice = visitor.browser.text("[data-testid=twice]").await;
    assert!(twice.starts_with("有 1 天在几个回复里数值不同"), "{twice}");
    visitor.browser.press("[data-testid=twice] button").await;
    visitor
        .browser
        .until(
            "joined lines",
            "document.querySelectorAll('.panel').length === 2",
        )
        .await;
    assert_eq!(
        visitor.table().await,
        [["302.3218", "72.0446"], ["320", "70.7778"]]
    );
    let wide: bool = visitor
        .browser
        .run(
            "return document.documentElement.scrollWidth <= innerWidth",
            &[],
        )
        .await;
    assert!(wide, "nothing scrolls sideways");
    visitor.leave().await;
}

#[tokio::test]
async fn the_page_is_reached_from_the_menu_and_left_for_one_that_asks() {
    let visitor = Visitor::new().await;
    visitor
        .open(&chart("shop", Module::Launch, last_days(7)))
        .await;
    visitor.browser.press("[data-control=more] > button").await;
    visitor.browser.press(".choices a[href$='/open']").await;
    visitor.browser.until("the place for files", PLACE).await;
    assert!(visitor.browser.address().await.ends_with("/open"));
    // Whoever begins here has asked nobody: the next page does.
    visitor.go("open").await;
    visitor.browser.until("the place for files", PLACE).await;
    visitor.browser.press(".top .brand").await;
    visitor
        .browser
        .until(
            "the overview",
            "document.querySelector('main[data-ready=true]:not(.open)')",
        )
        .await;
    let (data, _) = asked(&visitor).await;
    assert!(
        data.iter().any(|name| name.ends_with("/api/v1/apps")),
        "{data:?}"
    );
    visitor.leave().await;
}
