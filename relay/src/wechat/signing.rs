//! WeChat's second encryption and signing of server calls (服务通信二次加密和签名).
//!
//! A body is encrypted under the app's symmetric key and signed by its private key; WeChat's reply
//! comes encrypted under the same key and signed by WeChat's certificate. [`Signer::seal`] makes
//! the one, [`Signer::open`] reads the other; neither sends anything nor asks for the time.
//! Source: WeChat's guide «服务端 API 签名加密指南», and its published sample, which the tests hold.

mod algorithm;
mod armour;
mod certificates;
mod cipher;
mod envelope;
mod fault;
mod keys;
#[cfg(any(test, fuzzing))]
pub(super) mod laws;
mod reply;

#[cfg(test)]
mod tests;

pub use algorithm::{AsymmetricAlgorithm, SymmetricAlgorithm};
pub(crate) use certificates::check_certificate;
pub(crate) use fault::{Field, KeyError};
pub(crate) use keys::{check_private, check_sn, check_symmetric};
pub use reply::{Opened, Standing};

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::value::RawValue;
use shared::problem::ProblemKind;

use super::codes::Action;
use super::error::Error;
use crate::config::{PlainReplies, SigningKeys};
use cipher::{IV_BYTES, Refused};
use envelope::{Binding, Envelope, Fields};
use keys::{Kept, Keys};

/// The headers of requests and of replies, as the guide writes them; HTTP ignores the case.
const APPID: &str = "Wechatmp-Appid";
const TIMESTAMP: &str = "Wechatmp-TimeStamp";
const SIGNATURE: &str = "Wechatmp-Signature";

/// Random bytes in each body, beside which two equal calls don't look alike.
const NONCE_BYTES: usize = 16;

/// Signs and encrypts the calls of one app, or of one platform, and reads what comes back.
pub struct Signer {
    config: SigningKeys,
    appid: String,
    plain_replies: PlainReplies,
    /// What was read last, until a file changes.
    kept: Mutex<Option<Kept>>,
}

/// A call as it is to be sent, byte by byte: the signature is of these bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The body.
    pub body: String,
    /// The headers that go with it.
    pub headers: [(&'static str, String); 3],
}

impl Signer {
    /// A signer that signs as `appid`; its keys are read when the first call is made.
    #[must_use]
    pub fn new(config: SigningKeys, appid: String, plain_replies: PlainReplies) -> Self {
        Self {
            config,
            appid,
            plain_replies,
            kept: Mutex::new(None),
        }
    }

    /// Encrypts and signs a call: `path` from its first slash, a query in it is left out; `body` a
    /// JSON object; `now` in Unix seconds.
    ///
    /// # Errors
    /// Where the keys can't be read any more, or the body is no JSON object.
    pub fn seal(&self, path: &str, body: &str, now: i64) -> Result<Sealed, Error> {
        let keys = self.keys()?;
        let timestamp = now.to_string();
        let plain = self.plaintext(body, &timestamp)?;
        let iv = random::<IV_BYTES>()?;
        let binding = Binding::new(path, &self.appid, &timestamp);
        let associated = binding.associated(&keys.symmetric_sn);
        let sealed = Envelope::seal(&keys.cipher, iv, &associated, &plain)
            .and_then(|envelope| serde_json::to_string(&envelope).map_err(|_| Refused))
            .and_then(|body| {
                let signature = keys.private.sign(&binding.payload(body.as_bytes()))?;
                Ok((body, STANDARD.encode(signature)))
            });
        let (body, signature) =
            sealed.map_err(|Refused| failed("The call can't be encrypted and signed."))?;
        Ok(Sealed {
            body,
            headers: [
                (APPID, self.appid.clone()),
                (TIMESTAMP, timestamp),
                (SIGNATURE, signature),
            ],
        })
    }

    /// The fields of the body with those that tie it to app and time. The time is a number: as a
    /// text some interfaces refuse it.
    fn plaintext(&self, body: &str, timestamp: &str) -> Result<String, Error> {
        let no_object = |_| failed("The body of a call that is to be signed is no JSON object.");
        let mut fields: Fields = serde_json::from_str(body).map_err(no_object)?;
        let nonce = STANDARD_NO_PAD.encode(random::<NONCE_BYTES>()?);
        let text = |text: &str| serde_json::to_string(text).and_then(RawValue::from_string);
        for (name, value) in [
            ("_n", text(&nonce)),
            ("_appid", text(&self.appid)),
            ("_timestamp", RawValue::from_string(timestamp.to_owned())),
        ] {
            fields.insert(name.to_owned(), value.map_err(no_object)?);
        }
        serde_json::to_string(&fields).map_err(no_object)
    }

    /// The keys as their files are now.
    fn keys(&self) -> Result<Arc<Keys>, Error> {
        let unusable = |error: KeyError| {
            tracing::error!(%error, appid = self.appid, "the signing keys can't be used");
            failed("The keys for signing and encryption can't be used; the log says which and why.")
        };
        let stamps = keys::stamps(&self.config).map_err(unusable)?;
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.as_ref()
            && kept.stamps == stamps
        {
            return Ok(kept.keys.clone());
        }
        let keys = Arc::new(Keys::read(&self.config).map_err(unusable)?);
        *kept = Some(Kept {
            stamps,
            keys: keys.clone(),
        });
        Ok(keys)
    }
}

/// Says whose keys they are, never what.
impl fmt::Debug for Signer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Signer")
            .field("appid", &self.appid)
            .field("plain_replies", &self.plain_replies)
            .finish_non_exhaustive()
    }
}

fn random<const N: usize>() -> Result<[u8; N], Error> {
    let mut bytes = [0; N];
    aws_lc_rs::rand::fill(&mut bytes).map_err(|_| {
        failed("The system gives no random bytes, without which nothing is sealed.")
    })?;
    Ok(bytes)
}

/// The one way in which this room fails. Whoever calls judges whether it is more than this one
/// call that fails.
fn failed(detail: impl Into<String>) -> Error {
    Error::new(ProblemKind::UpstreamSigning, Action::Fail, detail)
}
