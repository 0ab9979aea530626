//! Everything of one app, taken out of a store.

use super::{KeepingError, Source};
use crate::history::History;

/// Before all else, as every relay that writes does; the row stays, since a number that began
/// anew would not be noticed by relays that know a higher one.
const CHANGE: &str = "UPDATE generation SET number = number + 1 WHERE appid = $1";

const DAYS: &str = "SELECT COUNT(*) FROM \
     (SELECT DISTINCT module, slice, day FROM day_version WHERE appid = $1) AS days";

const VERSIONS: &str = "DELETE FROM day_version WHERE appid = $1";

const REST: [&str; 5] = [
    "DELETE FROM calls WHERE appid = $1",
    "DELETE FROM collection WHERE appid = $1",
    "DELETE FROM stops WHERE appid = $1",
    "DELETE FROM quota WHERE appid = $1",
    "DELETE FROM alias WHERE appid = $1",
];

const APPS: &str = "SELECT appid FROM generation UNION SELECT appid FROM day_version \
     UNION SELECT appid FROM alias";

/// An app that was named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its AppID.
    pub appid: String,
    /// How many days the store holds, counted in each module and slice.
    pub days: u64,
}

/// What was deleted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Days, counted in each module and slice.
    pub days: u64,
    /// Versions of them.
    pub versions: u64,
}

impl Source {
    /// The app of that name: an alias of the configuration (`configured`: alias and AppID), one
    /// that the store knows, or an AppID.
    ///
    /// # Errors
    /// Where none is known by that name, or an alias stands for two.
    pub async fn find(
        &self,
        name: &str,
        configured: &[(String, String)],
    ) -> Result<Found, KeepingError> {
        let unread = |error| self.unread(error);
        let stored: Vec<(String, String)> =
            sqlx::query_as("SELECT alias, appid FROM alias ORDER BY alias")
                .fetch_all(&self.pool)
                .await
                .map_err(unread)?;
        let appids: Vec<String> = sqlx::query_scalar(APPS)
            .fetch_all(&self.pool)
            .await
            .map_err(unread)?;
        let by = |aliases: &[(String, String)]| {
            let found = aliases.iter().find(|(alias, _)| alias == name);
            found.map(|(_, appid)| appid.clone())
        };
        let appid = match (by(configured), by(&stored)) {
            (Some(configured), Some(stored)) if configured != stored => {
                return Err(KeepingError::TwoApps {
                    alias: name.to_owned(),
                    configured,
                    stored,
                });
            }
            (Some(appid), _) | (None, Some(appid)) => appid,
            (None, None) if appids.iter().any(|appid| appid == name) => name.to_owned(),
            (None, None) => {
                let mut known: Vec<String> = configured
                    .iter()
                    .chain(&stored)
                    .map(|(alias, appid)| format!("{alias} ({appid})"))
                    .collect();
                known.sort();
                known.dedup();
                return Err(KeepingError::UnknownApp {
                    app: name.to_owned(),
                    known: format!("Known are {}, and AppIDs", known.join(", ")),
                });
            }
        };
        let days: i64 = sqlx::query_scalar(DAYS)
            .bind(appid.clone())
            .fetch_one(&self.pool)
            .await
            .map_err(unread)?;
        Ok(Found {
            appid,
            days: u64::try_from(days).unwrap_or(0),
        })
    }
}

impl History {
    /// Deletes every day of an app, what is known of its calls, and the aliases that stand for it. A relay
    /// that has the app configured asks WeChat for its days again.
    ///
    /// # Errors
    /// Where the store fails; nothing is deleted, then.
    pub async fn delete(&self, appid: &str) -> Result<Deleted, KeepingError> {
        let fail = KeepingError::write;
        let mut writing = self.0.begin().await.map_err(fail)?;
        let connection = &mut writing.transaction;
        sqlx::query(CHANGE)
            .bind(appid.to_owned())
            .execute(&mut **connection)
            .await
            .map_err(fail)?;
        let days: i64 = sqlx::query_scalar(DAYS)
            .bind(appid.to_owned())
            .fetch_one(&mut **connection)
            .await
            .map_err(fail)?;
        let versions = sqlx::query(VERSIONS)
            .bind(appid.to_owned())
            .execute(&mut **connection)
            .await
            .map_err(fail)?
            .rows_affected();
        for statement in REST {
            sqlx::query(statement)
                .bind(appid.to_owned())
                .execute(&mut **connection)
                .await
                .map_err(fail)?;
        }
        writing.commit().await.map_err(fail)?;
        // The rows are gone; a fault here is told by what reads next.
        drop(self.refresh_generations().await);
        Ok(Deleted {
            days: u64::try_from(days).unwrap_or(0),
            versions,
        })
    }
}
