//! The apps that the reader may see, with marks, budgets and quota.

use axum::Json;
use axum::response::IntoResponse;
use http::HeaderValue;
use http::header::CACHE_CONTROL;
use shared::apps::{App, Apps};
use shared::view::{Alias, View};

use crate::config::AppConfig;
use crate::gate::Admitted;
use crate::marks;
use crate::serve::{Live, State};
use crate::telemetry::Subject;

/// What a picture tells of the apps of a view.
pub(crate) async fn of_view(admitted: &Admitted, state: &State, view: &View) -> Apps {
    let live = state.live();
    let config = state.config();
    let mut apps = Vec::with_capacity(view.apps.len());
    for app in config
        .apps
        .iter()
        .filter(|app| view.apps.contains(&app.alias))
    {
        apps.push(told(&live, app).await);
    }
    Apps {
        apps,
        ..none(admitted, state)
    }
}

/// What is told beside the apps.
fn none(admitted: &Admitted, state: &State) -> Apps {
    let config = state.config();
    Apps {
        version: env!("CARGO_PKG_VERSION").to_owned(),
        demo: config.demo,
        embed: !config.access.frame_ancestors.is_empty(),
        today: state.clock().today(),
        user: admitted.user().map(str::to_owned),
        apps: Vec::new(),
    }
}

/// An app without its quota.
async fn told(live: &Live, app: &AppConfig) -> App {
    App {
        alias: app.alias.to_string(),
        name: app.name.clone(),
        kind: app.kind,
        marks: marks::of(app).await,
        budgets: live.budgets.of(app.alias.as_str()),
        quota: None,
    }
}

/// `api/v1/apps`.
pub(crate) async fn apps(admitted: Admitted, state: State) -> impl IntoResponse {
    let live = state.live();
    let config = state.config();
    let engine = state.engine(&admitted);
    let mut apps = Vec::with_capacity(config.apps.len());
    for app in config.apps.iter().filter(|app| admitted.sees(&app.alias)) {
        apps.push(App {
            quota: engine.quota(app.alias.as_str()).await,
            ..told(&live, app).await
        });
    }
    let seen: Vec<Alias> = config
        .apps
        .iter()
        .map(|app| app.alias.clone())
        .filter(|alias| admitted.sees(alias))
        .collect();
    admitted.note(|noted| noted.subject = Some(Subject::new(&seen, None, None)));
    let apps = Apps {
        apps,
        ..none(&admitted, &state)
    };
    let cache = HeaderValue::from_static("private, no-cache");
    ([(CACHE_CONTROL, cache)], Json(apps))
}
