//! What is refused, and how.

use axum::routing::get;
use http::Method;

use super::super::{layers, operator_router};
use super::{Relay, ask};
use crate::config::Mode;

#[tokio::test]
async fn a_view_that_is_not_understood_names_its_parameter() {
    let relay = Relay::start().await;
    for (query, slug, parameter) in [
        ("", "view-invalid", "app"),
        ("app=shop", "view-invalid", "module"),
        ("app=SHOP&module=memory", "view-invalid", "app"),
        ("app=shop&module=weather", "view-invalid", "module"),
        ("app=shop&module=memory&last=9x", "view-invalid", "last"),
        ("app=shop&module=memory&last=", "view-invalid", "last"),
        (
            "app=shop&module=memory&last=3d&last=3d",
            "view-invalid",
            "last",
        ),
        (
            "app=shop&module=memory&start=2026-10-01",
            "view-invalid",
            "start",
        ),
        (
            "app=shop&module=memory&start=2026-10-02&end=2026-10-01",
            "view-invalid",
            "start",
        ),
        (
            "app=shop&module=memory&platform=ios&device=1",
            "view-invalid",
            "platform",
        ),
        (
            "app=shop&module=memory&platform=symbian",
            "view-invalid",
            "platform",
        ),
        (
            "app=shop&module=memory&as_of=20261001",
            "view-invalid",
            "as_of",
        ),
        (
            "app=shop&module=memory&as_of=201701082359",
            "view-invalid",
            "as_of",
        ),
        (
            "app=shop&module=memory&start=2026-10-01&end=2026-10-03&compare=2026-09-01~2026-09-02",
            "view-invalid",
            "compare",
        ),
        (
            "app=shop&module=memory&start=2020-01-01&end=2026-10-01",
            "view-too-long",
            "start",
        ),
        ("app=nobody&module=memory", "app-unknown", "app"),
    ] {
        for path in ["performance", "performance.csv"] {
            let answer = relay.get(&format!("/api/v1/{path}?{query}")).await;
            let problem = answer.problem();
            assert_eq!(answer.slug(), slug, "{query}");
            assert_eq!(problem.parameter.as_deref(), Some(parameter), "{query}");
        }
    }
    assert!(relay.wechat.simulator().calls().is_empty());
}

#[tokio::test]
async fn a_refusal_comes_before_the_stream_begins() {
    let relay = Relay::with(|config| config.limits.max_calls = 1).await;
    let view = "app=shop&module=memory&start=2026-01-01&end=2026-10-01";
    let stream = [("accept", "application/x-ndjson")];
    let address = format!("/api/v1/performance?{view}");
    let answer = relay.ask(Method::GET, &address, &stream).await;
    assert_eq!(
        (answer.status, answer.slug().as_str()),
        (400, "too-many-calls")
    );
    assert_eq!(answer.problem().allowed, Some(1));
}

#[tokio::test]
async fn advice_is_in_the_readers_language() {
    let relay = Relay::start().await;
    let address = "/api/v1/performance?app=nobody&module=memory";
    let english = relay
        .ask(Method::GET, address, &[("accept-language", "en-GB")])
        .await;
    assert!(english.problem().advice.is_ascii());
    let chinese = relay.get(address).await;
    assert!(chinese.problem().advice.contains("别名"));
}

#[tokio::test]
async fn nothing_is_written_and_unknown_addresses_are_not_found() {
    let relay = Relay::start().await;
    for path in ["/", "/chart", "/api/v1/apps", "/livez"] {
        let answer = relay.ask(Method::POST, path, &[]).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (405, "method-not-allowed")
        );
        assert_eq!(answer.header("allow"), "GET, HEAD", "{path}");
    }
    for path in [
        "/api",
        "/api/v2/apps",
        "/charts",
        "/page.js",
        "/index.html",
        "/metrics",
    ] {
        let answer = relay.get(path).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (404, "not-found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn an_address_that_is_too_long_is_refused() {
    let relay = Relay::start().await;
    let padding = "x".repeat(17_000);
    for query in [
        format!("app=shop&module=memory&unknown={padding}"),
        format!("app=shop&module=memory&metric={}", "m".repeat(5_000)),
    ] {
        let answer = relay.get(&format!("/api/v1/performance?{query}")).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (414, "uri-too-long")
        );
        let advice = answer.problem().advice;
        assert!(advice.contains("请"), "{advice}");
    }
}

#[tokio::test]
async fn other_hosts_get_nothing_but_health() {
    let relay = Relay::with(|config| config.access.mode = Some(Mode::Open)).await;
    let evil = [("host", "evil.example")];
    for path in ["/", "/api/v1/apps", "/api/v1/openapi.json", "/page.js"] {
        let answer = relay.ask(Method::GET, path, &evil).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (421, "host-unknown"),
            "{path}"
        );
    }
    assert_eq!(relay.ask(Method::GET, "/livez", &evil).await.status, 200);
    // Where nobody wrote whom to trust, this machine alone asks.
    let relay = Relay::start().await;
    for path in ["/livez", "/readyz", "/"] {
        let answer = relay.ask(Method::GET, path, &evil).await;
        assert_eq!(answer.slug(), "host-unknown", "{path}");
        assert!(answer.problem().detail.contains("«evil.example»"));
    }
    let operators = operator_router(relay.state.clone());
    let answer = ask(operators, Method::GET, "/metrics", &evil).await;
    assert_eq!(answer.status, 421);
}

#[tokio::test]
async fn behind_a_proxy_data_waits_for_the_mode_to_be_written() {
    let forwarded = [("x-forwarded-for", "192.0.2.1")];
    let relay = Relay::with(|config| config.contact = Some("perf@intra.example".into())).await;
    for path in [
        "/api/v1/apps",
        "/api/v1/plan?app=shop&module=memory",
        "/api/v1/performance?app=shop&module=memory",
        "/api/v1/performance.csv?app=shop&module=memory",
        "/api/v1/calendar?start=2026-10-01&end=2026-10-31",
        "/api/v1/openapi.json",
        "/",
        "/livez",
        "/nothing",
    ] {
        let answer = relay.ask(Method::GET, path, &forwarded).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (403, "access-not-configured")
        );
        assert!(answer.problem().advice.contains("perf@intra.example"));
    }
    let open = Relay::with(|config| config.access.mode = Some(Mode::Open)).await;
    let answer = open.ask(Method::GET, "/api/v1/apps", &forwarded).await;
    assert_eq!(answer.status, 200);
}

#[tokio::test]
async fn a_panic_is_a_problem_that_tells_nothing_of_it() {
    async fn boom() -> &'static str {
        panic!("secret-of-the-panic")
    }
    let relay = Relay::start().await;
    let routes = axum::Router::new().route("/boom", get(boom));
    let router = layers(routes, &relay.state).with_state(relay.state.clone());
    let answer = ask(router, Method::GET, "/boom", &[]).await;
    assert_eq!((answer.status, answer.slug().as_str()), (500, "internal"));
    assert!(!answer.text().contains("secret-of-the-panic"));
}
