//! Replies: verified first, then decrypted; what is neither signed nor encrypted is an error of the
//! gateway's, or refused.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderMap;

use super::super::error::Error;
use super::super::wire;
use super::certificates::Certificate;
use super::envelope::{Binding, Envelope, Fields, Look};
use super::keys::Keys;
use super::{APPID, SIGNATURE, Signer, TIMESTAMP, failed};
use crate::config::PlainReplies;

/// Which certificate the signature is of.
const SERIAL: &str = "Wechatmp-Serial";
/// The same of the certificate that is being replaced, while it is.
const SERIAL_DEPRECATED: &str = "Wechatmp-Serial-Deprecated";
const SIGNATURE_DEPRECATED: &str = "Wechatmp-Signature-Deprecated";

/// How far a reply's time may be from ours, in seconds: the guide's sample allows as much for late
/// ones, and one from the future proves as little.
const TOLERANCE: u64 = 300;

/// Longest text of a header that is repeated in an error.
const MOST: usize = 64;

/// A reply in clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The reply's JSON, without the fields that tied it to the call.
    pub body: Vec<u8>,
    /// What vouches for it.
    pub standing: Standing,
}

/// What vouches for a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// WeChat's signature.
    Signed,
    /// Its signature by the certificate that it is about to drop: 平台证书 is to be renewed.
    SignedByDeprecated,
    /// Nothing: an error of the gateway's, or a reply that `plain_replies = "warn"` lets through.
    Plain,
}

impl Signer {
    /// Verifies and decrypts the reply to a call of `path`; `body` as it came, `now` in Unix
    /// seconds. A plain reply that states an error is passed on: WeChat's gateway signs none.
    ///
    /// # Errors
    /// Where the reply can't be shown to be WeChat's own, of this call's app and of this moment;
    /// says which of them and what mends it.
    pub fn open(
        &self,
        path: &str,
        headers: &HeaderMap,
        body: &[u8],
        now: i64,
    ) -> Result<Opened, Error> {
        let look = Look::of(body);
        let is_signed =
            headers.contains_key(SIGNATURE) || headers.contains_key(SIGNATURE_DEPRECATED);
        if !is_signed {
            return self.plain(&look, body);
        }
        let keys = self.keys()?;
        let (certificate, signature, standing) = chosen(&keys, headers)?;
        let appid = header(headers, APPID)?;
        if appid != self.appid {
            return Err(failed(format!(
                "WeChat's reply is for the app «{}», not for {}; check appid, and whose keys sign.",
                clean(appid),
                self.appid
            )));
        }
        let timestamp = header(headers, TIMESTAMP)?;
        let seconds = fresh(timestamp, now)?;
        let binding = Binding::new(path, appid, timestamp);
        let signature = STANDARD.decode(signature).unwrap_or_default();
        if !certificate.key.verifies(&binding.payload(body), &signature) {
            return Err(failed(format!(
                "The signature of WeChat's reply does not fit 平台证书 {}; download that certificate \
                 anew from WeChat's console, and look for what changes replies on their way.",
                certificate.sn
            )));
        }
        if !matches!(look, Look::Envelope) {
            return self.plain(&look, body);
        }
        let clear = serde_json::from_slice::<Envelope>(body)
            .ok()
            .and_then(|envelope| {
                let associated = binding.associated(&keys.symmetric_sn);
                envelope.open(&keys.cipher, &associated).ok()
            })
            .ok_or_else(|| {
                failed(
                    "WeChat's reply can't be decrypted; compare algorithm, number (sn) and key of \
                     API 对称密钥 with WeChat's console.",
                )
            })?;
        Ok(Opened {
            body: stripped(&clear, appid, seconds)?,
            standing,
        })
    }

