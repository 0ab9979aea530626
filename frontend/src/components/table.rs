//! The chart's twin: every value, unrounded, in WeChat's unit.

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::value::Status;

use crate::components::figures::series_name;
use crate::prefs::Prefs;

/// The table of the values, newest day first.
#[component]
pub fn Values(
    /// The days.
    #[prop(into)]
    range: Signal<Option<DayRange>>,
    /// The series, as drawn.
    #[prop(into)]
    series: Signal<Arc<Vec<Series>>>,
) -> impl IntoView {
    let lang = Prefs::expect().lang;
    let head = move || {
        let lang = lang.get();
        series.get().iter().map(|one| {
            let unit = one.metric.unit.as_ref().map_or_else(String::new, |unit| format!(" ({unit})"));
            let metric = lang.pick(&one.metric.zh, &one.metric.en);
            view! { <th scope="col">{format!("{metric}{unit}")}<br />{series_name(lang, one)}</th> }
        }).collect_view()
    };
    let body = move || {
        let lang = lang.get();
        let series = series.get();
        let range = range.get()?;
        Some(range.days().enumerate().rev().map(|(index, day)| {
            let cells = series.iter().enumerate().map(|(number, one)| {
                let value = one.values.get(index).copied().flatten();
                let status = one.status_on(day);
                let note = (status != Status::Final && !(status == Status::Missing && value.is_none()))
                    .then(|| view! { <small>{lang.status(status)}</small> });
                let text = value.map_or_else(|| lang.no_value().to_owned(), |value| value.to_string());
                view! { <td data-day=day.to_string() data-series=number.to_string() data-status=status.word()><span>{text}</span>{note}</td> }
            }).collect_view();
            view! { <tr><th scope="row">{format!("{day} {}", lang.weekday(day))}</th>{cells}</tr> }
        }).collect_view())
    };
    view! {
        <details class="table">
            <summary>{move || lang.get().table()}</summary>
            <div class="scroll">
                <table class="values">
                    <thead><tr><th scope="col">{move || lang.get().day()}</th>{head}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        </details>
    }
}

/// Whether a series belongs to the view's own days.
#[must_use]
pub fn is_current(series: &Series) -> bool {
    series.period == Period::Current
}
