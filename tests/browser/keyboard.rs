//! Everything by keys alone: from the first page to a link in the clipboard, the keys of the page, and
//! dialogs that keep the focus and give it back.

use tests::House;
use tests::chromium::Screen;
use tests::visitor::{Visitor, launch};

async fn reader(path: &str) -> Visitor {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    // Without it a browser that nobody sees has no focus to give.
    visitor.allow_clipboard().await;
    visitor.open(path).await;
    visitor
}

/// What has the focus fits a selector.
async fn until_focus(visitor: &Visitor, selector: &str) {
    let there = format!("document.activeElement.matches(\"{selector}\")");
    visitor.browser.until(selector, &there).await;
}

#[tokio::test]
async fn the_way_from_the_first_page_to_a_copied_link_takes_no_mouse() {
    let visitor = reader("").await;
    visitor.tab_to("table.portfolio th a").await;
    visitor.key("Enter", false).await;
    visitor.browser.until_address("app=shop", true).await;
    visitor.settle().await;
    visitor.tab_to("a.tile[data-module=launch]").await;
    visitor.key("Enter", false).await;
    visitor.browser.until_address("/chart?", true).await;
    visitor.settle().await;

    // A phrase: opened, picked in, and the focus is on it again.
    visitor.tab_to("[data-control=platform] > button").await;
    visitor.key("Enter", false).await;
    visitor.tab_to(".choice[data-value=android]").await;
    visitor.key("Enter", false).await;
    visitor.browser.until_address("android", false).await;
    visitor.key("Escape", false).await;
    until_focus(&visitor, "[data-control=platform] > button").await;
    visitor.tab_to("[data-control=days] > button").await;
    visitor.key("Enter", false).await;
    visitor.tab_to(".choice[data-value='7d']").await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until_address("start=2026-10-23&end=2026-10-29", true)
        .await;
    visitor.settle().await;
    // A step that is taken leaves the focus where it is, for the next.
    visitor.tab_to(".steps button:first-child").await;
    for days in ["start=2026-10-16", "start=2026-10-09"] {
        visitor.key("Enter", false).await;
        visitor.browser.until_address(days, true).await;
        visitor.settle().await;
        until_focus(&visitor, ".steps button:first-child").await;
    }
    visitor.tab_to("canvas.chart").await;
    visitor.key("Home", false).await;
    assert_eq!(visitor.told_day().await.to_string(), "2026-10-09");

    visitor.key("s", false).await;
    visitor
        .browser
        .until(
            "the dialog",
            "document.querySelector('dialog.share[open] [data-share]')",
        )
        .await;
    until_focus(&visitor, "[data-share=link]").await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until(
            "a word about it",
            "document.querySelector('dialog.share [role=status]').textContent === '已复制链接'",
        )
        .await;
    let link = visitor.pasted("text/plain").await;
    for word in [
        "/chart?app=shop&module=launch&metric=",
        "start=2026-10-09&end=2026-10-15",
        "platform=ios&seen=",
    ] {
        assert!(link.contains(word), "«{word}» in {link}");
    }
    visitor.key("Escape", false).await;
    until_focus(&visitor, "canvas.chart").await;
    visitor.leave().await;
}

