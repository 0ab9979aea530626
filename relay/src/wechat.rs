//! WeChat's performance API: the only room that knows its JSON, its addresses and its error codes.
//!
//! `client` speaks HTTP, `credential` is how a token is had, `token` holds it, `platform` is a
//! third-party platform, `signing` the second encryption, `wire` reads and writes the JSON, `codes`
//! knows what each code means and `error` says it; `attempts` tries again what passes by itself,
//! behind the `gate` of the app; `meter` counts; `veil` takes secrets out of what WeChat repeats. [`Account`] puts
//! them together for one app, and `diagnose` asks for what helps to find a fault.

mod account;
mod attempts;
mod client;
mod codes;
mod credential;
mod diagnose;
mod error;
mod gate;
#[cfg(any(test, fuzzing))]
pub(crate) mod laws;
mod meter;
mod platform;
pub mod signing;
mod standing;
mod token;
mod veil;
mod wire;

pub use account::Account;
pub use client::Options;
pub use codes::{Action, Call, Span, in_language};
pub use credential::check_header;
pub use diagnose::{RidReport, WechatQuota};
pub use error::Error;
pub use gate::Gate;
pub use platform::{Event, Happened, Letter, Platform, check_message_key};
pub use standing::Standings;
pub use wire::{Answer, Point};

use std::sync::Arc;

use crate::clock::Clock;
use crate::config::{PlatformConfig, SecretSource};
use crate::history::History;
use client::Client;

/// The way to WeChat that all accounts share.
#[derive(Clone)]
pub struct Upstream {
    client: Arc<Client>,
    options: Options,
    clock: Clock,
}

impl Upstream {
    /// Builds it; nothing is asked yet.
    ///
    /// # Errors
    /// Names the option that is of no use.
    pub fn new(options: Options, clock: Clock) -> Result<Self, String> {
        Ok(Self {
            client: Arc::new(Client::new(&options, clock.clone())?),
            options,
            clock,
        })
    }

    /// A third-party platform whose tokens are kept in `history`, sealed by `key`.
    #[must_use]
    pub fn platform(
        &self,
        config: &PlatformConfig,
        history: History,
        key: SecretSource,
    ) -> Platform {
        Platform::new(
            config,
            self.client.clone(),
            self.clock.clone(),
            history,
            key,
        )
    }
}
