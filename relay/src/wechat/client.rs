//! HTTP to WeChat: the only place that puts the token into an address.
//!
//! Errors of the HTTP library hold the whole address, token included; each is stripped of it and
//! put into words here, so that none can leave this room.

mod receive;

pub(super) use receive::{LARGEST_TOKEN, receive};

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::HeaderMap;
use http::header::DATE;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Certificate, Proxy, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use shared::problem::ProblemKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::Instant;

use self::receive::{LARGEST, transport};
use super::codes::Action;
use super::error::Error;
use super::veil;
use crate::clock::Clock;

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a host that answered in place of the first is asked first.
const DETOUR: Duration = Duration::from_mins(10);

/// How WeChat is reached.
#[derive(Clone)]
pub struct Options {
    /// Origins without a slash at the end; the next is tried after a connection failure.
    pub hosts: Vec<String>,
    /// The proxy to the outside.
    pub proxy: Option<String>,
    /// Certificates to trust beside the system's, as PEM.
    pub ca_file: Option<PathBuf>,
    /// How long one call may take.
    pub timeout: Duration,
    /// Whether `module` is written as a JSON string.
    pub module_as_text: bool,
}

/// What lets a call in.
#[derive(Clone, Copy)]
pub(super) enum Pass<'a> {
    /// What stands in its body.
    None,
    /// An app's token.
    Access(&'a SecretString),
    /// A third-party platform's token.
    Component(&'a SecretString),
}

impl Pass<'_> {
    /// The largest reply that is read, in bytes: data are asked for with an app's token alone.
    fn largest(self) -> usize {
        match self {
            Self::Access(_) => LARGEST,
            Self::None | Self::Component(_) => LARGEST_TOKEN,
        }
    }
}

/// What came back.
pub(super) struct Received {
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    /// Held by a large one for as long as it takes memory.
    _turn: Option<OwnedSemaphorePermit>,
}

/// One connection pool for all apps.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    hosts: Vec<String>,
    /// Which host answered in place of the first, and since when: one that is away would cost
    /// every call the time that a connection may take.
    detour: Mutex<Option<(usize, Instant)>>,
    /// Whose turn it is to read a large reply.
    turn: Arc<Semaphore>,
    clock: Clock,
    skew: Mutex<Option<i64>>,
    pub(super) module_as_text: bool,
}

impl Client {
    pub(super) fn new(options: &Options, clock: Clock) -> Result<Self, String> {
        let mut builder = builder(options)?;
        if let Some(proxy) = &options.proxy {
            let proxy = Proxy::all(proxy)
                .map_err(|error| format!("upstream.proxy: {}", error.without_url()))?;
            builder = builder.proxy(proxy);
        }
        Ok(Self {
            http: builder
                .build()
                .map_err(|error| format!("upstream: {}", error.without_url()))?,
            hosts: options.hosts.clone(),
            detour: Mutex::default(),
            turn: Arc::new(Semaphore::new(1)),
            clock,
            skew: Mutex::default(),
            module_as_text: options.module_as_text,
        })
    }

    /// Posts JSON once, in the clear, and hands the reply to `read`.
    pub(super) async fn post<T>(
        &self,
        path: &str,
        pass: Pass<'_>,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let reply = self.once(path, pass, body, &[]).await;
        let read = reply.and_then(|received| read(&received.body));
        read.map_err(|error| concealed(error, pass, body))
    }

