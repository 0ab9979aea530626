//! One table of the configuration, read key by key; what nobody asked for is unknown.

use std::path::{Path, PathBuf};

use super::error::Place;
use super::report::Report;
use super::tree::{Node, Table, Value};
use super::{SecretSource, values};

/// A key that was taken out of its table, with its full name.
pub(super) struct Taken {
    pub(super) key: String,
    pub(super) node: Node,
}

impl Taken {
    pub(super) fn fail(self, report: &mut Report, text: impl Into<String>) {
        report.add(self.node.place, &self.key, text);
    }
}

/// A table while it is read: each reader takes its key out, and [`Section::finish`] reports the rest.
pub(super) struct Section {
    path: String,
    place: Place,
    table: Table,
    known: Vec<&'static str>,
}

impl Section {
    pub(super) fn new(path: &str, place: Place, table: Table) -> Self {
        Self {
            path: path.to_owned(),
            place,
            table,
            known: Vec::new(),
        }
    }

    /// The full name of a key.
    pub(super) fn name(&self, key: &str) -> String {
        if self.path.is_empty() {
            key.to_owned()
        } else {
            format!("{}.{key}", self.path)
        }
    }

    /// Where the table was written.
    pub(super) fn place(&self) -> Place {
        self.place.clone()
    }

    /// Where a key was written; the table's place for one that was not.
    pub(super) fn place_of(&self, key: &str) -> Place {
        self.table
            .get(key)
            .map_or_else(|| self.place(), |node| node.place.clone())
    }

    /// Whether a key was written and not taken yet.
    pub(super) fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    /// Takes a key out, if it was written.
    pub(super) fn take(&mut self, key: &'static str) -> Option<Taken> {
        self.known.push(key);
        let node = self.table.remove(key)?;
        Some(Taken {
            key: self.name(key),
            node,
        })
    }

    /// Takes a key out and reads it; a fault is reported and reads as not written.
    pub(super) fn read<T>(
        &mut self,
        key: &'static str,
        report: &mut Report,
        read: impl FnOnce(&Value) -> Result<T, String>,
    ) -> Option<T> {
        let taken = self.take(key)?;
        match read(&taken.node.value) {
            Ok(value) => Some(value),
            Err(text) => {
                taken.fail(report, text);
                None
            }
        }
    }

    /// Takes the path of a file that can be read now.
    pub(super) fn file(&mut self, key: &'static str, report: &mut Report) -> Option<PathBuf> {
        let taken = self.take(key)?;
        let quoted = |path: &Path| path.display().to_string();
        readable(taken, report, quoted)
    }

    /// The same of a file that holds a secret.
    fn secret_file(&mut self, key: &'static str, report: &mut Report) -> Option<PathBuf> {
        let taken = self.take(key)?;
        readable(taken, report, |path| {
            if values::may_be_secret(path) {
                "the file, whose path looks like the secret itself".to_owned()
            } else {
                path.display().to_string()
            }
        })
    }

    /// Takes a secret out that may stand in the configuration or in a file; `needed` says what is
    /// lacking where neither is written and one must be.
    pub(super) fn secret(
        &mut self,
        key: &'static str,
        file_key: &'static str,
        report: &mut Report,
        needed: Option<&str>,
    ) -> Option<SecretSource> {
        if self.has(key) && self.has(file_key) {
            let text = format!("stands beside {file_key}; one of the two is expected");
            self.fail(key, report, text);
        } else if let Some(needed) = needed
            && !self.has(key)
            && !self.has(file_key)
        {
            self.lacks(file_key, report, needed);
        }
        let inline = self.read(key, report, values::secret);
        let place = self.place_of(file_key);
        let file = self.secret_file(file_key, report);
        if let Some(secret) = inline {
            return Some(SecretSource::inline(secret));
        }
        let source = SecretSource::file(file?);
        if let Err(error) = source.read() {
            report.add(place, &self.name(file_key), error.to_string());
        }
        Some(source)
    }

