//! Who read what: every data route with every way that it can end.

use std::collections::BTreeMap;

use relay::config::Config;
use serde_json::{Value, json};
use shared::module::Module;
use simulator::{BOOT, Effect, Fault};
use tests::house::{last_days, view};
use tests::relay::Site;

use super::{Caller, PROXY, STRANGER, TOKEN, audited, rights, written};

/// Every route that tells of an app, with what is written of it where it does.
const ROUTES: [(&str, &str); 7] = [
    ("api/v1/performance", "read"),
    ("api/v1/performance.csv", "export"),
    ("api/v1/performance.csv?layout=wide&", "export"),
    ("api/v1/plan", "read"),
    ("api/v1/changes", "read"),
    ("chart.svg", "export"),
    ("chart", "read"),
];

/// A route's address for a view.
fn at(route: &str, view: &str) -> String {
    let sign = if route.contains('?') { "" } else { "?" };
    format!("{route}{sign}{view}")
}

fn of(app: &str) -> String {
    view(app, Module::Memory, last_days(5))
}

/// The lines, by the name of the request.
fn by_name(lines: Vec<Value>) -> BTreeMap<String, Value> {
    let name = |line: &Value| line["request_id"].as_str().unwrap_or("").to_owned();
    lines.into_iter().map(|line| (name(&line), line)).collect()
}

fn scarce(config: &mut Config) {
    rights(config);
    config.limits.per_user_per_minute = 1;
}

#[tokio::test]
async fn every_route_is_written_with_who_read_what_and_how_it_was_answered() {
    let (house, _folder, path) = audited(rights).await;
    let (proxy, stranger) = (
        Caller::at(PROXY, house.url()),
        Caller::at(STRANGER, house.url()),
    );
    let user = ("x-forwarded-user", "alice");
    let bearer = format!("Bearer {TOKEN}");
    let mut wanted = BTreeMap::new();
    for (index, (route, what)) in ROUTES.into_iter().enumerate() {
        let name = |case: &str| format!("request-{index}-{case}");
        let mut ask = async |case: &str, view: &str, status: u16, line: Value| {
            let id = name(case);
            let answer = proxy
                .get(&at(route, view), &[user, ("x-request-id", &id)])
                .await;
            assert_eq!(answer.status, status, "{route} {case}: {}", answer.text());
            wanted.insert(id, line);
        };
        let whom = json!({"user": "alice"});
        let shown = json!({"what": what, "who": whom, "apps": ["shop"], "status": 200});
        // The page shows nothing before history holds it.
        ask("first", &of("shop"), 200, shown.clone()).await;
        ask("again", &of("shop"), 200, shown).await;
        if route != "chart" {
            for (case, app) in [("hidden", "game"), ("unknown", "none")] {
                let line = json!({
                    "what": "refused", "who": whom, "apps": [app], "status": 404,
                    "problem": "app-unknown",
                });
                ask(case, &of(app), 404, line).await;
            }
            let line = json!({"what": "refused", "status": 400, "problem": "view-invalid"});
            ask("wrong", "app=shop&module=memory&start=yesterday", 400, line).await;
            let answer = stranger.get(&at(route, &of("shop")), &[]).await;
            assert_eq!(answer.status, 401);
            let line = json!({
                "what": "refused", "who": {"address": "127.0.0.7"}, "status": 401,
                "problem": "not-signed-in",
            });
            wanted.insert(answer.header("x-request-id").to_owned(), line);
        }
        let machine = [("authorization", &*bearer)];
        let answer = stranger.get(&at(route, &of("shop")), &machine).await;
        let line = json!({
            "what": what, "who": {"token": "weekly"}, "client_ip": "127.0.0.7", "status": 200,
        });
        wanted.insert(answer.header("x-request-id").to_owned(), line);
    }
    let mut lines = by_name(written(house, &path).await);
    for (id, wanted) in &wanted {
        let line = lines.remove(id);
        let line = line.unwrap_or_else(|| panic!("nothing is written of {id}: {wanted}"));
        for (field, value) in wanted.as_object().unwrap() {
            assert_eq!(&line[field], value, "{id} {field}: {line}");
        }
        let is_shown = line["status"] == 200;
        assert_eq!(
            line["start"].is_string(),
            is_shown || line["problem"] == "app-unknown",
            "{line}"
        );
        assert!(
            line["ts"]
                .as_str()
                .unwrap()
                .starts_with("2026-10-30T01:30:00"),
            "{line}"
        );
    }
    assert!(
        lines.is_empty(),
        "more is written than was asked: {lines:#?}"
    );
    let text = std::fs::read_to_string(&path).unwrap();
    for word in [TOKEN, "layout", "yesterday", "smooth"] {
        assert!(!text.contains(word), "{word}\n{text}");
    }
}

