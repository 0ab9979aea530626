//! What passes by itself is tried again, a little later and not for long.

use std::time::Duration;

use super::codes::Action;
use super::error::Error;
use super::gate::Gate;

/// The longest pause before the second and the third attempt. A pause is anything up to it, so that
/// callers that failed together don't come back together.
const LONGEST: [Duration; 2] = [Duration::from_millis(500), Duration::from_millis(1_500)];

/// Makes a call, and where it failed in a way that passes by itself at most twice more. Behind a
/// gate all calls of the app keep the pause.
///
/// # Errors
/// How the last attempt failed, or why the gate was closed.
pub(super) async fn attempts<T, F>(gate: Option<&Gate>, once: impl Fn() -> F) -> Result<T, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let mut longest = LONGEST.into_iter();
    loop {
        if let Some(gate) = gate {
            gate.pass().await?;
        }
        match once().await {
            Err(error) if error.action == Action::Retry => {
                let Some(longest) = longest.next() else {
                    return Err(error);
                };
                tracing::debug!(%error, "tried again");
                let pause = longest.mul_f64(rand::random::<f64>());
                match gate {
                    Some(gate) => gate.pause(pause),
                    None => tokio::time::sleep(pause).await,
                }
            }
            outcome => return outcome,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tokio::time::Instant;

    use super::*;

    /// Fails so often with a code, then succeeds; counts.
    struct Trial {
        code: i64,
        failures: u32,
        made: AtomicU32,
    }

    impl Trial {
        fn new(code: i64, failures: u32) -> Self {
            Self {
                code,
                failures,
                made: AtomicU32::new(0),
            }
        }

        async fn once(&self) -> Result<u32, Error> {
            let made = self.made.fetch_add(1, Ordering::Relaxed) + 1;
            if made > self.failures {
                return Ok(made);
            }
            Err(Error::from_reply(self.code, "", None))
        }

        fn made(&self) -> u32 {
            self.made.load(Ordering::Relaxed)
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_passes_by_itself_is_tried_at_most_twice_more() {
        for (failures, outcome) in [(0, Ok(1)), (2, Ok(3)), (3, Err(Some(-1)))] {
            for gate in [None, Some(&Gate::default())] {
                let trial = Trial::new(-1, failures);
                let told = attempts(gate, || trial.once()).await;
                assert_eq!(told.map_err(|error| error.errcode), outcome);
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn what_does_not_pass_by_itself_is_tried_once() {
        for code in [45009, 45011, 40001, 40164, 47001, 12345] {
            let trial = Trial::new(code, 9);
            let told = attempts(None, || trial.once()).await.unwrap_err();
            assert_eq!((told.errcode, trial.made()), (Some(code), 1));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn pauses_are_anything_up_to_their_longest() {
        let mut short = 0;
        for _ in 0..200 {
            let before = Instant::now();
            let trial = Trial::new(-1, 1);
            attempts(None, || trial.once()).await.unwrap();
            let took = before.elapsed();
            assert!(took <= LONGEST[0] + Duration::from_millis(2), "{took:?}");
            short += u32::from(took < LONGEST[0] / 2);
        }
        assert!((50..150).contains(&short), "{short} of 200 below the half");
    }

    #[tokio::test(start_paused = true)]
    async fn a_gate_that_is_closed_meanwhile_ends_the_attempts() {
        let gate = Gate::default();
        let trial = Trial::new(-1, 9);
        let once = || {
            let stop = Error::from_reply(40164, "", None);
            gate.close(&stop, 0);
            trial.once()
        };
        let told = attempts(Some(&gate), once).await.unwrap_err();
        assert_eq!((told.errcode, trial.made()), (Some(40164), 1));
    }
}
