//! Secrets: never shown, and re-read when their file changes.

use std::fmt;
use std::fs::Metadata;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use secrecy::{ExposeSecret as _, SecretString};

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
    last: Mutex<Option<(FileStamp, SecretString)>>,
}

/// What tells that a file changed, in place or by another that took its name: a new file of the
/// same second and length still has another number on disk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FileStamp {
    modified: Option<SystemTime>,
    bytes: u64,
    inode: u64,
}

impl FileStamp {
    /// The file as it is now.
    ///
    /// # Errors
    /// Names the file where it can't be looked at.
    pub fn of(path: &Path) -> Result<Self, SecretError> {
        let metadata = std::fs::metadata(path).map_err(|error| SecretError::File {
            path: path.to_owned(),
            error,
        })?;
        Ok(Self {
            modified: metadata.modified().ok(),
            bytes: metadata.len(),
            inode: inode(&metadata),
        })
    }
}

#[cfg(unix)]
fn inode(metadata: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(metadata)
}

/// Other systems tell none, so that time and length must do.
#[cfg(not(unix))]
fn inode(_: &Metadata) -> u64 {
    0
}

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
    /// It holds other bytes than a text's.
    #[error("{0}: the file is binary; a text is expected, PEM or base64")]
    NotText(PathBuf),
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

    /// A number that changes when the file does, and is the same for the same file; costs a look
    /// at its entry.
    #[must_use]
    pub fn edition(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.stamp().ok().flatten().hash(&mut hasher);
        hasher.finish()
    }

    /// Whether what somebody shows is the secret as it is now; how long it takes tells nothing of it.
    ///
    /// # Errors
    /// As [`SecretSource::read`].
    pub fn is(&self, shown: &[u8]) -> Result<bool, SecretError> {
        let secret = self.read()?;
        Ok(verify_slices_are_equal(shown, secret.expose_secret().as_bytes()).is_ok())
    }

    /// Whether the secret as it is now has a form.
    ///
    /// # Errors
    /// As [`SecretSource::read`].
    pub fn has_form(&self, form: impl FnOnce(&str) -> bool) -> Result<bool, SecretError> {
        Ok(form(self.read()?.expose_secret()))
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

    /// The whole text as it is now, such as a key in many lines. A file is read each time: keep
    /// what is made of it, by [`SecretSource::stamp`].
    ///
    /// # Errors
    /// Names the file where it can't be read, or holds no text.
    pub fn read_text(&self) -> Result<SecretString, SecretError> {
        match &self.0 {
            Source::Inline(secret) => Ok(secret.clone()),
            Source::File(file) => read_text(&file.path).map(SecretString::from),
        }
    }

    /// What tells that its file changed; nothing for a secret that has none.
    ///
    /// # Errors
    /// Names the file where it can't be looked at.
    pub fn stamp(&self) -> Result<Option<FileStamp>, SecretError> {
        self.path().map(FileStamp::of).transpose()
    }
}

/// The text of a file, without the white space around it.
///
/// # Errors
/// Names the file where it can't be read, or holds no text.
pub fn read_text(path: &Path) -> Result<String, SecretError> {
    let bytes = std::fs::read(path).map_err(|error| SecretError::File {
        path: path.to_owned(),
        error,
    })?;
    let text = String::from_utf8(bytes).map_err(|_| SecretError::NotText(path.to_owned()))?;
    match text.trim() {
        "" => Err(SecretError::Empty(path.to_owned())),
        text => Ok(text.to_owned()),
    }
}

impl SecretFile {
    fn read(&self) -> Result<SecretString, SecretError> {
        let stamp = FileStamp::of(&self.path)?;
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, secret)) = last.as_ref()
            && *known == stamp
        {
            return Ok(secret.clone());
        }
        // Editors and `echo` end a file with a line feed that is no part of the secret.
        let word = read_text(&self.path)?;
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
