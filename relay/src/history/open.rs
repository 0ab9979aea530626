//! Opens a store: looks before it touches, then migrates and connects.

mod look;

use std::path::Path;
use std::str::FromStr as _;
use std::sync::Arc;
use std::time::Duration;

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use secrecy::ExposeSecret as _;
use sqlx::any::{AnyConnectOptions, AnyPoolOptions};
use sqlx::migrate::Migrator;
use sqlx::{ConnectOptions as _, Connection as _, Executor as _};
use tokio::sync::Mutex;

pub(super) use look::{FILE_TABLES, SERVER_TABLES, inspect, inspect_file};

use super::generations::Generations;
use super::health::Health;
use super::{History, Inner, Kind};
use crate::config::{HistoryPlace, PostgresUrl, SecretSource};

/// Expand-only, so that the version before runs on them as well.
static SQLITE: Migrator = sqlx::migrate!("migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("migrations/postgres");

/// Connections to a file, and to a server. Each to a file is a thread.
const FILE_CONNECTIONS: u32 = 4;
const SERVER_CONNECTIONS: u32 = 8;
/// How long a request waits for a connection before it does without history.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a server may take for one operation: one that is held up would hold up every reader.
const SERVER_PATIENCE: Duration = Duration::from_secs(3);
/// How long another process may hold a file's lock.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);
/// How often a file is tried to be migrated while another process does the same, and the pause.
const MIGRATION_ATTEMPTS: u32 = 20;
const MIGRATION_PAUSE: Duration = Duration::from_millis(100);

/// What days in memory may take: 256 MiB, in SQLite's pages of 4 KiB. Beyond that they are shown and not
/// kept, as where a disk is full.
const MEMORY_SETTINGS: &str = "PRAGMA max_page_count = 65536;";

/// Write-ahead log, so that readers and a writer don't wait for each other, and a commit that is
/// on the disk before it is told; half a megabyte of pages for each connection, since the system keeps the
/// file's pages as well.
const FILE_SETTINGS: &str = "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; \
     PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -512; \
     PRAGMA journal_size_limit = 67108864;";

/// Why a store is not opened; what was there is untouched.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// A file that is no SQLite file, or one that is damaged.
    #[error(
        "{path} is no database, or a damaged one ({detail}); nothing was changed. Restore a \
         backup with «bootlens history restore», or name another file in history"
    )]
    Damaged {
        /// The file.
        path: String,
        /// What SQLite said.
        detail: String,
    },
    /// A database of another program.
    #[error(
        "{place} is the database of another program; nothing was changed. Name a file that \
         doesn't exist yet, or a database of its own, in history"
    )]
    Foreign {
        /// Where.
        place: String,
    },
    /// A store that a later version has changed beyond what this one can use.
    #[error(
        "{place} was written by a newer bootlens (schema {schema}; this one knows {known}); \
         nothing was changed. Start the newer version, or restore a backup of before"
    )]
    Newer {
        /// Where.
        place: String,
        /// The store's schema.
        schema: i64,
        /// The newest schema that this version knows.
        known: i64,
    },
    /// A place that can't be reached or written.
    #[error("{place} can't be opened: {detail}")]
    Unreachable {
        /// Where.
        place: String,
        /// Why.
        detail: String,
    },
    /// Nothing where a store is to be read.
    #[error(
        "there is no history at {place} yet. See what history names in the configuration; a relay \
         makes its store when it starts"
    )]
    Missing {
        /// Where.
        place: String,
    },
    /// The password can't be read.
    #[error("history_password: {0}")]
    Password(String),
}

