//! The form in which encrypted bodies travel, and what ties one to its call.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::super::wire;
use super::cipher::{Cipher, IV_BYTES, Refused, TAG_BYTES};

/// What signatures and encryption name as the origin, whichever host is connected to: a proxy or a
/// fallback host forwards what was meant for this one.
const ORIGIN: &str = "https://api.weixin.qq.com";

/// What a body is tied to; it is signed with it, and opens under it alone.
pub(super) struct Binding<'a> {
    urlpath: String,
    appid: &'a str,
    timestamp: &'a str,
}

impl<'a> Binding<'a> {
    /// `path` may carry a query, which is no part of the binding.
    pub(super) fn new(path: &str, appid: &'a str, timestamp: &'a str) -> Self {
        let path = path.split(['?', '#']).next().unwrap_or_default();
        Self {
            urlpath: format!("{ORIGIN}{path}"),
            appid,
            timestamp,
        }
    }

    /// The bytes that are signed: address, app, time and body, by line feeds, and none after.
    pub(super) fn payload(&self, body: &[u8]) -> Vec<u8> {
        let Self {
            urlpath,
            appid,
            timestamp,
        } = self;
        let mut payload = format!("{urlpath}\n{appid}\n{timestamp}\n").into_bytes();
        payload.extend_from_slice(body);
        payload
    }

    /// What the encryption is bound to beside its key: the symmetric key's number is part of it.
    pub(super) fn associated(&self, sn: &str) -> String {
        let Self {
            urlpath,
            appid,
            timestamp,
        } = self;
        format!("{urlpath}|{appid}|{timestamp}|{sn}")
    }
}

/// An encrypted body; each part is base64.
#[derive(Serialize, Deserialize)]
pub(super) struct Envelope {
    iv: String,
    data: String,
    authtag: String,
}

impl Envelope {
    /// Encrypts a text. The fields stand in the order of the guide's sample.
    pub(super) fn seal(
        cipher: &Cipher,
        iv: [u8; IV_BYTES],
        associated: &str,
        plain: &str,
    ) -> Result<Self, Refused> {
        let mut bytes = plain.as_bytes().to_vec();
        let tag = cipher.seal(iv, associated.as_bytes(), &mut bytes)?;
        Ok(Self {
            iv: STANDARD.encode(iv),
            data: STANDARD.encode(bytes),
            authtag: STANDARD.encode(tag),
        })
    }

    /// The bytes in clear.
    pub(super) fn open(&self, cipher: &Cipher, associated: &str) -> Result<Vec<u8>, Refused> {
        let bytes = |text: &str| STANDARD.decode(text).map_err(|_| Refused);
        let iv: [u8; IV_BYTES] = bytes(&self.iv)?.try_into().map_err(|_| Refused)?;
        let tag: [u8; TAG_BYTES] = bytes(&self.authtag)?.try_into().map_err(|_| Refused)?;
        cipher.open(iv, associated.as_bytes(), bytes(&self.data)?, tag)
    }
}

/// The parts of an envelope before anything of them is believed.
#[derive(Deserialize)]
struct Parts<'a> {
    #[serde(borrow)]
    iv: Option<&'a RawValue>,
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    authtag: Option<&'a RawValue>,
}

/// What a plain reply states of an error. Read by itself: a code that stands twice is none, and must not
/// make an envelope look like something else.
#[derive(Deserialize)]
struct Stated<'a> {
    #[serde(borrow)]
    errcode: Option<&'a RawValue>,
}

/// The look of a body.
pub(super) enum Look {
    /// An encrypted one, be it well formed or not.
    Envelope,
    /// A plain one that states an error.
    Error,
    /// Anything else.
    Other,
}

impl Look {
    /// Errors are read as `wire` reads them, so that no reply is an error here and data there.
    pub(super) fn of(body: &[u8]) -> Self {
        // A list would be read as the fields in their order.
        let is_object = body.trim_ascii_start().starts_with(b"{");
        if !is_object {
            return Self::Other;
        }
        let parts = serde_json::from_slice::<Parts<'_>>(body);
        if parts.is_ok_and(|of| of.iv.is_some() && of.data.is_some() && of.authtag.is_some()) {
            return Self::Envelope;
        }
        let stated = serde_json::from_slice::<Stated<'_>>(body).ok();
        let errcode = stated
            .and_then(|stated| stated.errcode)
            .and_then(wire::scalar);
        match errcode.and_then(|text| text.trim().parse::<i64>().ok()) {
            Some(code) if code != 0 => Self::Error,
            _ => Self::Other,
        }
    }
}

/// A JSON object whose values stay as they were written.
pub(super) type Fields = BTreeMap<String, Box<RawValue>>;
