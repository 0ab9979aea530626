//! The algorithms that WeChat's console offers, by its own words.
//!
//! Source: WeChat's guide «服务端 API 签名加密指南», which lists two of each kind.

use std::fmt;

/// How bodies are encrypted: GCM with an IV of 12 bytes and a tag of 16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SymmetricAlgorithm {
    /// AES with a key of 32 bytes.
    Aes256Gcm,
    /// SM4, whose keys have 16 bytes.
    Sm4Gcm,
}

/// How bytes are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AsymmetricAlgorithm {
    /// RSASSA-PSS with SHA-256, MGF1 of the same hash and a salt of 32 bytes; the guide's word says
    /// nothing of PSS, its sample does.
    RsaWithSha256,
    /// SM2 with SM3; the signer's id is the number (sn) of its key.
    Sm2WithSm3,
}

impl SymmetricAlgorithm {
    /// Both, by the console's words.
    pub const ALL: [(&'static str, Self); 2] =
        [("AES256_GCM", Self::Aes256Gcm), ("SM4_GCM", Self::Sm4Gcm)];

    /// Bytes of a key.
    #[must_use]
    pub const fn key_bytes(self) -> usize {
        match self {
            Self::Aes256Gcm => 32,
            Self::Sm4Gcm => 16,
        }
    }
}

impl AsymmetricAlgorithm {
    /// Both, by the console's words.
    pub const ALL: [(&'static str, Self); 2] = [
        ("RSAwithSHA256", Self::RsaWithSha256),
        ("SM2withSM3", Self::Sm2WithSm3),
    ];
}

/// As the console writes it.
impl fmt::Display for SymmetricAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Aes256Gcm => Self::ALL[0].0,
            Self::Sm4Gcm => Self::ALL[1].0,
        })
    }
}

/// As the console writes it.
impl fmt::Display for AsymmetricAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::RsaWithSha256 => Self::ALL[0].0,
            Self::Sm2WithSm3 => Self::ALL[1].0,
        })
    }
}
