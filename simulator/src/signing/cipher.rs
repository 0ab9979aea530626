//! Sealing and opening. Both algorithms are RustCrypto's GCM, since the relay's AES is another
//! library's: each checks the other.

use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{Aead, KeyInit, Nonce, Payload};
use aes_gcm::{Aes256Gcm, AesGcm};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use sm4::Sm4;

/// SM4 in the mode that AES has its crate for.
type Sm4Gcm = AesGcm<Sm4, U12>;

/// The length of the tag in bytes, which the envelope carries apart.
const TAG: usize = 16;

/// The algorithm that seals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cipher {
    /// AES-256-GCM, with a key of 32 bytes.
    Aes256Gcm,
    /// SM4-GCM, with a key of 16 bytes.
    Sm4Gcm,
}

/// A sealed body, its keys in the guide's order.
#[derive(Serialize, Deserialize)]
struct Envelope {
    iv: String,
    data: String,
    authtag: String,
}

impl Cipher {
    /// The console's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Aes256Gcm => "AES256_GCM",
            Self::Sm4Gcm => "SM4_GCM",
        }
    }

    /// The envelope around a text; `None` where the key has another algorithm's length.
    pub(super) fn seal(self, key: &[u8], aad: &str, text: &[u8]) -> Option<String> {
        let (iv, sealed) = match self {
            Self::Aes256Gcm => seal::<Aes256Gcm>(key, aad, text),
            Self::Sm4Gcm => seal::<Sm4Gcm>(key, aad, text),
        }?;
        let (data, tag) = sealed.split_at_checked(sealed.len().checked_sub(TAG)?)?;
        let envelope = Envelope {
            iv: STANDARD.encode(iv),
            data: STANDARD.encode(data),
            authtag: STANDARD.encode(tag),
        };
        serde_json::to_string(&envelope).ok()
    }

    /// The text in an envelope; `None` where it is none, or was sealed otherwise.
    pub(super) fn open(self, key: &[u8], aad: &str, envelope: &[u8]) -> Option<Vec<u8>> {
        let Envelope { iv, data, authtag } = serde_json::from_slice(envelope).ok()?;
        let iv = STANDARD.decode(iv).ok()?;
        let mut sealed = STANDARD.decode(data).ok()?;
        let tag = STANDARD.decode(authtag).ok()?;
        if tag.len() != TAG {
            return None;
        }
        sealed.extend(tag);
        match self {
            Self::Aes256Gcm => open::<Aes256Gcm>(key, aad, &iv, &sealed),
            Self::Sm4Gcm => open::<Sm4Gcm>(key, aad, &iv, &sealed),
        }
    }
}

fn seal<A: Aead + KeyInit>(key: &[u8], aad: &str, text: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut iv = Nonce::<A>::default();
    rand::fill(iv.as_mut_slice());
    let payload = Payload {
        msg: text,
        aad: aad.as_bytes(),
    };
    let sealed = A::new_from_slice(key).ok()?.encrypt(&iv, payload).ok()?;
    Some((iv.to_vec(), sealed))
}

fn open<A: Aead + KeyInit>(key: &[u8], aad: &str, iv: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let iv = Nonce::<A>::try_from(iv).ok()?;
    let payload = Payload {
        msg: sealed,
        aad: aad.as_bytes(),
    };
    A::new_from_slice(key).ok()?.decrypt(&iv, payload).ok()
}
