//! Limits of the day and of the minute, and what is told of them.

use serde_json::{Value, json};

use super::{Bench, NOON, ask, errcode};
use crate::{Answered, BOOT, Effect, Fault, QUOTA, RID};

fn september() -> Value {
    ask(10022, "2026-09-01", "2026-09-02")
}

impl Bench {
    async fn quota(&self, path: &str) -> Value {
        let token = self.token().await;
        let body = json!({ "cgi_path": path });
        self.with(QUOTA, &token, &body).await.json()
    }
}

#[tokio::test]
async fn calls_are_counted_for_each_path_and_told() {
    let bench = Bench::new().await;
    for _ in 0..3 {
        bench.boot(&september()).await;
    }
    let told = bench.quota(BOOT).await;
    assert_eq!(told["errcode"], 0);
    assert_eq!(
        told["quota"],
        json!({ "daily_limit": 100_000, "used": 3, "remain": 99_997 })
    );
    assert_eq!(told["rate_limit"]["refresh_second"], 60);
    assert!(told["component_rate_limit"]["call_count"].is_number());
    assert_eq!(bench.quota(QUOTA).await["quota"]["used"], 2);
    assert_eq!(bench.quota(RID).await["quota"]["used"], 0);
}

#[tokio::test]
async fn paths_that_nobody_knows_are_told_apart_from_bad_ones() {
    let bench = Bench::new().await;
    assert_eq!(bench.quota("/wxa/other").await["errcode"], 76021);
    for bad in ["wxa/business/performance/boot", "/sns/userinfo", ""] {
        assert_eq!(bench.quota(bad).await["errcode"], 76003, "{bad}");
    }
    let token = bench.token().await;
    let reply = bench.with(QUOTA, &token, &json!({})).await;
    assert_eq!(errcode(&reply), 47001);
    assert_eq!(
        errcode(&bench.with(QUOTA, "nobody's", &json!({})).await),
        40001
    );
}

#[tokio::test]
async fn past_the_days_limit_calls_are_refused_until_midnight_in_beijing() {
    let bench = Bench::new().await;
    bench.simulator().set_daily_limit(2);
    let mut codes = Vec::new();
    for _ in 0..4 {
        codes.push(errcode(&bench.boot(&september()).await));
    }
    assert_eq!(codes, [0, 0, 45009, 45009]);
    let told = bench.quota(BOOT).await;
    assert_eq!(
        told["quota"],
        json!({ "daily_limit": 2, "used": 2, "remain": 0 })
    );
    bench.wait(12 * 3600 - 1);
    assert_eq!(errcode(&bench.boot(&september()).await), 45009);
    bench.wait(1);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn past_the_minutes_limit_calls_are_refused_until_the_clocks_next_minute() {
    let bench = Bench::new().await;
    assert_eq!(NOON % 60, 0);
    bench.wait(50);
    bench.simulator().set_minute_limit(Some(1));
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
    bench.wait(9);
    assert_eq!(errcode(&bench.boot(&september()).await), 45011);
    bench.wait(1);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
    assert_eq!(bench.quota(BOOT).await["rate_limit"]["call_count"], 1);
    bench.simulator().set_minute_limit(None);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn apps_have_quotas_of_their_own_and_what_a_fault_answers_costs_nothing() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    simulator.set_daily_limit(1);
    simulator.script(Fault::new(Effect::Http(502)).path(BOOT).first(1));
    assert_eq!(bench.boot(&september()).await.status, 502);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
    let mut other = bench.shop();
    other.appid = "wx5109000000000009".to_owned();
    simulator.add_app(other.clone());
    let path = format!(
        "{}?grant_type=client_credential&appid={}&secret={}",
        crate::TOKEN,
        other.appid,
        other.secret
    );
    let token = super::text(&bench.call("GET", &path, "").await.json()["access_token"]);
    assert_eq!(errcode(&bench.boot_with(&token, &september()).await), 0);
    assert_eq!(errcode(&bench.boot(&september()).await), 45009);
    let last = simulator.calls().pop().unwrap();
    assert_eq!(last.answered, Answered::Errcode(45009));
}
