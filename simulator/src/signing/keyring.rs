//! Signing and verifying, with keys that are read once. RSA is aws-lc-rs's, SM2 RustCrypto's.

use std::sync::OnceLock;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{
    RSA_PSS_2048_8192_SHA256, RSA_PSS_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use sm2::dsa::signature::{Signer as _, Verifier as _};
use sm2::dsa::{self, SigningKey, VerifyingKey};
use sm2::pkcs8::{DecodePrivateKey, DecodePublicKey};
use sm2::{PublicKey, SecretKey};

use super::demonstration::{PlatformKey, decoded, file};

/// The algorithm that signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signature {
    /// RSASSA-PSS with SHA-256 and a salt of 32 bytes, whatever the guide's short name suggests.
    RsaWithSha256,
    /// SM2 with SM3; the user id is the key's number, the signature DER.
    Sm2WithSm3,
}

impl Signature {
    /// The console's word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaWithSha256 => "RSAwithSHA256",
            Self::Sm2WithSm3 => "SM2withSM3",
        }
    }

    /// Whether the demonstration account signed this.
    pub(super) fn verifies(self, payload: &[u8], signature: &[u8]) -> bool {
        let keyring = keyring();
        match self {
            Self::RsaWithSha256 => {
                let key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, &keyring.app_rsa);
                key.verify(payload, signature).is_ok()
            }
            Self::Sm2WithSm3 => {
                // The guide names no encoding: libraries send DER, some the two numbers alone.
                let read = dsa::Signature::from_der(signature)
                    .or_else(|_| dsa::Signature::from_slice(signature));
                read.is_ok_and(|read| keyring.app_sm2.verify(payload, &read).is_ok())
            }
        }
    }
}

/// A certificate of the platform: its number and the key behind it.
pub(super) struct Certificate {
    /// The console's number.
    pub(super) sn: &'static str,
    key: Key,
}

enum Key {
    Rsa(RsaKeyPair),
    Sm2(Box<SigningKey>),
}

impl Certificate {
    /// A signature of a reply; `None` where the library fails.
    pub(super) fn sign(&self, payload: &[u8]) -> Option<Vec<u8>> {
        match &self.key {
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let random = SystemRandom::new();
                pair.sign(&RSA_PSS_SHA256, &random, payload, &mut signature)
                    .ok()?;
                Some(signature)
            }
            Key::Sm2(key) => {
                let signature: dsa::Signature = key.try_sign(payload).ok()?;
                Some(signature.to_der().as_ref().to_vec())
            }
        }
    }
}

/// Every key that the simulator itself uses.
pub(super) struct Keyring {
    app_rsa: Vec<u8>,
    app_sm2: VerifyingKey,
    pub(super) rsa: Certificate,
    pub(super) rsa_next: Certificate,
    pub(super) sm2: Certificate,
}

pub(super) fn keyring() -> &'static Keyring {
    static KEYRING: OnceLock<Keyring> = OnceLock::new();
    #[expect(
        clippy::expect_used,
        reason = "the file is built in, and every test reads it"
    )]
    KEYRING.get_or_init(|| read().expect("keys.json holds usable keys"))
}

fn read() -> Option<Keyring> {
    let file = file();
    let public = PublicKey::from_public_key_der(&decoded(&file.app.sm2.public_spki)).ok()?;
    Some(Keyring {
        app_rsa: decoded(&file.app.rsa.public_spki),
        app_sm2: VerifyingKey::new(&file.app.sm2.sn, public).ok()?,
        rsa: rsa(&file.platform.rsa)?,
        rsa_next: rsa(&file.platform.rsa_next)?,
        sm2: sm2(&file.platform.sm2)?,
    })
}

fn rsa(key: &'static PlatformKey) -> Option<Certificate> {
    let pair = RsaKeyPair::from_pkcs8(&decoded(&key.private_pkcs8)).ok()?;
    Some(Certificate {
        sn: &key.sn,
        key: Key::Rsa(pair),
    })
}

fn sm2(key: &'static PlatformKey) -> Option<Certificate> {
    let secret = SecretKey::from_pkcs8_der(&decoded(&key.private_pkcs8)).ok()?;
    let signing = SigningKey::new(&key.sn, &secret).ok()?;
    Some(Certificate {
        sn: &key.sn,
        key: Key::Sm2(Box::new(signing)),
    })
}
