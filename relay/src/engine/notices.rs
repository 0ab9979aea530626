//! What the reader should know beside the data.

use shared::day::Day;
use shared::filter::{Filter as _, Slice};
use shared::reply::{Notice, NoticeCode};
use shared::text::Lang;
use shared::value::Value;

use super::board::Board;
use super::{Inner, Question, plan};
use crate::history::{Key, Row, Rows};

/// How many days a slice must equal all before that means something.
const ENOUGH_DAYS: usize = 7;

/// How the answer came about.
pub(super) struct Context {
    /// Whether no window failed.
    pub(super) complete: bool,
    /// Whether something could not be read or kept.
    pub(super) history_failed: bool,
    /// Whether values are shown that should have been asked again.
    pub(super) stale: bool,
}

/// The notices of a reply.
pub(super) async fn notices(
    inner: &Inner,
    question: &Question,
    board: &Board<'_>,
    context: &Context,
) -> Vec<Notice> {
    let mut notices = Vec::new();
    for id in &question.view.metrics {
        // Days that failed could have held it.
        if context.complete && !board.has_metric(id) {
            notices.push(Notice {
                metric: Some(id.clone()),
                ..notice(NoticeCode::MetricUnknown, Lang::Zh.metric_unknown(id))
            });
        }
    }
    let by_network = question
        .view
        .networks
        .iter()
        .any(|network| !network.is_all());
    if by_network && !question.module.documents_network() {
        notices.push(Notice {
            parameter: Some("network".to_owned()),
            ..notice(
                NoticeCode::FilterUndocumented,
                Lang::Zh.filter_undocumented(),
            )
        });
    }
    let days = plan::days(question, inner.clock.today());
    for (alias, slice, rows) in board.rows() {
        if !slice.is_all() && equals_all(inner, question, board, alias, rows, &days).await {
            let text = Lang::Zh.filter_without_effect(&Lang::Zh.slice(slice));
            notices.push(Notice {
                app: Some(alias.to_owned()),
                slice: Some(slice),
                ..notice(NoticeCode::FilterWithoutEffect, text)
            });
        }
    }
    if context.history_failed {
        let text = Lang::Zh.history_unavailable();
        notices.push(notice(NoticeCode::HistoryUnavailable, text));
    }
    if context.stale {
        notices.push(notice(NoticeCode::Stale, Lang::Zh.stale()));
    }
    notices
}

fn notice(code: NoticeCode, text: impl Into<String>) -> Notice {
    Notice {
        code,
        text: text.into(),
        app: None,
        metric: None,
        slice: None,
        parameter: None,
    }
}

/// Whether a slice's rows equal those of the slice all wherever both are known.
async fn equals_all(
    inner: &Inner,
    question: &Question,
    board: &Board<'_>,
    alias: &str,
    rows: &Rows,
    days: &[Day],
) -> bool {
    let shown = board
        .rows()
        .find(|(other, slice, _)| *other == alias && slice.is_all());
    if let Some((_, _, all)) = shown {
        return equal(rows, all);
    }
    let Some(app) = inner.app(alias) else {
        return false;
    };
    let key = Key {
        appid: app.appid.clone(),
        module: question.module,
        slice: Slice::ALL,
    };
    let read = inner.history.read(&key, days, question.moment).await;
    read.is_ok_and(|all| equal(rows, &all))
}

fn equal(rows: &Rows, all: &Rows) -> bool {
    let mut days = 0;
    for (day, row) in rows {
        let Some(other) = all.get(day) else { continue };
        if !row.has_value() || !other.has_value() {
            continue;
        }
        if values(row) != values(other) {
            return false;
        }
        days += 1;
    }
    days >= ENOUGH_DAYS
}

fn values(row: &Row) -> Vec<(&str, u32, Value)> {
    let mut values: Vec<_> = row
        .cells
        .iter()
        .filter_map(|cell| Some((&*cell.metric, cell.line, cell.value()?)))
        .collect();
    values.sort_by_key(|(metric, line, _)| (*metric, *line));
    values
}
