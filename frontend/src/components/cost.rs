//! What a step would cost, before it is taken.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::question;
use shared::view::View;

use crate::address::{Address, Place};
use crate::api;
use crate::app::KnownApps;

/// A step: what it makes of the view.
pub type Step = Arc<dyn Fn(&mut View) + Send + Sync>;

/// How many calls the page's view would take once it is changed so; `None` until that is known, or
/// where nobody can say.
#[must_use]
pub fn cost(step: Step) -> RwSignal<Option<usize>> {
    let calls = RwSignal::new(None);
    let address = Address::expect();
    let known = KnownApps::expect();
    let view = Memo::new(move |_| {
        let mut view = address.view();
        if view.apps.is_empty() {
            view.apps.extend(known.first());
        }
        step(&mut view);
        // The overview shows every module, and tells itself what it takes.
        let asked = address.place.get() == Place::Chart && !view.apps.is_empty();
        asked.then(|| question::of_data(&view))
    });
    Effect::new(move || {
        let Some(question) = view.get() else { return };
        spawn_local(async move {
            if let Ok(plan) = api::plan(&question).await {
                // What asked may be closed by now.
                let _ = calls.try_set(Some(plan.calls.planned));
            }
        });
    });
    calls
}
