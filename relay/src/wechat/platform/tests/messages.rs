//! Opening messages: only what WeChat sealed and signed for this platform is a text.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use cbc::Encryptor;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use secrecy::SecretString;
use sha1::{Digest as _, Sha1};

use super::super::message::{Letter, check_message_key, open};
use crate::config::SecretSource;

const TOKEN: &str = "messageToken";
/// 43 letters whose last carries no stray bit.
const KEY: &str = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEF4";
const APPID: &str = "wx0000000000000001";
const TEXT: &str = "<xml><InfoType>anything</InfoType></xml>";

/// The query and the body around an encrypted text, well signed.
fn post(encrypted: &str) -> (Letter, String) {
    let (timestamp, nonce) = ("1790000000", "12345");
    let mut parts = [TOKEN, timestamp, nonce, encrypted];
    parts.sort_unstable();
    let digest = Sha1::digest(parts.concat());
    let signature: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let letter = serde_json::json!({
        "msg_signature": signature, "timestamp": timestamp, "nonce": nonce,
    });
    let body = format!("<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>");
    (serde_json::from_value(letter).unwrap(), body)
}

/// These very bytes under the key, a whole number of AES's blocks.
fn encrypted(bytes: &[u8]) -> String {
    let key = STANDARD.decode(format!("{KEY}=")).unwrap();
    let cipher = Encryptor::<aes::Aes256>::new_from_slices(&key, &key[..16]).unwrap();
    STANDARD.encode(cipher.encrypt_padded_vec::<NoPadding>(bytes))
}

/// What stands inside: random bytes, the length that is told, the text and whose it is.
fn inside(length: u32, text: &[u8], appid: &str) -> Vec<u8> {
    let mut bytes = b"0123456789abcdef".to_vec();
    bytes.extend(length.to_be_bytes());
    bytes.extend(text);
    bytes.extend(appid.bytes());
    bytes
}

fn padded(mut bytes: Vec<u8>) -> Vec<u8> {
    let count = 32 - bytes.len() % 32;
    bytes.extend(std::iter::repeat_n(u8::try_from(count).unwrap(), count));
    bytes
}

fn length(text: &[u8]) -> u32 {
    u32::try_from(text.len()).unwrap()
}

fn whole(text: &str) -> Vec<u8> {
    padded(inside(length(text.as_bytes()), text.as_bytes(), APPID))
}

fn opened_by(key: &str, bytes: &[u8]) -> Option<String> {
    let (letter, body) = post(&encrypted(bytes));
    let (token, key) = (SecretString::from(TOKEN), SecretString::from(key));
    open(&letter, body.as_bytes(), &token, &key, APPID)
}

fn opened(bytes: &[u8]) -> Option<String> {
    opened_by(KEY, bytes)
}

#[test]
fn a_message_of_every_length_is_opened_whatever_its_padding() {
    for count in 0..100 {
        let text = "x".repeat(count);
        assert_eq!(opened(&whole(&text)), Some(text));
    }
    let words = "票据 ticket@@@…";
    assert_eq!(opened(&whole(words)).as_deref(), Some(words));
}

#[test]
fn padding_that_is_none_is_refused() {
    let good = whole(TEXT);
    assert_eq!(opened(&good).as_deref(), Some(TEXT));
    let count = *good.last().unwrap();
    assert!(count > 2, "more than one byte to bend");
    for wrong in (0..=255).filter(|wrong| *wrong != count) {
        let mut bytes = good.clone();
        *bytes.last_mut().unwrap() = wrong;
        assert_eq!(opened(&bytes), None, "last byte {wrong}");
    }
    let mut mixed = good.clone();
    let first = good.len() - usize::from(count);
    mixed[first] ^= 1;
    assert_eq!(opened(&mixed), None, "its first byte is another");
    // All of it padding, and more padding than there is text.
    assert_eq!(opened(&[32; 32]), None);
    assert_eq!(opened(&[32; 16]), None);
    assert_eq!(opened(&[33; 64]), None);
}

#[test]
fn a_length_that_does_not_end_at_the_appid_is_refused() {
    let text = TEXT.as_bytes();
    for wrong in [
        0,
        1,
        length(text) - 1,
        length(text) + 1,
        length(text) + length(APPID.as_bytes()),
        length(text) + length(APPID.as_bytes()) + 1,
        u32::MAX / 2,
        u32::MAX,
    ] {
        let bytes = padded(inside(wrong, text, APPID));
        assert_eq!(opened(&bytes), None, "{wrong}");
    }
    // Too short to hold a length at all.
    for count in [0, 1, 15, 16, 19] {
        assert_eq!(opened(&padded(vec![7; count])), None, "{count} bytes");
    }
}

