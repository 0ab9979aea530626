//! One question answered, line by line: what history knows first, then windows as they arrive, the
//! newest asked first.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use futures::StreamExt as _;
use futures::stream::FuturesUnordered;
use shared::day::{Day, DayRange, Utc};
use shared::problem::Problem;
use shared::reply::{Calls, Failure, PlannedCalls, Revision, Series};
use shared::stream::{Done, Line};
use shared::text::Lang;
use tokio::sync::mpsc::Sender;

use super::board::Board;
use super::flight::{self, Outcome};
use super::notices::notices;
use super::plan::{self, Part};
use super::{Inner, Question};
use crate::wechat::Error;

/// The reader is gone.
struct Gone;

/// What went wrong on the way.
#[derive(Default)]
struct Failed {
    list: Vec<Failure>,
    /// The first error, in the reader's language.
    first: Option<Problem>,
    /// When the oldest value that should have been refreshed was asked.
    stale_since: Option<i64>,
}

/// Answers `question` into `sender`.
pub(super) async fn run(inner: Arc<Inner>, question: Question, sender: Sender<Line>) {
    // Whoever stopped reading wants no more; flights that others wait for go on.
    let _ = answer(&inner, &question, &sender).await;
}

async fn answer(
    inner: &Arc<Inner>,
    question: &Question,
    sender: &Sender<Line>,
) -> Result<(), Gone> {
    let mut parts = plan::plan(inner, question).await;
    let planned = match plan::allowed(inner, question, &parts).await {
        Ok(planned) => planned,
        Err(problem) => return send(sender, Line::Problem { problem }).await,
    };
    let calls = PlannedCalls { planned };
    let view = question.data_text();
    send(sender, Line::Plan { view, calls }).await?;

    let catalogue = &inner.config.metrics;
    let mut board = Board::new(question, catalogue, &mut parts);
    send_series(sender, from_history(&mut board, &parts)).await?;

    let begun = Arc::new(AtomicUsize::new(0));
    let (mut flights, shared) = take_off(inner, &parts, &begun);
    let mut failed = Failed::default();
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
            Ok(rows) => board.take(part, rows.as_ref().clone()),
            Err(error) => {
                board.fail(part, window);
                failed.note(&parts[part], window, &board, part, &error, question.lang);
                let failure = failed.list.last().cloned();
                if let Some(failure) = failure {
                    send(sender, Line::Failure { failure }).await?;
                }
            }
        }
        let pieces = board.pieces(part, |day| window.contains(day));
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
        upstream: begun.load(Ordering::Relaxed),
        from_history: parts.iter().map(|part| part.from_history).sum(),
    };
    let history_failed = parts.iter().any(|part| part.history_failed);
    let complete = failed.list.is_empty();
    let done = Done {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        view: question.data_text(),
        fetched_at: Utc(newest_answer(&board).unwrap_or_else(|| inner.clock.now())),
        stale_since: failed.stale_since.map(Utc),
        data_through: data_through(inner, question).await,
        revisions: revisions(question, &board),
        notices: notices(inner, question, &board, complete, history_failed).await,
        failures: failed.list,
        calls,
    };
    send(sender, Line::Done(done)).await
}

async fn send(sender: &Sender<Line>, line: Line) -> Result<(), Gone> {
    sender.send(line).await.map_err(|_| Gone)
}

async fn send_series(sender: &Sender<Line>, series: Vec<Series>) -> Result<(), Gone> {
    if series.is_empty() {
        return Ok(());
    }
    send(sender, Line::Series { series }).await
}

/// Pieces of the days that no window covers.
fn from_history(board: &mut Board<'_>, parts: &[Part]) -> Vec<Series> {
    let mut pieces = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let known: Vec<Day> = board
            .part_rows(index)
            .keys()
            .copied()
            .filter(|day| !part.windows.iter().any(|window| window.contains(*day)))
            .collect();
        pieces.extend(board.pieces(index, |day| known.binary_search(&day).is_ok()));
    }
    pieces
}

type Landings = FuturesUnordered<futures::future::BoxFuture<'static, (usize, DayRange, Outcome)>>;

/// Starts every window, the newest first, and counts those that flew for others already.
fn take_off(inner: &Arc<Inner>, parts: &[Part], begun: &Arc<AtomicUsize>) -> (Landings, usize) {
    let mut windows: Vec<(usize, DayRange)> = parts
        .iter()
        .enumerate()
        .flat_map(|(index, part)| part.windows.iter().map(move |window| (index, *window)))
        .collect();
    windows.sort_by_key(|(index, window)| (std::cmp::Reverse(window.end()), *index));
    let flights = FuturesUnordered::new();
    let mut shared = 0;
    for (index, window) in windows {
        let (flight, is_shared) = flight::join(inner, &parts[index].key, window, begun);
        shared += usize::from(is_shared);
        let landing = async move { (index, window, flight.await) };
        flights.push(Box::pin(landing) as _);
    }
    (flights, shared)
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
        let known = board.part_rows(index).range(window.start()..=window.end());
        let oldest = known
            .filter(|(_, row)| !row.is_settled())
            .map(|(_, row)| row.last_asked)
            .min();
        self.stale_since = self.stale_since.into_iter().chain(oldest).min();
        self.list.push(Failure {
            app: part.alias.clone(),
            slice: part.slice(),
            start: window.start(),
            end: window.end(),
            // A reply that shows something is the same for every reader.
            problem: error.problem(Lang::Zh),
        });
    }
}

fn newest_answer(board: &Board<'_>) -> Option<i64> {
    let rows = board.rows().flat_map(|(_, _, rows)| rows.values());
    rows.map(|row| row.last_asked).max()
}

async fn data_through(inner: &Inner, question: &Question) -> BTreeMap<String, Option<Day>> {
    let mut through = BTreeMap::new();
    for alias in &question.view.apps {
        if let Some(app) = inner.app(alias.as_str()) {
            let newest = inner.store.newest(&app.appid, question.module).await;
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
