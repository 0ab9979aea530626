//! What an app's owner has granted the platform: the refresh token, which WeChat may replace each
//! time that it is used.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use shared::problem::ProblemKind;

use super::vault::Vault;
use super::{Inner, Platform};
use crate::config::SecretSource;
use crate::wechat::codes::{Action, Span};
use crate::wechat::error::Error;
use crate::wechat::wire::{self, Authorised};

const TOKEN_PATH: &str = "/cgi-bin/component/api_authorizer_token";
const CODE_PATH: &str = "/cgi-bin/component/api_query_auth";

/// A refresh token as it is kept.
#[derive(Clone, Deserialize, Serialize)]
struct Refresh {
    /// Empty where the owner has withdrawn the authorisation.
    token: String,
    /// The digest of what the file said then: a file that says something else wins.
    file: Option<String>,
    /// When it was asked for, or the event came; Unix seconds of the relay.
    at: i64,
    /// When WeChat made the last event about it, Unix seconds of WeChat.
    event: Option<i64>,
}

/// A refresh token that is to be used, and the digest of what the file said when it was taken.
struct Taken {
    token: SecretString,
    file: Option<String>,
}

/// The refresh tokens of a platform's apps.
pub(super) struct Refreshes {
    component: String,
    vault: Vault,
    /// Handed out and not kept yet, since the store failed in that moment.
    unkept: Mutex<HashMap<String, Refresh>>,
}

impl Refreshes {
    pub(super) fn new(component: &str, vault: Vault) -> Self {
        Self {
            component: component.to_owned(),
            vault,
            unkept: Mutex::default(),
        }
    }

    fn name(&self, appid: &str) -> String {
        format!("third-party/{}/{appid}/refresh", self.component)
    }

    fn unkept(&self) -> MutexGuard<'_, HashMap<String, Refresh>> {
        self.unkept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The refresh token of an app, by the file or by what WeChat handed out since.
    async fn of(&self, appid: &str, file: Option<&SecretSource>) -> Result<Taken, Error> {
        let waiting = self.unkept().get(appid).cloned();
        if let Some(waiting) = waiting {
            self.keep(appid, waiting).await?;
        }
        let kept = self.vault.read::<Refresh>(&self.name(appid)).await?.value;
        let written = file.map(SecretSource::read).transpose();
        let written = match (written, &kept) {
            (Ok(written), _) => written,
            (Err(error), Some(_)) => {
                tracing::warn!(%error, appid, "the refresh token's file can't be read; the kept one is used");
                None
            }
            (Err(error), None) => return Err(Error::unreadable_file("the refresh token", &error)),
        };
        match (kept, written) {
            (Some(kept), written) if is_of(&kept, written.as_ref()) => match kept.token.as_str() {
                "" => Err(withdrawn()),
                token => Ok(Taken {
                    token: SecretString::from(token),
                    file: kept.file,
                }),
            },
            (_, Some(written)) => Ok(Taken {
                file: Some(digest(&written)),
                token: written,
            }),
            (_, None) => Err(not_authorised()),
        }
    }

    /// Keeps a refresh token, unless a newer one, or a newer event, is known.
    async fn keep(&self, appid: &str, mut refresh: Refresh) -> Result<(), Error> {
        let name = self.name(appid);
        self.unkept().insert(appid.to_owned(), refresh.clone());
        // Another relay may be keeping one as well.
        for _ in 0..16 {
            let kept = self.vault.read::<Refresh>(&name).await?;
            if let Some(known) = kept.value {
                let is_old_event = refresh.event.is_some() && refresh.event < known.event;
                if known.at > refresh.at || is_old_event {
                    self.unkept().remove(appid);
                    return Ok(());
                }
                refresh.event = refresh.event.or(known.event);
                // Where the file can't be read now, what it said before still counts as said.
                refresh.file = refresh.file.or(known.file);
            }
            if self.vault.write(&name, kept.number, &refresh).await? {
                self.unkept().remove(appid);
                return Ok(());
            }
        }
        Err(Error::internal())
    }
}

impl Inner {
    /// A token for an authorised app. The refresh token that comes with it is kept before
    /// anything else happens.
    pub(super) async fn authorised(
        &self,
        appid: &str,
        file: Option<&SecretSource>,
    ) -> Result<(String, u64), Error> {
        let taken = self.refreshes.of(appid, file).await?;
        let used = taken.token.expose_secret();
        let body = wire::authorizer_request(&self.config.component_appid, appid, used);
        let at = self.clock.now();
        let granted = self
            .call(TOKEN_PATH, &body, wire::read_authorizer_token)
            .await?;
        if let Some(next) = &granted.refresh_token
            && next != used
        {
            let refresh = Refresh {
                token: next.clone(),
                // As it was before WeChat was asked: what was written meanwhile is newer.
                file: taken.file,
                at,
                event: None,
            };
            self.refreshes.keep(appid, refresh).await?;
        }
        Ok((granted.token, granted.seconds))
    }

    /// Keeps what an event brought, which counts until the file changes.
    async fn keep_event(
        &self,
        appid: &str,
        token: &str,
        file: Option<&SecretSource>,
        created: i64,
    ) -> Result<(), Error> {
        let written = file.and_then(|file| file.read().ok());
        let refresh = Refresh {
            token: token.to_owned(),
            file: written.as_ref().map(digest),
            at: self.clock.now(),
            event: Some(created),
        };
        self.refreshes.keep(appid, refresh).await
    }
}

impl Platform {
    /// Turns an authorisation code into a refresh token and keeps it.
    pub(super) async fn authorise(
        &self,
        appid: &str,
        code: &SecretString,
        file: Option<&SecretSource>,
        created: i64,
    ) -> Result<(), Error> {
        let inner = &self.0;
        let body = wire::code_request(&inner.config.component_appid, code.expose_secret());
        let authorised: Authorised = inner.call(CODE_PATH, &body, wire::read_authorised).await?;
        if authorised.appid != appid {
            return Err(Error::new(
                ProblemKind::UpstreamReply,
                Action::Fail,
                "WeChat's authorisation is for another app than the event said.",
            ));
        }
        let token = &authorised.refresh_token;
        inner.keep_event(appid, token, file, created).await
    }

    /// Notes that an app's owner has withdrawn the authorisation.
    pub(super) async fn withdraw(
        &self,
        appid: &str,
        file: Option<&SecretSource>,
        created: i64,
    ) -> Result<(), Error> {
        self.0.keep_event(appid, "", file, created).await
    }
}

/// Whether what is kept came of the file as it is now; without a file it is all there is.
fn is_of(kept: &Refresh, written: Option<&SecretString>) -> bool {
    written.is_none_or(|written| kept.file.as_deref() == Some(&digest(written)))
}

/// Tells one file's text from another's; stands in what is sealed only.
fn digest(secret: &SecretString) -> String {
    use base64::Engine as _;
    let digest = Sha256::digest(secret.expose_secret());
    base64::engine::general_purpose::STANDARD.encode(digest)
}

/// Stops the app, whose last token would otherwise be tried again with every call.
fn withdrawn() -> Error {
    Error::new(
        ProblemKind::UpstreamNotAuthorised,
        Action::Stop(Span::Minute),
        "The app's owner has withdrawn the authorisation; let them authorise the platform anew.",
    )
}

fn not_authorised() -> Error {
    Error::new(
        ProblemKind::UpstreamNotAuthorised,
        Action::Fail,
        "There is no authorizer_refresh_token for this app yet: let its owner authorise the \
         platform, or write refresh_token_file.",
    )
}
