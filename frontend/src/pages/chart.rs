//! One module, large: figures, chart, table.

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::reply::{NoticeCode, Series};
use shared::view::{Alias, Days, View};

use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::browser::{keys, page};
use crate::components::phrase::OpenPhrase;
use crate::components::progress::Progress;
use crate::components::sentence::Sentence;
use crate::components::state::{FailedState, State, code};
use crate::components::table::Values;
use crate::components::top::Top;
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

/// The page of one module.
#[component]
pub fn ChartPage() -> impl IntoView {
    let prefs = Prefs::expect();
    let address = Address::expect();
    let known = KnownApps::expect();
    provide_context(OpenPhrase(RwSignal::new(None)));

    // The view with what the page fills in: the only or first app, and a module.
    let view = Memo::new(move |_| {
        filled(
            address.view(),
            known
                .list()
                .map(|apps| apps.apps)
                .unwrap_or_default()
                .first()
                .map(|app| app.alias.clone()),
        )
    });
    let question = Memo::new(move |_| {
        let parsed_well = address.parsed.with(Result::is_ok);
        let view = view.get();
        (parsed_well && !view.apps.is_empty()).then(|| data_question(&view))
    });
    let store = Store::new(question);
    let data = store.data;
    let range = Memo::new(move |_| data.with(|data| data.range));
    replace_rolling_days(address, range);
    let shown = Memo::new(move |_| Arc::new(shown(&data.get(), &view.get())));
    let newest = Memo::new(move |_| known.list().map(|apps| apps.today.plus(-1)));
    shortcuts(address, view, range, newest);

    let lang = prefs.lang;
    let through = Signal::derive(move || {
        data.with(|data| match &data.stage {
            Stage::Ready(done) => lang.get().data_through(
                done.data_through.values().flatten().max().copied(),
                done.fetched_at,
            ),
            _ => String::new(),
        })
    });
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
    view! {
        <main data-ready=move || ready().to_string() on:click=move |_| close_phrases()>
            <Top through />
            <Sentence range newest series=Signal::derive(move || data.with(|data| Arc::clone(&data.series))) />
            <Progress of=Signal::derive(move || data.with(|data| data.progress)) />
            {move || messages(address, store, known)}
            <Show when=move || shown.with(|series| !series.is_empty())>


                <Show when=move || view.get().module == Some(Module::Launch)>
                    <p class="caveat">{move || lang.get().launch_caveat()}</p>
                </Show>
                {move || notes(&data.get(), &address.parsed.get().map(|parsed| parsed.unknown).unwrap_or_default(), lang.get())}
                <Partial store />
                <Values range series=shown />
            </Show>
        </main>
    }
}

