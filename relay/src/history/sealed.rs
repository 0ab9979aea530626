//! Secrets that other services hand out and that must outlive a restart, sealed at rest.
//!
//! AES-256-GCM from aws-lc-rs under the operator's state key, with the secret's name as associated
//! data, so that one can't be put in another's place.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use secrecy::{ExposeSecret as _, SecretString};
use sqlx::Row as _;

use super::{History, StoreError};
use crate::config::SecretSource;

/// What stands before every sealed text, so that another form can follow.
const FORM: &str = "aes256gcm:";

const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 12;

const READ: &str = "SELECT number, body FROM sealed WHERE name = $1";

const WRITE: &str = "INSERT INTO sealed (name, number, body) VALUES ($1, $2, $3) \
     ON CONFLICT (name) DO UPDATE SET number = excluded.number, body = excluded.body \
     WHERE sealed.number = $4 RETURNING number";

/// Why a secret can't be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealedError {
    /// The key itself can't be used.
    #[error("{0}")]
    Key(String),
    /// The sealed text is of another key, or was changed.
    #[error(
        "the stored secret «{name}» can't be opened: it was sealed by another state key, or changed"
    )]
    Closed {
        /// Its name.
        name: String,
        /// To be handed back where it is replaced.
        number: i64,
    },
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The operator's key.
pub struct StateKey(RandomizedNonceKey);

/// A secret and which writing of it this is.
#[derive(Debug)]
pub struct Sealed {
    /// To be handed back where the secret is replaced.
    pub number: i64,
    /// The secret.
    pub secret: SecretString,
}

impl StateKey {
    /// Reads the key: 32 random bytes as base64, as `openssl rand -base64 32` writes them.
    ///
    /// # Errors
    /// Says what is expected; never what was found.
    pub fn read(source: &SecretSource) -> Result<Self, SealedError> {
        let text = source
            .read()
            .map_err(|error| SealedError::Key(error.to_string()))?;
        let bytes = STANDARD.decode(text.expose_secret()).unwrap_or_default();
        if bytes.len() != KEY_BYTES {
            let expected = "32 random bytes as base64 are expected, as «openssl rand -base64 32» \
                            writes them";
            return Err(SealedError::Key(expected.to_owned()));
        }
        RandomizedNonceKey::new(&AES_256_GCM, &bytes)
            .map(Self)
            .map_err(|_| SealedError::Key("can't be used".to_owned()))
    }

    fn seal(&self, name: &str, secret: &SecretString) -> Result<String, SealedError> {
        let mut bytes = secret.expose_secret().as_bytes().to_vec();
        let nonce = self
            .0
            .seal_in_place_append_tag(Aad::from(name.as_bytes()), &mut bytes)
            .map_err(|_| SealedError::Key("can't seal".to_owned()))?;
        bytes.splice(0..0, nonce.as_ref().iter().copied());
        Ok(format!("{FORM}{}", STANDARD.encode(bytes)))
    }

    /// Nothing where it was sealed by another key, or changed.
    fn open(&self, name: &str, body: &str) -> Option<SecretString> {
        let mut bytes = STANDARD.decode(body.strip_prefix(FORM)?).ok()?;
        let (nonce, rest) = bytes.split_at_mut_checked(NONCE_BYTES)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let open = self
            .0
            .open_in_place(nonce, Aad::from(name.as_bytes()), rest)
            .ok()?;
        let text = std::str::from_utf8(open).ok()?;
        Some(SecretString::from(text))
    }
}

impl History {
    /// The secret of that name.
    ///
    /// # Errors
    /// Where it can't be read, or not be opened by this key.
    pub async fn sealed(&self, key: &StateKey, name: &str) -> Result<Option<Sealed>, SealedError> {
        let reading = async {
            let row = sqlx::query(READ)
                .bind(name.to_owned())
                .fetch_optional(&self.0.pool)
                .await?;
            let read = |row: sqlx::any::AnyRow| Ok((row.try_get(0)?, row.try_get(1)?));
            row.map(read).transpose()
        };
        let read: Option<(i64, String)> = self.0.health.watch("sealed", reading).await?;
        let Some((number, body)) = read else {
            return Ok(None);
        };
        let secret = key.open(name, &body).ok_or_else(|| SealedError::Closed {
            name: name.to_owned(),
            number,
        })?;
        Ok(Some(Sealed { number, secret }))
    }

    /// Keeps a secret in place of writing number `before` (0: of none); `false` where another
    /// writer was quicker, so that what it wrote is to be read.
    ///
    /// # Errors
    /// Where it can't be sealed or kept.
    pub async fn seal(
        &self,
        key: &StateKey,
        name: &str,
        secret: &SecretString,
        before: i64,
    ) -> Result<bool, SealedError> {
        let body = key.seal(name, secret)?;
        let inner = &self.0;
        let writing = async {
            let mut writing = inner.begin().await?;
            let written: Option<i64> = sqlx::query_scalar(WRITE)
                .bind(name.to_owned())
                .bind(before + 1)
                .bind(body)
                .bind(before)
                .fetch_optional(&mut *writing.transaction)
                .await?;
            writing.commit().await?;
            Ok(written.is_some())
        };
        Ok(inner.health.watch("sealed", writing).await?)
    }
}
