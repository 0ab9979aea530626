//! One app as WeChat knows it: its token, its calls, and what is done where WeChat refuses them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;

use super::attempts::attempts;
use super::client::{Client, Pass, concealed};
use super::codes::{Action, Span};
use super::credential::{AppSecret, Authorisation, Credential, Server, TokenFile};
use super::error::Error;
use super::gate::Gate;
use super::meter::Meter;
use super::signing::Signer;
use super::standing::Standings;
use super::token::{Token, Tokens, Turn};
use super::wire::{self, Answer};
use super::{Platform, Upstream};
use crate::clock::Clock;
use crate::config::{self, AppConfig, SignsAs};

pub(super) const BOOT_PATH: &str = "/wxa/business/performance/boot";

/// How many replies in a row that can't be verified stop an app.
const UNVERIFIED: u32 = 3;

/// One app as WeChat knows it.
pub struct Account {
    client: Arc<Client>,
    clock: Clock,
    credential: Box<dyn Credential>,
    /// The credential's, when the gate was last asked for.
    edition: AtomicU64,
    tokens: Tokens,
    gate: Gate,
    meter: Meter,
    signer: Option<Signer>,
    /// Replies in a row that could not be verified.
    unverified: AtomicU32,
    standings: Standings,
}

impl Account {
    /// An account that was not asked for anything yet; `platform` is the one that its credential
    /// names, `signs_as` who signs its calls.
    ///
    /// # Errors
    /// Names the option that is of no use.
    pub fn new(
        upstream: &Upstream,
        app: &AppConfig,
        platform: Option<&Platform>,
        signs_as: Option<SignsAs<'_>>,
    ) -> Result<Self, String> {
        let credential = credential(upstream, app, platform)?;
        let meter = Meter::new(app.alias.as_str(), upstream.clock.clone());
        let signer = signs_as.map(|signs| {
            let (keys, appid) = (signs.keys.clone(), signs.appid.to_owned());
            Signer::new(keys, appid, signs.plain_replies)
        });
        Ok(Self {
            client: upstream.client.clone(),
            clock: upstream.clock.clone(),
            edition: AtomicU64::new(credential.edition()),
            credential,
            tokens: Tokens::counted(meter.clone()),
            meter,
            gate: Gate::default(),
            signer,
            unverified: AtomicU32::new(0),
            standings: Standings::default(),
        })
    }

