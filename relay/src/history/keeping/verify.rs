//! Whether everything that a store holds can be read, and how much that is.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use shared::day::Day;
use sqlx::{Any, Row as _, Transaction};

use super::record::{self, Record};
use super::{KeepingError, Progress, STEP, Source};
use crate::history::Kind;
use crate::history::stored::Names;

/// How many faults are told one by one.
const TOLD_FAULTS: usize = 50;

/// SQLite's own look at every page.
const PAGES: &str = "PRAGMA integrity_check(50)";

const FILE_BYTES: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
const SERVER_BYTES: &str = "SELECT pg_database_size(current_database())";

/// What a store holds, and what of it is wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Every app, by AppID.
    pub apps: Vec<AppCounts>,
    /// How large the database is.
    pub bytes: u64,
    /// The first faults, each with the key of its row.
    pub faults: Vec<String>,
    /// How many there are in all.
    pub fault_count: u64,
}

/// What a store holds of an app.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AppCounts {
    /// Its AppID.
    pub appid: String,
    /// The aliases that stand for it.
    pub aliases: Vec<String>,
    /// Days, counted in each module and slice.
    pub days: u64,
    /// Versions of them.
    pub versions: u64,
    /// The oldest day.
    pub oldest: Option<Day>,
    /// The newest day.
    pub newest: Option<Day>,
}

impl Report {
    fn fault(&mut self, text: String) {
        self.fault_count += 1;
        if self.faults.len() < TOLD_FAULTS {
            self.faults.push(text);
        }
    }
}

impl Source {
    /// Reads every page and every row.
    ///
    /// # Errors
    /// Where nothing can be read at all; single faults stand in the report.
    pub async fn verify(&self, told: Progress<'_>) -> Result<Report, KeepingError> {
        let mut report = Report::default();
        let mut reading = self.begin().await?;
        let bytes = match self.kind {
            Kind::Sqlite => FILE_BYTES,
            Kind::Postgres => SERVER_BYTES,
        };
        let bytes: i64 = sqlx::query_scalar(bytes)
            .fetch_one(&mut *reading)
            .await
            .map_err(|error| self.unread(error))?;
        report.bytes = u64::try_from(bytes).unwrap_or(0);
        if self.kind == Kind::Sqlite {
            let found: Vec<String> = sqlx::query_scalar(PAGES)
                .fetch_all(&mut *reading)
                .await
                .map_err(|error| self.unread(error))?;
            for fault in found.into_iter().filter(|fault| fault != "ok") {
                report.fault(fault);
            }
        }
        let mut apps: BTreeMap<String, AppCounts> = BTreeMap::new();
        let aliases: Vec<(String, String)> =
            sqlx::query_as("SELECT alias, appid FROM alias ORDER BY alias")
                .fetch_all(&mut *reading)
                .await
                .map_err(|error| self.unread(error))?;
        for (alias, appid) in aliases {
            apps.entry(appid).or_default().aliases.push(alias);
        }
        self.rows(&mut reading, &mut apps, &mut report, told)
            .await?;
        report.apps = apps
            .into_iter()
            .map(|(appid, counts)| AppCounts { appid, ..counts })
            .collect();
        Ok(report)
    }

    async fn rows(
        &self,
        reading: &mut Transaction<'static, Any>,
        apps: &mut BTreeMap<String, AppCounts>,
        report: &mut Report,
        told: Progress<'_>,
    ) -> Result<(), KeepingError> {
        let total = self.versions(reading).await?;
        let mut names = Names::default();
        let mut before: Option<Record> = None;
        let mut done = 0;
        let mut rows = sqlx::query(record::READ).fetch(&mut **reading);
        loop {
            let row = match rows.try_next().await {
                Ok(Some(row)) => row,
                Ok(None) => return Ok(()),
                Err(error) => {
                    // What follows can't be had any more.
                    let last = before.map_or_else(String::new, |record| record.key());
                    report.fault(format!("after «{last}» nothing can be read: {error}"));
                    return Ok(());
                }
            };
            done += 1;
            if done % STEP == 0 {
                told(done, Some(total));
            }
            let record = match Record::of(&row) {
                Ok(record) => record,
                Err(error) => {
                    let appid: String = row.try_get(0).unwrap_or_default();
                    report.fault(format!("{appid}, row {done}: {error}"));
                    continue;
                }
            };
            if let Err(fault) = record.check(&mut names) {
                report.fault(format!("{}: {fault}", record.key()));
            }
            let same = |before: &Record| {
                before.appid == record.appid
                    && before.module == record.module
                    && before.slice == record.slice
                    && before.day == record.day
            };
            let counts = apps.entry(record.appid.clone()).or_default();
            counts.versions += 1;
            counts.days += u64::from(!before.as_ref().is_some_and(same));
            if let Some(day) = record.date() {
                counts.oldest = Some(counts.oldest.map_or(day, |oldest| oldest.min(day)));
                counts.newest = Some(counts.newest.map_or(day, |newest| newest.max(day)));
            }
            before = Some(record);
        }
    }
}
