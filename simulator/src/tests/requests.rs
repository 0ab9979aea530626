//! Requests are read as the documentation says, and refused as WeChat refuses.

use serde_json::{Value, json};

use super::{Bench, NOON, ask, day, errcode, fields, text};
use crate::{BOOT, SpanLimit, TOKEN};

/// The documentation's own request.
fn sample(module: &Value) -> Value {
    json!({
        "time": { "end_timestamp": 1_609_689_600, "begin_timestamp": 1_609_603_200 },
        "module": module,
        "params": [
            { "field": "networktype", "value": "wifi" },
            { "field": "device_level", "value": "1" },
            { "field": "device", "value": "1" },
        ],
    })
}

#[tokio::test]
async fn the_documented_sample_is_answered_in_both_spellings_of_the_module() {
    let bench = Bench::new().await;
    let as_text = bench.boot(&sample(&json!("10022"))).await.json();
    let as_number = bench.boot(&sample(&json!(10022))).await.json();
    assert_eq!(as_text, as_number);
    assert_eq!(as_text["errcode"], 0);
    assert_eq!(as_text["errmsg"], "ok");
    let body = &as_text["data"]["body"];
    assert_eq!(body["count"], 2);
    let ids: Vec<String> = (0..2)
        .map(|table| text(&body["tables"][table]["id"]))
        .collect();
    assert_eq!(ids, ["memorydiff", "memory"]);
    assert_eq!(body["tables"][1]["zh"], "内存均值");
    let days: Vec<String> = fields(&as_text)
        .iter()
        .map(|day| text(&day["refdate"]))
        .collect();
    assert_eq!(days, ["20210103", "20210104"]);
}

#[tokio::test]
async fn replies_hold_the_true_values() {
    let bench = Bench::new().await;
    let mut asked = ask(10017, "2026-09-01", "2026-09-30");
    asked["params"] = json!([{ "field": "device", "value": "2" }]);
    let reply = bench.boot(&asked).await.json();
    let slice = "android".parse().unwrap();
    let shop = bench.shop().appid;
    let module = shared::module::Module::Launch;
    let simulator = bench.simulator();
    assert!(fields(&reply).len() > 25);
    for field in fields(&reply) {
        let day = shared::day::Day::from_compact(&text(&field["refdate"])).unwrap();
        let truth = simulator.value(&shop, module, slice, "total", 0, day);
        assert_eq!(truth, Some(text(&field["value"])));
    }
}

#[tokio::test]
async fn the_span_limit_holds_in_both_readings() {
    let bench = Bench::new().await;
    let narrow = ask(10022, "2026-09-01", "2026-09-30");
    let wide = ask(10022, "2026-09-01", "2026-10-01");
    let wider = ask(10022, "2026-09-01", "2026-10-02");
    let codes = async || {
        let mut codes = Vec::new();
        for body in [&narrow, &wide, &wider] {
            codes.push(errcode(&bench.boot(body).await));
        }
        codes
    };
    assert_eq!(codes().await, [0, 61501, 61501]);
    bench.simulator().set_span_limit(SpanLimit::Seconds);
    assert_eq!(codes().await, [0, 0, 61501]);
    assert_eq!(
        errcode(&bench.boot(&ask(10022, "2026-09-02", "2026-09-01")).await),
        61501
    );
}

#[tokio::test]
async fn objects_sent_as_texts_are_refused_with_the_hint() {
    let bench = Bench::new().await;
    let good = sample(&json!(10022));
    for name in ["time", "params"] {
        let mut bad = good.clone();
        bad[name] = json!(good[name].to_string());
        let reply = bench.boot(&bad).await;
        assert_eq!(errcode(&reply), 47001, "{name}");
        let message = text(&reply.json()["errmsg"]);
        assert!(
            message.starts_with("data format error hint: ["),
            "{message}"
        );
        assert!(message.contains(" rid: "), "{message}");
    }
    let path = format!("{BOOT}?access_token={}", bench.token().await);
    assert_eq!(errcode(&bench.call("POST", &path, "").await), 44002);
    assert_eq!(errcode(&bench.call("POST", &path, "not json").await), 47001);
    assert_eq!(errcode(&bench.call("GET", &path, "").await), 43002);
}

#[tokio::test]
async fn modules_and_filters_that_do_not_exist_are_refused() {
    let bench = Bench::new().await;
    assert_eq!(errcode(&bench.boot(&sample(&json!(10018))).await), 40097);
    for (field, value) in [("device", "3"), ("networktype", "wifi,4g"), ("colour", "1")] {
        let mut body = sample(&json!(10022));
        body["params"] = json!([{ "field": field, "value": value }]);
        assert_eq!(errcode(&bench.boot(&body).await), 40097, "{field}");
    }
}

#[tokio::test]
async fn a_day_appears_at_half_past_eight_of_the_next_morning() {
    let bench = Bench::new().await;
    let asked = ask(10021, "2026-09-28", "2026-10-06");
    let newest = async || {
        let reply = bench.boot(&asked).await.json();
        text(&fields(&reply).last().unwrap()["refdate"])
    };
    bench.wait(day("2026-10-06").beijing_midnight() + 8 * 3600 + 29 * 60 + 59 - NOON);
    assert_eq!(newest().await, "20261004");
    bench.wait(1);
    assert_eq!(newest().await, "20261005");
}

#[tokio::test]
async fn wrong_credentials_are_told_apart() {
    let bench = Bench::new().await;
    let shop = bench.shop();
    let get = async |grant: &str, appid: &str, secret: &str| {
        let path = format!("{TOKEN}?grant_type={grant}&appid={appid}&secret={secret}");
        bench.call("GET", &path, "").await.json()["errcode"].clone()
    };
    let grant = "client_credential";
    assert_eq!(get(grant, "wxnobody", &shop.secret).await, 40013);
    assert_eq!(get(grant, &shop.appid, "wrong").await, 40125);
    assert_eq!(get(grant, "", &shop.secret).await, 41002);
    assert_eq!(get(grant, &shop.appid, "").await, 41004);
    assert_eq!(get("other", &shop.appid, &shop.secret).await, 40002);
    assert_eq!(get(grant, &shop.appid, &shop.secret).await, Value::Null);
}

#[test]
fn an_app_is_shown_without_its_secret() {
    let app = super::still().apps().remove(0);
    assert!(!format!("{app:?}").contains(&app.secret));
}
