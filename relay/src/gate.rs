//! The one gate before every data route: which host names are answered, who reads, and what they see.
//!
//! The engine is reached only by way of [`Admitted`], so that a data route can't forget to ask.

mod cors;
mod forwarded;
mod outside;
mod peer;
mod proxies;
mod reader;
mod tokens;

pub(crate) use cors::preflight;
pub(crate) use outside::{Address, Base};
pub(crate) use peer::Peer;
pub(crate) use reader::Who;

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Uri};
use shared::day::Day;
use shared::problem::ProblemKind;
use shared::view::Alias;

use self::outside::{Outside, is_forwarded};
use self::proxies::{Named, Proxies};
use self::reader::{Reader, Sees};
use self::tokens::Shown;
use crate::config::{Config, Mode, TokenConfig};
use crate::problem::Fault;
use crate::serve::State;
use crate::telemetry::{Facts, Noted};

/// What load balancers ask; they seldom know the host's name, and it tells nothing.
pub(crate) const HEALTH: [&str; 3] = ["/livez", "/readyz", "/healthz"];

/// Who may read, as the configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    /// Names answered to beside loopback's, in any case.
    hosts: Vec<String>,
    mode: Option<Mode>,
    proxies: Proxies,
    outside: Outside,
    tokens: Vec<TokenConfig>,
    /// Who sees each app, by group and by name.
    apps: Vec<(Alias, Vec<String>, Vec<String>)>,
    /// Origins whose scripts may read the API.
    origins: Vec<String>,
}

impl Gate {
    /// The gate of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let access = &config.access;
        let mut hosts = access.hosts.clone();
        let public = config.public_url.as_deref();
        let public = public.and_then(|url| url.parse::<Uri>().ok());
        hosts.extend(public.and_then(|url| url.host().map(str::to_ascii_lowercase)));
        let apps = config.apps.iter();
        Self {
            hosts,
            mode: access.mode,
            proxies: Proxies::new(access),
            outside: Outside::new(config),
            tokens: access.tokens.clone(),
            apps: apps
                .map(|app| (app.alias.clone(), app.groups.clone(), app.users.clone()))
                .collect(),
            origins: access.cors_origins.clone(),
        }
    }

    /// Whether a request comes from a proxy that is believed.
    pub(crate) fn trusts(&self, peer: Option<Peer>, headers: &HeaderMap) -> bool {
        self.proxies.trusts(peer, headers)
    }

    /// Where whoever sent a request is, as far as proxies that are believed tell it.
    pub(crate) fn client(&self, peer: Option<Peer>, headers: &HeaderMap) -> Option<IpAddr> {
        self.proxies.client(peer, headers)
    }

    /// Refuses requests that were sent to a name that isn't ours, and where `mode` isn't written those that
    /// somebody handed on.
    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        self.named(uri, headers)?;
        if self.mode.is_none() && headers.keys().any(is_forwarded) {
            return Err(not_configured());
        }
        Ok(())
    }

    /// Refuses names that aren't ours: another site's page may have pointed its own at this relay.
    fn named(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        let mut named = headers.get_all(HOST).iter();
        let header = match (named.next(), named.next()) {
            (Some(one), None) => one.to_str().ok(),
            _ => None,
        };
        let target = uri.authority().map(http::uri::Authority::as_str);
        let mut names = header.into_iter().chain(target);
        // Over HTTP/2 the name stands in the target alone; over HTTP/1 in the header.
        let is_named = header.is_some() || target.is_some();
        if is_named && names.clone().all(is_loopback) {
            return Ok(());
        }
        if !is_named || !names.all(|name| self.knows(name)) {
            return Err(host_unknown(header.or(target)));
        }
        match self.mode {
            Some(_) => Ok(()),
            None => Err(not_configured()),
        }
    }

    /// Whether a host, perhaps with its port, is this relay's.
    fn knows(&self, name: &str) -> bool {
        let is_it = |host: &String| host.eq_ignore_ascii_case(host_of(name));
        is_loopback(name) || self.hosts.iter().any(is_it)
    }

    /// Who sends a request, where they may read data.
    fn admit(&self, asked: &Asked<'_>) -> Result<Reader, Fault> {
        let headers = asked.headers;
        self.host(asked.uri, headers)?;
        let named = self
            .proxies
            .trusts(asked.peer, headers)
            .then(|| self.proxies.named(headers))
            .flatten();
        let is_open = self.mode != Some(Mode::Proxy);
        let asks_tokens = !is_open || !self.tokens.is_empty();
        match Shown::by(headers) {
            Shown::Token(token) if asks_tokens => {
                if let Some(machine) = tokens::machine(&self.tokens, token, asked.today) {
                    return Ok(Reader {
                        who: Who::Token(machine.name.as_str().into()),
                        sees: Sees::These(machine.apps.iter().cloned().collect()),
                    });
                }
                // A sign-in may hand on what it knows its own people by.
                let is_theirs =
                    Shown::Token(token).is_of_a_sign_in() && (named.is_some() || is_open);
                if !is_theirs {
                    return Err(not_signed_in(
                        "no token of this relay was shown, or one that has expired",
                    ));
                }
            }
            Shown::Unclear if asks_tokens => {
                return Err(not_signed_in(
                    "Authorization shows no token that could be read",
                ));
            }
            Shown::Nothing | Shown::Unclear | Shown::Token(_) => {}
        }
        match named {
            Some(named) if is_open => Ok(Reader {
                who: Who::User(named.user),
                sees: Sees::Everything,
            }),
            Some(named) => self.person(named),
            None if is_open => Ok(Reader {
                who: Who::At(self.proxies.client(asked.peer, headers)),
                sees: Sees::Everything,
            }),
            None => Err(not_signed_in(
                "no trusted proxy says who sends the request, and it shows no token",
            )),
        }
    }

    /// A person who sees at least one app.
    fn person(&self, named: Named) -> Result<Reader, Fault> {
        let may = |groups: &[String], users: &[String]| {
            let is_member = |group: &String| group == "*" || named.groups.contains(group);
            groups.iter().any(is_member) || users.iter().any(|user| **user == *named.user)
        };
        let apps = self.apps.iter();
        let seen = apps.filter(|(_, groups, users)| may(groups, users));
        let sees: std::collections::BTreeSet<Alias> =
            seen.map(|(alias, ..)| alias.clone()).collect();
        if sees.is_empty() {
            let detail = "neither name nor groups of whoever is signed in see an app";
            return Err(Fault::new(ProblemKind::NoApps, detail));
        }
        Ok(Reader {
            who: Who::User(named.user),
            sees: Sees::These(sees),
        })
    }
}