#[tokio::test]
async fn an_open_dialog_keeps_the_focus_and_gives_it_back() {
    let visitor = reader(&launch(28)).await;
    visitor.tab_to("[data-testid=share]").await;
    visitor.key("Enter", false).await;
    until_focus(&visitor, "dialog.share [data-share=link]").await;
    let mut seen = 0;
    for _ in 0..30 {
        visitor.key("Tab", false).await;
        let place = "const at = document.activeElement; return at === document.body ? 0 : at.closest('dialog') ? 1 : 2";
        let place: u8 = visitor.browser.run(place, &[]).await;
        // Past the last the browser's own bar has it, which is no part of the page.
        assert_ne!(
            place, 2,
            "the focus has left the dialog for the page behind it"
        );
        seen += usize::from(place);
    }
    assert!(seen > 10, "{seen}");
    visitor.key("Escape", false).await;
    until_focus(&visitor, "[data-testid=share]").await;

    // The list of keys, and from there the help: two in one, and the focus goes back past both.
    visitor.tab_to("[data-control=more] > button").await;
    visitor.key("Enter", false).await;
    visitor.tab_to(".choice[data-value=keys]").await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until(
            "the list",
            "document.querySelector('dialog.help[open] table.keys')",
        )
        .await;
    let name = "const dialog = document.querySelector('dialog.help');
        return document.getElementById(dialog.getAttribute('aria-labelledby')).textContent";
    assert_eq!(visitor.browser.run::<String>(name, &[]).await, "快捷键");
    visitor.tab_to("[data-help=help]").await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until(
            "the help",
            "document.querySelector('dialog.help[open] .text li')",
        )
        .await;
    assert_eq!(visitor.browser.run::<String>(name, &[]).await, "使用帮助");
    let text = visitor.browser.text("dialog.help .text").await;
    assert!(text.contains("读屏软件"), "{text}");
    visitor.key("Escape", false).await;
    until_focus(&visitor, "[data-control=more] > button").await;

    visitor.key("?", true).await;
    visitor
        .browser
        .until(
            "the list",
            "document.querySelector('dialog.help[open] table.keys')",
        )
        .await;
    visitor.tab_to("[data-help=help]").await;
    visitor.key("Enter", false).await;
    visitor.tab_to("dialog.help a[href$='/open']").await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until(
            "the page of files",
            "document.querySelector('main.open') && !document.querySelector('dialog')",
        )
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn keys_work_on_page_and_chart_and_can_be_switched_off() {
    let visitor = reader("?app=shop&last=28d").await;
    visitor.key("4", false).await;
    visitor
        .browser
        .until_address("/chart?app=shop&module=memory", true)
        .await;
    visitor.settle().await;
    visitor.key("[", false).await;
    visitor.key("[", false).await;
    visitor.browser.until_address("end=2026-09-03", true).await;
    visitor.key("]", false).await;
    visitor.browser.until_address("end=2026-10-01", true).await;
    visitor.settle().await;
    visitor.key("t", false).await;
    visitor
        .browser
        .until(
            "the table",
            "document.querySelector('table.values tbody td')",
        )
        .await;
    until_focus(&visitor, "details.table summary").await;
    visitor.key("/", false).await;
    visitor
        .browser
        .until(
            "the apps",
            "document.querySelector('[data-control=app] .choice')",
        )
        .await;
    until_focus(&visitor, "[data-control=app] > button").await;
    visitor.key("c", false).await;
    visitor
        .browser
        .until(
            "the comparisons",
            "document.querySelector('[data-control=compare] .choice')",
        )
        .await;

    // In a menu a letter is none of the page's.
    visitor.tab_to("[data-control=compare] .choice").await;
    visitor.key("1", false).await;
    visitor.key("Escape", false).await;
    // Nor while an input method composes.
    let composing = "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit2', bubbles: true, isComposing: true}))";
    visitor.browser.run::<Option<()>>(composing, &[]).await;
    // Nor with a modifier, which is the browser's.
    let control = "document.body.dispatchEvent(new KeyboardEvent('keydown', {code: 'Digit2', bubbles: true, ctrlKey: true}))";
    visitor.browser.run::<Option<()>>(control, &[]).await;
    visitor.browser.until_painted().await;
    assert!(visitor.browser.address().await.contains("module=memory&"));

    // Switched off they stay so, and every one of them stands in a menu.
    visitor.choose("more", "single-keys").await;
    visitor.open(&launch(28)).await;
    for key in ["4", "c", "t", "s", "?"] {
        visitor.key(key, key == "?").await;
    }
    visitor.browser.until_painted().await;
    assert!(visitor.browser.address().await.contains("module=launch"));
    let opened = "return document.querySelectorAll('dialog, .choices, details[open]').length";
    assert_eq!(visitor.browser.run::<u32>(opened, &[]).await, 0);
    visitor.choose("more", "keys").await;
    let switch = "document.querySelector('dialog.help [name=single-keys]')";
    visitor
        .browser
        .until("the switch", &format!("{switch} && !{switch}.checked"))
        .await;
    visitor
        .browser
        .press("dialog.help [name=single-keys]")
        .await;
    visitor.key("Escape", false).await;
    visitor
        .browser
        .until("no dialog", "!document.querySelector('dialog')")
        .await;
    visitor.key("4", false).await;
    visitor.browser.until_address("module=memory", true).await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_line_that_is_hidden_by_keys_keeps_the_focus() {
    let visitor = reader(&format!("{}&metric=total&platform=ios,android", launch(28))).await;
    visitor.tab_to(".figures li:first-child .line").await;
    for there in [true, false] {
        visitor.key("Enter", false).await;
        visitor.browser.until_address("hide=ios", there).await;
        visitor.settle().await;
        until_focus(&visitor, ".figures li:first-child .line").await;
    }
    visitor.leave().await;
}
