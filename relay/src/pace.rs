//! How often one reader may ask WeChat: so many requests a minute, and as many at once at first.

use std::num::NonZeroU32;

use governor::clock::{Clock as _, MonotonicClock};
use governor::state::keyed::DashMapStateStore;
use governor::{Quota, RateLimiter};
use shared::problem::ProblemKind;

use crate::problem::Fault;

/// So many readers are counted at once; more within a minute are no team's, and would fill the memory.
const READERS: usize = 100_000;

/// The readers of a configuration, each counted for themselves.
pub(crate) struct Pace {
    /// None where no bound is set.
    limiter: Option<RateLimiter<String, DashMapStateStore<String>, MonotonicClock>>,
}

impl Pace {
    /// So many requests a minute; 0 is no bound.
    pub(crate) fn new(per_minute: u32) -> Self {
        let quota = NonZeroU32::new(per_minute).map(Quota::per_minute);
        let new = |quota| RateLimiter::new(quota, DashMapStateStore::default(), MonotonicClock);
        Self {
            limiter: quota.map(new),
        }
    }

    /// Counts a request of an account.
    ///
    /// # Errors
    /// Says in how many seconds the next is taken; `busy` where there are too many readers to count.
    pub(crate) fn count(&self, account: &str) -> Result<(), Fault> {
        let Some(limiter) = &self.limiter else {
            return Ok(());
        };
        if limiter.len() >= READERS {
            self.forget();
            if limiter.len() >= READERS {
                return Err(Fault::new(ProblemKind::Busy, "too many readers ask WeChat"));
            }
        }
        limiter.check_key(&account.to_owned()).map_err(|not_until| {
            let wait = not_until.wait_time_from(MonotonicClock.now());
            Fault::Paced(wait.as_secs() + 1)
        })
    }

    /// Forgets who has not asked of late, so that strangers never fill the memory.
    pub(crate) fn forget(&self) {
        if let Some(limiter) = &self.limiter {
            limiter.retain_recent();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_reader_has_a_minutes_requests_and_is_told_when_to_come_back() {
        let pace = Pace::new(3);
        for _ in 0..3 {
            assert!(pace.count("user:a").is_ok());
        }
        let refused = pace.count("user:a").unwrap_err();
        assert_eq!(refused.kind(), Some(ProblemKind::RateLimited));
        // One more every 20 seconds.
        assert!(matches!(refused, Fault::Paced(19..=21)), "{refused:?}");
        assert!(pace.count("user:b").is_ok());
        pace.forget();
        assert!(
            pace.count("user:a").is_err(),
            "who asked of late is not forgotten"
        );
    }

    #[test]
    fn strangers_never_fill_the_memory() {
        let pace = Pace::new(3);
        for number in 0..READERS {
            assert!(pace.count(&number.to_string()).is_ok());
        }
        let refused = pace.count("one more").unwrap_err();
        assert_eq!(refused.kind(), Some(ProblemKind::Busy));
    }

    #[test]
    fn no_bound_is_none() {
        let pace = Pace::new(0);
        assert!((0..10_000).all(|_| pace.count("user:a").is_ok()));
    }
}
