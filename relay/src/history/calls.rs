//! The calls of each day in Beijing, against our own ceiling.

use shared::day::Day;

use super::{History, StoreError, day_number};

const COUNT: &str = "INSERT INTO calls (appid, day, number) VALUES ($1, $2, 1) \
     ON CONFLICT (appid, day) DO UPDATE SET number = calls.number + 1 \
     WHERE calls.number < $3 RETURNING number";

const READ: &str = "SELECT number FROM calls WHERE appid = $1 AND day = $2";

impl History {
    /// Counts a call of a Beijing day unless `limit` were passed; says whether it may be made.
    ///
    /// # Errors
    /// Where it can't be counted.
    pub async fn count_call(
        &self,
        appid: &str,
        today: Day,
        limit: u64,
    ) -> Result<bool, StoreError> {
        let inner = &self.0;
        let counting = async {
            let mut writing = inner.begin().await?;
            let counted: Option<i64> = sqlx::query_scalar(COUNT)
                .bind(appid.to_owned())
                .bind(day_number(today))
                .bind(i64::try_from(limit).unwrap_or(i64::MAX))
                .fetch_optional(&mut *writing.transaction)
                .await?;
            writing.commit().await?;
            Ok(counted.is_some())
        };
        inner.health.watch("count", counting).await
    }

    /// The calls counted on a Beijing day.
    ///
    /// # Errors
    /// Where they can't be read.
    pub async fn calls(&self, appid: &str, today: Day) -> Result<u64, StoreError> {
        let reading = sqlx::query_scalar(READ)
            .bind(appid.to_owned())
            .bind(day_number(today))
            .fetch_optional(&self.0.pool);
        let number: Option<i64> = self.0.health.watch("count", reading).await?;
        Ok(u64::try_from(number.unwrap_or(0)).unwrap_or(0))
    }
}
