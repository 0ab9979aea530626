//! WeChat's published vectors, as far as they need no keys of an account.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::{Cipher, authenticated, payload};

const PATH: &str = "/wxa/getuserriskrank";

fn vectors() -> Value {
    let file = include_str!("../../../relay/src/wechat/signing/vectors.json");
    serde_json::from_str(file).unwrap()
}

fn vector(name: &str) -> Value {
    let vectors = vectors();
    let list = vectors["vectors"].as_array().unwrap();
    let found = list.iter().find(|vector| vector["name"] == name);
    found.unwrap().clone()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[test]
fn the_guides_request_and_reply_open_and_their_payloads_are_ours() {
    let common = &vectors()["common_official"];
    let appid = text(&common["appid"]);
    let symmetric = &common["symmetric"];
    let key = STANDARD.decode(text(&symmetric["key_base64"])).unwrap();
    for (sealed, body, signed) in [
        (
            "official-request-encrypt-aes256gcm",
            "post_body",
            "official-request-sign-rsa-pss",
        ),
        (
            "official-reply-decrypt-aes256gcm",
            "body",
            "official-reply-verify-rsa-pss",
        ),
    ] {
        let (sealed, signed) = (vector(sealed), vector(signed));
        let time = sealed["timestamp"].as_i64().unwrap();
        let aad = authenticated(PATH, appid, time, text(&symmetric["sn"]));
        assert_eq!(aad, text(&sealed["aad"]));
        let body = text(&sealed[body]).as_bytes();
        let opened = Cipher::Aes256Gcm.open(&key, &aad, body).unwrap();
        assert_eq!(opened, text(&sealed["plaintext"]).as_bytes());
        let ours = payload(PATH, appid, &time.to_string(), body);
        assert_eq!(ours, text(&signed["payload"]).as_bytes());
    }
}

#[test]
fn the_vector_of_the_other_cipher_opens_and_no_other_envelope() {
    let vector = vector("sm4gcm-request-encrypt");
    let key = STANDARD.decode(text(&vector["key_base64"])).unwrap();
    let aad = text(&vector["aad"]);
    let envelope = |tag: &str| {
        let (iv, data) = (&vector["iv_base64"], &vector["data_base64"]);
        serde_json::json!({ "iv": iv, "data": data, "authtag": tag }).to_string()
    };
    let whole = envelope(text(&vector["authtag_base64"]));
    let opened = Cipher::Sm4Gcm.open(&key, aad, whole.as_bytes());
    assert_eq!(opened.unwrap(), text(&vector["plaintext"]).as_bytes());
    for tag in ["", "AAAA", "AAAAAAAAAAAAAAAAAAAAAA==", "not base64"] {
        let broken = envelope(tag);
        assert_eq!(Cipher::Sm4Gcm.open(&key, aad, broken.as_bytes()), None);
    }
    assert_eq!(Cipher::Aes256Gcm.open(&key, aad, whole.as_bytes()), None);
}
