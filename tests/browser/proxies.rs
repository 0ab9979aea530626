//! The main job through real proxies, set up by the samples of `deploy/`: the first page, a chart, another
//! filter, the deep link loaded anew, and what is taken away.

#![expect(clippy::unwrap_used, reason = "a failure ends the test with its cause")]

mod signed_out;

use relay::config::{Config, Mode};
use serde_json::json;
use shared::paths;
use tests::chromium::Screen;
use tests::postgres::free_port;
use tests::visitor::Visitor;
use tests::{Answer, House, Proxy};

/// What the samples of `kept.toml`, `stripped.toml` and `bootlens.toml` say, for a reader at a port.
fn published(config: &mut Config, port: u16) {
    open_to_a_proxy(config);
    config.public_url = Some(format!("http://127.0.0.1:{port}/perf/"));
    config.base_path = "/perf".to_owned();
}

/// What all samples without a sign-in say.
fn open_to_a_proxy(config: &mut Config) {
    config.access.mode = Some(Mode::Open);
    config.access.trusted_proxies = vec!["127.0.0.1/32".parse().expect("a network")];
}

async fn fetch(url: &str) -> Answer {
    let client = reqwest::Client::builder()
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .build()
        .expect("a client");
    Answer::read(client.get(url).send().await.expect(url)).await
}

/// What a reader does, at an address that ends with a slash.
async fn main_job(house: House, proxy: &Proxy, base: &str) {
    let seen = format!("{}{base}", proxy.url());
    let folder = tempfile::tempdir().expect("a folder");
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let browser = &visitor.browser;
    browser
        .devtools(
            "Browser.grantPermissions",
            json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
        )
        .await;
    let focused = json!({"enabled": true});
    browser
        .devtools("Emulation.setFocusEmulationEnabled", focused)
        .await;
    visitor.save_into(folder.path()).await;

    // From the address without its slash to an app to a chart, by what stands on the pages.
    browser
        .open(&format!("{}?last=28d", seen.trim_end_matches('/')))
        .await;
    visitor.settle().await;
    assert!(browser.address().await.starts_with(&format!("{seen}?")));
    browser.press("table.portfolio tbody a").await;
    browser.until_address("app=shop", true).await;
    visitor.settle().await;
    browser.press(".tile[data-module=memory]").await;
    browser
        .until_address(&format!("{base}chart?app=shop&module=memory"), true)
        .await;
    visitor.settle().await;

    // Another filter, and the deep link loaded anew.
    visitor.choose("level", "high").await;
    browser.until_address("level=high", true).await;
    visitor.settle().await;
    let (picture, table) = (visitor.picture().await, visitor.table().await);
    let link = browser.address().await;
    assert!(link.starts_with(&format!("{seen}chart?")), "{link}");
    browser.open("about:blank").await;
    browser.open(&link).await;
    visitor.settle().await;
    assert_eq!(visitor.table().await, table);
    assert_eq!(visitor.picture().await.to_bits(), picture.to_bits());

    // What is taken away leads back here, and holds what the relay holds.
    visitor.share().await;
    visitor.take("picture-link").await;
    let address = visitor.pasted("text/plain").await;
    assert!(
        address.starts_with(&format!("{seen}{}?", paths::CHART_PNG)),
        "{address}"
    );
    let png = fetch(&address).await;
    assert_eq!((png.status, png.header("content-type")), (200, "image/png"));
    let svg = fetch(&address.replace(paths::CHART_PNG, paths::CHART_SVG)).await;
    assert!(
        svg.text().contains(&format!("{seen}chart?app=shop")),
        "{}",
        svg.text()
    );
    let (_, csv) = visitor.saved("csv", folder.path()).await;
    visitor.take("csv-link").await;
    let address = visitor.pasted("text/plain").await;
    assert!(
        address.starts_with(&format!("{seen}{}?", paths::PERFORMANCE_CSV)),
        "{address}"
    );
    assert_eq!(fetch(&address).await.body, csv);
    assert!(csv.starts_with("\u{feff}day,".as_bytes()));
    visitor.leave().await;
}

#[tokio::test]
async fn through_nginx_that_keeps_the_prefix() {
    let port = free_port();
    let house = House::with(|config| published(config, port)).await;
    let proxy = Proxy::nginx("kept.conf", port, house.url(), &[]).await;
    main_job(house, &proxy, "/perf/").await;
}

#[tokio::test]
async fn through_nginx_that_strips_the_prefix() {
    let port = free_port();
    let house = House::with(|config| published(config, port)).await;
    let proxy = Proxy::nginx("stripped.conf", port, house.url(), &[]).await;
    main_job(house, &proxy, "/perf/").await;
}

#[tokio::test]
async fn through_nginx_two_levels_down_that_tells_the_relay_where() {
    let port = free_port();
    let house = House::with(open_to_a_proxy).await;
    let proxy = Proxy::nginx("two-levels.conf", port, house.url(), &[]).await;
    main_job(house, &proxy, "/tools/perf/").await;
}

#[tokio::test]
async fn through_caddy() {
    let port = free_port();
    let house = House::with(|config| published(config, port)).await;
    let proxy = Proxy::caddy(port, house.url()).await;
    main_job(house, &proxy, "/perf/").await;
}
