//! What is taken for WeChat's word, and what is refused with which words.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::super::Standing;
use super::{APPID, House, NOW, PAIRS, PATH, Reply, Wechat, demo, kind, platform_key};
use crate::config::PlainReplies;

const DATA: &str = r#"{"errcode":0,"data":{"body":{"tables":[],"count":0}}}"#;

/// A house whose plain replies are taken.
fn lenient() -> House {
    let (cipher, pair) = PAIRS[0];
    House::with(cipher, pair, &["rsa"], PlainReplies::Warn)
}

#[test]
fn a_call_holds_its_fields_as_they_were_and_what_ties_it_to_app_and_time() {
    for pair in PAIRS {
        let house = House::new(pair);
        let body = r#"{"module":10022,"mean":302.32180,"params":[]}"#;
        let path = format!("{PATH}?access_token=x");
        let sealed = house.signer.seal(&path, body, NOW).unwrap();
        assert_eq!(sealed.headers[0], ("Wechatmp-Appid", APPID.to_owned()));
        assert_eq!(sealed.headers[1], ("Wechatmp-TimeStamp", NOW.to_string()));
        assert_eq!(sealed.headers[2].0, "Wechatmp-Signature");
        let clear = house.wechat.read(PATH, &sealed).unwrap();
        assert!(clear.contains("\"mean\":302.32180"), "{clear}");
        let fields: Value = serde_json::from_str(&clear).unwrap();
        assert_eq!(fields["_appid"], APPID);
        assert_eq!(fields["_timestamp"], NOW, "a number");
        let nonce = fields["_n"].as_str().unwrap();
        assert_eq!(nonce.len(), 22, "16 bytes as base64 without =");
        assert_eq!(fields.as_object().unwrap().len(), 6);
        assert_eq!(house.wechat.read("/wxa/other", &sealed), None);
        let again = house.signer.seal(PATH, body, NOW).unwrap();
        assert_ne!(again.body, sealed.body, "each has an IV of its own");
    }
}

#[test]
fn a_body_that_is_no_object_is_not_sealed() {
    let house = House::new(PAIRS[0]);
    for body in ["", "[1]", "\"text\"", "{", "null"] {
        let error = house.signer.seal(PATH, body, NOW).unwrap_err();
        assert!(error.detail.contains("no JSON object"), "{error}");
    }
}

#[test]
fn a_signed_reply_is_opened_under_each_pair() {
    for pair in PAIRS {
        let house = House::new(pair);
        let reply = house.wechat.reply(DATA);
        let opened = house.open(&reply).unwrap();
        assert_eq!(opened.standing, Standing::Signed);
        let fields: Value = serde_json::from_slice(&opened.body).unwrap();
        let expected: Value = serde_json::from_str(DATA).unwrap();
        assert_eq!(fields, expected);
    }
}

#[test]
fn the_algorithm_of_a_reply_follows_the_certificate_not_the_apps_key() {
    for (cipher, pair) in PAIRS {
        for name in ["rsa", "sm2"] {
            let house = House::with(cipher, pair, &[name], PlainReplies::Refuse);
            assert!(house.open(&house.wechat.reply(DATA)).is_ok(), "{name}");
        }
    }
}

#[test]
fn an_sm2_signature_may_come_as_bare_numbers() {
    let house = House::new(PAIRS[1]);
    let mut reply = house.wechat.reply(DATA);
    let der = STANDARD.decode(reply.get("Wechatmp-Signature")).unwrap();
    let bare = sm2::dsa::Signature::from_der(&der).unwrap().to_bytes();
    reply.set("Wechatmp-Signature", &STANDARD.encode(bare));
    assert!(house.open(&reply).is_ok());
}

#[test]
fn a_reply_is_taken_for_three_hundred_seconds_either_way() {
    for pair in PAIRS {
        let house = House::new(pair);
        for (off, told) in [
            (-300, None),
            (300, None),
            (-301, Some("dated 301 s behind this machine's clock")),
            (301, Some("dated 301 s ahead of this machine's clock")),
        ] {
            let reply = house.wechat.reply_at(NOW + off, DATA);
            match (house.open(&reply), told) {
                (Ok(_), None) => {}
                (Err(error), Some(told)) => {
                    assert!(error.contains(told), "{error}");
                    assert!(error.contains("check the clock"), "{error}");
                }
                (outcome, _) => panic!("{off}: {outcome:?}"),
            }
        }
    }
    let house = House::new(PAIRS[0]);
    let reply = house.wechat.reply(DATA);
    for now in [i64::MIN, i64::MAX, 0, -1] {
        assert!(house.open_at(&reply, now).is_err());
    }
}

