//! Keys for WeChat's second encryption and signing: `[apps.ALIAS.signing]`, and the same of a
//! platform.

mod read;

#[cfg(test)]
mod tests;

use std::path::PathBuf;

use toml::{Table, Value};

use super::print::{secret, set, word};
use super::report::Report;
use super::section::Section;
use super::{SecretSource, values};
use crate::clock::Clock;
use crate::wechat::signing::{AsymmetricAlgorithm, SymmetricAlgorithm};

/// How the calls of an app or a platform are signed and encrypted.
#[derive(Clone, Debug)]
pub struct Signing {
    /// What becomes of replies that come neither signed nor encrypted.
    pub plain_replies: PlainReplies,
    /// Whose AppID and keys sign calls that a platform makes for an app.
    pub identity: Option<Identity>,
    /// The keys, where they are written.
    pub keys: Option<SigningKeys>,
}

/// What becomes of a reply without an error that comes neither signed nor encrypted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum PlainReplies {
    /// It is refused.
    #[default]
    Refuse,
    /// It is taken and told.
    Warn,
}

/// Who signs calls that a platform makes for an app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The platform.
    Component,
    /// The app.
    App,
}

/// The keys of the console's page 开发设置 → API安全.
#[derive(Clone, Debug)]
pub struct SigningKeys {
    /// API 对称密钥.
    pub symmetric: SymmetricConfig,
    /// API 非对称密钥.
    pub asymmetric: AsymmetricConfig,
    /// 平台证书: one, or two while one is being replaced.
    pub certificates: Vec<PlatformCertificate>,
}

/// The key that encrypts.
#[derive(Clone, Debug)]
pub struct SymmetricConfig {
    /// How.
    pub algorithm: SymmetricAlgorithm,
    /// Its number in the console.
    pub sn: String,
    /// The key as base64.
    pub key: SecretSource,
}

/// The key that signs.
#[derive(Clone, Debug)]
pub struct AsymmetricConfig {
    /// How.
    pub algorithm: AsymmetricAlgorithm,
    /// Its number in the console.
    pub sn: String,
    /// The private key as PEM, or the base64 of its DER.
    pub private_key: SecretSource,
}

/// A certificate of WeChat's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlatformCertificate {
    /// Its number in the console, which is not its own serial number.
    pub sn: String,
    /// The certificate as PEM, or the base64 of its DER.
    pub file: PathBuf,
}

/// What becomes of plain replies, by word.
const PLAIN_REPLIES: [(&str, PlainReplies); 2] = [
    ("refuse", PlainReplies::Refuse),
    ("warn", PlainReplies::Warn),
];

/// Who signs, by word.
const IDENTITIES: [(&str, Identity); 2] =
    [("component", Identity::Component), ("app", Identity::App)];

/// Reads the table; what is wrong is reported at its key.
pub(super) fn read(section: Section, report: &mut Report) -> Option<Signing> {
    read_at(section, Clock::system().now(), report)
}

/// The same at a time of the caller's, in Unix seconds.
fn read_at(mut section: Section, now: i64, report: &mut Report) -> Option<Signing> {
    let plain_replies = section.read("plain_replies", report, |value| {
        values::word(value, &PLAIN_REPLIES)
    });
    let identity = section.read("identity", report, |value| values::word(value, &IDENTITIES));
    let parts = ["symmetric", "asymmetric", "platform_certificate"];
    let has_keys = parts.iter().any(|key| section.has(key));
    let keys = if has_keys {
        read::keys(&mut section, now, report)
    } else {
        // Taken all the same, so that a misspelt one is told the right name.
        for key in parts {
            section.take(key);
        }
        None
    };
    section.finish(report);
    // What was reported stands for the whole: a start that fails needs no half of a table.
    (keys.is_some() || !has_keys).then(|| Signing {
        plain_replies: plain_replies.unwrap_or_default(),
        identity,
        keys,
    })
}

/// The table as a file says it, secrets by their file's name or hidden.
pub(super) fn print(signing: &Signing) -> Table {
    let mut table = Table::new();
    let plain_replies = word(&PLAIN_REPLIES, signing.plain_replies);
    set(&mut table, "plain_replies", plain_replies);
    if let Some(identity) = signing.identity {
        set(&mut table, "identity", word(&IDENTITIES, identity));
    }
    let Some(keys) = &signing.keys else {
        return table;
    };
    let mut symmetric = Table::new();
    let SymmetricConfig { algorithm, sn, key } = &keys.symmetric;
    set(&mut symmetric, "algorithm", algorithm.to_string());
    set(&mut symmetric, "sn", sn.clone());
    secret(&mut symmetric, "key", Some(key));
    table.insert("symmetric".to_owned(), symmetric.into());

    let mut asymmetric = Table::new();
    let AsymmetricConfig {
        algorithm,
        sn,
        private_key,
    } = &keys.asymmetric;
    set(&mut asymmetric, "algorithm", algorithm.to_string());
    set(&mut asymmetric, "sn", sn.clone());
    secret(&mut asymmetric, "private_key", Some(private_key));
    table.insert("asymmetric".to_owned(), asymmetric.into());

    let certificates = keys.certificates.iter().map(|certificate| {
        let mut table = Table::new();
        set(&mut table, "sn", certificate.sn.clone());
        set(&mut table, "file", certificate.file.display().to_string());
        Value::Table(table)
    });
    let certificates = Value::Array(certificates.collect());
    table.insert("platform_certificate".to_owned(), certificates);
    table
}
