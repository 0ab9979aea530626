//! Every single bit of a reply is guarded, and keys follow their files.

use http::{HeaderName, HeaderValue};

use super::super::{Signer, Standing};
use super::{APPID, House, NOW, PAIRS, PATH, Reply, config, demo, kind};
use crate::config::{PlainReplies, SecretSource};

const DATA: &str = r#"{"errcode":0,"data":{"body":{"count":0}}}"#;

/// Every copy of some bytes with one bit changed.
fn flipped(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut copy = bytes.to_vec();
        copy[bit / 8] ^= 1 << (bit % 8);
        copy
    })
}

/// Refused with each bit of the body and of these headers changed.
fn guards(house: &House, reply: &Reply, headers: &[&str]) {
    for body in flipped(&reply.body) {
        let changed = Reply {
            headers: reply.headers.clone(),
            body,
        };
        assert!(house.open(&changed).is_err(), "{:?}", changed.body);
    }
    for name in headers {
        let header: HeaderName = name.parse().unwrap();
        for value in flipped(reply.headers[&header].as_bytes()) {
            // What HTTP itself can't carry needs no guard.
            let Ok(value) = HeaderValue::from_bytes(&value) else {
                continue;
            };
            let mut changed = reply.clone();
            changed.headers.insert(header.clone(), value);
            assert!(house.open(&changed).is_err(), "{name}");
        }
    }
}

const USED: [&str; 4] = [
    "Wechatmp-Appid",
    "Wechatmp-TimeStamp",
    "Wechatmp-Serial",
    "Wechatmp-Signature",
];

#[test]
fn every_changed_bit_of_a_reply_is_refused_under_each_pair() {
    for pair in PAIRS {
        let house = House::new(pair);
        let reply = house.wechat.reply(DATA);
        guards(&house, &reply, &USED);
        assert!(house.open(&reply).is_ok());
    }
}

#[test]
fn every_changed_bit_of_a_reply_is_refused_where_plain_ones_may_come() {
    let (cipher, pair) = PAIRS[1];
    let house = House::with(cipher, pair, &["sm2"], PlainReplies::Warn);
    guards(&house, &house.wechat.reply(DATA), &USED);
}

#[test]
fn every_changed_bit_is_refused_under_the_certificate_that_goes() {
    let house = House::new(PAIRS[0]);
    let mut reply = house.wechat.reply(DATA);
    for name in ["Serial", "Signature"] {
        let value = reply.get(&format!("Wechatmp-{name}"));
        reply.set(&format!("Wechatmp-{name}-Deprecated"), &value);
    }
    reply.set("Wechatmp-Serial", &demo("/platform/rsa_next/sn"));
    assert_eq!(
        house.open(&reply).unwrap().standing,
        Standing::SignedByDeprecated
    );
    let used = [
        "Wechatmp-Appid",
        "Wechatmp-TimeStamp",
        "Wechatmp-Serial-Deprecated",
        "Wechatmp-Signature-Deprecated",
    ];
    guards(&house, &reply, &used);
}

#[test]
fn keys_are_read_again_when_their_files_change() {
    let (cipher, pair) = PAIRS[0];
    let house = House::new(PAIRS[0]);
    let place = |name: &str| house.folder.path().join(name);
    let key = demo("/symmetric/aes256_gcm/key");
    std::fs::write(place("key"), &key).unwrap();
    let mut keys = config(cipher, pair, &["rsa"], &house.folder);
    keys.symmetric.key = SecretSource::file(place("key"));
    let signer = Signer::new(keys, APPID.to_owned(), PlainReplies::Refuse);
    let sealed = |signer: &Signer| signer.seal(PATH, "{}", NOW);
    assert!(house.wechat.read(PATH, &sealed(&signer).unwrap()).is_some());

    // Another key of the same length takes the file's name.
    std::fs::write(place("next"), key.replace('p', "q")).unwrap();
    std::fs::rename(place("next"), place("key")).unwrap();
    assert_eq!(house.wechat.read(PATH, &sealed(&signer).unwrap()), None);

    std::fs::write(place("key"), "hush hush").unwrap();
    let error = sealed(&signer).unwrap_err().to_string();
    assert!(error.contains("the log says which"), "{error}");
    assert!(!error.contains("hush"), "{error}");
    std::fs::remove_file(place("key")).unwrap();
    assert!(sealed(&signer).is_err());
    std::fs::write(place("key"), &key).unwrap();
    assert!(house.wechat.read(PATH, &sealed(&signer).unwrap()).is_some());
}

#[test]
fn a_certificate_is_read_again_when_its_file_changes() {
    let house = House::new(PAIRS[0]);
    let reply = house.wechat.reply(DATA);
    assert!(house.open(&reply).is_ok());
    let file = house.folder.path().join(kind(PAIRS[0].1).0);
    let other = demo("/platform/rsa_next/certificate");
    std::fs::write(&file, other).unwrap();
    assert!(house.open(&reply).unwrap_err().contains("does not fit"));
}

#[test]
fn nothing_that_shows_a_signer_shows_a_key() {
    let (cipher, pair) = PAIRS[0];
    let folder = tempfile::tempdir().unwrap();
    let keys = config(cipher, pair, &["rsa"], &folder);
    let shown = format!("{keys:?}");
    let signer = Signer::new(keys, APPID.to_owned(), PlainReplies::Refuse);
    signer.seal(PATH, "{}", NOW).unwrap();
    for shown in [shown, format!("{signer:?}")] {
        for secret in ["/symmetric/aes256_gcm/key", "/app/rsa/private_pkcs1"] {
            assert!(!shown.contains(&demo(secret)[..16]), "{shown}");
        }
    }
}
