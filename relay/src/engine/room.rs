//! How many questions are answered at once, and how much of history they hold in memory: whoever comes
//! beyond that is told to come again.

use std::sync::Arc;
use std::time::Duration;

use shared::problem::{Problem, ProblemKind};
use shared::text::Lang;
use shared::view::MAX_SLICES;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Questions that are answered at once, most of them waiting for WeChat. One that waits takes some
/// kilobytes, its reader's connection included.
const PLACES: usize = 512;

/// How long a question waits until others have let go of their days.
const WAIT: Duration = Duration::from_secs(10);

/// The periods of a view.
const PERIODS: usize = 2;

/// The most days that a view of one app may have, where the configuration allows fewer.
const DAYS: usize = 1_100;

/// Questions of at most so many days of slices, as most are, have room of their own: they must not stand
/// behind large ones.
const SMALL: usize = 1_000;
const OF_SMALL: usize = 20_000;

/// The room of one engine.
pub(super) struct Room {
    places: Arc<Semaphore>,
    /// Days of slices; one with its values takes about half a kilobyte.
    days: Arc<Semaphore>,
    small: Arc<Semaphore>,
    whole: usize,
}

/// A question's place, and the room of its days; free again when the last clone is gone.
#[derive(Clone)]
pub(crate) struct Hold(
    #[expect(dead_code, reason = "held, not read")] Arc<[OwnedSemaphorePermit; 2]>,
);

impl Room {
    /// As much as the largest view of one app takes, every slice of `max_days` in both periods.
    pub(super) fn new(max_days: u32) -> Self {
        let days = usize::try_from(max_days).unwrap_or(usize::MAX).max(DAYS);
        Self::of(PLACES, days.saturating_mul(MAX_SLICES * PERIODS))
    }

    fn of(places: usize, whole: usize) -> Self {
        let whole = whole.min(u32::MAX as usize).min(Semaphore::MAX_PERMITS);
        Self {
            places: Arc::new(Semaphore::new(places)),
            days: Arc::new(Semaphore::new(whole)),
            small: Arc::new(Semaphore::new(OF_SMALL)),
            whole,
        }
    }

    /// A place for a question of so many days of slices.
    ///
    /// # Errors
    /// `view-too-long` where there will never be room; `busy` where there is none in time.
    pub(super) async fn enter(&self, days: usize, lang: Lang) -> Result<Hold, Box<Problem>> {
        let too_long = || {
            let most = self.whole;
            let detail = format!(
                "The view holds {days} days of slices, apps and periods; at most {most} are answered."
            );
            Box::new(Problem::new(ProblemKind::ViewTooLong, detail, lang))
        };
        let busy = || {
            Box::new(busy(
                "as many views as there is room for are being answered",
                lang,
            ))
        };
        let count = u32::try_from(days).map_err(|_| too_long())?;
        if days > self.whole {
            return Err(too_long());
        }
        let place = self.places.clone().try_acquire_owned();
        let place = place.map_err(|_| busy())?;
        let room = if days <= SMALL {
            &self.small
        } else {
            &self.days
        };
        let room = room.clone().acquire_many_owned(count);
        let room = tokio::time::timeout(WAIT, room).await;
        match room {
            Ok(Ok(room)) => Ok(Hold(Arc::new([place, room]))),
            Ok(Err(_)) | Err(_) => Err(busy()),
        }
    }
}

/// The relay has enough to do.
pub(super) fn busy(detail: &str, lang: Lang) -> Problem {
    Problem::new(ProblemKind::Busy, detail, lang)
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn told(room: &Room, days: usize) -> Option<ProblemKind> {
        let entered = room.enter(days, Lang::En).await;
        entered.err().and_then(|problem| problem.known_kind())
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_finds_no_place_is_told_at_once_and_whoever_finds_no_room_in_a_while() {
        let room = Room::of(4, 10_000);
        let begun = tokio::time::Instant::now();
        let one = room.enter(6_000, Lang::En).await.unwrap();
        let other = room.enter(4_000, Lang::En).await.unwrap();
        assert_eq!(told(&room, 4_001).await, Some(ProblemKind::Busy));
        assert_eq!(begun.elapsed(), WAIT);
        let waiting = tokio::join!(told(&room, 4_001), told(&room, SMALL));
        assert_eq!(
            waiting,
            (Some(ProblemKind::Busy), None),
            "small ones have room of their own"
        );
        assert_eq!(begun.elapsed(), WAIT * 2);
        let clone = other.clone();
        drop(other);
        let small = room.enter(1, Lang::En).await.unwrap();
        let more = room.enter(1, Lang::En).await.unwrap();
        assert_eq!(told(&room, 1).await, Some(ProblemKind::Busy));
        assert_eq!(begun.elapsed(), WAIT * 2);
        drop((one, clone, small, more));
        assert_eq!(told(&room, 10_000).await, None, "all of it is free again");
    }

    #[tokio::test]
    async fn what_will_never_have_room_is_refused_and_the_largest_view_of_one_app_is_not() {
        let room = Room::new(1_100);
        assert_eq!(told(&room, 48 * 1_100 * 2).await, None);
        let more = told(&room, 48 * 1_100 * 2 + 1).await;
        assert_eq!(more, Some(ProblemKind::ViewTooLong));
        assert_eq!(told(&Room::new(2_000), 48 * 2_000 * 2).await, None);
        let more = told(&Room::new(u32::MAX), usize::MAX).await;
        assert_eq!(more, Some(ProblemKind::ViewTooLong));
    }
}
