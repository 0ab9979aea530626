//! What has changed since a link was made, and the choice between the data as shared and the newest.

use leptos::prelude::*;
use shared::day::{Day, DayRange, Minute};
use shared::order;
use shared::reply::Series;
use shared::text::Lang;
use shared::value::Status;
use shared::view::View;

use crate::browser::number;

/// So many changes are listed; more are counted.
const LISTED: usize = 100;

/// A value that is another than it was.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The series' own day.
    pub day: Day,
    /// The series, as the reader calls it.
    pub name: String,
    /// The value then and now.
    pub values: String,
    /// What was known of it then, or that it was revised.
    pub cause: String,
}

/// The changes between two answers to a view, newest day first; `name` says how the reader calls a
/// series. Days that could not be asked say nothing.
#[must_use]
pub fn changes(
    [then, now]: [&[Series]; 2],
    (view, range): (&View, DayRange),
    lang: Lang,
    name: &dyn Fn(&Series) -> String,
) -> Vec<Change> {
    let mut found = Vec::new();
    let like = |one: &Series, all: &[Series]| all.iter().position(|other| other.key() == one.key());
    let gone = then.iter().filter(|one| like(one, now).is_none());
    for one in now.iter().chain(gone) {
        let sides = [then, now].map(|all| like(one, all).map(|at| &all[at]));
        let own = view.own_days(range, one.period);
        for (index, (day, own)) in range.days().zip(own).enumerate() {
            let values = sides.map(|side| side?.values.get(index).copied().flatten());
            let known = |side: Option<&Series>| side.map(|side| side.status_on(day));
            let [before, after] = sides.map(|side| known(side).unwrap_or(Status::Missing));
            if values[0] == values[1] || before == Status::Failed || after == Status::Failed {
                continue;
            }
            let [was, is] = values.map(|value| {
                value.map_or_else(
                    || lang.no_value().to_owned(),
                    |value| number::text(value.get()),
                )
            });
            found.push(Change {
                day: own.unwrap_or(day),
                name: name(one),
                values: [&was, "→", &is, one.metric.unit.as_deref().unwrap_or("")].join(" "),
                cause: lang.cause(before, after),
            });
        }
    }
    order::sort_by(&mut found, |one, other| other.day.cmp(&one.day));
    found
}

/// How many days the changes are about, and each of them; which data is shown, and the way to the
/// other. One sentence where there is none.
pub fn told(
    lang: Lang,
    seen: Minute,
    changes: &[Change],
    as_shared: Memo<bool>,
    choose: Callback<bool>,
) -> AnyView {
    if changes.is_empty() {
        let text = lang.as_it_was(seen);
        return view! { <p class="notice" data-testid="seen">{text}</p> }.into_any();
    }
    let days = 1 + changes
        .windows(2)
        .filter(|two| two[0].day != two[1].day)
        .count();
    let row = |one: &Change| {
        let day = lang.date(one.day, true);
        let (name, values, cause) = (one.name.clone(), one.values.clone(), one.cause.clone());
        view! {
            <tr><th scope="row">{day}</th><td>{name}</td><td>{values}</td><td>{cause}</td></tr>
        }
        .into_any()
    };
    let rows = changes.iter().take(LISTED).map(row).collect_view();
    let rest = changes.len().checked_sub(LISTED + 1);
    let rest = rest.map(|rest| {
        let text = lang.further_changes(rest + 1);
        view! { <p class="notice">{text}</p> }.into_any()
    });
    let side = |text: &'static str, shared: bool| {
        view! {
            <button
                type="button"
                class="plain"
                aria-pressed=move || (as_shared.get() == shared).to_string()
                on:click=move |_| choose.run(shared)
            >
                {text}
            </button>
        }
        .into_any()
    };
    let summary = lang.days_changed(seen, days);
    view! {
        <div class="seen" data-testid="seen">
            <details>
                <summary>{summary}</summary>
                <div class="scroll"><table class="values"><tbody>{rows}</tbody></table></div>
                {rest}
            </details>
            <span class="sides" role="group">
                {side(lang.as_shared(), true)} {side(lang.newest(), false)}
            </span>
        </div>
    }
    .into_any()
}
