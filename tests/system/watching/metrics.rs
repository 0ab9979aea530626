//! Metrics of the program itself, read as Prometheus reads them.

use std::time::Duration;

use reqwest::Method;
use shared::day::{Day, DayRange};
use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::house::view;
use tests::relay::{Relay, Site};

use super::promtool;

/// Ten days of an app, so many days ago.
fn days(ago: i64) -> DayRange {
    let today: Day = relay::clock::Clock::system().today();
    DayRange::ending(today.plus(-2 - ago), 10)
}

fn of(ago: i64) -> String {
    view("shop", Module::Memory, days(ago))
}

async fn metrics(relay: &Relay) -> String {
    let answer = relay.operators("metrics").await;
    assert_eq!(answer.status, 200);
    answer.text().to_owned()
}

/// Waits until a metric has a value.
async fn becomes(relay: &Relay, name: &str, value: f64) {
    let mut last = None;
    for _ in 0..1_500 {
        last = relay.metric(name).await;
        if last == Some(value) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("{name} is {last:?}, not {value}");
}

/// The sum of the lines of a metric that hold all of these words.
fn sum(text: &str, name: &str, words: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '{']))
            && words.iter().all(|word| line.contains(word))
    };
    let values = text.lines().filter(is_it);
    let values = values.filter_map(|line| line.rsplit(' ').next()?.parse::<f64>().ok());
    values.sum()
}

