//! `secret`: a token by `stable_token`, from AppID and AppSecret.
//!
//! Asked without force it hands every relay and every system the same token, and ends nobody's.

use std::sync::Arc;
use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::{ExposeSecret as _, SecretString};

use super::{Credential, Grant};
use crate::config::SecretSource;
use crate::wechat::attempts::attempts;
use crate::wechat::client::{Client, Pass};
use crate::wechat::error::Error;
use crate::wechat::wire;

const TOKEN_PATH: &str = "/cgi-bin/stable_token";

/// AppID and AppSecret.
pub(in crate::wechat) struct AppSecret {
    pub(in crate::wechat) client: Arc<Client>,
    pub(in crate::wechat) appid: String,
    pub(in crate::wechat) secret: SecretSource,
    /// Whether a refused token is replaced at once, which ends it for every other system.
    pub(in crate::wechat) force_refresh: bool,
}

impl AppSecret {
    async fn ask(&self, force: bool) -> Result<Grant, Error> {
        let secret = self
            .secret
            .read()
            .map_err(|error| Error::unreadable_file("the AppSecret", &error))?;
        let body = wire::token_request(&self.appid, secret.expose_secret(), force);
        let client = &self.client;
        // Without the gate: a token is what a check asks for while the gate is closed.
        let once = || client.post(TOKEN_PATH, Pass::None, &body, wire::read_token);
        let (token, seconds) = attempts(None, once).await?;
        Ok(Grant {
            token: SecretString::from(token),
            life: Some(Duration::from_secs(seconds)),
            is_new: true,
        })
    }
}

impl Credential for AppSecret {
    fn fetch<'a>(
        &'a self,
        refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        self.ask(self.force_refresh && refused.is_some()).boxed()
    }

    fn edition(&self) -> u64 {
        self.secret.edition()
    }
}
