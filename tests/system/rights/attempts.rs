//! Attempts to get in, a row each.

use super::wire::{Line, ask, send};
use super::{DAYS, PROXY, STRANGER, house, routes, signed_in};

/// The data of an app that nobody here may see, or only whoever is believed to be somebody else.
fn target(app: &str) -> String {
    format!("/api/v1/performance?{DAYS}{app}")
}

/// What must never come back: values, names of apps.
fn tells(text: &str) -> bool {
    [
        "\"values\"",
        "内存均值",
        "商城",
        "小游戏",
        "<svg",
        "findings",
    ]
    .iter()
    .any(|word| text.contains(word))
}

#[tokio::test]
async fn nobody_gets_in_who_is_nobody() {
    const USER: Line<'_> = ("X-Forwarded-User", b"alice@intra.example");
    const GROUPS: Line<'_> = ("X-Forwarded-Groups", b"perf");
    let house = house().await;
    // From where, with what, and the status for data.
    let attempts: Vec<([u8; 4], Vec<Line<'_>>)> = vec![
        (STRANGER, vec![]),
        (STRANGER, vec![USER]),
        (STRANGER, vec![USER, GROUPS]),
        (
            STRANGER,
            vec![("x-forwarded-user", b"alice@intra.example"), GROUPS],
        ),
        (
            STRANGER,
            vec![USER, GROUPS, ("X-Forwarded-For", b"127.0.0.9")],
        ),
        (STRANGER, vec![USER, GROUPS, ("X-Real-IP", b"127.0.0.9")]),
        (
            STRANGER,
            vec![USER, GROUPS, ("Forwarded", b"for=127.0.0.9;by=127.0.0.9")],
        ),
        (STRANGER, vec![USER, GROUPS, ("Via", b"1.1 proxy")]),
        (STRANGER, vec![USER, GROUPS, ("X-Bootlens-Proxy", b"")]),
        (PROXY, vec![]),
        (PROXY, vec![GROUPS]),
        (PROXY, vec![("X-Forwarded-User", b""), GROUPS]),
        (PROXY, vec![("X-Forwarded-User", b"   "), GROUPS]),
        (PROXY, vec![("X-Forwarded-User", b"\t"), GROUPS]),
        (PROXY, vec![USER, USER, GROUPS]),
        (PROXY, vec![USER, ("x-forwarded-user", b"bob"), GROUPS]),
        (PROXY, vec![("X-FORWARDED-USER", b"bob"), USER, GROUPS]),
        (PROXY, vec![USER, GROUPS, GROUPS]),
        (PROXY, vec![USER, GROUPS, ("x-forwarded-groups", b"admin")]),
        (PROXY, vec![("X-Forwarded-User", b"alice\xff"), GROUPS]),
        (PROXY, vec![("X-Forwarded-User", b"\xc3\x28"), GROUPS]),
        (PROXY, vec![USER, ("X-Forwarded-Groups", b"perf\xff")]),
        (
            PROXY,
            vec![("X-Auth-Request-User", b"alice@intra.example"), GROUPS],
        ),
        (
            PROXY,
            vec![("X-Forwarded-Email", b"alice@intra.example"), GROUPS],
        ),
        (
            PROXY,
            vec![("X_Forwarded_User", b"alice@intra.example"), GROUPS],
        ),
        (
            PROXY,
            vec![("X-Forwarded-Users", b"alice@intra.example"), GROUPS],
        ),
        (PROXY, vec![("Cookie", b"_oauth2_proxy=alice")]),
        (PROXY, vec![("Authorization", b"Basic YWxpY2U6eA==")]),
        (STRANGER, vec![("Authorization", b"Bearer late-token")]),
        (STRANGER, vec![("Authorization", b"Bearer weekly-toke")]),
        (STRANGER, vec![("Authorization", b"Bearer weekly-token ,x")]),
        (STRANGER, vec![("Authorization", b"Bearer WEEKLY-TOKEN")]),
        (STRANGER, vec![("Authorization", b"Bearer")]),
        (STRANGER, vec![("Authorization", b"Bearer ")]),
        (STRANGER, vec![("Authorization", b"Token weekly-token")]),
        (STRANGER, vec![("Authorization", b"weekly-token")]),
        (STRANGER, vec![("Authorization", b"Bearer \xe4\xbd\xa0")]),
        (
            STRANGER,
            vec![
                ("Authorization", b"Bearer weekly-token"),
                ("authorization", b"Bearer weekly-token"),
            ],
        ),
        (STRANGER, vec![("X-Authorization", b"Bearer weekly-token")]),
        (
            PROXY,
            vec![USER, GROUPS, ("Authorization", b"Bearer late-token")],
        ),
        (
            PROXY,
            vec![USER, GROUPS, ("Authorization", b"Bearer nonsense")],
        ),
        (
            STRANGER,
            vec![USER, ("Authorization", b"Bearer eyJhbGciOiJub25lIn0.e30.x")],
        ),
    ];
    assert!(attempts.len() >= 40);
    for (from, lines) in &attempts {
        for route in routes() {
            let answer = ask(&house, *from, &format!("{route}shop"), lines).await;
            let shown: Vec<_> = lines.iter().map(|(name, _)| *name).collect();
            assert_eq!(answer.status, 401, "{shown:?} {route}: {}", answer.text());
            assert!(!tells(&answer.text()), "{shown:?} {route}");
        }
        for path in [
            "/api/v1/apps",
            "/api/v1/calendar?start=2026-10-01&end=2026-10-07",
        ] {
            assert_eq!(ask(&house, *from, path, lines).await.status, 401, "{path}");
        }
    }
}

