//! 服务通信二次加密和签名, WeChat's side: whose calls must come sealed, and how they are answered.
//!
//! It is written from WeChat's guide alone, so that the relay is held against a second reading.

mod cipher;
pub mod demonstration;
mod keyring;
mod reply;
mod request;

#[cfg(test)]
mod tests;

pub use self::cipher::Cipher;
pub use self::keyring::Signature;
pub(crate) use self::request::{Seal, carries_signature, open};

use crate::simulator::Simulator;

/// Every path is signed with the name of WeChat's host before it, whatever host was really called.
const HOST: &str = "https://api.weixin.qq.com";

/// The algorithms that an account picked in its console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pair {
    /// What seals.
    pub symmetric: Cipher,
    /// What signs.
    pub asymmetric: Signature,
}

impl Pair {
    /// Every pair that the console offers.
    pub const ALL: [Self; 4] = [
        Self::new(Cipher::Aes256Gcm, Signature::RsaWithSha256),
        Self::new(Cipher::Aes256Gcm, Signature::Sm2WithSm3),
        Self::new(Cipher::Sm4Gcm, Signature::RsaWithSha256),
        Self::new(Cipher::Sm4Gcm, Signature::Sm2WithSm3),
    ];

    const fn new(symmetric: Cipher, asymmetric: Signature) -> Self {
        Self {
            symmetric,
            asymmetric,
        }
    }
}

/// Which of the platform's certificates sign replies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Serials {
    /// The one of the account's own algorithm.
    #[default]
    Pair,
    /// The RSA one, whatever the account signs with: the guide leaves that open for SM2.
    Rsa,
    /// The SM2 one, whatever the account signs with.
    Sm2,
    /// RSA, while it changes: the next one signs, and the one before as the deprecated one.
    Next,
}

/// How an account's calls are secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Security {
    /// The account's algorithms; its keys are those of [`demonstration::keys`].
    pub pair: Pair,
    /// Which certificates sign replies.
    pub serials: Serials,
    /// Whether replies come plain all the same, as a user with the switch on once got them.
    pub plain_replies: bool,
}

impl Security {
    /// Sealed both ways, signed with the certificate of the pair.
    #[must_use]
    pub fn new(pair: Pair) -> Self {
        Self {
            pair,
            serials: Serials::default(),
            plain_replies: false,
        }
    }
}

impl Simulator {
    /// From now on calls for data, quota and rids with this AppID's tokens must come sealed and
    /// signed. The AppID may be a platform's: then it holds for the apps that authorised it.
    pub fn secure(&self, appid: &str, security: Security) {
        self.state().security.insert(appid.to_owned(), security);
    }

    /// From now on they must come plain again.
    pub fn unsecure(&self, appid: &str) {
        self.state().security.remove(appid);
    }
}

/// What is authenticated beside the ciphertext.
fn authenticated(path: &str, appid: &str, time: i64, symmetric_sn: &str) -> String {
    format!("{HOST}{path}|{appid}|{time}|{symmetric_sn}")
}

/// What is signed.
fn payload(path: &str, appid: &str, time: &str, body: &[u8]) -> Vec<u8> {
    let mut payload = format!("{HOST}{path}\n{appid}\n{time}\n").into_bytes();
    payload.extend_from_slice(body);
    payload
}
