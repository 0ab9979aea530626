//! The days themselves: read, and joined with what WeChat answers.

use futures::TryStreamExt as _;
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use sqlx::any::AnyRow;
use sqlx::{Executor, Row as _};

use super::row::Version;
use super::stored::{self, Names};
use super::{History, Key, Row, Rows, StoreError, day_number, day_of};
use crate::wechat::Point;

const READ: &str = "SELECT day, first_seen, last_asked, settled_at, settled_asks, body \
     FROM day_version WHERE appid = $1 AND module = $2 AND slice = $3 \
     AND day BETWEEN $4 AND $5 ORDER BY day, first_seen";

const INSERT: &str = "INSERT INTO day_version (appid, module, slice, day, first_seen, last_asked, \
     settled_at, settled_asks, measured, body) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
     ON CONFLICT (appid, module, slice, day, first_seen) DO UPDATE SET \
     last_asked = excluded.last_asked, settled_at = excluded.settled_at, \
     settled_asks = excluded.settled_asks";

const NEWEST: &str = "SELECT day FROM day_version WHERE appid = $1 AND module = $2 AND slice = $3 \
     AND measured > 0 AND first_seen <= $4 ORDER BY day DESC LIMIT 1";

/// When a reader wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Everything that is known.
    Now,
    /// What was known at a Unix time in seconds.
    At(i64),
}

impl History {
    /// The rows of those `days` that were answered by that `moment`; `days` stand in order.
    ///
    /// # Errors
    /// Where they can't be read.
    pub async fn read(&self, key: &Key, days: &[Day], moment: Moment) -> Result<Rows, StoreError> {
        let inner = &self.0;
        let reading = async {
            let mut rows = Rows::new();
            // Days that lie far apart, as those of two periods, are read one after the other.
            for run in days.chunk_by(|day, next| next.since(*day) <= 31) {
                let (Some(first), Some(last)) = (run.first(), run.last()) else {
                    continue;
                };
                let versions = versions(&inner.pool, key, *first, *last).await?;
                let known = |day: &Day| run.binary_search(day).is_ok();
                rows.extend(fold(
                    versions.into_iter().filter(|(day, _)| known(day)),
                    moment,
                ));
            }
            Ok(rows)
        };
        inner.health.watch("read", reading).await
    }

    /// Joins answers with what is kept; `at` is when they were asked, in Unix seconds. A day that
    /// was asked and not answered comes with no points. Gives the joined rows back once they are
    /// safe.
    ///
    /// # Errors
    /// Where they can't be kept; nothing of them is, then.
    pub async fn write(
        &self,
        key: &Key,
        answers: Vec<(Day, Vec<Point>)>,
        at: i64,
        settle_days: u32,
    ) -> Result<Rows, StoreError> {
        let inner = &self.0;
        let (Some(first), Some(last)) = (
            answers.iter().map(|(day, _)| *day).min(),
            answers.iter().map(|(day, _)| *day).max(),
        ) else {
            return Ok(Rows::new());
        };
        let writing = async {
            let mut writing = inner.begin().await?;
            // First, so that of two relays the second waits and sees what the first wrote.
            let generation = inner
                .generations
                .bump(&mut *writing.transaction, &key.appid, key.module)
                .await?;
            let known = versions(&mut *writing.transaction, key, first, last).await?;
            let mut rows = Rows::new();
            for (day, points) in answers {
                let mut kept: Vec<Version> = known
                    .iter()
                    .filter(|(of, _)| *of == day)
                    .map(|(_, version)| version.clone())
                    .collect();
                let next = Version::next(kept.last(), day, points, at, settle_days);
                insert(&mut *writing.transaction, key, day, &next).await?;
                kept.retain(|version| version.first_seen != next.first_seen);
                kept.push(next);
                rows.extend(Row::of(kept).map(|row| (day, row)));
            }
            writing.commit().await?;
            inner.generations.learn(&key.appid, key.module, generation);
            Ok(rows)
        };
        inner.health.watch("write", writing).await
    }

    /// The newest day with a value in the slice all, as known at that `moment`.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn newest(
        &self,
        appid: &str,
        module: Module,
        moment: Moment,
    ) -> Result<Option<Day>, StoreError> {
        let until = match moment {
            Moment::Now => i64::MAX,
            Moment::At(time) => time,
        };
        let reading = sqlx::query_scalar(NEWEST)
            .bind(appid.to_owned())
            .bind(module.slug())
            .bind(Slice::ALL.to_string())
            .bind(until)
            .fetch_optional(&self.0.pool);
        let newest: Option<i64> = self.0.health.watch("read", reading).await?;
        Ok(newest.and_then(day_of))
    }
}

/// Every version of those days, by day and oldest first.
async fn versions<'c, E>(
    executor: E,
    key: &Key,
    first: Day,
    last: Day,
) -> Result<Vec<(Day, Version)>, sqlx::Error>
where
    E: Executor<'c, Database = sqlx::Any>,
{
    let mut rows = sqlx::query(READ)
        .bind(key.appid.to_string())
        .bind(key.module.slug())
        .bind(key.slice.to_string())
        .bind(day_number(first))
        .bind(day_number(last))
        .fetch(executor);
    let mut names = Names::default();
    let mut versions = Vec::new();
    while let Some(row) = rows.try_next().await? {
        versions.push(version(&row, &mut names)?);
    }
    Ok(versions)
}

fn version(row: &AnyRow, names: &mut Names) -> Result<(Day, Version), sqlx::Error> {
    let damaged = |error: String| sqlx::Error::Decode(error.into());
    let number: i64 = row.try_get(0)?;
    let day = day_of(number).ok_or_else(|| damaged(format!("{number} is no day")))?;
    let points = stored::read(row.try_get(5)?, names)
        .map_err(|error| damaged(format!("the body of {day}: {error}")))?;
    let version = Version {
        first_seen: row.try_get(1)?,
        last_asked: row.try_get(2)?,
        settled_at: row.try_get(3)?,
        settled_asks: row.try_get(4)?,
        points,
    };
    Ok((day, version))
}

/// Keeps a version, or the later times of one that is kept already.
async fn insert<'c, E>(
    executor: E,
    key: &Key,
    day: Day,
    version: &Version,
) -> Result<(), sqlx::Error>
where
    E: Executor<'c, Database = sqlx::Any>,
{
    sqlx::query(INSERT)
        .bind(key.appid.to_string())
        .bind(key.module.slug())
        .bind(key.slice.to_string())
        .bind(day_number(day))
        .bind(version.first_seen)
        .bind(version.last_asked)
        .bind(version.settled_at)
        .bind(version.settled_asks)
        .bind(i64::try_from(version.measured()).unwrap_or(i64::MAX))
        .bind(stored::write(&version.points))
        .execute(executor)
        .await?;
    Ok(())
}

/// The row of each day, of versions that stand by day and oldest first.
fn fold(versions: impl Iterator<Item = (Day, Version)>, moment: Moment) -> Rows {
    let mut by_day: Vec<(Day, Vec<Version>)> = Vec::new();
    for (day, mut version) in versions {
        if let Moment::At(time) = moment {
            if version.first_seen > time {
                continue;
            }
            version.last_asked = version.last_asked.min(time);
            version.settled_at = version.settled_at.filter(|then| *then <= time);
        }
        match by_day.last_mut() {
            Some((last, kept)) if *last == day => kept.push(version),
            _ => by_day.push((day, vec![version])),
        }
    }
    let row = |(day, versions)| Some((day, Row::of(versions)?));
    by_day.into_iter().filter_map(row).collect()
}