/// Closes what is open; called by a click beside it.
pub(super) fn close_phrases() {
    if let Some(OpenPhrase(open)) = use_context() {
        open.set(None);
    }
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

/// The one state that fits, if any.
fn messages(address: Address, store: Store, known: KnownApps) -> Option<AnyView> {
    let lang = Prefs::expect().lang.get();
    let home = Callback::new(move |()| address.push(Place::Overview, View::default()));
    if let Some(bytes) = address.refused.get() {
        return Some(
            view! { <p class="notice" role="status">{lang.address_too_long(bytes)}</p> }.into_any(),
        );
    }
    if let Err(error) = address.parsed.get() {
        let advice = lang.view_error(&error);
        let title = lang.problem_title(error.kind());
        return Some(view! { <State state="failed" title advice next=(lang.start_afresh().to_owned(), home) /> }.into_any());
    }
    if let Some(Err(failed)) = known.answer.get() {
        return Some(
            view! { <FailedState failed retry=Callback::new(move |()| known.ask()) /> }.into_any(),
        );
    }
    let data = store.data.get();
    match data.stage {
        Stage::Failed(failed) => {
            Some(view! { <FailedState failed retry=Callback::new(move |()| store.retry()) /> }.into_any())
        }
        Stage::Ready(_) if data.series.iter().all(|one| one.values.iter().all(Option::is_none)) && data.failures.is_empty() => {
            let widen = Callback::new(move |()| {
                let view = address.view();
                let view = View { platforms: Vec::new(), levels: Vec::new(), networks: Vec::new(), metrics: Vec::new(), hide: Vec::new(), ..view };
                address.push(address.place.get_untracked(), view);
            });
            let advice = format!("{}{}", empty_filters(&address.view(), lang), lang.empty_advice());
            Some(view! { <State state="empty" title=lang.empty() advice next=(lang.reset_filters().to_owned(), widen) /> }.into_any())
        }
        Stage::Loading | Stage::Idle if data.series.is_empty() => {
            Some(view! { <section class="state" data-state="loading" role="status"><p>{lang.loading()}</p></section> }.into_any())
        }
        _ => None,
    }
}

/// The filters that an empty answer was for.
fn empty_filters(view: &View, lang: shared::text::Lang) -> String {
    let slices: Vec<String> = view
        .slices()
        .into_iter()
        .filter(|slice| !slice.is_all())
        .map(|slice| lang.slice(slice))
        .collect();
    if slices.is_empty() {
        String::new()
    } else {
        format!(
            "{}{}",
            slices.join(lang.pick("、", ", ")),
            lang.pick("：", ": ")
        )
    }
}

/// What the reader should know beside the data.
fn notes(
    data: &Data,
    unknown: &[(String, String)],
    lang: shared::text::Lang,
) -> impl IntoView + use<> {
    let mut texts = Vec::new();
    if !unknown.is_empty() {
        texts.push(
            lang.unknown_parameters(
                &unknown
                    .iter()
                    .map(|(name, _)| name.clone())
                    .collect::<Vec<_>>(),
            ),
        );
    }
    if let Stage::Ready(done) = &data.stage {
        for notice in &done.notices {
            match notice.code {
                NoticeCode::FilterWithoutEffect => {
                    texts.push(
                        lang.filter_without_effect(
                            &notice
                                .slice
                                .map(|slice| lang.slice(slice))
                                .unwrap_or_default(),
                        ),
                    );
                }
                NoticeCode::FilterUndocumented => texts.push(lang.filter_undocumented().to_owned()),
                // Told from the address itself, or drawn where it belongs.
                NoticeCode::UnknownParameter | NoticeCode::MetricUnknown => {}
                NoticeCode::HistoryUnavailable
                | NoticeCode::Stale
                | NoticeCode::CertificateDeprecated => {
                    texts.push(notice.text.clone());
                }
            }
        }
    }
    texts.dedup();
    texts
        .into_iter()
        .map(|text| view! { <p class="notice">{text}</p> })
        .collect_view()
}

/// The windows that failed beside others that did not, each told, all asked again by one button.
#[component]
fn Partial(store: Store) -> impl IntoView {
    let lang = Prefs::expect().lang;
    move || {
        let lang = lang.get();
        let failures = store.data.with(|data| data.failures.clone());
        (!failures.is_empty()).then(|| {
            let days: Vec<String> = failures.iter().filter_map(|one| {
                Some(lang.failed_days(&lang.slice(one.slice), DayRange::new(one.start, one.end)?))
            }).collect();
            let advice = format!("{} — {}", failures[0].problem.known_kind().map_or("", |kind| lang.problem_title(kind)), days.join("; "));
            let retry = Callback::new(move |()| store.retry());
            view! { <State state="partial" title=lang.partial() advice code=code(&failures[0].problem) next=(lang.retry().to_owned(), retry) /> }
        })
    }
}

/// Keys of the page; each also stands in a phrase.
fn shortcuts(
    address: Address,
    view: Memo<View>,
    range: Memo<Option<DayRange>>,
    newest: Memo<Option<Day>>,
) {
    keys::on_key(move |code, shift| {
        let step = |direction: i64| {
            let Some(range) = range.get_untracked() else {
                return;
            };
            let by = direction * i64::try_from(range.count()).unwrap_or(0);
            let moved = DayRange::new(range.start().plus(by), range.end().plus(by));
            let fits = |moved: &DayRange| {
                newest
                    .get_untracked()
                    .is_none_or(|newest| moved.end() <= newest)
            };
            if let Some(moved) = moved.filter(fits) {
                address.push(
                    Place::Chart,
                    View {
                        days: Days::Range(moved),
                        ..address.view()
                    },
                );
            }
        };
        match (code, shift) {
            ("BracketLeft", false) => step(-1),
            ("BracketRight", false) => step(1),
            ("KeyC", false) => page::press("[data-control=compare] > button"),
            ("KeyT", false) => page::press("details.table summary"),
            ("Slash", false) => page::press("[data-control=app] > button"),
            ("Slash", true) => page::press("[data-control=more] > button"),
            _ => {
                let digit = code
                    .strip_prefix("Digit")
                    .and_then(|digit| digit.parse::<usize>().ok());
                if let Some(module) = digit.and_then(|digit| Module::ALL.get(digit.wrapping_sub(1)))
                {
                    let view = View {
                        module: Some(*module),
                        metrics: Vec::new(),
                        ..view.get_untracked()
                    };
                    address.push(Place::Chart, view);
                }
            }
        }
    });
}
