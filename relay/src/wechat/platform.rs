//! A third-party platform (第三方平台): from its ticket to its own token, and from an owner's
//! authorisation to the token of the owner's app.
//!
//! Ticket, tokens and refresh tokens are kept sealed in the store: a restart needs no new ticket,
//! and what WeChat hands out once is not lost.

mod authorisation;
mod component;
mod event;
#[cfg(any(test, fuzzing))]
pub(super) mod laws;
mod message;
mod shared_token;
mod vault;

#[cfg(test)]
mod tests;

pub use event::{Event, Happened};
pub use message::{Letter, check_message_key};

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use secrecy::SecretString;

use super::attempts::attempts;
use super::client::{Client, Pass};
use super::codes::Action;
use super::credential::{Credential as _, Grant};
use super::error::Error;
use super::meter::Meter;
use super::token::Tokens;
use crate::clock::Clock;
use crate::config::{PlatformConfig, SecretSource};
use crate::history::History;
use authorisation::Refreshes;
use component::Component;
use shared_token::shared_token;
use vault::Vault;

/// One platform; clones share everything.
#[derive(Clone)]
pub struct Platform(Arc<Inner>);

struct Inner {
    config: PlatformConfig,
    client: Arc<Client>,
    clock: Clock,
    vault: Vault,
    component: Component,
    tokens: Tokens,
    refreshes: Refreshes,
}

impl Platform {
    pub(super) fn new(
        config: &PlatformConfig,
        client: Arc<Client>,
        clock: Clock,
        history: History,
        key: SecretSource,
    ) -> Self {
        let vault = Vault { history, key };
        // No alias has a dot.
        let name = format!("platforms.{}", config.name);
        let meter = Meter::new(&name, clock.clone());
        let component = Component {
            appid: config.component_appid.clone(),
            secret: config.component_secret.clone(),
            ticket: config.ticket.clone(),
            client: client.clone(),
            clock: clock.clone(),
            vault: vault.clone(),
            heard: AtomicU64::new(0),
        };
        Self(Arc::new(Inner {
            config: config.clone(),
            client,
            clock,
            refreshes: Refreshes::new(&config.component_appid, vault.clone()),
            vault,
            component,
            tokens: Tokens::counted(meter),
        }))
    }

    /// Its name in the configuration.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.config.name
    }

    /// How it was configured.
    pub(super) fn config(&self) -> &PlatformConfig {
        &self.0.config
    }

    /// What changes when a ticket or an authorisation came, or a file of the platform changed.
    pub(super) fn edition(&self) -> u64 {
        self.0.component.edition()
    }

    /// A token for an app whose owner has authorised the platform. Goes on to its end where nobody
    /// waits for it any more, since WeChat may hand out a refresh token once.
    pub(super) async fn token(
        &self,
        appid: &str,
        file: Option<&SecretSource>,
        refused: Option<&SecretString>,
    ) -> Result<Grant, Error> {
        let (platform, appid) = (self.clone(), appid.to_owned());
        let (file, refused) = (file.cloned(), refused.cloned());
        let work = async move {
            platform
                .renew(&appid, file.as_ref(), refused.as_ref())
                .await
        };
        let done = tokio::spawn(work).await;
        done.unwrap_or_else(|_| Err(Error::internal()))
    }

    async fn renew(
        &self,
        appid: &str,
        file: Option<&SecretSource>,
        refused: Option<&SecretString>,
    ) -> Result<Grant, Error> {
        let inner = &self.0;
        let name = format!("third-party/{}/{appid}/token", inner.config.component_appid);
        let fetch = || inner.authorised(appid, file);
        shared_token(&inner.vault, &inner.clock, &name, refused, fetch).await
    }
}

impl Inner {
    /// Calls one of the platform's own interfaces, once more with a new token where WeChat calls
    /// the platform's bad, and yet once more where the one in its place had been kept.
    async fn call<T>(
        &self,
        path: &str,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let client = &self.client;
        let mut token = self.tokens.get(&self.component).await?;
        let mut renewals = 0;
        loop {
            let once = || client.post(path, Pass::Component(&token.secret), body, &read);
            let error = match attempts(None, once).await {
                Err(error) if error.action == Action::RefreshOnce => error,
                outcome => return outcome,
            };
            if token.may_be_replaced(renewals) {
                renewals += 1;
                token = self.tokens.renew(&token, error, &self.component).await?;
            } else {
                // However many apps stand on the platform: what is wrong is not mended by yet
                // another token.
                self.tokens.refuse(&error, &self.component);
                return Err(error);
            }
        }
    }
}
