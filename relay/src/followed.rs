//! A file that an operator changes while the relay runs, and what is made of it.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::FileStamp;

/// The largest file of marks, budgets or days off that is read, in bytes.
pub(crate) const LARGEST: u64 = 1 << 20;

/// A file's bytes.
///
/// # Errors
/// As reading does, and where it has more than [`LARGEST`].
pub(crate) fn bytes(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        let text = format!(
            "it has more than {} KiB, which is more than is read",
            LARGEST >> 10
        );
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, text));
    }
    Ok(bytes)
}

/// A file's text.
///
/// # Errors
/// As [`bytes`], and where it is none.
pub(crate) fn text(path: &Path) -> io::Result<String> {
    let text = String::from_utf8(bytes(path)?);
    text.map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.utf8_error()))
}

/// Makes something of a file, or says what is wrong with it and where.
type Read<T> = dyn Fn(&Path) -> Result<T, String> + Send + Sync;

/// What is made of a file, as the file stands now. One that went wrong leaves what was known, and is
/// told once: what readers see must not depend on a slip of the pen.
pub(crate) struct Followed<T> {
    /// The key that names the file.
    key: &'static str,
    path: PathBuf,
    read: Box<Read<T>>,
    last: Mutex<Known<T>>,
}

struct Known<T> {
    stamp: Option<FileStamp>,
    made: Arc<T>,
    /// The slip that was told last.
    told: Option<String>,
}

impl<T> Followed<T> {
    /// Reads a file now, with `before` to go by where that fails.
    pub(crate) fn new(
        key: &'static str,
        path: PathBuf,
        before: T,
        read: impl Fn(&Path) -> Result<T, String> + Send + Sync + 'static,
    ) -> Self {
        let followed = Self {
            key,
            path,
            read: Box::new(read),
            last: Mutex::new(Known {
                stamp: None,
                made: Arc::new(before),
                told: None,
            }),
        };
        followed.now();
        followed
    }

    /// What is made of it now; costs a look at the file's entry where nothing changed.
    pub(crate) fn now(&self) -> Arc<T> {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = FileStamp::of(&self.path).ok();
        if stamp.is_none() || stamp != last.stamp {
            match (self.read)(&self.path) {
                Ok(made) => {
                    last.made = Arc::new(made);
                    last.told = None;
                }
                Err(text) if last.told.as_ref() == Some(&text) => {}
                Err(text) => {
                    tracing::warn!("{} {text}; what was known stays", self.key);
                    last.told = Some(text);
                }
            }
            last.stamp = stamp;
        }
        last.made.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logged::Logged;

    fn number(path: &Path) -> Result<u32, String> {
        let text = std::fs::read_to_string(path).map_err(|_| "is gone".to_owned())?;
        text.trim()
            .parse()
            .map_err(|_| format!("«{text}» is no number"))
    }

    #[test]
    fn a_slip_is_told_once_and_leaves_what_was_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("number");
        std::fs::write(&path, "1").unwrap();
        let file = Followed::new("number_file", path.clone(), 0, number);
        assert_eq!(*file.now(), 1);
        let logged = Logged::here();
        for (text, known) in [("22", 22), ("two", 22), ("3", 3)] {
            std::fs::write(&path, text).unwrap();
            assert_eq!([*file.now(), *file.now()], [known, known], "{text}");
        }
        std::fs::remove_file(&path).unwrap();
        assert_eq!([*file.now(), *file.now()], [3, 3]);
        let told = logged.text();
        let slip = "number_file «two» is no number; what was known stays";
        assert_eq!(told.matches(slip).count(), 1, "{told}");
        assert_eq!(told.matches("is gone").count(), 1, "{told}");
    }

    #[test]
    fn a_file_that_would_fill_the_memory_is_not_read() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for (length, is_read) in [(LARGEST, true), (LARGEST + 1, false), (1 << 40, false)] {
            file.as_file().set_len(length).unwrap();
            assert_eq!(text(file.path()).is_ok(), is_read, "{length}");
        }
        let told = bytes(file.path()).unwrap_err().to_string();
        assert!(told.contains("1024 KiB"), "{told}");
    }

    #[test]
    fn a_file_that_is_wrong_from_the_start_leaves_what_there_was_before() {
        let nowhere = PathBuf::from("nowhere");
        assert_eq!(*Followed::new("number_file", nowhere, 7, number).now(), 7);
    }
}
