//! What comes back: which certificate signs, and how a reply goes wrong as scripted.

use super::super::client::Reply;
use super::{Bench, Client, NOON, secured, september};
use crate::demonstration::{self, keys};
use crate::tests::errcode;
use crate::{Answered, BOOT, Effect, Fault, Pair, Security, Serials};

const CURRENT: (&str, &str) = ("wechatmp-serial", "wechatmp-signature");
const DEPRECATED: (&str, &str) = (
    "wechatmp-serial-deprecated",
    "wechatmp-signature-deprecated",
);

/// The reply to a good call that an effect meets.
async fn faulted(bench: &Bench, client: &Client, effect: Effect) -> Reply {
    bench
        .simulator()
        .script(Fault::new(effect).path(BOOT).first(1));
    bench
        .send(BOOT, &client.request(BOOT, NOON, &september()))
        .await
}

#[tokio::test]
async fn replies_carry_the_time_of_wechats_clock() {
    let (bench, client) = secured(Pair::ALL[0], Serials::Pair).await;
    bench.simulator().set_clock_skew(200);
    let reply = bench
        .send(BOOT, &client.request(BOOT, NOON, &september()))
        .await;
    let time = (NOON + 200).to_string();
    assert_eq!(reply.header("wechatmp-timestamp"), Some(&*time));
    assert!(client.open(BOOT, &reply).is_some());
}

#[tokio::test]
async fn while_certificates_change_both_sign() {
    let (bench, client) = secured(Pair::ALL[2], Serials::Next).await;
    let reply = bench
        .send(BOOT, &client.request(BOOT, NOON, &september()))
        .await;
    let keys = &client.keys;
    let next = keys
        .next_certificate_sn
        .as_deref()
        .zip(keys.next_certificate.as_deref());
    assert!(client.verifies(BOOT, &reply, next.unwrap(), CURRENT));
    let before = (&*keys.certificate_sn, &*keys.certificate);
    assert!(client.verifies(BOOT, &reply, before, DEPRECATED));
    assert_eq!(client.inside(BOOT, &reply).unwrap()["errcode"], 0);
}

#[tokio::test]
async fn the_platform_can_sign_with_the_other_algorithm() {
    let (rsa, sm2) = (Pair::ALL[0], Pair::ALL[1]);
    for (pair, serials, other) in [(rsa, Serials::Sm2, sm2), (sm2, Serials::Rsa, rsa)] {
        let (bench, client) = secured(pair, serials).await;
        let reply = bench
            .send(BOOT, &client.request(BOOT, NOON, &september()))
            .await;
        let keys = keys(other);
        let certificate = (&*keys.certificate_sn, &*keys.certificate);
        assert!(client.verifies(BOOT, &reply, certificate, CURRENT));
        assert_eq!(reply.header(DEPRECATED.0), None);
    }
}

#[tokio::test]
async fn replies_can_come_plain_all_the_same() {
    let (bench, client) = secured(Pair::ALL[0], Serials::Pair).await;
    let mut security = Security::new(client.pair);
    security.plain_replies = true;
    bench.simulator().secure(&client.appid, security);
    let reply = bench
        .send(BOOT, &client.request(BOOT, NOON, &september()))
        .await;
    assert_eq!(errcode(&reply), 0);
    assert!(reply.json()["data"].is_object());
    assert_eq!(reply.header("wechatmp-appid"), None);
    assert!(bench.simulator().calls().pop().unwrap().signed);
}

