//! A relay that is asked over HTTP.

use std::error::Error;
use std::path::PathBuf;

use http::header::{ACCEPT, ACCEPT_LANGUAGE, CONTENT_TYPE, LOCATION};
use reqwest::redirect::Policy;
use reqwest::{Client, Response, Url};
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{Answer, LANGUAGE, verdict};
use crate::cli::Failure;

/// Whoever asks. It follows no redirect: a page to sign in at is no data, and a token is not for whoever is
/// there.
///
/// # Errors
/// Where the system gives no TLS.
pub(super) fn client() -> Result<Client, Failure> {
    let client = Client::builder().redirect(Policy::none()).build();
    client.map_err(|error| Failure::new(format!("no HTTP client: {error}")))
}

/// Asks a relay for a path below its address.
///
/// # Errors
/// Where it does not answer, leads elsewhere, or what answers is no relay.
pub(super) async fn ask(
    client: &reqwest::Client,
    server: &Url,
    token: Option<&str>,
    target: &str,
) -> Result<Answer, Failure> {
    let base = server.as_str().trim_end_matches('/');
    let mut request = client
        .get(format!("{base}/{target}"))
        .header(ACCEPT, "*/*")
        .header(ACCEPT_LANGUAGE, LANGUAGE);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let fail = |error: reqwest::Error| {
        let causes = causes(&error.without_url());
        Failure::new(format!("{} does not answer: {causes}", shown(server)))
    };
    let response = request.send().await.map_err(fail)?;
    if response.status().is_redirection() {
        return Err(led_away(server, &response));
    }
    let (well, passing) = verdict(response.status(), response.headers());
    let kind = response.headers().get(CONTENT_TYPE).cloned();
    let body = response.bytes().await.map_err(fail)?.to_vec();
    let kind = kind.as_ref().and_then(|kind| kind.to_str().ok());
    if well && !is_ours(target, kind.unwrap_or_default(), &body) {
        return Err(Failure::new(format!(
            "{} answers with something that is not a Bootlens relay's: check --server, and \
             --token-file where readers sign in",
            shown(server)
        )));
    }
    Ok(Answer {
        well,
        passing,
        body,
    })
}

/// Reads the token of a file.
///
/// # Errors
/// Where it can't be read, or holds what can't be a token.
pub(super) fn read_token(path: &PathBuf) -> Result<String, Failure> {
    let fail = |error| Failure::new(format!("can't read {}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(fail)?;
    let token = text.trim();
    if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Failure::new(format!(
            "--token-file: {} holds no token; one line of letters, digits and signs is expected",
            path.display()
        )));
    }
    Ok(token.to_owned())
}

/// An address without user and query, which may hold a password.
fn shown(address: &Url) -> String {
    let origin = address.origin().ascii_serialization();
    format!("{origin}{}", address.path())
}

/// An error with what it came from.
fn causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(one) = cause {
        text.push_str(": ");
        text.push_str(&one.to_string());
        cause = one.source();
    }
    text
}

/// What is said of a redirect.
fn led_away(server: &Url, response: &Response) -> Failure {
    let location = response.headers().get(LOCATION);
    let location = location.and_then(|location| location.to_str().ok());
    let to = location.and_then(|location| response.url().join(location).ok());
    let to = to.map_or("nowhere".to_owned(), |to| shown(&to));
    Failure::new(format!(
        "{} leads to {to}: where that is a page to sign in at, --token-file names the token; where it is \
         the relay, give its address as --server",
        shown(server)
    ))
}

/// Whether the answer to a path may be a relay's: what it is called, and of JSON what every reply to a
/// view or for the apps has.
fn is_ours(target: &str, kind: &str, body: &[u8]) -> bool {
    #[derive(Deserialize)]
    struct Reply {
        view: Option<IgnoredAny>,
        apps: Option<IgnoredAny>,
    }
    let path = target.split('?').next().unwrap_or_default();
    let expected = match path.rsplit_once('.') {
        Some((_, "csv")) => "text/csv",
        Some((_, "svg")) => "image/svg+xml",
        Some((_, "png")) => "image/png",
        _ => {
            let reply = serde_json::from_slice::<Reply>(body);
            let is_reply = reply.is_ok_and(|reply| reply.view.is_some() || reply.apps.is_some());
            return is_reply && kind.starts_with("application/json");
        }
    };
    kind.starts_with(expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_answers_must_be_called_what_was_asked_for_and_speak_of_a_view() {
        let reply = br#"{"version":"0.1.0","view":"app=shop","series":[]}"#;
        assert!(is_ours(
            "api/v1/performance?app=shop",
            "application/json",
            reply
        ));
        assert!(is_ours(
            "api/v1/apps",
            "application/json",
            br#"{"apps":[]}"#
        ));
        assert!(is_ours(
            "api/v1/performance.csv?app=shop",
            "text/csv; charset=utf-8",
            b""
        ));
        for (target, kind, body) in [
            (
                "api/v1/performance?app=shop",
                "application/json",
                &br#"{"errcode":40066}"#[..],
            ),
            ("api/v1/performance?app=shop", "text/html", reply),
            ("api/v1/performance.csv?app=shop", "text/html", b"<html>"),
            ("chart.png?app=shop", "image/svg+xml", b"<svg"),
        ] {
            assert!(!is_ours(target, kind, body), "{target} {kind}");
        }
    }

    #[test]
    fn a_file_without_a_token_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("token");
        for (text, token) in [
            ("abc.DEF_1=\n", Some("abc.DEF_1=")),
            ("", None),
            ("a\nb\n", None),
        ] {
            std::fs::write(&path, text).unwrap();
            let read = read_token(&path).map_err(|failure| failure.to_string());
            match token {
                Some(token) => assert_eq!(read.unwrap(), token),
                None => assert!(read.unwrap_err().contains("--token-file: "), "{text:?}"),
            }
        }
    }
}
