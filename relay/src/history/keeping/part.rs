//! A file in the making: it gets its name once it is whole, and leaves nothing where it does not.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use tempfile::{TempDir, TempPath};

use super::KeepingError;

/// A file that is not whole yet, in a folder of its own beside its place.
pub(super) struct Part {
    /// Removed with all that is in it when this is dropped.
    folder: TempDir,
    target: PathBuf,
}

impl Part {
    /// Begins a file that is to stand at `target`.
    pub(super) fn new(target: &Path) -> Result<Self, KeepingError> {
        let fail = |error: std::io::Error| KeepingError::file(target, &error);
        let target = std::path::absolute(target).map_err(fail)?;
        // A link that leads nowhere is something as well.
        if target.symlink_metadata().is_ok() {
            return Err(KeepingError::Exists(target.display().to_string()));
        }
        let (Some(parent), Some(_)) = (target.parent(), target.file_name()) else {
            return Err(KeepingError::file(
                &target,
                &"the name of a file is expected",
            ));
        };
        let folder = tempfile::Builder::new()
            .prefix(".bootlens-part-")
            .tempdir_in(parent)
            .map_err(|error| match error.kind() {
                ErrorKind::NotFound => {
                    let text = format!("there is no folder {}; create it", parent.display());
                    KeepingError::file(&target, &text)
                }
                // Without the name of the folder that was not made.
                kind => KeepingError::file(&target, &format!("can't be made: {kind}")),
            })?;
        Ok(Self { folder, target })
    }

    /// Where it is written until it is whole.
    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("part")
    }

    /// The file is on the disk and has its name, both to stay; never in another's place.
    pub(super) fn finish(self) -> Result<(), KeepingError> {
        let fail = |error: std::io::Error| KeepingError::file(&self.target, &error);
        let part = self.path();
        File::open(&part)
            .and_then(|file| file.sync_all())
            .map_err(fail)?;
        let part = TempPath::try_from_path(part).map_err(fail)?;
        part.persist_noclobber(&self.target)
            .map_err(|error| match error.error.kind() {
                ErrorKind::AlreadyExists => KeepingError::Exists(self.target.display().to_string()),
                _ => fail(error.error),
            })?;
        // The name is the folder's, which other systems than Unix keep by themselves.
        if let Some(parent) = self.target.parent().filter(|_| cfg!(unix)) {
            File::open(parent)
                .and_then(|folder| folder.sync_all())
                .map_err(fail)?;
        }
        Ok(())
    }

    /// How much of it is written.
    pub(super) fn bytes(&self) -> u64 {
        fs::metadata(self.path()).map_or(0, |file| file.len())
    }
}
