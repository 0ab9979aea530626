//! What WeChat tells a platform: tickets, and who authorised it.

use std::sync::atomic::Ordering;

use secrecy::SecretString;
use serde::Deserialize;

use super::Platform;
use super::message::{self, Letter};
use crate::config::SecretSource;

/// An event that WeChat pushed.
pub struct Event {
    /// What happened.
    pub happened: Happened,
    /// When WeChat made it, Unix seconds.
    pub created: i64,
}

/// What happened.
pub enum Happened {
    /// A `component_verify_ticket` came.
    Ticket(SecretString),
    /// An app's owner authorised the platform, or changed what it may do.
    Authorised {
        /// The app.
        appid: String,
        /// What the refresh token is had with, once.
        code: SecretString,
    },
    /// An app's owner has withdrawn the authorisation.
    Withdrawn {
        /// The app.
        appid: String,
    },
    /// Something that is of no use here.
    Other,
}

/// The message's XML.
#[derive(Deserialize)]
struct Message {
    #[serde(rename = "CreateTime")]
    created: Option<String>,
    #[serde(rename = "InfoType")]
    kind: Option<String>,
    #[serde(rename = "ComponentVerifyTicket")]
    ticket: Option<String>,
    #[serde(rename = "AuthorizerAppid")]
    appid: Option<String>,
    #[serde(rename = "AuthorizationCode")]
    code: Option<String>,
}

impl Platform {
    /// Reads what was pushed; nothing where it is not WeChat's, or for another platform.
    #[must_use]
    pub fn read_event(&self, letter: &Letter, body: &[u8]) -> Option<Event> {
        let config = self.config();
        let events = config.events.as_ref()?;
        let read = |source: &SecretSource| {
            let secret = source.read();
            secret
                .inspect_err(|error| tracing::error!(%error, "an event can't be read"))
                .ok()
        };
        let (token, key) = (read(&events.message_token)?, read(&events.message_aes_key)?);
        let text = message::open(letter, body, &token, &key, &config.component_appid)?;
        Some(event(&text))
    }

    /// Takes in what happened; `file` tells an app's configured refresh token, and nothing for an
    /// app that is not one of ours.
    pub async fn hear(&self, event: Event, file: impl Fn(&str) -> Option<Option<SecretSource>>) {
        let Event { happened, created } = event;
        let name = self.name();
        let taken = match happened {
            Happened::Ticket(ticket) => self.0.component.keep_ticket(&ticket, created).await,
            Happened::Authorised { appid, code } => match file(&appid) {
                Some(file) => {
                    tracing::info!(platform = name, appid, "an app authorised the platform");
                    self.authorise(&appid, &code, file.as_ref(), created).await
                }
                None => {
                    tracing::info!(
                        platform = name,
                        appid,
                        "an app that is not configured authorised the platform"
                    );
                    Ok(())
                }
            },
            Happened::Withdrawn { appid } => match file(&appid) {
                Some(file) => {
                    tracing::warn!(platform = name, appid, "an app withdrew its authorisation");
                    self.withdraw(&appid, file.as_ref(), created).await
                }
                None => Ok(()),
            },
            Happened::Other => Ok(()),
        };
        self.0.component.heard.fetch_add(1, Ordering::Relaxed);
        if let Err(error) = taken {
            tracing::error!(platform = name, %error, "an event could not be taken in");
        }
    }
}

/// What a message says; what is not understood is of no use, and no error.
pub(super) fn event(text: &str) -> Event {
    let Ok(message) = quick_xml::de::from_str::<Message>(text) else {
        return Event {
            happened: Happened::Other,
            created: 0,
        };
    };
    let Message {
        created,
        kind,
        ticket,
        appid,
        code,
    } = message;
    let filled = |text: Option<String>| {
        let text = text?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let happened = match filled(kind).as_deref() {
        Some("component_verify_ticket") => {
            filled(ticket).map(|ticket| Happened::Ticket(SecretString::from(ticket)))
        }
        Some("authorized" | "updateauthorized") => {
            filled(appid)
                .zip(filled(code))
                .map(|(appid, code)| Happened::Authorised {
                    appid,
                    code: SecretString::from(code),
                })
        }
        Some("unauthorized") => filled(appid).map(|appid| Happened::Withdrawn { appid }),
        _ => None,
    };
    Event {
        happened: happened.unwrap_or(Happened::Other),
        // One without a time is older than any other.
        created: filled(created)
            .and_then(|time| time.parse().ok())
            .unwrap_or(0),
    }
}
