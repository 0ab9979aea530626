//! A large response that keeps its question's place until it is sent, piece by piece, and is cut off
//! where its reader takes nothing: neither may fill the memory, nor keep others out.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::response::Response;
use futures::StreamExt as _;
use http_body::{Frame, SizeHint};
use tokio::sync::mpsc;

use crate::engine::Hold;

/// Bodies that are larger than this.
const LARGE: u64 = 256 << 10;

/// The bytes of a piece; a copy, so that the whole is gone where a piece is left lying.
const PIECE: usize = 64 << 10;

/// How long a reader may take for a piece.
const PATIENCE: Duration = Duration::from_secs(30);

/// What comes of a body, as another task feeds it.
struct Fed {
    pieces: mpsc::Receiver<Bytes>,
    left: u64,
}

/// The response, with the place of its question where it is large.
pub(super) fn until_sent(response: Response, hold: Hold) -> Response {
    let size = response.body().size_hint();
    let Some(left) = size.exact().filter(|size| *size > LARGE) else {
        return response;
    };
    let (sender, pieces) = mpsc::channel(1);
    response.map(|body| {
        tokio::spawn(feed(body, sender, hold));
        Body::new(Fed { pieces, left })
    })
}

/// Hands a body on, piece by piece, as long as somebody takes them.
async fn feed(body: Body, sender: mpsc::Sender<Bytes>, _hold: Hold) {
    let mut body = body.into_data_stream();
    while let Some(Ok(bytes)) = body.next().await {
        for piece in bytes.chunks(PIECE) {
            let sent = sender.send_timeout(Bytes::copy_from_slice(piece), PATIENCE);
            if sent.await.is_err() {
                return;
            }
        }
    }
}

impl HttpBody for Fed {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let piece = ready!(self.pieces.poll_recv(context));
        let length = piece.as_ref().map_or(0, |piece| piece.len() as u64);
        self.left = self.left.saturating_sub(length);
        match piece {
            Some(piece) => Poll::Ready(Some(Ok(Frame::data(piece)))),
            None if self.left == 0 => Poll::Ready(None),
            None => Poll::Ready(Some(Err(axum::Error::new("its reader took nothing")))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left)
    }
}
