//! A token that all relays on one store share: one of them asks for it, the others read it.
//!
//! WeChat ends an older token when it hands out another, so that relays that each asked would end
//! each other's.

use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use shared::problem::ProblemKind;
use tokio::time::Instant;

use super::vault::{Kept, Vault};
use crate::clock::Clock;
use crate::wechat::client::same_token;
use crate::wechat::codes::Action;
use crate::wechat::credential::Grant;
use crate::wechat::error::Error;
use crate::wechat::token::margin;

/// How long a relay may ask before another one does, in seconds of the clocks of both.
const LEASE: i64 = 30;

/// How long a relay waits for another one, whatever the clocks say.
const PATIENCE: Duration = Duration::from_secs(30);

/// The pause between two looks.
const LOOK: Duration = Duration::from_millis(200);

/// A token as it is kept.
#[derive(Default, Deserialize, Serialize)]
struct Shared {
    /// Empty before the first.
    token: String,
    /// Unix seconds.
    ends_at: i64,
    /// The seconds that it had when it was handed out.
    life: u64,
    /// Until when a relay is asking for the next; 0 where none is.
    renewing_until: i64,
}

impl Shared {
    /// What is left of it, unless it is the one that was refused, or has ended.
    fn left(&self, refused: Option<&SecretString>, now: i64) -> Option<Duration> {
        let is_refused = refused.is_some_and(|refused| same_token(refused, &self.secret()));
        let left = u64::try_from(self.ends_at - now).ok()?;
        (left > 0 && !self.token.is_empty() && !is_refused).then(|| Duration::from_secs(left))
    }

    fn secret(&self) -> SecretString {
        SecretString::from(self.token.as_str())
    }

    fn grant(&self, left: Duration, is_new: bool) -> Grant {
        Grant {
            token: self.secret(),
            life: Some(left),
            is_new,
        }
    }
}

/// The token of that name, other than `refused`; `fetch` brings a new one with its seconds to live
/// where the store has none that lasts.
pub(super) async fn shared_token<F>(
    vault: &Vault,
    clock: &Clock,
    name: &str,
    refused: Option<&SecretString>,
    fetch: impl FnOnce() -> F,
) -> Result<Grant, Error>
where
    F: Future<Output = Result<(String, u64), Error>>,
{
    let patience = Instant::now() + PATIENCE;
    // Each turn but the last waits, or lost against another relay that got on.
    for _ in 0..1_000 {
        let Kept { number, value } = vault.read::<Shared>(name).await?;
        let kept = value.unwrap_or_default();
        let now = clock.now();
        let left = kept.left(refused, now);
        if let Some(left) = left
            && left > margin(Duration::from_secs(kept.life))
        {
            return Ok(kept.grant(left, false));
        }
        if kept.renewing_until > now && Instant::now() < patience {
            // It lives until the other relay has the next one.
            if let Some(left) = left {
                return Ok(kept.grant(left, false));
            }
            tokio::time::sleep(LOOK).await;
            continue;
        }
        let lease = Shared {
            renewing_until: now + LEASE,
            ..kept
        };
        if !vault.write(name, number, &lease).await? {
            continue;
        }
        // Before sending, so that the reply's way is no part of the token's life.
        let started = clock.now();
        let fetched = fetch().await;
        let (next, outcome) = match fetched {
            Ok((token, life)) => {
                let ends_at = started.saturating_add_unsigned(life);
                let next = Shared {
                    token,
                    ends_at,
                    life,
                    renewing_until: 0,
                };
                let grant = next.grant(Duration::from_secs(life), true);
                (next, Ok(grant))
            }
            Err(error) => {
                let given_back = Shared {
                    renewing_until: 0,
                    ..lease
                };
                (given_back, Err(error))
            }
        };
        // Where the lease had run out, another relay's token stands there, and both live.
        vault.write(name, number + 1, &next).await?;
        return outcome;
    }
    Err(Error::new(
        ProblemKind::Busy,
        Action::Fail,
        "Another relay on the same store is renewing the platform's token; try again in a moment.",
    ))
}
