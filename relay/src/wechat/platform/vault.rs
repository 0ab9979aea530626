//! Where a platform's tickets and tokens are kept, sealed, for all relays on one store.

use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use shared::problem::ProblemKind;

use crate::config::SecretSource;
use crate::history::{History, SealedError, StateKey};
use crate::wechat::codes::Action;
use crate::wechat::error::Error;

/// The store, and the key that seals what is kept there.
#[derive(Clone)]
pub(super) struct Vault {
    pub(super) history: History,
    pub(super) key: SecretSource,
}

/// What was kept, and which writing of it this is.
pub(super) struct Kept<T> {
    /// To be handed back where it is replaced; 0 where nothing was kept.
    pub(super) number: i64,
    /// Nothing where nothing was kept, or under another state key.
    pub(super) value: Option<T>,
}

impl Vault {
    /// What is kept under a name.
    ///
    /// # Errors
    /// Where the store can't be read.
    pub(super) async fn read<T: DeserializeOwned>(&self, name: &str) -> Result<Kept<T>, Error> {
        let key = StateKey::read(&self.key).map_err(|error| fault(&error))?;
        match self.history.sealed(&key, name).await {
            Ok(None) => Ok(Kept {
                number: 0,
                value: None,
            }),
            Ok(Some(sealed)) => Ok(Kept {
                number: sealed.number,
                // Another version's form reads as nothing, as another key's does.
                value: serde_json::from_str(sealed.secret.expose_secret()).ok(),
            }),
            // What the files say is used then, so that a lost key is no dead end.
            Err(SealedError::Closed { number, name }) => {
                tracing::error!(
                    name,
                    "a stored secret was sealed by another state key: what the configuration's \
                     files say is used in its place"
                );
                Ok(Kept {
                    number,
                    value: None,
                })
            }
            Err(error) => Err(fault(&error)),
        }
    }

    /// Keeps a value in place of writing `before`; `false` where another relay was quicker.
    ///
    /// # Errors
    /// Where the store can't be written.
    pub(super) async fn write<T: Serialize>(
        &self,
        name: &str,
        before: i64,
        value: &T,
    ) -> Result<bool, Error> {
        let key = StateKey::read(&self.key).map_err(|error| fault(&error))?;
        let text = serde_json::to_string(value).map_err(|_| unwritten())?;
        let secret = SecretString::from(text);
        let written = self.history.seal(&key, name, &secret, before).await;
        written.map_err(|error| fault(&error))
    }
}

fn fault(error: &SealedError) -> Error {
    // The text names files and the store, never what is in them.
    tracing::error!(%error, "the platform's tokens can't be kept");
    unwritten()
}

fn unwritten() -> Error {
    Error::new(
        ProblemKind::UpstreamCredential,
        Action::Fail,
        "The platform's tokens can't be read or kept, so that WeChat is not asked for new ones; \
         check history and state_key_file. The log says more.",
    )
}
