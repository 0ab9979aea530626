//! A reply in pieces, as they come.

use std::task::{Poll, ready};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::response::Response;
use http::HeaderMap;
use shared::reply::Notice;
use shared::stream::Line;
use shared::text::Lang;
use tokio::sync::mpsc;

use super::ready;
use crate::handlers::encoding;
use crate::problem::worded;
use crate::serve::State;
use crate::telemetry::{Came, Facts, RequestId};

/// What a stream is made of, and where what came of it is noted.
pub(super) struct Pieces {
    pub(super) lines: mpsc::Receiver<Line>,
    /// What is told of the address itself.
    pub(super) notices: Vec<Notice>,
    pub(super) facts: Facts,
    pub(super) started: Instant,
    /// In which language a problem is told, and of which request.
    pub(super) reader: (Lang, Option<RequestId>),
    pub(super) state: State,
}

impl Pieces {
    /// Notes how it went, and adds what is told of the address itself.
    fn look_at(&mut self, line: &mut Line) {
        match line {
            Line::Done(done) => {
                done.notices.append(&mut self.notices);
                let is_stale = done.stale_since.is_some();
                let came = ready::came(&done.calls);
                self.facts.note(|noted| {
                    noted.cache = Some(if is_stale { Came::Stale } else { came });
                    noted.calls = Some(done.calls.upstream);
                    noted.upstream = Some(self.started.elapsed());
                });
            }
            Line::Failure { failure } => {
                self.facts.note(|noted| noted.problem(&failure.problem));
            }
            Line::Problem { problem } => {
                let (lang, id) = self.reader;
                *problem = worded(Box::new(problem.clone()).into(), lang, id, &self.state);
                self.facts.note(|noted| {
                    noted.problem(problem);
                    noted.upstream = Some(self.started.elapsed());
                });
            }
            _ => {}
        }
    }

    /// Lines as they come, after what planning took. Where the reader leaves, the receiver is dropped, and the
    /// engine knows. What comes has no tag: it is not known before its end.
    pub(super) fn stream(self, headers: &HeaderMap, planning: Duration) -> Response {
        let mut pieces = self;
        let mut encoder = Some(encoding::Lines::accepted(headers));
        let coding = encoder.as_ref().and_then(encoding::Lines::coding);
        let bytes = futures::stream::poll_fn(move |context| {
            let Some(encode) = &mut encoder else {
                return Poll::Ready(None);
            };
            let piece = match ready!(pieces.lines.poll_recv(context)) {
                Some(mut line) => {
                    pieces.look_at(&mut line);
                    // A line that can't be written leaves its place empty; without `done` the reader knows.
                    let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
                    bytes.push(b'\n');
                    encode.line(bytes)
                }
                None => match encoder.take() {
                    Some(encoder) => encoder.end(),
                    None => return Poll::Ready(None),
                },
            };
            Poll::Ready(Some(piece))
        });
        let mut response = Response::new(Body::from_stream(bytes));
        *response.headers_mut() = ready::head_of_a_stream(coding, planning);
        response
    }
}
