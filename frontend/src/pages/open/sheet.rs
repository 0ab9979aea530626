//! One picture of what was opened, with what is possible on the days that it has.
//!
//! The parts of the chart's page read an address and write it. Here they have one of their own: it is
//! kept by the page alone, and its days stay within those of the file.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use shared::apps::Apps;
use shared::day::{Day, DayRange};
use shared::opened::Sheet;
use shared::reply::Series;
use shared::text::Lang;
use shared::view::{Days, Parsed, View};

use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::components::live::{live, words};
use crate::components::menu::Menu;
use crate::components::panel::{Beside, Panels, hides};
use crate::components::phrase::{OpenPhrase, Phrase};
use crate::components::section::section;
use crate::components::sentence::{names, values};
use crate::later::{Part, later};
use crate::pages::chart::messages::Told;
use crate::prefs::Prefs;
use crate::store::{Data, Stage};

/// A picture, its contexts its own.
pub(super) fn sheet(sheet: Sheet) -> AnyView {
    let owner = Owner::new();
    let view = owner.with(|| within(Arc::new(sheet)));
    OwnedView::new_with_owner(view, owner).into_any()
}

fn within(file: Arc<Sheet>) -> AnyView {
    let lang = Prefs::expect().lang;
    OpenPhrase::provide();
    let state = RwSignal::new(file.view.clone());
    let address = held(state, file.range);
    provide_context(address);
    let known = known(&file);
    provide_context(known);

    let view = Memo::new(move |_| state.get());
    let range = Memo::new(move |_| match view.with(|view| view.days) {
        Days::Range(range) => Some(range),
        Days::Last(_) => None,
    });
    let whole = file.range;
    let all = Arc::new(file.series.clone());
    let names_of = Signal::derive({
        let all = Arc::clone(&all);
        move || Arc::clone(&all)
    });
    let lines = Memo::new(move |_| {
        let view = view.get();
        let named =
            |one: &&Series| view.metrics.is_empty() || view.metrics.contains(&one.metric.id);
        let cut = |one: &Series| cut(one, whole, range.get().unwrap_or(whole));
        Arc::new(all.iter().filter(named).map(cut).collect::<Vec<_>>())
    });
    let shown = Memo::new(move |_| {
        let view = view.get();
        let mut series = lines.get().to_vec();
        series.retain(|one| !hides(&view.hide, one));
        Arc::new(series)
    });
    let mut beside = Beside::default();
    beside.calendar = Arc::new(file.calendar.clone());
    let beside = RwSignal::new(beside);
    let data = data(&file);
    let told = Told {
        drawn: Signal::derive(move || data.get()),
        lines: lines.into(),
        view,
    };
    let newest = Signal::derive(move || Some(whole.end()));
    let notes = live(move || told.has_notes().then(|| later(Part::Notes(told))));
    let content = if file
        .series
        .iter()
        .any(|one| one.values.iter().any(Option::is_some))
    {
        let (range, shown) = (range.into(), shown.into());
        view! {
            <Panels series=lines range newest view beside />
            {notes}
            <div class="below">
                {section("statistics", Lang::statistics, Part::Statistics(range, shown))}
                {section("table", Lang::table, Part::Values(range, shown))}
                {section("marks", Lang::marks, Part::Marks(range))}
            </div>
        }
        .into_any()
    } else {
        view! { <p class="notice">{words(move || lang.get().empty())}</p> }.into_any()
    };
    let stamp = file.demo.then(|| {
        view! { <span class="stamp">{words(move || lang.get().demo_stamp())}</span> }.into_any()
    });
    let title = {
        let file = Arc::clone(&file);
        words(move || title(&file, &view.get(), known, lang.get()))
    };
    let label = Signal::derive(move || lang.get().drawn_as().to_owned());
    let back = live(move || {
        let zoomed = range.get() != Some(whole);
        let back = move |_| address.push_view(|view| view.days = Days::Range(whole));
        let text = lang.get().all_days();
        let button = || {
            view! { <button type="button" class="plain next" on:click=back>{text}</button> }
                .into_any()
        };
        zoomed.then(button)
    });
    let from = words(move || from(&file, lang.get()));
    view! {
        <article class="sheet" data-testid="sheet">
            <div class="sheet-head">
                <h2>{title}</h2>
                {stamp}
                {back}
                <Phrase menu=Menu::Drawn(names_of) label />
            </div>
            <p class="notice from">{from}</p>
            {content}
        </article>
    }
    .into_any()
}

