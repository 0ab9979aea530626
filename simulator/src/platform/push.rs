//! What WeChat posts to a platform: tickets and authorisations, encrypted and signed.

use std::fmt;

use aes::Aes256;
use base64::Engine;
use base64::alphabet;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use cbc::cipher::block_padding::NoPadding;
use cbc::cipher::{BlockModeEncrypt, KeyIvInit};
use sha1::{Digest, Sha1};

use super::Platform;
use crate::simulator::Simulator;

/// The padding fills up blocks of so many bytes, twice AES's own.
const BLOCK: usize = 32;

/// Keys are any 43 letters, so that the last may carry bits that belong to no byte.
const KEYS: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// Something that a platform is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A new ticket, pushed every ten minutes; it is made here, and good for 12 hours.
    Ticket,
    /// An owner authorised the platform, with a code for `api_query_auth`.
    Authorized {
        /// The owner's app.
        appid: String,
    },
    /// An owner changed the authorisation, with such a code.
    UpdateAuthorized {
        /// The owner's app.
        appid: String,
    },
    /// An owner took the authorisation back.
    Unauthorized {
        /// The owner's app.
        appid: String,
    },
    /// Something else of WeChat's many kinds.
    Other {
        /// Its `InfoType`.
        kind: &'static str,
    },
}

/// A request as WeChat posts it to the platform's event address.
#[derive(Clone, PartialEq, Eq)]
pub struct Push {
    /// The query, without its question mark.
    pub query: String,
    /// The body, XML.
    pub body: String,
    /// The new ticket inside, where it is one.
    pub ticket: Option<String>,
    /// The code of the authorisation inside.
    pub authorization_code: Option<String>,
}

impl fmt::Debug for Push {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Push").finish_non_exhaustive()
    }
}

impl Simulator {
    /// Makes an event happen and composes its push. An authorisation that is told and was not
    /// given yet is given; one that is told to be over is taken back.
    ///
    /// # Panics
    ///
    /// The platform was never added, or its key for messages is not 43 letters of base64.
    #[must_use]
    pub fn push(&self, component_appid: &str, event: Event) -> Push {
        self.push_at(component_appid, event, self.believed())
    }

    /// The same with the time at which it happened, Unix seconds: a push that comes late. The
    /// query's own time is now, as that of a push that is tried again.
    ///
    /// # Panics
    ///
    /// As [`Self::push`].
    #[must_use]
    #[expect(
        clippy::panic,
        reason = "a test that names no platform can go no further"
    )]
    pub fn push_at(&self, component_appid: &str, event: Event, create_time: i64) -> Push {
        let now = self.believed();
        let Some(platform) = self.state().platforms.find(component_appid).cloned() else {
            panic!("{component_appid} is no platform: add it with add_platform first");
        };
        let told = Told::new(self, &platform, event, create_time);
        let Some((query, body)) = compose(&platform, &told.text, now) else {
            panic!("message_aes_key of {component_appid} is not 43 letters of base64");
        };
        Push {
            query,
            body,
            ticket: told.ticket,
            authorization_code: told.code,
        }
    }
}

/// An event that has happened.
struct Told {
    text: String,
    ticket: Option<String>,
    code: Option<String>,
}

impl Told {
    fn new(simulator: &Simulator, platform: &Platform, event: Event, time: i64) -> Self {
        let component = platform.component_appid.as_str();
        let now = simulator.now();
        let head = |kind| {
            cdata("AppId", component)
                + &format!("<CreateTime>{time}</CreateTime>")
                + &cdata("InfoType", kind)
        };
        let (kind, appid) = match event {
            Event::Ticket => {
                let ticket = simulator.state().platforms.push_ticket(component, time);
                return Self {
                    text: head("component_verify_ticket")
                        + &cdata("ComponentVerifyTicket", &ticket),
                    ticket: Some(ticket),
                    code: None,
                };
            }
            Event::Unauthorized { appid } => {
                simulator.withdraw(component, &appid);
                return Self {
                    text: head("unauthorized") + &cdata("AuthorizerAppid", &appid),
                    ticket: None,
                    code: None,
                };
            }
            Event::Other { kind } => {
                return Self {
                    text: head(kind),
                    ticket: None,
                    code: None,
                };
            }
            Event::Authorized { appid } => ("authorized", appid),
            Event::UpdateAuthorized { appid } => ("updateauthorized", appid),
        };
        let mut state = simulator.state();
        let platforms = &mut state.platforms;
        let (code, ends) = platforms.code(component, &appid, now);
        Self {
            text: head(kind)
                + &cdata("AuthorizerAppid", &appid)
                + &cdata("AuthorizationCode", &code)
                + &format!("<AuthorizationCodeExpiredTime>{ends}</AuthorizationCodeExpiredTime>")
                + &cdata("PreAuthCode", &platforms.pre_auth_code()),
            ticket: None,
            code: Some(code),
        }
    }
}

/// An element as WeChat writes texts; none of these holds what would end it.
fn cdata(name: &str, text: &str) -> String {
    format!("<{name}><![CDATA[{text}]]></{name}>")
}

/// Query and body of a push; `None` where the platform's key is none.
fn compose(platform: &Platform, inside: &str, now: i64) -> Option<(String, String)> {
    let encrypted = encrypt(platform, &format!("<xml>{inside}</xml>"))?;
    let (time, nonce) = (now.to_string(), rand::random::<u32>().to_string());
    let token = platform.message_token.as_str();
    let plain = sha1_of(&mut [token, &time, &nonce]);
    let signature = sha1_of(&mut [token, &time, &nonce, &encrypted]);
    let query = format!(
        "signature={plain}&timestamp={time}&nonce={nonce}&encrypt_type=aes&msg_signature={signature}"
    );
    let body = cdata("AppId", &platform.component_appid) + &cdata("Encrypt", &encrypted);
    Some((query, format!("<xml>{body}</xml>")))
}

/// Random bytes, the length, the message and the platform's AppID, padded and encrypted.
fn encrypt(platform: &Platform, message: &str) -> Option<String> {
    let key = KEYS.decode(format!("{}=", platform.message_aes_key)).ok()?;
    let length = u32::try_from(message.len()).ok()?;
    let mut text = rand::random::<[u8; 16]>().to_vec();
    text.extend(length.to_be_bytes());
    text.extend(message.bytes());
    text.extend(platform.component_appid.bytes());
    let padding = BLOCK - text.len() % BLOCK;
    text.extend(std::iter::repeat_n(u8::try_from(padding).ok()?, padding));
    let vector = key.get(..16)?;
    let cipher = cbc::Encryptor::<Aes256>::new_from_slices(&key, vector).ok()?;
    Some(STANDARD.encode(cipher.encrypt_padded_vec::<NoPadding>(&text)))
}

/// SHA-1 in hexadecimal of the texts in order of their bytes, one after another.
fn sha1_of(texts: &mut [&str]) -> String {
    texts.sort_unstable();
    let digest = Sha1::digest(texts.concat());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