#[test]
fn another_appid_or_what_is_no_text_is_refused() {
    let text = TEXT.as_bytes();
    for appid in [
        "",
        "wx0000000000000002",
        "wx00000000000000011",
        "wx000000000000000",
    ] {
        let bytes = padded(inside(length(text), text, appid));
        assert_eq!(opened(&bytes), None, "{appid}");
    }
    let broken = [b'<', 0xff, b'>'];
    assert_eq!(opened(&padded(inside(3, &broken, APPID))), None);
}

#[test]
fn stray_bits_of_the_keys_last_letter_belong_to_no_byte() {
    let stem = &KEY[..42];
    for last in ['4', '5', '6', '7'] {
        let key = format!("{stem}{last}");
        assert_eq!(opened_by(&key, &whole(TEXT)).as_deref(), Some(TEXT));
        let source = SecretSource::inline(key);
        assert_eq!(check_message_key(&source), Ok(()));
    }
    for last in ['3', '8', '0', 'A'] {
        let key = format!("{stem}{last}");
        assert_eq!(opened_by(&key, &whole(TEXT)), None, "{last} is another key");
    }
}

#[test]
fn what_is_no_key_of_43_letters_is_told_without_being_shown() {
    let longer = format!("{KEY}A");
    let filled = format!("{KEY}=");
    let strange = format!("{}-", &KEY[..42]);
    for wrong in [&KEY[..42], &longer, &filled, &strange, "short", "-"] {
        assert_eq!(opened_by(wrong, &whole(TEXT)), None, "{wrong}");
        let told = check_message_key(&SecretSource::inline(wrong.to_owned()));
        let told = told.unwrap_err();
        assert!(
            told.contains("消息加解密Key") && told.contains("43"),
            "{told}"
        );
        assert!(!told.contains(wrong) || wrong == "-", "{told}");
    }
}

#[test]
fn a_well_signed_text_that_is_not_encrypted_is_refused() {
    let (token, key) = (SecretString::from(TOKEN), SecretString::from(KEY));
    let good = encrypted(&whole(TEXT));
    let try_open = |encrypted: &str| {
        let (letter, body) = post(encrypted);
        open(&letter, body.as_bytes(), &token, &key, APPID)
    };
    assert!(try_open(&good).is_some());
    let mut odd = STANDARD.decode(&good).unwrap();
    odd.pop();
    for wrong in [
        "",
        "AAAA",
        "no base64 at all",
        TEXT,
        &good[..good.len() - 4],
        &STANDARD.encode(&odd),
        &STANDARD_NO_PAD.encode(&odd),
    ] {
        assert_eq!(try_open(wrong), None, "{wrong}");
    }
}

#[test]
fn the_envelope_is_read_as_text_or_cdata_and_with_what_nobody_knows_beside_it() {
    let good = encrypted(&whole(TEXT));
    let (letter, _) = post(&good);
    let (token, key) = (SecretString::from(TOKEN), SecretString::from(KEY));
    let try_open = |body: &str| open(&letter, body.as_bytes(), &token, &key, APPID);
    for body in [
        format!("<xml><Encrypt>{good}</Encrypt></xml>"),
        format!("<xml>\n  <Encrypt>\n{good}\n</Encrypt>\n</xml>\n"),
        format!("<?xml version=\"1.0\"?><xml><Encrypt><![CDATA[{good}]]></Encrypt></xml>"),
        format!("<xml><ToUserName>a</ToUserName><Encrypt>{good}</Encrypt><New><a/></New></xml>"),
        format!("<xml><Encrypt>{good}</Encrypt><AppId><![CDATA[{APPID}]]></AppId></xml>"),
    ] {
        assert_eq!(try_open(&body).as_deref(), Some(TEXT), "{body}");
    }
    for body in [
        format!("<xml><encrypt>{good}</encrypt></xml>"),
        format!("<xml><Encrypt>{good}</Encrypt><Encrypt>{good}</Encrypt></xml>"),
        format!("<xml><Encrypt>{good}</Encrypt>"),
        format!("<!DOCTYPE xml [<!ENTITY e \"{good}\">]><xml><Encrypt>&e;</Encrypt></xml>"),
        good,
    ] {
        assert_eq!(try_open(&body), None, "{body}");
    }
}
