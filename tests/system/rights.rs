//! Who gets in, and that nobody else does: by every data route, every wrong identity and every trick with
//! paths, names and headers, none gets data or can tell a hidden app from none.

mod attempts;
mod tokens;
pub(crate) mod wire;

use relay::config::{Config, Mode, TokenConfig};
use shared::module::Module;
use shared::view::Alias;
use tests::House;
use tests::machine::machine;
use tests::monday::{collected, monday_with, slow_down};

use wire::{Line, ask};

/// The address of the one proxy that is believed.
const PROXY: [u8; 4] = [127, 0, 0, 9];
/// Another address of this machine.
const STRANGER: [u8; 4] = [127, 0, 0, 7];

/// What the views of all routes have in common; the app's name stands after it.
const DAYS: &str = "module=memory&start=2026-10-01&end=2026-10-07&app=";

/// Every route that tells of apps, to be followed by one's alias.
fn routes() -> Vec<String> {
    let of = |path: &str| format!("{path}?{DAYS}");
    let mut routes: Vec<String> = [
        "/api/v1/performance",
        "/api/v1/performance.csv",
        "/api/v1/plan",
        "/api/v1/changes",
        "/chart.svg",
        "/chart.png",
    ]
    .map(of)
    .into();
    routes.push(format!("/api/v1/performance?as_of=202610300930&{DAYS}"));
    routes.push(format!("/api/v1/performance.csv?layout=wide&{DAYS}"));
    routes
}

fn alias(text: &str) -> Alias {
    Alias::new(text).expect("an alias")
}

/// `shop` is seen by the group `perf`, `news` by everyone signed in, the game by Alice alone.
fn rights(config: &mut Config) {
    config.access.mode = Some(Mode::Proxy);
    config.access.trusted_proxies = vec!["127.0.0.9/32".parse().expect("a network")];
    config.access.hosts = vec!["intra.example".to_owned()];
    for app in &mut config.apps {
        match app.alias.as_str() {
            "shop" => app.groups = vec!["perf".to_owned(), "perf team".to_owned()],
            "news" => app.groups = vec!["*".to_owned()],
            _ => {
                app.users = vec!["alice@intra.example".to_owned()];
                app.former_aliases = vec![alias("play")];
            }
        }
    }
    config.access.tokens = vec![
        machine("weekly", "weekly-token", "shop"),
        TokenConfig {
            expires: Some("2026-10-29".parse().unwrap()),
            ..machine("late", "late-token", "shop")
        },
    ];
}

async fn house() -> House {
    House::with(rights).await
}

/// What the proxy says of somebody.
fn signed_in<'a>(user: &'a str, groups: &'a str) -> Vec<Line<'a>> {
    vec![
        ("X-Forwarded-User", user.as_bytes()),
        ("X-Forwarded-Groups", groups.as_bytes()),
    ]
}

#[tokio::test]
async fn everyone_sees_their_apps_by_every_route_and_hidden_ones_are_none() {
    let house = house().await;
    let people = [
        ("bob", "perf", &["shop", "news"][..]),
        ("bob", "ops,perf team", &["shop", "news"]),
        ("carol", "", &["news"]),
        ("alice@intra.example", "", &["news", "game"]),
    ];
    for (user, groups, sees) in people {
        let who = signed_in(user, groups);
        let apps: serde_json::Value = ask(&house, PROXY, "/api/v1/apps", &who).await.json();
        assert_eq!(apps["user"], user);
        let listed = apps["apps"].as_array().unwrap().iter();
        let listed: Vec<&str> = listed.map(|app| app["alias"].as_str().unwrap()).collect();
        assert_eq!(listed, sees, "{user} {groups}");
        for route in routes() {
            for app in ["shop", "news", "game", "play"] {
                let is_theirs = sees.contains(&app) || (app == "play" && sees.contains(&"game"));
                let answer = ask(&house, PROXY, &format!("{route}{app}"), &who).await;
                let wanted = if is_theirs { 200 } else { 404 };
                assert_eq!(
                    answer.status,
                    wanted,
                    "{user} {route}{app}: {}",
                    answer.text()
                );
                if !is_theirs {
                    // Of the same length, so that nothing else may differ.
                    let none = ask(&house, PROXY, &format!("{route}nine"), &who).await;
                    assert_eq!(answer.nameless(app), none.nameless("nine"), "{route}{app}");
                }
            }
            // One that is seen does not open the door for another.
            let both = format!("{route}{},{}", sees[0], "nine");
            assert_eq!(ask(&house, PROXY, &both, &who).await.status, 404, "{both}");
        }
    }
    // Each of them has been asked by somebody who may: what is kept ready is still not for all.
    let carol = signed_in("carol", "");
    for route in routes() {
        let answer = ask(&house, PROXY, &format!("{route}shop"), &carol).await;
        assert_eq!(answer.status, 404, "{route}");
    }
}

