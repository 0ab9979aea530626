//! The choice of days: what is usual, or dates of one's own.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::view::{Days, Last};

use super::choices::Choice;
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

/// The choices of days.
#[component]
pub fn DayChoices(
    /// The days that are shown.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The newest day that can be asked for.
    #[prop(into)]
    newest: Signal<Option<Day>>,
    /// Called with the days that are picked.
    #[prop(into)]
    pick: Callback<Days>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let start = RwSignal::new(String::new());
    let end = RwSignal::new(String::new());
    if let Some(shown) = range.get_untracked() {
        start.set(shown.start().to_string());
        end.set(shown.end().to_string());
    }
    let chosen = move || DayRange::new(start.get().parse().ok()?, end.get().parse().ok()?);
    let most = move || newest.get().map(|day| day.to_string());
    view! {
        {USUAL.map(|last| view! {
            <Choice
                value=last.to_string()
                label=Signal::derive(move || match last {
                    Last::Days(count) => lang.get().last_days(count),
                    Last::Weeks(count) => lang.get().last_weeks(count),
                    Last::Months(count) => lang.get().last_months(count),
                })
                checked=Signal::derive(move || newest.get().map(|day| last.resolve(day)) == range.get() && range.get().is_some())
                pick=move |()| pick.run(Days::Last(last))
            />
        })}
        <div class="dates">
            <label>
                {move || lang.get().from_day()}
                <input type="date" name="start" max=most prop:value=move || start.get()
                    on:input:target=move |event| start.set(event.target().value()) />
            </label>
            <label>
                {move || lang.get().to_day()}
                <input type="date" name="end" max=most prop:value=move || end.get()
                    on:input:target=move |event| end.set(event.target().value()) />
            </label>
            <button type="button" data-testid="apply-days" disabled=move || chosen().is_none()
                on:click=move |_| if let Some(range) = chosen() { pick.run(Days::Range(range)) }>
                {move || lang.get().apply()}
            </button>
        </div>
    }
}
