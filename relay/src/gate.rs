//! The one gate before every data route: which host names are answered, and who may read.
//!
//! The engine is reached only by way of [`Admitted`], so that a data route can't forget to ask.

use std::net::IpAddr;

use axum::extract::{FromRequestParts, Request};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::header::HOST;
use http::request::Parts;
use http::{HeaderMap, Uri};
use shared::problem::ProblemKind;

use crate::config::{Config, Mode};
use crate::problem::Fault;
use crate::serve::State;

/// What load balancers ask; they seldom know the host's name, and it tells nothing.
pub(crate) const HEALTH: [&str; 3] = ["/livez", "/readyz", "/healthz"];

/// Who may read, as the configuration says.
#[derive(Clone, Debug)]
pub(crate) struct Gate {
    /// Names answered to beside loopback's, lower-case.
    hosts: Vec<String>,
    /// Whether access was written out as open.
    open: bool,
}

impl Gate {
    /// The gate of a configuration.
    pub(crate) fn new(config: &Config) -> Self {
        let mut hosts = config.access.hosts.clone();
        let public = config.public_url.as_deref();
        let public = public.and_then(|url| url.parse::<Uri>().ok());
        hosts.extend(public.and_then(|url| url.host().map(str::to_ascii_lowercase)));
        Self {
            hosts,
            open: config.access.mode == Some(Mode::Open),
        }
    }

    /// Refuses requests that were sent to a name that isn't ours: another site's page may have
    /// pointed its own name at this relay.
    fn host(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        let mut named = headers.get_all(HOST).iter();
        let header = match (named.next(), named.next()) {
            (Some(one), None) => one.to_str().ok(),
            _ => None,
        };
        let target = uri.authority().map(http::uri::Authority::as_str);
        let names: Vec<&str> = header.into_iter().chain(target).collect();
        // Over HTTP/2 the name stands in the target alone; over HTTP/1 in the header.
        let known = |name: &&str| is_loopback(name) || self.hosts.contains(&host_of(name));
        if names.is_empty() || !names.iter().all(known) {
            return Err(Fault::new(
                ProblemKind::HostUnknown,
                "the Host of the request is not one that this relay answers to",
            ));
        }
        if !self.open && !names.iter().all(|name| is_loopback(name)) {
            return Err(not_configured());
        }
        Ok(())
    }

    /// Whether the request may read data.
    fn admit(&self, uri: &Uri, headers: &HeaderMap) -> Result<(), Fault> {
        self.host(uri, headers)?;
        let forwarded = headers.keys().any(|name| {
            let name = name.as_str();
            name.starts_with("x-forwarded-") || matches!(name, "forwarded" | "x-real-ip" | "via")
        });
        if !self.open && forwarded {
            return Err(not_configured());
        }
        Ok(())
    }
}

fn not_configured() -> Fault {
    Fault::new(
        ProblemKind::AccessNotConfigured,
        "a proxy stands before this relay, and [access] mode is not written: \
         it is not known whom to trust",
    )
}

/// A host without its port, lower-case, without a final dot or an IPv6 address's brackets.
fn host_of(name: &str) -> String {
    let host = match name.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => name.split(':').next().unwrap_or_default(),
    };
    host.trim_end_matches('.').to_ascii_lowercase()
}

/// Whether a host, perhaps with its port, is this machine by the name that it has for itself.
pub(crate) fn is_loopback(name: &str) -> bool {
    let host = host_of(name);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// A request that may read data.
#[derive(Clone, Copy, Debug)]
pub struct Admitted(());

impl FromRequestParts<State> for Admitted {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Fault> {
        Self::by(&state.live().gate, &parts.uri, &parts.headers)
    }
}

impl Admitted {
    /// What the gate says of a request.
    pub(crate) fn by(gate: &Gate, uri: &Uri, headers: &HeaderMap) -> Result<Self, Fault> {
        gate.admit(uri, headers)?;
        Ok(Self(()))
    }
}

/// Lets only known host names through, except to the health addresses.
pub(crate) async fn known_host(state: State, request: Request, next: Next) -> Response {
    if !HEALTH.contains(&request.uri().path())
        && let Err(fault) = state.live().gate.host(request.uri(), request.headers())
    {
        return fault.into_response();
    }
    next.run(request).await
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn kind(gate: &Gate, host: &'static str, extra: Option<&'static str>) -> Option<ProblemKind> {
        let mut headers = HeaderMap::new();
        headers.insert(HOST, HeaderValue::from_static(host));
        if let Some(name) = extra {
            headers.insert(name, HeaderValue::from_static("1.2.3.4"));
        }
        let admitted = gate.admit(&Uri::from_static("/api/v1/apps"), &headers);
        admitted.err().and_then(|fault| fault.kind())
    }

    #[test]
    fn without_a_mode_loopback_alone_is_answered_and_no_proxy_believed() {
        let gate = Gate {
            hosts: vec!["intra.example".into()],
            open: false,
        };
        for host in ["localhost:8787", "127.0.0.1", "[::1]:8787", "LOCALHOST."] {
            assert_eq!(kind(&gate, host, None), None, "{host}");
        }
        assert_eq!(
            kind(&gate, "evil.example", None),
            Some(ProblemKind::HostUnknown)
        );
        assert_eq!(
            kind(&gate, "127.0.0.1.evil.example", None),
            Some(ProblemKind::HostUnknown)
        );
        for (host, extra) in [
            ("intra.example", None),
            ("localhost", Some("x-forwarded-for")),
            ("localhost", Some("x-forwarded-prefix")),
            ("localhost", Some("forwarded")),
            ("localhost", Some("x-real-ip")),
            ("localhost", Some("via")),
        ] {
            assert_eq!(
                kind(&gate, host, extra),
                Some(ProblemKind::AccessNotConfigured),
                "{host} {extra:?}"
            );
        }
    }

    #[test]
    fn in_mode_open_the_configured_names_pass_and_others_do_not() {
        let gate = Gate {
            hosts: vec!["intra.example".into()],
            open: true,
        };
        assert_eq!(kind(&gate, "Intra.Example:443", Some("via")), None);
        assert_eq!(kind(&gate, "localhost", None), None);
        assert_eq!(
            kind(&gate, "other.example", None),
            Some(ProblemKind::HostUnknown)
        );
    }
}
