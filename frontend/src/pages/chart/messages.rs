//! What the chart's page says beside the chart: its state, and what to know of the data.

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::DayRange;
use shared::problem::Problem;
use shared::reply::{Failure, Notice, NoticeCode, Period, Series};
use shared::text::Lang;
use shared::view::{Alias, Grid, View};

use super::has_values;
use crate::address::{Address, Place};
use crate::api::Failed;
use crate::app::KnownApps;
use crate::components::live::live;
use crate::components::state::{FailedState, State, words};
use crate::later::{Part, later};
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

/// More lines in a panel than this can't each be named at their ends.
const MOST_LINES: usize = 4;
/// More failed windows than this are folded away.
const FOLDED: usize = 3;

/// The one state that fits, if any.
pub(super) fn state(
    address: Address,
    store: Store,
    known: KnownApps,
    shown: &[Series],
) -> Option<AnyView> {
    let lang = Prefs::expect().lang.get();
    if let Some(bytes) = address.refused.get() {
        let text = lang.address_too_long(bytes);
        return Some(view! { <p class="notice" role="status">{text}</p> }.into_any());
    }
    if address.parsed.with(Result::is_err) {
        return None;
    }
    if let Some(Err(failed)) = known.answer.get() {
        let retry = Callback::new(move |()| {
            known.ask();
            store.resume();
        });
        return Some(view! { <FailedState failed retry /> }.into_any());
    }
    let data = store.data.get();
    match data.stage {
        Stage::Failed(failed) => {
            let retry = Callback::new(move |()| store.retry());
            Some(view! { <FailedState failed retry /> }.into_any())
        }
        Stage::Told(cost) => {
            let go = Callback::new(move |()| store.retry());
            Some(later(Part::Large(cost, go)))
        }
        Stage::Ready(_) if !has_values(shown) && data.failures.is_empty() => {
            Some(later(Part::Empty(data.series)))
        }
        Stage::Loading | Stage::Idle if data.series.is_empty() => {
            let text = lang.loading();
            let state = view! {
                <section class="state" data-state="loading" role="status"><p>{text}</p></section>
            };
            Some(state.into_any())
        }
        _ => None,
    }
}

/// Nothing to draw: the filters that brought nothing, or the metrics that there are not, and the
/// way to what there is.
pub(crate) fn empty(all: &[Series]) -> AnyView {
    let lang = Prefs::expect().lang.get_untracked();
    let address = Address::expect();
    let view = untrack(|| address.view());
    let is_known = |id: &&String| all.iter().any(|one| one.metric.id == **id);
    let unknown: Vec<&str> = view
        .metrics
        .iter()
        .filter(|id| !is_known(id))
        .map(String::as_str)
        .collect();
    let metrics_alone = has_values(all) && !unknown.is_empty();
    let widen = Callback::new(move |()| {
        address.push_view(|view| {
            view.metrics.clear();
            view.hide.clear();
            if !metrics_alone {
                view.platforms.clear();
                view.levels.clear();
                view.networks.clear();
            }
        });
    });
    let (advice, next) = if metrics_alone {
        let names = unknown.join(lang.pick("、", ", "));
        (lang.metric_unknown(&names), lang.every_metric())
    } else {
        let slices = view.slices().into_iter().filter(|slice| !slice.is_all());
        let names: Vec<_> = slices.map(|slice| lang.slice(slice)).collect();
        let mut advice = names.join(lang.pick("、", ", "));
        if !advice.is_empty() {
            advice.push_str(lang.pick("：", ": "));
        }
        advice.push_str(lang.empty_advice());
        (advice, lang.reset_filters())
    };
    let next = (next.to_owned(), widen);
    view! { <State state="empty" title=lang.empty() advice next /> }.into_any()
}

/// What there is to know beside the chart.
#[derive(Clone, Copy)]
pub struct Told {
    /// The data that are drawn.
    pub(crate) drawn: Signal<Data>,
    /// The lines of the named metrics, hidden ones too.
    pub(crate) lines: Signal<Arc<Vec<Series>>>,
    /// The view, with what the page fills in.
    pub(crate) view: Memo<View>,
}

impl Told {
    /// Whether there is anything to say.
    pub(crate) fn has_notes(self) -> bool {
        let told = self.drawn.with(|data| match &data.stage {
            Stage::Ready(done) => !done.notices.is_empty(),
            _ => false,
        });
        told || self.view.with(|view| !view.hide.is_empty()) || self.is_crowded()
    }

    /// Whether a panel has more lines than can be told by their ends, and small ones would help.
    fn is_crowded(self) -> bool {
        let view = self.view.get();
        view.grid.is_none()
            && view.platforms.len() > 1
            && self.lines.with(|lines| {
                let current = |one: &&Series| one.period == Period::Current;
                let first = lines
                    .first()
                    .map(|one| (&one.metric.id, one.metric.line, &one.app));
                let same =
                    |one: &&Series| Some((&one.metric.id, one.metric.line, &one.app)) == first;
                lines.iter().filter(current).filter(same).count() > MOST_LINES
            })
    }

