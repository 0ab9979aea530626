//! The share dialog: what is copied is what is shown, and a browser that refuses is never silent.

use serde_json::json;
use shared::module::Module;
use tests::House;
use tests::chromium::{Chromium, Screen};
use tests::house::last_days;
use tests::visitor::{Visitor, chart, launch};

/// A chart of two lines over four weeks.
fn two_lines() -> String {
    let (start, end) = (last_days(28).start(), last_days(28).end());
    format!(
        "chart?app=shop&module=launch&metric=total&start={start}&end={end}&platform=ios,android"
    )
}

/// A reader whose browser lets pages write to the clipboard.
async fn reader(house: House, screen: Screen) -> Visitor {
    let visitor = Visitor::at(house, screen).await;
    visitor.allow_clipboard().await;
    visitor
}

async fn rows(visitor: &Visitor) -> Vec<String> {
    let script = "return [...document.querySelectorAll('dialog.share [data-share]')].map(one => one.dataset.share)";
    visitor.browser.run(script, &[]).await
}

#[tokio::test]
async fn the_copied_link_shows_the_same_to_a_reader_who_has_nothing_in_store() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&format!("{}&hide=ios", two_lines())).await;
    let (picture, table) = (visitor.picture().await.to_bits(), visitor.table().await);
    visitor.share().await;
    visitor.take("link").await;
    assert_eq!(visitor.said().await, "已复制链接");
    let link = visitor.pasted("text/plain").await;
    let wanted = format!("{}/{}&hide=ios&seen=", visitor.house.url(), two_lines());
    assert!(link.starts_with(&wanted), "{link}");
    assert!(link.is_ascii(), "{link}");
    assert!(link.ends_with(|last: char| last.is_ascii_alphanumeric()));
    for word in ["lang=", "theme=", "embed="] {
        assert!(!link.contains(word), "{link}");
    }
    let Visitor { house, browser } = visitor;
    drop(browser);
    let other = Visitor {
        house,
        browser: Chromium::start(Screen::LAPTOP).await,
    };
    other.browser.open(&link).await;
    other.settle().await;
    other
        .browser
        .until(
            "what changed",
            "document.querySelector('[data-testid=seen]')",
        )
        .await;
    assert!(
        other
            .browser
            .text("[data-testid=seen]")
            .await
            .contains("一致")
    );
    assert_eq!(other.table().await, table);
    assert_eq!(other.picture().await.to_bits(), picture);
    other.leave().await;
}

#[tokio::test]
async fn a_rolling_link_is_offered_where_the_days_end_with_the_newest_data() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&format!("{}&metric=total", launch(14))).await;
    visitor.share().await;
    visitor.take("rolling").await;
    let link = visitor.pasted("text/plain").await;
    assert_eq!(
        link,
        format!(
            "{}/chart?app=shop&module=launch&metric=total&last=14d",
            visitor.house.url()
        )
    );
    let range = last_days(20);
    let older = shared::day::DayRange::new(range.start(), range.end().plus(-5)).unwrap();
    visitor.open(&chart("shop", Module::Launch, older)).await;
    visitor.share().await;
    let rows = rows(&visitor).await;
    assert!(rows.contains(&"link".to_owned()), "{rows:?}");
    assert!(!rows.contains(&"rolling".to_owned()), "{rows:?}");
    visitor.leave().await;
}

