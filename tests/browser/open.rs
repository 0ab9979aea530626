//! Files that somebody saved, on `/open`: what they show, what is refused, and that nobody is asked.

mod hands;
mod refused;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde_json::json;
use shared::evidence::{Evidence, in_svg, read};
use shared::module::Module;
use shared::view::parse;
use tests::House;
use tests::chromium::Screen;
use tests::house::{last_days, view};
use tests::visitor::{Visitor, chart};

const HTTPS: &str = include_str!("../../shared/tests/replies/https.json");
const CLOUD: &str = include_str!("../../shared/tests/replies/cloud.json");

/// What the page says of what it opened.
const SAID: &str = "[data-testid=said]";
/// The place where files are dropped, once it is there.
const PLACE: &str = "document.querySelector('[data-testid=place]')";

/// Drops files on the page, as a script can: the events are those of a hand.
const DROP: &str = "
    const carried = new DataTransfer();
    for (const [name, content] of arguments[0]) {
        const bytes = Uint8Array.from(atob(content), byte => byte.charCodeAt(0));
        carried.items.add(new File([bytes], name));
    }
    const event = name => new DragEvent(name, {bubbles: true, cancelable: true, dataTransfer: carried});
    document.querySelector('main').dispatchEvent(event('dragover'));
    document.querySelector('main').dispatchEvent(event('drop'))";

async fn at_open(screen: Screen) -> Visitor {
    let visitor = Visitor::at(House::start().await, screen).await;
    visitor.go("open").await;
    visitor.browser.until("the place for files", PLACE).await;
    visitor
}

async fn drop_files(visitor: &Visitor, files: &[(&str, &[u8])]) {
    let encode = |(name, bytes): &(&str, &[u8])| json!([name, BASE64_STANDARD.encode(bytes)]);
    let files: Vec<_> = files.iter().map(encode).collect();
    let opened = "document.querySelector('main').dataset.opened";
    let before: String = visitor.browser.run(&format!("return {opened}"), &[]).await;
    visitor
        .browser
        .run::<Option<()>>(DROP, &[json!(files)])
        .await;
    let after = format!("{opened} !== '{before}'");
    visitor.browser.until("what was dropped", &after).await;
    visitor.browser.until_painted().await;
}

/// Every request that the page has made for data, and how many it has made at all.
async fn asked(visitor: &Visitor) -> (Vec<String>, usize) {
    let script = "return performance.getEntriesByType('resource').map(one => one.name)";
    let all: Vec<String> = visitor.browser.run(script, &[]).await;
    let data = all.iter().filter(|name| name.contains("/api/")).cloned();
    (data.collect(), all.len())
}

/// An export of a chart, as the page would write it: the relay's reply and what stands beside.
async fn export(visitor: &Visitor, shown: &str) -> Evidence {
    let Ok(parsed) = parse(shown, &[]) else {
        panic!("no view: {shown}");
    };
    let shown = parsed.view;
    let data = shown.data_view(last_days(14)).write();
    let reply = visitor
        .house
        .get(&format!("api/v1/performance?{data}"))
        .await;
    let apps: shared::apps::Apps = visitor.house.get("api/v1/apps").await.json();
    let Ok(evidence) = read(reply.text()) else {
        panic!("no reply: {}", reply.text());
    };
    Evidence {
        shown: Some(shown),
        apps: apps.apps,
        demo: true,
        ..evidence
    }
}

#[tokio::test]
async fn both_documented_replies_give_their_four_numbers_and_nobody_is_asked() {
    let visitor = at_open(Screen::LAPTOP).await;
    for text in [HTTPS, CLOUD] {
        let before = asked(&visitor).await;
        drop_files(&visitor, &[("reply.json", text.as_bytes())]).await;
        let table = visitor.table().await;
        assert_eq!(table, [["302.3218", "72.0446"], ["314", "70.7778"]]);
        let title = visitor.browser.text(".sheet h2").await;
        assert_eq!(title, "内存指标 · 2021年1月3日–4日");
        let said = visitor.browser.text(SAID).await;
        assert_eq!(said, "已打开 1 个文件，2 条线");
        assert_eq!(asked(&visitor).await, before);
        assert_eq!(before.0, [""; 0], "not even the apps");
    }
    visitor.leave().await;
}

