//! Days on which WeChat grants an app no more calls, and what it says of its quota: kept, so that a
//! restart does not forget them and relays that share the store know them too.

use shared::day::Day;
use sqlx::Row as _;

use super::{History, StoreError, day_number};
use crate::wechat::WechatQuota;

/// The first that was told stays.
const STOP: &str = "INSERT INTO stops (appid, day, code, rid, at) VALUES ($1, $2, $3, $4, $5) \
     ON CONFLICT (appid, day) DO NOTHING RETURNING day";

const STOPPED: &str = "SELECT code, rid, at FROM stops WHERE appid = $1 AND day = $2";

const CLEAR: &str = "DELETE FROM stops WHERE appid = $1 AND day = $2 RETURNING day";

/// An answer that was asked for earlier never replaces a later one.
const NOTE: &str = "INSERT INTO quota (appid, day, daily_limit, used, remain, counted, asked_at) \
     VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (appid, day) DO UPDATE SET \
     daily_limit = excluded.daily_limit, used = excluded.used, remain = excluded.remain, \
     counted = excluded.counted, asked_at = excluded.asked_at \
     WHERE excluded.asked_at >= quota.asked_at RETURNING day";

const KNOWN: &str = "SELECT daily_limit, used, remain, counted, asked_at FROM quota \
     WHERE appid = $1 AND day = $2";

/// That WeChat grants no more calls on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// WeChat's error code.
    pub code: i64,
    /// WeChat's id of the request that was refused.
    pub rid: Option<String>,
    /// When it was, in Unix seconds.
    pub at: i64,
}

/// What WeChat said of the calls of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownQuota {
    /// Its figures.
    pub told: WechatQuota,
    /// How many calls of ours were counted on that day when it was asked.
    pub counted: u64,
    /// When it was asked, in Unix seconds.
    pub asked_at: i64,
}

impl History {
    /// Keeps that an app has no more calls on a Beijing day; says whether that is new.
    ///
    /// # Errors
    /// Where it can't be kept.
    pub async fn stop(&self, appid: &str, today: Day, stop: &Stop) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar(STOP)
            .bind(appid.to_owned())
            .bind(day_number(today))
            .bind(stop.code)
            .bind(stop.rid.clone())
            .bind(stop.at);
        self.changed("stop", query).await
    }

    /// Why an app has no more calls on a Beijing day, if it has none.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn stopped(&self, appid: &str, today: Day) -> Result<Option<Stop>, StoreError> {
        let reading = async {
            let row = sqlx::query(STOPPED)
                .bind(appid.to_owned())
                .bind(day_number(today))
                .fetch_optional(&self.0.pool)
                .await?;
            let Some(row) = row else { return Ok(None) };
            Ok(Some(Stop {
                code: row.try_get(0)?,
                rid: row.try_get(1)?,
                at: row.try_get(2)?,
            }))
        };
        self.0.health.watch("stop", reading).await
    }

    /// Lifts the stop of a Beijing day; says whether there was one.
    ///
    /// # Errors
    /// Where it can't be lifted.
    pub async fn clear_stop(&self, appid: &str, today: Day) -> Result<bool, StoreError> {
        let query = sqlx::query_scalar(CLEAR)
            .bind(appid.to_owned())
            .bind(day_number(today));
        self.changed("stop", query).await
    }

    /// Keeps what WeChat said of the calls of a Beijing day.
    ///
    /// # Errors
    /// Where it can't be kept.
    pub async fn note_quota(
        &self,
        appid: &str,
        today: Day,
        quota: KnownQuota,
    ) -> Result<(), StoreError> {
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let query = sqlx::query_scalar(NOTE)
            .bind(appid.to_owned())
            .bind(day_number(today))
            .bind(number(quota.told.daily_limit))
            .bind(number(quota.told.used))
            .bind(number(quota.told.remain))
            .bind(number(quota.counted))
            .bind(quota.asked_at);
        self.changed("quota", query).await.map(drop)
    }

    /// What WeChat last said of the calls of a Beijing day.
    ///
    /// # Errors
    /// Where it can't be read.
    pub async fn known_quota(
        &self,
        appid: &str,
        today: Day,
    ) -> Result<Option<KnownQuota>, StoreError> {
        let reading = async {
            let row = sqlx::query(KNOWN)
                .bind(appid.to_owned())
                .bind(day_number(today))
                .fetch_optional(&self.0.pool)
                .await?;
            let Some(row) = row else { return Ok(None) };
            let count = |number: i64| u64::try_from(number).unwrap_or(0);
            Ok(Some(KnownQuota {
                told: WechatQuota {
                    daily_limit: count(row.try_get(0)?),
                    used: count(row.try_get(1)?),
                    remain: count(row.try_get(2)?),
                },
                counted: count(row.try_get(3)?),
                asked_at: row.try_get(4)?,
            }))
        };
        self.0.health.watch("quota", reading).await
    }

    /// Whether a statement changed a row; it returns the row's day.
    async fn changed(
        &self,
        operation: &'static str,
        query: sqlx::query::QueryScalar<'_, sqlx::Any, i64, sqlx::any::AnyArguments>,
    ) -> Result<bool, StoreError> {
        let inner = &self.0;
        let changing = async {
            let mut writing = inner.begin().await?;
            let changed = query.fetch_optional(&mut *writing.transaction).await?;
            writing.commit().await?;
            Ok(changed.is_some())
        };
        inner.health.watch(operation, changing).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Day {
        text.parse().unwrap()
    }

    fn refused(at: i64, rid: Option<&str>) -> Stop {
        Stop {
            code: 7,
            rid: rid.map(str::to_owned),
            at,
        }
    }

    #[tokio::test]
    async fn a_stop_holds_for_its_app_and_day_until_it_is_lifted() {
        let history = History::memory().await.unwrap();
        let today = day("2026-10-30");
        let first = refused(1, Some("62eb-1"));
        assert_eq!(history.stop("wx1", today, &first).await, Ok(true));
        let second = refused(2, None);
        assert_eq!(history.stop("wx1", today, &second).await, Ok(false));
        assert_eq!(history.stopped("wx1", today).await, Ok(Some(first)));
        assert_eq!(history.stopped("wx2", today).await, Ok(None));
        assert_eq!(history.stopped("wx1", today.plus(1)).await, Ok(None));
        assert_eq!(history.clear_stop("wx1", today).await, Ok(true));
        assert_eq!(history.clear_stop("wx1", today).await, Ok(false));
        assert_eq!(history.stop("wx1", today, &second).await, Ok(true));
        assert_eq!(history.stopped("wx1", today).await, Ok(Some(second)));
    }

    #[tokio::test]
    async fn the_newest_figures_of_a_day_are_known() {
        let history = History::memory().await.unwrap();
        let today = day("2026-10-30");
        let quota = |used, asked_at| KnownQuota {
            told: WechatQuota {
                daily_limit: 1_000,
                used,
                remain: 1_000 - used,
            },
            counted: 3,
            asked_at,
        };
        assert_eq!(history.known_quota("wx1", today).await, Ok(None));
        for (used, at) in [(5, 10), (9, 20), (7, 15)] {
            let noted = history.note_quota("wx1", today, quota(used, at)).await;
            assert_eq!(noted, Ok(()));
        }
        let known = history.known_quota("wx1", today).await;
        assert_eq!(known, Ok(Some(quota(9, 20))));
        assert_eq!(history.known_quota("wx1", today.plus(1)).await, Ok(None));
    }
}
