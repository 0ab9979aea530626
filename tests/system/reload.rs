//! Another configuration while the relay serves: apps, rights, marks, metrics and certificates change for
//! whoever asks next, nobody's request is dropped, and a wrong one changes nothing.

use std::fs;
use std::time::Duration;

use relay::config::{MetricRow, Mode};
use shared::apps::{Apps, DayMark};
use shared::metric::Better;
use shared::module::Module;
use shared::paths;
use shared::stream::Line;
use shared::view::Alias;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::house::{last_days, view};
use tests::relay::{Relay, Site};

/// What the relay says when it has read its configuration anew, and when it could not.
const READ: &str = "the configuration was read anew";
const KEPT: &str = "the configuration stays as it was, the new one is wrong:";

async fn aliases(relay: &Relay) -> Vec<String> {
    let apps: Apps = relay.get(paths::APPS).await.json();
    let alias = |app: shared::apps::App| app.alias;
    apps.apps.into_iter().map(alias).collect()
}

fn month() -> String {
    view("shop", Module::Memory, last_days(30))
}

#[tokio::test]
async fn a_hangup_takes_over_what_the_file_says_now_and_names_what_waits_for_a_start() {
    let site = Site::new("memory:").await;
    let appid = site.simulator().apps()[0].appid.clone();
    let mut relay = site.start(&[]).await;
    assert_eq!(aliases(&relay).await, ["shop"]);
    let before = relay.get(&format!("chart?{}", month())).await;
    assert_eq!(before.status, 200);

    let file = fs::read_to_string(site.file("bootlens.toml")).unwrap();
    site.configure("memory:", "store", &appid, "former_aliases = [\"shop\"]");
    let renamed = fs::read_to_string(site.file("bootlens.toml")).unwrap();
    let moved = format!("base_path = \"/perf\"\nlog_format = \"json\"\n{renamed}");
    fs::write(site.file("bootlens.toml"), moved).unwrap();
    relay.signal("HUP");
    relay.says(READ, 1).await;
    assert_eq!(aliases(&relay).await, ["store"]);
    let said = relay.said();
    for key in ["base_path", "log_format"] {
        let words = format!("{key} was changed: it takes effect at the next start");
        assert!(said.contains(&words), "{said}");
    }
    assert!(!said.contains("history was changed"), "{said}");
    // What waits leaves what serves alone.
    assert_eq!(relay.get("perf/livez").await.status, 404);

    fs::write(site.file("bootlens.toml"), file).unwrap();
    relay.signal("HUP");
    relay.says(READ, 2).await;
    assert_eq!(aliases(&relay).await, ["shop"]);
    relay = {
        relay.signal("TERM");
        let (code, said) = relay.ends().await;
        assert_eq!(code, Some(0), "{said}");
        site.start(&[]).await
    };
    assert_eq!(aliases(&relay).await, ["shop"]);
}

#[tokio::test]
async fn a_wrong_configuration_is_told_whole_and_the_old_one_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let store = format!("sqlite://{}", folder.path().join("days.db").display());
    let site = Site::new("memory:").await;
    let appid = site.simulator().apps()[0].appid.clone();
    site.configure(&store, "shop", &appid, "");
    let relay = site.start(&[]).await;
    assert_eq!(relay.performance(&month()).await.status, 200);

    site.configure(
        &store,
        "shop",
        &appid,
        "colour = \"red\"\nkind = \"maxi-game\"",
    );
    relay.signal("HUP");
    relay.says(KEPT, 1).await;
    let said = relay.said();
    assert!(
        said.contains("apps.shop.colour") && said.contains("\"mini-game\""),
        "{said}"
    );

    // An AppID that changed under its alias may be a slip of the pen.
    site.configure(&store, "shop", "wx00000000000000ff", "");
    relay.signal("HUP");
    relay.says(KEPT, 2).await;
    assert!(
        relay.said().contains("--accept-appid shop"),
        "{}",
        relay.said()
    );

    fs::remove_file(site.file("bootlens.toml")).unwrap();
    relay.signal("HUP");
    relay.says(KEPT, 3).await;
    assert_eq!(aliases(&relay).await, ["shop"]);
    assert_eq!(relay.performance(&month()).await.status, 200);

    site.configure(&store, "store", &appid, "");
    relay.signal("HUP");
    relay.says(READ, 1).await;
    assert_eq!(aliases(&relay).await, ["store"]);
}