    /// Posts a body once, to the first host that a connection stands to.
    pub(super) async fn once(
        &self,
        path: &str,
        pass: Pass<'_>,
        body: &str,
        headers: &[(&'static str, String)],
    ) -> Result<Received, Error> {
        let mut failed = None;
        let first = self.first_host();
        for turn in 0..self.hosts.len() {
            let index = (first + turn) % self.hosts.len();
            let mut request = self
                .http
                .post(address(&self.hosts[index], path, pass))
                .header("content-type", "application/json")
                .body(body.to_owned());
            for (name, value) in headers {
                request = request.header(*name, value);
            }
            match request.send().await {
                Ok(reply) => {
                    self.answered(index);
                    self.look_at_the_clock(reply.headers());
                    let headers = reply.headers().clone();
                    let (body, turn) = receive(reply, pass.largest(), Some(&self.turn)).await?;
                    return Ok(Received {
                        headers,
                        body,
                        _turn: turn,
                    });
                }
                Err(error) if error.is_connect() => failed = Some(transport(error)),
                Err(error) => return Err(transport(error)),
            }
        }
        Err(failed.unwrap_or_else(|| {
            Error::new(
                ProblemKind::UpstreamUnavailable,
                Action::Fail,
                "No host of WeChat's is configured; name one in upstream.hosts.",
            )
        }))
    }

    /// How many seconds WeChat's clock was ahead of ours when it last replied; below 0 behind.
    pub(super) fn skew(&self) -> Option<i64> {
        *self.skew.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn look_at_the_clock(&self, headers: &HeaderMap) {
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let date = date.and_then(|date| jiff::fmt::rfc2822::parse(date).ok());
        if let Some(date) = date {
            let skew = date.timestamp().as_second() - self.clock.now();
            *self.skew.lock().unwrap_or_else(PoisonError::into_inner) = Some(skew);
        }
    }

    /// The host to begin with: the first, or for a while the one that answered in its place.
    fn first_host(&self) -> usize {
        let mut detour = self.detour();
        match *detour {
            Some((host, since)) if since.elapsed() < DETOUR => host,
            _ => {
                *detour = None;
                0
            }
        }
    }

    /// Notes which host has answered. The while is not lengthened, so that the first is tried
    /// again however many calls there are.
    fn answered(&self, host: usize) {
        let mut detour = self.detour();
        if detour.map_or(0, |(known, _)| known) != host {
            *detour = (host > 0).then(|| (host, Instant::now()));
        }
    }

    fn detour(&self) -> MutexGuard<'_, Option<(usize, Instant)>> {
        self.detour.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a call goes, with what lets it in.
fn address(host: &str, path: &str, pass: Pass<'_>) -> String {
    match pass {
        Pass::None => format!("{host}{path}"),
        Pass::Access(token) => {
            let token = encoded(token.expose_secret());
            format!("{host}{path}?access_token={token}")
        }
        // The documents of different years name it differently.
        Pass::Component(token) => {
            let token = encoded(token.expose_secret());
            format!("{host}{path}?component_access_token={token}&access_token={token}")
        }
    }
}

/// All but A–Z a–z 0–9 `-._~`: a letter that has a meaning in a query would cut a token, or add to the query.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A token as a value of a query.
fn encoded(token: &str) -> String {
    utf8_percent_encode(token, ESCAPED).to_string()
}

/// A failed call's error without any piece of what let the call in, which whoever answered may
/// have repeated.
pub(super) fn concealed(error: Error, pass: Pass<'_>, body: &str) -> Error {
    let sent = veil::secrets_in(body);
    let mut secrets: Vec<&str> = sent.iter().map(String::as_str).collect();
    let as_sent;
    if let Pass::Access(token) | Pass::Component(token) = pass {
        as_sent = encoded(token.expose_secret());
        secrets.extend([token.expose_secret(), &as_sent]);
    }
    error.without(&secrets)
}

/// An HTTP client that goes nowhere else by itself: neither by a redirect nor by a proxy that the
/// environment names.
pub(super) fn builder(options: &Options) -> Result<reqwest::ClientBuilder, String> {
    let mut builder = reqwest::Client::builder()
        .user_agent(concat!("bootlens/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(CONNECT)
        .timeout(options.timeout)
        // A redirect would carry what lets us in to wherever it points.
        .redirect(redirect::Policy::none())
        .no_proxy();
    if let Some(path) = &options.ca_file {
        let fail =
            |error: &dyn std::fmt::Display| format!("upstream.ca_file {}: {error}", path.display());
        let pem = std::fs::read(path).map_err(|error| fail(&error))?;
        let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| fail(&error))?;
        builder = builder.tls_certs_merge(certificates);
    }
    Ok(builder)
}

/// Whether two tokens are one; stands here because no other room may look into them.
pub(super) fn same_token(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(host: &str) -> Client {
        client_of(&[host])
    }

    fn client_of(hosts: &[&str]) -> Client {
        Client::new(
            &Options {
                hosts: hosts.iter().map(|host| (*host).to_owned()).collect(),
                proxy: None,
                ca_file: None,
                timeout: Duration::from_secs(2),
                module_as_text: false,
            },
            Clock::system(),
        )
        .unwrap()
    }

    #[tokio::test]
    async fn a_failed_connection_says_so_without_the_token() {
        // A port that was just free refuses.
        let port = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap()
            .port();
        let token = SecretString::from("sesame-token");
        let error = client(&format!("http://127.0.0.1:{port}"))
            .once("/boot", Pass::Access(&token), "{}", &[])
            .await
            .map(|_| ())
            .unwrap_err();
        assert_eq!(error.kind, ProblemKind::UpstreamUnavailable);
        let shown = format!("{error} {error:?} {token:?}");
        assert!(
            !shown.contains("sesame") && !shown.contains("access_token"),
            "{shown}"
        );
    }

    #[tokio::test]
    async fn an_address_that_is_none_is_told_without_the_token() {
        let token = SecretString::from("sesame-token");
        let error = client("http://bad host")
            .once("/boot", Pass::Access(&token), "{}", &[])
            .await
            .map(|_| ())
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error}");
    }

    #[test]
    fn a_token_stands_in_the_query_as_one_value() {
        let plain = SecretString::from("52_aZ09-._~");
        let asked = address("http://a", "/boot", Pass::Access(&plain));
        assert_eq!(asked, "http://a/boot?access_token=52_aZ09-._~");
        let odd = SecretString::from("a+b/c=&d#e %é");
        let coded = "a%2Bb%2Fc%3D%26d%23e%20%25%C3%A9";
        let asked = address("http://a", "/boot", Pass::Access(&odd));
        assert_eq!(asked, format!("http://a/boot?access_token={coded}"));
        let asked = address("http://a", "/t", Pass::Component(&odd));
        let both = format!("component_access_token={coded}&access_token={coded}");
        assert_eq!(asked, format!("http://a/t?{both}"));
    }

    #[test]
    fn a_token_is_taken_out_of_words_also_as_it_was_sent() {
        let token = SecretString::from("abc/def/ghi/jkl/mno");
        let said = Error::from_reply(40001, "see abc%2Fdef%2Fghi for more", None);
        let told = concealed(said, Pass::Access(&token), "{}");
        assert!(told.detail.ends_with("see [removed] for more"), "{told}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_answered_is_asked_first_for_ten_minutes_and_no_longer() {
        let client = client_of(&["http://a", "http://b", "http://c"]);
        assert_eq!(client.first_host(), 0);
        client.answered(1);
        tokio::time::advance(DETOUR / 2).await;
        client.answered(1);
        assert_eq!(client.first_host(), 1);
        tokio::time::advance(DETOUR / 2).await;
        assert_eq!(client.first_host(), 0);
        client.answered(2);
        client.answered(0);
        assert_eq!(client.first_host(), 0);
    }
}
