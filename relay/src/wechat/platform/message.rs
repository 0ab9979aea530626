//! WeChat's messages to a platform: signed with the message token, encrypted with the message key.
//!
//! AES-256-CBC as WeChat's guide on message encryption has it: the key's first 16 bytes are the
//! vector, padding is to blocks of 32 bytes, and the AppID follows the message inside.

use aes::Aes256;
use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeDecrypt as _, KeyIvInit as _};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use sha1::{Digest as _, Sha1};

use crate::config::SecretSource;

/// A key of 43 letters stands for 32 bytes, its last bits left over.
const KEY: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::RequireNone),
);
const KEY_LETTERS: usize = 43;
pub(super) const KEY_BYTES: usize = 32;
pub(super) const VECTOR_BYTES: usize = 16;
/// Random bytes that stand before the message's length.
const RANDOM_BYTES: usize = 16;
const LENGTH_BYTES: usize = 4;
/// Messages are padded to this.
const BLOCK: u8 = 32;

/// What stands in the address that a message is pushed to.
#[derive(Debug, Deserialize)]
pub struct Letter {
    /// Over token, time, nonce and the encrypted text.
    msg_signature: String,
    timestamp: String,
    nonce: String,
}

#[cfg(any(test, fuzzing))]
impl Letter {
    /// The letter of an address.
    pub(super) fn new(msg_signature: String, timestamp: &str, nonce: &str) -> Self {
        Self {
            msg_signature,
            timestamp: timestamp.to_owned(),
            nonce: nonce.to_owned(),
        }
    }
}

/// What stands outside the encryption.
#[derive(Deserialize)]
struct Envelope {
    #[serde(rename = "Encrypt")]
    encrypt: String,
}

/// Checks a message key without using it.
///
/// # Errors
/// Says what is expected and where it is found; never what was found.
pub fn check_message_key(source: &SecretSource) -> Result<(), String> {
    let secret = source.read().map_err(|error| error.to_string())?;
    key(&secret).map(|_| ()).ok_or_else(|| {
        "is no 消息加解密Key: its 43 letters and digits are expected, as the platform's console \
         shows them"
            .to_owned()
    })
}

pub(super) fn key(secret: &SecretString) -> Option<[u8; KEY_BYTES]> {
    let text = secret.expose_secret();
    let bytes = (text.len() == KEY_LETTERS).then(|| KEY.decode(text).ok())??;
    bytes.try_into().ok()
}

/// The message in what was pushed; nothing where it is not WeChat's, or for another platform.
pub(super) fn open(
    letter: &Letter,
    body: &[u8],
    token: &SecretString,
    message_key: &SecretString,
    appid: &str,
) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let Envelope { encrypt } = quick_xml::de::from_str(text).ok()?;
    let encrypt = encrypt.trim();
    let signature = signature(token, letter, encrypt);
    aws_lc_rs::constant_time::verify_slices_are_equal(
        signature.as_bytes(),
        letter.msg_signature.as_bytes(),
    )
    .ok()?;
    let key = key(message_key)?;
    let mut bytes = base64::engine::general_purpose::STANDARD
        .decode(encrypt)
        .ok()?;
    let opened = cbc::Decryptor::<Aes256>::new_from_slices(&key, &key[..VECTOR_BYTES])
        .ok()?
        .decrypt_padded::<NoPadding>(&mut bytes)
        .ok()?;
    let inside = unpadded(opened)?;
    let rest = inside.get(RANDOM_BYTES..)?;
    let (length, rest) = rest.split_first_chunk::<LENGTH_BYTES>()?;
    let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
    let (message, owner) = rest.split_at_checked(length)?;
    if owner != appid.as_bytes() {
        return None;
    }
    String::from_utf8(message.to_vec()).ok()
}

/// SHA-1 of the four texts in the order of their letters.
pub(super) fn signature(token: &SecretString, letter: &Letter, encrypt: &str) -> String {
    let mut parts = [
        token.expose_secret(),
        &letter.timestamp,
        &letter.nonce,
        encrypt,
    ];
    parts.sort_unstable();
    let digest = Sha1::digest(parts.concat());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unpadded(bytes: &[u8]) -> Option<&[u8]> {
    let count = *bytes.last()?;
    let fits = (1..=BLOCK).contains(&count);
    let length = bytes
        .len()
        .checked_sub(usize::from(count))
        .filter(|_| fits)?;
    let (inside, padding) = bytes.split_at(length);
    padding.iter().all(|byte| *byte == count).then_some(inside)
}
