//! Files of exactly what is plotted.

use shared::evidence;
use shared::view::parse;
use tests::House;
use tests::chromium::Screen;
use tests::house::last_days;
use tests::visitor::Visitor;

/// Two lines over four weeks, beside the four before.
fn view() -> String {
    let (start, end) = (last_days(28).start(), last_days(28).end());
    format!(
        "app=shop&module=launch&metric=total&start={start}&end={end}&platform=ios,android&compare=previous"
    )
}

async fn at_the_dialog(query: &str, folder: &std::path::Path) -> Visitor {
    let visitor = Visitor::at(House::demo().await, Screen::LAPTOP).await;
    visitor.save_into(folder).await;
    visitor.open(&format!("chart?{query}")).await;
    visitor.share().await;
    visitor
}

#[tokio::test]
async fn tables_are_the_relays_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = at_the_dialog(&view(), folder.path()).await;
    let (name, long) = visitor.saved("csv", folder.path()).await;
    let range = last_days(28);
    let (start, end) = (range.start(), range.end());
    assert_eq!(name, format!("bootlens-shop-launch-{start}_{end}.csv"));
    let path = format!("api/v1/performance.csv?{}", view());
    assert_eq!(long, visitor.house.get(&path).await.body);
    let (name, wide) = visitor.saved("wide", folder.path()).await;
    assert_eq!(name, format!("bootlens-shop-launch-{start}_{end}-wide.csv"));
    assert_eq!(
        wide,
        visitor.house.get(&format!("{path}&layout=wide")).await.body
    );
    let text = String::from_utf8(wide).unwrap();
    assert!(text.starts_with("\u{feff}日期,启动总耗时 (ms)"), "{text}");
    assert!(visitor.said().await.contains(&name));
    visitor.leave().await;
}

#[tokio::test]
async fn evidence_holds_view_values_time_and_version_and_twice_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let shown = format!("{}&smooth=7&scale=fit&marks=2026-10-12~CDN", view());
    let visitor = at_the_dialog(&shown, folder.path()).await;
    let (_, json) = visitor.saved("json", folder.path()).await;
    let (_, svg) = visitor.saved("svg", folder.path()).await;
    let (_, again) = visitor.saved("json", folder.path()).await;
    assert_eq!(json, again);
    let read = evidence::read(std::str::from_utf8(&json).unwrap()).unwrap();
    let reply = visitor.house.reply(&view()).await;
    assert_eq!(read.reply.series, reply.series);
    assert_eq!(read.reply.view, reply.view);
    assert_eq!(read.reply.fetched_at, reply.fetched_at);
    assert_eq!(read.reply.version, env!("CARGO_PKG_VERSION"));
    assert_eq!(read.shown, Some(parse(&shown, &[]).unwrap().view));
    assert_eq!(read.apps.len(), 1);
    assert_eq!((read.apps[0].alias.as_str(), read.demo), ("shop", true));
    assert!(!read.calendar.is_empty());
    let svg = String::from_utf8(svg).unwrap();
    assert!(svg.starts_with("<svg xmlns"), "{svg}");
    assert!(svg.contains("数据至") && svg.contains("模拟数据"), "{svg}");
    assert_eq!(evidence::out_of_svg(&svg).unwrap().as_bytes(), json);
    // The picture holds the address of its house.
    let svg = svg.replace(visitor.house.url(), "");
    visitor.leave().await;

    // Somebody else, later, on the same data.
    let visitor = at_the_dialog(&shown, folder.path()).await;
    assert_eq!(visitor.saved("json", folder.path()).await.1, json);
    let (_, other) = visitor.saved("svg", folder.path()).await;
    let other = String::from_utf8(other).unwrap();
    assert_eq!(other.replace(visitor.house.url(), ""), svg);
    visitor.leave().await;
}

#[tokio::test]
async fn hidden_lines_are_in_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let hidden = format!("{}&hide=ios", view());
    let visitor = at_the_dialog(&hidden, folder.path()).await;
    for kind in ["csv", "json"] {
        let (_, bytes) = visitor.saved(kind, folder.path()).await;
        let text = String::from_utf8(bytes).unwrap();
        let told = if kind == "csv" {
            ",ios,"
        } else {
            "\"platform\":\"ios\""
        };
        assert!(!text.contains(told), "{kind}: {text}");
        assert!(text.contains("android"), "{kind}: {text}");
    }
    let (_, json) = visitor.saved("json", folder.path()).await;
    let read = evidence::read(std::str::from_utf8(&json).unwrap()).unwrap();
    assert_eq!(read.reply.series.len(), 2, "one line and the one beside");
    assert_eq!(read.shown.unwrap().write(), hidden);
    visitor.leave().await;
}

#[tokio::test]
async fn the_saved_picture_has_twice_the_pixels() {
    let folder = tempfile::tempdir().unwrap();
    let visitor = at_the_dialog(&view(), folder.path()).await;
    let (name, png) = visitor.saved("png", folder.path()).await;
    assert!(name.ends_with(".png"), "{name}");
    assert_eq!(&png[1..4], b"PNG");
    let size = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().unwrap());
    assert_eq!((size(16), size(20)), (2400, 1260));
    visitor.leave().await;
}