/// An address that the page keeps: other pages are no part of it, and days stay within the file's.
fn held(state: RwSignal<View>, whole: DayRange) -> Address {
    let parsed = Memo::new(move |_| {
        Ok(Parsed {
            view: state.get(),
            beside: Vec::new(),
            unknown: Vec::new(),
        })
    });
    let place = Memo::new(|_| Place::Chart);
    let write = Callback::new(move |(_, mut view, _): (Place, View, bool)| {
        view.days = Days::Range(clamp(view.days, whole));
        state.set(view);
    });
    Address::held(parsed, place, write)
}

/// The days of a view that a file has; all of its own where it has none of them.
fn clamp(days: Days, whole: DayRange) -> DayRange {
    let Days::Range(range) = days else {
        return whole;
    };
    let start = range.start().max(whole.start());
    DayRange::new(start, range.end().min(whole.end())).unwrap_or(whole)
}

/// The file's own apps in place of the relay's.
fn known(file: &Sheet) -> KnownApps {
    let apps = Apps {
        version: String::new(),
        demo: file.demo,
        embed: false,
        today: file.range.end().plus(1),
        user: None,
        apps: file.apps.clone(),
    };
    KnownApps {
        answer: RwSignal::new(Some(Ok(apps))),
    }
}

/// The data as the parts of the chart's page know them.
fn data(file: &Sheet) -> RwSignal<Data> {
    let done = file.done.clone().map(Arc::new);
    RwSignal::new(Data {
        stage: done.map_or(Stage::Idle, Stage::Ready),
        range: Some(file.range),
        module: file.view.module,
        ..Data::default()
    })
}

/// The part of a series that stands beside some of its days.
fn cut(one: &Series, whole: DayRange, range: DayRange) -> Series {
    let from = whole.index(range.start()).unwrap_or_default();
    let values = one.values.iter().skip(from).take(range.count());
    let shift = i64::try_from(from).unwrap_or_default();
    let mut status = one.status.clone();
    status.retain(|day, _: &mut _| range.contains(*day));
    Series {
        app: one.app.clone(),
        slice: one.slice,
        period: one.period,
        metric: one.metric.clone(),
        start: Day::plus(one.start, shift),
        values: values.copied().collect(),
        status,
    }
}

/// What a picture shows, as the sentence of the chart's page says it.
fn title(file: &Sheet, view: &View, known: KnownApps, lang: Lang) -> String {
    let mut parts = Vec::new();
    // A reply of WeChat's says no app: its file's name stands beneath.
    if file.done.is_some() {
        let apps: Vec<String> = view.apps.iter().map(|alias| known.name(alias)).collect();
        parts.push(apps.join(lang.pick("、", ", ")));
    }
    let metrics = names(&file.series, lang).into_iter();
    let named = metrics.filter(|(id, _)| view.metrics.is_empty() || view.metrics.contains(id));
    let named: Vec<String> = named.map(|(_, name)| name).collect();
    parts.push(match view.module {
        Some(module) if view.metrics.is_empty() => lang.module(module).to_owned(),
        _ => named.join(lang.pick("、", ", ")),
    });
    let mut filter = |is_there: bool, text: String| {
        if is_there {
            parts.push(text);
        }
    };
    filter(
        !view.platforms.is_empty(),
        values(&view.platforms, lang, Lang::platform),
    );
    filter(
        !view.levels.is_empty(),
        values(&view.levels, lang, Lang::level),
    );
    filter(
        !view.networks.is_empty(),
        values(&view.networks, lang, Lang::network),
    );
    if let Days::Range(range) = view.days {
        parts.push(lang.dates(range));
    }
    if let Some(compare) = view.compare {
        parts.push(lang.comparison(compare));
    }
    parts.join(" · ")
}

/// Where a picture is from.
fn from(file: &Sheet, lang: Lang) -> String {
    let done = file.done.as_ref();
    let export = done.map(|done| (done.fetched_at, done.version.as_str()));
    let mut text = lang.from_files(&file.names, export);
    let failures = done.map_or(0, |done| done.failures.len());
    if failures > 0 {
        text.push_str(" · ");
        text.push_str(&lang.lacked(failures));
    }
    text
}
