//! One module, large: figures, chart, table.

mod aside;
pub mod embed;
pub mod messages;
pub mod seen;

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::Minute;
use shared::module::Module;
use shared::question;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Days, View};

use self::embed::Frame;
use self::messages::Told;
use self::seen::Seen;
use super::replace_rolling_days;
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::page;
use crate::components::findings::findings;
use crate::components::live::live;
use crate::components::panel::{Panels, hides};
use crate::components::phrase::left;
use crate::components::section::section;
use crate::components::sentence::Sentence;
use crate::components::share::{Shown, Subject, wanted};
use crate::components::top::{self, Top};
use crate::components::unread::unread;
use crate::later::{Part, later};
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

/// So many days before the newest, the days of a link lie well behind.
const AGES: i64 = 7;

/// The page of one module.
#[component]
pub fn ChartPage() -> impl IntoView {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let known = KnownApps::expect();

    // The view with what the page fills in: the only or first app, and a module.
    let view = Memo::new(move |_| address.view().for_chart(known.first()));
    let question = Memo::new(move |_| {
        let parsed_well = address.parsed.with(Result::is_ok);
        let view = view.get();
        (parsed_well && !view.apps.is_empty()).then(|| question::of_data(&view))
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
    let lines = Memo::new(move |_| Arc::new(named(&drawn(), &view.get())));
    let shown = Memo::new(move |_| Arc::new(shown(&drawn(), &view.get())));
    let newest = Memo::new(move |_| known.newest_day());
    let is_ready = Memo::new(move |_| data.with(|data| matches!(data.stage, Stage::Ready(_))));
    // Days that failed would be asked again for it.
    let is_whole = Memo::new(move |_| is_ready.get() && data.with(|data| data.failures.is_empty()));
    let beside = aside::ask(view, range, is_whole);
    let is_settled = move || {
        let answered = beside.with(|beside| beside.is_answered(range.get(), is_whole.get()));
        // Until then an app stands there by its alias.
        is_ready.get() && answered && known.are_told()
    };
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
    let all = Signal::derive(move || data.with(|data| Arc::clone(&data.series)));
    let progress = Signal::derive(move || data.with(|data| data.progress));
    let choose = Callback::new(move |shared| {
        let question = then.get_untracked().filter(|_| shared);
        chosen.set(question.unwrap_or_default());
    });
    let all_drawn = Signal::derive(drawn);
    let subject = Shown {
        drawn: all_drawn,
        lines,
        shown,
        view,
        beside,
        as_shared,
    };
    // A page has one kind for as long as it stands.
    let embed = untrack(|| address.view().embed);
    let errand = RwSignal::new(None);
    // Days that lie well behind, where a link led to them.
    let gone = Memo::new(move |_| {
        let Days::Range(range) = view.with(|view| view.days) else {
            return None;
        };
        let through = data.with(|data| match &data.stage {
            Stage::Ready(done) => done.data_through.values().flatten().max().copied(),
            _ => None,
        });
        let through = through.filter(|through| *through > range.end());
        let newest = through.or_else(|| newest.get())?;
        let behind = newest.since(range.end()) >= AGES && is_ready.get();
        (behind && address.opened == Days::Range(range)).then_some(newest)
    });
    let aged = live(move || {
        let behind = gone.with(Option::is_some);
        behind.then(|| later(Part::Aged(gone, view)))
    });
    let seen = Seen {
        past,
        now: store,
        view,
        as_shared,
        choose,
    };
    let changed = live(move || {
        let is_there = past.data.with(|past| past.stage.has_ended());
        (is_there && then.with(Option::is_some)).then(|| later(Part::Seen(seen)))
    });
    let message = live(move || messages::state(address, store, known, &lines.get()));
    // An empty chart says nothing that the sentence above it does not.
    let has_lines = Memo::new(move |_| {
        let failed = data.with(|data| !data.failures.is_empty());
        failed || lines.with(|series| has_values(series))
    });
    let content = live(move || {
        has_lines.get().then(|| {
            let caveat = live(move || {
                let launch = view.with(|view| view.module == Some(Module::Launch));
                let text = lang.get().launch_caveat();
                launch.then(|| view! { <p class="caveat">{text}</p> }.into_any())
            });
            let told = Told {
                drawn: all_drawn,
                lines: lines.into(),
                view,
            };
            // What changed tells of the newest data.
            let found = live(move || {
                let newest = !as_shared.get();
                newest.then(|| findings(beside, lines, view))
            });
            let notes = live(move || told.has_notes().then(|| later(Part::Notes(told))));
            let partial = live(move || {
                let failed = data.with(|data| !data.failures.is_empty());
                (failed && !as_shared.get()).then(|| later(Part::Partial(store)))
            });
            let (range, shown) = (range.into(), shown.into());
            view! {
                {found}
                <Panels series=lines range newest view beside />
                {caveat}
                {notes}
                {partial}
                <div class="below">
                    {section("statistics", Lang::statistics, Part::Statistics(range, shown))}
                    {section("table", Lang::table, Part::Values(range, shown))}
                    {section("marks", Lang::marks, Part::Marks(range))}
                    {section("guide", Lang::guide, Part::Guide)}
                    <span class="take">
                        {wanted(errand, "picture", Lang::copy_picture)} "·"
                        {wanted(errand, "words", Lang::copy_words)} "·"
                        {wanted(errand, "download", Lang::download)}
                    </span>
                </div>
            }
            .into_any()
        })
    });
    let inside = if embed {
        later(Part::Embed(Frame {
            shown: subject,
            store,
            range,
            newest,
            through,
        }))
    } else {
        view! {
            <Sentence range=current newest series=all />
            {changed}
            {aged}
            {unread(address)}
            {message}
            {content}
        }
        .into_any()
    };
    let share = (Subject::Chart(subject), errand);
    let top = (!embed).then(|| view! { <Top through progress share /> }.into_any());
    view! {
        {top}
        <main
            class=if embed { "embed" } else { "" }
            data-ready=move || is_settled().to_string()
            on:click=left
        >
            {inside}
        </main>
    }
    .into_any()
}

/// Whether there is anything to draw.
fn has_values(series: &[Series]) -> bool {
    let mut values = series.iter().flat_map(|one| &one.values);
    values.any(Option::is_some)
}

/// What the relay is asked for the data as they were at a minute.
fn past_question(view: &str, seen: Minute) -> String {
    format!("{view}&as_of={seen}")
}

/// The series of the named metrics.
fn named(data: &Data, view: &View) -> Vec<Series> {
    let named = |one: &&Series| view.metrics.is_empty() || view.metrics.contains(&one.metric.id);
    data.series.iter().filter(named).cloned().collect()
}

/// The series that are drawn: the named metrics, less what is hidden.
fn shown(data: &Data, view: &View) -> Vec<Series> {
    let mut series = named(data, view);
    series.retain(|one| !hides(&view.hide, one));
    series
}