#[tokio::test]
async fn no_request_is_dropped_however_often_the_configuration_is_read() {
    let site = Site::new("memory:").await;
    let relay = site.start(&[]).await;
    let slow = Effect::Delay(Duration::from_millis(700));
    site.simulator().script(Fault::new(slow).path(BOOT));
    let cold = view("shop", Module::Launch, last_days(90));
    let hits = async {
        assert_eq!(relay.performance(&month()).await.status, 200);
        for _ in 0..100 {
            let answer = relay.performance(&month()).await;
            assert_eq!(answer.status, 200, "{}", answer.text());
            let told = answer.reply();
            assert_eq!(told.failures, []);
        }
    };
    let reloads = async {
        for times in 1..=10 {
            relay.signal("HUP");
            relay.says(READ, times).await;
        }
    };
    let (stream, (), ()) = tokio::join!(relay.stream(&cold), hits, reloads);
    let lines = stream.lines();
    assert!(
        matches!(lines.last(), Some(Line::Done(_))),
        "{}",
        stream.text()
    );
    assert!(
        !lines
            .iter()
            .any(|line| matches!(line, Line::Failure { .. }))
    );
}

#[tokio::test]
async fn rights_change_for_whoever_asks_next() {
    let mut house = House::start().await;
    assert_eq!(house.performance(&month()).await.status, 200);
    house
        .reload(|config| {
            config.access.mode = Some(Mode::Proxy);
            config.access.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
            config.apps[0].groups = vec!["perf".to_owned()];
        })
        .await;
    let asked = async |house: &House, groups: &str| {
        let request = house.request(&format!("{}?{}", paths::PERFORMANCE, month()));
        let request = request.header("x-forwarded-user", "bob");
        let answer = request.header("x-forwarded-groups", groups).send().await;
        answer.unwrap().status().as_u16()
    };
    // What was kept ready for everybody is nobody's now.
    assert_eq!(house.performance(&month()).await.status, 401);
    assert_eq!(asked(&house, "perf").await, 200);
    assert_eq!(asked(&house, "sales").await, 403);
    house
        .reload(|config| {
            config.apps[0].groups = vec!["sales".to_owned()];
            config.apps[1].groups = vec!["perf".to_owned()];
        })
        .await;
    assert_eq!(asked(&house, "perf").await, 404);
    assert_eq!(asked(&house, "sales").await, 200);
}

#[tokio::test]
async fn marks_and_the_words_of_metrics_change_with_the_configuration() {
    let mut house = House::start().await;
    let unit = async |house: &House| {
        let reply = house.reply(&month()).await;
        reply.series[0].metric.unit.clone()
    };
    let marks = async |house: &House| {
        let apps: Apps = house.get(paths::APPS).await.json();
        apps.apps[0].marks.clone()
    };
    assert_eq!(marks(&house).await, []);
    let id = house.reply(&month()).await.series[0].metric.id.clone();
    assert_ne!(unit(&house).await.as_deref(), Some("pages"));
    let mark = DayMark {
        day: "2026-10-05".parse().unwrap(),
        label: "v2".to_owned(),
    };
    house
        .reload(|config| {
            config.apps[0].marks = vec![mark.clone()];
            config.metrics = vec![MetricRow {
                module: Module::Memory,
                id,
                unit: Some("pages".to_owned()),
                better: Better::Down,
                role: None,
                zh: None,
                en: None,
                positive: None,
            }];
        })
        .await;
    assert_eq!(unit(&house).await.as_deref(), Some("pages"));
    assert_eq!(marks(&house).await, [mark]);
}

#[tokio::test]
async fn an_app_that_goes_takes_its_replies_with_it_and_one_that_comes_is_asked_for() {
    let mut house = House::start().await;
    assert_eq!(house.performance(&month()).await.status, 200);
    let mut gone = None;
    house
        .reload(|config| gone = Some(config.apps.remove(0)))
        .await;
    assert_eq!(house.performance(&month()).await.status, 404);
    house
        .reload(|config| {
            let mut app = gone.unwrap();
            app.alias = Alias::new("mall").unwrap();
            config.apps.push(app);
        })
        .await;
    let again = view("mall", Module::Memory, last_days(30));
    let calls = house.data_calls().len();
    assert_eq!(house.performance(&again).await.status, 200);
    // History is kept by AppID: the days are there.
    assert_eq!(house.data_calls().len(), calls);
}
