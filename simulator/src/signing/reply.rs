//! Sealing and signing a reply, and how that goes wrong as scripted.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use serde_json::Value;

use super::demonstration::{decoded, file};
use super::keyring::{Certificate, keyring};
use super::{Seal, Security, Serials, Signature, authenticated, payload};
use crate::fault::Effect;

/// A number that no certificate has.
const NOBODYS_SERIAL: &str = "00000000000000000000000000000000";
/// An AppID that no account has.
const NOBODYS_APPID: &str = "wx0000000000000000";

/// A reply as it leaves.
pub(crate) struct Sealed {
    /// Names and values.
    pub(crate) headers: Vec<(&'static str, String)>,
    pub(crate) body: String,
}

impl Security {
    /// The certificate that signs, and the deprecated one beside it while they change.
    fn certificates(self) -> (&'static Certificate, Option<&'static Certificate>) {
        let keyring = keyring();
        match (self.serials, self.pair.asymmetric) {
            (Serials::Next, _) => (&keyring.rsa_next, Some(&keyring.rsa)),
            (Serials::Rsa, _) | (Serials::Pair, Signature::RsaWithSha256) => (&keyring.rsa, None),
            (Serials::Sm2, _) | (Serials::Pair, Signature::Sm2WithSm3) => (&keyring.sm2, None),
        }
    }
}

impl Seal {
    /// A body sealed and signed at a time in Unix seconds, bent by a fault of this layer; `None`
    /// where a library fails.
    pub(crate) fn reply(&self, body: &Value, now: i64, effect: Option<&Effect>) -> Option<Sealed> {
        let time = match effect {
            Some(Effect::StaleReply(seconds)) => now.saturating_sub(*seconds),
            _ => now,
        };
        let envelope = self.envelope(body, time, effect)?;
        if effect == Some(&Effect::UnsignedEnvelope) {
            return Some(Sealed {
                headers: Vec::new(),
                body: envelope,
            });
        }
        let text = time.to_string();
        let signed = payload(&self.path, &self.appid, &text, envelope.as_bytes());
        let (certificate, deprecated) = self.security.certificates();
        let signature = |certificate: &Certificate| certificate.sign(&signed);
        let mut headers = vec![
            ("Wechatmp-Appid", self.appid.clone()),
            ("Wechatmp-TimeStamp", text),
            (
                "Wechatmp-Signature",
                STANDARD.encode(signature(certificate)?),
            ),
        ];
        if effect == Some(&Effect::OtherSerial) {
            headers.push(("Wechatmp-Serial", NOBODYS_SERIAL.to_owned()));
        } else {
            headers.push(("Wechatmp-Serial", certificate.sn.to_owned()));
            if let Some(deprecated) = deprecated {
                let old = STANDARD.encode(signature(deprecated)?);
                headers.push(("Wechatmp-Serial-Deprecated", deprecated.sn.to_owned()));
                headers.push(("Wechatmp-Signature-Deprecated", old));
            }
        }
        let body = if effect == Some(&Effect::TamperReply) {
            tampered(&envelope)
        } else {
            envelope
        };
        Some(Sealed { headers, body })
    }

    fn envelope(&self, body: &Value, time: i64, effect: Option<&Effect>) -> Option<String> {
        let appid = match effect {
            Some(Effect::MismatchedInside) => NOBODYS_APPID,
            _ => &self.appid,
        };
        let mut inside = body.as_object()?.clone();
        let noise = STANDARD_NO_PAD.encode(rand::random::<[u8; 16]>());
        inside.insert("_n".to_owned(), noise.into());
        inside.insert("_appid".to_owned(), appid.into());
        inside.insert("_timestamp".to_owned(), time.into());
        let cipher = self.security.pair.symmetric;
        let key = file().symmetric(cipher);
        let aad = authenticated(&self.path, &self.appid, time, &key.sn);
        let text = Value::Object(inside).to_string();
        cipher.seal(&decoded(&key.key), &aad, text.as_bytes())
    }
}

/// One letter in the middle, which is inside the ciphertext, becomes another of base64.
fn tampered(envelope: &str) -> String {
    let middle = envelope.len() / 2;
    let change = |(place, letter)| match letter {
        'A' if place == middle => 'B',
        _ if place == middle => 'A',
        letter => letter,
    };
    envelope.char_indices().map(change).collect()
}
