//! What a view would cost, without asking anyone.

use axum::Json;
use axum::response::IntoResponse;
use http::header::CACHE_CONTROL;
use http::{HeaderMap, Uri};
use shared::apps::AppQuota;
use shared::day::DayRange;
use shared::module::Module;
use shared::reply::{Plan, PlannedCalls};
use shared::view::View;

use super::read_apps;
use crate::gate::Admitted;
use crate::history::Moment;
use crate::problem::{Fault, reader_lang};
use crate::serve::State;
use crate::telemetry::Subject;

/// `api/v1/plan`.
pub(crate) async fn plan(
    admitted: Admitted,
    state: State,
    uri: Uri,
    headers: HeaderMap,
) -> Result<impl IntoResponse, Fault> {
    let view = read_apps(&admitted, &state.config(), uri.query(), &[])?.view;
    let engine = state.engine(&admitted);
    let mut quota = Vec::with_capacity(view.apps.len());
    for alias in &view.apps {
        let known = engine.quota(alias.as_str()).await;
        let app = alias.to_string();
        quota.extend(known.map(|quota| AppQuota { app, quota }));
    }
    let lang = reader_lang(uri.query(), &headers);
    // Without a module it is the overview, which shows all five.
    let modules = view.module.map_or(Module::ALL.to_vec(), |one| vec![one]);
    let mut planned = 0;
    let mut range: Option<DayRange> = None;
    for module in modules {
        let module = Some(module);
        let question = engine
            .question(
                View {
                    module,
                    ..view.clone()
                },
                lang,
                Moment::Now,
            )
            .await?;
        let newer = range.is_none_or(|range| range.end() < question.range.end());
        range = if newer { Some(question.range) } else { range };
        planned += engine.begin(question).await?.planned().planned;
    }
    let subject = Subject::new(&view.apps, view.module, range);
    admitted.note(|noted| noted.subject = Some(subject));
    let plan = Plan {
        calls: PlannedCalls { planned },
        view: range.map_or_else(String::new, |range| view.data_view(range).write()),
        quota,
    };
    Ok(([(CACHE_CONTROL, "private, no-cache")], Json(plan)))
}
