//! What a connection is doing: what tells a reader who thinks from one who holds a place for nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::sync::Notify;

/// Nothing of a request has come since the last response.
const QUIET: u8 = 0;
/// Some of a request's head has come.
const HEAD: u8 = 1;
/// A request is being answered.
const ASKED: u8 = 2;

/// What a connection is doing; shared by the one who reads its bytes and the one who answers.
#[derive(Clone, Debug, Default)]
pub(super) struct Pulse(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    phase: AtomicU8,
    asked: Notify,
}

impl Pulse {
    /// Bytes have come; whether they begin a request's head.
    pub(super) fn comes(&self) -> bool {
        let phase = &self.0.phase;
        // Relaxed: all phases of a connection are set by its own task.
        phase
            .compare_exchange(QUIET, HEAD, Ordering::Relaxed, Ordering::Relaxed)
            .is_ok()
    }

    /// A head is whole, and its request is being answered.
    pub(super) fn asks(&self) {
        self.0.phase.store(ASKED, Ordering::Relaxed);
        self.0.asked.notify_one();
    }

    /// A response has gone out, or nobody waits for it any more.
    pub(super) fn rests(&self) {
        self.0.phase.store(QUIET, Ordering::Relaxed);
    }

    /// Whether a head has begun and is not whole.
    pub(super) fn is_head(&self) -> bool {
        self.0.phase.load(Ordering::Relaxed) == HEAD
    }

    /// Whether nothing of a request has come.
    pub(super) fn is_quiet(&self) -> bool {
        self.0.phase.load(Ordering::Relaxed) == QUIET
    }

    /// Waits for a request to answer, if there is none now.
    pub(super) async fn asked(&self) {
        while self.0.phase.load(Ordering::Relaxed) != ASKED {
            self.0.asked.notified().await;
        }
    }
}
