//! A reply as it comes in: never more of it than it may have, and a large one when it is its turn.

use std::sync::Arc;

use futures::StreamExt as _;
use shared::problem::ProblemKind;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::wechat::codes::Action;
use crate::wechat::error::Error;

/// The largest reply to a call for data that is read, in bytes: 30 days of all that is known take less
/// than a hundredth.
pub(super) const LARGEST: usize = 4 << 20;

/// The largest reply to any other call: a token, a quota, a sentence.
pub(in crate::wechat) const LARGEST_TOKEN: usize = 256 << 10;

/// Replies that are larger than this are read one at a time, so that it is one alone which takes the
/// memory of the largest.
const LARGE: usize = 256 << 10;

/// The body of a reply, piece by piece and never more than `most` bytes. A large one is read on when it
/// is its turn, which it then holds.
pub(in crate::wechat) async fn receive(
    reply: reqwest::Response,
    most: usize,
    turns: Option<&Arc<Semaphore>>,
) -> Result<(Vec<u8>, Option<OwnedSemaphorePermit>), Error> {
    let status = reply.status();
    if status.is_server_error() {
        return Err(Error::new(
            ProblemKind::UpstreamUnavailable,
            Action::Retry,
            format!(
                "WeChat answered HTTP {}; it passes by itself.",
                status.as_u16()
            ),
        ));
    }
    if !status.is_success() {
        return Err(Error::new(
            ProblemKind::UpstreamReply,
            Action::Fail,
            format!(
                "WeChat answered HTTP {}, which its documentation does not name; \
                 look for a proxy or gateway that answers in its place.",
                status.as_u16()
            ),
        ));
    }
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
