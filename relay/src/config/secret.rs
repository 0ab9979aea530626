//! Secrets: never shown, and re-read when their file changes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use secrecy::SecretString;

/// Where a secret comes from; clones share what was read.
#[derive(Clone)]
pub struct SecretSource(Source);

#[derive(Clone)]
enum Source {
    Inline(SecretString),
    File(Arc<SecretFile>),
}

struct SecretFile {
    path: PathBuf,
    /// What was read last, and what told the file then.
    last: Mutex<Option<(Stamp, SecretString)>>,
}

/// What tells that a file changed: a replaced one of the same second often differs in length.
type Stamp = (Option<SystemTime>, u64);

/// A secret that can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The file can't be read.
    #[error("{path}: {error}")]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// There is nothing in it.
    #[error("{0}: the file is empty")]
    Empty(PathBuf),
    /// It holds more than one word.
    #[error("{0}: one line without spaces is expected")]
    NotOneWord(PathBuf),
}

impl SecretSource {
    /// A secret that stands in the configuration itself.
    #[must_use]
    pub fn inline(secret: String) -> Self {
        Self(Source::Inline(SecretString::from(secret)))
    }

    /// A secret that stands alone in a file.
    #[must_use]
    pub fn file(path: PathBuf) -> Self {
        Self(Source::File(Arc::new(SecretFile {
            path,
            last: Mutex::new(None),
        })))
    }

    /// The file, where it is one.
    #[must_use]
    pub fn path(&self) -> Option<&Path> {
        match &self.0 {
            Source::Inline(_) => None,
            Source::File(file) => Some(&file.path),
        }
    }

    /// The secret as it is now.
    ///
    /// # Errors
    /// Names the file where it can't be read, or holds no single word.
    pub fn read(&self) -> Result<SecretString, SecretError> {
        match &self.0 {
            Source::Inline(secret) => Ok(secret.clone()),
            Source::File(file) => file.read(),
        }
    }
}

impl SecretFile {
    fn read(&self) -> Result<SecretString, SecretError> {
        let fail = |error| SecretError::File {
            path: self.path.clone(),
            error,
        };
        let metadata = std::fs::metadata(&self.path).map_err(fail)?;
        let stamp = (metadata.modified().ok(), metadata.len());
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, secret)) = last.as_ref()
            && *known == stamp
        {
            return Ok(secret.clone());
        }
        let text = std::fs::read_to_string(&self.path).map_err(fail)?;
        // Editors and `echo` end a file with a line feed that is no part of the secret.
        let word = text.trim();
        if word.is_empty() {
            return Err(SecretError::Empty(self.path.clone()));
        }
        if word.contains(char::is_whitespace) {
            return Err(SecretError::NotOneWord(self.path.clone()));
        }
        let secret = SecretString::from(word);
        *last = Some((stamp, secret.clone()));
        Ok(secret)
    }
}

/// Says where the secret is, never what it is.
impl fmt::Debug for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Source::Inline(_) => f.write_str("[redacted]"),
            Source::File(file) => f.debug_tuple("SecretFile").field(&file.path).finish(),
        }
    }
}
