//! One question answered, line by line: what history knows first, then windows as they arrive, the
//! newest asked first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use shared::day::{Day, DayRange, Utc};
use shared::problem::Problem;
use shared::reply::{Calls, Failure, PlannedCalls, Revision, Series};
use shared::stream::{Done, Line};
use shared::text::Lang;
use tokio::sync::mpsc::Sender;

use super::board::Board;
use super::flight::{self, Leg, Outcome};
use super::notices::{Context, notices};
use super::plan::{Asking, Part};
use super::{Begun, Inner, Question};
use crate::history::Row;
use crate::wechat::Error;

/// The reader is gone, or takes nothing.
struct Gone;

/// How long a reader may take for a line: whoever takes longer would keep others out.
const PATIENCE: Duration = Duration::from_secs(30);

/// What went wrong on the way.
#[derive(Default)]
struct Failed {
    /// Each with its part.
    list: Vec<(usize, Failure)>,
    /// The first error, in the reader's language.
    first: Option<Problem>,
    /// When the oldest value that should have been refreshed was asked.
    stale_since: Option<i64>,
}

/// Answers a question into `sender`.
pub(super) async fn run(inner: Arc<Inner>, begun: Begun, sender: Sender<Line>) {
    // Whoever stopped reading wants no more; flights that others wait for go on.
    let _ = answer(&inner, begun, &sender).await;
}

async fn answer(inner: &Arc<Inner>, begun: Begun, sender: &Sender<Line>) -> Result<(), Gone> {
    let Begun {
        question,
        mut parts,
        ticket,
        hold: _hold,
        ..
    } = begun;
    let question = &question;
    let calls_begun = Arc::new(AtomicUsize::new(0));
    let again = question.asking == Asking::Again;
    let legs = tokio::select! {
        () = sender.closed() => return Err(Gone),
        legs = flight::board(inner, ticket, &parts, again, &calls_begun) => legs,
    };
    let planned = legs.len();
    let shared = legs.iter().filter(|leg| leg.shared).count();
    let calls = PlannedCalls { planned };
    let view = question.data_text();
    send(sender, Line::Plan { view, calls }).await?;

    let catalogue = &inner.config.metrics;
    let mut board = Board::new(question, catalogue, &mut parts);
    let asked = |part: usize, day: Day| {
        let mut legs = legs.iter();
        legs.any(|leg| leg.part == part && leg.window.contains(day))
    };
    let (from_history, pieces) = from_history(&mut board, parts.len(), asked);
    send_series(sender, pieces).await?;

    let mut waiting: Vec<_> = legs.iter().map(|leg| (leg.part, leg.window)).collect();
    let mut flights = take_off(legs);
    let mut failed = Failed::default();
    let mut all_kept = true;
    let mut done = 0;
    loop {
        let (part, window, outcome) = tokio::select! {
            () = sender.closed() => return Err(Gone),
            landed = flights.next() => match landed {
                Some(landed) => landed,
                None => break,
            },
        };
        done += 1;
        match outcome {
            Ok(landed) => {
                all_kept &= landed.kept;
                let wanted = |(day, _): &(&Day, &Row)| parts[part].days.binary_search(day).is_ok();
                let rows = landed.rows.iter().filter(wanted);
                board.take(part, rows.map(|(day, row)| (*day, row.clone())).collect());
            }
            Err(error) => {
                board.fail(part, window);
                failed.note(&parts[part], window, &board, part, &error, question.lang);
                let failure = failed.list.last().cloned();
                if let Some((_, failure)) = failure {
                    send(sender, Line::Failure { failure }).await?;
                }
            }
        }
        if let Some(landed) = waiting.iter().position(|leg| *leg == (part, window)) {
            waiting.swap_remove(landed);
        }
        // A day that another window will bring as well is not told yet: this one may have failed.
        let comes_again = |day| {
            let mut waiting = waiting.iter();
            waiting.any(|(of, window)| *of == part && window.contains(day))
        };
        let pieces = board.pieces(part, |day| window.contains(day) && !comes_again(day));
        send_series(sender, pieces).await?;
        send(sender, Line::Progress { done, of: planned }).await?;
    }

    if let Some(problem) = failed.first.take()
        && !board.knows_anything()
    {
        return send(sender, Line::Problem { problem }).await;
    }
    send_series(sender, board.rest()).await?;
    let calls = Calls {
        planned,
        shared,
        upstream: calls_begun.load(Ordering::Relaxed),
        from_history,
    };
    let context = Context {
        complete: failed.list.is_empty(),
        history_failed: !all_kept || parts.iter().any(|part| part.history_failed),
        stale: failed.stale_since.is_some(),
    };
    let done = Done {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        view: question.data_text(),
        fetched_at: Utc(newest_answer(&board).unwrap_or_else(|| inner.clock.now())),
        stale_since: failed.stale_since.map(Utc),
        data_through: data_through(inner, question).await,
        revisions: revisions(question, &board),
        notices: notices(inner, question, &board, &context).await,
        failures: failed.in_order(),
        calls,
    };
    send(sender, Line::Done(done)).await
}