#[tokio::test]
async fn what_is_nobodys_data_is_written_where_somebody_is_kept_out_or_a_token_is_used() {
    let (house, _folder, path) = audited(rights).await;
    let (proxy, stranger) = (
        Caller::at(PROXY, house.url()),
        Caller::at(STRANGER, house.url()),
    );
    let user = ("x-forwarded-user", "alice");
    let calendar = "api/v1/calendar?start=2026-10-01&end=2026-10-02";
    for free in ["livez", "readyz", "api/v1/openapi.json", "open", "nowhere"] {
        proxy.get(free, &[user]).await;
    }
    assert_eq!(proxy.get(calendar, &[user]).await.status, 200);
    assert_eq!(proxy.get("chart", &[]).await.status, 200);
    let bearer = format!("Bearer {TOKEN}");
    assert_eq!(
        stranger
            .get(calendar, &[("authorization", &bearer)])
            .await
            .status,
        200
    );
    assert_eq!(stranger.get(calendar, &[]).await.status, 401);
    let wrong = [("authorization", "Bearer another-token")];
    assert_eq!(stranger.get("api/v1/apps", &wrong).await.status, 401);
    assert_eq!(
        stranger
            .get("chart", &[("host", "evil.example")])
            .await
            .status,
        421
    );
    assert_eq!(proxy.get("api/v1/apps", &[user]).await.status, 200);
    let lines = written(house, &path).await;
    let told: Vec<_> = lines
        .iter()
        .map(|line| {
            let text = |field: &str| line[field].as_str().unwrap_or("").to_owned();
            (text("what"), text("route"), text("problem"))
        })
        .collect();
    let wanted = [
        ("token", "/api/v1/calendar", ""),
        ("refused", "/api/v1/calendar", "not-signed-in"),
        ("refused", "/api/v1/apps", "not-signed-in"),
        ("refused", "/chart", "host-unknown"),
        ("read", "/api/v1/apps", ""),
    ];
    let wanted = wanted.map(|(what, route, problem)| (what.into(), route.into(), problem.into()));
    assert_eq!(told, wanted);
    assert_eq!(lines[0]["who"], json!({"token": "weekly"}));
    assert_eq!(lines[4]["apps"], json!(["shop", "news"]));
}