#[tokio::test]
async fn no_group_is_another_that_looks_like_it() {
    let house = house().await;
    for groups in [
        "Perf",
        "PERF",
        "perf2",
        "perfteam",
        "perf-team",
        "perf  team",
        "perf\u{a0}team",
        "рerf",
        "pеrf",
        "ｐｅｒｆ",
        "perf\u{200b}",
        "perf;admin",
        "perf|ops",
        "\"perf\"",
        "[perf]",
        "*",
        "per f",
        "cn=perf",
        "/perf",
        "perf%20team",
        "%70erf",
        "perf\\",
        "perf:ops",
        "p,erf",
        "perf.team",
    ] {
        let who = signed_in("carol", groups);
        for route in routes() {
            let answer = ask(&house, PROXY, &format!("{route}shop"), &who).await;
            assert_eq!(answer.status, 404, "«{groups}» {route}: {}", answer.text());
        }
    }
    for user in [
        "Alice@intra.example",
        "alice",
        "alice@intra.example.evil",
        "alice@intra.example,bob",
        "аlice@intra.example",
    ] {
        let answer = ask(&house, PROXY, &target("game"), &signed_in(user, "")).await;
        assert_eq!(answer.status, 404, "{user}");
    }
}

#[tokio::test]
async fn no_path_leads_around_the_gate() {
    let house = house().await;
    let query = format!("?{DAYS}shop");
    for path in [
        "//api/v1/performance",
        "/api//v1/performance",
        "/api/v1//performance",
        "/./api/v1/performance",
        "/x/../api/v1/performance",
        "/%2e/api/v1/performance",
        "/x/%2e%2e/api/v1/performance",
        "/api%2fv1%2fperformance",
        "/api/v1/performance;x",
        "/api/v1/performance;.css",
        "/;/api/v1/performance",
        "/api/v1/performance/",
        "/api/v1/performance%00",
        "/api/v1/performance%20",
        "/API/v1/performance",
        "/api/v1/Performance",
        "/api/v1/perform%61nce",
        "/livez/../api/v1/performance",
        "/livez/api/v1/performance",
        "/livez%2f..%2fapi/v1/performance",
        "/healthz;/api/v1/performance",
        "/api/v1/performance/livez",
        "/api\\v1\\performance",
        "/perf/api/v1/performance",
        "/index.html/api/v1/performance",
        "/api/v1/performance.json",
        "/api/v2/performance",
        "/metrics",
        "/chart.svg/",
        "/chart%2esvg",
        "//chart.svg",
        "/chart.svg;x.js",
        "/guide/../chart.svg",
    ] {
        for (from, lines) in [(STRANGER, vec![]), (PROXY, signed_in("carol", ""))] {
            let answer = ask(&house, from, &format!("{path}{query}"), &lines).await;
            assert!(
                [400, 401, 404].contains(&answer.status),
                "{path}: {}",
                answer.status
            );
            assert!(!tells(&answer.text()), "{path}");
        }
    }
    let whole = format!("http://intra.example/api/v1/performance{query}");
    assert_eq!(ask(&house, STRANGER, &whole, &[]).await.status, 401);
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "GETT"] {
        let answer = send(&house, STRANGER, method, &target("shop"), &[]).await;
        assert!(
            [400, 405].contains(&answer.status),
            "{method}: {}",
            answer.status
        );
    }
    let head = send(&house, STRANGER, "HEAD", &target("shop"), &[]).await;
    assert_eq!(head.status, 401);
}

#[tokio::test]
async fn no_other_name_is_answered_whoever_asks() {
    let house = house().await;
    let who = signed_in("bob", "perf");
    for host in [
        "evil.example",
        "intra.example.evil.example",
        "evil-intra.example",
        "intra.example@evil.example",
        "intra.example evil.example",
        "intra.example,evil.example",
        "127.0.0.1.evil.example",
        "",
        "*",
        "[::1].evil.example",
        "localhost.evil.example",
        "intra%2eexample",
        "intra.example:x@evil.example",
    ] {
        let mut lines = who.clone();
        lines.push(("Host", host.as_bytes()));
        let answer = ask(&house, PROXY, &target("shop"), &lines).await;
        assert!(
            [400, 421].contains(&answer.status),
            "«{host}»: {}",
            answer.status
        );
        assert!(!tells(&answer.text()), "«{host}»");
    }
    let mut twice = who.clone();
    twice.extend([("Host", &b"intra.example"[..]), ("Host", b"evil.example")]);
    let answer = ask(&house, PROXY, &target("shop"), &twice).await;
    assert!([400, 421].contains(&answer.status), "{}", answer.status);
    let other = "http://evil.example/api/v1/apps";
    assert_eq!(ask(&house, PROXY, other, &who).await.status, 421);
    let mut forwarded = who.clone();
    forwarded.push(("X-Forwarded-Host", b"evil.example"));
    let answer = ask(&house, PROXY, &target("shop"), &forwarded).await;
    assert_eq!(
        answer.status, 200,
        "a forwarded name is no name of ours, and not used as one"
    );
    assert!(!answer.text().contains("evil"));
}
