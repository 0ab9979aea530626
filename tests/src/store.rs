//! Where a house keeps its days: in memory, in a file, or on the server that tests share.

use relay::config::HistoryPlace;
use tempfile::TempDir;

use crate::Postgres;

/// A store of its own; a file is gone with it.
#[derive(Debug)]
pub struct Store {
    /// What it is, for messages.
    pub name: &'static str,
    text: String,
    // Held for as long as the store.
    _folder: Option<TempDir>,
}

impl Store {
    /// One that lasts as long as the relay.
    #[must_use]
    pub fn memory() -> Self {
        Self {
            name: "memory",
            text: "memory:".to_owned(),
            _folder: None,
        }
    }

    /// A file in a folder of its own.
    ///
    /// # Panics
    /// Where no folder can be made.
    #[must_use]
    pub fn file() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        Self {
            name: "SQLite",
            text: format!("sqlite://{}", folder.path().join("days.db").display()),
            _folder: Some(folder),
        }
    }

    /// A database on the server that the tests of a process share.
    pub async fn postgres() -> Self {
        Self::on(Postgres::shared().await).await
    }

    /// A database on a server.
    pub async fn on(server: &Postgres) -> Self {
        Self {
            name: "PostgreSQL",
            text: server.database().await,
            _folder: None,
        }
    }

    /// Both kinds that outlast a relay.
    pub async fn lasting() -> [Self; 2] {
        [Self::file(), Self::postgres().await]
    }

    /// As the configuration writes it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// As the relay has it.
    ///
    /// # Panics
    /// Never: the text is an address.
    #[must_use]
    pub fn place(&self) -> HistoryPlace {
        self.text.parse().expect("an address")
    }
}
