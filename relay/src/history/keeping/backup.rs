//! A backup: a SQLite store in a file of its own, whatever database it was taken from.

use std::path::Path;
use std::time::Duration;

use sqlx::{ConnectOptions as _, Connection as _, Executor as _};

use super::part::Part;
use super::{KeepingError, Progress, Source};
use crate::history::open as opening;
use crate::history::{History, Kind};

/// How often it is looked how much SQLite has written.
const LOOK: Duration = Duration::from_millis(200);

const FILE_BYTES: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";

impl Source {
    /// Writes everything to a file that can be opened as a store; relays may go on writing
    /// meanwhile. The file has its name only once it is whole and on the disk.
    ///
    /// # Errors
    /// Names the file or the store; no file is there, then.
    pub async fn back_up(&self, target: &Path, told: Progress<'_>) -> Result<(), KeepingError> {
        let part = Part::new(target)?;
        match self.kind {
            Kind::Sqlite => self.copy_file(&part, told).await?,
            Kind::Postgres => self.copy_rows(&part, told).await?,
        }
        part.finish()
    }

    /// SQLite's own copy of a file, as it was at one moment; the schema stays as it is.
    async fn copy_file(&self, part: &Part, told: Progress<'_>) -> Result<(), KeepingError> {
        let path = part.path();
        let path = path
            .to_str()
            .ok_or_else(|| KeepingError::file(&path, &"a path in UTF-8 is expected"))?;
        let bytes: i64 = sqlx::query_scalar(FILE_BYTES)
            .fetch_one(&self.pool)
            .await
            .map_err(|error| self.unread(error))?;
        let total = u64::try_from(bytes).ok();
        let copying = sqlx::query("VACUUM INTO $1")
            .bind(path.to_owned())
            .execute(&self.pool);
        tokio::pin!(copying);
        let mut looks = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                copied = &mut copying => {
                    return copied.map(drop).map_err(|error| self.unread(error));
                }
                _ = looks.tick() => told(part.bytes(), total),
            }
        }
    }

    /// Row by row into a new store of today's schema.
    async fn copy_rows(&self, part: &Part, told: Progress<'_>) -> Result<(), KeepingError> {
        let copy = History::file(&part.path()).await?;
        let copied = self.pour(&copy, told).await;
        copy.0.pool.close().await;
        copied?;
        // One file, which can be read where nothing may be written.
        let place = part.path().display().to_string();
        let url = opening::file_url(&part.path(), "rw");
        let mut connection = opening::options(&url, &place)?
            .connect()
            .await
            .map_err(KeepingError::write)?;
        connection
            .execute("PRAGMA journal_mode = DELETE")
            .await
            .map_err(KeepingError::write)?;
        connection.close().await.map_err(KeepingError::write)
    }
}
