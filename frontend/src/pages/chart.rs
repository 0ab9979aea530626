//! One module, large: figures, chart, table.

mod keys;
mod messages;
mod seen;

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::{Day, DayRange, Minute};
use shared::module::Module;
use shared::reply::Series;
use shared::view::{Alias, Days, View};

use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::page;
use crate::components::live::live;
use crate::components::panel::Panels;
use crate::components::phrase::OpenPhrase;
use crate::components::sentence::Sentence;
use crate::components::table::Values;
use crate::components::top::{self, Top};
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

/// The page of one module.
#[component]
pub fn ChartPage() -> impl IntoView {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let known = KnownApps::expect();
    OpenPhrase::provide();

    // The view with what the page fills in: the only or first app, and a module.
    let view = Memo::new(move |_| {
        filled(
            address.view(),
            known.with(|apps| apps.first().map(|app| app.alias.clone())),
        )
    });
    let question = Memo::new(move |_| {
        let parsed_well = address.parsed.with(Result::is_ok);
        let view = view.get();
        (parsed_well && !view.apps.is_empty()).then(|| data_question(&view))
    });
    let store = Store::new(question, true);
    let data = store.data;
    let range = Memo::new(move |_| data.with(|data| data.range));
    let current = Memo::new(move |_| store.current_range());
    replace_rolling_days(address, current);
    // The data as they were when the link was made: asked for once the newest are whole.
    let then = Memo::new(move |_| {
        let seen = view.with(|view| view.seen)?;
        data.with(|data| match &data.stage {
            Stage::Ready(done) => Some(past_question(&done.view, seen)),
            _ => None,
        })
    });
    let past = Store::new(then, false);
    // What the choice was made for; another view starts with its newest data.
    let chosen = RwSignal::new(String::new());
    let as_shared = Memo::new(move |_| {
        let is_chosen = chosen.with(|chosen| then.with(|then| then.as_ref() == Some(chosen)));
        is_chosen && past.data.with(|data| matches!(data.stage, Stage::Ready(_)))
    });
    let drawn = move || {
        if as_shared.get() {
            past.data.get()
        } else {
            data.get()
        }
    };
    let shown = Memo::new(move |_| Arc::new(shown(&drawn(), &view.get())));
    let newest = Memo::new(move |_| known.newest_day());
    keys::listen(address, view, current, newest);

    let lang = prefs.lang;
    let through = Signal::derive(move || top::through(&[&drawn()], lang.get()));
    Effect::new(move || {
        let lang = lang.get();
        let module = lang.module(view.get().module.unwrap_or(Module::Launch));
        let days = range
            .get()
            .map(|range| lang.dates(range))
            .unwrap_or_default();
        page::set_title(&format!("{module} {days} · Bootlens"));
    });
    let ready = move || data.with(|data| matches!(data.stage, Stage::Ready(_)));
    let all = Signal::derive(move || data.with(|data| Arc::clone(&data.series)));
    let progress = Signal::derive(move || data.with(|data| data.progress));
    let changed = live(move || {
        let choose = Callback::new(move |shared| {
            let question = then.get_untracked().filter(|_| shared);
            chosen.set(question.unwrap_or_default());
        });
        let seen = seen::Seen {
            past,
            as_shared,
            choose,
        };
        seen.told(&data.get(), &view.get(), known, lang.get())
    });
    let message = live(move || messages::state(address, store, known, &shown.get()));
    // An empty chart says nothing that the sentence above it does not.
    let has_lines = Memo::new(move |_| {
        let failed = data.with(|data| !data.failures.is_empty());
        failed || shown.with(|series| has_values(series))
    });
    let content = live(move || {
        has_lines.get().then(|| {
            let caveat = live(move || {
                let launch = view.with(|view| view.module == Some(Module::Launch));
                let text = lang.get().launch_caveat();
                launch.then(|| view! { <p class="caveat">{text}</p> }.into_any())
            });
            let notes = live(move || Some(messages::notes(&drawn(), address, lang.get())));
            let partial = live(move || {
                let partial = || messages::partial(store, known, lang.get());
                if as_shared.get() { None } else { partial() }
            });
            view! {
                <Panels series=shown range view />
                {caveat}
                {notes}
                {partial}
                <Values range series=shown />
            }
            .into_any()
        })
    });
    view! {
        <main data-ready=move || ready().to_string() on:click=move |_| OpenPhrase::of_page().close()>
            <Top through progress />
            <Sentence range=current newest series=all />
            {changed}
            {message}
            {content}
        </main>
    }
    .into_any()
}

/// Whether there is anything to draw.
fn has_values(series: &[Series]) -> bool {
    let mut values = series.iter().flat_map(|one| &one.values);
    values.any(Option::is_some)
}

/// Fills in the app and the module where the address leaves them out.
fn filled(mut view: View, first: Option<String>) -> View {
    if view.apps.is_empty() {
        view.apps.extend(first.as_deref().and_then(Alias::new));
    }
    view.module.get_or_insert(Module::Launch);
    view
}

/// What the relay is asked: every metric, so that choosing another asks nobody.
pub(super) fn data_question(view: &View) -> String {
    let any = DayRange::ending(Day::at_unix(0).plus(20_000), 1);
    View {
        days: view.days,
        metrics: Vec::new(),
        ..view.data_view(any)
    }
    .write()
}

/// What the relay is asked for the data as they were at a minute.
fn past_question(view: &str, seen: Minute) -> String {
    format!("{view}&as_of={seen}")
}

/// The address bar holds dates: once rolling days are known, they take the address's place.
pub(super) fn replace_rolling_days(address: Address, range: Memo<Option<DayRange>>) {
    Effect::new(move || {
        let Some(range) = range.get() else { return };
        let view = address
            .parsed
            .with(|parsed| parsed.as_ref().ok().map(|parsed| parsed.view.clone()));
        if let Some(view) = view.filter(|view| matches!(view.days, Days::Last(_)) && !view.embed) {
            address.replace(
                address.place.get_untracked(),
                View {
                    days: Days::Range(range),
                    ..view
                },
            );
        }
    });
}

/// The series that are drawn: the named metrics, less what is hidden.
fn shown(data: &Data, view: &View) -> Vec<Series> {
    let hidden = |one: &Series| {
        view.hide.iter().any(|hidden| {
            hidden.slice == one.slice
                && hidden
                    .app
                    .as_ref()
                    .is_none_or(|app| app.as_str() == one.app)
        })
    };
    let named = |one: &Series| view.metrics.is_empty() || view.metrics.contains(&one.metric.id);
    data.series
        .iter()
        .filter(|one| named(one) && !hidden(one))
        .cloned()
        .collect()
}
