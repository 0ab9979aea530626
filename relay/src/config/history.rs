//! Where fetched days are kept.

use std::fmt;
use std::path::PathBuf;

use reqwest::Url;

use super::SecretSource;
use super::report::Report;
use super::section::Section;
use super::tree::Value;
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
        let parts: Vec<String> = url
            .query()
            .unwrap_or_default()
            .split('&')
            .map(part)
            .collect();
        if url.query().is_some() {
            url.set_query(Some(&parts.join("&")));
        }
        f.write_str(&url.as_str().replacen(":redacted@", ":[redacted]@", 1))
    }
}

/// A part of the query as it may be shown: a password may stand there too.
fn part(text: &str) -> String {
    match text.split_once('=') {
        Some((name, _)) if !SHOWN.contains(&name) => format!("{name}=[redacted]"),
        _ => text.to_owned(),
    }
}

/// What an address may say after «?» beside `options[…]` and a password, and may be shown.
const SHOWN: [&str; 16] = [
    "sslmode",
    "ssl-mode",
    "sslrootcert",
    "ssl-root-cert",
    "ssl-ca",
    "sslcert",
    "ssl-cert",
    "sslkey",
    "ssl-key",
    "statement-cache-capacity",
    "host",
    "hostaddr",
    "port",
    "dbname",
    "user",
    "application_name",
];

/// The first part of the query that the database's driver would leave unheeded.
fn unheeded(url: &Url) -> Option<String> {
    let known = |name: &str| {
        SHOWN.contains(&name)
            || matches!(name, "password" | "options")
            || name.starts_with("options[")
    };
    let mut names = url.query_pairs().map(|(name, _)| name.into_owned());
    names.find(|name| !known(name))
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
                match unheeded(&url) {
                    None => Ok(Self::Postgres(PostgresUrl(url))),
                    Some(name) => Err(format!(
                        "«{name}» after the «?» is not known; sslmode and sslrootcert are"
                    )),
                }
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
    let password = top.secret("history_password", "history_password_file", report, None);
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
    let source = top.secret("state_key", "state_key_file", report, None)?;
    // A file that can't be read was reported already.
    if source.read().is_ok()
        && let Err(error) = StateKey::read(&source)
    {
        report.add(place, "state_key", error.to_string());
    }
    Some(source)
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
        let text = "postgres://db/bootlens?sslmode=require&password=hush&user=b";
        let place: HistoryPlace = text.parse().unwrap();
        let shown = text.replace("hush", "[redacted]");
        assert_eq!(place.to_string(), shown);
        assert!(!format!("{place:?}").contains("hush"));
    }

    #[test]
    fn what_would_go_unheeded_is_refused_by_its_name_alone() {
        let place = "postgres://b@db/bootlens?pasword=hush".parse::<HistoryPlace>();
        let told = place.unwrap_err();
        assert!(
            told.contains("«pasword»") && !told.contains("hush"),
            "{told}"
        );
    }
}
