//! Every table of a store, and how its rows are carried from one store to another.

use futures::TryStreamExt as _;
use sqlx::{AnyConnection, Row as _};

/// What a column holds.
#[derive(Clone, Copy)]
enum Column {
    Text,
    Number,
}

use Column::{Number, Text};

/// A table and how its rows are read and kept.
pub(super) struct Table {
    /// Its name.
    pub(super) name: &'static str,
    read: &'static str,
    keep: &'static str,
    columns: &'static [Column],
}

/// Why rows were not carried.
pub(super) enum Carried {
    /// They could not be read.
    Unread(sqlx::Error),
    /// They could not be kept.
    Unkept(sqlx::Error),
}

/// All but what a store says of itself, which the migrations write. Generations come first: a
/// relay that writes an app's days changes them first as well, so that the two wait for each other.
pub(super) const TABLES: [Table; 8] = [
    Table {
        name: "generation",
        read: "SELECT appid, module, number FROM generation ORDER BY appid, module",
        // More than either knew, so that a relay that runs notices.
        keep: "INSERT INTO generation (appid, module, number) VALUES ($1, $2, $3) \
             ON CONFLICT (appid, module) DO UPDATE SET \
             number = generation.number + excluded.number + 1",
        columns: &[Text, Text, Number],
    },
    Table {
        name: "day_version",
        read: "SELECT appid, module, slice, day, first_seen, last_asked, settled_at, \
             settled_asks, measured, body FROM day_version",
        keep: "INSERT INTO day_version (appid, module, slice, day, first_seen, last_asked, \
             settled_at, settled_asks, measured, body) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        columns: &[
            Text, Text, Text, Number, Number, Number, Number, Number, Number, Text,
        ],
    },
    Table {
        name: "calls",
        read: "SELECT appid, day, number FROM calls",
        keep: "INSERT INTO calls (appid, day, number) VALUES ($1, $2, $3) \
             ON CONFLICT (appid, day) DO UPDATE SET number = excluded.number \
             WHERE excluded.number > calls.number",
        columns: &[Text, Number, Number],
    },
    Table {
        name: "alias",
        read: "SELECT alias, appid, since FROM alias",
        // Those of the backup: where the configuration means another app, the start tells so.
        keep: "INSERT INTO alias (alias, appid, since) VALUES ($1, $2, $3) \
             ON CONFLICT (alias) DO UPDATE SET appid = excluded.appid, since = excluded.since",
        columns: &[Text, Text, Number],
    },
    Table {
        name: "collection",
        read: "SELECT appid, day, relay, claimed_at, renewed_at, done_at, asked, failed \
             FROM collection",
        keep: "INSERT INTO collection (appid, day, relay, claimed_at, renewed_at, done_at, asked, \
             failed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (appid, day) DO NOTHING",
        columns: &[Text, Number, Text, Number, Number, Number, Number, Number],
    },
    Table {
        name: "sealed",
        read: "SELECT name, number, body FROM sealed",
        // A secret that is there is newer than one of a backup.
        keep: "INSERT INTO sealed (name, number, body) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO NOTHING",
        columns: &[Text, Number, Text],
    },
    Table {
        name: "stops",
        read: "SELECT appid, day, code, rid, at FROM stops",
        keep: "INSERT INTO stops (appid, day, code, rid, at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (appid, day) DO NOTHING",
        columns: &[Text, Number, Number, Text, Number],
    },
    Table {
        name: "quota",
        read: "SELECT appid, day, daily_limit, used, remain, counted, asked_at FROM quota",
        keep: "INSERT INTO quota (appid, day, daily_limit, used, remain, counted, asked_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (appid, day) DO NOTHING",
        columns: &[Text, Number, Number, Number, Number, Number, Number],
    },
];

impl Table {
    /// Carries every row; `told` is called after each.
    pub(super) async fn carry(
        &self,
        from: &mut AnyConnection,
        into: &mut AnyConnection,
        mut told: impl FnMut(),
    ) -> Result<(), Carried> {
        let mut rows = sqlx::query(self.read).fetch(from);
        while let Some(row) = rows.try_next().await.map_err(Carried::Unread)? {
            let mut keep = sqlx::query(self.keep);
            for (place, column) in self.columns.iter().enumerate() {
                keep = match column {
                    Text => {
                        let text: Option<String> = row.try_get(place).map_err(Carried::Unread)?;
                        keep.bind(text)
                    }
                    Number => {
                        let number: Option<i64> = row.try_get(place).map_err(Carried::Unread)?;
                        keep.bind(number)
                    }
                };
            }
            keep.execute(&mut *into).await.map_err(Carried::Unkept)?;
            told();
        }
        Ok(())
    }
}
