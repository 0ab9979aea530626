//! A reply as it comes in: never more of it than it may have, and a large one when it is its turn.

use std::sync::Arc;
use std::time::Duration;

use futures::StreamExt as _;
use http::StatusCode;
use shared::problem::ProblemKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::wechat::codes::Action;
use crate::wechat::error::Error;
use crate::wechat::wire;

/// The largest reply to a call for data that is read, in bytes: 30 days of all that is known take less
/// than a hundredth.
pub(super) const LARGEST: usize = 4 << 20;

/// The largest reply to any other call: a token, a quota, a sentence.
pub(in crate::wechat) const LARGEST_TOKEN: usize = 256 << 10;

/// Replies that are larger than this are read one at a time, so that it is one alone which takes the
/// memory of the largest.
const LARGE: usize = 256 << 10;

/// How long it is waited for the words of a refusal: its status is known already.
const REFUSAL: Duration = Duration::from_secs(2);

/// The body of a reply, piece by piece and never more than `most` bytes. A large one is read on when it
/// is its turn, which it then holds. One that states an error of WeChat's is a reply whatever its status.
pub(in crate::wechat) async fn receive(
    reply: reqwest::Response,
    most: usize,
    turns: Option<&Arc<Semaphore>>,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Error> {
    let status = reply.status();
    if !status.is_success() {
        let told = tokio::time::timeout(REFUSAL, pieces(reply, LARGEST_TOKEN, None)).await;
        // WeChat's own words say more than the status that something on the way may have added.
        return match told {
            Ok(Ok(told)) if wire::states_error(&told.0) => Ok(told),
            _ => Err(refused(status)),
        };
    }
    pieces(reply, most, turns).await
}

/// What follows from a status alone.
fn refused(status: StatusCode) -> Error {
    let status_code = status.as_u16();
    if status.is_server_error() {
        return Error::new(
            ProblemKind::UpstreamUnavailable,
            Action::Retry,
            format!("WeChat answered HTTP {status_code}; it passes by itself."),
        );
    }
    Error::new(
        ProblemKind::UpstreamReply,
        Action::Fail,
        format!(
            "WeChat answered HTTP {status_code}, which its documentation does not name; \
             look for a proxy or gateway that answers in its place."
        ),
    )
}

/// A body of at most `most` bytes, as it comes.
async fn pieces(
    reply: reqwest::Response,
    most: usize,
    turns: Option<&Arc<Semaphore>>,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Error> {
    let too_large = || {
        let kib = most >> 10;
        let detail =
            format!("WeChat's reply is larger than {kib} KiB, which no reply to this call can be.");
        Error::new(ProblemKind::UpstreamReply, Action::Fail, detail)
    };
    if reply
        .content_length()
        .is_some_and(|told| told > most as u64)
    {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let mut turn = None;
    let mut pieces = reply.bytes_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(transport)?;
        let length = bytes.len() + piece.len();
        if length > most {
            return Err(too_large());
        }
        if length > LARGE
            && turn.is_none()
            && let Some(turns) = turns
        {
            // Never closed. Where the turn comes too late, the next piece tells.
            turn = turns.clone().acquire_owned().await.ok();
        }
        bytes.extend_from_slice(&piece);
    }
    Ok((bytes, turn))
}

/// An HTTP library's error in words, without the address.
pub(super) fn transport(error: reqwest::Error) -> Error {
    let error = error.without_url();
    if error.is_timeout() {
        return Error::new(
            ProblemKind::UpstreamTimeout,
            Action::Retry,
            "WeChat did not answer within upstream.timeout.",
        );
    }
    let mut causes = String::new();
    let mut source = std::error::Error::source(&error);
    while let Some(cause) = source {
        causes = cause.to_string();
        source = cause.source();
    }
    // The library that checks certificates says so in words alone.
    let (what, remedy) = if causes.contains("certificate") {
        (
            "WeChat could not be reached safely",
            "where a proxy shows a certificate of the company's own, name its CA in upstream.ca_file",
        )
    } else if error.is_connect() {
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
    Error::new(
        ProblemKind::UpstreamUnavailable,
        Action::Retry,
        format!("{what} ({causes}); {remedy}."),
    )
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    /// What is read where a server answers so.
    async fn received(status: &str, body: &str) -> Result<String, Error> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let length = body.len();
        let reply = format!("HTTP/1.1 {status}\r\ncontent-length: {length}\r\n\r\n{body}");
        let server = async {
            let (mut socket, _) = listener.accept().await.unwrap();
            let mut asked = [0; 4_096];
            let _ = socket.read(&mut asked).await.unwrap();
            socket.write_all(reply.as_bytes()).await.unwrap();
            socket
        };
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        let (answer, _socket) = tokio::join!(client.get(url).send(), server);
        let (bytes, _) = receive(answer.unwrap(), LARGE, None).await?;
        Ok(String::from_utf8(bytes).unwrap())
    }

    #[tokio::test]
    async fn an_error_of_wechats_is_read_whatever_its_status() {
        let told = r#"{"errcode":47001,"errmsg":"data format error rid: 62eb8c9b-1-2"}"#;
        for status in ["412 Precondition Failed", "500 Internal Server Error"] {
            let body = received(status, told).await.unwrap();
            let error = wire::envelope(body.as_bytes()).err().unwrap();
            let told = (error.errcode, error.rid.as_deref());
            assert_eq!(told, (Some(47001), Some("62eb8c9b-1-2")), "{status}");
        }
    }

    #[tokio::test]
    async fn of_any_other_body_the_status_counts() {
        for body in [
            "",
            "<html>",
            "{}",
            r#"{"errcode":0}"#,
            r#"{"errcode":0,"data":{}}"#,
        ] {
            for (status, kind) in [
                ("404 Not Found", ProblemKind::UpstreamReply),
                ("502 Bad Gateway", ProblemKind::UpstreamUnavailable),
            ] {
                let error = received(status, body).await.unwrap_err();
                assert_eq!((error.kind, error.errcode), (kind, None), "{status} {body}");
                assert!(error.detail.contains(&status[..3]), "{error}");
            }
        }
    }
}
