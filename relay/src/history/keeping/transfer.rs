//! Out of a store in the portable form, and from there into any store, also one that holds days.

use std::collections::BTreeMap;
use std::io::{BufRead, BufWriter, Write};
use std::path::Path;

use futures::TryStreamExt as _;
use shared::module::Module;
use sqlx::{AnyConnection, Row as _};

use super::part::Part;
use super::portable::{Alias, Counts, Line, Lines, Version, no_export};
use super::record::{self, Record};
use super::{KeepingError, Progress, STEP, Source};
use crate::history::History;
use crate::history::stored::Names;

const ALIASES: &str = "SELECT alias, appid, since FROM alias ORDER BY alias";

/// Holds an app's module against relays that would write it meanwhile, and changes nothing: they
/// begin with this row as well, so that neither waits for a row of the other.
const HOLD: &str = "INSERT INTO generation (appid, module, number) VALUES ($1, $2, 0) \
     ON CONFLICT (appid, module) DO UPDATE SET number = generation.number";

const KEEP_ALIAS: &str = "INSERT INTO alias (alias, appid, since) VALUES ($1, $2, $3) \
     ON CONFLICT (alias) DO NOTHING";

/// Of two versions of one day that were first seen in the same second, that which was confirmed
/// later stays.
const KEEP: &str = "INSERT INTO day_version (appid, module, slice, day, first_seen, last_asked, \
     settled_at, settled_asks, measured, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
     ON CONFLICT (appid, module, slice, day, first_seen) DO UPDATE SET \
     last_asked = excluded.last_asked, settled_at = excluded.settled_at, \
     settled_asks = excluded.settled_asks, measured = excluded.measured, body = excluded.body \
     WHERE excluded.last_asked > day_version.last_asked";

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// What the file holds.
    pub read: Counts,
    /// What of it was new.
    pub taken: Counts,
}

impl Source {
    /// Writes everything but secrets and counted calls to a file, which has its name only once it
    /// is whole.
    ///
    /// # Errors
    /// Names the file, the store, or the row that can't be read; no file is there, then.
    pub async fn export_file(
        &self,
        target: &Path,
        told: Progress<'_>,
    ) -> Result<Counts, KeepingError> {
        let part = Part::new(target)?;
        let fail = |error: std::io::Error| KeepingError::file(target, &error);
        let mut file = std::fs::File::create_new(part.path()).map_err(fail)?;
        let counts = self.export(&mut file, told).await.map_err(|error| {
            // The output is a file with a name that says more.
            match error {
                KeepingError::File { detail, .. } => KeepingError::file(target, &detail),
                other => other,
            }
        })?;
        part.finish()?;
        Ok(counts)
    }

    /// Writes everything but secrets and counted calls, as it is at one moment.
    ///
    /// # Errors
    /// Names the store or the row that can't be read, or says why nothing can be written.
    pub async fn export(
        &self,
        out: &mut (dyn Write + Send),
        told: Progress<'_>,
    ) -> Result<Counts, KeepingError> {
        let fail = |error: std::io::Error| KeepingError::file(Path::new("the output"), &error);
        let unread = |error| self.unread(error);
        let mut out = BufWriter::new(out);
        let mut reading = self.begin().await?;
        let total = self.versions(&mut reading).await?;
        let mut counts = Counts::default();
        Line::head().write(&mut out).map_err(fail)?;
        let mut rows = sqlx::query(ALIASES).fetch(&mut *reading);
        while let Some(row) = rows.try_next().await.map_err(unread)? {
            let alias = Alias {
                alias: row.try_get(0).map_err(unread)?,
                appid: row.try_get(1).map_err(unread)?,
                since: row.try_get(2).map_err(unread)?,
            };
            Line::Alias(alias).write(&mut out).map_err(fail)?;
            counts.aliases += 1;
        }
        drop(rows);
        let mut names = Names::default();
        let mut rows = sqlx::query(record::READ).fetch(&mut *reading);
        while let Some(row) = rows.try_next().await.map_err(unread)? {
            let record = Record::of(&row).map_err(unread)?;
            let line = portable(record, &mut names)?;
            line.write(&mut out).map_err(fail)?;
            counts.days += 1;
            if counts.days.is_multiple_of(STEP) {
                told(counts.days, Some(total));
            }
        }
        Line::End(counts).write(&mut out).map_err(fail)?;
        out.flush().map_err(fail)?;
        Ok(counts)
    }
}