    /// What nothing vouches for.
    fn plain(&self, look: &Look, body: &[u8]) -> Result<Opened, Error> {
        match (look, self.plain_replies) {
            (Look::Envelope, _) => Err(failed(
                "WeChat's reply is encrypted and not signed; look for what drops the Wechatmp \
                 headers on their way.",
            )),
            (Look::Other, PlainReplies::Refuse) => Err(failed(
                "WeChat's reply is neither encrypted nor signed; switch the encryption on in \
                 WeChat's console (开发设置 → API安全), or set plain_replies = \"warn\", and look for \
                 a proxy or gateway that answers in WeChat's place.",
            )),
            (Look::Error, _) | (Look::Other, PlainReplies::Warn) => Ok(Opened {
                body: body.to_vec(),
                standing: Standing::Plain,
            }),
        }
    }
}

/// The certificate of ours that the reply is signed by, and that signature.
fn chosen<'a>(
    keys: &'a Keys,
    headers: &'a HeaderMap,
) -> Result<(&'a Certificate, &'a str, Standing), Error> {
    let mut named = Vec::new();
    for (serial, signature, standing) in [
        (SERIAL, SIGNATURE, Standing::Signed),
        (
            SERIAL_DEPRECATED,
            SIGNATURE_DEPRECATED,
            Standing::SignedByDeprecated,
        ),
    ] {
        if !headers.contains_key(serial) {
            continue;
        }
        let sn = header(headers, serial)?;
        let ours = keys.certificates.iter().find(|ours| ours.sn == sn);
        if let Some(certificate) = ours {
            return Ok((certificate, header(headers, signature)?, standing));
        }
        named.push(clean(sn));
    }
    Err(failed(if named.is_empty() {
        format!(
            "WeChat's reply is signed and has no {SERIAL}; look for what drops headers on their way."
        )
    } else {
        format!(
            "WeChat signed its reply by 平台证书 {}, which is not configured; download 平台证书 from \
             WeChat's console (开发设置 → API安全) and add it with its number (sn).",
            named.join(" and by ")
        )
    }))
}

/// The one value of a header.
fn header<'a>(headers: &'a HeaderMap, name: &str) -> Result<&'a str, Error> {
    let mut values = headers.get_all(name).iter();
    let value = values.next().and_then(|value| value.to_str().ok());
    match (value, values.next()) {
        (Some(value), None) => Ok(value),
        _ => Err(failed(format!(
            "WeChat's reply lacks {name}, or has it in no readable form; look for what changes \
             headers on their way."
        ))),
    }
}

/// The reply's time in Unix seconds, where it is near ours.
pub(super) fn fresh(timestamp: &str, now: i64) -> Result<i64, Error> {
    let is_number = !timestamp.is_empty() && timestamp.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = timestamp
        .parse::<i64>()
        .ok()
        .filter(|_| is_number)
        .ok_or_else(|| {
            failed(format!(
                "WeChat's reply has «{}» for its time, where Unix seconds are expected.",
                clean(timestamp)
            ))
        })?;
    let off = seconds.abs_diff(now);
    if off > TOLERANCE {
        let side = if seconds < now { "behind" } else { "ahead of" };
        return Err(failed(format!(
            "WeChat's reply is dated {off} s {side} this machine's clock, and {TOLERANCE} s are \
             accepted; check the clock."
        )));
    }
    Ok(seconds)
}

/// The decrypted fields, less those that tie them to app and time, which must fit the headers.
pub(super) fn stripped(clear: &[u8], appid: &str, seconds: i64) -> Result<Vec<u8>, Error> {
    let unfit = |what: &str| {
        failed(format!(
            "WeChat's reply holds {what} other than its headers'; send the reply's rid to WeChat's \
             support."
        ))
    };
    let no_object = |_| failed("What WeChat encrypted is no JSON object.");
    let mut fields: Fields = serde_json::from_slice(clear).map_err(no_object)?;
    let mut take = |name: &str| fields.remove(name).and_then(|raw| wire::scalar(&raw));
    take("_n");
    if take("_appid").as_deref() != Some(appid) {
        return Err(unfit("an _appid"));
    }
    let inside = take("_timestamp").and_then(|text| text.trim().parse::<i64>().ok());
    if inside != Some(seconds) {
        return Err(unfit("a _timestamp"));
    }
    serde_json::to_vec(&fields).map_err(no_object)
}

/// What a header said, short and without anything that could disturb a log.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_ascii_graphic())
        .take(MOST)
        .collect()
}
