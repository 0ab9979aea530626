//! Through the real proxies over plain sockets: nobody's own words pass, nothing is held back, and no view
//! is too long.

use std::time::Duration;

use futures::StreamExt as _;
use relay::config::Mode;
use reqwest::redirect::Policy;
use shared::module::Module;
use shared::paths;
use simulator::{BOOT, Effect, Fault};
use tests::house::{last_days, slice, view};
use tests::postgres::free_port;
use tests::{Answer, House, Proxy};

/// How long a piece may take on a busy machine; what is held back takes longer.
const SOON: Duration = Duration::from_secs(10);

/// A relay behind each sample without a sign-in, with the address of it that readers have.
async fn all() -> Vec<(House, Proxy, String)> {
    let mut all = Vec::new();
    for (name, base) in [
        ("kept.conf", "/perf/"),
        ("stripped.conf", "/perf/"),
        ("two-levels.conf", "/tools/perf/"),
        ("Caddyfile", "/perf/"),
    ] {
        let port = free_port();
        let seen = format!("http://127.0.0.1:{port}{base}");
        let house = House::with(|config| {
            config.access.mode = Some(Mode::Open);
            config.access.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
            if name != "two-levels.conf" {
                config.public_url = Some(seen.clone());
                config.base_path = base.trim_end_matches('/').to_owned();
            }
        })
        .await;
        let proxy = match name {
            "Caddyfile" => Proxy::caddy(port, house.url()).await,
            _ => Proxy::nginx(name, port, house.url(), &[]).await,
        };
        all.push((house, proxy, seen));
    }
    all
}

fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy();
    client.redirect(Policy::none()).build().unwrap()
}

async fn ask(address: &str, lines: &[(&str, &str)]) -> Answer {
    let request = client().get(address);
    let request = lines.iter().fold(request, |request, (name, value)| {
        request.header(*name, *value)
    });
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn nobodys_own_words_pass_and_every_address_lies_below_the_prefix() {
    let spoofed = [
        ("x-forwarded-user", "alice@intra.example"),
        ("x-forwarded-groups", "perf"),
        ("x-forwarded-prefix", "/evil"),
        ("x-forwarded-host", "127.0.0.1:1"),
        ("x-forwarded-proto", "https"),
        ("x-forwarded-for", "192.0.2.1"),
        ("x-real-ip", "192.0.2.1"),
        ("x-bootlens-proxy", "hush"),
    ];
    for (house, proxy, seen) in all().await {
        let base = seen.strip_prefix(proxy.url()).unwrap();
        let picture = format!(
            "{seen}chart.svg?{}",
            view("shop", Module::Memory, last_days(7))
        );
        for lines in [&[][..], &spoofed] {
            let apps: serde_json::Value = ask(&format!("{seen}api/v1/apps"), lines).await.json();
            assert!(apps["user"].is_null(), "{seen}: {apps}");
            let page = ask(&format!("{seen}open"), lines).await;
            let told = format!("<base href=\"{base}\">");
            assert!(page.text().contains(&told), "{seen}: {}", page.text());
            let picture = ask(&picture, lines).await;
            assert_eq!(picture.status, 200, "{}", picture.text());
            let link = format!("{seen}chart?app=shop");
            assert!(picture.text().contains(&link), "{seen}: {}", picture.text());
        }
        let bare = format!("{}?app=shop&a=%2F&a", seen.trim_end_matches('/'));
        let led = ask(&bare, &[]).await;
        let to = led.header("location");
        assert_eq!(led.status, 308, "{bare}");
        assert!(to == format!("{base}?app=shop&a=%2F&a"), "{bare}: {to}");
        assert_eq!(ask(&format!("{seen}nothing.js"), &[]).await.status, 404);
        drop((house, proxy));
    }
}

#[tokio::test]
async fn a_stream_comes_piece_by_piece() {
    for (house, _proxy, seen) in all().await {
        let late = Fault::new(Effect::Delay(SOON * 3)).path(BOOT);
        house.simulator().script(late.slice(slice("android")));
        let view = view("shop", Module::Memory, last_days(7));
        let address = format!("{seen}{}?{view}&platform=ios,android", paths::PERFORMANCE);
        let request = client().get(address).header("accept", paths::NDJSON);
        let mut pieces = request.send().await.unwrap().bytes_stream();
        let mut text = String::new();
        let ios = async {
            while !text.contains("\"series\"") {
                let piece = pieces.next().await.expect("more to come").unwrap();
                text.push_str(&String::from_utf8_lossy(&piece));
            }
        };
        tokio::time::timeout(SOON, ios)
            .await
            .expect("what is there");
        assert!(
            !text.contains("\"done\",\""),
            "the other half is still to come: {text}"
        );
    }
}

#[tokio::test]
async fn the_longest_view_comes_through_and_a_longer_one_is_refused_by_the_relay() {
    let view = view("shop", Module::Memory, last_days(7));
    // Marks of a day each, as long as they may be: 371 bytes and a comma.
    let with = |count: u32| {
        let mark = |day| format!("2026-10-{day:02}~{}", "%E7%BA%A2".repeat(40));
        let marks: Vec<String> = (1..=count).map(mark).collect();
        format!("{view}&marks={}", marks.join(","))
    };
    let (long, longer) = (with(10), with(20));
    assert!(long.len() > 3_600 && long.len() <= 4_096, "{}", long.len());
    for (_house, _proxy, seen) in all().await {
        let answer = ask(&format!("{seen}{}?{long}", paths::PERFORMANCE), &[]).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let answer = ask(&format!("{seen}{}?{longer}", paths::PERFORMANCE), &[]).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (414, "uri-too-long")
        );
    }
}