    /// The same for a secret of more than one word, which need not be written.
    pub(super) fn secret_text(
        &mut self,
        key: &'static str,
        file_key: &'static str,
        report: &mut Report,
        check: impl Fn(&SecretSource) -> Result<(), String>,
    ) -> Option<SecretSource> {
        if self.has(key) && self.has(file_key) {
            let text = format!("stands beside {file_key}; one of the two is expected");
            self.fail(key, report, text);
        }
        let (key, place) = if self.has(key) {
            (key, self.place_of(key))
        } else {
            (file_key, self.place_of(file_key))
        };
        let source = if key == file_key {
            SecretSource::file(self.secret_file(file_key, report)?)
        } else {
            SecretSource::inline(self.read(key, report, values::secret_text)?)
        };
        if let Err(text) = check(&source) {
            report.add(place, &self.name(key), text);
        }
        Some(source)
    }

    /// Takes a table out; one that was not written reads as empty.
    pub(super) fn section(&mut self, key: &'static str, report: &mut Report) -> Self {
        let path = self.name(key);
        match self.take(key) {
            None => Self::new(&path, self.place.clone(), Table::new()),
            Some(taken) => taken.section(report),
        }
    }

    /// Takes a list of tables out.
    pub(super) fn sections(&mut self, key: &'static str, report: &mut Report) -> Vec<Self> {
        let Some(taken) = self.take(key) else {
            return Vec::new();
        };
        match taken.node.value {
            Value::Array(items) => items
                .into_iter()
                .map(|node| {
                    let key = taken.key.clone();
                    Taken { key, node }.section(report)
                })
                .collect(),
            _ => {
                taken.fail(report, format!("a list of tables is expected: [[{key}]]"));
                Vec::new()
            }
        }
    }

    /// Takes every table that is left, by name.
    pub(super) fn named(&mut self, report: &mut Report) -> Vec<(String, Self)> {
        let path = self.path.clone();
        std::mem::take(&mut self.table)
            .into_iter()
            .map(|(name, node)| {
                let key = format!("{path}.{name}");
                (name, Taken { key, node }.section(report))
            })
            .collect()
    }

    /// Reports a key that is lacking.
    pub(super) fn lacks(&self, key: &str, report: &mut Report, what: &str) {
        self.fail(key, report, format!("is lacking: {what}"));
    }

    /// Reports a key by the place of its table.
    pub(super) fn fail(&self, key: &str, report: &mut Report, text: impl Into<String>) {
        report.add(self.place.clone(), &self.name(key), text);
    }

    /// Reports what nobody asked for, with the nearest known name.
    pub(super) fn finish(self, report: &mut Report) {
        for (key, node) in &self.table {
            let near = self
                .known
                .iter()
                .map(|known| (strsim::damerau_levenshtein(known, key), known))
                .filter(|(distance, known)| *distance <= 1.max(known.len() / 3))
                .min();
            let text = match near {
                Some((_, known)) => format!("unknown key; did you mean «{known}»?"),
                None => format!("unknown key; known here: {}", self.known.join(", ")),
            };
            report.add(node.place.clone(), &self.name(key), text);
        }
    }
}

impl Taken {
    fn section(self, report: &mut Report) -> Section {
        match self.node.value {
            Value::Table(table) => Section::new(&self.key, self.node.place, table),
            value => {
                let text = format!("a table is expected, not {}", value.kind());
                report.add(self.node.place.clone(), &self.key, text);
                Section::new(&self.key, self.node.place, Table::new())
            }
        }
    }
}

/// The path of a file that can be read now; `shown` is how errors name it.
fn readable(taken: Taken, report: &mut Report, shown: impl Fn(&Path) -> String) -> Option<PathBuf> {
    let Value::String(text) = &taken.node.value else {
        let text = format!(
            "the path of a file is expected, not {}",
            taken.node.value.kind()
        );
        taken.fail(report, text);
        return None;
    };
    let path = report.resolve(text);
    let readable = std::fs::File::open(&path).and_then(|file| file.metadata());
    match readable {
        Ok(metadata) if metadata.is_dir() => {
            let shown = shown(&path);
            taken.fail(report, format!("{shown} is a folder, not a file"));
            None
        }
        Ok(_) => Some(path),
        Err(error) => {
            let shown = shown(&path);
            taken.fail(report, format!("can't read {shown}: {error}"));
            None
        }
    }
}