#[tokio::test]
async fn a_code_comes_plain_or_inside_as_it_is_scripted() {
    let (bench, client) = secured(Pair::ALL[3], Serials::Pair).await;
    let reply = faulted(&bench, &client, Effect::Errcode(45009)).await;
    assert_eq!(errcode(&reply), 45009);
    let reply = faulted(&bench, &client, Effect::SealedErrcode(45009)).await;
    assert_eq!(client.open(BOOT, &reply).unwrap()["errcode"], 45009);
    let reply = faulted(&bench, &client, Effect::SealedErrcode(40001)).await;
    assert_eq!(client.open(BOOT, &reply).unwrap()["errcode"], 40001);
    let call = bench.simulator().calls().pop().unwrap();
    assert_eq!(call.answered, Answered::Fault);
    bench.simulator().unsecure(&client.appid);
    bench
        .simulator()
        .script(Fault::new(Effect::SealedErrcode(-1)).first(1).path(BOOT));
    assert_eq!(errcode(&bench.boot(&september()).await), -1);
}

#[tokio::test]
async fn faults_of_this_layer_are_seen_by_who_looks() {
    for pair in Pair::ALL {
        let (bench, client) = secured(pair, Serials::Pair).await;
        let reply = faulted(&bench, &client, Effect::TamperReply).await;
        assert!(client.open(BOOT, &reply).is_none());
        assert_eq!(client.inside(BOOT, &reply), None, "{pair:?}");
        let reply = faulted(&bench, &client, Effect::OtherSerial).await;
        assert!(reply.header("wechatmp-serial").is_some());
        assert!(client.open(BOOT, &reply).is_none());
        assert_eq!(client.inside(BOOT, &reply).unwrap()["errcode"], 0);
        let reply = faulted(&bench, &client, Effect::UnsignedEnvelope).await;
        assert!(reply.json()["authtag"].is_string());
        assert!(!reply.head.to_lowercase().contains("wechatmp"));
        let reply = faulted(&bench, &client, Effect::MismatchedInside).await;
        let inside = client.open(BOOT, &reply).unwrap();
        assert_ne!(inside["_appid"], client.appid.as_str());
        for stale in [301, -301] {
            let reply = faulted(&bench, &client, Effect::StaleReply(stale)).await;
            let time = (NOON - stale).to_string();
            assert_eq!(reply.header("wechatmp-timestamp"), Some(&*time));
            assert!(client.open(BOOT, &reply).is_some());
        }
    }
}

#[tokio::test]
async fn faults_of_shape_are_inside_and_those_of_transport_outside() {
    let (bench, client) = secured(Pair::ALL[0], Serials::Pair).await;
    let reply = faulted(&bench, &client, Effect::NullData).await;
    assert!(client.open(BOOT, &reply).unwrap()["data"].is_null());
    let reply = faulted(&bench, &client, Effect::HalfBody).await;
    assert!(reply.header("wechatmp-signature").is_some());
    let length: usize = reply.header("content-length").unwrap().parse().unwrap();
    assert!(reply.body.len() < length);
    assert_eq!(
        faulted(&bench, &client, Effect::Http(502)).await.status,
        502
    );
}

#[tokio::test]
async fn on_plain_calls_such_faults_change_nothing() {
    let bench = Bench::new().await;
    let effects = [
        Effect::TamperReply,
        Effect::OtherSerial,
        Effect::UnsignedEnvelope,
    ];
    for effect in effects {
        bench
            .simulator()
            .script(Fault::new(effect).path(BOOT).first(1));
        assert_eq!(errcode(&bench.boot(&september()).await), 0);
    }
}

#[test]
fn keys_are_handed_out_as_files_and_never_shown() {
    for pair in Pair::ALL {
        let keys = keys(pair);
        assert!(!format!("{keys:?}").contains(&keys.private_key));
        let file = demonstration::pem("PRIVATE KEY", &keys.private_key);
        assert!(file.starts_with("-----BEGIN PRIVATE KEY-----\n"));
        assert!(file.ends_with("\n-----END PRIVATE KEY-----\n"));
        assert!(file.lines().all(|line| line.len() <= 64));
        let inside: String = file.lines().filter(|line| !line.starts_with('-')).collect();
        assert_eq!(inside, keys.private_key);
    }
    let wrong = demonstration::wrong();
    assert!(!format!("{wrong:?}").contains(&wrong.p256_private_key));
}