#[tokio::test]
async fn changes_without_an_app_are_those_of_the_apps_that_are_seen() {
    let house = monday_with(rights).await;
    slow_down(&house);
    let bob = signed_in("bob", "perf");
    for view in collected("shop", Module::Launch) {
        let path = format!("/api/v1/performance?{view}");
        assert_eq!(ask(&house, PROXY, &path, &bob).await.status, 200);
    }
    let carol = signed_in("carol", "");
    // Twice: the second time both are kept ready.
    for _ in 0..2 {
        for (who, moved) in [(&bob, true), (&carol, false)] {
            let changes = ask(&house, PROXY, "/api/v1/changes?last=28d", who).await;
            assert_eq!(changes.status, 200, "{}", changes.text());
            let found = changes.text().contains("\"app\":\"shop\"");
            assert_eq!(found, moved, "{}", changes.text());
        }
    }
}

#[tokio::test]
async fn the_page_is_served_to_everyone_and_tells_nobody_of_an_app() {
    let house = house().await;
    for path in [
        "/",
        "/chart?app=play&module=memory",
        "/chart?app=nine&module=memory",
    ] {
        let page = ask(&house, STRANGER, path, &[]).await;
        assert_eq!(page.status, 200, "{path}");
        assert!(!page.text().contains("小游戏"), "{path}");
    }
    // What history holds is painted for those alone who may read it.
    let view = format!("{DAYS}shop");
    let bob = signed_in("bob", "perf");
    ask(&house, PROXY, &format!("/api/v1/performance?{view}"), &bob).await;
    let chart = format!("/chart?{view}");
    let painted = ask(&house, PROXY, &chart, &bob).await.text();
    assert!(
        painted.contains("商城小程序") && painted.contains("<svg"),
        "{painted}"
    );
    for path in [chart.as_str(), "/"] {
        let carol = signed_in("carol", "");
        for (from, who) in [(STRANGER, &bob), (PROXY, &carol), (STRANGER, &vec![])] {
            let bare = ask(&house, from, path, who).await;
            assert_eq!(bare.status, 200, "{path}");
            assert!(!bare.text().contains("商城"), "{path}");
        }
    }
    // A link of before leads on only whoever sees the app.
    let alice = signed_in("alice@intra.example", "");
    let path = "/chart?app=play&module=memory";
    assert_eq!(ask(&house, PROXY, path, &alice).await.status, 307);
    assert_eq!(
        ask(&house, PROXY, path, &signed_in("bob", "perf"))
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn who_sees_no_app_is_told_whom_to_ask() {
    let house = House::with(|config| {
        rights(config);
        config.contact = Some("性能组".to_owned());
        config.apps.retain(|app| app.alias.as_str() != "news");
    })
    .await;
    let carol = signed_in("carol", "");
    for path in ["/api/v1/apps", "/api/v1/performance?module=memory&app=shop"] {
        let answer = ask(&house, PROXY, path, &carol).await;
        assert_eq!(answer.status, 403);
        let problem: serde_json::Value = answer.json();
        assert_eq!(problem["type"], "urn:bootlens:no-apps");
        assert!(problem["advice"].as_str().unwrap().contains("性能组"));
    }
}
