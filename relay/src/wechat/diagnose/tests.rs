//! The documented replies, odd ones, and a token that is renewed on the way.

use std::sync::Arc;

use shared::problem::ProblemKind;
use simulator::{BOOT, Effect, Fault, Running, STABLE_TOKEN, Simulator};

use super::*;
use crate::clock::Clock;
use crate::demo;
use crate::wechat::{Options, Upstream};

const QUOTA: &str = r#"{"errcode":0,"errmsg":"ok","quota":{"daily_limit":1000,"used":"300","remain":700},
    "rate_limit":{"call_count":10,"refresh_second":60}}"#;

const REPORT: &str = r#"{"errcode":0,"errmsg":"ok","request":{"invoke_time":1635156704,"cost_in_ms":30,
    "request_url":"access_token=50_Im7xxxx","request_body":"{\"secret\":\"s3cr3t\"}",
    "response_body":"{\"errcode\":45009,\"errmsg\":\"reach max api daily quota limit\"}",
    "client_ip":"113.0.113.7"}}"#;

/// The simulator with an account of its first app.
async fn account() -> (Running, Account) {
    let running = Simulator::start(Arc::new(|| 1_792_458_000)).await.unwrap();
    let options = Options {
        hosts: vec![running.url().to_owned()],
        proxy: None,
        ca_file: None,
        timeout: std::time::Duration::from_secs(2),
        module_as_text: false,
    };
    let clock = Clock::fixed(1_792_458_000);
    let config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
    let upstream = Upstream::new(options, clock).unwrap();
    let account = Account::new(&upstream, &config.apps[0], None, None).unwrap();
    (running, account)
}

fn says(running: &Running, path: &str, effect: Effect) {
    running.simulator().script(Fault::new(effect).path(path));
}

fn exactly(body: &str) -> Effect {
    Effect::Exact {
        status: 200,
        content_type: "application/json".to_owned(),
        body: body.to_owned(),
    }
}

#[tokio::test]
async fn the_quota_is_read_also_where_the_gate_is_closed() {
    let (running, account) = account().await;
    says(&running, QUOTA_PATH, exactly(QUOTA));
    account.gate().close(&Error::from_reply(45009, "", None), 0);
    let quota = account.quota().await.unwrap();
    assert_eq!(
        quota,
        WechatQuota {
            daily_limit: 1_000,
            used: 300,
            remain: 700
        }
    );
    assert_eq!(running.simulator().count(BOOT), 0);
}

#[tokio::test]
async fn a_token_that_died_is_renewed_once() {
    let (running, account) = account().await;
    let dead = Fault::new(Effect::Errcode(42001)).path(QUOTA_PATH).first(1);
    running.simulator().script(dead);
    says(&running, QUOTA_PATH, exactly(QUOTA));
    assert!(account.quota().await.is_ok());
    assert_eq!(running.simulator().count(STABLE_TOKEN), 2);
}

#[tokio::test]
async fn what_became_of_a_request_is_told_without_secrets() {
    let (running, account) = account().await;
    says(&running, RID_PATH, exactly(REPORT));
    let report = account.lookup("6176e4a0-1").await.unwrap();
    assert_eq!((report.invoke_time, report.cost_in_ms), (1_635_156_704, 30));
    assert_eq!(report.client_ip, "113.0.113.7");
    assert!(report.response_body.contains("45009"), "{report:?}");
    let told = format!("{report:?}");
    assert!(!told.contains("s3cr3t") && !told.contains("50_"), "{told}");
}

#[tokio::test]
async fn refusals_mean_what_they_mean_for_that_question() {
    let (running, account) = account().await;
    says(&running, QUOTA_PATH, Effect::Errcode(76003));
    says(&running, RID_PATH, Effect::Errcode(76003));
    let path = account.quota().await.unwrap_err();
    let rid = account.lookup("1").await.unwrap_err();
    assert!(path.detail.contains("path"), "{path}");
    assert!(rid.detail.contains("another account"), "{rid}");
    assert_eq!(account.gate().pass().await, Ok(()), "no gate is closed");
}

#[tokio::test]
async fn a_token_that_cannot_be_had_is_told_as_that() {
    let (running, account) = account().await;
    says(&running, STABLE_TOKEN, Effect::Errcode(40001));
    let told = account.quota().await.unwrap_err();
    assert!(told.detail.contains("AppSecret"), "{told}");
}

#[test]
fn a_reply_without_figures_is_not_understood() {
    for text in [
        r#"{"errcode":0}"#,
        r#"{"errcode":0,"quota":null}"#,
        r#"{"errcode":0,"quota":{"used":1}}"#,
        r#"{"errcode":0,"quota":{"daily_limit":"many","used":1}}"#,
    ] {
        let told = read_quota(text.as_bytes()).unwrap_err();
        assert_eq!(told.kind, ProblemKind::UpstreamReply, "{text}");
    }
    let negative = br#"{"quota":{"daily_limit":10,"used":12,"remain":-2}}"#;
    assert_eq!(read_quota(negative).unwrap().remain, 0);
    let without = br#"{"quota":{"daily_limit":10,"used":4}}"#;
    assert_eq!(read_quota(without).unwrap().remain, 6);
    assert!(read_report(br#"{"errcode":0}"#).is_err());
}