    /// Asks for the days of `window`, at most 30 of them; `counted` counts the call once nothing
    /// but that stands before it, and may forbid it.
    ///
    /// # Errors
    /// What WeChat refused, or why no reply came.
    pub async fn boot<F>(
        &self,
        module: Module,
        slice: Slice,
        window: DayRange,
        counted: impl FnOnce() -> F,
    ) -> Result<Answer, Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        let body = wire::request(module, slice, window, self.client.module_as_text);
        let read = |bytes: &[u8]| wire::read_answer(bytes, window);
        let gate = Some(self.gate());
        let asked = Some(module);
        self.call(gate, asked, BOOT_PATH, &body, read, counted)
            .await
    }

    /// What holds back this app's calls for data; open where what was wrong with the credential
    /// may have been mended.
    #[must_use]
    pub fn gate(&self) -> &Gate {
        let edition = self.credential.edition();
        if self.edition.swap(edition, Ordering::Relaxed) != edition {
            self.gate.mended();
        }
        &self.gate
    }

    /// How replies came.
    #[must_use]
    pub fn standings(&self) -> &Standings {
        &self.standings
    }

    /// How many seconds WeChat's clock was ahead of ours when it last replied; below 0 behind.
    #[must_use]
    pub fn skew(&self) -> Option<i64> {
        self.client.skew()
    }

    /// Whether calls are signed and encrypted.
    #[must_use]
    pub fn signs(&self) -> bool {
        self.signer.is_some()
    }

    /// Checks that a token can be had.
    ///
    /// # Errors
    /// Why not.
    pub async fn check_token(&self) -> Result<(), Error> {
        self.token().await.map(|_| ())
    }

    /// Makes a call, once more with a new token where WeChat calls the token bad, and yet once
    /// more where the one in its place had been kept and was as bad. `module` is what it is counted by.
    pub(super) async fn call<T, F>(
        &self,
        gate: Option<&Gate>,
        module: Option<Module>,
        path: &str,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
        counted: impl FnOnce() -> F,
    ) -> Result<T, Error>
    where
        F: Future<Output = Result<(), Error>>,
    {
        // Held until the gate is closed, so that whoever waits finds it so.
        let mut trial = None;
        let mut renewals = 0;
        let mut counted = Some(counted);
        let made = AtomicU32::new(0);
        let close = |error: &Error| {
            if let Some(gate) = gate {
                gate.close(error, self.clock.now());
            }
        };
        loop {
            if let Some(gate) = gate {
                gate.pass().await?;
            }
            let token = self.token().await.inspect_err(close)?;
            if self.tokens.is_proven(&token) {
                trial = None;
            } else if trial.is_none() {
                match self.tokens.turn(&token).await {
                    Turn::Free => {}
                    Turn::First(first) => trial = Some(first),
                    Turn::Waited(next) => {
                        trial = Some(next);
                        continue;
                    }
                }
            }
            if let Some(counted) = counted.take() {
                counted().await?;
            }
            let once = || {
                if made.fetch_add(1, Ordering::Relaxed) > 0 {
                    self.meter.again();
                }
                self.meter
                    .attempt(module, self.once(path, &token, body, &read))
            };
            match attempts(gate, once).await {
                Err(error)
                    if error.action == Action::RefreshOnce && token.may_be_replaced(renewals) =>
                {
                    renewals += 1;
                    let renewal = self.tokens.renew(&token, error, &*self.credential);
                    renewal.await.inspect_err(close)?;
                }
                outcome => {
                    if let Err(error) = &outcome {
                        close(error);
                    }
                    if !matches!(&outcome, Err(error) if error.action == Action::RefreshOnce) {
                        self.tokens.prove(&token);
                    }
                    return outcome;
                }
            }
        }
    }

    /// One attempt; where it failed, the error holds nothing of the token.
    async fn once<T>(
        &self,
        path: &str,
        token: &Token,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let outcome = self.sent(path, token, body, read).await;
        outcome.map_err(|error| concealed(error, Pass::Access(&token.secret), body))
    }

    /// Sends it, signed and encrypted where the account has that switched on.
    async fn sent<T>(
        &self,
        path: &str,
        token: &Token,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let pass = Pass::Access(&token.secret);
        let Some(signer) = &self.signer else {
            return self.client.post(path, pass, body, read).await;
        };
        let sealed = signer
            .seal(path, body, self.clock.now())
            .map_err(stopping)?;
        let received = self
            .client
            .once(path, pass, &sealed.body, &sealed.headers)
            .await?;
        let now = self.clock.now();
        let opened = signer.open(path, &received.headers, &received.body, now);
        let opened = opened.map_err(|error| self.unverified(error))?;
        self.unverified.store(0, Ordering::Relaxed);
        let value = read(&opened.body)?;
        self.standings.opened(opened.standing);
        Ok(value)
    }

    /// A reply that can't be verified fails alone; where one comes after the other it is our keys
    /// that are wrong, and every further call would be in vain.
    fn unverified(&self, error: Error) -> Error {
        let times = self.unverified.fetch_add(1, Ordering::Relaxed) + 1;
        if times < UNVERIFIED {
            return error;
        }
        stopping(error)
    }

    async fn token(&self) -> Result<Token, Error> {
        self.tokens.get(&*self.credential).await
    }
}

/// The failure of a call that would fail again.
fn stopping(mut error: Error) -> Error {
    error.action = Action::Stop(Span::Minute);
    error
}

fn credential(
    upstream: &Upstream,
    app: &AppConfig,
    platform: Option<&Platform>,
) -> Result<Box<dyn Credential>, String> {
    Ok(match &app.credential {
        config::Credential::Secret {
            secret,
            force_refresh,
        } => Box::new(AppSecret::new(
            upstream.client.clone(),
            upstream.clock.clone(),
            app.appid.clone(),
            secret.clone(),
            *force_refresh,
        )),
        config::Credential::Token { token } => Box::new(TokenFile(token.clone())),
        config::Credential::TokenServer(server) => {
            Box::new(Server::new(server.clone(), &upstream.options)?)
        }
        config::Credential::ThirdParty {
            platform: name,
            refresh_token,
        } => Box::new(Authorisation {
            platform: platform
                .cloned()
                .ok_or_else(|| format!("there is no [platforms.{name}]"))?,
            appid: app.appid.clone(),
            refresh_token: refresh_token.clone(),
        }),
    })
}