#[test]
fn a_reply_by_the_certificate_that_goes_is_taken_and_told() {
    let house = House::new(PAIRS[0]);
    let mut reply = house.wechat.reply(DATA);
    let (sn, old) = (demo("/platform/rsa_next/sn"), reply.get("Wechatmp-Serial"));
    let signature = reply.get("Wechatmp-Signature");
    reply.set("Wechatmp-Serial-Deprecated", &old);
    reply.set("Wechatmp-Signature-Deprecated", &signature);
    reply.set("Wechatmp-Serial", &sn);
    let next = platform_key("rsa_next", &sn);
    let signed = next.sign(b"by a certificate that is not ours yet").unwrap();
    reply.set("Wechatmp-Signature", &STANDARD.encode(signed));
    let opened = house.open(&reply).unwrap();
    assert_eq!(opened.standing, Standing::SignedByDeprecated);

    // With both at hand the new one counts, so that its bad signature is no way around it.
    let (cipher, pair) = PAIRS[0];
    let both = House::with(cipher, pair, &["rsa", "rsa_next"], PlainReplies::Refuse);
    let error = both.open(&reply).unwrap_err();
    assert!(
        error.contains(&format!("does not fit 平台证书 {sn}")),
        "{error}"
    );
    let next = Wechat::new(cipher, pair, "rsa_next");
    let opened = both.open(&next.reply(DATA)).unwrap();
    assert_eq!(opened.standing, Standing::Signed);
}

#[test]
fn an_unknown_certificate_is_named_with_the_remedy() {
    let (cipher, pair) = PAIRS[0];
    let house = House::new(PAIRS[0]);
    let mut reply = Wechat::new(cipher, pair, "rsa_next").reply(DATA);
    let sn = demo("/platform/rsa_next/sn");
    let error = house.open(&reply).unwrap_err();
    assert!(error.contains(&sn), "{error}");
    assert!(error.contains("平台证书"), "{error}");
    assert!(error.contains("开发设置 → API安全"), "{error}");
    reply.set("Wechatmp-Serial-Deprecated", "0ld");
    reply.set("Wechatmp-Signature-Deprecated", "AAAA");
    let error = house.open(&reply).unwrap_err();
    assert!(error.contains(&format!("{sn} and by 0ld")), "{error}");
}

#[test]
fn a_number_of_ours_under_another_key_is_refused() {
    let house = House::new(PAIRS[0]);
    let mut reply = Wechat::new(PAIRS[0].0, PAIRS[0].1, "rsa_next").reply(DATA);
    reply.set("Wechatmp-Serial", &demo("/platform/rsa/sn"));
    assert!(house.open(&reply).unwrap_err().contains("does not fit"));
}

