//! What a view would cost, without asking anyone.

use axum::Json;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, Uri};
use shared::apps::AppQuota;
use shared::reply::Plan;

use super::read_view;
use crate::gate::Admitted;
use crate::problem::{Fault, reader_lang};
use crate::serve::State;

/// `api/v1/plan`.
pub(crate) async fn plan(
    admitted: Admitted,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Fault> {
    let view = read_view(&state.config(), uri.query(), &[])?.view;
    let engine = state.engine(admitted);
    let mut quota = Vec::with_capacity(view.apps.len());
    for alias in &view.apps {
        let known = engine.quota(alias.as_str()).await;
        let app = alias.to_string();
        quota.extend(known.map(|quota| AppQuota { app, quota }));
    }
    let lang = reader_lang(uri.query(), &headers);
    let question = engine.question(view, lang).await?;
    let plan = Plan {
        calls: engine.plan(&question).await?,
        view: question.data_text(),
        quota,
    };
    Ok(([(CACHE_CONTROL, "private, no-cache")], Json(plan)))
}
