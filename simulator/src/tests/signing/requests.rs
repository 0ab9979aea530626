//! What the gate makes of calls that come sealed, or should.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sm2::dsa;

use super::super::platforms;
use super::{Bench, Client, NOON, secured, september};
use crate::tests::{errcode, text};
use crate::{BOOT, Pair, QUOTA, RID, Security, Serials, Signature};

const FIRST: Pair = Pair::ALL[0];

#[tokio::test]
async fn every_pair_is_opened_and_answered_sealed_and_signed() {
    for pair in Pair::ALL {
        let (bench, client) = secured(pair, Serials::Pair).await;
        bench.simulator().keep_bodies();
        let reply = bench
            .send(BOOT, &client.request(BOOT, NOON, &september()))
            .await;
        let mut inside = client.open(BOOT, &reply).unwrap();
        assert_eq!(inside["_appid"], client.appid.as_str());
        for name in ["_n", "_appid", "_timestamp"] {
            inside.as_object_mut().unwrap().remove(name);
        }
        assert_eq!(inside["errcode"], 0, "{pair:?}");
        let call = bench.simulator().calls().pop().unwrap();
        assert!(call.signed);
        assert_eq!(call.module, Some(shared::module::Module::Memory));
        assert_eq!(call.body, Some(inside));
    }
}

#[tokio::test]
async fn quota_and_rids_come_sealed_too_and_what_they_refuse_is_inside() {
    let (bench, client) = secured(FIRST, Serials::Pair).await;
    let body = json!({ "cgi_path": BOOT });
    let reply = bench.send(QUOTA, &client.request(QUOTA, NOON, &body)).await;
    assert_eq!(client.open(QUOTA, &reply).unwrap()["quota"]["used"], 0);
    let body = json!({ "rid": "6ac5a600-00000000-00000000" });
    let reply = bench.send(RID, &client.request(RID, NOON, &body)).await;
    assert_eq!(client.open(RID, &reply).unwrap()["errcode"], 76001);
    let reply = bench
        .send(BOOT, &client.request(BOOT, NOON, &json!({})))
        .await;
    assert_eq!(client.open(BOOT, &reply).unwrap()["errcode"], 47001);
}

