//! The one line that each request is logged with.

use std::time::Duration;

use serde_json::Value;
use sha2::Digest as _;
use shared::day::{Day, DayRange};
use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::house::view;
use tests::relay::{Relay, Site};

use super::{Caller, PROXY, STRANGER, TOKEN};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

/// A site behind a proxy, with a machine that sees the app.
async fn site() -> Site {
    let site = Site::new("sqlite://days.db").await;
    let hash = sha2::Sha256::digest(TOKEN);
    let hash: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
    std::fs::write(site.file("weekly"), hash).unwrap();
    let appid = site.simulator().apps()[0].appid.clone();
    let more = "groups = [\"*\"]\n[access]\nmode = \"proxy\"\ntrusted_proxies = [\"127.0.0.9/32\"]\n\
                [[access.token]]\nname = \"weekly\"\nhash_file = \"weekly\"\napps = [\"shop\"]\n\
                [audit]\nfile = \"-\"";
    site.configure("sqlite://days.db", "shop", &appid, more);
    site
}

fn range() -> DayRange {
    let today: Day = relay::clock::Clock::system().today();
    DayRange::ending(today.plus(-2), 5)
}

/// The line of a request, once it is written.
async fn line(relay: &Relay, id: &str) -> Value {
    let is_it = |line: &&str| line.contains(id) && line.contains("\"msg\":\"request\"");
    for _ in 0..1_000 {
        if let Some(line) = relay.said().lines().find(is_it) {
            return serde_json::from_str(line).unwrap();
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("no line of {id}:\n{}", relay.said());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_line_says_who_was_shown_what_and_how_and_nothing_of_the_query() {
    let site = site().await;
    let relay = site.start(&["--log-format", "json"]).await;
    let proxy = Caller::at(PROXY, relay.url());
    let query = view("shop", Module::Memory, range());
    let path = format!("api/v1/performance?{query}&smooth=7&unknown-word=marked-query");
    let parent = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let ask = async |id: &str, path: &str| {
        let headers = [
            ("x-forwarded-user", "爱丽丝@intra.example"),
            ("x-forwarded-for", "10.9.8.7"),
            ("x-request-id", id),
            ("traceparent", &parent),
        ];
        let answer = proxy.get(path, &headers).await;
        assert_eq!(answer.header("x-request-id"), id);
        (line(&relay, id).await, answer)
    };
    let (cold, answer) = ask("line-cold", &path).await;
    assert_eq!(answer.status, 200);
    let days = format!("{}..{}", range().start(), range().end());
    for (field, value) in [
        ("level", Value::from("INFO")),
        ("user", "爱丽丝@intra.example".into()),
        ("client_ip", "10.9.8.7".into()),
        ("method", "GET".into()),
        ("route", "/api/v1/performance".into()),
        ("status", 200.into()),
        ("bytes", answer.body.len().into()),
        ("app", "shop".into()),
        ("module", "memory".into()),
        ("days", days.clone().into()),
        ("cache", "miss".into()),
        ("calls", 1.into()),
        ("trace_id", TRACE.into()),
    ] {
        assert_eq!(cold[field], value, "{field}: {cold}");
    }
    assert!(
        cold["duration_ms"].is_u64() && cold["upstream_ms"].is_u64(),
        "{cold}"
    );
    for absent in ["token", "problem", "errcode", "cut_off"] {
        assert!(cold.get(absent).is_none(), "{absent}: {cold}");
    }
    // Kept ready now, which goes another way and is told alike. The first time its notice kept it out.
    let plain = format!("api/v1/performance?{query}");
    assert_eq!(ask("line-warm", &plain).await.0["cache"], "hit");
    let (hot, answer) = ask("line-kept", &plain).await;
    for field in [
        "user",
        "client_ip",
        "route",
        "status",
        "app",
        "module",
        "days",
        "trace_id",
    ] {
        assert_eq!(hot[field], cold[field], "{field}: {hot}");
    }
    assert_eq!((&hot["cache"], &hot["calls"]), (&"hit".into(), &0.into()));
    assert_eq!(hot["bytes"], answer.body.len());
    let (refused, _) = ask("line-refused", "api/v1/performance?app=none&module=memory").await;
    assert_eq!(
        (&refused["status"], &refused["problem"]),
        (&404.into(), &"app-unknown".into())
    );
    site.simulator()
        .script(Fault::new(Effect::Errcode(48001)).path(BOOT).first(1));
    let other = view("shop", Module::Launch, range());
    let (failed, answer) = ask("line-failed", &format!("api/v1/performance?{other}")).await;
    assert_eq!(failed["problem"], "upstream-not-authorised", "{failed}");
    assert_eq!(failed["errcode"], 48001);
    assert_eq!(failed["rid"], answer.problem().rid.unwrap());
    let said = relay.last_words();
    assert!(
        !said.contains("marked-query") && !said.contains("smooth"),
        "{said}"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn machines_are_named_strangers_name_nothing_and_health_is_not_logged() {
    let site = site().await;
    let relay = site.start(&["--log-format", "json"]).await;
    let stranger = Caller::at(STRANGER, relay.url());
    let query = view("shop", Module::Memory, range());
    let path = format!("api/v1/performance?{query}");
    let bearer = format!("Bearer {TOKEN}");
    let headers = [
        ("authorization", &*bearer),
        ("x-forwarded-for", "10.9.8.7"),
        ("x-request-id", "stranger-0001"),
        ("traceparent", &format!("00-{TRACE}-00f067aa0ba902b7-01")),
        ("accept", "application/x-ndjson"),
    ];
    let answer = stranger.get(&path, &headers).await;
    assert_eq!(answer.status, 200);
    let told = line(&relay, answer.header("x-request-id")).await;
    assert_eq!(told["token"], "weekly");
    assert_eq!(told["client_ip"], "127.0.0.7");
    assert_eq!(
        (&told["calls"], &told["cache"]),
        (&1.into(), &"miss".into())
    );
    assert_eq!(
        told["bytes"],
        answer.body.len(),
        "a stream is counted to its end"
    );
    assert!(
        told.get("trace_id").is_none() && told.get("user").is_none(),
        "{told}"
    );
    for path in ["livez", "readyz", "healthz"] {
        assert_eq!(stranger.get(path, &[]).await.status, 200);
    }
    let wrong = [("authorization", "Bearer marked-wrong-token-98765")];
    let answer = stranger.get(&path, &wrong).await;
    assert_eq!(answer.status, 401);
    let told = line(&relay, answer.header("x-request-id")).await;
    assert_eq!(told["problem"], "not-signed-in");
    let said = relay.last_words();
    for word in [
        "livez",
        "readyz",
        "stranger-0001",
        "10.9.8.7",
        TOKEN,
        "marked-wrong",
    ] {
        assert!(!said.contains(word), "{word}\n{said}");
    }
    // The audit stands on standard output, among the lines of the log here.
    let audit =
        |line: &&str| line.contains("\"what\":\"read\"") && line.contains("\"token\":\"weekly\"");
    assert_eq!(said.lines().filter(audit).count(), 1, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_who_leaves_is_told_of_with_what_they_had() {
    let site = site().await;
    let relay = site.start(&["--log-format", "json"]).await;
    site.simulator().set_latency(Duration::from_secs(20));
    let query = view("shop", Module::Memory, range());
    let url = format!("{}/api/v1/performance?{query}", relay.url());
    let request = reqwest::Client::new()
        .get(url)
        .bearer_auth(TOKEN)
        .header("accept", "application/x-ndjson");
    let mut response = request.send().await.unwrap();
    let id = response.headers()["x-request-id"]
        .to_str()
        .unwrap()
        .to_owned();
    let first = response.chunk().await.unwrap().unwrap();
    assert!(first.starts_with(b"{\"type\":\"plan\""));
    drop(response);
    let told = line(&relay, &id).await;
    assert_eq!(told["cut_off"], true, "{told}");
    assert!(
        told["bytes"].as_u64().unwrap() >= first.len() as u64,
        "{told}"
    );
    // And one who leaves before there is any of it, whom nobody but the proxy could name.
    let proxy = Caller::at(PROXY, relay.url());
    let other = view("shop", Module::Launch, range());
    let request = proxy
        .client
        .get(format!("{}/api/v1/performance?{other}", relay.url()))
        .bearer_auth(TOKEN)
        .header("x-request-id", "left-early-01")
        .timeout(Duration::from_millis(300));
    assert!(request.send().await.unwrap_err().is_timeout());
    let told = line(&relay, "left-early-01").await;
    assert_eq!(
        (&told["status"], &told["cut_off"]),
        (&499.into(), &true.into())
    );
    assert_eq!(
        (&told["token"], &told["app"]),
        (&"weekly".into(), &"shop".into())
    );
}
