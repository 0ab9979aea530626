//! What is asked beside the data, once they are whole: days off, and what changed.

use leptos::prelude::*;
use leptos::task::spawn_local;
use shared::day::DayRange;
use shared::question;
use shared::view::View;

use crate::api;
use crate::components::panel::Beside;

/// Asks for the days that are shown, and, once all data are there, for what changed in every slice that
/// is kept: nobody upstream is asked.
/// Neither is worth a word where it does not come: the chart is whole without.
pub(super) fn ask(
    view: Memo<View>,
    range: Memo<Option<DayRange>>,
    is_whole: Memo<bool>,
) -> RwSignal<Beside> {
    let beside = RwSignal::new(Beside::default());
    Effect::new(move || {
        let Some(range) = range.get() else { return };
        // Nothing is drawn otherwise yet.
        beside.update_untracked(|beside| beside.turn_to(range));
        spawn_local(async move {
            let days = api::calendar(range).await;
            // The page may be gone by now.
            let _ = beside.try_update(|beside| beside.take_calendar(range, days));
        });
    });
    Effect::new(move |before: Option<Option<String>>| {
        let (view, range) = (view.get(), range.get()?);
        let question = is_whole.get().then(|| question::of_changes(&view, range))?;
        if before.flatten().as_ref() != Some(&question) {
            beside.update(|beside| beside.ask(&question));
            let asked = question.clone();
            spawn_local(async move {
                let found = api::changes(&asked, None).await;
                let findings = found.map_or_else(|_| Vec::new(), |found| found.findings);
                let _ = beside.try_update(|beside| beside.answer(&asked, findings));
            });
        }
        Some(question)
    });
    beside
}
