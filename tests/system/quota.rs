//! The day's calls: a stop that outlives the relay, what WeChat says of them, and how to go on.

use std::time::Duration;

use shared::apps::{Apps, Quota};
use shared::module::Module;
use shared::reply::Plan;
use simulator::{BOOT, Effect, Fault};
use tests::house::{TODAY, last_days, view};
use tests::relay::Site;
use tests::{House, Postgres, Store};

const QUOTA: &str = "/cgi-bin/openapi/quota/get";

fn used_up() -> Fault {
    Fault::new(Effect::Errcode(45009)).path(BOOT).first(1)
}

/// WeChat's answer for an app of whose 1,000 calls 300 are used.
fn granted() -> Fault {
    let body =
        r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":1000,"used":300,"remain":700}}"#;
    let exact = Effect::Exact {
        status: 200,
        content_type: "application/json".to_owned(),
        body: body.to_owned(),
    };
    Fault::new(exact).path(QUOTA)
}

fn of(app: &str, module: Module) -> String {
    view(app, module, last_days(5))
}

async fn shop(house: &House) -> Quota {
    let apps: Apps = house.get(shared::paths::APPS).await.json();
    let shop = apps.apps.into_iter().find(|app| app.alias == "shop");
    shop.unwrap().quota.unwrap()
}

#[tokio::test]
async fn a_day_that_is_used_up_is_asked_no_more_until_midnight_whoever_asks() {
    for store in Store::lasting().await {
        let name = store.name;
        let mut house = House::on(&store).await;
        house.simulator().script(used_up());
        let first = house.performance(&of("shop", Module::Launch)).await;
        assert_eq!(first.slug(), "upstream-quota-day", "{name}");
        let rid = first.problem().rid;
        assert!(rid.is_some(), "{name}");

        let refused = async |house: &House| {
            for module in Module::ALL {
                let told = house.performance(&of("shop", module)).await;
                let problem = told.problem();
                assert_eq!((told.status, problem.errcode), (503, Some(45009)), "{name}");
                assert_eq!(problem.rid, rid, "{name}");
                // 14 hours and a half until midnight.
                assert_eq!(told.header("retry-after"), "52200", "{name}");
            }
        };
        refused(&house).await;
        let beside = house.beside().await;
        refused(&beside).await;
        house.stop().await;
        house.start_again().await;
        refused(&house).await;
        assert_eq!(house.data_calls().len(), 1, "{name}");
        assert_eq!(shop(&beside).await.left, 0, "{name}");
        // Each account has calls of its own.
        assert_eq!(house.reply(&of("news", Module::Launch)).await.failures, []);

        let today: shared::day::Day = TODAY.parse().unwrap();
        house.clock.set(today.plus(1).beijing_midnight());
        for house in [&house, &beside] {
            let reply = house.reply(&of("shop", Module::Memory)).await;
            assert_eq!(reply.failures, [], "{name}");
        }
    }
}

#[tokio::test]
async fn while_the_store_is_away_a_relay_goes_by_what_it_remembers() {
    let mut server = Postgres::start().await;
    let store = Store::on(&server).await;
    let house = House::on(&store).await;
    let beside = house.beside().await;
    house.simulator().script(used_up());
    let refused = async |house: &House| {
        let told = house.performance(&of("shop", Module::Launch)).await;
        assert_eq!(told.problem().errcode, Some(45009));
    };
    refused(&house).await;
    // It knows from the store alone.
    refused(&beside).await;
    server.stop().await;
    refused(&house).await;
    refused(&beside).await;
    assert_eq!(house.data_calls().len(), 1);
}

#[tokio::test]
async fn what_wechat_grants_is_learned_when_it_grants_no_more() {
    let house = House::start().await;
    house.simulator().script(granted());
    let before = shop(&house).await;
    assert_eq!((before.limit, before.left), (2_000, 2_000));
    assert_eq!(
        house.simulator().count(QUOTA),
        0,
        "nothing is asked to show it"
    );
    house.simulator().script(used_up());
    house.performance(&of("shop", Module::Launch)).await;
    for _ in 0..400 {
        if shop(&house).await.limit == 1_000 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let quota = shop(&house).await;
    assert_eq!((quota.limit, quota.used, quota.left), (1_000, 1_000, 0));
    assert_eq!(house.simulator().count(QUOTA), 1);
}

#[tokio::test]
async fn a_command_shows_the_figures_and_its_clear_lets_a_running_relay_go_on() {
    let site = Site::new("sqlite://days.db").await;
    site.simulator().script(used_up());
    let relay = site.start(&[]).await;
    let view = "app=shop&module=launch&last=5d";
    for _ in 0..2 {
        let told = relay.performance(view).await;
        assert_eq!(told.problem().errcode, Some(45009));
    }
    assert_eq!(site.calls(), 1);

    let (code, said) = site.run(&["quota", "shop"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("grants 100000 a day: 0 used"), "{said}");
    site.simulator().script(granted());
    let (code, said) = site.run(&["quota", "shop"]).await;
    assert_eq!(code, Some(0), "{said}");
    for words in [
        "1 of 2000",
        "1000 a day: 300 used",
        "stopped since",
        "45009",
    ] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(site.calls(), 1);

    let (code, said) = site.run(&["quota", "shop", "--clear"]).await;
    assert_eq!(code, Some(0), "{said}");
    let reply = relay.performance(view).await.reply();
    assert_eq!(reply.failures, []);
    assert_eq!(site.calls(), 2);
    let plan: Plan = relay
        .get(&format!("{}?{view}", shared::paths::PLAN))
        .await
        .json();
    let quota = plan.quota[0].quota;
    // 700 were left when we had made one call.
    assert_eq!((quota.limit, quota.used, quota.left), (1_000, 301, 699));
    assert_eq!(site.simulator().count("/cgi-bin/clear_quota"), 0);
}

#[tokio::test]
async fn a_day_that_our_own_ceiling_ends_is_no_stop() {
    let site = Site::new("sqlite://days.db").await;
    site.simulator().script(granted());
    let (code, said) = site.run(&["quota", "shop", "--json"]).await;
    assert_eq!(code, Some(0), "{said}");
    let report: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(report["stop"], serde_json::Value::Null);
    assert_eq!(report["wechat"]["remain"], 700);
    let (code, said) = site.run(&["quota", "shop", "--clear"]).await;
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("nothing is stopped"), "{said}");
    let (code, said) = site.run(&["quota", "bank"]).await;
    assert_eq!(code, Some(1));
    assert!(said.contains("no app «bank»"), "{said}");
}
