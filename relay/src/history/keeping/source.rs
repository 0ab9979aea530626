//! A store that is only read: as it is, whatever its schema, and as it was at one moment.

use std::path::Path;

use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyPool, ConnectOptions as _, Connection as _, Transaction};

use super::KeepingError;
use crate::config::{HistoryPlace, SecretSource};
use crate::history::Kind;
use crate::history::open::{self as opening, OpenError};

/// A store that is read as it is, neither made nor migrated.
pub struct Source {
    pub(super) pool: AnyPool,
    pub(super) kind: Kind,
    /// The tables that it has: an older schema has fewer.
    pub(super) tables: Vec<String>,
    /// Where it is, for messages.
    pub(super) place: String,
}

impl Source {
    /// Opens the store that a relay may be using at the same time.
    ///
    /// # Errors
    /// Names the store and the remedy, also where there is none.
    pub async fn open(
        place: &HistoryPlace,
        password: Option<&SecretSource>,
    ) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let name = place.to_string();
        match place {
            HistoryPlace::Memory => Err(OpenError::Missing { place: name }),
            HistoryPlace::Sqlite(path) => {
                // May write, though nothing does: the last to close a file puts the log back into
                // it, so that no files of a reader's are left beside it.
                Self::file(path, ["ro", "rw"], path.display().to_string()).await
            }
            HistoryPlace::Postgres(url) => {
                let url = opening::server_url(url, password)?;
                let options = opening::options(&url, &name)?;
                let mut connection = options
                    .connect()
                    .await
                    .map_err(|error| opening::unreachable(&name, &error))?;
                if !opening::inspect(&mut connection, Kind::Postgres, &name).await? {
                    return Err(OpenError::Missing { place: name });
                }
                // A connection that doesn't say goodbye is closed by the server all the same.
                let _ = connection.close().await;
                Self::connect(&url, Kind::Postgres, name).await
            }
        }
    }

    /// Opens a backup, or a copy of a store's file, without leave to change it.
    ///
    /// # Errors
    /// Says what the file is instead, and the remedy.
    pub async fn backup(path: &Path) -> Result<Self, KeepingError> {
        sqlx::any::install_default_drivers();
        let name = path.display().to_string();
        let mode = opening::quiet_mode(path);
        Self::file(path, [mode; 2], name.clone())
            .await
            .map_err(|error| KeepingError::Backup {
                path: name,
                why: match error {
                    OpenError::Damaged { detail, .. } => {
                        format!("it is no database, or a damaged one ({detail})")
                    }
                    OpenError::Foreign { .. } => {
                        "it is the database of another program. Name a file that «bootlens \
                         history backup» wrote"
                            .to_owned()
                    }
                    OpenError::Newer { schema, known, .. } => format!(
                        "it was written by a newer bootlens (schema {schema}; this one knows \
                         {known}). Restore it with that version"
                    ),
                    OpenError::Missing { .. } => {
                        "there is no such file, or nothing in it".to_owned()
                    }
                    other => other.to_string(),
                },
            })
    }

    /// Looks at a file in one mode and then reads it in another.
    async fn file(path: &Path, [look, read]: [&str; 2], name: String) -> Result<Self, OpenError> {
        let path =
            std::path::absolute(path).map_err(|error| opening::unreachable(&name, &error))?;
        let is_store = path.metadata().is_ok_and(|file| file.len() > 0)
            && opening::inspect_file(&path, look, &name).await?;
        if !is_store {
            return Err(OpenError::Missing { place: name });
        }
        Self::connect(&opening::file_url(&path, read), Kind::Sqlite, name).await
    }

    async fn connect(url: &str, kind: Kind, place: String) -> Result<Self, OpenError> {
        let fail = |error: sqlx::Error| opening::unreachable(&place, &error);
        let options = opening::options(url, &place)?;
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .connect_with(options)
            .await
            .map_err(fail)?;
        let tables = match kind {
            Kind::Sqlite => opening::FILE_TABLES,
            Kind::Postgres => opening::SERVER_TABLES,
        };
        let tables = sqlx::query_scalar(tables).fetch_all(&pool).await;
        Ok(Self {
            tables: tables.map_err(fail)?,
            pool,
            kind,
            place,
        })
    }

    /// Lets go of the store; a file's log is put back into it.
    pub async fn close(self) {
        self.pool.close().await;
    }

    /// Everything read in it is of one moment, whatever a relay writes meanwhile.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Any>, KeepingError> {
        let begin = match self.kind {
            Kind::Sqlite => "BEGIN",
            Kind::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        let begun = self.pool.begin_with(begin).await;
        begun.map_err(|error| self.unread(error))
    }

    /// How many versions of days it holds.
    pub(super) async fn versions(
        &self,
        transaction: &mut Transaction<'static, Any>,
    ) -> Result<u64, KeepingError> {
        let count: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM day_version")
            .fetch_one(&mut **transaction)
            .await
            .map_err(|error| self.unread(error))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }

    /// What failed while it was read.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "named where errors are mapped"
    )]
    pub(super) fn unread(&self, error: sqlx::Error) -> KeepingError {
        KeepingError::Read {
            place: self.place.clone(),
            detail: error.to_string(),
        }
    }
}
