//! The apps that the reader may see, with marks and quota.

use axum::Json;
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use shared::apps::{App, Apps};

use super::marks;
use crate::gate::Admitted;
use crate::serve::State;

/// `api/v1/apps`.
pub(crate) async fn apps(admitted: Admitted, state: State) -> impl IntoResponse {
    let config = state.config();
    let engine = state.engine(admitted);
    let mut apps = Vec::with_capacity(config.apps.len());
    for app in &config.apps {
        apps.push(App {
            alias: app.alias.to_string(),
            name: app.name.clone(),
            kind: app.kind,
            marks: marks::of(app).await,
            budgets: Vec::new(),
            quota: engine.quota(app.alias.as_str()).await,
        });
    }
    let apps = Apps {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo: config.demo,
        embed: false,
        today: state.clock().today(),
        user: None,
        apps,
    };
    let cache = HeaderValue::from_static("private, no-cache");
    ([(CACHE_CONTROL, cache)], Json(apps))
}
