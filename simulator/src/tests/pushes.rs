//! Pushes are what a platform decrypts and believes, by a reader of a few lines.

use std::collections::HashMap;

use aes::Aes256;
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use quick_xml::Reader;
use quick_xml::events::Event as Xml;
use sha1::{Digest, Sha1};

use super::platforms::bench;
use super::{Bench, NOON};
use crate::{Event, Platform, Push};

/// The texts of a flat document, whether or not they are CDATA.
fn fields(xml: &str) -> HashMap<String, String> {
    let mut reader = Reader::from_str(xml);
    let (mut name, mut fields) = (String::new(), HashMap::new());
    loop {
        match reader.read_event().unwrap() {
            Xml::Start(start) => name = start.name().as_ref().to_owned(),
            Xml::CData(text) => drop(fields.insert(name.clone(), text.as_ref().to_owned())),
            Xml::Text(text) => drop(fields.insert(name.clone(), text.as_ref().to_owned())),
            Xml::Eof => return fields,
            _ => {}
        }
    }
}

fn query(push: &Push) -> HashMap<&str, &str> {
    let pairs = push.query.split('&');
    pairs.map(|pair| pair.split_once('=').unwrap()).collect()
}

/// The fields inside, signature and receiver checked.
fn opened(platform: &Platform, push: &Push) -> HashMap<String, String> {
    let outer = fields(&push.body);
    assert_eq!(outer["AppId"], platform.component_appid);
    let query = query(push);
    assert_eq!(query["encrypt_type"], "aes");
    let sha1 = |mut texts: Vec<&str>| {
        texts.sort_unstable();
        let digest = Sha1::digest(texts.concat());
        digest
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    let mut signed = vec![
        platform.message_token.as_str(),
        query["timestamp"],
        query["nonce"],
    ];
    assert_eq!(query["signature"], sha1(signed.clone()));
    signed.push(&outer["Encrypt"]);
    assert_eq!(query["msg_signature"], sha1(signed));
    let lenient = GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true);
    let lenient = GeneralPurpose::new(&alphabet::STANDARD, lenient);
    let key = lenient
        .decode(format!("{}=", platform.message_aes_key))
        .unwrap();
    let cipher = cbc::Decryptor::<Aes256>::new_from_slices(&key, &key[..16]).unwrap();
    let sealed = STANDARD.decode(&outer["Encrypt"]).unwrap();
    assert_eq!(sealed.len() % 32, 0);
    let text = cipher.decrypt_padded_vec::<NoPadding>(&sealed).unwrap();
    let padding = usize::from(*text.last().unwrap());
    assert!((1..=32).contains(&padding));
    let text = &text[16..text.len() - padding];
    let length = u32::from_be_bytes(text[..4].try_into().unwrap()) as usize;
    let (message, receiver) = text[4..].split_at(length);
    assert_eq!(receiver, platform.component_appid.as_bytes());
    fields(std::str::from_utf8(message).unwrap())
}

fn push(bench: &Bench, platform: &Platform, event: Event) -> (Push, HashMap<String, String>) {
    let push = bench.simulator().push(&platform.component_appid, event);
    let inside = opened(platform, &push);
    assert_eq!(inside["AppId"], platform.component_appid);
    assert_eq!(inside["CreateTime"], NOON.to_string());
    (push, inside)
}

#[tokio::test]
async fn a_ticket_is_new_and_inside() {
    let (bench, platform) = bench().await;
    let (first, inside) = push(&bench, &platform, Event::Ticket);
    assert_eq!(inside["InfoType"], "component_verify_ticket");
    assert_eq!(
        Some(&inside["ComponentVerifyTicket"]),
        first.ticket.as_ref()
    );
    let (second, _) = push(&bench, &platform, Event::Ticket);
    assert_ne!(first.ticket, second.ticket);
    assert_ne!(query(&first)["nonce"], query(&second)["nonce"]);
}

#[tokio::test]
async fn authorisations_are_told_with_a_code_and_their_end_without() {
    let (bench, platform) = bench().await;
    let appid = bench.shop().appid;
    let given = Event::Authorized {
        appid: appid.clone(),
    };
    let changed = Event::UpdateAuthorized {
        appid: appid.clone(),
    };
    for (event, kind) in [(given, "authorized"), (changed, "updateauthorized")] {
        let (push, inside) = push(&bench, &platform, event);
        assert_eq!(inside["InfoType"], kind);
        assert_eq!(inside["AuthorizerAppid"], appid);
        assert_eq!(
            Some(&inside["AuthorizationCode"]),
            push.authorization_code.as_ref()
        );
        let ends = (NOON + 600).to_string();
        assert_eq!(inside["AuthorizationCodeExpiredTime"], ends);
        assert!(inside["PreAuthCode"].starts_with("preauthcode@@@"));
    }
    let (_, inside) = push(
        &bench,
        &platform,
        Event::Unauthorized {
            appid: appid.clone(),
        },
    );
    assert_eq!(inside["InfoType"], "unauthorized");
    assert_eq!(inside["AuthorizerAppid"], appid);
    assert!(!inside.contains_key("AuthorizationCode"));
}

#[tokio::test]
async fn an_authorisation_that_stands_keeps_its_refresh_token_and_one_that_ended_loses_it() {
    let (bench, platform) = bench().await;
    let (component, appid) = (&platform.component_appid, bench.shop().appid);
    let refresh_token = bench.simulator().authorize(component, &appid);
    push(
        &bench,
        &platform,
        Event::Authorized {
            appid: appid.clone(),
        },
    );
    let token = bench.acting(&refresh_token).await;
    push(&bench, &platform, Event::Unauthorized { appid });
    let body = super::ask(10022, "2026-09-01", "2026-09-02");
    assert_eq!(super::errcode(&bench.boot_with(&token, &body).await), 40001);
}

#[tokio::test]
async fn an_event_can_be_older_than_its_push() {
    let (bench, mut platform) = bench().await;
    let early = NOON - 12 * 3600;
    let push = bench
        .simulator()
        .push_at(&platform.component_appid, Event::Ticket, early);
    assert_eq!(opened(&platform, &push)["CreateTime"], early.to_string());
    assert_eq!(query(&push)["timestamp"], NOON.to_string());
    platform.ticket = push.ticket.clone().unwrap();
    assert!(bench.component(&platform).await["expires_in"].is_number());
    bench.wait(1);
    assert_eq!(bench.component(&platform).await["errcode"], 61005);
    assert!(!format!("{push:?}").contains(&platform.ticket));
}

#[tokio::test]
#[should_panic(expected = "wxnobody is no platform: add it with add_platform first")]
async fn a_push_to_nobody_is_a_mistake_of_the_test() {
    let (bench, _) = bench().await;
    let _ = bench.simulator().push("wxnobody", Event::Ticket);
}
