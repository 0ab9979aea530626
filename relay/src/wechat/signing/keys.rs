//! Our own keys: read from their texts, held ready, and read again when a file changes.
//!
//! The only file that takes the signing keys out of their wrappers.

use std::sync::Arc;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{RSA_PSS_SHA256, RsaKeyPair};
use secrecy::ExposeSecret as _;
use sm2::dsa::SigningKey;
use sm2::dsa::signature::Signer as _;
use sm2::elliptic_curve::pkcs8::DecodePrivateKey as _;

use super::armour::{self, Content, Kind};
use super::certificates::Certificate;
use super::cipher::{Cipher, Refused};
use super::fault::{Field, KeyError};
use super::{AsymmetricAlgorithm, SymmetricAlgorithm};
use crate::config::{FileStamp, SecretError, SecretSource, SigningKeys};

/// The least an RSA key may have, in bits.
pub(super) const LEAST_BITS: usize = 2048;

/// Longest number that is believed to be one, in bytes; the console's have 32 digits.
const LONGEST_SN: usize = 64;

/// Everything that one app or platform signs and verifies with.
pub(super) struct Keys {
    pub(super) cipher: Cipher,
    pub(super) symmetric_sn: String,
    pub(super) private: PrivateKey,
    pub(super) certificates: Vec<Certificate>,
}

