//! `secret`: a token by `stable_token`, from AppID and AppSecret.
//!
//! Asked without force it hands every relay and every system the same token, and ends nobody's.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};

use super::forced::{Forced, May};
use super::{Credential, Grant};
use crate::clock::Clock;
use crate::config::SecretSource;
use crate::wechat::attempts::attempts;
use crate::wechat::client::{Client, Pass};
use crate::wechat::error::Error;
use crate::wechat::wire;

const TOKEN_PATH: &str = "/cgi-bin/stable_token";

/// AppID and AppSecret.
pub(in crate::wechat) struct AppSecret {
    client: Arc<Client>,
    clock: Clock,
    appid: String,
    secret: SecretSource,
    /// What was renewed by force, which ends a token for every other system; nothing where that is not
    /// configured.
    forced: Option<Mutex<Forced>>,
}

impl AppSecret {
    /// Nothing is asked yet; `force_refresh` says whether a refused token is replaced at once.
    pub(in crate::wechat) fn new(
        client: Arc<Client>,
        clock: Clock,
        appid: String,
        secret: SecretSource,
        force_refresh: bool,
    ) -> Self {
        Self {
            client,
            clock,
            appid,
            secret,
            forced: force_refresh.then(Mutex::default),
        }
    }

    /// What was forced, where a token may be renewed so in place of `refused`.
    fn force(&self, refused: &SecretString) -> Option<&Mutex<Forced>> {
        let forced = self.forced.as_ref()?;
        match lock(forced).may(refused, &self.clock) {
            May::Yes => Some(forced),
            May::NotYet => {
                tracing::warn!(
                    appid = self.appid,
                    "force_refresh: a token is refused soon after one was had by force; it is asked for \
                     without force"
                );
                None
            }
            May::NotToday => None,
        }
    }

    async fn ask(&self, forced: Option<&Mutex<Forced>>) -> Result<Grant, Error> {
        let secret = self
            .secret
            .read()
            .map_err(|error| Error::unreadable_file("the AppSecret", &error))?;
        let body = wire::token_request(&self.appid, secret.expose_secret(), forced.is_some());
        let client = &self.client;
        // Without the gate: a token is what a check asks for while the gate is closed.
        let once = || {
            if forced.is_some_and(|forced| lock(forced).count_one(&self.clock)) {
                tracing::warn!(
                    appid = self.appid,
                    "force_refresh: a token was renewed by force for the last time today; see that no \
                     other system fetches this app's tokens"
                );
            }
            client.post(TOKEN_PATH, Pass::None, &body, wire::read_token)
        };
        let (token, seconds) = attempts(None, once).await?;
        let token = SecretString::from(token);
        if let Some(forced) = forced {
            lock(forced).brought(&token);
        }
        Ok(Grant {
            token,
            life: Some(Duration::from_secs(seconds)),
            is_new: true,
        })
    }
}

fn lock(forced: &Mutex<Forced>) -> MutexGuard<'_, Forced> {
    forced.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Credential for AppSecret {
    fn fetch<'a>(
        &'a self,
        refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        let forced = refused.and_then(|refused| self.force(refused));
        self.ask(forced).boxed()
    }

    fn edition(&self) -> u64 {
        self.secret.edition()
    }
}
