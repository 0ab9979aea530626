//! The portable form: one JSON object a line, in the same words for every database.
//!
//! A head that says what it is, the aliases, one line a version of a day, and an end with the
//! counts, without which it was cut off. Secrets and what is known of a day's calls are left out:
//! they belong to the place, not to the days.

use std::io::{BufRead, Read as _, Write};

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use shared::day::Day;

use super::KeepingError;
use super::record::{self, Record};
use crate::history::day_number;
use crate::history::stored::Names;

/// What the head says that it is.
const KIND: &str = "bootlens history";

/// The number of this form; another one is read by another version.
const FORMAT: u32 = 1;

/// A line of a day takes a few kilobytes; one beyond this is none of ours.
const LINE_BYTES: u64 = 16 << 20;

/// A line of an export.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", deny_unknown_fields)]
pub(super) enum Line {
    /// The first.
    Head(Head),
    /// What an alias stands for.
    Alias(Alias),
    /// A version of a day.
    Day(Version),
    /// The last.
    End(Counts),
}

/// What the file is.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Head {
    kind: String,
    format: u32,
    /// Who wrote it, for people.
    version: String,
}

/// What an alias stands for.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Alias {
    pub(super) alias: String,
    pub(super) appid: String,
    pub(super) since: i64,
}

/// A version of a day; how many values it holds follows from its body.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Version {
    appid: String,
    module: String,
    slice: String,
    day: Day,
    first_seen: i64,
    last_asked: i64,
    settled_at: Option<i64>,
    settled_asks: i64,
    /// As it is kept, byte for byte; a body that would break the line is a text instead.
    body: Box<RawValue>,
}

/// How many lines of each sort there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Aliases.
    pub aliases: u64,
    /// Versions of days.
    pub days: u64,
}

impl Line {
    /// The first line.
    pub(super) fn head() -> Self {
        Self::Head(Head {
            kind: KIND.to_owned(),
            format: FORMAT,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        })
    }

    /// Writes it.
    pub(super) fn write(&self, out: &mut dyn Write) -> std::io::Result<()> {
        serde_json::to_writer(&mut *out, self)?;
        out.write_all(b"\n")
    }
}

impl Head {
    /// Whether it is an export that this version reads.
    pub(super) fn check(&self) -> Result<(), String> {
        if self.kind != KIND {
            return Err(no_export());
        }
        if self.format != FORMAT {
            return Err(format!(
                "format {} of bootlens {} is not known to this version, which reads {FORMAT}. \
                 Import it with that version",
                self.format, self.version
            ));
        }
        Ok(())
    }
}

/// What is said of a file that begins otherwise.
pub(super) fn no_export() -> String {
    "is no export of Bootlens. Name a file that «bootlens history export» wrote".to_owned()
}

impl Version {
    /// The line of a row that was checked.
    pub(super) fn of(record: Record, day: Day) -> Result<Self, serde_json::Error> {
        let is_line = record.body.starts_with('[')
            && record.body.ends_with(']')
            && !record.body.contains(['\n', '\r']);
        let body = if is_line {
            record.body
        } else {
            serde_json::to_string(&record.body)?
        };
        Ok(Self {
            body: RawValue::from_string(body)?,
            appid: record.appid,
            module: record.module,
            slice: record.slice,
            day,
            first_seen: record.first_seen,
            last_asked: record.last_asked,
            settled_at: record.settled_at,
            settled_asks: record.settled_asks,
        })
    }

    /// The row of a line.
    ///
    /// # Errors
    /// Says what is wrong.
    pub(super) fn record(self, names: &mut Names) -> Result<Record, String> {
        let body = if self.body.get().starts_with('"') {
            serde_json::from_str(self.body.get()).map_err(|error| error.to_string())?
        } else {
            self.body.get().to_owned()
        };
        let record = Record {
            measured: record::measured(&body, names)?,
            body,
            appid: self.appid,
            module: self.module,
            slice: self.slice,
            day: day_number(self.day),
            first_seen: self.first_seen,
            last_asked: self.last_asked,
            settled_at: self.settled_at,
            settled_asks: self.settled_asks,
        };
        record.check(names)?;
        Ok(record)
    }
}

/// Reads lines one after the other, and knows how far it is.
pub(super) struct Lines<'i> {
    input: &'i mut dyn BufRead,
    buffer: Vec<u8>,
    /// The number of the line that was read last.
    pub(super) number: u64,
    /// How many bytes were read.
    pub(super) bytes: u64,
}

impl<'i> Lines<'i> {
    pub(super) fn new(input: &'i mut dyn BufRead) -> Self {
        Self {
            input,
            buffer: Vec::new(),
            number: 0,
            bytes: 0,
        }
    }

    /// The next line; `None` after the last.
    pub(super) fn next(&mut self) -> Result<Option<Line>, KeepingError> {
        self.buffer.clear();
        self.number += 1;
        let read = (&mut *self.input)
            .take(LINE_BYTES)
            .read_until(b'\n', &mut self.buffer)
            .map_err(|error| self.fault(format!("can't be read: {error}")))?;
        if read == 0 {
            self.number -= 1;
            return Ok(None);
        }
        self.bytes += u64::try_from(read).unwrap_or(0);
        let parsed = serde_json::from_slice(&self.buffer);
        parsed.map(Some).map_err(|error| {
            if u64::try_from(read) == Ok(LINE_BYTES) {
                return self.fault("is longer than any line of an export".to_owned());
            }
            let is_cut = error.is_eof() && !self.buffer.ends_with(b"\n");
            if is_cut {
                let lines = self.number - 1;
                return KeepingError::CutOff { lines };
            }
            if self.number == 1 {
                return self.fault(no_export());
            }
            // serde_json counts lines of its own, and each is the first.
            let text = error.to_string().replace(" at line 1 column", " at column");
            self.fault(text)
        })
    }

    /// A fault of the line that was read last.
    pub(super) fn fault(&self, why: String) -> KeepingError {
        KeepingError::Line {
            line: self.number,
            why,
        }
    }
}
