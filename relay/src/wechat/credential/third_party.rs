//! `third-party`: the app's owner has authorised a platform, which gets the tokens.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::SecretString;

use super::{Credential, Grant};
use crate::config::SecretSource;
use crate::wechat::error::Error;
use crate::wechat::platform::Platform;

/// An owner's authorisation of a platform.
pub(in crate::wechat) struct Authorisation {
    pub(in crate::wechat) platform: Platform,
    pub(in crate::wechat) appid: String,
    pub(in crate::wechat) refresh_token: Option<SecretSource>,
}

impl Credential for Authorisation {
    fn fetch<'a>(
        &'a self,
        refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        let file = self.refresh_token.as_ref();
        self.platform.token(&self.appid, file, refused).boxed()
    }

    fn edition(&self) -> u64 {
        let file = self.refresh_token.as_ref().map_or(0, SecretSource::edition);
        file ^ self.platform.edition()
    }
}
