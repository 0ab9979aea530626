//! One table of the configuration, read key by key; what nobody asked for is unknown.

use std::path::PathBuf;

use super::error::Place;
use super::report::Report;
use super::tree::{Node, Table, Value};

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
                taken.fail(
                    report,
                    format!("{} is a folder, not a file", path.display()),
                );
                None
            }
            Ok(_) => Some(path),
            Err(error) => {
                taken.fail(report, format!("can't read {}: {error}", path.display()));
                None
            }
        }
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
