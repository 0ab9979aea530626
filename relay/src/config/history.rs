//! Where fetched days are kept.

use std::fmt;
use std::path::PathBuf;

use reqwest::Url;

use super::report::Report;
use super::section::Section;
use super::tree::Value;
use super::{SecretSource, values};
use crate::history::StateKey;

/// The file that is used where nothing else is written.
const DEFAULT_FILE: &str = "bootlens.db";

/// Where fetched days are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HistoryPlace {
    /// In this process, as long as it lasts.
    Memory,
    /// In a file.
    Sqlite(PathBuf),
    /// In a database server.
    Postgres(PostgresUrl),
}

/// The address of a database server; may hold a password.
#[derive(Clone, PartialEq, Eq)]
pub struct PostgresUrl(Url);

impl PostgresUrl {
    /// The whole address, with a password where it has one.
    pub(crate) fn expose(&self) -> Url {
        self.0.clone()
    }
}

/// As the configuration writes it, without a password.
impl fmt::Display for HistoryPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("memory:"),
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(url) => fmt::Debug::fmt(url, f),
        }
    }
}

impl fmt::Debug for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut url = self.0.clone();
        if url.password().is_some() && url.set_password(Some("redacted")).is_err() {
            return f.write_str("postgres://[redacted]");
        }
        f.write_str(&url.as_str().replacen(":redacted@", ":[redacted]@", 1))
    }
}

impl std::str::FromStr for HistoryPlace {
    type Err = String;

    /// Reads `memory:`, `sqlite://FILE` or `postgres://USER@HOST/NAME`; a file's path stays as it is.
    fn from_str(text: &str) -> Result<Self, String> {
        let expected = "sqlite://FILE, postgres://USER@HOST/NAME or memory: is expected";
        if text == "memory:" {
            return Ok(Self::Memory);
        }
        if let Some(rest) = text.strip_prefix("sqlite:") {
            let path = rest.strip_prefix("//").unwrap_or(rest);
            return if path.is_empty() || path.contains(['?', '\0']) || path.starts_with(":memory:")
            {
                Err(format!("the path of a file is expected; {expected}"))
            } else {
                Ok(Self::Sqlite(path.into()))
            };
        }
        let is_server = text.starts_with("postgres://") || text.starts_with("postgresql://");
        match Url::parse(text) {
            Ok(url) if is_server && url.has_host() && url.path().len() > 1 => {
                Ok(Self::Postgres(PostgresUrl(url)))
            }
            _ => Err(expected.to_owned()),
        }
    }
}

/// Reads `history` and `history_password`.
pub(super) fn read(top: &mut Section, report: &mut Report) -> (HistoryPlace, Option<SecretSource>) {
    let place = top.read("history", report, |value| match value {
        Value::String(text) => text.parse(),
        other => Err(format!("a text is expected, not {}", other.kind())),
    });
    let written = top.place_of("history_password_file");
    let password = secret(top, "history_password", "history_password_file", report);
    let place = place.unwrap_or_else(|| HistoryPlace::Sqlite(DEFAULT_FILE.into()));
    let place = match place {
        HistoryPlace::Sqlite(path) => HistoryPlace::Sqlite(report.resolve(path)),
        other => other,
    };
    // Beside a file or memory it has nothing to open, and does no harm.
    if let (HistoryPlace::Postgres(url), Some(_)) = (&place, &password)
        && url.0.password().is_some()
    {
        let text = "stands beside the password in history; one of the two is expected";
        report.add(written, "history_password", text);
    }
    (place, password)
}

/// Reads `state_key`, which must be one that can seal.
pub(super) fn state_key(top: &mut Section, report: &mut Report) -> Option<SecretSource> {
    let place = top.place_of("state_key_file");
    let source = secret(top, "state_key", "state_key_file", report)?;
    // A file that can't be read was reported already.
    if source.read().is_ok()
        && let Err(error) = StateKey::read(&source)
    {
        report.add(place, "state_key", error.to_string());
    }
    Some(source)
}

/// Reads a secret that may stand in the configuration or in a file.
pub(super) fn secret(
    section: &mut Section,
    key: &'static str,
    file_key: &'static str,
    report: &mut Report,
) -> Option<SecretSource> {
    if section.has(key) && section.has(file_key) {
        let text = format!("stands beside {file_key}; one of the two is expected");
        section.fail(key, report, text);
    }
    let inline = section.read(key, report, values::secret);
    let place = section.place_of(file_key);
    let file = section.file(file_key, report);
    match (inline, file) {
        (Some(secret), _) => Some(SecretSource::inline(secret)),
        (None, Some(path)) => {
            let source = SecretSource::file(path);
            if let Err(error) = source.read() {
                report.add(place, &section.name(file_key), error.to_string());
            }
            Some(source)
        }
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_of_place_is_read_and_written_back() {
        for text in [
            "memory:",
            "sqlite://bootlens.db",
            "sqlite:///var/lib/bootlens/days.db",
            "postgres://bootlens@db/bootlens",
        ] {
            let place: HistoryPlace = text.parse().unwrap();
            assert_eq!(place.to_string(), text);
        }
        let short: HistoryPlace = "sqlite:days.db".parse().unwrap();
        assert_eq!(short, HistoryPlace::Sqlite("days.db".into()));
    }

    #[test]
    fn what_is_no_place_is_refused() {
        for text in [
            "",
            "bootlens.db",
            "sqlite:",
            "mysql://a@b/c",
            "postgres://db",
            "sqlite://a?x",
        ] {
            assert!(text.parse::<HistoryPlace>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_password_is_never_shown() {
        let place: HistoryPlace = "postgres://b:hush@db/bootlens".parse().unwrap();
        assert_eq!(place.to_string(), "postgres://b:[redacted]@db/bootlens");
        assert!(!format!("{place:?}").contains("hush"));
    }
}
