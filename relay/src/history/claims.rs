//! Who collects an app's days today: one relay at a time, also where several share the store.

use shared::day::Day;
use sqlx::Row as _;

use super::{History, StoreError, day_number, day_of};

/// How long a claim that is not renewed holds, in seconds.
const HOLDS: i64 = 120;

const CLAIM: &str = "INSERT INTO collection \
     (appid, day, relay, claimed_at, renewed_at, asked, failed) VALUES ($1, $2, $3, $4, $4, 0, 0) \
     ON CONFLICT (appid, day) DO UPDATE SET relay = excluded.relay, \
     claimed_at = excluded.claimed_at, renewed_at = excluded.renewed_at \
     WHERE collection.done_at IS NULL AND (collection.relay = excluded.relay \
     OR collection.renewed_at <= $5 OR collection.renewed_at > $6) RETURNING day";

const RENEW: &str = "UPDATE collection SET renewed_at = $4, asked = asked + $5, \
     failed = failed + $6 WHERE appid = $1 AND day = $2 AND relay = $3 AND done_at IS NULL";

const END: &str = "UPDATE collection SET done_at = $4 WHERE appid = $1 AND day = $2 AND relay = $3";

const RELEASE: &str = "UPDATE collection SET renewed_at = 0 \
     WHERE appid = $1 AND day = $2 AND relay = $3 AND done_at IS NULL";

const LAST: &str = "SELECT day, claimed_at, done_at, asked, failed FROM collection \
     WHERE appid = $1 ORDER BY day DESC LIMIT 1";

const COMPLETE: &str = "SELECT MAX(done_at) FROM collection WHERE appid = $1";

/// The work of a day for one app, which nobody else does meanwhile.
#[derive(Clone, Debug)]
pub struct Claim {
    /// The app.
    pub appid: String,
    /// The day in Beijing on which it is done.
    pub day: Day,
    relay: String,
}

/// How far the collection of a day came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Collection {
    /// The day in Beijing on which it was done.
    pub day: Day,
    /// When it was begun, in Unix seconds.
    pub claimed_at: i64,
    /// When everything was there, in Unix seconds.
    pub done_at: Option<i64>,
    /// Windows that were asked.
    pub asked: u64,
    /// Windows that failed, each time that they did.
    pub failed: u64,
}

impl History {
    /// Claims the collection of a day; `None` where it is done, or in the hands of a relay that
    /// was at it lately.
    ///
    /// # Errors
    /// Where it can't be claimed.
    pub async fn claim(
        &self,
        appid: &str,
        day: Day,
        relay: &str,
        now: i64,
    ) -> Result<Option<Claim>, StoreError> {
        let inner = &self.0;
        let claiming = async {
            let mut writing = inner.begin().await?;
            let claimed: Option<i64> = sqlx::query_scalar(CLAIM)
                .bind(appid.to_owned())
                .bind(day_number(day))
                .bind(relay.to_owned())
                .bind(now)
                .bind(now - HOLDS)
                .bind(now + HOLDS)
                .fetch_optional(&mut *writing.transaction)
                .await?;
            writing.commit().await?;
            Ok(claimed.is_some())
        };
        let claimed = inner.health.watch("claim", claiming).await?;
        Ok(claimed.then(|| Claim {
            appid: appid.to_owned(),
            day,
            relay: relay.to_owned(),
        }))
    }

    /// Holds a claim on, and notes a window that was asked; `false` where another relay has taken
    /// it over.
    ///
    /// # Errors
    /// Where it can't be noted.
    pub async fn renew(&self, claim: &Claim, now: i64, failed: bool) -> Result<bool, StoreError> {
        let query = sqlx::query(RENEW)
            .bind(claim.appid.clone())
            .bind(day_number(claim.day))
            .bind(claim.relay.clone())
            .bind(now)
            .bind(1_i64)
            .bind(i64::from(failed));
        self.change_claim(query).await
    }

    /// Notes that everything is there.
    ///
    /// # Errors
    /// Where it can't be noted.
    pub async fn end_claim(&self, claim: &Claim, now: i64) -> Result<bool, StoreError> {
        let query = sqlx::query(END)
            .bind(claim.appid.clone())
            .bind(day_number(claim.day))
            .bind(claim.relay.clone())
            .bind(now);
        self.change_claim(query).await
    }

    /// Lets go of a claim, so that another relay need not wait.
    ///
    /// # Errors
    /// Where it can't be noted.
    pub async fn release_claim(&self, claim: &Claim) -> Result<bool, StoreError> {
        let query = sqlx::query(RELEASE)
            .bind(claim.appid.clone())
            .bind(day_number(claim.day))
            .bind(claim.relay.clone());
        self.change_claim(query).await
    }

    /// How far the last collection of an app came.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn last_collection(&self, appid: &str) -> Result<Option<Collection>, StoreError> {
        let reading = async {
            let row = sqlx::query(LAST)
                .bind(appid.to_owned())
                .fetch_optional(&self.0.pool)
                .await?;
            let Some(row) = row else { return Ok(None) };
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            let Some(day) = day_of(row.try_get(0)?) else {
                return Ok(None);
            };
            Ok(Some(Collection {
                day,
                claimed_at: row.try_get(1)?,
                done_at: row.try_get(2)?,
                asked: count(row.try_get(3)?),
                failed: count(row.try_get(4)?),
            }))
        };
        self.0.health.watch("claim", reading).await
    }

    /// When an app's collection was last complete, in Unix seconds, whichever relay did it.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn last_complete(&self, appid: &str) -> Result<Option<i64>, StoreError> {
        let reading = sqlx::query_scalar(COMPLETE)
            .bind(appid.to_owned())
            .fetch_one(&self.0.pool);
        self.0.health.watch("claim", reading).await
    }

    async fn change_claim(
        &self,
        query: sqlx::query::Query<'_, sqlx::Any, sqlx::any::AnyArguments>,
    ) -> Result<bool, StoreError> {
        let inner = &self.0;
        let changing = async {
            let mut writing = inner.begin().await?;
            let done = query.execute(&mut *writing.transaction).await?;
            writing.commit().await?;
            Ok(done.rows_affected() > 0)
        };
        inner.health.watch("claim", changing).await
    }
}
