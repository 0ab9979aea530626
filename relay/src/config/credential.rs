//! How an app's access tokens are had: `[apps.ALIAS.credential]`, by its kind.

use std::fmt;

use reqwest::Url;
use toml::Table;

use super::print::{secret as print_secret, set, set_some};
use super::report::Report;
use super::section::Section;
use super::{SecretSource, values};

/// How an app's access tokens are had.
#[derive(Clone, Debug)]
pub enum Credential {
    /// `stable_token` from AppID and AppSecret.
    Secret {
        /// The AppSecret.
        secret: SecretSource,
        /// Whether a refresh makes other systems' token invalid at once.
        force_refresh: bool,
    },
    /// A token that someone else renews.
    Token {
        /// The token as it is now.
        token: SecretSource,
    },
    /// A central service that hands out tokens.
    TokenServer(TokenServer),
    /// The app's owner has authorised a third-party platform.
    ThirdParty {
        /// Its name in `[platforms]`.
        platform: String,
        /// The `authorizer_refresh_token`, unless the platform is told of authorisations.
        refresh_token: Option<SecretSource>,
    },
}

/// A central service that hands out tokens.
#[derive(Clone)]
pub struct TokenServer {
    /// Where; a query may hold a password.
    pub url: Url,
    /// How it is asked.
    pub method: Method,
    /// Where in its JSON the token stands, as RFC 6901 says.
    pub pointer: String,
    /// Where the seconds stand that the token lives.
    pub expires_pointer: Option<String>,
    /// A header that lets us in: `Name: value`.
    pub header: Option<SecretSource>,
}

/// How a token server is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Method {
    /// GET.
    #[default]
    Get,
    /// POST with an empty JSON object.
    Post,
}

/// The words of `kind`.
const KINDS: [(&str, Kind); 4] = [
    ("secret", Kind::Secret),
    ("token", Kind::Token),
    ("token-server", Kind::TokenServer),
    ("third-party", Kind::ThirdParty),
];

/// The words of `method`.
const METHODS: [(&str, Method); 2] = [("GET", Method::Get), ("POST", Method::Post)];

const DEFAULT_POINTER: &str = "/access_token";

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Secret,
    Token,
    TokenServer,
    ThirdParty,
}

impl Credential {
    /// The platform whose authorisation it stands on.
    #[must_use]
    pub fn platform(&self) -> Option<&str> {
        match self {
            Self::ThirdParty { platform, .. } => Some(platform),
            Self::Secret { .. } | Self::Token { .. } | Self::TokenServer(_) => None,
        }
    }
}

impl TokenServer {
    /// The address without user and query, for eyes and logs.
    #[must_use]
    pub fn shown(&self) -> String {
        let origin = self.url.origin().ascii_serialization();
        let query = if self.url.query().is_some() {
            "?[redacted]"
        } else {
            ""
        };
        format!("{origin}{}{query}", self.url.path())
    }
}

impl fmt::Debug for TokenServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenServer")
            .field("url", &self.shown())
            .field("method", &self.method)
            .field("pointer", &self.pointer)
            .field("expires_pointer", &self.expires_pointer)
            .field("header", &self.header)
            .finish()
    }
}

/// Reads a credential; with a fault it is reported and left out.
pub(super) fn read(mut section: Section, report: &mut Report) -> Option<Credential> {
    let written = section.has("kind");
    let kind = section.read("kind", report, |value| values::word(value, &KINDS));
    let kind = match (kind, written) {
        (Some(kind), _) => kind,
        (None, false) => Kind::Secret,
        // The keys of a kind that nobody knows need no errors of their own.
        (None, true) => return None,
    };
    match kind {
        Kind::Secret => {
            let force_refresh = section.read("force_refresh", report, values::boolean);
            let what = "the file that holds the AppSecret";
            let secret = section.secret("secret", "secret_file", report, Some(what));
            section.finish(report);
            Some(Credential::Secret {
                secret: secret?,
                force_refresh: force_refresh.unwrap_or(false),
            })
        }
        Kind::Token => {
            let what = "the file that holds the access token, kept new by whoever writes it";
            let token = section.secret("token", "token_file", report, Some(what));
            section.finish(report);
            Some(Credential::Token { token: token? })
        }
        Kind::TokenServer => token_server(section, report).map(Credential::TokenServer),
        Kind::ThirdParty => {
            if !section.has("platform") {
                section.lacks("platform", report, "the name of a table in [platforms]");
            }
            let platform = section.read("platform", report, values::text);
            let refresh_token = section.secret("refresh_token", "refresh_token_file", report, None);
            section.finish(report);
            Some(Credential::ThirdParty {
                platform: platform?,
                refresh_token,
            })
        }
    }
}

fn token_server(mut section: Section, report: &mut Report) -> Option<TokenServer> {
    if !section.has("url") {
        section.lacks("url", report, "the address of the token server");
    }
    let url = section.read("url", report, values::service);
    let method = section.read("method", report, |value| values::word(value, &METHODS));
    let pointer = section.read("pointer", report, values::pointer);
    let expires_pointer = section.read("expires_pointer", report, values::pointer);
    let header = section.secret_text("header", "header_file", report, crate::wechat::check_header);
    section.finish(report);
    Some(TokenServer {
        url: url?,
        method: method.unwrap_or_default(),
        pointer: pointer.unwrap_or_else(|| DEFAULT_POINTER.to_owned()),
        expires_pointer,
        header,
    })
}

/// The table as a file says it, without secrets.
pub(super) fn print(credential: &Credential) -> Table {
    let mut table = Table::new();
    let kind = |word: &str| word.to_owned();
    match credential {
        Credential::Secret {
            secret,
            force_refresh,
        } => {
            set(&mut table, "kind", kind("secret"));
            print_secret(&mut table, "secret", Some(secret));
            table.insert("force_refresh".to_owned(), (*force_refresh).into());
        }
        Credential::Token { token } => {
            set(&mut table, "kind", kind("token"));
            print_secret(&mut table, "token", Some(token));
        }
        Credential::TokenServer(server) => {
            set(&mut table, "kind", kind("token-server"));
            set(&mut table, "url", server.shown());
            set(
                &mut table,
                "method",
                super::print::word(&METHODS, server.method),
            );
            set(&mut table, "pointer", server.pointer.clone());
            set_some(
                &mut table,
                "expires_pointer",
                server.expires_pointer.clone(),
            );
            print_secret(&mut table, "header", server.header.as_ref());
        }
        Credential::ThirdParty {
            platform,
            refresh_token,
        } => {
            set(&mut table, "kind", kind("third-party"));
            set(&mut table, "platform", platform.clone());
            print_secret(&mut table, "refresh_token", refresh_token.as_ref());
        }
    }
    table
}
