//! A connection's bytes, with an end to patience: for one over which nobody asks, for a head that never
//! comes whole, and for a reader who takes nothing of what is sent.

use std::future::Future as _;
use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::pulse::Pulse;

/// How long others may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Patience {
    /// From a head's first byte to its last.
    pub(super) head: Duration,
    /// Between a response and the next request. Longer than proxies keep their connections (nginx: a
    /// minute), so that it is they who close them and no request crosses the end.
    pub(super) idle: Duration,
    /// Without taking a byte of a response.
    pub(super) taking: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(10),
            idle: Duration::from_secs(75),
            taking: Duration::from_secs(60),
        }
    }
}

/// A connection whose other end may not take for ever.
#[derive(Debug)]
pub(super) struct Patient<I> {
    io: I,
    pulse: Pulse,
    patience: Patience,
    idle: Alarm,
    head: Alarm,
    taking: Alarm,
}

impl<I> Patient<I> {
    pub(super) fn new(io: I, pulse: Pulse, patience: Patience) -> Self {
        Self {
            io,
            pulse,
            patience,
            idle: Alarm::default(),
            head: Alarm::default(),
            taking: Alarm::default(),
        }
    }

    /// What came of a write; the reader's time starts when nothing is taken.
    fn taken<T>(
        &mut self,
        context: &mut Context<'_>,
        wrote: Poll<io::Result<T>>,
    ) -> Poll<io::Result<T>> {
        if wrote.is_ready() {
            self.taking.until = None;
            return wrote;
        }
        ready!(self.taking.ring(self.patience.taking, context));
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncRead + Unpin> AsyncRead for Patient<I> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buffer.filled().len();
        if let Poll::Ready(read) = Pin::new(&mut this.io).poll_read(context, buffer) {
            if buffer.filled().len() > before && this.pulse.comes() {
                this.idle.until = None;
                this.head.until = None;
            }
            return Poll::Ready(read);
        }
        // As long as a response has not gone out, it is the reader who takes it that is waited for.
        if this.pulse.is_quiet() && this.taking.until.is_none() {
            ready!(this.idle.ring(this.patience.idle, context));
        } else if this.pulse.is_head() {
            ready!(this.head.ring(this.patience.head, context));
        } else {
            return Poll::Pending;
        }
        Poll::Ready(Err(ErrorKind::TimedOut.into()))
    }
}

impl<I: AsyncWrite + Unpin> AsyncWrite for Patient<I> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let wrote = Pin::new(&mut this.io).poll_write(context, bytes);
        this.idle.until = None;
        this.taken(context, wrote)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        let wrote = Pin::new(&mut this.io).poll_write_vectored(context, pieces);
        this.idle.until = None;
        this.taken(context, wrote)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.io).poll_flush(context);
        let flushed = ready!(this.taken(context, flushed));
        // Set here, since hyper may have read already, and wait for bytes.
        if this.pulse.is_quiet() && this.idle.ring(this.patience.idle, context).is_ready() {
            return Poll::Ready(Err(ErrorKind::TimedOut.into()));
        }
        Poll::Ready(flushed)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let shut = Pin::new(&mut this.io).poll_shutdown(context);
        this.taken(context, shut)
    }
}

/// A time that may come; the timer itself is made only for those who let others wait, and is set anew only
/// when it rings before a time that was put off meanwhile: each request puts off the end of idleness.
#[derive(Debug, Default)]
struct Alarm {
    until: Option<Instant>,
    sleep: Option<Pin<Box<Sleep>>>,
}

impl Alarm {
    /// Ready when so long has passed since it was first asked; all begins anew where `until` was taken away.
    fn ring(&mut self, after: Duration, context: &mut Context<'_>) -> Poll<()> {
        let until = *self.until.get_or_insert_with(|| Instant::now() + after);
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until)));
        if sleep.deadline() > until {
            sleep.as_mut().reset(until);
        }
        ready!(sleep.as_mut().poll(context));
        if sleep.deadline() >= until {
            return Poll::Ready(());
        }
        sleep.as_mut().reset(until);
        sleep.as_mut().poll(context)
    }
}