#[tokio::test]
async fn the_copied_words_are_one_sentence_with_the_figures_and_then_the_link_alone() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    visitor.browser.press("details.statistics summary").await;
    visitor
        .browser
        .until("numbers", "document.querySelector('table.statistics td')")
        .await;
    let script = "return [...document.querySelectorAll('table.statistics tbody tr')]
        .map(row => [...row.children].map(cell => cell.textContent.trim()))";
    let told: Vec<Vec<String>> = visitor.browser.run(script, &[]).await;
    let changes = visitor.browser.texts(".figures .change").await;
    visitor.share().await;
    visitor.take("words").await;
    assert_eq!(visitor.said().await, "已复制文字");
    let words = visitor.pasted("text/plain").await;
    let (sentence, link) = words.trim_end().rsplit_once('\n').unwrap();
    assert!(
        link.starts_with(visitor.house.url()) && !link.contains(' '),
        "{link}"
    );
    assert!(
        !sentence.contains('\n') && sentence.ends_with('。'),
        "{sentence}"
    );
    assert!(
        sentence.starts_with("商城小程序 · 启动总耗时，2026年"),
        "{sentence}"
    );
    assert!(sentence.contains("模拟数据"), "{sentence}");
    assert_eq!(told.len(), 2);
    for (line, change) in told.iter().zip(&changes) {
        // Name, days, latest, mean.
        let figures = format!("{} 均值 {}，最新 {}，", line[0], line[3], line[2]);
        assert!(sentence.contains(&figures), "{figures}\n{sentence}");
        assert!(sentence.contains(change.as_str()), "{change}\n{sentence}");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn the_copied_table_is_the_pages_table_in_both_forms() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    let table = visitor.table().await;
    visitor.share().await;
    visitor.take("table").await;
    assert_eq!(visitor.said().await, "已复制表格");
    let text = visitor.pasted("text/plain").await;
    let rows: Vec<Vec<&str>> = text
        .trim_end()
        .lines()
        .map(|line| line.split('\t').collect())
        .collect();
    assert_eq!(rows.len(), table.len() + 1);
    assert_eq!(rows[0][0], "日期");
    assert!(rows[0][1].contains("(ms) · iOS"), "{:?}", rows[0]);
    for (row, shown) in rows[1..].iter().zip(&table) {
        assert_eq!(row[1..], shown[..], "{row:?}");
    }
    let html = visitor.pasted("text/html").await;
    let script = "const page = new DOMParser().parseFromString(arguments[0], 'text/html');
        return [...page.querySelectorAll('tr')].map(row => [...row.children].map(cell => cell.textContent))";
    let cells: Vec<Vec<String>> = visitor.browser.run(script, &[json!(html)]).await;
    assert_eq!(cells, rows);
    visitor.leave().await;
}

#[tokio::test]
async fn the_copied_picture_is_a_whole_sheet_at_twice_the_pixels() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    // The row beneath the chart does it without the dialog.
    visitor.browser.press("[data-testid=picture]").await;
    let toast = "document.querySelector('.toast[role=status]')?.textContent === '已复制图片'";
    visitor.browser.until("a word about it", toast).await;
    let picture = visitor.pasted_picture().await;
    assert_eq!(picture[..2], [2400, 1260]);
    // The ground of the light theme, opaque.
    assert_eq!(picture[2..], [0xfc, 0xfc, 0xfa, 0xff]);
    visitor
        .browser
        .until("the word gone", "!document.querySelector('.toast')")
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn a_browser_that_lets_no_page_copy_shows_the_text_selected() {
    let visitor = Visitor::at(House::start().await, Screen::LAPTOP).await;
    let without = "Object.defineProperty(navigator, 'clipboard', {value: undefined})";
    visitor.before_each_page(without).await;
    visitor.open(&two_lines()).await;
    visitor.share().await;
    visitor.take("link").await;
    let said = visitor.said().await;
    assert!(said.contains("Ctrl/⌘ C"), "{said}");
    let script = "const field = document.activeElement;
        return [field.tagName, field.value.slice(field.selectionStart, field.selectionEnd), String(field.readOnly)]";
    let [tag, text, read_only]: [String; 3] = visitor.browser.run(script, &[]).await;
    assert_eq!((tag.as_str(), read_only.as_str()), ("TEXTAREA", "true"));
    assert!(
        text.starts_with(visitor.house.url()) && text.contains("&seen="),
        "{text}"
    );
    visitor.take("picture").await;
    shows_picture(&visitor).await;
    // The row beneath the chart is not silent either.
    visitor.key("Escape", false).await;
    visitor
        .browser
        .until("no dialog", "!document.querySelector('dialog.share')")
        .await;
    visitor.browser.press("[data-testid=words]").await;
    visitor
        .browser
        .until(
            "the text",
            "document.querySelector('dialog.share textarea')?.value.includes('均值')",
        )
        .await;
    visitor.leave().await;
}

/// Waits for a picture to take by hand, of the size that would have been copied.
async fn shows_picture(visitor: &Visitor) {
    let whole =
        "(image => image?.complete && image.naturalWidth === 2400 && image.naturalHeight === 1260)
        (document.querySelector('dialog.share img[src^=blob]'))";
    visitor.browser.until("the picture", whole).await;
    let alt: String = visitor
        .browser
        .run("return document.querySelector('dialog.share img').alt", &[])
        .await;
    assert!(alt.contains("启动总耗时"), "{alt}");
}

#[tokio::test]
async fn a_chat_program_shows_the_picture_to_be_saved_by_a_long_press_and_offers_no_files() {
    let visitor = reader(House::demo().await, Screen::PHONE).await;
    let agent = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 \
                 Chrome/116.0.0.0 Mobile Safari/537.36 MicroMessenger/8.0.49";
    visitor
        .browser
        .devtools(
            "Emulation.setUserAgentOverride",
            json!({"userAgent": agent, "acceptLanguage": "zh-CN"}),
        )
        .await;
    visitor.open(&two_lines()).await;
    visitor.browser.press("[data-testid=picture]").await;
    shows_picture(&visitor).await;
    assert_eq!(visitor.said().await, "长按图片保存或转发。");
    assert_eq!(visitor.browser.texts("dialog.share .files").await.len(), 0);
    let widths = "return [document.documentElement.scrollWidth, innerWidth]";
    let [content, screen]: [f64; 2] = visitor.browser.run(widths, &[]).await;
    assert!(content <= screen, "{content} on {screen}");
    visitor.leave().await;
}