/// The line of a row; one that no import would take is told now, when there is still a store.
fn portable(record: Record, names: &mut Names) -> Result<Line, KeepingError> {
    let key = record.key();
    let fault = |fault: String| KeepingError::Row {
        key: key.clone(),
        fault,
    };
    record.check(names).map_err(fault)?;
    let day = record.date().ok_or_else(|| fault("no day".to_owned()))?;
    let version = Version::of(record, day).map_err(|error| fault(error.to_string()))?;
    Ok(Line::Day(version))
}

impl History {
    /// Joins an export with what is kept: what is there stays, what is lacking is added. `total` is
    /// how many bytes there are, where that is known.
    ///
    /// # Errors
    /// Names the first line that is wrong; nothing is imported, then.
    pub async fn import(
        &self,
        input: &mut (dyn BufRead + Send),
        total: Option<u64>,
        told: Progress<'_>,
    ) -> Result<Imported, KeepingError> {
        let mut lines = Lines::new(input);
        match lines.next()? {
            Some(Line::Head(head)) => head.check().map_err(|why| lines.fault(why))?,
            Some(_) => return Err(lines.fault(no_export())),
            None => return Err(KeepingError::CutOff { lines: 0 }),
        }
        let mut writing = self.0.begin().await.map_err(KeepingError::write)?;
        let mut merge = Merge::default();
        let mut end = None;
        while let Some(line) = lines.next()? {
            if end.is_some() {
                return Err(lines.fault("stands after the last line".to_owned()));
            }
            let connection = &mut *writing.transaction;
            match line {
                Line::Head(_) => return Err(lines.fault("is a second head".to_owned())),
                Line::Alias(alias) => merge.alias(connection, alias).await?,
                Line::Day(version) => {
                    let record = version.record(&mut merge.names);
                    let record = record.map_err(|why| lines.fault(why))?;
                    merge.day(connection, record).await?;
                }
                Line::End(counts) if counts == merge.imported.read => end = Some(counts),
                Line::End(counts) => {
                    let Counts { aliases, days } = merge.imported.read;
                    return Err(lines.fault(format!(
                        "tells of {} aliases and {} days, and there are {aliases} and {days}",
                        counts.aliases, counts.days
                    )));
                }
            }
            if lines.number.is_multiple_of(STEP) {
                told(lines.bytes, total);
            }
        }
        if end.is_none() {
            return Err(KeepingError::CutOff {
                lines: lines.number,
            });
        }
        for ((appid, module), is_changed) in &merge.modules {
            if *is_changed {
                let connection = &mut *writing.transaction;
                let bumped = self.0.generations.bump(connection, appid, *module);
                bumped.await.map_err(KeepingError::write)?;
            }
        }
        writing.commit().await.map_err(KeepingError::write)?;
        // The rows are safe; a fault here is told by what reads next.
        drop(self.refresh_generations().await);
        Ok(merge.imported)
    }
}

/// What an import has met so far.
#[derive(Default)]
struct Merge {
    imported: Imported,
    names: Names,
    /// The apps' modules, and whether anything of them changed.
    modules: BTreeMap<(String, Module), bool>,
}

impl Merge {
    async fn alias(
        &mut self,
        connection: &mut AnyConnection,
        alias: Alias,
    ) -> Result<(), KeepingError> {
        let kept = sqlx::query(KEEP_ALIAS)
            .bind(alias.alias)
            .bind(alias.appid)
            .bind(alias.since)
            .execute(connection)
            .await
            .map_err(KeepingError::write)?;
        self.imported.read.aliases += 1;
        self.imported.taken.aliases += kept.rows_affected();
        Ok(())
    }

    async fn day(
        &mut self,
        connection: &mut AnyConnection,
        record: Record,
    ) -> Result<(), KeepingError> {
        // Checked before: every record here has a module.
        let module = record.module().unwrap_or(Module::ALL[0]);
        let key = (record.appid.clone(), module);
        if !self.modules.contains_key(&key) {
            sqlx::query(HOLD)
                .bind(record.appid.clone())
                .bind(record.module.clone())
                .execute(&mut *connection)
                .await
                .map_err(KeepingError::write)?;
        }
        let kept = sqlx::query(KEEP)
            .bind(record.appid)
            .bind(record.module)
            .bind(record.slice)
            .bind(record.day)
            .bind(record.first_seen)
            .bind(record.last_asked)
            .bind(record.settled_at)
            .bind(record.settled_asks)
            .bind(record.measured)
            .bind(record.body)
            .execute(connection)
            .await
            .map_err(KeepingError::write)?;
        self.imported.read.days += 1;
        self.imported.taken.days += kept.rows_affected();
        *self.modules.entry(key).or_default() |= kept.rows_affected() > 0;
        Ok(())
    }
}
