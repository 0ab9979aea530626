//! Calls in flight: equal windows are asked once, however many wait for them.

use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use futures::FutureExt as _;
use futures::future::{BoxFuture, Shared, WeakShared};
use shared::day::{Day, DayRange};
use shared::problem::ProblemKind;
use tokio::task::JoinHandle;

use super::Inner;
use crate::history::{Key, Row, Rows};
use crate::wechat::{Error, Retry};

/// What a window brought: the rows of its days as history holds them now.
pub(super) type Outcome = Result<Arc<Rows>, Error>;

/// A call that several may wait for; it ends when the last of them is gone.
pub(super) type Flight = Shared<BoxFuture<'static, Outcome>>;

type Waiting = WeakShared<BoxFuture<'static, Outcome>>;

/// Every call in flight.
#[derive(Default)]
pub(super) struct Flights(Mutex<HashMap<(Key, DayRange), Waiting>>);

/// Ends a task when nobody waits for it any more.
struct Task(JoinHandle<Outcome>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// The flight of a window, and whether it had begun for others. `begun` counts the calls that are
/// made because of this request.
pub(super) fn join(
    inner: &Arc<Inner>,
    key: &Key,
    window: DayRange,
    begun: &Arc<AtomicUsize>,
) -> (Flight, bool) {
    let mut flights = inner
        .flights
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let place = (key.clone(), window);
    if let Some(flight) = flights.get(&place).and_then(WeakShared::upgrade) {
        return (flight, true);
    }
    // Those that everyone left were never taken out.
    flights.retain(|_, flight| flight.upgrade().is_some());
    // A task of its own: a reader that is slow to take lines must not hold up others' calls.
    let work = fly(inner.clone(), key.clone(), window, begun.clone());
    let mut task = Task(tokio::spawn(work));
    let flight = async move {
        (&mut task.0).await.unwrap_or_else(|_| {
            let detail = "A call failed inside the relay; the log says why.";
            Err(Error::new(ProblemKind::Internal, Retry::Never, detail))
        })
    };
    let flight = flight.boxed().shared();
    flights.extend(flight.downgrade().map(|weak| (place, weak)));
    (flight, false)
}

async fn fly(inner: Arc<Inner>, key: Key, window: DayRange, begun: Arc<AtomicUsize>) -> Outcome {
    let outcome = ask(&inner, &key, window, &begun).await;
    if let Err(error) = &outcome {
        tracing::warn!(
            appid = &*key.appid,
            module = %key.module,
            slice = %key.slice,
            start = %window.start(),
            end = %window.end(),
            errcode = error.errcode,
            rid = error.rid,
            %error,
            "a window failed"
        );
    }
    let mut flights = inner
        .flights
        .0
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    flights.remove(&(key, window));
    outcome
}

async fn ask(inner: &Inner, key: &Key, window: DayRange, begun: &AtomicUsize) -> Outcome {
    let Some(app) = inner.apps.iter().find(|app| app.appid == key.appid) else {
        let detail = "The app is no longer configured.";
        return Err(Error::new(ProblemKind::AppUnknown, Retry::Never, detail));
    };
    let _permit = app.permits.acquire().await.map_err(|_| {
        let detail = "The relay is stopping.";
        Error::new(ProblemKind::Busy, Retry::Never, detail)
    })?;
    // Between plan and permit another request may have brought the same days.
    let days: Vec<Day> = window.days().collect();
    let now = inner.clock.now();
    let rows = inner.store.read(key, &days).await.unwrap_or_default();
    let is_known = |day| rows.get(day).is_some_and(|row| !row.is_lacking(now));
    if days.iter().all(is_known) {
        return Ok(Arc::new(rows));
    }
    let limit = inner.config.upstream.daily_calls;
    let today = inner.clock.today();
    let counted = inner.store.count_call(&key.appid, today, limit).await;
    if counted == Ok(false) {
        let detail = format!(
            "All {limit} calls of upstream.daily_calls are used up; they come back at midnight in Beijing."
        );
        return Err(Error::new(
            ProblemKind::UpstreamQuotaDay,
            Retry::Never,
            detail,
        ));
    }
    begun.fetch_add(1, Ordering::Relaxed);
    let mut answer = app.account.boot(key.module, key.slice, window).await?;
    if answer.dropped > 0 {
        tracing::warn!(
            appid = &*key.appid,
            module = %key.module,
            dropped = answer.dropped,
            "WeChat gave days that were not asked"
        );
    }
    let answers: Vec<_> = days
        .iter()
        .map(|day| (*day, answer.days.remove(day).unwrap_or_default()))
        .collect();
    let joined = match inner.store.write(key, answers.clone(), now).await {
        Ok(joined) => joined,
        // What came is shown even where it can't be kept.
        Err(error) => {
            tracing::error!(%error, "an answer could not be kept");
            let settle_days = inner.config.upstream.settle_days;
            let first = |(day, points)| (day, Row::first(day, points, now, settle_days));
            answers.into_iter().map(first).collect()
        }
    };
    Ok(Arc::new(joined))
}