#[tokio::test]
async fn keys_alone_open_the_dialog_copy_and_come_back_to_the_chart() {
    let visitor = reader(House::start().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    let focus = "document.querySelector('canvas.chart').focus()";
    visitor.browser.run::<Option<()>>(focus, &[]).await;
    visitor.key("s", false).await;
    let inside = "document.querySelector('dialog.share:modal')?.contains(document.activeElement)";
    visitor.browser.until("the focus inside", inside).await;
    let first = "return document.activeElement.dataset.share";
    let first: String = visitor.browser.run(first, &[]).await;
    assert_eq!(first, "link");
    for step in 0..30 {
        visitor.key("Tab", false).await;
        let script = "const at = document.activeElement;
            return at === document.body || document.querySelector('dialog.share').contains(at)";
        assert!(visitor.browser.run::<bool>(script, &[]).await, "Tab {step}");
    }
    // The page's own keys rest meanwhile.
    let address = visitor.browser.address().await;
    let back = "document.querySelector('dialog.share [data-share=words]').focus()";
    visitor.browser.run::<Option<()>>(back, &[]).await;
    visitor.key("4", false).await;
    visitor.key("c", false).await;
    assert_eq!(visitor.browser.address().await, address);
    assert_eq!(visitor.browser.texts(".choices").await.len(), 0);
    let back = "document.querySelector('dialog.share [data-share=link]').focus()";
    visitor.browser.run::<Option<()>>(back, &[]).await;
    visitor.key("Enter", false).await;
    visitor
        .browser
        .until(
            "a word",
            "document.querySelector('dialog.share [role=status]').textContent === '已复制链接'",
        )
        .await;
    assert!(visitor.pasted("text/plain").await.contains("&seen="));
    visitor.key("Escape", false).await;
    visitor
        .browser
        .until("no dialog", "!document.querySelector('dialog.share')")
        .await;
    visitor
        .browser
        .until(
            "the focus back",
            "document.activeElement.matches('canvas.chart')",
        )
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn addresses_for_programs_work_as_they_are() {
    let visitor = reader(House::start().await, Screen::LAPTOP).await;
    visitor.open(&two_lines()).await;
    visitor.share().await;
    let wanted = [
        "link",
        "rolling",
        "picture",
        "words",
        "table",
        "picture-link",
        "csv-link",
        "curl",
    ];
    assert_eq!(
        rows(&visitor).await,
        wanted,
        "nobody may embed, so that there is no code for it"
    );
    visitor.take("csv-link").await;
    let link = visitor.pasted("text/plain").await;
    let path = link.strip_prefix(visitor.house.url()).unwrap();
    let answer = visitor.house.get(path.trim_start_matches('/')).await;
    assert_eq!(answer.status, 200);
    assert!(
        answer.text().contains(",shop,launch,current,ios,"),
        "{}",
        answer.text()
    );
    visitor.take("curl").await;
    let view = two_lines().replace("chart?", "");
    let url = visitor.house.url();
    assert_eq!(
        visitor.pasted("text/plain").await,
        format!("curl -fsS '{url}/api/v1/performance?{view}'")
    );
    visitor.take("picture-link").await;
    assert_eq!(
        visitor.pasted("text/plain").await,
        format!("{url}/chart.png?{view}")
    );
    visitor.leave().await;
}

#[tokio::test]
async fn overview_and_changes_share_links_and_words_and_no_picture() {
    let visitor = reader(House::demo().await, Screen::LAPTOP).await;
    for (path, words) in [
        ("?app=shop&last=28d", "变差"),
        ("changes?app=shop&last=28d", "2026年"),
    ] {
        visitor.open(path).await;
        visitor.share().await;
        assert_eq!(rows(&visitor).await, ["link", "rolling", "words"], "{path}");
        visitor.take("words").await;
        let copied = visitor.pasted("text/plain").await;
        assert!(
            copied.starts_with("商城小程序，2026年") && copied.contains(words),
            "{copied}"
        );
        let link = copied.lines().last().unwrap();
        assert!(link.contains("?app=shop&start=2026-"), "{link}");
        assert!(!link.contains("seen="), "{link}");
    }
    visitor.leave().await;
}