/// Every name that is told of.
fn names(text: &str) -> Vec<&str> {
    let lines = text.lines().filter_map(|line| line.strip_prefix("# TYPE "));
    lines.filter_map(|line| line.split(' ').next()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn prometheus_has_nothing_to_say_of_them_before_and_after_all_sorts_of_traffic() {
    let site = Site::new("sqlite://days.db").await;
    let relay = site.start(&[]).await;
    becomes(&relay, "bootlens_ready", 1.0).await;
    let bare = metrics(&relay).await;
    promtool(&["check", "metrics"], Some(&bare));
    for name in [
        "bootlens_config_last_reload_successful",
        "bootlens_config_last_reload_success_timestamp_seconds",
        "bootlens_build_info",
        "process_resident_memory_bytes",
        "process_start_time_seconds",
        "process_open_fds",
    ] {
        assert!(sum(&bare, name, &[]) > 0.0, "{name}\n{bare}");
    }
    for name in [
        "bootlens_rate_limited_total",
        "bootlens_audit_failures_total",
    ] {
        assert!(bare.contains(&format!("\n{name} 0\n")), "{name}\n{bare}");
    }

    assert_eq!(relay.performance(&of(0)).await.status, 200);
    for _ in 0..3 {
        assert_eq!(relay.performance(&of(0)).await.status, 200);
    }
    assert_eq!(relay.stream(&of(100)).await.status, 200);
    for path in [
        "api/v1/performance.csv",
        "chart.svg",
        "api/v1/plan",
        "api/v1/changes",
        "chart",
    ] {
        assert_eq!(
            relay.get(&format!("{path}?{}", of(0))).await.status,
            200,
            "{path}"
        );
    }
    for (path, status) in [
        (
            "api/v1/performance?app=shop&module=memory&start=2015-01-01&end=2020-01-01",
            400,
        ),
        ("api/v1/performance?app=none&module=memory", 404),
        ("nowhere", 404),
        ("wp-login.php", 404),
    ] {
        assert_eq!(relay.get(path).await.status, status, "{path}");
    }
    let brewing = Method::from_bytes(b"BREW").unwrap();
    let request = reqwest::Client::new().request(brewing, format!("{}/api/v1/apps", relay.url()));
    assert_eq!(request.send().await.unwrap().status(), 405);
    site.simulator()
        .script(Fault::new(Effect::Errcode(-1)).path(BOOT).first(1));
    assert_eq!(relay.performance(&of(200)).await.status, 200);
    site.simulator()
        .script(Fault::new(Effect::Errcode(987_654)).path(BOOT).first(1));
    assert_eq!(relay.performance(&of(300)).await.status, 502);
    let calls = f64::from(u32::try_from(site.calls()).unwrap());
    becomes(&relay, "bootlens_upstream_calls_today", 4.0).await;

    let text = metrics(&relay).await;
    promtool(&["check", "metrics"], Some(&text));
    let documented = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/watching.md");
    let documented = std::fs::read_to_string(documented).unwrap();
    for name in names(&text) {
        assert!(documented.contains(&format!("| `{name}`")), "{name}");
    }
    let asked = "bootlens_upstream_requests_total";
    let count = |name: &str, words: &[&str]| sum(&text, name, words);
    assert_eq!(count(asked, &["app=\"shop\"", "module=\"memory\""]), calls);
    assert_eq!(count(asked, &["outcome=\"ok\""]), 3.0, "{text}");
    assert_eq!(count(asked, &["errcode=\"-1\""]), 1.0);
    assert_eq!(count(asked, &["errcode=\"other\""]), 1.0);
    assert_eq!(count("bootlens_upstream_retries_total", &[]), 1.0);
    assert_eq!(count("bootlens_upstream_in_flight", &[]), 0.0);
    assert_eq!(
        count("bootlens_upstream_request_duration_seconds_count", &[]),
        calls
    );
    assert_eq!(
        count("bootlens_token_refresh_total", &["outcome=\"ok\""]),
        1.0
    );
    assert!(count("bootlens_token_expiry_timestamp_seconds", &[]) > 1.7e9);
    assert_eq!(count("bootlens_upstream_quota_limit", &[]), 2_000.0);
    assert_eq!(count("bootlens_upstream_quota_left", &[]), 1_996.0);
    assert_eq!(count("bootlens_upstream_stopped", &[]), 0.0);
    let came = "bootlens_cache_requests_total";
    assert!(count(came, &["result=\"miss\""]) >= 3.0, "{text}");
    assert!(count(came, &["result=\"hit\""]) >= 4.0, "{text}");
    let requests = "bootlens_http_requests_total";
    assert_eq!(count(requests, &["route=\"other\"", "status=\"404\""]), 2.0);
    assert_eq!(
        count(requests, &["method=\"other\"", "status=\"405\""]),
        1.0
    );
    let data = "route=\"/api/v1/performance\"";
    assert_eq!(count(requests, &[data, "status=\"200\""]), 6.0, "{text}");
    assert!(count("bootlens_http_response_size_bytes_sum", &[data]) > 1_000.0);
    assert_eq!(count("bootlens_query_range_rejected_total", &[]), 1.0);
    for secret in ["BREW", "wp-login", "987654", "memory&", "none\""] {
        assert!(!text.contains(secret), "{secret} in\n{text}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn how_fresh_the_data_is_and_what_was_collected_is_known_from_the_start_on_every_relay() {
    let site = Site::new("sqlite://days.db").await;
    let relay = site.start(&[]).await;
    assert_eq!(relay.performance(&of(0)).await.status, 200);
    let newest = days(0).end().beijing_midnight();
    #[expect(clippy::cast_precision_loss, reason = "seconds are far below 2^52")]
    let newest = newest as f64;
    becomes(&relay, "bootlens_data_latest_day_timestamp_seconds", newest).await;
    relay.kill();
    // Nobody asks this one, and it does not collect.
    let calls = site.calls();
    let relay = site.start(&[]).await;
    becomes(&relay, "bootlens_data_latest_day_timestamp_seconds", newest).await;
    becomes(&relay, "bootlens_upstream_calls_today", 1.0).await;
    let text = metrics(&relay).await;
    assert!(text.contains("app=\"shop\",module=\"memory\""), "{text}");
    assert!(!text.contains("bootlens_collect_last_success"), "it is off");
    assert_eq!(site.calls(), calls);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stop_and_a_refused_secret_are_seen() {
    let site = Site::new("sqlite://days.db").await;
    site.simulator()
        .script(Fault::new(Effect::Errcode(45009)).path(BOOT));
    let relay = site.start(&[]).await;
    assert_eq!(relay.performance(&of(0)).await.slug(), "upstream-quota-day");
    becomes(&relay, "bootlens_upstream_stopped", 1.0).await;
    becomes(&relay, "bootlens_upstream_quota_left", 0.0).await;
    let text = metrics(&relay).await;
    let gone = ["outcome=\"quota-day\"", "errcode=\"45009\""];
    assert_eq!(sum(&text, "bootlens_upstream_requests_total", &gone), 1.0);
    promtool(&["check", "metrics"], Some(&text));
}
