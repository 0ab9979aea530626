//! `token`: a file with a token that someone else renews.

use futures::FutureExt as _;
use futures::future::BoxFuture;
use secrecy::SecretString;

use super::{Credential, Grant};
use crate::config::SecretSource;
use crate::wechat::error::Error;

/// The file, or the token itself.
pub(in crate::wechat) struct TokenFile(pub(in crate::wechat) SecretSource);

impl Credential for TokenFile {
    fn fetch<'a>(
        &'a self,
        _refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        let read = self.0.read();
        let grant = read
            .map(|token| Grant {
                token,
                life: None,
                is_new: true,
            })
            .map_err(|error| Error::unreadable_file("the access token", &error));
        std::future::ready(grant).boxed()
    }

    fn edition(&self) -> u64 {
        self.0.edition()
    }
}
