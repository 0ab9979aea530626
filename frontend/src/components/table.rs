//! The chart's twin: every value, unrounded, in WeChat's unit.

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Series;
use shared::text::Lang;
use shared::value::Status;

use crate::browser::number;
use crate::components::figures::series_name;
use crate::components::live::{live, words};
use crate::prefs::Prefs;

/// The values of the series, as drawn; newest day first.
#[must_use]
pub fn table(range: Signal<Option<DayRange>>, series: Signal<Arc<Vec<Series>>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let head = live(move || {
        let lang = lang.get();
        let heads = series.with(|series| {
            let head = |one: &Series| {
                let unit = one.metric.unit.as_ref();
                let unit = unit.map_or_else(String::new, |unit| format!(" ({unit})"));
                let metric = lang.pick(&one.metric.zh, &one.metric.en);
                let name = format!("{metric}{unit}");
                view! { <th scope="col">{name}<br />{series_name(lang, one)}</th> }.into_any()
            };
            series.iter().map(head).collect_view()
        });
        Some(heads.into_any())
    });
    let body = live(move || {
        let (lang, range, series) = (lang.get(), range.get()?, series.get());
        let rows = range.days().enumerate().rev();
        let rows = rows.map(|(index, day)| row(lang, &series, index, day));
        Some(rows.collect_view().into_any())
    });
    let day = words(move || lang.get().day());
    let table = view! {
        <div class="scroll" tabindex="0" role="region" aria-label=move || lang.get().table()>
            <table class="values">
                <thead><tr><th scope="col">{day}</th>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
    };
    table.into_any()
}

/// A day's values.
fn row(lang: Lang, series: &[Series], index: usize, day: Day) -> AnyView {
    let cells = series.iter().enumerate().map(|(number, one)| {
        let value = one.values.get(index).copied().flatten();
        let status = one.status_on(day);
        let is_told = status != Status::Final && !(status == Status::Missing && value.is_none());
        let note = is_told.then(|| view! { <small>{lang.status(status)}</small> }.into_any());
        let text = value.map_or_else(
            || lang.no_value().to_owned(),
            |value| number::text(value.get()),
        );
        view! {
            <td data-day=day.to_string() data-series=number.to_string() data-status=status.word()>
                <span>{text}</span>{note}
            </td>
        }
        .into_any()
    });
    let cells = cells.collect_view();
    let name = format!("{day} {}", lang.weekday(day));
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}
