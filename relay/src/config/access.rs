//! `[access]`: who may read, and whom the relay believes.

use std::fmt;
use std::net::IpAddr;

use http::HeaderName;
use ipnet::IpNet;
use shared::day::Day;
use shared::view::Alias;
use toml::Table;

use super::error::Place;
use super::report::Report;
use super::section::Section;
use super::tree::Value;
use super::{AppConfig, SecretSource, print, values};

/// The words of `mode`.
pub(super) const MODES: [(&str, Mode); 2] = [("proxy", Mode::Proxy), ("open", Mode::Open)];

/// Hexadecimal digits of a SHA-256.
const HASH_DIGITS: usize = 64;

/// Bits of a network that is wide: more machines than a proxy runs on.
const WIDE: (u8, u8) = (16, 48);

/// Who may read.
#[derive(Clone, Debug)]
pub struct Access {
    /// What was written out; without it loopback alone is served.
    pub mode: Option<Mode>,
    /// Networks of proxies whose forwarded headers are believed; nobody's unless named.
    pub trusted_proxies: Vec<IpNet>,
    /// What a trusted proxy must send in `X-Bootlens-Proxy` as well, where it is set.
    pub proxy_secret: Option<SecretSource>,
    /// The header in which a proxy names the user.
    pub user_header: HeaderName,
    /// The header in which a proxy names the user's groups, by comma.
    pub groups_header: HeaderName,
    /// Host names answered to, lower-case and without port, beside `public_url`'s and loopback.
    pub hosts: Vec<String>,
    /// Origins whose pages may embed this one; nobody's unless named.
    pub frame_ancestors: Vec<String>,
    /// Origins whose scripts may read the API; nobody's unless named.
    pub cors_origins: Vec<String>,
    /// Machines that may read.
    pub tokens: Vec<TokenConfig>,
}

impl Default for Access {
    fn default() -> Self {
        Self {
            mode: None,
            trusted_proxies: Vec::new(),
            proxy_secret: None,
            user_header: HeaderName::from_static("x-forwarded-user"),
            groups_header: HeaderName::from_static("x-forwarded-groups"),
            hosts: Vec::new(),
            frame_ancestors: Vec::new(),
            cors_origins: Vec::new(),
            tokens: Vec::new(),
        }
    }
}

impl Access {
    /// What is allowed and still likely to be a mistake, a sentence each, on a day.
    #[must_use]
    pub fn doubts(&self, today: Day) -> Vec<String> {
        let wide = self.trusted_proxies.iter().filter(|net| match net {
            IpNet::V4(net) => net.prefix_len() < WIDE.0,
            IpNet::V6(net) => net.prefix_len() < WIDE.1,
        });
        let wide = wide.map(|net| {
            format!(
                "access.trusted_proxies: {net} is wide, and every machine in it may say who somebody is; \
                 name your proxies alone"
            )
        });
        let late = self.tokens.iter();
        let late = late.filter(|token| token.expires.is_some_and(|last| last < today));
        let late = late.map(|token| {
            format!(
                "access.token «{}» has expired and is refused; remove or renew it",
                token.name
            )
        });
        wide.chain(late).collect()
    }
}

/// Whom the relay believes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// A trusted proxy says who the user is and which groups they are of.
    Proxy,
    /// Whoever reaches the listener may read everything.
    Open,
}

/// A machine that may read.
#[derive(Clone)]
pub struct TokenConfig {
    /// What it is called in logs.
    pub name: String,
    /// SHA-256 of its token, as lower-case hexadecimal digits.
    pub hash: SecretSource,
    /// The apps that it may see.
    pub apps: Vec<Alias>,
    /// The last day on which it is taken, in Beijing; for ever where none is named.
    pub expires: Option<Day>,
}

/// The hash is left out: whoever has it can try tokens against it.
impl fmt::Debug for TokenConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenConfig")
            .field("name", &self.name)
            .field("apps", &self.apps)
            .field("expires", &self.expires)
            .finish_non_exhaustive()
    }
}

