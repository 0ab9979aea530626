//! The choice of days: what is usual, or dates of one's own.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::view::{Days, Last};

use super::{Contents, Entry};
use crate::address::Address;
use crate::components::live::words;
use crate::components::phrase::OpenPhrase;
use crate::prefs::Prefs;

/// What is usually asked for: whole weeks and months beside plain days.
const USUAL: [Last; 7] = [
    Last::Days(7),
    Last::Days(28),
    Last::Days(90),
    Last::Days(365),
    Last::Weeks(4),
    Last::Months(1),
    Last::Months(3),
];

pub(super) fn contents(range: Signal<Option<DayRange>>, newest: Signal<Option<Day>>) -> Contents {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let phrase = OpenPhrase::of_page();
    let choose = Callback::new(move |days: Days| {
        phrase.close();
        address.push_view(|view| view.days = days);
    });
    let entries = Signal::derive(move || {
        let (lang, shown, newest) = (lang.get(), range.get(), newest.get());
        let entry = |last: Last| {
            let checked = newest.is_some_and(|day| shown == Some(last.resolve(day)));
            Entry::choice(last.to_string(), lang.last(last), checked)
        };
        USUAL.into_iter().map(entry).collect()
    });
    let pick = Callback::new(move |value: String| {
        if let Some(last) = USUAL.into_iter().find(|last| last.to_string() == value) {
            choose.run(Days::Last(last));
        }
        false
    });
    let rest = view! { <Dates range newest choose /> }.into_any();
    Contents {
        entries,
        pick,
        rest: Some(rest),
    }
}

/// Two dates and the button that takes them.
#[component]
fn Dates(
    range: Signal<Option<DayRange>>,
    newest: Signal<Option<Day>>,
    choose: Callback<Days>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let shown = range.get_untracked();
    let text = |day: Option<Day>| RwSignal::new(day.map(|day| day.to_string()).unwrap_or_default());
    let start = text(shown.map(DayRange::start));
    let end = text(shown.map(DayRange::end));
    let chosen = move || DayRange::new(start.get().parse().ok()?, end.get().parse().ok()?);
    let field = move |name: &'static str, text: RwSignal<String>| {
        let label = words(move || match name {
            "start" => lang.get().from_day(),
            _ => lang.get().to_day(),
        });
        view! {
            <label>
                {label}
                <input
                    type="date"
                    name=name
                    max=move || newest.get().map(|day| day.to_string())
                    prop:value=move || text.get()
                    on:input:target=move |event| text.set(event.target().value())
                />
            </label>
        }
        .into_any()
    };
    let apply = move |_| {
        if let Some(range) = chosen() {
            choose.run(Days::Range(range));
        }
    };
    view! {
        <div class="dates">
            {field("start", start)}
            {field("end", end)}
            <button
                type="button"
                data-testid="apply-days"
                disabled=move || chosen().is_none()
                on:click=apply
            >
                {words(move || lang.get().apply())}
            </button>
        </div>
    }
    .into_any()
}
