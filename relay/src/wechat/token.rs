//! The access token of one app or platform: fetched once for all, renewed early, never in a loop.
//!
//! A token is replaced, never deleted first: WeChat keeps the old one alive for five minutes
//! beside the new one, so that nobody is ever without.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use shared::problem::ProblemKind;
use tokio::time::Instant;

use super::client::same_token;
use super::codes::{Action, Span};
use super::credential::{Credential, Grant};
use super::error::Error;
use super::meter::Meter;

/// How long before its end a token is renewed: WeChat hands out a new one from then on.
const MARGIN: Duration = Duration::from_secs(300);

/// How often it is looked for a token whose life nobody tells.
const LOOK: Duration = Duration::from_secs(1);

/// How long a token that could not be renewed early is used before that is tried again.
const PAUSE: Duration = Duration::from_secs(30);

/// How long a refusal, or a renewal that brought the same token, is remembered.
const REFUSAL: Duration = Duration::from_secs(60);

/// How long it is remembered that somebody must confirm what was asked.
const NOTICE: Duration = Duration::from_mins(10);

/// How long a fetch that failed is told to whoever asks: those who waited for it, and the next of the same
/// view, would each make the same attempts one after the other.
const OUTAGE: Duration = Duration::from_secs(3);

/// How long others wait while a token is used for the first time.
const TRIAL: Duration = Duration::from_secs(2);

/// How long before its end a token of that life is renewed.
pub(super) fn margin(life: Duration) -> Duration {
    MARGIN.min(life / 2)
}

/// A token, and which of all that were had it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: SecretString,
    number: u64,
    /// Whether it was handed out to this relay, and not read where another one kept it.
    is_new: bool,
}

impl Token {
    /// Whether another one is worth trying where WeChat refused this, after so many renewals: one
    /// that was kept may have died since, a second new one would be as bad as the first.
    pub(super) fn may_be_replaced(&self, renewals: u32) -> bool {
        renewals == 0 || renewals == 1 && !self.is_new
    }
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many were had.
    had: u64,
    /// The newest that WeChat took.
    proven: u64,
    /// Why no token was had, and until when that stands: a permanent refusal, or for a moment an outage.
    refused: Option<(Error, Until)>,
    /// Until when renewing after a failure is pointless.
    same: Option<Until>,
}

struct Held {
    token: Token,
    renew_at: Instant,
    /// Nothing where nobody tells.
    dies_at: Option<Instant>,
}

/// A moment, unless what was configured changes before.
#[derive(Clone, Copy)]
struct Until {
    at: Instant,
    edition: u64,
}

impl Until {
    fn stands(self, credential: &dyn Credential) -> bool {
        Instant::now() < self.at && credential.edition() == self.edition
    }
}

/// Held by the call that uses a token for the first time.
pub(super) type Trial<'a> = tokio::sync::MutexGuard<'a, ()>;