async fn send(sender: &Sender<Line>, line: Line) -> Result<(), Gone> {
    match tokio::time::timeout(PATIENCE, sender.send(line)).await {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) | Err(_) => Err(Gone),
    }
}

async fn send_series(sender: &Sender<Line>, series: Vec<Series>) -> Result<(), Gone> {
    if series.is_empty() {
        return Ok(());
    }
    send(sender, Line::Series { series }).await
}

/// Pieces of the days that no window covers, and how many they are.
fn from_history(
    board: &mut Board<'_>,
    parts: usize,
    asked: impl Fn(usize, Day) -> bool,
) -> (usize, Vec<Series>) {
    let mut count = 0;
    let mut pieces = Vec::new();
    for part in 0..parts {
        let known: Vec<Day> = board
            .part_rows(part)
            .keys()
            .copied()
            .filter(|day| !asked(part, *day))
            .collect();
        count += known.len();
        pieces.extend(board.pieces(part, |day| known.binary_search(&day).is_ok()));
    }
    (count, pieces)
}

type Landings = FuturesUnordered<futures::future::BoxFuture<'static, (usize, DayRange, Outcome)>>;

/// Waits for every window at once.
fn take_off(legs: Vec<Leg>) -> Landings {
    let landing = |leg: Leg| {
        let landing = async move { (leg.part, leg.window, leg.flight.await) };
        Box::pin(landing) as futures::future::BoxFuture<'static, _>
    };
    legs.into_iter().map(landing).collect()
}

impl Failed {
    fn note(
        &mut self,
        part: &Part,
        window: DayRange,
        board: &Board<'_>,
        index: usize,
        error: &Error,
        lang: Lang,
    ) {
        self.first.get_or_insert_with(|| error.problem(lang));
        // A window that flies for others may hold days that nobody asked for here.
        let mut days = part.days.iter().filter(|day| window.contains(**day));
        let start = days.next().copied().unwrap_or(window.start());
        let end = days.next_back().copied().unwrap_or(start);
        let known = board.part_rows(index).range(window.start()..=window.end());
        let oldest = known
            .filter(|(_, row)| !row.is_settled())
            .map(|(_, row)| row.last_asked)
            .min();
        self.stale_since = self.stale_since.into_iter().chain(oldest).min();
        let failure = Failure {
            app: part.alias.clone(),
            slice: part.slice(),
            start,
            end,
            // A reply that shows something is the same for every reader.
            problem: error.problem(Lang::Zh),
        };
        self.list.push((index, failure));
    }

    /// As the series stand, then by day, whichever window came back first.
    fn in_order(mut self) -> Vec<Failure> {
        self.list
            .sort_by_key(|(part, failure)| (*part, failure.start));
        self.list.into_iter().map(|(_, failure)| failure).collect()
    }
}

fn newest_answer(board: &Board<'_>) -> Option<i64> {
    let rows = board.rows().flat_map(|(_, _, rows)| rows.values());
    rows.map(|row| row.last_asked).max()
}

pub(super) async fn data_through(
    inner: &Inner,
    question: &Question,
) -> BTreeMap<String, Option<Day>> {
    let mut through = BTreeMap::new();
    for alias in &question.view.apps {
        if let Some(app) = inner.app(alias.as_str()) {
            let newest = inner
                .history
                .newest(&app.appid, question.module, question.moment)
                .await;
            through.insert(app.alias.clone(), newest.ok().flatten());
        }
    }
    through
}

/// What changed after it was settled, of the metrics that the view shows.
fn revisions(question: &Question, board: &Board<'_>) -> Vec<Revision> {
    let wanted = &question.view.metrics;
    let mut revisions = Vec::new();
    for (alias, slice, rows) in board.rows() {
        for (day, row) in rows {
            for cell in row.cells.iter() {
                let Some(change) = &cell.change else { continue };
                if wanted.is_empty() || wanted.iter().any(|id| **id == *cell.metric) {
                    revisions.push(Revision {
                        app: alias.to_owned(),
                        slice,
                        metric: cell.metric.to_string(),
                        line: cell.line,
                        day: *day,
                        was: change.was,
                        at: Utc(change.at),
                    });
                }
            }
        }
    }
    revisions
}
