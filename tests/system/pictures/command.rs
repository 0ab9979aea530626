//! `bootlens get` with `svg` and `png`: the picture of a view, by the configuration and by a relay.

use shared::day::Day;
use simulator::BOOT;
use tests::relay::Site;

use super::{VIEW, pixels, texts};

async fn draw(site: &Site, more: &[&str]) -> String {
    let arguments = [&["get", VIEW, "--format", "svg"], more].concat();
    let (ended, said) = site.run(&arguments).await;
    assert_eq!(ended, Some(0), "{said}");
    said
}

/// The configuration with the address that people open.
fn publish(site: &Site, url: &str) {
    let file = site.file("bootlens.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("public_url = \"{url}\"\n{text}")).unwrap();
}

#[tokio::test]
async fn a_view_is_drawn_with_title_dates_values_and_link_and_always_alike() {
    let site = Site::new("sqlite://days.db").await;
    publish(&site, "https://intra.example/perf/");
    let first = draw(&site, &[]).await;
    let texts = texts(&first);
    let said = |what: &str| texts.iter().any(|text| text.contains(what));
    let through = Day::at_unix(relay::clock::Clock::system().now()).plus(-1);
    let year = through.parts().0;
    for what in [
        "商城 · 启动总耗时",
        "iOS与安卓 · 全部机型 · ",
        &format!("{year}年"),
        &format!("数据至 {year}年"),
        "天暂定",
        "https://intra.example/perf/chart?app=shop",
    ] {
        assert!(said(what), "{what}: {texts:#?}");
    }
    let is_value = |text: &String| {
        let number = text.strip_prefix("安卓 ").unwrap_or_default();
        number.starts_with(|one: char| one.is_ascii_digit())
    };
    assert!(texts.iter().any(is_value), "{texts:#?}");
    assert!(first.contains("width=\"1200\" height=\"630\""), "{first}");
    let calls = site.simulator().count(BOOT);
    assert!(draw(&site, &[]).await == first, "equal bytes");
    assert_eq!(
        site.simulator().count(BOOT),
        calls,
        "history knows the days"
    );
}

#[tokio::test]
async fn a_relay_and_its_configuration_draw_the_same() {
    let site = Site::new("sqlite://days.db").await;
    let relay = site.start(&[]).await;
    let there = draw(&site, &["--server", relay.url()]).await;
    publish(&site, &format!("{}/", relay.url()));
    assert!(draw(&site, &[]).await == there, "the same bytes");
}

#[tokio::test]
async fn size_language_and_theme_are_those_that_are_said() {
    let site = Site::new("sqlite://days.db").await;
    let look = [
        "--width", "640", "--height", "320", "--lang", "en", "--theme", "dark",
    ];
    let picture = draw(&site, &look).await;
    assert!(
        picture.contains("width=\"640\" height=\"320\""),
        "{picture}"
    );
    assert!(picture.contains("#14171A"), "{picture}");
    let said = texts(&picture);
    let android =
        |text: &String| text.contains("iOS &amp; Android") || text.starts_with("Android ");
    assert!(said.iter().any(android), "{said:#?}");
    assert!(!picture.contains("http://127"), "no address is known");
    for (arguments, code, told) in [
        (["--format", "svg", "--width", "100"], 2, "320..=2400"),
        (["--format", "png", "--ratio", "3"], 2, "1..=2"),
        (
            ["--format", "csv", "--width", "640"],
            1,
            "format svg or png",
        ),
    ] {
        let (ended, said) = site.run(&[&["get", VIEW][..], &arguments].concat()).await;
        assert_eq!(ended, Some(code), "{said}");
        assert!(said.contains(told), "{said}");
    }
    let (ended, said) = site
        .run(&["get", "app=nobody&module=launch", "--format", "svg"])
        .await;
    assert_eq!(ended, Some(1), "{said}");
    assert!(!said.contains("<svg"), "{said}");
}

#[tokio::test]
async fn pixels_come_from_the_configuration_as_from_a_relay_and_as_many_as_are_said() {
    let site = Site::new("sqlite://days.db").await;
    let relay = site.start(&[]).await;
    publish(&site, &format!("{}/", relay.url()));
    let look = ["--width", "640", "--height", "320", "--ratio", "2"];
    let get = [&["get", VIEW, "--format", "png"][..], &look].concat();
    let here = site.output(&get).await;
    let told = String::from_utf8_lossy(&here.stderr).into_owned();
    assert!(here.status.success(), "{told}");
    let (width, height, _) = pixels(&here.stdout);
    assert_eq!((width, height), (1280, 640));
    let there = site
        .output(&[&get[..], &["--server", relay.url()]].concat())
        .await;
    assert!(here.stdout == there.stdout, "the same bytes");
    let asked = format!("chart.png?{VIEW}&width=640&height=320&ratio=2");
    assert!(
        relay.get(&asked).await.body == here.stdout,
        "as they are served"
    );
}

#[tokio::test]
async fn a_typeface_that_is_of_no_use_stops_the_start_and_is_named() {
    let site = Site::new("sqlite://days.db").await;
    let file = site.file("bootlens.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(site.file("font.ttc"), "no font").unwrap();
    std::fs::write(&file, format!("font_file = \"font.ttc\"\n{text}")).unwrap();
    let (ended, said) = site.run(&["get", VIEW, "--format", "png"]).await;
    assert_eq!(ended, Some(1), "{said}");
    assert!(said.contains("bootlens.toml:1: font_file: "), "{said}");
    assert!(said.contains("font.ttc is no font"), "{said}");
}
