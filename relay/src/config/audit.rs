//! Where it is written down who read what.

use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};

use toml::Table;

use super::print;
use super::report::Report;
use super::section::Section;
use super::values;

/// Where the audit's lines go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuditPlace {
    /// Standard output.
    Output,
    /// To the end of a file.
    File(PathBuf),
}

/// The word for standard output.
const OUTPUT: &str = "-";

/// Reads `[audit]`.
pub(super) fn read(mut section: Section, report: &mut Report) -> Option<AuditPlace> {
    let place = section.place_of("file");
    let name = section.name("file");
    let written = section.read("file", report, values::text);
    section.finish(report);
    let written = written?;
    if written == OUTPUT {
        return Some(AuditPlace::Output);
    }
    let path = report.resolve(&written);
    if let Err(error) = check(&path) {
        let text = format!(
            "can't write {}: {error}; name a file in a folder that the relay may write to, or leave it out",
            path.display()
        );
        report.add(place, &name, text);
    }
    Some(AuditPlace::File(path))
}

/// Whether lines can be added to a file, or it can be made; nothing is written.
fn check(path: &Path) -> io::Result<()> {
    match OpenOptions::new().append(true).open(path) {
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = path.parent().filter(|folder| *folder != Path::new(""));
            let folder = folder.unwrap_or(Path::new("."));
            std::fs::read_dir(folder).map(|_| ())
        }
        Err(error) => Err(error),
    }
}

/// As a file says it.
pub(super) fn printed(place: &AuditPlace) -> Table {
    let mut table = Table::new();
    let file = match place {
        AuditPlace::Output => OUTPUT.to_owned(),
        AuditPlace::File(path) => path.display().to_string(),
    };
    print::set(&mut table, "file", file);
    table
}
