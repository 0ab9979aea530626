//! Machines with a token, the proxy's secret, other sites' scripts, and how often one may ask.

use relay::config::SecretSource;
use simulator::BOOT;
use tests::House;

use super::wire::{ask, send};
use super::{PROXY, STRANGER, house, rights, routes, signed_in};

const WEEKLY: (&str, &[u8]) = ("Authorization", b"Bearer weekly-token");

#[tokio::test]
async fn a_token_reads_its_apps_by_every_route_and_nothing_else() {
    let house = house().await;
    for from in [STRANGER, PROXY] {
        for route in routes() {
            let answer = ask(&house, from, &format!("{route}shop"), &[WEEKLY]).await;
            assert_eq!(answer.status, 200, "{route}: {}", answer.text());
            for hidden in ["news", "game", "play", "nine"] {
                let answer = ask(&house, from, &format!("{route}{hidden}"), &[WEEKLY]).await;
                assert_eq!(answer.status, 404, "{route}{hidden}");
            }
        }
        let apps: serde_json::Value = ask(&house, from, "/api/v1/apps", &[WEEKLY]).await.json();
        assert_eq!(apps["apps"].as_array().unwrap().len(), 1);
        assert_eq!(apps["user"], serde_json::Value::Null);
        let refused = send(&house, from, "POST", "/api/v1/apps", &[WEEKLY]).await;
        assert_eq!(refused.status, 405);
    }
}

#[tokio::test]
async fn a_proxy_that_has_a_secret_must_show_it() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("proxy");
    std::fs::write(&file, "first\n").unwrap();
    let house = House::with(|config| {
        rights(config);
        config.access.proxy_secret = Some(SecretSource::file(file.clone()));
    })
    .await;
    let status = async |secret: Option<&[u8]>| {
        let mut lines = signed_in("bob", "perf");
        lines.extend(secret.map(|secret| ("X-Bootlens-Proxy", secret)));
        ask(&house, PROXY, "/api/v1/apps", &lines).await.status
    };
    assert_eq!(status(Some(b"first")).await, 200);
    for wrong in [
        None,
        Some(&b"second"[..]),
        Some(b""),
        Some(b"FIRST"),
        Some(b"first2"),
    ] {
        assert_eq!(status(wrong).await, 401, "{wrong:?}");
    }
    // It is re-read when its file changes.
    std::fs::write(&file, "second-one\n").unwrap();
    assert_eq!(status(Some(b"first")).await, 401);
    assert_eq!(status(Some(b"second-one")).await, 200);
    let mut doubled = signed_in("bob", "perf");
    doubled.extend([
        ("X-Bootlens-Proxy", &b"second-one"[..]),
        ("X-Bootlens-Proxy", b"second-one"),
    ]);
    assert_eq!(
        ask(&house, PROXY, "/api/v1/apps", &doubled).await.status,
        401
    );
    // A token stands for itself.
    assert_eq!(
        ask(&house, STRANGER, "/api/v1/apps", &[WEEKLY])
            .await
            .status,
        200
    );
}

#[tokio::test]
async fn scripts_of_listed_sites_may_read_and_no_others() {
    let house = House::with(|config| {
        rights(config);
        config.access.cors_origins = vec!["https://board.example".to_owned()];
    })
    .await;
    let path = "/api/v1/performance?module=memory&start=2026-10-01&end=2026-10-07&app=shop";
    // Twice: the second is answered from what is kept ready.
    for _ in 0..2 {
        let own = ask(
            &house,
            STRANGER,
            path,
            &[WEEKLY, ("Origin", b"https://board.example")],
        )
        .await;
        assert_eq!(
            own.header("access-control-allow-origin"),
            "https://board.example"
        );
        assert_eq!(own.header("access-control-allow-credentials"), "");
        for other in [
            &b"https://evil.example"[..],
            b"null",
            b"https://board.example.evil.example",
        ] {
            let answer = ask(&house, STRANGER, path, &[WEEKLY, ("Origin", other)]).await;
            assert_eq!(answer.header("access-control-allow-origin"), "");
        }
    }
    let asks = [
        ("Origin", &b"https://board.example"[..]),
        ("Access-Control-Request-Method", b"GET"),
        ("Access-Control-Request-Headers", b"authorization"),
    ];
    let answer = send(&house, STRANGER, "OPTIONS", path, &asks).await;
    assert_eq!(answer.status, 204);
    assert!(
        answer
            .header("access-control-allow-headers")
            .contains("Authorization")
    );
    let evil = [("Origin", &b"https://evil.example"[..]), asks[1]];
    assert_eq!(
        send(&house, STRANGER, "OPTIONS", path, &evil).await.status,
        405
    );
    // Refusals can be read as well, or a script would learn nothing of why.
    let refused = ask(&house, STRANGER, path, &[asks[0]]).await;
    assert_eq!(refused.status, 401);
    assert_eq!(
        refused.header("access-control-allow-origin"),
        "https://board.example"
    );
    // The page is nobody's data.
    let page = ask(&house, STRANGER, "/", &[asks[0]]).await;
    assert_eq!(page.header("access-control-allow-origin"), "");
}

#[tokio::test]
async fn who_asks_wechat_too_often_waits_and_nobody_else() {
    let house = House::with(|config| {
        rights(config);
        config.limits.per_user_per_minute = 3;
    })
    .await;
    let view = |day: u32| {
        format!(
            "/api/v1/performance?module=memory&start=2026-09-{day:02}&end=2026-09-{day:02}&app=news"
        )
    };
    let bob = signed_in("bob", "");
    for day in 1..=3 {
        assert_eq!(ask(&house, PROXY, &view(day), &bob).await.status, 200);
    }
    let refused = ask(&house, PROXY, &view(4), &bob).await;
    assert_eq!(refused.status, 429, "{}", refused.text());
    let wait: u64 = refused.header("retry-after").parse().unwrap();
    assert!((1..=20).contains(&wait), "{wait}");
    let problem: serde_json::Value = refused.json();
    assert_eq!(problem["type"], "urn:bootlens:rate-limited");
    // What is known costs nobody anything, and others have their own.
    assert_eq!(ask(&house, PROXY, &view(1), &bob).await.status, 200);
    assert_eq!(
        ask(&house, PROXY, &view(4), &signed_in("carol", ""))
            .await
            .status,
        200
    );
    assert_eq!(ask(&house, PROXY, &view(4), &bob).await.status, 200);
    let calls = house.simulator().calls();
    let asked = calls.iter().filter(|call| call.path == BOOT).count();
    assert_eq!(asked, 4, "a refused request asks nobody");
}