#[tokio::test]
async fn what_fails_and_what_is_too_much_is_written_with_why() {
    let (house, _folder, path) = audited(scarce).await;
    let proxy = Caller::at(PROXY, house.url());
    let user = ("x-forwarded-user", "alice");
    house
        .simulator()
        .script(Fault::new(Effect::Errcode(48001)).path(BOOT).first(1));
    for status in [502, 429] {
        let answer = proxy
            .get(&at("api/v1/performance", &of("shop")), &[user])
            .await;
        assert_eq!(answer.status, status);
    }
    let lines = written(house, &path).await;
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let (failed, paced) = (&lines[0], &lines[1]);
    assert_eq!(
        (&failed["what"], &failed["status"]),
        (&"read".into(), &502.into())
    );
    assert_eq!(failed["problem"], "upstream-not-authorised");
    assert_eq!(failed["errcode"], 48001);
    assert_eq!(
        (&paced["what"], &paced["problem"]),
        (&"refused".into(), &"rate-limited".into())
    );
    assert_eq!(paced["who"], json!({"user": "alice"}));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_it_can_not_be_written_requests_go_on_and_whoever_watches_is_told() {
    let site = Site::new("sqlite://days.db").await;
    let appid = site.simulator().apps()[0].appid.clone();
    std::fs::create_dir(site.file("audit")).unwrap();
    let more = "[audit]\nfile = \"audit/lines\"";
    site.configure("sqlite://days.db", "shop", &appid, more);
    let relay = site.start(&[]).await;
    let tells = async |standing: &str, failures: f64| {
        let mut told = String::new();
        for _ in 0..500 {
            assert_eq!(relay.get("api/v1/apps").await.status, 200);
            told = relay.operators("readyz?verbose").await.text().to_owned();
            let lacking = relay.metric("bootlens_audit_failures_total").await;
            if told.contains(&format!("audit {standing}\n")) && lacking >= Some(failures) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(10)).await;
        }
        panic!("not {standing}: {told}");
    };
    tells("ok", 0.0).await;
    std::fs::remove_dir_all(site.file("audit")).unwrap();
    tells("failing", 3.0).await;
    std::fs::create_dir(site.file("audit")).unwrap();
    tells("ok", 3.0).await;
    let text = std::fs::read_to_string(site.file("audit/lines")).unwrap();
    assert!(text.contains("\"/api/v1/apps\""), "{text}");
    let said = relay.last_words();
    assert_eq!(said.matches("the audit lacks lines").count(), 1, "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn commands_write_to_the_same_file_and_a_place_that_is_none_stops_the_start() {
    let site = Site::new("sqlite://days.db").await;
    let appid = site.simulator().apps()[0].appid.clone();
    let configure = |file: &str| {
        let more = format!("[audit]\nfile = \"{file}\"");
        site.configure("sqlite://days.db", "shop", &appid, &more);
    };
    configure("audit.jsonl");
    let (code, said) = site
        .run(&[
            "refresh",
            "app=shop&module=launch&start=2026-01-01&end=2026-01-03",
        ])
        .await;
    assert_eq!(code, Some(0), "{said}");
    let backfill = [
        "backfill",
        "--module",
        "memory",
        "--from",
        "2026-01-01",
        "--to",
        "2026-01-02",
    ];
    let (code, said) = site.run(&backfill).await;
    assert_eq!(code, Some(0), "{said}");
    let get = [
        "get",
        "app=shop&module=launch&start=2026-01-01&end=2026-01-03",
        "--format",
        "csv",
    ];
    assert_eq!(site.run(&get).await.0, Some(0));
    let text = std::fs::read_to_string(site.file("audit.jsonl")).unwrap();
    let lines: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let told: Vec<_> = lines
        .iter()
        .map(|line| (line["what"].as_str().unwrap(), &line["who"]))
        .collect();
    let operator = |name: &str| json!({"operator": name});
    assert_eq!(
        told,
        [
            ("refresh", &operator("bootlens refresh")),
            ("refresh", &operator("bootlens backfill")),
            ("export", &operator("bootlens")),
        ]
    );
    assert_eq!(
        (&lines[0]["calls"], &lines[0]["well"]),
        (&1.into(), &true.into())
    );
    assert_eq!(
        (&lines[1]["module"], &lines[1]["end"]),
        (&"memory".into(), &"2026-01-02".into())
    );
    configure("-");
    let (code, said) = site.run(&get).await;
    assert_eq!(code, Some(0));
    assert!(!said.contains("\"what\""), "{said}");
    configure("nowhere/audit.jsonl");
    let (code, said) = site.refused(&[]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("audit.file: can't write"), "{said}");
}