#[tokio::test]
async fn a_reply_saved_from_the_api_shows_the_numbers_of_the_chart() {
    let visitor = Visitor::new().await;
    let range = last_days(14);
    let slices = "platform=ios,android&compare=previous";
    let question = format!("{}&{slices}", view("shop", Module::Launch, range));
    visitor
        .open(&format!(
            "{}&{slices}",
            chart("shop", Module::Launch, range)
        ))
        .await;
    let wanted = visitor.table().await;
    let json = visitor
        .house
        .get(&format!("api/v1/performance?{question}"))
        .await;
    let stream = visitor
        .house
        .request(&format!("api/v1/performance?{question}"))
        .header("accept", "application/x-ndjson");
    let stream = stream.send().await.unwrap().bytes().await.unwrap();
    visitor.go("open").await;
    visitor.browser.until("the place for files", PLACE).await;
    for (name, bytes) in [("reply.json", &json.body[..]), ("reply.ndjson", &stream)] {
        drop_files(&visitor, &[(name, bytes)]).await;
        assert_eq!(visitor.table().await, wanted, "{name}");
        let from = visitor.browser.text(".sheet .from").await;
        let version = env!("CARGO_PKG_VERSION");
        let told = format!("来自文件 {name} · 2026年10月30日 09:30 取得 · 版本 {version}");
        assert_eq!(from, told);
    }
    assert_eq!(asked(&visitor).await.0, [""; 0]);
    visitor.leave().await;
}

#[tokio::test]
async fn an_export_shows_the_view_as_it_was_in_both_kinds_of_file() {
    let visitor = at_open(Screen::LAPTOP).await;
    let days = last_days(14);
    let shown = format!(
        "app=shop&module=memory&metric=memory&start={}&end={}&platform=ios,android\
         &smooth=3&scale=log&grid=platform&marks={}~v9&hide=android",
        days.start(),
        days.end(),
        days.end()
    );
    let evidence = export(&visitor, &shown).await;
    let json = evidence.write();
    let svg = in_svg("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>", &json);
    for (name, text) in [("view.json", &json), ("view.svg", &svg)] {
        drop_files(&visitor, &[(name, text.as_bytes())]).await;
        assert_eq!(
            visitor.browser.texts(".panel h2").await.len(),
            2,
            "the grid"
        );
        let head = visitor.browser.text(".sheet-head").await;
        assert!(head.contains("商城"), "{head}");
        assert!(head.contains("模拟数据"), "{head}");
        let columns = visitor.table().await;
        assert_eq!(columns[0].len(), 1, "the hidden line is not told");
        let hidden = visitor.browser.text("[data-testid=hidden]").await;
        assert!(hidden.contains("已隐藏 1 条线"), "{hidden}");
        visitor.browser.press("[data-control=drawn] > button").await;
        visitor
            .browser
            .until(
                "the choices",
                "document.querySelector('[data-control=drawn] .choice')",
            )
            .await;
        let chosen = visitor
            .browser
            .texts("[data-control=drawn] .choice[aria-pressed=true]")
            .await;
        assert_eq!(chosen, ["对数", "3 日均值", "按平台"]);
        visitor.browser.press("main h1").await;
        visitor.browser.press("details.marks summary").await;
        visitor
            .browser
            .until("the marks", "document.querySelector('ul.marks li')")
            .await;
        assert!(visitor.browser.text("ul.marks").await.contains("v9"));
        let wanted = evidence.reply.series.iter();
        let wanted =
            wanted.filter(|one| one.metric.id == "memory" && one.slice.to_string() == "ios");
        let wanted: Vec<String> = wanted
            .flat_map(|one| one.values.iter().rev())
            .map(|one| one.map_or_else(|| "–".to_owned(), |value| value.to_string()))
            .collect();
        assert_eq!(columns.concat(), wanted);
    }
    visitor.leave().await;
}