#[test]
fn an_envelope_without_a_signature_is_always_refused() {
    for house in [House::new(PAIRS[0]), lenient()] {
        let mut reply = house.wechat.reply(DATA);
        for name in ["Wechatmp-Signature", "Wechatmp-Serial"] {
            reply.headers.remove(name);
            let error = house.open(&reply).unwrap_err();
            assert!(error.contains("encrypted and not signed"), "{error}");
        }
        let with_error =
            Reply::plain(r#"{"errcode":40001,"iv":"AAAA","data":"AAAA","authtag":"AAAA"}"#);
        assert!(house.open(&with_error).is_err());
    }
}

#[test]
fn a_plain_error_passes_for_the_gateway_signs_none() {
    for house in [House::new(PAIRS[0]), lenient()] {
        for body in [
            r#"{"errcode":40001,"errmsg":"invalid credential rid: 1-2-3"}"#,
            r#"{"errcode":"40234","errmsg":"invalid signature"}"#,
            r#"{"errcode":-1}"#,
        ] {
            let opened = house.open(&Reply::plain(body)).unwrap();
            assert_eq!(opened.standing, Standing::Plain);
            assert_eq!(opened.body, body.as_bytes());
        }
    }
}

#[test]
fn a_plain_reply_with_data_is_refused_unless_it_may_come() {
    let strict = House::new(PAIRS[0]);
    for body in [
        DATA,
        r#"{"errcode":"0","data":{}}"#,
        r#"{"errcode":0,"errcode":40001,"data":{}}"#,
        r#"{"data":{}}"#,
        "[null,null,null,40001]",
        r#"{"errcode":true,"data":{}}"#,
        "<html>",
        "",
    ] {
        let reply = Reply::plain(body);
        let error = strict.open(&reply).unwrap_err();
        assert!(error.contains("neither encrypted nor signed"), "{error}");
        assert!(error.contains("plain_replies"), "{error}");
        assert_eq!(lenient().open(&reply).unwrap().standing, Standing::Plain);
    }
}

#[test]
fn a_plain_body_under_signature_headers_must_verify() {
    for house in [House::new(PAIRS[0]), lenient()] {
        for body in [DATA, r#"{"errcode":40001}"#] {
            let mut reply = house.wechat.reply(DATA);
            reply.body = body.as_bytes().to_vec();
            assert!(house.open(&reply).unwrap_err().contains("does not fit"));
        }
    }
    let reply = |body: &str| lenient().wechat.sign(&NOW.to_string(), body);
    let signed_error = reply(r#"{"errcode":40001}"#);
    let strict = House::new(PAIRS[0]);
    assert_eq!(
        strict.open(&signed_error).unwrap().standing,
        Standing::Plain
    );
    assert!(strict.open(&reply(DATA)).is_err());
    assert_eq!(
        lenient().open(&reply(DATA)).unwrap().standing,
        Standing::Plain
    );
}

#[test]
fn what_stands_inside_must_fit_the_headers() {
    let house = House::new(PAIRS[0]);
    let inside = |appid: &str, timestamp: &str| {
        let text = format!(r#"{{"_n":"n","_appid":{appid},"_timestamp":{timestamp},"a":1}}"#);
        house.open(&house.wechat.reply_of(NOW, &text))
    };
    let appid = format!("\"{APPID}\"");
    for timestamp in [NOW.to_string(), format!("\"{NOW}\"")] {
        assert_eq!(inside(&appid, &timestamp).unwrap().body, br#"{"a":1}"#);
    }
    for (appid, timestamp, told) in [
        ("\"wxother\"", NOW.to_string(), "_appid"),
        ("null", NOW.to_string(), "_appid"),
        (&appid, (NOW + 1).to_string(), "_timestamp"),
        (&appid, format!("{NOW}.5"), "_timestamp"),
        (&appid, "null".to_owned(), "_timestamp"),
    ] {
        let error = inside(appid, &timestamp).unwrap_err();
        assert!(error.contains(told), "{error}");
    }
    for text in ["[]", "", "{}"] {
        assert!(house.open(&house.wechat.reply_of(NOW, text)).is_err());
    }
}

#[test]
fn a_reply_for_another_app_or_of_no_time_is_refused() {
    let house = House::new(PAIRS[0]);
    let good = house.wechat.reply(DATA);
    for (name, value, told) in [
        ("Wechatmp-Appid", "wxother", "for the app «wxother»"),
        ("Wechatmp-TimeStamp", "soon", "«soon» for its time"),
        ("Wechatmp-TimeStamp", "+1790000000", "for its time"),
        ("Wechatmp-Signature", "no base64", "does not fit"),
        ("Wechatmp-Signature", "", "does not fit"),
    ] {
        let mut reply = good.clone();
        reply.set(name, value);
        let error = house.open(&reply).unwrap_err();
        assert!(error.contains(told), "{error}");
    }
    for name in ["Wechatmp-Appid", "Wechatmp-TimeStamp", "Wechatmp-Serial"] {
        let mut reply = good.clone();
        reply.headers.remove(name);
        assert!(house.open(&reply).unwrap_err().contains(name));
        let mut twice = good.clone();
        let value = twice.headers[name].clone();
        let name: http::HeaderName = name.parse().unwrap();
        twice.headers.append(name, value);
        assert!(house.open(&twice).is_err(), "which of the two counts?");
    }
}

#[test]
fn another_algorithm_than_the_configured_one_is_refused() {
    for (cipher, pair) in PAIRS {
        let house = House::new((cipher, pair));
        for (other_cipher, _) in PAIRS.into_iter().filter(|(other, _)| *other != cipher) {
            let mut other = Wechat::new(other_cipher, pair, kind(pair).0);
            other.symmetric_sn.clone_from(&house.wechat.symmetric_sn);
            let error = house.open(&other.reply(DATA)).unwrap_err();
            assert!(error.contains("can't be decrypted"), "{error}");
            assert!(error.contains("API 对称密钥"), "{error}");
        }
        for other in ["rsa", "sm2"]
            .into_iter()
            .filter(|name| *name != kind(pair).0)
        {
            let mut reply = Wechat::new(cipher, pair, other).reply(DATA);
            reply.set("Wechatmp-Serial", &house.wechat.platform_sn);
            let error = house.open(&reply).unwrap_err();
            assert!(error.contains("does not fit"), "{error}");
        }
    }
}

#[test]
fn an_sm2_signature_is_bound_to_the_number_of_its_key() {
    let house = House::new(PAIRS[1]);
    let mut wechat = Wechat::new(PAIRS[1].0, PAIRS[1].1, "sm2");
    wechat.platform = platform_key("sm2", "1234567812345678");
    assert!(house.open(&wechat.reply(DATA)).is_err());
}
