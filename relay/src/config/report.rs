//! Where the faults gather while the configuration is read.

use std::path::{Path, PathBuf};

use super::error::{ConfigError, Place};

/// The faults so far, and what every reader needs to know.
pub(super) struct Report {
    errors: Vec<ConfigError>,
    /// Where relative paths start.
    folder: PathBuf,
}

impl Report {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            errors: Vec::new(),
            folder,
        }
    }

    pub(super) fn add(&mut self, place: Place, key: &str, text: impl Into<String>) {
        self.errors.push(ConfigError {
            place,
            key: key.to_owned(),
            text: text.into(),
        });
    }

    /// A file's path as the process can open it.
    pub(super) fn resolve(&self, path: impl AsRef<Path>) -> PathBuf {
        self.folder.join(path)
    }

    /// The faults in the file's order; those of variables, flags and lacking keys after them.
    pub(super) fn into_errors(mut self) -> Vec<ConfigError> {
        self.errors.sort();
        self.errors.dedup();
        self.errors
    }
}
