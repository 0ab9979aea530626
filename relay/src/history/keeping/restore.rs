//! Fills an empty store with everything of another one.

use super::tables::{Carried, TABLES};
use super::{KeepingError, Progress, STEP, Source};
use crate::history::History;

const ANY_DAY: &str = "SELECT day FROM day_version LIMIT 1";

impl History {
    /// Takes everything of a backup into this store, which must hold no days.
    ///
    /// # Errors
    /// Where it holds days, or one of the two stores fails; nothing is changed, then.
    pub async fn restore(&self, backup: &Source, told: Progress<'_>) -> Result<u64, KeepingError> {
        backup.pour(self, told).await
    }
}

impl Source {
    /// Carries all tables into a store without days, in one transaction; how many versions of days
    /// these were.
    pub(super) async fn pour(
        &self,
        into: &History,
        told: Progress<'_>,
    ) -> Result<u64, KeepingError> {
        let mut reading = self.begin().await?;
        let total = self.versions(&mut reading).await?;
        let mut writing = into.0.begin().await.map_err(KeepingError::write)?;
        let known: Option<i64> = sqlx::query_scalar(ANY_DAY)
            .fetch_optional(&mut *writing.transaction)
            .await
            .map_err(KeepingError::write)?;
        if known.is_some() {
            return Err(KeepingError::NotEmpty);
        }
        let mut done = 0;
        for table in &TABLES {
            if !self.tables.iter().any(|name| name == table.name) {
                continue;
            }
            let is_counted = table.name == "day_version";
            let step = || {
                done += u64::from(is_counted);
                if is_counted && done.is_multiple_of(STEP) {
                    told(done, Some(total));
                }
            };
            let carried = table.carry(&mut reading, &mut writing.transaction, step);
            carried.await.map_err(|error| match error {
                Carried::Unread(error) => self.unread(error),
                Carried::Unkept(error) => KeepingError::write(error),
            })?;
        }
        writing.commit().await.map_err(KeepingError::write)?;
        // The rows are safe; a fault here is told by what reads next.
        drop(into.refresh_generations().await);
        Ok(done)
    }
}
