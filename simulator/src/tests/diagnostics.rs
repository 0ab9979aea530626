//! Refused calls can be asked for, addresses barred, and the clock of WeChat's side moved.

use serde_json::{Value, json};

use super::{Bench, NOON, ask, errcode, text};
use crate::{BOOT, Effect, Fault, RID, STABLE_TOKEN, TOKEN};

fn rid(reply: &Value) -> String {
    let message = text(&reply["errmsg"]);
    message.split_once(" rid: ").unwrap().1.to_owned()
}

impl Bench {
    /// What the shop is told of a rid.
    async fn about(&self, rid: &str) -> Value {
        let token = self.token().await;
        self.with(RID, &token, &json!({ "rid": rid })).await.json()
    }
}

#[tokio::test]
async fn a_refused_call_is_told_to_its_account_without_the_token() {
    let bench = Bench::new().await;
    let token = bench.token().await;
    bench.simulator().set_client_ip("198.51.100.9");
    let body = ask(10022, "2026-09-02", "2026-09-01");
    let refused = bench.boot_with(&token, &body).await.json();
    bench.wait(60);
    let told = bench.about(&rid(&refused)).await;
    assert_eq!(told["errcode"], 0);
    let request = &told["request"];
    assert_eq!(request["invoke_time"], NOON);
    assert_eq!(request["cost_in_ms"], 0);
    assert_eq!(request["client_ip"], "198.51.100.9");
    assert_eq!(text(&request["request_body"]), body.to_string());
    assert_eq!(text(&request["response_body"]), refused.to_string());
    let url = text(&request["request_url"]);
    assert!(
        url.starts_with(&format!("{BOOT}?access_token={}", &token[..8])),
        "{url}"
    );
    assert!(!url.contains(&token[..16]), "{url}");
}

#[tokio::test]
async fn a_scripted_refusal_can_be_asked_for_too() {
    let bench = Bench::new().await;
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(48001)).path(BOOT).first(1));
    let refused = bench
        .boot(&ask(10022, "2026-09-01", "2026-09-02"))
        .await
        .json();
    let told = bench.about(&rid(&refused)).await;
    assert!(text(&told["request"]["response_body"]).contains("48001"));
}

#[tokio::test]
async fn rids_that_are_unknown_bad_old_or_anothers_are_told_apart() {
    let bench = Bench::new().await;
    let nobodys = bench.boot_with("made-up", &json!({})).await.json();
    let own = bench.boot(&json!({})).await.json();
    assert_eq!(
        bench.about("6ac5a600-00000000-00000000").await["errcode"],
        76001
    );
    assert_eq!(bench.about("").await["errcode"], 76002);
    assert_eq!(bench.about(&rid(&nobodys)).await["errcode"], 76003);
    bench.wait(7 * 24 * 3600);
    assert_eq!(bench.about(&rid(&own)).await["errcode"], 0);
    bench.wait(1);
    assert_eq!(bench.about(&rid(&own)).await["errcode"], 76004);
}

#[tokio::test]
async fn the_oldest_refused_calls_are_forgotten() {
    let bench = Bench::new().await;
    let token = bench.token().await;
    let first = bench.boot_with(&token, &json!({})).await.json();
    for _ in 0..255 {
        bench.boot_with(&token, &json!({})).await;
    }
    assert_eq!(bench.about(&rid(&first)).await["errcode"], 0);
    bench.boot_with(&token, &json!({})).await;
    assert_eq!(bench.about(&rid(&first)).await["errcode"], 76001);
}

#[tokio::test]
async fn a_refused_call_for_a_token_is_kept_without_its_secret() {
    let bench = Bench::new().await;
    let shop = bench.shop();
    let body = json!({ "grant_type": "other", "appid": shop.appid, "secret": shop.secret });
    let refused = bench
        .call("POST", STABLE_TOKEN, &body.to_string())
        .await
        .json();
    let told = bench.about(&rid(&refused)).await;
    assert!(!told.to_string().contains(&shop.secret));
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(-1)).path(TOKEN).first(1));
    let path = format!(
        "{TOKEN}?grant_type=client_credential&appid={}&secret={}",
        shop.appid, shop.secret
    );
    let refused = bench.call("GET", &path, "").await.json();
    let told = bench.about(&rid(&refused)).await;
    assert_eq!(told["request"]["request_url"], TOKEN);
    assert_eq!(told["request"]["request_body"], "");
}

#[tokio::test]
async fn a_barred_address_gets_no_tokens_and_uses_those_it_has() {
    let bench = Bench::new().await;
    let token = bench.token().await;
    bench.simulator().set_client_ip("198.51.100.9");
    bench.simulator().bar_ip(true);
    let refused = bench.stable(false).await;
    assert_eq!(refused["errcode"], 40164);
    let message = text(&refused["errmsg"]);
    assert!(
        message.starts_with("invalid ip 198.51.100.9 ipv6 ::ffff:198.51.100.9, not in whitelist")
    );
    let body = ask(10022, "2026-09-01", "2026-09-02");
    assert_eq!(errcode(&bench.boot_with(&token, &body).await), 0);
    bench.simulator().bar_ip(false);
    assert!(bench.stable(false).await["access_token"].is_string());
}

#[tokio::test]
async fn every_reply_has_the_date_of_wechats_clock() {
    let bench = Bench::new().await;
    let date = async |path: &str| {
        let reply = bench.call("POST", path, "").await;
        reply.header("date").map(str::to_owned)
    };
    let noon = Some("Tue, 06 Oct 2026 04:00:00 GMT".to_owned());
    assert_eq!(date(BOOT).await, noon);
    assert_eq!(date("/nowhere").await, noon);
    bench
        .simulator()
        .script(Fault::new(Effect::Html).path(BOOT).first(1));
    assert_eq!(date(BOOT).await, noon);
    bench.simulator().set_clock_skew(-3600);
    assert_eq!(
        date(BOOT).await.as_deref(),
        Some("Tue, 06 Oct 2026 03:00:00 GMT")
    );
}
