//! What the reader should know beside the data.

use shared::day::Day;
use shared::filter::{Filter as _, Slice};
use shared::reply::{Notice, NoticeCode};
use shared::text::Lang;

use super::board::Board;
use super::filters::Verdict;
use super::{Inner, Question, filters, plan};
use crate::history::{Key, Rows};
use crate::wechat::signing::Standing;

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
    for app in question
        .view
        .apps
        .iter()
        .filter_map(|alias| inner.app(alias.as_str()))
    {
        if app.account.standings().standing() == Some(Standing::SignedByDeprecated) {
            notices.push(Notice {
                app: Some(app.alias.clone()),
                ..notice(
                    NoticeCode::CertificateDeprecated,
                    Lang::Zh.certificate_deprecated(),
                )
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
        return filters::compare(rows, all) == Verdict::WithoutEffect;
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
    read.is_ok_and(|all| filters::compare(rows, &all) == Verdict::WithoutEffect)
}