#[tokio::test]
async fn a_plain_call_of_a_secured_account_is_refused_plainly() {
    let (bench, _) = secured(FIRST, Serials::Pair).await;
    let reply = bench.boot(&september()).await;
    assert_eq!(errcode(&reply), 40233);
    assert_eq!(reply.header("wechatmp-signature"), None);
    let call = bench.simulator().calls().pop().unwrap();
    assert!(!call.signed);
    assert_eq!(call.appid, Some(bench.shop().appid));
    assert_eq!(call.module, None);
    bench.simulator().unsecure(&bench.shop().appid);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn a_sealed_call_of_an_account_without_keys_is_refused() {
    let bench = Bench::new().await;
    let client = Client::new(FIRST, &bench.shop().appid);
    let reply = bench
        .send(BOOT, &client.request(BOOT, NOON, &september()))
        .await;
    assert_eq!(errcode(&reply), 40238);
}

#[tokio::test]
async fn headers_that_lack_are_named() {
    let (bench, client) = secured(FIRST, Serials::Pair).await;
    let whole = client.request(BOOT, NOON, &september());
    for (name, code, message) in [
        ("Wechatmp-Appid", 40233, "missing wechatmp appid rid: "),
        (
            "Wechatmp-TimeStamp",
            40231,
            "missing wechatmp timestamp rid: ",
        ),
        (
            "Wechatmp-Signature",
            40232,
            "missing wechatmp signature rid: ",
        ),
    ] {
        let mut request = whole.clone();
        request.remove(name);
        let reply = bench.send(BOOT, &request).await;
        assert_eq!(errcode(&reply), code);
        assert!(text(&reply.json()["errmsg"]).starts_with(message));
    }
}

#[tokio::test]
async fn times_hold_for_five_minutes_either_way_of_wechats_clock() {
    let (bench, client) = secured(FIRST, Serials::Pair).await;
    let code = async |time: i64| {
        let reply = bench
            .send(BOOT, &client.request(BOOT, time, &september()))
            .await;
        reply.json()["errcode"].as_i64()
    };
    for ahead in [0, 3600] {
        bench.simulator().set_clock_skew(ahead);
        let now = NOON + ahead;
        for (time, expected) in [
            (now - 301, Some(40240)),
            (now - 300, None),
            (now + 300, None),
            (now + 301, Some(40240)),
        ] {
            assert_eq!(code(time).await, expected, "{}", time - now);
        }
    }
}

#[tokio::test]
async fn appids_must_exist_and_fit_the_token() {
    let (bench, client) = secured(FIRST, Serials::Pair).await;
    let news = bench.simulator().apps()[1].appid.clone();
    bench.simulator().secure(&news, Security::new(FIRST));
    for (appid, code) in [("wxnobody", 40236), (&*news, 40237)] {
        let other = Client::new(FIRST, appid);
        let reply = bench
            .send(BOOT, &other.request(BOOT, NOON, &september()))
            .await;
        assert_eq!(errcode(&reply), code);
    }
    let mut renamed = client.request(BOOT, NOON, &september());
    renamed.set("Wechatmp-Appid", &news);
    assert_eq!(errcode(&bench.send(BOOT, &renamed).await), 40237);
}

#[tokio::test]
async fn a_signature_covers_path_time_and_body() {
    for pair in Pair::ALL {
        let (bench, client) = secured(pair, Serials::Pair).await;
        let whole = client.request(BOOT, NOON, &september());
        let changed = |change: &dyn Fn(&mut super::Request)| {
            let mut request = whole.clone();
            change(&mut request);
            request
        };
        let cases = [
            client.request(QUOTA, NOON, &september()),
            changed(&|it| it.body.push('\n')),
            changed(&|it| it.set("Wechatmp-TimeStamp", &(NOON + 1).to_string())),
            changed(&|it| it.set("Wechatmp-Signature", "not base64")),
            changed(&|it| it.set("Wechatmp-Signature", &STANDARD.encode([7; 256]))),
            changed(&|it| {
                it.set(
                    "Wechatmp-Signature",
                    &STANDARD.encode(client.sign(b"other")),
                )
            }),
        ];
        for request in cases {
            let reply = bench.send(BOOT, &request).await;
            assert_eq!(errcode(&reply), 40234, "{pair:?}");
            assert!(text(&reply.json()["errmsg"]).starts_with("invalid signature rid: "));
        }
    }
}

#[tokio::test]
async fn sm2_signatures_are_read_as_two_bare_numbers_too() {
    let (bench, client) = secured(Pair::ALL[1], Serials::Pair).await;
    assert_eq!(client.pair.asymmetric, Signature::Sm2WithSm3);
    let mut request = client.request(BOOT, NOON, &september());
    let der = request
        .headers
        .iter()
        .find(|(name, _)| *name == "Wechatmp-Signature");
    let der = STANDARD.decode(&der.unwrap().1).unwrap();
    let bare = dsa::Signature::from_der(&der).unwrap().to_bytes();
    request.set("Wechatmp-Signature", &STANDARD.encode(bare));
    assert!(
        client
            .open(BOOT, &bench.send(BOOT, &request).await)
            .is_some()
    );
}

#[tokio::test]
async fn what_is_inside_must_open_and_name_the_same_caller_and_time() {
    for pair in Pair::ALL {
        let (bench, client) = secured(pair, Serials::Pair).await;
        let inside = |appid: &str, time: serde_json::Value| {
            let mut inside = september();
            inside["_appid"] = json!(appid);
            inside["_timestamp"] = time;
            client.request_of(BOOT, NOON, &inside)
        };
        let mut misnumbered = Client::new(pair, &client.appid);
        misnumbered.keys.symmetric_sn = client.keys.asymmetric_sn.clone();
        let cases = [
            client.signed(BOOT, NOON, september().to_string()),
            client.signed(BOOT, NOON, String::new()),
            misnumbered.request(BOOT, NOON, &september()),
            inside("wxother", json!(NOON)),
            inside(&client.appid, json!(NOON + 1)),
            inside(&client.appid, json!(NOON.to_string())),
        ];
        for request in cases {
            let reply = bench.send(BOOT, &request).await;
            assert_eq!(errcode(&reply), 40235, "{pair:?}");
            assert!(text(&reply.json()["errmsg"]).starts_with("invalid encrypt rid: "));
        }
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_token_is_said_plainly() {
    let (bench, client) = secured(FIRST, Serials::Pair).await;
    let request = client.request(BOOT, NOON, &september());
    let token = bench.token().await;
    assert_eq!(
        errcode(&bench.send_with(BOOT, "made-up", &request).await),
        40001
    );
    assert_eq!(errcode(&bench.send_with(BOOT, "", &request).await), 41001);
    bench.simulator().expire_tokens();
    assert_eq!(
        errcode(&bench.send_with(BOOT, &token, &request).await),
        42001
    );
}

#[tokio::test]
async fn a_platforms_calls_are_signed_as_whoever_of_both_is_secured() {
    let (bench, platform) = platforms::bench().await;
    let (component, shop) = (platform.component_appid, bench.shop().appid);
    let refresh_token = bench.simulator().authorize(&component, &shop);
    let token = bench.acting(&refresh_token).await;
    let pair = Pair::ALL[3];
    let [theirs, own] = [&component, &shop].map(|appid| Client::new(pair, appid));
    let code = async |client: &Client| {
        let request = client.request(BOOT, NOON, &september());
        let reply = bench.send_with(BOOT, &token, &request).await;
        let opened = client.open(BOOT, &reply);
        opened.unwrap_or_else(|| reply.json())["errcode"]
            .as_i64()
            .unwrap()
    };
    bench.simulator().secure(&component, Security::new(pair));
    assert_eq!((code(&theirs).await, code(&own).await), (0, 40237));
    assert_eq!(
        errcode(&bench.boot(&september()).await),
        0,
        "the app's own token is free"
    );
    bench.simulator().secure(&shop, Security::new(pair));
    assert_eq!((code(&theirs).await, code(&own).await), (0, 0));
    bench.simulator().unsecure(&component);
    assert_eq!((code(&theirs).await, code(&own).await), (40237, 0));
    bench.acting(&refresh_token).await;
}
