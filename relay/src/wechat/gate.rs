//! What holds back an app's calls: a short pause after a bad moment, and a stop while asking again
//! would be of no use.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use shared::problem::ProblemKind;
use tokio::time::{Instant, sleep_until};

use super::codes::{Action, Span};
use super::error::Error;

/// One for each app; every call for data passes it.
#[derive(Debug, Default)]
pub struct Gate(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Nobody sets out before this.
    not_before: Option<Instant>,
    /// Why nobody is let through, and until when.
    closed: Option<Closed>,
    /// The same until midnight. A place of its own: the store keeps it beyond this process, and
    /// decides whether it still stands.
    day: Option<Closed>,
}

#[derive(Debug)]
struct Closed {
    error: Error,
    until: Instant,
    /// Whether the store holds it as well.
    kept: bool,
}

impl Closed {
    fn stands(&self) -> bool {
        Instant::now() < self.until
    }
}

impl Gate {
    /// Waits until a call may set out: only ever for a short pause.
    ///
    /// # Errors
    /// Why nothing is to be asked now, at once.
    pub async fn pass(&self) -> Result<(), Error> {
        loop {
            let not_before = {
                let state = self.lock();
                let mut closed = state.closed.iter().chain(&state.day);
                if let Some(closed) = closed.find(|closed| closed.stands()) {
                    return Err(closed.error.clone().again());
                }
                state.not_before
            };
            match not_before.filter(|time| Instant::now() < *time) {
                Some(time) => sleep_until(time).await,
                None => return Ok(()),
            }
        }
    }

    /// Lets nobody set out for so long; a longer pause that is under way stays.
    pub fn pause(&self, pause: Duration) {
        let mut state = self.lock();
        state.not_before = state.not_before.max(Some(Instant::now() + pause));
    }

    /// Closes as the failure of a call demands, counted from a Unix time in seconds; says for how
    /// long. A longer stop that stands is not shortened, and a failure that this gate told itself
    /// changes nothing.
    pub fn close(&self, error: &Error, now: i64) -> Option<Span> {
        let span = match error.action {
            Action::Wait(span) | Action::Stop(span) => span,
            // Refused although it was new: whatever is wrong is not mended by yet another one.
            Action::RefreshOnce => Span::Minute,
            Action::Retry | Action::Fail => return None,
        };
        if error.is_repeated() {
            return None;
        }
        let closed = Closed {
            error: error.clone(),
            until: Instant::now() + Duration::from_secs(span.seconds(now)),
            kept: false,
        };
        let mut state = self.lock();
        let place = match span {
            Span::Midnight => &mut state.day,
            _ => &mut state.closed,
        };
        if place.as_ref().is_none_or(|old| old.until < closed.until) {
            *place = Some(closed);
        }
        Some(span)
    }

