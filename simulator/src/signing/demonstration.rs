//! The keys that secured accounts of the simulator have: what a relay's configuration needs to
//! speak with them. They are made for demonstrations and tests, and protect nothing.

use std::fmt;
use std::sync::OnceLock;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::Deserialize;

use super::{Cipher, Pair, Signature};

/// What an account with a pair of algorithms downloads from its console. Keys and certificates are
/// base64 of DER; [`pem`] makes files of them.
#[derive(Clone, PartialEq, Eq)]
pub struct Keys {
    /// The number of the symmetric key.
    pub symmetric_sn: String,
    /// The symmetric key, base64: 32 bytes for AES, 16 for SM4.
    pub symmetric_key: String,
    /// The number of the asymmetric key.
    pub asymmetric_sn: String,
    /// The account's private key as PKCS#8.
    pub private_key: String,
    /// The same key as PKCS#1, the console's own form; RSA alone has it.
    pub private_key_pkcs1: Option<String>,
    /// The console's number of the platform's certificate: not the one inside it.
    pub certificate_sn: String,
    /// The platform's certificate.
    pub certificate: String,
    /// The number of the certificate that comes next; RSA alone has one.
    pub next_certificate_sn: Option<String>,
    /// The certificate that comes next.
    pub next_certificate: Option<String>,
}

impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Keys")
            .field("symmetric_sn", &self.symmetric_sn)
            .field("asymmetric_sn", &self.asymmetric_sn)
            .field("certificate_sn", &self.certificate_sn)
            .field("next_certificate_sn", &self.next_certificate_sn)
            .finish_non_exhaustive()
    }
}

/// Material that no account can use, base64 of DER.
#[derive(Clone, Deserialize)]
pub struct Wrong {
    /// A platform certificate that has ended.
    pub expired_certificate: String,
    /// A private key, PKCS#8, of a curve that is not SM2's.
    #[serde(rename = "p256_private_pkcs8")]
    pub p256_private_key: String,
    /// A private key, PKCS#8, that is too short.
    #[serde(rename = "rsa_1024_private_pkcs8")]
    pub rsa_1024_private_key: String,
}

impl fmt::Debug for Wrong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wrong").finish_non_exhaustive()
    }
}

/// The keys of accounts with a pair.
#[must_use]
pub fn keys(pair: Pair) -> Keys {
    let file = file();
    let symmetric = file.symmetric(pair.symmetric);
    let (app, platform, next) = match pair.asymmetric {
        Signature::RsaWithSha256 => (
            &file.app.rsa,
            &file.platform.rsa,
            Some(&file.platform.rsa_next),
        ),
        Signature::Sm2WithSm3 => (&file.app.sm2, &file.platform.sm2, None),
    };
    Keys {
        symmetric_sn: symmetric.sn.clone(),
        symmetric_key: symmetric.key.clone(),
        asymmetric_sn: app.sn.clone(),
        private_key: app.private_pkcs8.clone(),
        private_key_pkcs1: app.private_pkcs1.clone(),
        certificate_sn: platform.sn.clone(),
        certificate: platform.certificate.clone(),
        next_certificate_sn: next.map(|next| next.sn.clone()),
        next_certificate: next.map(|next| next.certificate.clone()),
    }
}

/// What must be refused.
#[must_use]
pub fn wrong() -> Wrong {
    file().wrong.clone()
}

/// Base64 of DER as a PEM file: `PRIVATE KEY`, `RSA PRIVATE KEY` and `CERTIFICATE` are the labels.
#[must_use]
pub fn pem(label: &str, base64: &str) -> String {
    let mut text = format!("-----BEGIN {label}-----\n");
    for (index, letter) in base64.chars().enumerate() {
        if index > 0 && index % 64 == 0 {
            text.push('\n');
        }
        text.push(letter);
    }
    text + &format!("\n-----END {label}-----\n")
}

#[derive(Deserialize)]
pub(super) struct File {
    symmetric: Symmetric,
    pub(super) app: App,
    pub(super) platform: Platform,
    wrong: Wrong,
}

#[derive(Deserialize)]
struct Symmetric {
    aes256_gcm: SymmetricKey,
    sm4_gcm: SymmetricKey,
}

#[derive(Deserialize)]
pub(super) struct SymmetricKey {
    pub(super) sn: String,
    pub(super) key: String,
}

#[derive(Deserialize)]
pub(super) struct App {
    pub(super) rsa: AppKey,
    pub(super) sm2: AppKey,
}

#[derive(Deserialize)]
pub(super) struct AppKey {
    pub(super) sn: String,
    private_pkcs1: Option<String>,
    private_pkcs8: String,
    pub(super) public_spki: String,
}

#[derive(Deserialize)]
pub(super) struct Platform {
    pub(super) rsa: PlatformKey,
    pub(super) rsa_next: PlatformKey,
    pub(super) sm2: PlatformKey,
}

#[derive(Deserialize)]
pub(super) struct PlatformKey {
    pub(super) sn: String,
    pub(super) private_pkcs8: String,
    certificate: String,
}

impl File {
    pub(super) fn symmetric(&self, cipher: Cipher) -> &SymmetricKey {
        match cipher {
            Cipher::Aes256Gcm => &self.symmetric.aes256_gcm,
            Cipher::Sm4Gcm => &self.symmetric.sm4_gcm,
        }
    }
}

/// The file of keys, read once.
pub(super) fn file() -> &'static File {
    static FILE: OnceLock<File> = OnceLock::new();
    #[expect(
        clippy::expect_used,
        reason = "the file is built in, and every test reads it"
    )]
    FILE.get_or_init(|| serde_json::from_str(include_str!("keys.json")).expect("keys.json is read"))
}

/// Base64 of the file of keys.
pub(super) fn decoded(base64: &str) -> Vec<u8> {
    #[expect(
        clippy::expect_used,
        reason = "the file is built in, and every test reads it"
    )]
    STANDARD.decode(base64).expect("keys.json holds base64")
}
