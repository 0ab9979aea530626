//! What any HTTP reader relies on: entity tags, methods, host names, headers, health.

use http::Method;
use relay::config::Mode;
use shared::apps::Apps;
use shared::module::Module;
use simulator::{Effect, Fault};
use tests::house::{TODAY, last_days, view};
use tests::{Answer, House};

async fn sent(request: reqwest::RequestBuilder) -> Answer {
    Answer::read(request.send().await.unwrap()).await
}

#[tokio::test]
async fn what_a_reader_has_already_is_not_sent_again() {
    let house = House::start().await;
    let query = view("shop", Module::Memory, last_days(20));
    for path in ["api/v1/performance", "api/v1/performance.csv"] {
        let path = format!("{path}?{query}");
        let first = house.get(&path).await;
        let tag = first.header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{tag}");
        assert_eq!(first.header("cache-control"), "private, no-cache");
        let again = sent(house.request(&path).header("if-none-match", &tag)).await;
        assert_eq!((again.status, again.body.len()), (304, 0));
        assert_eq!(again.header("etag"), tag);
        let other = sent(house.request(&path).header("if-none-match", "W/\"other\"")).await;
        assert_eq!(other.status, 200);
    }
}

#[tokio::test]
async fn the_tag_follows_the_data_and_not_the_picture_or_the_cost() {
    let house = House::start().await;
    let query = view("shop", Module::Memory, last_days(20));
    let tag = async |query: &str| house.performance(query).await.header("etag").to_owned();
    let first = tag(&query).await;
    // The second time costs no call, and the third is drawn otherwise.
    assert_eq!(tag(&query).await, first);
    assert_eq!(
        tag(&format!("{query}&smooth=7&scale=log&theme=dark")).await,
        first
    );
    assert_eq!(tag(&format!("{query}&colour=red")).await, first);
    assert_ne!(tag(&format!("{query}&metric=memory")).await, first);
    house.clock.set(house.clock.now() + 10 * 24 * 3600);
    assert_ne!(
        tag(&query).await,
        first,
        "days that were provisional are final"
    );
}

#[tokio::test]
async fn only_get_and_head_are_taken() {
    let house = House::start().await;
    let client = reqwest::Client::new();
    let url = format!("{}/api/v1/apps", house.url());
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::PATCH] {
        let answer = sent(client.request(method.clone(), &url)).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (405, "method-not-allowed")
        );
        assert_eq!(answer.header("allow"), "GET, HEAD", "{method}");
    }
    let head = sent(client.head(&url)).await;
    assert_eq!((head.status, head.body.len()), (200, 0));
}