#[tokio::test]
async fn what_the_page_saves_opens_as_it_was_shown_without_any_network() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.save_into(folder.path()).await;
    let days = last_days(28);
    let path = chart("shop", Module::Launch, days);
    let more = "metric=total&platform=ios,android&compare=previous&scale=fit";
    visitor.open(&format!("{path}&{more}")).await;
    let (figures, table) = (
        visitor.browser.texts(".figures li").await,
        visitor.table().await,
    );
    visitor.share().await;
    let (json_name, json) = visitor.saved("json", folder.path()).await;
    let (svg_name, svg) = visitor.saved("svg", folder.path()).await;
    visitor.go("open").await;
    visitor.browser.until("the place for files", PLACE).await;
    for (name, bytes) in [(&json_name, &json), (&svg_name, &svg)] {
        drop_files(&visitor, &[(name, bytes)]).await;
        assert_eq!(visitor.table().await, table, "{name}");
        assert_eq!(
            visitor.browser.texts(".figures li").await,
            figures,
            "{name}"
        );
        let from = visitor.browser.text(".sheet .from").await;
        assert!(from.contains(name), "{from}");
    }
    assert_eq!(asked(&visitor).await.0, [""; 0]);
    visitor.leave().await;
}

#[tokio::test]
async fn what_is_possible_with_the_files_own_days_works_without_asking() {
    let visitor = at_open(Screen::LAPTOP).await;
    let days = last_days(14);
    let shown = format!(
        "app=shop&module=launch&metric=total&start={}&end={}&platform=ios,android",
        days.start(),
        days.end()
    );
    let text = export(&visitor, &shown).await.write();
    drop_files(&visitor, &[("view.json", text.as_bytes())]).await;
    let all = visitor.table().await;
    let before = asked(&visitor).await;
    visitor.browser.press(".figures .line").await;
    visitor
        .browser
        .until(
            "a hidden line",
            "document.querySelector('[data-testid=hidden]')",
        )
        .await;
    assert_eq!(visitor.table().await[0].len(), 1);
    visitor.browser.press("[data-testid=hidden] .next").await;
    visitor
        .browser
        .until(
            "no hidden line",
            "!document.querySelector('[data-testid=hidden]')",
        )
        .await;
    // Half of the days, and all of them again, twice: more than the file has there are none.
    visitor
        .browser
        .run::<Option<()>>("document.querySelector('canvas.chart').focus()", &[])
        .await;
    visitor
        .browser
        .devtools(
            "Input.dispatchKeyEvent",
            json!({"type": "keyDown", "key": "+", "text": "+"}),
        )
        .await;
    visitor
        .browser
        .until(
            "half of the days",
            "document.querySelectorAll('table.values tbody tr').length === 7",
        )
        .await;
    assert_eq!(visitor.table().await, all[..7]);
    let title = visitor.browser.text(".sheet h2").await;
    assert!(title.contains("23日–29日"), "{title}");
    visitor.browser.press(".sheet-head .next").await;
    visitor
        .browser
        .until(
            "all days",
            "document.querySelectorAll('table.values tbody tr').length === 14",
        )
        .await;
    assert_eq!(visitor.table().await, all);
    visitor
        .browser
        .devtools(
            "Input.dispatchKeyEvent",
            json!({"type": "keyDown", "key": "-", "text": "-"}),
        )
        .await;
    visitor.browser.until_painted().await;
    assert_eq!(visitor.table().await, all);
    assert_eq!(asked(&visitor).await, before);
    assert!(visitor.browser.address().await.ends_with("/open"));
    visitor.leave().await;
}
