//! A reader: a connection of its own, a request every so often, and what became of each.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::{Body, Bytes, to_bytes};
use http::Request;
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use shared::paths;
use shared::problem::Problem;
use tokio::net::TcpStream;

use crate::asked::{Kind, kind, path};
use crate::tally::{Tally, Word};

/// The longest that a reader waits for one answer.
const PATIENCE: Duration = Duration::from_secs(60);

/// What can go wrong with a connection.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Reads until it is time to end, over one connection as long as it lasts.
pub(crate) async fn read(
    number: usize,
    port: u16,
    pause: Duration,
    ends: Instant,
    tally: Arc<Tally>,
) {
    // Not all at once.
    let spread = pause * u32::try_from(number % 1_000).unwrap_or(0) / 1_000;
    let mut next = Instant::now() + spread;
    let mut turn = number;
    let mut line = None;
    while next < ends {
        tokio::time::sleep_until(next.into()).await;
        let kind = kind(turn);
        let (path, accept) = path(kind, turn);
        let begun = Instant::now();
        let asked = tokio::time::timeout(PATIENCE, ask(&mut line, port, &path, accept)).await;
        let word = match asked {
            Ok(Ok(answer)) => word(kind, &answer),
            Ok(Err(failure)) => Word::Lost(causes(&*failure)),
            Err(_) => Word::Lost("no answer".to_owned()),
        };
        if matches!(word, Word::Lost(_)) {
            line = None;
        }
        tally.note(kind, word, begun.elapsed(), &path);
        turn += 7;
        next = (next + pause).max(Instant::now());
    }
}

/// An answer, read to its end.
struct Answer {
    status: u16,
    comes_again: bool,
    body: Bytes,
}

/// Asks once; opens a connection where there is none, or where the last answer ended it.
async fn ask(
    line: &mut Option<SendRequest<String>>,
    port: u16,
    path: &str,
    accept: &str,
) -> Result<Answer, Failure> {
    let open = match line.take() {
        Some(mut open) => open.ready().await.ok().map(|()| open),
        None => None,
    };
    let mut open = match open {
        Some(open) => open,
        None => {
            let stream = TcpStream::connect(("127.0.0.1", port)).await?;
            let (open, connection) = http1::handshake(TokioIo::new(stream)).await?;
            // How it ends is told by the request.
            tokio::spawn(connection);
            open
        }
    };
    let request = Request::get(format!("/{path}"))
        .header("host", "localhost")
        .header("accept", accept)
        .body(String::new())?;
    let answer = open.send_request(request).await?;
    let status = answer.status().as_u16();
    let comes_again = answer.headers().contains_key("retry-after");
    let body = to_bytes(Body::new(answer.into_body()), usize::MAX).await?;
    *line = Some(open);
    Ok(Answer {
        status,
        comes_again,
        body,
    })
}

fn word(kind: Kind, answer: &Answer) -> Word {
    let problem = || {
        serde_json::from_slice::<Problem>(&answer.body)
            .ok()?
            .known_kind()
    };
    match answer.status {
        200 if kind == Kind::Cold => of_stream(&answer.body),
        200 => Word::Answered,
        429 | 503 if answer.comes_again => match problem() {
            Some(kind) => Word::Refused(kind.slug()),
            None => Word::Lost(format!("{} in no words", answer.status)),
        },
        status => {
            let said = String::from_utf8_lossy(&answer.body);
            let said: String = said.chars().take(200).collect();
            Word::Lost(format!("{status}: {said}"))
        }
    }
}

/// A stream that was not cut off says so in its last line.
fn of_stream(body: &[u8]) -> Word {
    use shared::stream::Line;
    let text = String::from_utf8_lossy(body);
    match text.lines().last().map(serde_json::from_str::<Line>) {
        Some(Ok(Line::Done(done))) if done.failures.is_empty() => Word::Answered,
        Some(Ok(Line::Done(_))) => Word::Refused("in part"),
        Some(Ok(Line::Problem { problem })) => match problem.known_kind() {
            Some(shared::problem::ProblemKind::Busy) => Word::Refused("busy"),
            _ => Word::Lost(format!("{} in {}", problem.kind, paths::NDJSON)),
        },
        _ => Word::Lost("a stream that breaks off".to_owned()),
    }
}

fn causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
