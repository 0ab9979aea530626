//! Looks at what is to be opened and changes nothing: a store of ours, an empty place, or neither.

use std::path::Path;

use sqlx::{AnyConnection, ConnectOptions as _, Connection as _};

use super::{OpenError, POSTGRES, SQLITE, file_url, options, unreachable};
use crate::history::Kind;

/// Files up to this size are checked whole before they are opened, which takes less than half a
/// second; for larger ones there is `bootlens history verify`.
const CHECKED_BYTES: u64 = 256 << 20;

pub(in crate::history) const FILE_TABLES: &str = "SELECT name FROM sqlite_master WHERE type = 'table' \
     AND name NOT LIKE 'sqlite_%'";
pub(in crate::history) const SERVER_TABLES: &str = "SELECT tablename::text FROM pg_catalog.pg_tables \
     WHERE schemaname = current_schema()";

/// The table in which sqlx notes what it has migrated.
const MIGRATIONS: &str = "_sqlx_migrations";

/// Looks at a file in a mode without leave to change it; says whether it is a store already.
pub(in crate::history) async fn inspect_file(
    path: &Path,
    mode: &str,
    place: &str,
) -> Result<bool, OpenError> {
    let options = options(&file_url(path, mode), place)?;
    let mut connection = options
        .connect()
        .await
        .map_err(|error| unreachable_or_damaged(place, &error))?;
    let is_store = inspect(&mut connection, Kind::Sqlite, place).await?;
    if path
        .metadata()
        .is_ok_and(|file| file.len() <= CHECKED_BYTES)
    {
        let found: String = sqlx::query_scalar("PRAGMA quick_check(1)")
            .fetch_one(&mut connection)
            .await
            .map_err(|error| unreachable_or_damaged(place, &error))?;
        if found != "ok" {
            return Err(OpenError::Damaged {
                path: place.to_owned(),
                detail: found,
            });
        }
    }
    // A reader's connection has nothing left to write.
    let _ = connection.close().await;
    Ok(is_store)
}

/// Tells a store of ours, or an empty place, from all else; says which of the two.
pub(in crate::history) async fn inspect(
    connection: &mut AnyConnection,
    kind: Kind,
    place: &str,
) -> Result<bool, OpenError> {
    let fail = |error: sqlx::Error| match kind {
        Kind::Sqlite => unreachable_or_damaged(place, &error),
        Kind::Postgres => unreachable(place, &error),
    };
    let (tables, migrator) = match kind {
        Kind::Sqlite => (FILE_TABLES, &SQLITE),
        Kind::Postgres => (SERVER_TABLES, &POSTGRES),
    };
    let tables: Vec<String> = sqlx::query_scalar(tables)
        .fetch_all(&mut *connection)
        .await
        .map_err(fail)?;
    let has = |name: &str| tables.iter().any(|table| table == name);
    let foreign = || OpenError::Foreign {
        place: place.to_owned(),
    };
    if !has("store") {
        // Where a first start was cut off, nothing but sqlx's own table may be there.
        let ours = ["day_version", "generation", "calls", "alias"];
        let is_taken = match kind {
            Kind::Sqlite => tables.iter().any(|table| table != MIGRATIONS),
            Kind::Postgres => ours.into_iter().any(has),
        };
        let migrated: i64 = if has(MIGRATIONS) {
            sqlx::query_scalar("SELECT COUNT(*) FROM _sqlx_migrations")
                .fetch_one(&mut *connection)
                .await
                .map_err(fail)?
        } else {
            0
        };
        return if is_taken || migrated > 0 {
            Err(foreign())
        } else {
            Ok(false)
        };
    }
    let kind_word = said(connection, "kind").await.map_err(fail)?;
    if kind_word.as_deref() != Some("bootlens") || !has(MIGRATIONS) {
        return Err(foreign());
    }
    let applied: Option<i64> = sqlx::query_scalar("SELECT MAX(version) FROM _sqlx_migrations")
        .fetch_one(&mut *connection)
        .await
        .map_err(fail)?;
    let applied = applied.unwrap_or(0);
    let known = migrator.iter().map(|one| one.version).max().unwrap_or(0);
    let number = |text: Option<String>| text.and_then(|text| text.parse::<i64>().ok());
    let schema = number(said(connection, "schema").await.map_err(fail)?);
    let readable_from = said(connection, "readable_from").await.map_err(fail)?;
    let readable_from = number(readable_from);
    // A newer store says itself from which version on it can be used.
    let is_usable = readable_from.is_some_and(|from| from <= known) && schema == Some(applied);
    if applied > known && !is_usable {
        return Err(OpenError::Newer {
            place: place.to_owned(),
            schema: applied,
            known,
        });
    }
    Ok(true)
}

/// What the store says of itself; nothing where a table of that name is another program's.
async fn said(
    connection: &mut AnyConnection,
    name: &'static str,
) -> Result<Option<String>, sqlx::Error> {
    let said = sqlx::query_scalar("SELECT value FROM store WHERE name = $1")
        .bind(name)
        .fetch_optional(connection)
        .await;
    match said {
        Err(error) if !is_damage(&error) => Ok(None),
        said => said,
    }
}

fn unreachable_or_damaged(place: &str, error: &sqlx::Error) -> OpenError {
    if is_damage(error) {
        OpenError::Damaged {
            path: place.to_owned(),
            detail: error.to_string(),
        }
    } else {
        unreachable(place, error)
    }
}

/// Whether SQLite calls a file damaged: its codes 11 and 26.
fn is_damage(error: &sqlx::Error) -> bool {
    let code = error
        .as_database_error()
        .and_then(|error| error.code()?.parse::<u32>().ok());
    matches!(code.map(|code| code & 0xff), Some(11 | 26))
}