impl Keys {
    /// Reads them all. Whether a certificate has expired is the start's question alone: WeChat may
    /// sign by one to its last day and beyond, and a relay that runs must not stop by the calendar.
    pub(super) fn read(config: &SigningKeys) -> Result<Self, KeyError> {
        let symmetric = &config.symmetric;
        let asymmetric = &config.asymmetric;
        Ok(Self {
            cipher: read_symmetric(symmetric.algorithm, &symmetric.key)?,
            symmetric_sn: symmetric.sn.clone(),
            private: PrivateKey::read(
                asymmetric.algorithm,
                &asymmetric.sn,
                &asymmetric.private_key,
            )?,
            certificates: config
                .certificates
                .iter()
                .map(|certificate| Certificate::read(&certificate.sn, &certificate.file))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// What tells that one of the files changed.
pub(super) type Stamps = Vec<Option<FileStamp>>;

/// The state of every file that keys come from.
pub(super) fn stamps(config: &SigningKeys) -> Result<Stamps, KeyError> {
    let unreadable = |field| move |error: SecretError| KeyError::Unreadable(field, error);
    let symmetric = config.symmetric.key.stamp();
    let asymmetric = config.asymmetric.private_key.stamp();
    let mut stamps = vec![
        symmetric.map_err(unreadable(Field::Symmetric))?,
        asymmetric.map_err(unreadable(Field::Asymmetric))?,
    ];
    for certificate in &config.certificates {
        let stamp = FileStamp::of(&certificate.file);
        stamps.push(Some(stamp.map_err(unreadable(Field::Certificate))?));
    }
    Ok(stamps)
}

/// The keys with the state of their files.
pub(super) struct Kept {
    pub(super) stamps: Stamps,
    pub(super) keys: Arc<Keys>,
}

/// Reads the symmetric key: base64 of as many bytes as the algorithm takes.
///
/// # Errors
/// Says what is wrong and what mends it; never what was found.
pub(super) fn read_symmetric(
    algorithm: SymmetricAlgorithm,
    source: &SecretSource,
) -> Result<Cipher, KeyError> {
    let text = source
        .read_text()
        .map_err(|error| KeyError::Unreadable(Field::Symmetric, error))?;
    let bytes =
        armour::base64(text.expose_secret()).ok_or(KeyError::NotBase64(Field::Symmetric))?;
    Cipher::new(algorithm, &bytes).ok_or(KeyError::Length {
        algorithm,
        got: bytes.len(),
    })
}

/// The key that signs.
pub(super) enum PrivateKey {
    Rsa(RsaKeyPair),
    Sm2(Box<SigningKey>),
}

impl PrivateKey {
    /// Reads it; `sn` is the signer's id where it is SM2's.
    ///
    /// # Errors
    /// Says what is wrong and what mends it; never what was found.
    pub(super) fn read(
        algorithm: AsymmetricAlgorithm,
        sn: &str,
        source: &SecretSource,
    ) -> Result<Self, KeyError> {
        use AsymmetricAlgorithm::{RsaWithSha256, Sm2WithSm3};
        let text = source
            .read_text()
            .map_err(|error| KeyError::Unreadable(Field::Asymmetric, error))?;
        let der = match armour::open(text.expose_secret(), "PRIVATE KEY") {
            Some(Content::Der(der)) => der,
            Some(Content::Locked) => return Err(KeyError::NotPrivate(Kind::Encrypted)),
            None => return Err(KeyError::NotBase64(Field::Asymmetric)),
        };
        let found = armour::kind(&der);
        match (algorithm, found) {
            (RsaWithSha256, Kind::Rsa { bits, .. }) if bits < LEAST_BITS => {
                Err(KeyError::TooShort {
                    field: Field::Asymmetric,
                    bits,
                })
            }
            (RsaWithSha256, Kind::Rsa { wrapped, .. }) => {
                let pair = if wrapped {
                    RsaKeyPair::from_pkcs8(&der)
                } else {
                    RsaKeyPair::from_der(&der)
                };
                pair.map(Self::Rsa).map_err(|_| KeyError::Damaged)
            }
            (Sm2WithSm3, Kind::Sm2) => sm2::SecretKey::from_pkcs8_der(&der)
                .ok()
                .or_else(|| sm2::SecretKey::from_sec1_der(&der).ok())
                .and_then(|secret| SigningKey::new(sn, &secret).ok())
                .map(|key| Self::Sm2(Box::new(key)))
                .ok_or(KeyError::Damaged),
            (_, Kind::Rsa { .. } | Kind::Sm2 | Kind::OtherCurve | Kind::OtherPrivate) => {
                Err(KeyError::OtherKind { algorithm, found })
            }
            _ => Err(KeyError::NotPrivate(found)),
        }
    }

    /// The signature of a message, for SM2 as the DER of r and s.
    pub(super) fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Refused> {
        match self {
            Self::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(
                    &RSA_PSS_SHA256,
                    &SystemRandom::new(),
                    message,
                    &mut signature,
                )
                .map_err(|_| Refused)?;
                Ok(signature)
            }
            Self::Sm2(key) => {
                let signature = key.try_sign(message).map_err(|_| Refused)?;
                Ok(signature.to_der().as_bytes().to_vec())
            }
        }
    }
}

/// Checks a number of the console's: one short word.
///
/// # Errors
/// Says what is expected.
pub(crate) fn check_sn(field: Field, sn: &str) -> Result<(), KeyError> {
    if sn.trim().is_empty() {
        Err(KeyError::EmptySn(field))
    } else if sn.len() > LONGEST_SN || sn.contains(|c: char| c.is_whitespace() || c.is_control()) {
        Err(KeyError::StrangeSn(field))
    } else {
        Ok(())
    }
}

/// Checks the symmetric key of a configuration.
///
/// # Errors
/// Says what is wrong and what mends it.
pub(crate) fn check_symmetric(
    algorithm: SymmetricAlgorithm,
    source: &SecretSource,
) -> Result<(), KeyError> {
    read_symmetric(algorithm, source).map(|_| ())
}

/// Checks the private key of a configuration.
///
/// # Errors
/// Says what is wrong and what mends it.
pub(crate) fn check_private(
    algorithm: AsymmetricAlgorithm,
    sn: &str,
    source: &SecretSource,
) -> Result<(), KeyError> {
    PrivateKey::read(algorithm, sn, source).map(|_| ())
}