/// Reads `[access]`, and whether a mode was written, be it a wrong one.
pub(super) fn read(mut section: Section, report: &mut Report) -> (Access, bool) {
    let default = Access::default();
    let written = section.has("mode");
    let mode = section.read("mode", report, |value| values::word(value, &MODES));
    let trusted_proxies = section.read("trusted_proxies", report, |value| {
        let nets = values::list(value)?;
        nets.iter().map(|text| net(text)).collect()
    });
    let proxy_secret = section.secret("proxy_secret", "proxy_secret_file", report, None);
    let groups_place = section.place_of("groups_header");
    let user_header = section.read("user_header", report, header);
    let groups_header = section.read("groups_header", report, header);
    let hosts = section.read("hosts", report, |value| {
        let hosts = values::list(value)?;
        hosts.iter().map(|host| values::host(host)).collect()
    });
    let frame_ancestors = section.read("frame_ancestors", report, origins);
    let cors_origins = section.read("cors_origins", report, origins);
    let tokens = section.sections("token", report);
    let tokens: Vec<TokenConfig> = tokens
        .into_iter()
        .filter_map(|section| token(section, report))
        .collect();
    section.finish(report);
    let access = Access {
        mode,
        trusted_proxies: trusted_proxies.unwrap_or_default(),
        proxy_secret,
        user_header: user_header.unwrap_or(default.user_header),
        groups_header: groups_header.unwrap_or(default.groups_header),
        hosts: hosts.unwrap_or_default(),
        frame_ancestors: frame_ancestors.unwrap_or_default(),
        cors_origins: cors_origins.unwrap_or_default(),
        tokens,
    };
    if access.user_header == access.groups_header {
        let text = "is user_header too; a header of its own is expected";
        report.add(groups_place, "access.groups_header", text);
    }
    (access, written)
}

/// What only apps and access together tell.
pub(super) fn check(access: &mut Access, apps: &[AppConfig], report: &mut Report) {
    let nobody = access.trusted_proxies.is_empty() && access.tokens.is_empty();
    if access.mode == Some(Mode::Proxy) && nobody {
        let text = "is empty, and without a token nobody could ever be let in; \
                    name the address of your proxy, such as \"10.2.3.4/32\"";
        report.add(Place::Nowhere, "access.trusted_proxies", text);
    }
    if access.mode == Some(Mode::Proxy) {
        let hidden = apps
            .iter()
            .filter(|app| app.groups.is_empty() && app.users.is_empty());
        for app in hidden {
            let key = format!("apps.{}.groups", app.alias);
            let text = "is lacking: in mode \"proxy\" nobody would see the app; name groups or users, \
                        or write [\"*\"] for everyone signed in";
            report.add(Place::Nowhere, &key, text);
        }
    }
    for (place, token) in access.tokens.iter_mut().enumerate() {
        for alias in &mut token.apps {
            let is_it =
                |app: &&AppConfig| app.alias == *alias || app.former_aliases.contains(alias);
            match apps.iter().find(is_it) {
                Some(app) => *alias = app.alias.clone(),
                None => {
                    let key = format!("access.token[{place}].apps");
                    let text = format!("no app «{alias}» is configured");
                    report.add(Place::Nowhere, &key, text);
                }
            }
        }
    }
    for (place, token) in access.tokens.iter().enumerate() {
        if access.tokens[..place]
            .iter()
            .any(|one| one.name == token.name)
        {
            let key = format!("access.token[{place}].name");
            let text = format!("«{}» is the name of another token", token.name);
            report.add(Place::Nowhere, &key, text);
        }
    }
}

/// A network, or one address.
fn net(text: &str) -> Result<IpNet, String> {
    let alone = || text.parse::<IpAddr>().ok().map(IpNet::from);
    let net: Option<IpNet> = text.parse().ok().or_else(alone);
    net.map(|net| net.trunc())
        .ok_or_else(|| format!("«{text}» is no network like 10.2.3.4/32"))
}

