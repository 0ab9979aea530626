//! Releases and other marks: the configuration's, and the reader's own, which live in the address.

use leptos::prelude::*;
use shared::apps::DayMark;
use shared::day::{Day, DayRange};
use shared::text::Lang;
use shared::view::{MAX_LABEL, MAX_MARKS, Mark, View};

use super::live::{live, words};
use super::panel::configured;
use crate::address::{Address, Place};
use crate::app::KnownApps;
use crate::prefs::Prefs;

/// The marks of the days that are shown, and the way to add one.
#[must_use]
pub fn list(range: Signal<Option<DayRange>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let known = KnownApps::expect();
    let rows = live(move || {
        let (lang, range, view) = (lang.get(), range.get()?, address.view());
        let releases = known.with(|apps| configured(apps, &view));
        let releases = releases
            .into_iter()
            .filter(|mark| range.index(mark.day).is_some());
        let releases: Vec<AnyView> = releases.map(|mark| row(lang, &mark, None)).collect();
        // Marks outside the days are told too: they could not be removed otherwise.
        let own = view.marks.iter().enumerate().map(|(place, mark)| {
            let mark = DayMark {
                day: mark.day,
                label: mark.label.clone(),
            };
            row(lang, &mark, Some(place))
        });
        let rows: Vec<AnyView> = releases.into_iter().chain(own).collect();
        Some(if rows.is_empty() {
            view! { <p class="notice">{lang.no_marks()}</p> }.into_any()
        } else {
            view! { <ul class="marks">{rows}</ul> }.into_any()
        })
    });
    let form = live(move || {
        let full = address.view().marks.len() >= MAX_MARKS;
        let lang = lang.get();
        let told = || view! { <p class="notice">{lang.marks_full(MAX_MARKS)}</p> }.into_any();
        Some(if full { told() } else { form(range) })
    });
    view! { {rows} {form} }.into_any()
}

/// A mark; the reader's own, at a place of the view, can be removed.
fn row(lang: Lang, mark: &DayMark, own: Option<usize>) -> AnyView {
    let remove = own.map(|place| {
        let remove = move |_| {
            change(move |view| {
                view.marks.remove(place);
            });
        };
        let name = lang.remove_mark(&mark.label);
        view! {
            <button type="button" class="plain" aria-label=name on:click=remove>{lang.remove()}</button>
        }
        .into_any()
    });
    let day = lang.date(mark.day, true);
    let label = mark.label.clone();
    view! { <li><span class="day">{day}</span> <span>{label}</span> {remove}</li> }.into_any()
}

/// Writes the view with other marks in place of the one that is there.
fn change(change: impl FnOnce(&mut View)) {
    let address = Address::expect();
    let mut view = untrack(|| address.view());
    change(&mut view);
    address.replace(Place::Chart, view);
}

fn form(range: Signal<Option<DayRange>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let day = RwSignal::new(
        range
            .get_untracked()
            .map(|range| range.end().to_string())
            .unwrap_or_default(),
    );
    let label = RwSignal::new(String::new());
    let mark = move || {
        let day: Day = day.get().parse().ok()?;
        Mark::new(day, label.get().trim())
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if let Some(mark) = untrack(mark) {
            let mut view = untrack(|| address.view());
            view.marks.push(mark);
            address.replace(Place::Chart, view);
            label.set(String::new());
        }
    };
    view! {
        <form class="dates" on:submit=add>
            <label>
                {words(move || lang.get().day())}
                <input
                    type="date"
                    name="mark-day"
                    prop:value=move || day.get()
                    on:input:target=move |event| day.set(event.target().value())
                />
            </label>
            <label>
                {words(move || lang.get().mark_label())}
                <input
                    type="text"
                    name="mark-label"
                    maxlength=MAX_LABEL.to_string()
                    prop:value=move || label.get()
                    on:input:target=move |event| label.set(event.target().value())
                />
            </label>
            <button type="submit" data-testid="add-mark" disabled=move || mark().is_none()>
                {words(move || lang.get().add_mark())}
            </button>
        </form>
    }
    .into_any()
}
