//! The access token of one app: fetched once for all, renewed early, and never in a loop.
//!
//! A token is replaced, never deleted first: WeChat keeps the old one alive for five minutes
//! beside the new one, so that nobody is ever without.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;

use super::client::same_token;
use super::error::{Error, Retry};

/// How long before its end a token is renewed: WeChat hands out a new one from then on.
const MARGIN: Duration = Duration::from_secs(300);

/// How long a refusal, or a renewal that brought the same token, is remembered.
const PAUSE: Duration = Duration::from_secs(30);

/// A token, and which of all that were fetched it is.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) secret: SecretString,
    number: u64,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many were fetched.
    fetched: u64,
    /// A permanent refusal, and until when it stands.
    refused: Option<(Error, Instant)>,
    /// Until when renewing after a failure is pointless.
    same_until: Option<Instant>,
}

struct Held {
    token: Token,
    renew_at: Instant,
    dies_at: Instant,
}

/// Where an app's token is held.
#[derive(Default)]
pub(super) struct Tokens {
    state: Mutex<State>,
    /// Held while a token is fetched, so that one fetch serves all who wait.
    fetching: tokio::sync::Mutex<()>,
}

impl Tokens {
    /// A token that lives; `fetch` brings one with its seconds to live.
    pub(super) async fn get<F>(&self, fetch: impl FnOnce() -> F) -> Result<Token, Error>
    where
        F: Future<Output = Result<(SecretString, u64), Error>>,
    {
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
            return self.fetch(fetch).await;
        };
        // The old one goes on serving while one request renews it, and where that fails.
        let Ok(_guard) = self.fetching.try_lock() else {
            return Ok(old);
        };
        if let Some((token, false)) = self.held(Instant::now()) {
            return Ok(token);
        }
        match self.fetch(fetch).await {
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
    pub(super) async fn renew<F>(
        &self,
        failed: &Token,
        why: Error,
        fetch: impl FnOnce() -> F,
    ) -> Result<Token, Error>
    where
        F: Future<Output = Result<(SecretString, u64), Error>>,
    {
        let _guard = self.fetching.lock().await;
        {
            let state = self.lock();
            // A late refusal must not end a token that was renewed meanwhile.
            if let Some(held) = &state.held
                && held.token.number != failed.number
            {
                return Ok(held.token.clone());
            }
            if state.same_until.is_some_and(|until| Instant::now() < until) {
                return Err(why);
            }
        }
        let token = self.fetch(fetch).await?;
        if same_token(&token.secret, &failed.secret) {
            self.lock().same_until = Some(Instant::now() + PAUSE);
        }
        Ok(token)
    }

    /// Fetches; to be called with `fetching` held.
    async fn fetch<F>(&self, fetch: impl FnOnce() -> F) -> Result<Token, Error>
    where
        F: Future<Output = Result<(SecretString, u64), Error>>,
    {
        if let Some((error, until)) = &self.lock().refused
            && Instant::now() < *until
        {
            return Err(error.clone());
        }
        // Before sending, so that the reply's way is no part of the token's life.
        let started = Instant::now();
        let outcome = fetch().await;
        let mut state = self.lock();
        match outcome {
            Ok((secret, seconds)) => {
                let life = Duration::from_secs(seconds);
                state.fetched += 1;
                let token = Token {
                    secret,
                    number: state.fetched,
                };
                state.held = Some(Held {
                    token: token.clone(),
                    renew_at: started + life - MARGIN.min(life / 2),
                    dies_at: started + life,
                });
                state.refused = None;
                Ok(token)
            }
            Err(error) => {
                // On a token call even 40001 is for good: it is the AppSecret that is wrong.
                if error.errcode.is_some() && error.retry != Retry::Soon {
                    state.refused = Some((error.clone(), Instant::now() + PAUSE));
                }
                Err(error)
            }
        }
    }

    /// The held token while it lives, and whether it is time to renew it.
    fn held(&self, now: Instant) -> Option<(Token, bool)> {
        let state = self.lock();
        let held = state.held.as_ref().filter(|held| now < held.dies_at)?;
        Some((held.token.clone(), now >= held.renew_at))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
