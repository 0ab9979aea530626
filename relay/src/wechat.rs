//! WeChat's performance API: the only room that knows its JSON, its addresses and its error codes.
//!
//! `client` speaks HTTP, `token` holds what lets us in, `wire` reads and writes the JSON, `error`
//! knows what each code means; [`Account`] puts them together for one app.

mod client;
mod error;
mod token;
mod wire;

pub use client::Options;
pub use error::{Error, Retry};
pub use wire::{Answer, Point};

use std::sync::Arc;

use secrecy::{ExposeSecret as _, SecretString};
use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::ProblemKind;

use crate::config::{Credential, SecretSource};
use client::Client;
use token::{Token, Tokens};

const TOKEN_PATH: &str = "/cgi-bin/stable_token";
const BOOT_PATH: &str = "/wxa/business/performance/boot";

/// The way to WeChat that all accounts share.
#[derive(Clone, Debug)]
pub struct Upstream(Arc<Client>);

impl Upstream {
    /// Builds it; nothing is asked yet.
    ///
    /// # Errors
    /// Names the option that is of no use.
    pub fn new(options: &Options) -> Result<Self, String> {
        Client::new(options).map(|client| Self(Arc::new(client)))
    }
}

/// One app as WeChat knows it.
pub struct Account {
    upstream: Upstream,
    appid: String,
    secret: SecretSource,
    force_refresh: bool,
    tokens: Tokens,
}

impl Account {
    /// An account that was not asked for anything yet.
    #[must_use]
    pub fn new(upstream: Upstream, appid: String, credential: &Credential) -> Self {
        let Credential::Secret {
            secret,
            force_refresh,
        } = credential;
        Self {
            upstream,
            appid,
            secret: secret.clone(),
            force_refresh: *force_refresh,
            tokens: Tokens::default(),
        }
    }

    /// Asks for the days of `window`, at most 30 of them.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn boot(
        &self,
        module: Module,
        slice: Slice,
        window: DayRange,
    ) -> Result<Answer, Error> {
        let client = &self.upstream.0;
        let body = wire::request(module, slice, window, client.module_as_text);
        let token = self.token().await?;
        let read = |bytes: &[u8]| wire::read_answer(bytes, window);
        match client
            .post(BOOT_PATH, Some(&token.secret), &body, read)
            .await
        {
            Err(error) if error.retry == Retry::NewToken => {
                let fetch = || self.fetch_token(self.force_refresh);
                let token = self.tokens.renew(&token, error, fetch).await?;
                client
                    .post(BOOT_PATH, Some(&token.secret), &body, read)
                    .await
            }
            outcome => outcome,
        }
    }

    /// Checks that a token can be had.
    ///
    /// # Errors
    /// Why not.
    pub async fn check_token(&self) -> Result<(), Error> {
        self.token().await.map(|_| ())
    }

    async fn token(&self) -> Result<Token, Error> {
        self.tokens.get(|| self.fetch_token(false)).await
    }

    async fn fetch_token(&self, force: bool) -> Result<(SecretString, u64), Error> {
        let secret = self.secret.read().map_err(|error| {
            tracing::error!(%error, appid = self.appid, "the AppSecret can't be read");
            Error::new(
                ProblemKind::UpstreamCredential,
                Retry::Never,
                "The AppSecret's file can't be read; the log names it.",
            )
        })?;
        let body = wire::token_request(&self.appid, secret.expose_secret(), force);
        let (token, seconds) = self
            .upstream
            .0
            .post(TOKEN_PATH, None, &body, wire::read_token)
            .await?;
        Ok((SecretString::from(token), seconds))
    }
}
