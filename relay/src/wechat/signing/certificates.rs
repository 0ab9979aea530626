//! WeChat's certificates, which replies are verified with.
//!
//! The console's number of one is not the serial number that stands inside it.

use std::path::Path;

use aws_lc_rs::signature::{
    ParsedPublicKey, RSA_PSS_2048_8192_SHA256, RsaPssSaltLength, VerificationAlgorithm as _,
};
use der::Decode as _;
use shared::day::Day;
use sm2::dsa::signature::Verifier as _;
use sm2::dsa::{Signature, VerifyingKey};

use super::armour::{self, Content, Kind};
use super::fault::{Field, KeyError};
use super::keys::LEAST_BITS;
use crate::config::read_text;

/// One certificate, under the console's number.
pub(super) struct Certificate {
    pub(super) sn: String,
    pub(super) key: PublicKey,
    /// The last second of its validity, Unix seconds.
    not_after: i64,
}

/// What verifies. The algorithm follows the key, since the guide leaves open how replies are
/// signed where the app signs by SM2.
pub(super) enum PublicKey {
    Rsa(Box<ParsedPublicKey>),
    Sm2(Box<VerifyingKey>),
}

impl Certificate {
    /// Reads one; `sn` is the console's number.
    ///
    /// # Errors
    /// Says what is wrong and what mends it.
    pub(super) fn read(sn: &str, file: &Path) -> Result<Self, KeyError> {
        let text =
            read_text(file).map_err(|error| KeyError::Unreadable(Field::Certificate, error))?;
        let der = match armour::open(&text, "CERTIFICATE") {
            Some(Content::Der(der)) => der,
            Some(Content::Locked) => return Err(KeyError::NotCertificate(Kind::Encrypted)),
            None => return Err(KeyError::NotBase64(Field::Certificate)),
        };
        let found = armour::kind(&der);
        if found != Kind::Certificate {
            return Err(KeyError::NotCertificate(found));
        }
        let certificate = x509_cert::Certificate::from_der(&der)
            .map_err(|_| KeyError::NotCertificate(Kind::Unknown))?;
        let inside = certificate.tbs_certificate();
        if is_serial(sn, inside.serial_number().as_bytes()) {
            return Err(KeyError::OwnSerial);
        }
        let not_after = inside.validity().not_after.to_unix_duration().as_secs();
        Ok(Self {
            sn: sn.to_owned(),
            key: PublicKey::read(sn, inside.subject_public_key_info())?,
            not_after: i64::try_from(not_after).unwrap_or(i64::MAX),
        })
    }
}

impl PublicKey {
    /// The key inside a certificate; `sn` is the signer's id where it is SM2's.
    fn read(sn: &str, info: &x509_cert::spki::SubjectPublicKeyInfoOwned) -> Result<Self, KeyError> {
        let bytes = info
            .subject_public_key
            .as_bytes()
            .ok_or(KeyError::CertificateKind)?;
        let curve = info
            .algorithm
            .parameters
            .as_ref()
            .and_then(|parameters| parameters.decode_as().ok());
        match info.algorithm.oid {
            armour::RSA => {
                let bits = armour::modulus_bits(bytes);
                if bits < LEAST_BITS {
                    let field = Field::Certificate;
                    return Err(KeyError::TooShort { field, bits });
                }
                ParsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, bytes)
                    .map(|key| Self::Rsa(Box::new(key)))
                    .map_err(|_| KeyError::CertificateKind)
            }
            armour::EC if curve == Some(armour::SM2) => VerifyingKey::from_sec1_bytes(sn, bytes)
                .map(|key| Self::Sm2(Box::new(key)))
                .map_err(|_| KeyError::CertificateKind),
            _ => Err(KeyError::CertificateKind),
        }
    }

    /// Whether the signature is this key's for that message.
    pub(super) fn verifies(&self, message: &[u8], signature: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => {
                key.verify_sig(message, signature).is_ok()
                    || with_another_salt(key, message, signature)
            }
            // The guide says neither that r and s come as DER nor that they come bare.
            Self::Sm2(key) => Signature::from_der(signature)
                .or_else(|_| Signature::from_slice(signature))
                .is_ok_and(|signature| key.verify(message, &signature).is_ok()),
        }
    }
}

/// The salts that tools make beside one as long as the digest: the longest that there is, none, and as
/// long as another digest. Each of all lengths would cost a reply that was spoilt hundreds of attempts.
const OTHER_SALTS: [RsaPssSaltLength; 5] = [
    RsaPssSaltLength::Max,
    RsaPssSaltLength::Custom(0),
    RsaPssSaltLength::Custom(20),
    RsaPssSaltLength::Custom(48),
    RsaPssSaltLength::Custom(64),
];

/// Whether a signature is one of RSASSA-PSS whose salt is not as long as the digest: the guide's sample has
/// that length, its text asks for none.
fn with_another_salt(key: &ParsedPublicKey, message: &[u8], signature: &[u8]) -> bool {
    OTHER_SALTS.into_iter().any(|length| {
        let algorithm = RSA_PSS_2048_8192_SHA256.with_pss_salt_length(length);
        let verified = algorithm.verify_sig(key.as_ref(), message, signature);
        verified.is_ok()
    })
}

/// Whether a number is a certificate's own, however tools write it: in either case, with colons,
/// with or without zeros before.
fn is_serial(sn: &str, serial: &[u8]) -> bool {
    let hex: String = serial.iter().map(|byte| format!("{byte:02x}")).collect();
    let plain = |text: &str| {
        let text: String = text.chars().filter(|letter| *letter != ':').collect();
        text.trim_start_matches('0').to_ascii_lowercase()
    };
    plain(sn) == plain(&hex)
}

/// Checks a certificate of a configuration; `now` in Unix seconds.
///
/// # Errors
/// Says what is wrong and what mends it.
pub(crate) fn check_certificate(sn: &str, file: &Path, now: i64) -> Result<(), KeyError> {
    let certificate = Certificate::read(sn, file)?;
    if certificate.not_after < now {
        return Err(KeyError::Expired(Day::at_unix(certificate.not_after)));
    }
    Ok(())
}
