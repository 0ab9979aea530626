//! What holds for everything that is pushed to a platform's address.

use aes::Aes256;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeEncrypt as _, KeyIvInit as _};
use secrecy::SecretString;

use super::event::{Happened, event};
use super::message::{KEY_BYTES, Letter, VECTOR_BYTES, key, open, signature};

const APPID: &str = "wx0000000000000001";

/// A push: whoever can't sign is not heard, whatever is sent; what is signed is heard to the letter, and
/// understood or of no use.
pub fn push_xml(bytes: &[u8]) {
    let token = SecretString::from("law-token");
    let secret = SecretString::from("A".repeat(43));
    let unsigned = Letter::new("0".repeat(40), "0", "0");
    assert_eq!(open(&unsigned, bytes, &token, &secret, APPID), None);

    let Ok(text) = std::str::from_utf8(bytes) else {
        return;
    };
    if let Happened::Ticket(_) = event(text).happened {
        assert!(text.contains("ComponentVerifyTicket"));
    }
    let Some(encrypt) = key(&secret).and_then(|key| encrypted(&key, text)) else {
        return;
    };
    let letter = Letter::new(String::new(), "1609603200", "nonce");
    let signed = Letter::new(signature(&token, &letter, &encrypt), "1609603200", "nonce");
    let body = format!("<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>");
    let heard = open(&signed, body.as_bytes(), &token, &secret, APPID);
    assert_eq!(heard.as_deref(), Some(text));
    assert_eq!(open(&signed, body.as_bytes(), &token, &secret, "wx2"), None);
}

/// As WeChat encrypts: random bytes, the length, the message, the AppID, and padding to blocks of 32.
fn encrypted(key: &[u8; KEY_BYTES], text: &str) -> Option<String> {
    let length = u32::try_from(text.len()).ok()?.to_be_bytes();
    let mut bytes = [&[7; 16], &length[..], text.as_bytes(), APPID.as_bytes()].concat();
    let padding = 32 - bytes.len() % 32;
    bytes.resize(bytes.len() + padding, u8::try_from(padding).ok()?);
    let whole = bytes.len();
    let cipher = cbc::Encryptor::<Aes256>::new_from_slices(key, &key[..VECTOR_BYTES]).ok()?;
    let sealed = cipher.encrypt_padded::<NoPadding>(&mut bytes, whole).ok()?;
    Some(STANDARD.encode(sealed))
}