/// Whether a token may be used at once.
pub(super) enum Turn<'a> {
    /// WeChat has taken it before, or this call has waited long enough.
    Free,
    /// It was never used: others wait as long as this is held.
    First(Trial<'a>),
    /// Another call has tried it meanwhile, and what that learned holds for this one too: it is
    /// the next to try whatever token there is then.
    Waited(Trial<'a>),
}

/// Where a token is held.
#[derive(Default)]
pub(super) struct Tokens {
    state: Mutex<State>,
    /// Held while a token is fetched, so that one fetch serves all who wait.
    fetching: tokio::sync::Mutex<()>,
    /// Held while a token is used for the first time.
    trying: tokio::sync::Mutex<()>,
    /// What counts them.
    meter: Option<Meter>,
}

impl Tokens {
    /// None yet; each that is asked for is counted.
    pub(super) fn counted(meter: Meter) -> Self {
        Self {
            meter: Some(meter),
            ..Self::default()
        }
    }

    /// A token that lives.
    pub(super) async fn get(&self, credential: &dyn Credential) -> Result<Token, Error> {
        let old = match self.held(Instant::now()) {
            Some((token, false)) => return Ok(token),
            Some((token, true)) => Some(token),
            None => None,
        };
        let Some(old) = old else {
            let _guard = self.fetching.lock().await;
            // Whoever waited finds what the one before fetched.
            if let Some((token, _)) = self.held(Instant::now()) {
                return Ok(token);
            }
            return self.fetch(credential, None).await;
        };
        // The old one goes on serving while one request renews it, and where that fails.
        let Ok(_guard) = self.fetching.try_lock() else {
            return Ok(old);
        };
        if let Some((token, false)) = self.held(Instant::now()) {
            return Ok(token);
        }
        match self.fetch(credential, None).await {
            Ok(token) => Ok(token),
            Err(error) => {
                tracing::warn!(%error, "the token could not be renewed early");
                if let Some(held) = &mut self.lock().held {
                    held.renew_at = Instant::now() + PAUSE;
                }
                Ok(old)
            }
        }
    }

    /// A token in place of `failed`, which WeChat refused with `why`.
    pub(super) async fn renew(
        &self,
        failed: &Token,
        why: Error,
        credential: &dyn Credential,
    ) -> Result<Token, Error> {
        let _guard = self.fetching.lock().await;
        {
            let state = self.lock();
            // A late refusal must not end a token that was renewed meanwhile.
            if let Some(held) = &state.held
                && held.token.number != failed.number
            {
                return Ok(held.token.clone());
            }
            if state.same.is_some_and(|until| until.stands(credential)) {
                return Err(why.again());
            }
        }
        self.lock().proven = 0;
        let edition = credential.edition();
        let token = self.fetch(credential, Some(&failed.secret)).await?;
        if token.number == failed.number {
            let at = Instant::now() + REFUSAL;
            self.lock().same = Some(Until { at, edition });
        }
        Ok(token)
    }

    /// Whether a token may be used now: one that was never used is tried by one call alone, so
    /// that a dead one is not refused to many.
    pub(super) async fn turn(&self, token: &Token) -> Turn<'_> {
        if self.is_proven(token) {
            return Turn::Free;
        }
        if let Ok(trial) = self.trying.try_lock() {
            return Turn::First(trial);
        }
        match tokio::time::timeout(TRIAL, self.trying.lock()).await {
            Ok(trial) => Turn::Waited(trial),
            Err(_) => Turn::Free,
        }
    }

    /// Notes that a new token was refused as well, so that for a while no other is fetched.
    pub(super) fn refuse(&self, error: &Error, credential: &dyn Credential) {
        let until = Until {
            at: Instant::now() + REFUSAL,
            edition: credential.edition(),
        };
        self.lock().refused = Some((error.clone(), until));
    }

    /// Whether WeChat has taken a token before.
    pub(super) fn is_proven(&self, token: &Token) -> bool {
        self.lock().proven == token.number
    }

    /// Notes that WeChat has taken a token, whatever else it said.
    pub(super) fn prove(&self, token: &Token) {
        let mut state = self.lock();
        state.proven = state.proven.max(token.number);
    }

    /// Fetches; to be called with `fetching` held.
    async fn fetch(
        &self,
        credential: &dyn Credential,
        failed: Option<&SecretString>,
    ) -> Result<Token, Error> {
        let refused = self.lock().refused.clone();
        if let Some((error, until)) = refused
            && until.stands(credential)
        {
            return Err(error.again());
        }
        let edition = credential.edition();
        // Before sending, so that the reply's way is no part of the token's life.
        let started = Instant::now();
        let outcome = credential.fetch(failed).await;
        if let Some(meter) = &self.meter {
            meter.token(&outcome);
        }
        let mut state = self.lock();
        match outcome {
            Ok(grant) => {
                state.refused = None;
                Ok(state.take(grant, started))
            }
            Err(error) => {
                if let Some(span) = remembered(&error) {
                    let at = Instant::now() + span;
                    let is_longer =
                        |(_, old): &(Error, Until)| old.stands(credential) && old.at > at;
                    if !state.refused.as_ref().is_some_and(is_longer) {
                        state.refused = Some((error.clone(), Until { at, edition }));
                    }
                }
                Err(error)
            }
        }
    }

    /// The held token while it lives, and whether it is time to renew it.
    fn held(&self, now: Instant) -> Option<(Token, bool)> {
        let state = self.lock();
        let is_alive = |held: &&Held| held.dies_at.is_none_or(|end| now < end);
        let held = state.held.as_ref().filter(is_alive)?;
        Some((held.token.clone(), now >= held.renew_at))
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// For how long no other token is asked for after a failure.
fn remembered(error: &Error) -> Option<Duration> {
    // What asks for a token alone does not pass the gate, and each try sends somebody a notice.
    if error.action == Action::Stop(Span::TenMinutes) {
        return Some(NOTICE);
    }
    // On a token call even what is mended on others is for good: the AppSecret is wrong.
    let is_final = matches!(error.action, Action::Stop(_) | Action::Wait(_));
    if is_final || error.errcode.is_some() && error.action != Action::Retry {
        return Some(REFUSAL);
    }
    let is_outage = error.action == Action::Retry || error.kind == ProblemKind::UpstreamReply;
    is_outage.then_some(OUTAGE)
}

impl State {
    /// Holds what was granted; the same token keeps its number.
    fn take(&mut self, grant: Grant, started: Instant) -> Token {
        let held = self.held.as_ref().map(|held| &held.token);
        let token = match held {
            Some(held) if same_token(&held.secret, &grant.token) => held.clone(),
            _ => {
                self.had += 1;
                Token {
                    secret: grant.token,
                    number: self.had,
                    is_new: grant.is_new,
                }
            }
        };
        let renew_in = grant.life.map_or(LOOK, |life| life - margin(life));
        self.held = Some(Held {
            token: token.clone(),
            renew_at: started + renew_in,
            dies_at: grant.life.map(|life| started + life),
        });
        token
    }
}

#[cfg(test)]
mod tests;
