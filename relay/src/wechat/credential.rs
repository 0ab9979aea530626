//! How an app's access token is had: one type for each kind of credential, behind one interface.

mod file;
mod forced;
mod secret;
mod server;
mod third_party;

pub(super) use file::TokenFile;
pub(super) use secret::AppSecret;
pub(super) use server::Server;
pub use server::check_header;
pub(super) use third_party::Authorisation;

use std::time::Duration;

use futures::future::BoxFuture;
use secrecy::SecretString;

use super::error::Error;

/// A token as it was handed out.
#[derive(Clone, Debug)]
pub(super) struct Grant {
    pub(super) token: SecretString,
    /// How long it lives, from before it was asked for; `None` where whoever renews it doesn't
    /// tell.
    pub(super) life: Option<Duration>,
    /// Whether it was handed out just now, and not kept from before: one that was kept may have
    /// died since.
    pub(super) is_new: bool,
}

/// Where tokens come from.
pub(super) trait Credential: Send + Sync {
    /// Gets a token; in place of `refused`, where WeChat refused one.
    fn fetch<'a>(
        &'a self,
        refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>>;

    /// What tells one state of what was configured from another: where it changes, a refusal
    /// no longer stands.
    fn edition(&self) -> u64;
}
