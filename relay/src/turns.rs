//! Drawing takes turns: one picture at a time, a bounded number that waits, and none for long.

use std::sync::Arc;
use std::time::Duration;

use shared::problem::ProblemKind;
use tokio::sync::Semaphore;

use crate::problem::Fault;

/// How many may wait and draw.
const PLACES: usize = 32;

/// How long one waits.
const WAIT: Duration = Duration::from_secs(20);

/// The turns of one relay.
#[derive(Clone, Debug)]
pub(crate) struct Turns {
    places: Arc<Semaphore>,
    turn: Arc<Semaphore>,
    wait: Duration,
}

impl Turns {
    /// Nobody waits.
    pub(crate) fn new() -> Self {
        Self::of(PLACES, WAIT)
    }

    fn of(places: usize, wait: Duration) -> Self {
        Self {
            places: Arc::new(Semaphore::new(places)),
            turn: Arc::new(Semaphore::new(1)),
            wait,
        }
    }

    /// Does work that takes a processor for itself, once it is its turn. A turn ends with the work,
    /// also where nobody waits for it any more.
    ///
    /// # Errors
    /// `busy` where too many wait, or it waited too long.
    pub(crate) async fn take<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let busy = || Fault::new(ProblemKind::Busy, "too many pictures are being drawn");
        let place = self
            .places
            .clone()
            .try_acquire_owned()
            .map_err(|_| busy())?;
        let turn = tokio::time::timeout(self.wait, self.turn.clone().acquire_owned());
        let Ok(Ok(turn)) = turn.await else {
            return Err(busy());
        };
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop((turn, place));
            done
        });
        let failed = |_| Fault::new(ProblemKind::Internal, "the picture could not be drawn");
        done.await.map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    fn sleep() {
        std::thread::sleep(Duration::from_millis(20));
    }

    #[tokio::test]
    async fn one_is_at_work_at_a_time() {
        let turns = Turns::new();
        let (at_work, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all = (0..8).map(|number| {
            let (at_work, most) = (at_work.clone(), most.clone());
            turns.take(move || {
                most.fetch_max(at_work.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                sleep();
                at_work.fetch_sub(1, Ordering::SeqCst);
                number
            })
        });
        let done = futures::future::join_all(all).await;
        let done: Vec<_> = done.into_iter().map(|one| one.unwrap()).collect();
        assert_eq!(done, (0..8).collect::<Vec<_>>());
        assert_eq!(most.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn those_beyond_the_places_are_told_to_come_again() {
        let turns = Turns::of(2, WAIT);
        let all = futures::future::join_all((0..5).map(|_| turns.take(sleep))).await;
        let refused = all.iter().filter_map(|one| one.as_ref().err()?.kind());
        assert_eq!(refused.collect::<Vec<_>>(), [ProblemKind::Busy; 3]);
        assert!(turns.take(sleep).await.is_ok(), "later there is room");
    }

    #[tokio::test]
    async fn none_waits_longer_than_it_may() {
        let turns = Turns::of(2, Duration::from_millis(1));
        let all = futures::future::join_all((0..2).map(|_| turns.take(sleep))).await;
        assert_eq!(all.iter().filter(|one| one.is_ok()).count(), 1);
    }

    #[tokio::test]
    async fn a_panic_ends_its_turn() {
        let turns = Turns::new();
        let failed = turns.take(|| -> u8 { panic!("on purpose") }).await;
        assert_eq!(failed.unwrap_err().kind(), Some(ProblemKind::Internal));
        assert!(turns.take(sleep).await.is_ok());
    }
}
