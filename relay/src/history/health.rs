//! Whether the store answers: what fails is counted, and one that is away is not waited for by
//! every request.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::StoreError;

/// How long a store that could not be reached is left alone.
const PAUSE: Duration = Duration::from_secs(5);

/// When the store was last found to be away.
pub(super) struct Health {
    /// How long an operation may take before the store counts as away.
    limit: Option<Duration>,
    away_since: Mutex<Option<Instant>>,
}

impl Health {
    pub(super) fn new(limit: Option<Duration>) -> Self {
        Self {
            limit,
            away_since: Mutex::default(),
        }
    }

    /// Does what reads or keeps something, unless the store was away a moment ago.
    pub(super) async fn watch<T>(
        &self,
        operation: &'static str,
        work: impl Future<Output = Result<T, sqlx::Error>>,
    ) -> Result<T, StoreError> {
        let away_since = *self.lock();
        if away_since.is_some_and(|since| since.elapsed() < PAUSE) {
            return Err(StoreError("the store was away a moment ago".to_owned()));
        }
        let outcome = match self.limit {
            Some(limit) => tokio::time::timeout(limit, work)
                .await
                .unwrap_or(Err(sqlx::Error::PoolTimedOut)),
            None => work.await,
        };
        let up = metrics::gauge!("bootlens_history_up");
        match outcome {
            Ok(value) => {
                if away_since.is_some() {
                    tracing::info!("the store is back");
                    *self.lock() = None;
                }
                up.set(1.0);
                Ok(value)
            }
            Err(error) => {
                if is_away(&error) {
                    *self.lock() = Some(Instant::now());
                }
                up.set(0.0);
                metrics::counter!("bootlens_history_errors_total", "operation" => operation)
                    .increment(1);
                tracing::error!(operation, %error, "the store failed");
                Err(StoreError(format!("{operation} failed")))
            }
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away_since
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether nothing at all can be had of the store, so that the next question would fail as well.
fn is_away(error: &sqlx::Error) -> bool {
    matches!(
        error,
        sqlx::Error::Io(_)
            | sqlx::Error::Tls(_)
            | sqlx::Error::Protocol(_)
            | sqlx::Error::PoolTimedOut
            | sqlx::Error::PoolClosed
            | sqlx::Error::WorkerCrashed
    )
}
