//! `token-server`: a central service of the house hands out the token, as WeChat recommends where
//! several systems use one account.
//!
//! It is asked directly: `upstream.proxy` leads out of the house.

use std::time::Duration;

use futures::FutureExt as _;
use futures::future::BoxFuture;
use http::{HeaderName, HeaderValue};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use shared::problem::ProblemKind;

use super::{Credential, Grant};
use crate::config::{Method, SecretSource, TokenServer};
use crate::wechat::attempts::attempts;
use crate::wechat::client::{LARGEST_TOKEN, Options, builder, receive};
use crate::wechat::codes::{Action, Span};
use crate::wechat::error::Error;

/// How long a token is used whose life the server doesn't tell: as long as workers of a central
/// service are told to keep it.
const UNTOLD: Duration = Duration::from_mins(1);

/// The longest life that is believed.
const LONGEST: f64 = 86_400.0;

/// A central service that hands out tokens.
pub(in crate::wechat) struct Server {
    http: reqwest::Client,
    config: TokenServer,
}

impl Server {
    /// Builds it; nothing is asked yet.
    ///
    /// # Errors
    /// Names the option that is of no use.
    pub(in crate::wechat) fn new(config: TokenServer, options: &Options) -> Result<Self, String> {
        let builder = builder(options)?;
        let http = builder
            .build()
            .map_err(|error| format!("the token server: {}", error.without_url()))?;
        Ok(Self { http, config })
    }

    async fn ask(&self) -> Result<Grant, Error> {
        let url = self.config.url.clone();
        let mut request = match self.config.method {
            Method::Get => self.http.get(url),
            Method::Post => self
                .http
                .post(url)
                .header("content-type", "application/json")
                .body("{}"),
        };
        if let Some(source) = &self.config.header {
            let text = source
                .read_text()
                .map_err(|error| Error::unreadable_file("the token server's header", &error))?;
            let (name, value) = header(text.expose_secret()).map_err(|text| fault(&text))?;
            request = request.header(name, value);
        }
        let reply = request.header("accept", "application/json").send().await;
        let reply = reply.map_err(|error| unreachable(&error))?;
        let status = reply.status();
        if !status.is_success() {
            let told = format!("it answered HTTP {}", status.as_u16());
            return Err(if status.is_server_error() {
                away(&told)
            } else {
                fault(&told)
            });
        }
        let (bytes, _) = receive(reply, LARGEST_TOKEN, None).await?;
        self.read(&bytes)
    }

    /// The grant in a reply.
    fn read(&self, bytes: &[u8]) -> Result<Grant, Error> {
        let reply: Value =
            serde_json::from_slice(bytes).map_err(|_| fault("its answer is no JSON"))?;
        let pointer = &self.config.pointer;
        let token = reply
            .pointer(pointer)
            .and_then(Value::as_str)
            .filter(|token| !token.is_empty());
        let token = token.ok_or_else(|| fault(&format!("there is no text at {pointer}")))?;
        let life = match &self.config.expires_pointer {
            None => UNTOLD,
            Some(pointer) => {
                let seconds = reply.pointer(pointer).and_then(number);
                let seconds = seconds.filter(|seconds| *seconds >= 0.0);
                let seconds =
                    seconds.ok_or_else(|| fault(&format!("there is no number at {pointer}")))?;
                Duration::from_secs_f64(seconds.min(LONGEST))
            }
        };
        Ok(Grant {
            token: SecretString::from(token),
            life: Some(life),
            is_new: true,
        })
    }
}

impl Credential for Server {
    fn fetch<'a>(
        &'a self,
        _refused: Option<&'a SecretString>,
    ) -> BoxFuture<'a, Result<Grant, Error>> {
        attempts(None, || self.ask()).boxed()
    }

    fn edition(&self) -> u64 {
        self.config.header.as_ref().map_or(0, SecretSource::edition)
    }
}

const CREDENTIAL: ProblemKind = ProblemKind::UpstreamCredential;

/// What the configuration mends.
fn fault(told: &str) -> Error {
    let detail =
        format!("The token server gave no token: {told}; see url, pointer and header_file.");
    Error::new(CREDENTIAL, Action::Stop(Span::Minute), detail)
}

/// What the server itself has to mend.
fn away(told: &str) -> Error {
    let detail = format!(
        "The token server gave no token: {told}; see that it runs, and that url leads to it."
    );
    Error::new(CREDENTIAL, Action::Retry, detail)
}

fn unreachable(error: &reqwest::Error) -> Error {
    // The error's own text holds the address, which may hold a password.
    let told = if error.is_timeout() {
        "it did not answer within upstream.timeout"
    } else if error.is_connect() {
        "it could not be reached"
    } else {
        "the connection broke off"
    };
    away(told)
}

/// A number, also as a text.
fn number(value: &Value) -> Option<f64> {
    let text = || value.as_str()?.trim().parse().ok();
    value
        .as_f64()
        .or_else(text)
        .filter(|number| number.is_finite())
}

/// Checks that a header is one that can be sent.
///
/// # Errors
/// Says what is expected, never what was found.
pub fn check_header(source: &SecretSource) -> Result<(), String> {
    let text = source.read_text().map_err(|error| error.to_string())?;
    header(text.expose_secret()).map(|_| ())
}

fn header(text: &str) -> Result<(HeaderName, HeaderValue), String> {
    let read = || {
        let (name, value) = text.split_once(':')?;
        let name = HeaderName::try_from(name.trim()).ok()?;
        let value = value.trim();
        let mut value = HeaderValue::try_from(value)
            .ok()
            .filter(|_| !value.is_empty())?;
        value.set_sensitive(true);
        Some((name, value))
    };
    read().ok_or_else(|| "one header like «Authorization: Bearer …» is expected".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_away_is_no_matter_of_the_configuration() {
        let busy = away("it answered HTTP 503");
        assert_eq!(busy.action, Action::Retry);
        assert!(!busy.detail.contains("header_file"), "{busy}");
        assert!(fault("its answer is no JSON").detail.contains("pointer"));
    }
}
