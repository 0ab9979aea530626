//! Backups, exports, checks and deletion: what an operator does with the whole of a store.
//!
//! A [`Source`] is read as it is, neither made nor migrated, so that a backup can be taken before
//! anything changes. What writes is a [`History`](super::History), in one transaction: all or
//! nothing.

mod backup;
mod delete;
mod part;
mod portable;
mod record;
mod restore;
mod source;
mod tables;
mod transfer;
mod verify;

pub use delete::{Deleted, Found};
pub use portable::Counts;
pub use source::Source;
pub use transfer::Imported;
pub use verify::{AppCounts, Report};

use super::OpenError;

/// Hears how far a long work has come: how much is done, and of how much where that is known.
pub type Progress<'p> = &'p (dyn Fn(u64, Option<u64>) + Sync);

/// How often progress is told where rows are counted.
const STEP: u64 = 256;

/// Why a store, or a file of it, was left as it is.
#[derive(Debug, thiserror::Error)]
pub enum KeepingError {
    /// The store can't be opened.
    #[error(transparent)]
    Open(#[from] OpenError),
    /// Where a file is to be made, there is one.
    #[error("{0} is there already and was left as it is. Name a file that doesn't exist yet")]
    Exists(String),
    /// A file that can't be made, read or written.
    #[error("{path}: {detail}")]
    File {
        /// The file.
        path: String,
        /// Why.
        detail: String,
    },
    /// What is to be restored is no backup that this version can read.
    #[error("{path} can't be restored: {why}; nothing was changed")]
    Backup {
        /// The file.
        path: String,
        /// What it is instead, with the remedy.
        why: String,
    },
    /// The store that is to be filled holds days.
    #[error(
        "the history that the configuration names holds days already; nothing was changed. Move \
         it away or name another one to restore into, or merge: export the backup and import that"
    )]
    NotEmpty,
    /// A line of an export that is not as it should be.
    #[error("line {line}: {why}; nothing was imported")]
    Line {
        /// Its number, from 1.
        line: u64,
        /// What is wrong.
        why: String,
    },
    /// An export without its last line.
    #[error(
        "after line {lines} the last line is lacking, which tells that nothing else is; nothing \
         was imported. Export it again, or copy the file again"
    )]
    CutOff {
        /// How many lines there are.
        lines: u64,
    },
    /// No app of that name.
    #[error("no app «{app}» is known; nothing was deleted. {known}")]
    UnknownApp {
        /// The name.
        app: String,
        /// The apps that are known.
        known: String,
    },
    /// An alias that stands for one app here and for another there.
    #[error(
        "«{alias}» is {configured} in the configuration and {stored} in the history; nothing was \
         deleted. Name the AppID"
    )]
    TwoApps {
        /// The alias.
        alias: String,
        /// Its AppID by the configuration.
        configured: String,
        /// Its AppID by the store.
        stored: String,
    },
    /// A row that can't be read as a version of a day.
    #[error("{key}: {fault}. «bootlens history verify» tells every such row")]
    Row {
        /// What it is kept under.
        key: String,
        /// What is wrong.
        fault: String,
    },
    /// A store that failed while it was read.
    #[error("{place} can't be read: {detail}")]
    Read {
        /// The store.
        place: String,
        /// Why.
        detail: String,
    },
    /// A store that failed while it was written.
    #[error("the history can't be written: {0}; nothing was changed")]
    Write(String),
}

impl KeepingError {
    fn file(path: &std::path::Path, error: &impl std::fmt::Display) -> Self {
        Self::File {
            path: path.display().to_string(),
            detail: error.to_string(),
        }
    }

    /// By value, as `map_err` hands it over.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "named where errors are mapped"
    )]
    fn write(error: sqlx::Error) -> Self {
        Self::Write(error.to_string())
    }
}