    /// What the reader should know beside the data, as it stands.
    pub(crate) fn notes(self) -> AnyView {
        let lang = Prefs::expect().lang;
        let address = Address::expect();
        live(move || {
            let lang = lang.get();
            let crowded = self.is_crowded().then(|| crowded(address, lang));
            let notes = self.drawn.with(|data| notes(data, address, lang));
            Some(view! { {crowded} {notes} }.into_any())
        })
    }
}

/// More lines than can be told apart: small charts are a press away.
fn crowded(address: Address, lang: Lang) -> AnyView {
    let split = move |_| {
        let mut view = untrack(|| address.view());
        view.grid = Some(Grid::Platform);
        address.replace(Place::Chart, view);
    };
    view! {
        <p class="notice" data-testid="crowded">
            {lang.crowded()}
            <button type="button" class="plain next" on:click=split>{lang.small_charts()}</button>
        </p>
    }
    .into_any()
}

/// What the reader should know beside the data.
fn notes(data: &Data, address: Address, lang: Lang) -> AnyView {
    let mut texts = Vec::new();
    if let Stage::Ready(done) = &data.stage {
        texts.extend(done.notices.iter().filter_map(|one| note(one, lang)));
    }
    texts.dedup();
    let line = |text| view! { <p class="notice">{text}</p> }.into_any();
    let lines = texts.into_iter().map(line).collect_view();
    let hidden = hidden(address, lang);
    view! { {hidden} {lines} }.into_any()
}

/// How many lines the address hides, and the way to see them.
fn hidden(address: Address, lang: Lang) -> Option<AnyView> {
    let count = address.view().hide.len();
    let show = move |_| {
        let mut view = untrack(|| address.view());
        view.hide.clear();
        address.replace(Place::Chart, view);
    };
    (count > 0).then(|| {
        let text = lang.hidden_lines(count);
        view! {
            <p class="notice" data-testid="hidden">
                {text}
                <button type="button" class="plain next" on:click=show>{lang.show_all()}</button>
            </p>
        }
        .into_any()
    })
}

/// A notice of the relay in the reader's language.
fn note(notice: &Notice, lang: Lang) -> Option<String> {
    match notice.code {
        NoticeCode::FilterWithoutEffect => {
            let slice = notice.slice.map(|slice| lang.slice(slice));
            Some(lang.filter_without_effect(&slice.unwrap_or_default()))
        }
        NoticeCode::FilterUndocumented => Some(lang.filter_undocumented().to_owned()),
        NoticeCode::HistoryUnavailable => Some(lang.history_unavailable().to_owned()),
        // Told from the address itself, or drawn where it belongs.
        NoticeCode::UnknownParameter | NoticeCode::MetricUnknown => None,
        NoticeCode::Stale => Some(lang.stale().to_owned()),
        NoticeCode::CertificateDeprecated => Some(lang.certificate_deprecated().to_owned()),
    }
}

/// The windows that failed beside others, as they stand.
pub(crate) fn failures(store: Store) -> AnyView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    live(move || partial(store, known, lang.get()))
}

/// What failed beside what did not comes worded in Chinese, whatever the page's language.
fn in_language(lang: Lang, problem: &Problem) -> Problem {
    let kind = problem.known_kind().filter(|_| lang != Lang::Zh);
    let advice = kind.map(|kind| lang.problem_advice(kind).to_owned());
    Problem {
        advice: advice.unwrap_or_else(|| problem.advice.clone()),
        ..problem.clone()
    }
}

/// The windows that failed beside others that did not, each told and asked again by itself; many
/// are folded away.
fn partial(store: Store, known: KnownApps, lang: Lang) -> Option<AnyView> {
    let data = store.data.get();
    let (failures, first) = (&data.failures, data.failures.first()?);
    let several_apps = failures.iter().any(|one| one.app != first.app);
    let busy = data.progress.is_some();
    let button = |text: &'static str, windows: Vec<Failure>| {
        let retry = move |_| store.mend(windows.clone());
        view! { <button type="button" class="plain next" disabled=busy on:click=retry>{text}</button> }
            .into_any()
    };
    let row = |one: &Failure| {
        let mut name = String::new();
        if let Some(alias) = Alias::new(&one.app).filter(|_| several_apps) {
            name.push_str(&known.name(&alias));
            name.push_str(" · ");
        }
        name.push_str(&lang.slice(one.slice));
        if let Some(range) = DayRange::new(one.start, one.end) {
            name.push_str(" · ");
            name.push_str(&lang.dates(range));
        }
        let button = button(lang.retry(), vec![one.clone()]);
        view! { <li><span>{name}</span> {button}</li> }.into_any()
    };
    let rows = failures.iter().map(row).collect_view();
    let mut list = view! { <ul>{rows}</ul> }.into_any();
    if failures.len() > FOLDED {
        let which = lang.which();
        list = view! { <details><summary>{which}</summary>{list}</details> }.into_any();
    }
    let all = (failures.len() > 1).then(|| button(lang.retry_all(), failures.clone()));
    let cause = Failed::Problem(Box::new(in_language(lang, &first.problem)));
    let (cause, advice, code) = words(lang, data.unmended.as_ref().unwrap_or(&cause));
    let rest = view! { {list} {all} }.into_any();
    let title = lang.failed_pieces(failures.len());
    let advice = cause + lang.pick("，", ". ") + &advice;
    Some(view! { <State state="partial" title advice rest code /> }.into_any())
}
