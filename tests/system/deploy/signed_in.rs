//! Behind nginx's `auth_request` and a sign-in in oauth2-proxy's manner, by the samples of `deploy/`.

use reqwest::redirect::Policy;
use shared::module::Module;
use shared::paths;
use tests::house::{last_days, view};
use tests::machine::machine;
use tests::postgres::free_port;
use tests::sign_in::{USER, configure};
use tests::{Answer, House, Proxy, SignIn};

/// What a stranger would like to be.
const SPOOFED: [(&str, &str); 7] = [
    ("x-forwarded-user", "alice@intra.example"),
    ("x-forwarded-groups", "games,perf"),
    ("x-auth-request-email", "alice@intra.example"),
    ("x-auth-request-groups", "games,perf"),
    ("x-auth-request-redirect", "//evil.example/"),
    ("x-forwarded-uri", "/oauth2/"),
    ("x-bootlens-proxy", "put the word here"),
];

struct Place {
    house: House,
    sign_in: SignIn,
    proxy: Proxy,
    client: reqwest::Client,
}

impl Place {
    async fn new() -> Self {
        let (port, sign_in) = (free_port(), SignIn::open().await);
        let house = House::with(|config| {
            configure(config, port);
            config.access.tokens = vec![machine("weekly", "weekly-token", "shop")];
        })
        .await;
        let proxy = sign_in.nginx(port, house.url()).await;
        let client = reqwest::Client::builder().no_proxy();
        Self {
            client: client.redirect(Policy::none()).build().unwrap(),
            house,
            sign_in,
            proxy,
        }
    }

    async fn ask(&self, path: &str, lines: &[(&str, &str)]) -> Answer {
        let request = self.client.get(format!("{}{path}", self.proxy.url()));
        let request = lines.iter().fold(request, |request, (name, value)| {
            request.header(*name, *value)
        });
        Answer::read(request.send().await.unwrap()).await
    }

    /// Goes over the sign-in to an address: the cookie, and where one ends up.
    async fn enter(&self, path: &str, lines: &[(&str, &str)]) -> (String, String) {
        let led = self.ask(path, lines).await;
        assert_eq!(led.status, 302, "{path}: {}", led.text());
        let provider = led.header("location").to_owned();
        let (_, state) = provider.split_once("/oauth2/provider?").expect(&provider);
        let back = self.ask(&format!("/oauth2/callback?{state}"), &[]).await;
        let cookie = back.header("set-cookie").split(';').next().unwrap();
        (cookie.to_owned(), back.header("location").to_owned())
    }
}

fn data(app: &str) -> String {
    let view = view(app, Module::Memory, last_days(7));
    format!("/perf/{}?{view}", paths::PERFORMANCE)
}

#[tokio::test]
async fn pages_lead_over_the_sign_in_back_to_the_whole_query_and_data_is_refused() {
    let place = Place::new().await;
    let long = format!(
        "/perf/chart?app=shop&marks=2026-10-01~{}",
        "%26%3D".repeat(600)
    );
    for path in [
        "/perf/",
        "/perf/?app=shop",
        "/perf/chart?app=shop&module=memory&marks=2026-10-01~a%2Cb%26x%3D1&rd=%2Felsewhere&rd=/x",
        "/perf/chart.png?app=shop&module=memory",
        &long,
    ] {
        for lines in [&[][..], &SPOOFED] {
            let (_, back) = place.enter(path, lines).await;
            assert_eq!(back, path);
        }
    }
    for (path, accept) in [
        ("/perf/api/v1/apps", "text/html"),
        (&data("shop"), "application/x-ndjson"),
        (&data("shop"), "*/*"),
    ] {
        for spoofed in [&[][..], &SPOOFED] {
            let lines = [&[("accept", accept)], spoofed].concat();
            let refused = place.ask(path, &lines).await;
            assert_eq!(
                (refused.status, refused.header("location")),
                (401, ""),
                "{path}"
            );
            assert!(!refused.text().contains("values"));
        }
    }
    // What only nginx asks is nobody's address.
    assert_eq!(place.ask("/oauth2/auth", &[]).await.status, 404);
}

#[tokio::test]
async fn who_is_signed_in_is_who_the_sign_in_says() {
    let place = Place::new().await;
    let (cookie, _) = place.enter("/perf/", &[]).await;
    let session = [("cookie", cookie.as_str())];
    for spoofed in [&[][..], &SPOOFED] {
        let lines = [&session[..], spoofed].concat();
        let apps: serde_json::Value = place.ask("/perf/api/v1/apps", &lines).await.json();
        assert_eq!(apps["user"], USER);
        assert_eq!(place.ask(&data("shop"), &lines).await.status, 200);
        assert_eq!(place.ask(&data("game"), &lines).await.status, 404);
    }
    // Past nginx nobody is anybody, though the address is the proxy's.
    let apps = place.house.request("api/v1/apps");
    let apps = apps
        .header("x-forwarded-user", "alice")
        .send()
        .await
        .unwrap();
    assert_eq!(apps.status(), 401);
    place.sign_in.end_all();
    assert_eq!(place.ask(&data("shop"), &session).await.status, 401);
    assert_eq!(place.ask("/perf/", &session).await.status, 302);
}

#[tokio::test]
async fn programs_read_by_a_token_past_the_sign_in_and_by_nothing_else() {
    let place = Place::new().await;
    for spoofed in [&[][..], &SPOOFED] {
        for (shown, shop, game) in [
            ("Bearer weekly-token", 200, 404),
            ("bearer weekly-token", 200, 404),
            ("Bearer wrong", 401, 401),
            ("Bearer ", 401, 401),
            ("Bearer eyJhbGciOiJub25lIn0.e30.x", 401, 401),
            ("Basic YWxpY2U6eA==", 401, 401),
        ] {
            let lines = [&[("authorization", shown)], spoofed].concat();
            for (app, wanted) in [("shop", shop), ("game", game)] {
                let answer = place.ask(&data(app), &lines).await;
                assert_eq!(answer.status, wanted, "{shown} {app}: {}", answer.text());
            }
        }
    }
}