impl History {
    /// Opens a store, and makes one where there is none.
    ///
    /// # Errors
    /// Names the store and the remedy; what was there stays as it was.
    pub async fn open(
        place: &HistoryPlace,
        password: Option<&SecretSource>,
    ) -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        match place {
            HistoryPlace::Memory => Self::memory().await,
            HistoryPlace::Sqlite(path) => Self::file(path).await,
            HistoryPlace::Postgres(url) => {
                Self::server(&server_url(url, password)?, &place.to_string()).await
            }
        }
    }

    /// A store that lasts as long as the process.
    ///
    /// # Errors
    /// Where SQLite can't be started.
    pub async fn memory() -> Result<Self, OpenError> {
        sqlx::any::install_default_drivers();
        let place = "memory:";
        // Every connection of SQLite's memory would have a memory of its own.
        let pool = AnyPoolOptions::new()
            .max_connections(1)
            .min_connections(1)
            .test_before_acquire(false)
            .acquire_slow_threshold(LOCK_PATIENCE)
            .idle_timeout(None)
            .max_lifetime(None)
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(MEMORY_SETTINGS).await.map(|_| ()) })
            });
        let options = options("sqlite::memory:", place)?;
        connect(pool, options, Kind::Sqlite, &SQLITE, place).await
    }

    pub(super) async fn file(path: &Path) -> Result<Self, OpenError> {
        let place = path.display().to_string();
        let path = std::path::absolute(path).map_err(|error| unreachable(&place, &error))?;
        if path.metadata().is_ok_and(|file| file.len() > 0) {
            inspect_file(&path, quiet_mode(&path), &place).await?;
        } else if let Some(folder) = path.parent().filter(|folder| !folder.is_dir()) {
            let detail = format!("there is no folder {}; create it", folder.display());
            return Err(OpenError::Unreachable { place, detail });
        }
        let pool = AnyPoolOptions::new()
            .max_connections(FILE_CONNECTIONS)
            .min_connections(1)
            .acquire_timeout(LOCK_PATIENCE)
            .acquire_slow_threshold(LOCK_PATIENCE)
            .test_before_acquire(false)
            .after_connect(|connection, _| {
                Box::pin(async move { connection.execute(FILE_SETTINGS).await.map(|_| ()) })
            });
        let options = options(&file_url(&path, "rwc"), &place)?;
        connect(pool, options, Kind::Sqlite, &SQLITE, &place).await
    }

    async fn server(url: &str, place: &str) -> Result<Self, OpenError> {
        let options = options(url, place)?;
        let mut connection = options
            .connect()
            .await
            .map_err(|error| unreachable(place, &error))?;
        inspect(&mut connection, Kind::Postgres, place).await?;
        // A connection that doesn't say goodbye is closed by the server all the same.
        let _ = connection.close().await;
        let pool = AnyPoolOptions::new()
            .max_connections(SERVER_CONNECTIONS)
            .acquire_timeout(PATIENCE)
            .acquire_slow_threshold(PATIENCE);
        connect(pool, options, Kind::Postgres, &POSTGRES, place).await
    }
}

async fn connect(
    pool: AnyPoolOptions,
    options: AnyConnectOptions,
    kind: Kind,
    migrator: &'static Migrator,
    place: &str,
) -> Result<History, OpenError> {
    let pool = pool
        .connect_with(options)
        .await
        .map_err(|error| unreachable(place, &error))?;
    // Migrations that a later version brought were found to leave this one what it needs.
    let migrator = Migrator {
        migrations: migrator.migrations.clone(),
        ignore_missing: true,
        ..Migrator::DEFAULT
    };
    let mut attempts = 0;
    while let Err(error) = migrator.run(&pool).await {
        attempts += 1;
        // A server locks; on a file, two first starts at once get into each other's way.
        if kind == Kind::Postgres || attempts == MIGRATION_ATTEMPTS {
            return Err(unreachable(place, &error));
        }
        tokio::time::sleep(MIGRATION_PAUSE).await;
    }
    let history = History(Arc::new(Inner {
        pool,
        kind,
        turn: Mutex::new(()),
        health: Health::new(match kind {
            // A file's lock is waited for by SQLite itself.
            Kind::Sqlite => None,
            Kind::Postgres => Some(SERVER_PATIENCE),
        }),
        generations: Generations::default(),
    }));
    history
        .refresh_generations()
        .await
        .map_err(|error| unreachable(place, &error))?;
    Ok(history)
}

/// The server's address with the password that stands elsewhere.
pub(super) fn server_url(
    url: &PostgresUrl,
    password: Option<&SecretSource>,
) -> Result<String, OpenError> {
    let mut url = url.expose();
    if let Some(source) = password {
        let secret = source
            .read()
            .map_err(|error| OpenError::Password(error.to_string()))?;
        // Refused only by addresses that have no host, and this one has.
        if url.set_password(Some(secret.expose_secret())).is_err() {
            return Err(OpenError::Password("can't be used".to_owned()));
        }
    }
    Ok(url.into())
}

/// How a file is read without a trace: where no log stands beside it nobody has it open, and
/// SQLite need not lay files of its own there.
pub(super) fn quiet_mode(path: &Path) -> &'static str {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    if Path::new(&log).exists() {
        "ro"
    } else {
        "ro&immutable=true"
    }
}

pub(super) fn options(url: &str, place: &str) -> Result<AnyConnectOptions, OpenError> {
    let options = AnyConnectOptions::from_str(url).map_err(|error| unreachable(place, &error))?;
    Ok(options.disable_statement_logging())
}

/// A file's address for sqlx, whatever letters its path has.
pub(super) fn file_url(path: &Path, mode: &str) -> String {
    let parts = path
        .iter()
        .skip(1)
        .map(|part| percent_encode(part.as_encoded_bytes(), NON_ALPHANUMERIC).to_string());
    let path: Vec<String> = parts.collect();
    format!("sqlite:///{}?mode={mode}", path.join("/"))
}

pub(super) fn unreachable(place: &str, error: &impl std::fmt::Display) -> OpenError {
    OpenError::Unreachable {
        place: place.to_owned(),
        detail: error.to_string(),
    }
}
