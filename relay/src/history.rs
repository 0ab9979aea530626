//! What WeChat said of each day, kept so that nothing is asked twice and nothing is lost.
//!
//! [`Row`] decides how answers join and when to ask again; [`History`] keeps them, in SQLite or
//! PostgreSQL by the same statements. One row a version of a covered day: a different answer is a
//! new row, so that what was shown at any minute can be shown again.

mod aliases;
mod calls;
mod claims;
mod days;
mod generations;
mod health;
pub mod keeping;
mod open;
mod row;
mod sealed;
mod slices;
mod stops;
mod stored;

pub use aliases::AliasChanged;
pub use claims::{Claim, Collection};
pub use days::Moment;
pub use generations::Generation;
pub use open::OpenError;
pub use row::{Cell, Change, Row, Version};
pub use sealed::{Sealed, SealedError, StateKey};
pub use stops::{KnownQuota, Stop};

use std::collections::BTreeMap;
use std::sync::Arc;

use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use sqlx::{Any, AnyPool, Executor as _, Transaction};
use sqlx_core::any::AnyTransactionManager;
use sqlx_core::transaction::TransactionManager as _;
use tokio::sync::{Mutex, MutexGuard};

use generations::Generations;
use health::Health;

#[cfg(any(test, fuzzing))]
pub(crate) use stored::law as stored_law;

/// What a row is kept under, beside its day.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    /// WeChat's id of the app: an alias may change, history stays.
    pub appid: Arc<str>,
    /// The module.
    pub module: Module,
    /// The slice.
    pub slice: Slice,
}

/// Rows by day.
pub type Rows = BTreeMap<Day, Row>;

/// Something that could not be read or kept; the log says why.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("history: {0}")]
pub struct StoreError(String);

/// The database behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Sqlite,
    Postgres,
}

/// What keeps every day; clones share it.
#[derive(Clone)]
pub struct History(Arc<Inner>);

struct Inner {
    pool: AnyPool,
    kind: Kind,
    /// SQLite lets one write at a time; waiting here is quicker than its own polling.
    turn: Mutex<()>,
    health: Health,
    generations: Generations,
}

/// A transaction that writes; nothing of it stays unless it is committed.
struct Writing<'h> {
    transaction: Transaction<'static, Any>,
    _turn: Option<MutexGuard<'h, ()>>,
}

impl Writing<'_> {
    async fn commit(self) -> Result<(), sqlx::Error> {
        self.transaction.commit().await
    }
}

impl History {
    /// Lets go of the store; a file's log is put back into it. For what ends after its work.
    pub async fn close(&self) {
        self.0.pool.close().await;
    }
}

/// How SQLite is told that what follows writes.
const BEGIN: &str = "BEGIN IMMEDIATE";

impl Inner {
    /// Begins to write. SQLite is told so at once: a reader that turns writer would be refused.
    async fn begin(&self) -> Result<Writing<'_>, sqlx::Error> {
        let (turn, transaction) = match self.kind {
            Kind::Sqlite => {
                let turn = self.turn.lock().await;
                let begun = match self.pool.begin_with(BEGIN).await {
                    Err(sqlx::Error::InvalidSavePointStatement) => {
                        self.count_anew().await;
                        self.pool.begin_with(BEGIN).await
                    }
                    begun => begun,
                };
                (Some(turn), begun?)
            }
            Kind::Postgres => (None, self.pool.begin().await?),
        };
        Ok(Writing {
            transaction,
            _turn: turn,
        })
    }
}

impl Inner {
    /// Lets the driver's count of open transactions agree with SQLite's. Where a disk is full SQLite ends
    /// a transaction by itself, the driver's own end of it fails, and its connection would never write again.
    async fn count_anew(&self) {
        // All at once, or the same one would come again.
        let mut all = Vec::new();
        for _ in 0..self.pool.options().get_max_connections() {
            // One that is not to be had in time is met the next time.
            all.extend(self.pool.acquire().await.ok());
        }
        for mut connection in all {
            // One of the two fails, whichever was right: what the driver counts has something to end, and
            // what it does not count is ended after it.
            let _ = connection.execute("BEGIN").await;
            let _ = AnyTransactionManager::rollback(&mut connection).await;
            let _ = connection.execute("ROLLBACK").await;
        }
    }
}

/// A day as the tables hold it: 20261001.
fn day_number(day: Day) -> i64 {
    day.compact().parse().unwrap_or(0)
}

/// The day of a number.
fn day_of(number: i64) -> Option<Day> {
    Day::from_compact(&number.to_string())
}

#[cfg(test)]
mod tests;
