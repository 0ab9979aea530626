//! What the chart's page says beside the chart: its state, and what to know of the data.

use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::{Failure, Notice, NoticeCode, Series};
use shared::text::Lang;
use shared::view::{Alias, View};

use super::has_values;
use crate::address::{Address, Place};
use crate::api::Failed;
use crate::app::KnownApps;
use crate::components::state::{FailedState, State, told, words};
use crate::prefs::Prefs;
use crate::store::{Data, Stage, Store};

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
    if let Err(error) = address.parsed.get() {
        let home = Callback::new(move |()| address.push(Place::Overview, View::default()));
        let title = lang.problem_title(error.kind());
        let advice = lang.view_error(&error);
        let next = (lang.start_afresh().to_owned(), home);
        return Some(view! { <State state="failed" title advice next /> }.into_any());
    }
    if let Some(Err(failed)) = known.answer.get() {
        let retry = Callback::new(move |()| known.ask());
        return Some(view! { <FailedState failed retry /> }.into_any());
    }
    let data = store.data.get();
    match data.stage {
        Stage::Failed(failed) => {
            let retry = Callback::new(move |()| store.retry());
            Some(view! { <FailedState failed retry /> }.into_any())
        }
        Stage::Told(cost) => Some(told(lang, cost, Callback::new(move |()| store.retry()))),
        Stage::Ready(_) if !has_values(shown) && data.failures.is_empty() => {
            Some(empty(address, &data.series, lang))
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
fn empty(address: Address, all: &[Series], lang: Lang) -> AnyView {
    let view = address.view();
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

/// What the reader should know beside the data.
pub(super) fn notes(data: &Data, address: Address, lang: Lang) -> AnyView {
    let mut texts = Vec::new();
    let unknown: Vec<String> = address.parsed.with(|parsed| {
        let unknown = parsed.as_ref().map(|parsed| parsed.unknown.iter());
        let names = unknown.into_iter().flatten().map(|(name, _)| name.clone());
        names.collect()
    });
    if !unknown.is_empty() {
        texts.push(lang.unknown_parameters(&unknown));
    }
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
        NoticeCode::Stale | NoticeCode::CertificateDeprecated => Some(notice.text.clone()),
    }
}

/// The windows that failed beside others that did not, each told and asked again by itself; many
/// are folded away.
pub(super) fn partial(store: Store, known: KnownApps, lang: Lang) -> Option<AnyView> {
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
    let cause = Failed::Problem(Box::new(first.problem.clone()));
    let (cause, advice, code) = words(lang, data.unmended.as_ref().unwrap_or(&cause));
    let rest = view! { {list} {all} }.into_any();
    let title = lang.failed_pieces(failures.len());
    let advice = cause + lang.pick("，", ". ") + &advice;
    Some(view! { <State state="partial" title advice rest code /> }.into_any())
}