/// A header's name that means nothing else to the relay.
fn header(value: &Value) -> Result<HeaderName, String> {
    const TAKEN: [&str; 5] = [
        "authorization",
        "cookie",
        "host",
        "x-bootlens-proxy",
        "x-forwarded-for",
    ];
    let text = values::text(value)?;
    let name = HeaderName::try_from(text.as_str()).ok();
    name.filter(|name| !TAKEN.contains(&name.as_str()))
        .ok_or_else(|| format!("«{text}» is no header that could name somebody"))
}

fn origins(value: &Value) -> Result<Vec<String>, String> {
    let origins = values::list(value)?;
    origins
        .iter()
        .map(|origin| values::origin(origin))
        .collect()
}

fn token(mut section: Section, report: &mut Report) -> Option<TokenConfig> {
    if !section.has("name") {
        section.lacks("name", report, "what it is called in logs");
    }
    if !section.has("apps") {
        section.lacks("apps", report, "the aliases of the apps that it may see");
    }
    let place = section.place_of("hash_file");
    let name = section.read("name", report, values::text);
    let needed = "the SHA-256 of the token, as sha256sum prints it";
    let hash = section.secret("hash", "hash_file", report, Some(needed));
    let apps = section.read("apps", report, |value| {
        let apps = values::list(value)?;
        if apps.is_empty() {
            return Err("at least one is expected".to_owned());
        }
        let alias = |text: &String| Alias::new(text).ok_or_else(|| format!("«{text}» is no alias"));
        apps.iter().map(alias).collect()
    });
    let expires = section.read("expires", report, values::day);
    if let Some(Ok(false)) = hash.as_ref().map(|hash| hash.has_form(is_hash)) {
        let text = "holds no SHA-256: 64 lower-case hexadecimal digits are expected, \
                    of the token without a line's end";
        report.add(place, &section.name("hash"), text);
    }
    section.finish(report);
    Some(TokenConfig {
        name: name?,
        hash: hash?,
        apps: apps?,
        expires,
    })
}

/// Whether a text is a SHA-256 as it is written here.
fn is_hash(text: &str) -> bool {
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.len() == HASH_DIGITS && text.bytes().all(is_digit)
}

/// A name of a group, as it may come in a list by comma.
pub(super) fn group(text: &str) -> Result<String, String> {
    if text.contains(',') || text.trim() != text {
        return Err(format!(
            "«{text}» never comes from a proxy: groups stand there between commas, without blanks around them"
        ));
    }
    Ok(text.to_owned())
}

/// `[access]` as a file says it.
pub(super) fn print(access: &Access) -> Table {
    let mut table = Table::new();
    let mode = access.mode.map(|mode| print::word(&MODES, mode));
    print::set_some(&mut table, "mode", mode);
    let nets: Vec<String> = access
        .trusted_proxies
        .iter()
        .map(ToString::to_string)
        .collect();
    table.insert("trusted_proxies".to_owned(), print::list(&nets));
    print::secret(&mut table, "proxy_secret", access.proxy_secret.as_ref());
    print::set(&mut table, "user_header", access.user_header.to_string());
    print::set(
        &mut table,
        "groups_header",
        access.groups_header.to_string(),
    );
    for (key, texts) in [
        ("hosts", &access.hosts),
        ("frame_ancestors", &access.frame_ancestors),
        ("cors_origins", &access.cors_origins),
    ] {
        table.insert(key.to_owned(), print::list(texts));
    }
    if !access.tokens.is_empty() {
        let tokens: Vec<_> = access.tokens.iter().map(printed).collect();
        table.insert("token".to_owned(), tokens.into());
    }
    table
}

fn printed(token: &TokenConfig) -> toml::Value {
    let mut table = Table::new();
    print::set(&mut table, "name", token.name.clone());
    print::secret(&mut table, "hash", Some(&token.hash));
    let apps: Vec<String> = token.apps.iter().map(ToString::to_string).collect();
    table.insert("apps".to_owned(), print::list(&apps));
    let expires = token.expires.map(|day| day.to_string());
    print::set_some(&mut table, "expires", expires);
    table.into()
}