    /// Whether nobody is let through now.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        let state = self.lock();
        state.closed.as_ref().is_some_and(Closed::stands)
            || state
                .day
                .as_ref()
                .is_some_and(|day| day.stands() && !day.kept)
    }

    /// The stop until midnight stands in the store: from here on that decides.
    pub fn keep(&self) {
        if let Some(day) = &mut self.lock().day {
            day.kept = true;
        }
    }

    /// The store holds no stop: one that it did hold was lifted, or its day is over.
    pub fn lift(&self) {
        let mut state = self.lock();
        state.day = state.day.take().filter(|day| !day.kept);
    }

    /// What lets us in was changed: a stop for want of it no longer stands.
    pub fn mended(&self) {
        let mut state = self.lock();
        state.closed = state.closed.take().filter(|closed| {
            !matches!(
                closed.error.kind,
                ProblemKind::UpstreamCredential
                    | ProblemKind::UpstreamIp
                    | ProblemKind::UpstreamNotAuthorised
                    | ProblemKind::UpstreamSigning
            )
        });
    }

    /// Forgets every pause and every stop.
    pub fn open(&self) {
        *self.lock() = State::default();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use futures::future::join_all;
    use tokio::time::advance;

    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn failed(code: i64) -> Error {
        Error::from_reply(code, "", None)
    }

    async fn told(gate: &Gate) -> Option<i64> {
        gate.pass().await.err().and_then(|error| error.errcode)
    }

    #[tokio::test(start_paused = true)]
    async fn a_pause_holds_back_all_callers_and_the_longest_counts() {
        let gate = Gate::default();
        gate.pause(Duration::from_millis(400));
        gate.pause(Duration::from_millis(100));
        let before = Instant::now();
        let all = join_all((0..10).map(|_| gate.pass())).await;
        assert!(all.iter().all(Result::is_ok));
        assert!(before.elapsed() >= Duration::from_millis(400));
        let before = Instant::now();
        gate.pass().await.unwrap();
        assert_eq!(before.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_meets_whoever_waits_and_is_told_at_once_to_whoever_comes() {
        let gate = Gate::default();
        gate.pause(Duration::from_millis(400));
        let stop = async { gate.close(&failed(40164), 0) };
        let (waiting, span) = tokio::join!(gate.pass(), stop);
        assert_eq!(span, Some(Span::Minute));
        assert_eq!(waiting.unwrap_err().errcode, Some(40164));
        let before = Instant::now();
        assert_eq!(told(&gate).await, Some(40164));
        assert_eq!(before.elapsed(), Duration::ZERO);
    }

    #[tokio::test(start_paused = true)]
    async fn it_opens_by_itself_when_the_span_is_over() {
        // Two seconds before the next minute; and before midnight in Beijing.
        let evening = 16 * 3600 - 2;
        for (code, now, seconds) in [
            (48001, 0, 60),
            (45011, 58, 2),
            (89503, 0, 600),
            (89507, 0, 3_600),
            (89506, 0, 86_400),
            (45009, evening, 2),
            (40001, 0, 60),
        ] {
            let gate = Gate::default();
            gate.close(&failed(code), now);
            advance(Duration::from_secs(seconds) - Duration::from_millis(1)).await;
            assert_eq!(told(&gate).await, Some(code));
            advance(Duration::from_millis(1)).await;
            assert_eq!(told(&gate).await, None, "{code}");
        }
        for code in [-1, 47001, 12345] {
            let gate = Gate::default();
            assert_eq!(gate.close(&failed(code), 0), None);
            assert_eq!(told(&gate).await, None, "{code}");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_later_shorter_stop_never_shortens_a_longer_one() {
        let gate = Gate::default();
        gate.close(&failed(89507), 0);
        gate.close(&failed(40164), 0);
        advance(MINUTE).await;
        assert_eq!(told(&gate).await, Some(89507));
        gate.close(&failed(89506), 0);
        advance(MINUTE * 60).await;
        assert_eq!(told(&gate).await, Some(89506));
    }

    #[tokio::test(start_paused = true)]
    async fn a_stop_that_is_told_again_and_again_is_not_lengthened() {
        let gate = Gate::default();
        gate.close(&failed(40164), 0);
        advance(MINUTE / 2).await;
        let again = gate.pass().await.unwrap_err();
        assert_eq!(gate.close(&again, 0), None);
        advance(MINUTE / 2).await;
        assert_eq!(told(&gate).await, None);
    }

    #[tokio::test(start_paused = true)]
    async fn the_store_lifts_what_it_held_and_nothing_else() {
        let gate = Gate::default();
        gate.close(&failed(45009), 0);
        gate.lift();
        assert_eq!(told(&gate).await, Some(45009), "the store never had it");
        gate.keep();
        gate.lift();
        assert_eq!(told(&gate).await, None);
        gate.close(&failed(40164), 0);
        gate.keep();
        gate.lift();
        assert_eq!(told(&gate).await, Some(40164), "no matter of the store's");
    }

    #[tokio::test(start_paused = true)]
    async fn an_opened_gate_holds_back_nobody() {
        let gate = Gate::default();
        gate.pause(MINUTE);
        gate.close(&failed(45009), 0);
        gate.close(&failed(48001), 0);
        gate.open();
        let before = Instant::now();
        gate.pass().await.unwrap();
        assert_eq!(before.elapsed(), Duration::ZERO);
    }
}
