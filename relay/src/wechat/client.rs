//! HTTP to WeChat: the only place that puts the token into an address.
//!
//! Errors of the HTTP library hold the whole address, token included; each is stripped of it and
//! put into words here, so that none can leave this room.

use std::path::PathBuf;
use std::time::Duration;

use futures::StreamExt as _;
use reqwest::{Certificate, Proxy, redirect};
use secrecy::{ExposeSecret as _, SecretString};
use shared::problem::ProblemKind;

use super::error::{Error, Retry};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);

/// The largest reply that is read, in bytes: 30 days of all that is known take a thousandth.
const LARGEST: usize = 16 * 1024 * 1024;

/// Pauses before the second and the third attempt, each lengthened by up to a half.
const PAUSES: [Duration; 2] = [Duration::from_millis(250), Duration::from_millis(1_000)];

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

/// One connection pool for all apps.
#[derive(Debug)]
pub(super) struct Client {
    http: reqwest::Client,
    hosts: Vec<String>,
    pub(super) module_as_text: bool,
}

impl Client {
    pub(super) fn new(options: &Options) -> Result<Self, String> {
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("bootlens/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(options.timeout)
            // A redirect would carry the token to wherever it points.
            .redirect(redirect::Policy::none())
            .no_proxy();
        if let Some(proxy) = &options.proxy {
            let proxy = Proxy::all(proxy)
                .map_err(|error| format!("upstream.proxy: {}", error.without_url()))?;
            builder = builder.proxy(proxy);
        }
        if let Some(path) = &options.ca_file {
            let fail = |error: &dyn std::fmt::Display| {
                format!("upstream.ca_file {}: {error}", path.display())
            };
            let pem = std::fs::read(path).map_err(|error| fail(&error))?;
            let certificates = Certificate::from_pem_bundle(&pem).map_err(|error| fail(&error))?;
            builder = builder.tls_certs_merge(certificates);
        }
        Ok(Self {
            http: builder
                .build()
                .map_err(|error| format!("upstream: {}", error.without_url()))?,
            hosts: options.hosts.clone(),
            module_as_text: options.module_as_text,
        })
    }

    /// Posts JSON and hands the reply to `read`; what passes by itself is tried twice more.
    pub(super) async fn post<T>(
        &self,
        path: &str,
        token: Option<&SecretString>,
        body: &str,
        read: impl Fn(&[u8]) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut pauses = PAUSES.into_iter();
        loop {
            let outcome = match self.once(path, token, body).await {
                Ok(bytes) => read(&bytes),
                Err(error) => Err(error),
            };
            match outcome {
                Err(error) if error.retry == Retry::Soon => {
                    let Some(pause) = pauses.next() else {
                        return Err(error);
                    };
                    tracing::debug!(path, %error, "tried again");
                    tokio::time::sleep(pause.mul_f64(1.0 + rand::random::<f64>() / 2.0)).await;
                }
                outcome => return outcome,
            }
        }
    }

    async fn once(
        &self,
        path: &str,
        token: Option<&SecretString>,
        body: &str,
    ) -> Result<Vec<u8>, Error> {
        let mut failed = None;
        for host in &self.hosts {
            let url = match token {
                Some(token) => format!("{host}{path}?access_token={}", token.expose_secret()),
                None => format!("{host}{path}"),
            };
            let sent = self
                .http
                .post(url)
                .header("content-type", "application/json")
                .body(body.to_owned())
                .send()
                .await;
            match sent {
                Ok(reply) => return receive(reply).await,
                Err(error) if error.is_connect() => failed = Some(transport(error)),
                Err(error) => return Err(transport(error)),
            }
        }
        Err(failed.unwrap_or_else(|| {
            Error::new(
                ProblemKind::UpstreamUnavailable,
                Retry::Never,
                "No host of WeChat's is configured; name one in upstream.hosts.",
            )
        }))
    }
}

/// Whether two tokens are one; stands here because no other room may look into them.
pub(super) fn same_token(one: &SecretString, other: &SecretString) -> bool {
    one.expose_secret() == other.expose_secret()
}

/// The body of a reply, piece by piece and never more than [`LARGEST`].
async fn receive(reply: reqwest::Response) -> Result<Vec<u8>, Error> {
    let status = reply.status();
    if status.is_server_error() {
        return Err(Error::new(
            ProblemKind::UpstreamUnavailable,
            Retry::Soon,
            format!(
                "WeChat answered HTTP {}; it passes by itself.",
                status.as_u16()
            ),
        ));
    }
    if !status.is_success() {
        return Err(Error::new(
            ProblemKind::UpstreamReply,
            Retry::Never,
            format!(
                "WeChat answered HTTP {}, which its documentation does not name; \
                 look for a proxy or gateway that answers in its place.",
                status.as_u16()
            ),
        ));
    }
    let mut bytes = Vec::new();
    let mut pieces = reply.bytes_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(transport)?;
        if bytes.len() + piece.len() > LARGEST {
            return Err(Error::new(
                ProblemKind::UpstreamReply,
                Retry::Never,
                "WeChat's reply is larger than 16 MiB, which no reply for 30 days can be.",
            ));
        }
        bytes.extend_from_slice(&piece);
    }
    Ok(bytes)
}

/// An HTTP library's error in words, without the address.
fn transport(error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_timeout() {
        return Error::new(
            ProblemKind::UpstreamTimeout,
            Retry::Soon,
            "WeChat did not answer within upstream.timeout.",
        );
    }
    let (what, remedy) = if error.is_connect() {
        (
            "WeChat could not be reached",
            "check the network, upstream.hosts and upstream.proxy",
        )
    } else {
        (
            "The connection to WeChat broke off",
            "it often passes by itself",
        )
    };
    let mut causes = String::new();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        causes = cause.to_string();
        source = cause.source();
    }
    Error::new(
        ProblemKind::UpstreamUnavailable,
        Retry::Soon,
        format!("{what} ({causes}); {remedy}."),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn client(host: &str) -> Client {
        Client::new(&Options {
            hosts: vec![host.to_owned()],
            proxy: None,
            ca_file: None,
            timeout: Duration::from_secs(2),
            module_as_text: false,
        })
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
            .once("/boot", Some(&token), "{}")
            .await
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
            .once("/boot", Some(&token), "{}")
            .await
            .unwrap_err();
        assert!(!format!("{error} {error:?}").contains("sesame"), "{error}");
    }
}