#[tokio::test]
async fn an_address_that_there_is_not_is_a_problem_and_no_page() {
    let house = House::start().await;
    for path in [
        "nowhere",
        "api/v2/apps",
        "api/v1/Apps",
        "chart/more",
        "frontend-1.js",
        ".env",
    ] {
        let answer = house.get(path).await;
        assert_eq!(
            (answer.status, answer.slug().as_str()),
            (404, "not-found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn another_sites_name_is_not_answered_and_a_proxy_not_believed() {
    let house = House::start().await;
    let stranger = sent(house.request("api/v1/apps").header("host", "evil.example")).await;
    assert_eq!(
        (stranger.status, stranger.slug().as_str()),
        (421, "host-unknown")
    );
    let page = sent(house.request("chart").header("host", "evil.example")).await;
    assert_eq!(page.status, 421);
    for name in ["x-forwarded-for", "forwarded", "x-real-ip", "via"] {
        for path in ["api/v1/apps", "chart", "livez"] {
            let answer = sent(house.request(path).header(name, "10.0.0.1")).await;
            assert_eq!(answer.slug(), "access-not-configured", "{name} {path}");
        }
    }
}

#[tokio::test]
async fn an_open_relay_answers_to_its_own_names_alone() {
    let house = House::with(|config| {
        config.access.mode = Some(Mode::Open);
        config.access.hosts = vec!["intra.example".to_owned()];
    })
    .await;
    let named = async |host: &str| {
        let request = house
            .request("api/v1/apps")
            .header("x-forwarded-for", "10.0.0.1");
        sent(request.header("host", host)).await.status
    };
    assert_eq!(named("intra.example").await, 200);
    assert_eq!(named("intra.example:8443").await, 200);
    assert_eq!(named("other.example").await, 421);
}

#[tokio::test]
async fn the_apps_are_told_without_what_is_nobodys_business() {
    let house = House::start().await;
    let answer = house.get("api/v1/apps").await;
    let apps: Apps = answer.json();
    assert_eq!(apps.today.to_string(), TODAY);
    assert!(!apps.demo);
    let names: Vec<_> = apps.apps.iter().map(|app| app.alias.as_str()).collect();
    assert_eq!(names, ["shop", "news", "game"]);
    assert_eq!(house.simulator().calls().len(), 0);
}

#[tokio::test]
async fn every_answer_forbids_guessing_framing_and_running() {
    let house = House::start().await;
    for path in ["api/v1/apps", "nowhere", "chart", "livez"] {
        let answer = house.get(path).await;
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors"), "{path}: {policy}");
        assert!(!policy.contains("unsafe-inline"), "{path}: {policy}");
    }
}

#[tokio::test]
async fn health_asks_nobody_even_where_wechat_is_gone() {
    let house = House::start().await;
    house.simulator().script(Fault::new(Effect::Cut));
    for path in ["livez", "readyz", "healthz"] {
        assert_eq!(house.get(path).await.status, 200, "{path}");
    }
    assert_eq!(house.simulator().calls().len(), 0);
}

#[tokio::test]
async fn a_base_path_stands_before_every_address_and_in_the_page() {
    let house = House::with(|config| config.base_path = "/perf".to_owned()).await;
    assert_eq!(house.get("perf/api/v1/apps").await.status, 200);
    let page = house.get("perf/chart").await;
    assert!(
        page.text().contains("<base href=\"/perf/\""),
        "{}",
        page.text()
    );
    let query = view("shop", Module::Memory, last_days(3));
    assert_eq!(
        house
            .get(&format!("perf/api/v1/performance?{query}"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn the_description_of_the_api_names_every_address() {
    let house = House::start().await;
    let answer = house.get("api/v1/openapi.json").await;
    let document: serde_json::Value = answer.json();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    for path in [
        "apps",
        "plan",
        "performance",
        "performance.csv",
        "changes",
        "openapi.json",
    ] {
        let named = &document["paths"][format!("/api/v1/{path}")];
        assert!(named["get"].is_object(), "{path}");
    }
}

#[tokio::test]
async fn a_relay_that_stops_lets_requests_end() {
    let mut house = House::with(|config| {
        config.drain = std::time::Duration::from_secs(5);
    })
    .await;
    house
        .simulator()
        .set_latency(std::time::Duration::from_millis(300));
    let query = view("shop", Module::Launch, last_days(20));
    let request = house.request(&format!("api/v1/performance?{query}"));
    let asked = tokio::spawn(request.send());
    // The request has reached the upstream before the stop.
    while house.simulator().calls().is_empty() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    house.stop().await;
    let answer = Answer::read(asked.await.unwrap().unwrap()).await;
    assert_eq!(answer.reply().failures, []);
}

#[tokio::test]
async fn the_reading_guides_are_served_as_text_in_the_smallest_form_and_asked_for_again() {
    let house = House::with(|config| config.base_path = "/perf".into()).await;
    for module in Module::ALL {
        for lang in ["zh", "en"] {
            let name = format!("guide/{module}.{lang}.txt");
            let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../frontend");
            let text = std::fs::read_to_string(format!("{root}/{name}")).unwrap();
            let path = format!("perf/{name}");
            let answer = house.get(&path).await;
            assert_eq!(
                (answer.status, answer.text()),
                (200, text.as_str()),
                "{name}"
            );
            assert_eq!(answer.header("content-type"), "text/plain; charset=utf-8");
            assert_eq!(answer.header("cache-control"), "no-cache");
            let packed = house.request(&path).header("accept-encoding", "br");
            let packed = packed.send().await.unwrap();
            assert_eq!(packed.headers()["content-encoding"], "br", "{name}");
            let etag = answer.header("etag");
            let again = house.request(&path).header("if-none-match", etag);
            assert_eq!(again.send().await.unwrap().status().as_u16(), 304, "{name}");
        }
    }
    assert_eq!(house.get("perf/guide/weather.zh.txt").await.status, 404);
}
