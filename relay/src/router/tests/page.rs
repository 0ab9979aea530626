//! The page's addresses, both spellings of the base path, health and metrics.

use http::Method;
use serde_json::Value;

use super::super::{operator_router, routes};
use super::{Relay, ask};
use crate::openapi::DOCUMENT;

#[tokio::test]
async fn every_address_of_the_page_is_the_document_with_its_policy() {
    let relay = Relay::start().await;
    for path in ["/", "/chart?app=shop&module=memory", "/changes", "/open"] {
        let answer = relay.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), "text/html; charset=utf-8");
        // What is painted is one reader's.
        let painted = path == "/" || path.starts_with("/chart");
        let cache = ["no-cache", "private, no-cache"][usize::from(painted)];
        assert_eq!(answer.header("cache-control"), cache);
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self' 'wasm-unsafe-eval'"));
        assert!(policy.contains("frame-ancestors 'none'"));
        assert_eq!(answer.header("x-frame-options"), "DENY");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
        assert!(answer.text().contains("<base href=\"/\">"));
        let etag = answer.header("etag").to_owned();
        let again = relay
            .ask(Method::GET, path, &[("if-none-match", &etag)])
            .await;
        assert_eq!(again.status, 304);
    }
}

#[tokio::test]
async fn only_pages_may_be_embedded_and_only_by_whom_the_configuration_names() {
    let relay = Relay::with(|config| {
        config.access.frame_ancestors = vec![
            "https://wiki.example".to_owned(),
            "http://board.example:8080".to_owned(),
        ];
    })
    .await;
    let page = relay.get("/chart?app=shop&module=memory&embed=1").await;
    let policy = page.header("content-security-policy");
    let ancestors = "; frame-ancestors https://wiki.example http://board.example:8080";
    assert!(policy.ends_with(ancestors), "{policy}");
    assert!(!page.headers.contains_key("x-frame-options"));
    for path in ["/api/v1/apps", "/livez", "/nothing"] {
        let answer = relay.get(path).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.ends_with("frame-ancestors 'none'"), "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
    }
    let apps: Value = serde_json::from_slice(&relay.get("/api/v1/apps").await.body).unwrap();
    assert_eq!(apps["embed"], true);
    let apps: Value =
        serde_json::from_slice(&Relay::start().await.get("/api/v1/apps").await.body).unwrap();
    assert_eq!(apps["embed"], false);
}

#[tokio::test]
async fn a_proxy_may_keep_the_base_path_or_strip_it() {
    let relay = Relay::with(|config| config.base_path = "/perf".into()).await;
    for path in ["/perf/chart", "/chart", "/perf/"] {
        let answer = relay.get(path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.text().contains("<base href=\"/perf/\">"));
    }
    for path in ["/perf/api/v1/apps", "/api/v1/apps", "/perf/livez", "/livez"] {
        assert_eq!(relay.get(path).await.status, 200, "{path}");
    }
    let answer = relay.get("/perf?app=shop").await;
    assert_eq!(
        (answer.status, answer.header("location")),
        (308, "/perf/?app=shop")
    );
    for path in ["/performance", "/perf/perf/chart", "/perf/nothing.js"] {
        assert_eq!(relay.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn operators_read_metrics_and_readiness_on_their_own_listener() {
    let relay = Relay::start().await;
    assert_eq!(relay.get("/api/v1/apps?secret-view=1").await.status, 200);
    assert_eq!(relay.get("/nothing").await.status, 404);
    let metrics = ask(
        operator_router(relay.state.clone()),
        Method::GET,
        "/metrics",
        &[],
    )
    .await;
    let text = metrics.text();
    assert!(
        text.contains("bootlens_build_info{version=\"0.1.0\",revision=\""),
        "{text}"
    );
    for line in [
        "bootlens_http_requests_total{route=\"/api/v1/apps\",method=\"GET\",status=\"200\"} 1",
        "bootlens_http_requests_total{route=\"other\",method=\"GET\",status=\"404\"} 1",
        "bootlens_http_request_duration_seconds_bucket{route=\"/api/v1/apps\",le=\"60\"} 1",
        "bootlens_http_requests_in_flight 0",
    ] {
        assert!(text.lines().any(|one| one == line), "{line}\n{text}");
    }
    assert!(!text.contains("secret-view"));
    let ready = ask(
        operator_router(relay.state.clone()),
        Method::GET,
        "/readyz?verbose",
        &[],
    )
    .await;
    assert!(ready.text().starts_with("ok\nversion "));
    assert!(ready.text().contains("\naudit off\n"), "{}", ready.text());
}

#[tokio::test]
async fn the_description_names_every_route_of_the_api_and_no_other() {
    let document: Value = serde_json::from_str(DOCUMENT).unwrap();
    let mut described: Vec<&str> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    let routes = routes();
    let pages = ["/", "/chart", "/changes", "/open"];
    let mut routed: Vec<&str> = routes
        .iter()
        .map(|(path, _)| path.as_str())
        .filter(|path| !pages.contains(path))
        .collect();
    described.sort_unstable();
    routed.sort_unstable();
    assert_eq!(described, routed);
    let relay = Relay::start().await;
    let answer = relay.get("/api/v1/openapi.json").await;
    assert_eq!(answer.text(), DOCUMENT);
}

#[tokio::test]
async fn an_alias_of_before_leads_to_the_one_of_now_with_all_the_rest() {
    let relay = Relay::with(|config| {
        config.apps[0].former_aliases = vec![shared::view::Alias::new("mall").unwrap()];
    })
    .await;
    let answer = relay
        .get("/chart?app=mall,game&module=launch&hide=mall.ios&colour=red")
        .await;
    assert_eq!(answer.status, 307);
    assert_eq!(
        answer.headers["location"],
        "chart?app=shop,game&module=launch&hide=shop.ios&colour=red"
    );
    let answer = relay.get("/?app=mall").await;
    assert_eq!(answer.headers["location"], "./?app=shop");
    assert_eq!(relay.get("/?app=shop").await.status, 200);
    let view = "module=memory&start=2026-10-01&end=2026-10-02";
    let answer = relay
        .get(&format!("/api/v1/performance?app=mall&{view}"))
        .await;
    let reply: shared::reply::Reply = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(reply.view, format!("app=shop&{view}"));
}
