//! Encryption of bodies: both algorithms behind one door.
//!
//! AES is aws-lc-rs's, as the rest of the relay's cryptography; SM4, which it lacks, is
//! RustCrypto's under the same GCM.

use aes_gcm::AesGcm;
use aes_gcm::aead::consts::U12;
use aes_gcm::aead::{AeadInOut as _, KeyInit as _};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use sm4::Sm4;

use super::SymmetricAlgorithm;

/// Bytes of an IV.
pub(super) const IV_BYTES: usize = 12;
/// Bytes of a tag.
pub(super) const TAG_BYTES: usize = 16;

/// A key, ready for use.
pub(super) enum Cipher {
    Aes(LessSafeKey),
    Sm4(Box<AesGcm<Sm4, U12>>),
}

/// What the library refused; it doesn't tell why, so that nobody can learn from it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refused;

impl Cipher {
    /// `None` where the key has another length.
    pub(super) fn new(algorithm: SymmetricAlgorithm, key: &[u8]) -> Option<Self> {
        Some(match algorithm {
            SymmetricAlgorithm::Aes256Gcm => {
                Self::Aes(LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key).ok()?))
            }
            SymmetricAlgorithm::Sm4Gcm => Self::Sm4(Box::new(AesGcm::new_from_slice(key).ok()?)),
        })
    }

    /// Encrypts `bytes` where they lie and gives their tag. An IV serves once.
    pub(super) fn seal(
        &self,
        iv: [u8; IV_BYTES],
        bound: &[u8],
        bytes: &mut [u8],
    ) -> Result<[u8; TAG_BYTES], Refused> {
        match self {
            Self::Aes(key) => {
                let iv = Nonce::assume_unique_for_key(iv);
                let tag = key
                    .seal_in_place_separate_tag(iv, Aad::from(bound), bytes)
                    .map_err(|_| Refused)?;
                tag.as_ref().try_into().map_err(|_| Refused)
            }
            Self::Sm4(key) => key
                .encrypt_inout_detached(&iv.into(), bound, bytes.into())
                .map(Into::into)
                .map_err(|_| Refused),
        }
    }

    /// The bytes in clear, where key, IV, tag and what they are bound to fit.
    pub(super) fn open(
        &self,
        iv: [u8; IV_BYTES],
        bound: &[u8],
        mut bytes: Vec<u8>,
        tag: [u8; TAG_BYTES],
    ) -> Result<Vec<u8>, Refused> {
        match self {
            Self::Aes(key) => {
                let iv = Nonce::assume_unique_for_key(iv);
                let mut clear = vec![0; bytes.len()];
                key.open_separate_gather(iv, Aad::from(bound), &bytes, &tag, &mut clear)
                    .map_err(|_| Refused)?;
                Ok(clear)
            }
            Self::Sm4(key) => {
                let whole = bytes.as_mut_slice();
                key.decrypt_inout_detached(&iv.into(), bound, whole.into(), &tag.into())
                    .map_err(|_| Refused)?;
                Ok(bytes)
            }
        }
    }
}
