//! What can be wrong with a key, in the words of WeChat's console and with the remedy.
//!
//! No text here holds a part of a key.

use std::fmt;

use shared::day::Day;

use super::armour::Kind;
use super::{AsymmetricAlgorithm, SymmetricAlgorithm};
use crate::config::SecretError;

/// The console's field that a key belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// The key that encrypts.
    Symmetric,
    /// The key that signs.
    Asymmetric,
    /// The certificate that replies are verified with.
    Certificate,
}

/// As the console names it.
impl fmt::Display for Field {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Symmetric => "API 对称密钥",
            Self::Asymmetric => "API 非对称密钥",
            Self::Certificate => "平台证书",
        })
    }
}

/// Where all of it stands in the console.
const CONSOLE: &str = "WeChat's console (开发设置 → API安全)";

/// A key, a certificate or a number that can't be used.
#[derive(Debug, thiserror::Error)]
pub(crate) enum KeyError {
    /// The file can't be read, or there is nothing in it.
    #[error("{0}: {1}")]
    Unreadable(Field, SecretError),
    /// The text is damaged.
    #[error("{0}: this is {form}; copy it anew from {CONSOLE}, whole and without quotes",
        form = not_base64(*.0))]
    NotBase64(Field),
    /// The symmetric key is of another length.
    #[error("API 对称密钥: {algorithm} takes a key of {expected} bytes, and this one has {got}; {remedy}",
        expected = algorithm.key_bytes(), remedy = length_remedy(*algorithm, *.got))]
    Length {
        /// What was written.
        algorithm: SymmetricAlgorithm,
        /// Bytes that were found.
        got: usize,
    },
    /// Something else stands in the private key's place.
    #[error("API 非对称密钥: this is {0}, and the private key (应用私钥) is expected; {remedy}",
        remedy = private_remedy(*.0))]
    NotPrivate(Kind),
    /// A private key of a kind that the algorithm can't use.
    #[error("API 非对称密钥: {algorithm} takes {wanted}, and this is {found}; correct algorithm, \
             or take the key that {CONSOLE} lists under it", wanted = wanted(*algorithm))]
    OtherKind {
        /// What was written.
        algorithm: AsymmetricAlgorithm,
        /// What was found.
        found: Kind,
    },
    /// An RSA key that is easily broken.
    #[error("{field}: an RSA key of {bits} bits is too short, 2048 are the least; \
             {remedy}", remedy = short_remedy(*field))]
    TooShort {
        /// Whose.
        field: Field,
        /// Bits of its modulus.
        bits: usize,
    },
    /// A private key whose parts don't fit each other.
    #[error(
        "API 非对称密钥: the private key is damaged; copy it anew, or make a new pair in {CONSOLE}"
    )]
    Damaged,
    /// Something else stands in the certificate's place.
    #[error("平台证书: this is {0}, and the certificate is expected; {remedy}",
        remedy = certificate_remedy(*.0))]
    NotCertificate(Kind),
    /// A certificate that no reply can be verified with.
    #[error(
        "平台证书: the certificate's key is neither RSA nor SM2; download it anew from {CONSOLE}"
    )]
    CertificateKind,
    /// A certificate of the past.
    #[error(
        "平台证书: the certificate expired on {0}; download the one that follows it from {CONSOLE}, \
             and write its number (sn) too"
    )]
    Expired(Day),
    /// No number was written.
    #[error("{0}: the number (sn) is empty; copy it from {CONSOLE}")]
    EmptySn(Field),
    /// What was written is no number of the console.
    #[error("{0}: the number (sn) is not one short word; copy it anew from {CONSOLE}")]
    StrangeSn(Field),
    /// The number was taken from the certificate itself.
    #[error(
        "平台证书: this is the certificate's own serial number (X.509), and the console's \
             number is another; copy the one that stands beside 平台证书 in {CONSOLE}"
    )]
    OwnSerial,
    /// A number stands twice.
    #[error(
        "{0}: this is the number (sn) of {1} too, and each key has its own; copy it anew from {CONSOLE}"
    )]
    SameSn(Field, Field),
}

fn not_base64(field: Field) -> &'static str {
    match field {
        Field::Symmetric => "not base64",
        Field::Asymmetric | Field::Certificate => "neither PEM nor base64",
    }
}

fn length_remedy(algorithm: SymmetricAlgorithm, got: usize) -> String {
    let other = SymmetricAlgorithm::ALL
        .into_iter()
        .find(|(_, other)| *other != algorithm && other.key_bytes() == got);
    match other {
        Some((word, _)) => format!("that is the length of {word}: correct algorithm or key"),
        None => format!("copy it anew from {CONSOLE}, whole"),
    }
}

fn private_remedy(found: Kind) -> String {
    match found {
        Kind::Encrypted => {
            "decrypt it with «openssl pkey -in KEY -out PLAIN», and let nobody else read that file"
                .to_owned()
        }
        Kind::Certificate => {
            "where it is 平台证书, write it as file in platform_certificate".to_owned()
        }
        _ => format!("take the file that {CONSOLE} gave with it, or make a new pair there"),
    }
}

fn certificate_remedy(found: Kind) -> String {
    let where_from = format!("download 平台证书 from {CONSOLE}");
    match found {
        Kind::Rsa { .. } | Kind::Sm2 | Kind::OtherCurve | Kind::OtherPrivate | Kind::Encrypted => {
            format!("{where_from}, and keep the private key where nobody else reads it")
        }
        _ => where_from,
    }
}

fn short_remedy(field: Field) -> String {
    match field {
        Field::Certificate => format!("download the certificate anew from {CONSOLE}"),
        Field::Symmetric | Field::Asymmetric => format!("make a new pair in {CONSOLE}"),
    }
}

fn wanted(algorithm: AsymmetricAlgorithm) -> &'static str {
    match algorithm {
        AsymmetricAlgorithm::RsaWithSha256 => "an RSA private key",
        AsymmetricAlgorithm::Sm2WithSm3 => "an SM2 private key",
    }
}
