//! The calendar that findings go by: what is built in, and the operator's file over it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use analysis::Calendar;

use crate::followed::{self, Followed};

/// A calendar that follows its file.
pub(crate) enum CalendarFile {
    /// What is built in.
    Builtin(Arc<Calendar>),
    /// The operator's file over it.
    File(Followed<Calendar>),
}

impl CalendarFile {
    /// The calendar of a file, or what is built in.
    pub(crate) fn new(path: Option<PathBuf>) -> Self {
        match path {
            None => Self::Builtin(Arc::new(Calendar::builtin())),
            Some(path) => Self::File(Followed::new(
                "calendar_file",
                path,
                Calendar::builtin(),
                read,
            )),
        }
    }

    /// The calendar as its file stands now.
    pub(crate) fn now(&self) -> Arc<Calendar> {
        match self {
            Self::Builtin(calendar) => calendar.clone(),
            Self::File(file) => file.now(),
        }
    }
}

/// Reads a calendar's file.
///
/// # Errors
/// Says which row is wrong, or why it can't be read.
pub(crate) fn read(path: &Path) -> Result<Calendar, String> {
    let shown = path.display();
    let text = followed::text(path).map_err(|error| format!("can't read {shown}: {error}"))?;
    Calendar::read(&text).map_err(|error| format!("{shown}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_followed_and_one_that_went_wrong_leaves_what_was_known() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("calendar.csv");
        let day = "2026-11-11".parse().unwrap();
        let file = CalendarFile::new(Some(path.clone()));
        for (text, off) in [
            ("day,kind,name\n", false),
            ("day,kind,name\n2026-11-11,off,店庆\n", true),
            ("day,kind,name\n2026-11-11,never,店庆\n", true),
            ("day,kind,name\n2026-11-12,off,店庆日\n", false),
        ] {
            std::fs::write(&path, text).unwrap();
            assert_eq!(file.now().is_off(day), off, "{text}");
        }
        std::fs::remove_file(&path).unwrap();
        assert!(!file.now().is_off(day));
        let told = read(&path).unwrap_err();
        assert!(told.contains("calendar.csv"), "{told}");
    }

    #[test]
    fn without_a_file_it_is_what_is_built_in() {
        assert_eq!(*CalendarFile::new(None).now(), Calendar::builtin());
    }
}