fn not_configured() -> Fault {
    Fault::new(
        ProblemKind::AccessNotConfigured,
        "a proxy stands before this relay, and [access] mode is not written: \
         it is not known whom to trust",
    )
}

fn host_unknown(name: Option<&str>) -> Fault {
    let name = name.unwrap_or_default();
    let name: String = name.chars().take(100).collect();
    Fault::new(
        ProblemKind::HostUnknown,
        &format!("the Host of the request, «{name}», is not one that this relay answers to"),
    )
}

fn not_signed_in(detail: &str) -> Fault {
    Fault::new(ProblemKind::NotSignedIn, detail)
}

/// A host without its port, without a final dot or an IPv6 address's brackets; a name that holds anything
/// else is none of ours, and stays as it is.
fn host_of(name: &str) -> &str {
    let parts = match name.strip_prefix('[') {
        Some(rest) => rest.split_once(']'),
        None => Some(name.split_at(name.find(':').unwrap_or(name.len()))),
    };
    let is_port = |rest: &str| {
        let digits = rest.strip_prefix(':');
        rest.is_empty() || digits.is_some_and(|port| port.bytes().all(|byte| byte.is_ascii_digit()))
    };
    let host = match parts {
        Some((host, port)) if is_port(port) => host,
        _ => name,
    };
    host.trim_end_matches('.')
}

/// Whether a host, perhaps with its port, is this machine by the name that it has for itself.
fn is_loopback(name: &str) -> bool {
    let host = host_of(name);
    host.eq_ignore_ascii_case("localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// What the gate looks at.
struct Asked<'a> {
    uri: &'a Uri,
    headers: &'a HeaderMap,
    peer: Option<Peer>,
    today: Day,
}

/// A request that may read data, of whoever sent it.
#[derive(Clone, Debug)]
pub struct Admitted {
    reader: Arc<Reader>,
    /// Where it is noted what they read; nowhere for replies kept ready, of which all is known.
    facts: Option<Facts>,
}

impl FromRequestParts<State> for Admitted {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Fault> {
        let peer = Peer::of(&parts.extensions);
        let facts = parts.extensions.get::<Facts>().cloned();
        Self::by(state, &parts.uri, &parts.headers, peer, facts)
    }
}

impl Admitted {
    /// What the gate says of a request; what is read is noted among its `facts`.
    pub(crate) fn by(
        state: &State,
        uri: &Uri,
        headers: &HeaderMap,
        peer: Option<Peer>,
        facts: Option<Facts>,
    ) -> Result<Self, Fault> {
        let asked = Asked {
            uri,
            headers,
            peer,
            today: state.clock().today(),
        };
        let reader = Arc::new(state.live().gate.admit(&asked)?);
        if let Some(facts) = &facts {
            facts.note(|noted| noted.who = Some(reader.who.clone()));
        }
        Ok(Self { reader, facts })
    }

    /// Notes something of what is read, for the log and the audit.
    pub(crate) fn note(&self, note: impl FnOnce(&mut Noted)) {
        if let Some(facts) = &self.facts {
            facts.note(note);
        }
    }

    /// Where it is noted, for what goes on when the handler has ended.
    pub(crate) fn facts(&self) -> Facts {
        self.facts.clone().unwrap_or_default()
    }

    /// Who reads.
    pub(crate) fn who(&self) -> &Who {
        &self.reader.who
    }

    /// Whether an app exists for the reader.
    pub(crate) fn sees(&self, alias: &Alias) -> bool {
        self.reader.sees(alias)
    }

    /// The reader's name, where a proxy told it.
    pub(crate) fn user(&self) -> Option<&str> {
        self.reader.user()
    }

    /// Whose calls this request's are counted with.
    pub(crate) fn account(&self) -> String {
        self.reader.account()
    }
}

/// Lets only known host names through, except to the health addresses where somebody wrote whom to trust.
pub(crate) async fn known_host(state: State, request: Request, next: Next) -> Response {
    let gate = &state.live().gate;
    let is_open = gate.mode.is_some() && HEALTH.contains(&request.uri().path());
    if !is_open && let Err(fault) = gate.host(request.uri(), request.headers()) {
        return fault.into_response();
    }
    next.run(request).await
}

/// The same on the operators' own listener, which has no readers: only where `mode` isn't written, since it is
/// scraped by whatever name it has otherwise.
pub(crate) async fn own_host(state: State, request: Request, next: Next) -> Response {
    let gate = &state.live().gate;
    if gate.mode.is_none()
        && let Err(fault) = gate.host(request.uri(), request.headers())
    {
        return fault.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests;
