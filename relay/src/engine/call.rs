//! One call for the days of a window: its turn, its count, WeChat's answer, and into history.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::FutureExt as _;
use futures::future::BoxFuture;
use shared::day::{Day, DayRange};
use shared::problem::ProblemKind;
use tokio::sync::OwnedSemaphorePermit;
use tokio::task::JoinHandle;

use super::flight::{Flight, Landed, Outcome};
use super::{App, Inner, stops};
use crate::history::{Key, Moment, Row};
use crate::wechat::{Action, Error, Point};

/// What is to be asked, and for whom.
pub(super) struct Errand {
    pub(super) key: Key,
    pub(super) window: DayRange,
    /// Whether it is asked even where history knows every day.
    pub(super) again: bool,
    /// Counts the calls of the question that it is made for.
    pub(super) begun: Arc<AtomicUsize>,
    /// Its place among the calls that wait.
    pub(super) _berth: OwnedSemaphorePermit,
}

type Permit = BoxFuture<'static, Option<OwnedSemaphorePermit>>;

/// Ends a task when nobody waits for it any more.
struct Task(JoinHandle<Outcome>);

impl Drop for Task {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Starts a call. It stands in its app's queue when this returns, so that calls are made in the
/// order in which they were started.
pub(super) fn start(inner: &Arc<Inner>, errand: Errand) -> Flight {
    let app = inner.apps.iter().find(|app| app.appid == errand.key.appid);
    let permit: Permit = match app {
        Some(app) => {
            let mut permit = app.permits.clone().acquire_owned().map(Result::ok).boxed();
            match (&mut permit).now_or_never() {
                Some(permit) => futures::future::ready(permit).boxed(),
                None => permit,
            }
        }
        None => futures::future::ready(None).boxed(),
    };
    // A task of its own: a reader that is slow to take lines must not hold up others' calls.
    let work = fly(inner.clone(), errand, permit);
    let mut task = Task(tokio::spawn(work));
    let flight = async move {
        (&mut task.0).await.unwrap_or_else(|_| {
            let detail = "A call failed inside the relay; the log says why.";
            Err(Error::new(ProblemKind::Internal, Action::Fail, detail))
        })
    };
    flight.boxed().shared()
}

async fn fly(inner: Arc<Inner>, errand: Errand, permit: Permit) -> Outcome {
    let outcome = ask(&inner, &errand, permit).await;
    let Errand { key, window, .. } = &errand;
    match &outcome {
        // Told when WeChat said it.
        Err(error) if error.is_repeated() => {
            tracing::debug!(appid = &*key.appid, %error, "a window was not asked");
        }
        Err(error) => tracing::warn!(
            appid = &*key.appid,
            module = %key.module,
            slice = %key.slice,
            start = %window.start(),
            end = %window.end(),
            errcode = error.errcode,
            rid = error.rid,
            %error,
            "a window failed"
        ),
        Ok(_) => {}
    }
    inner.flights.land(key, *window);
    outcome
}

async fn ask(inner: &Arc<Inner>, errand: &Errand, permit: Permit) -> Outcome {
    let Errand { key, window, .. } = errand;
    let Some(app) = inner.apps.iter().find(|app| app.appid == key.appid) else {
        let detail = "The app is no longer configured.";
        return Err(Error::new(ProblemKind::AppUnknown, Action::Fail, detail));
    };
    let Some(permit) = permit.await else {
        let detail = "The relay is stopping.";
        return Err(Error::new(ProblemKind::Busy, Action::Fail, detail));
    };
    let days: Vec<Day> = window.days().collect();
    if !errand.again
        && let Some(landed) = known(inner, key, &days).await
    {
        return Ok(landed);
    }
    let asked_at = inner.clock.now();
    let mut answer = call(inner, app, errand).await?;
    // The next call need not wait until this one's answer is on the disk.
    drop(permit);
    let answers: Vec<_> = days
        .iter()
        .map(|day| (*day, answer.remove(day).unwrap_or_default()))
        .collect();
    let settle_days = inner.config.upstream.settle_days;
    // What was paid for is kept, also where everybody leaves in this moment.
    let keeping = {
        let (history, key, answers) = (inner.history.clone(), key.clone(), answers.clone());
        tokio::spawn(async move { history.write(&key, answers, asked_at, settle_days).await })
    };
    let landed = match keeping.await {
        Ok(Ok(rows)) => Landed { rows, kept: true },
        // What came is shown even where it can't be kept; history has told why.
        Ok(Err(_)) | Err(_) => {
            let row = |(day, points)| Some((day, Row::unkept(day, points, asked_at, settle_days)?));
            Landed {
                rows: answers.into_iter().filter_map(row).collect(),
                kept: false,
            }
        }
    };
    Ok(Arc::new(landed))
}

/// The rows of a window where, between plan and permit, another question brought all of them.
async fn known(inner: &Inner, key: &Key, days: &[Day]) -> Option<Arc<Landed>> {
    let rows = inner.history.read(key, days, Moment::Now).await.ok()?;
    let now = inner.clock.now();
    let is_known = |day| rows.get(day).is_some_and(|row| !row.is_lacking(now));
    days.iter()
        .all(is_known)
        .then(|| Arc::new(Landed { rows, kept: true }))
}

async fn call(
    inner: &Arc<Inner>,
    app: &App,
    errand: &Errand,
) -> Result<std::collections::BTreeMap<Day, Vec<Point>>, Error> {
    let Errand { key, window, .. } = errand;
    let limit = inner.config.upstream.daily_calls;
    let today = inner.clock.today();
    stops::pass(inner, app, today).await?;
    let counted = async || {
        let counted = inner.history.count_call(&key.appid, today, limit).await;
        if counted == Ok(false) {
            let detail = format!(
                "All {limit} calls of upstream.daily_calls are used up; they come back at midnight \
                 in Beijing."
            );
            let kind = ProblemKind::UpstreamQuotaDay;
            return Err(Error::new(kind, Action::Fail, detail));
        }
        errand.begun.fetch_add(1, Ordering::Relaxed);
        Ok(())
    };
    let account = &app.account;
    let asked = account.boot(key.module, key.slice, *window, counted).await;
    if let Err(error) = &asked {
        stops::note(inner, app, error).await;
    }
    let answer = asked?;
    if answer.dropped > 0 {
        tracing::warn!(
            appid = &*key.appid,
            module = %key.module,
            dropped = answer.dropped,
            "WeChat gave days that were not asked"
        );
    }
    Ok(answer.days)
}
