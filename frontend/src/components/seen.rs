//! What has changed since a link was made, and the choice between the data as shared and the newest.

use leptos::prelude::*;
use shared::day::{DayRange, Minute};
use shared::reply::Series;
use shared::text::Lang;
use shared::value::Status;
use shared::view::View;

use crate::browser::number;

/// So many changes are listed; more are counted.
const LISTED: usize = 100;

/// Values that are others than they were: so many days, and each in words, the newest first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Changes {
    /// How many days of the view they are about.
    pub days: usize,
    /// Day, series, the value then and now, and what was known of it then or that it was revised.
    pub rows: Vec<[String; 4]>,
}

/// The changes between two answers to a view; `name` says how the reader calls a series. Days that
/// could not be asked say nothing.
#[must_use]
pub fn changes(
    [then, now]: [&[Series]; 2],
    (view, range): (&View, DayRange),
    lang: Lang,
    name: &dyn Fn(&Series) -> String,
) -> Changes {
    let like = |one: &Series, all: &[Series]| all.iter().position(|other| other.key() == one.key());
    let gone = then.iter().filter(|one| like(one, now).is_none());
    let mut pairs = Vec::new();
    for one in now.iter().chain(gone) {
        pairs.push((
            one,
            [then, now].map(|all| like(one, all).map(|at| &all[at])),
        ));
    }
    let mut found = Changes::default();
    for (index, day) in range.days().enumerate().rev() {
        let before = found.rows.len();
        for (one, sides) in &pairs {
            let values = sides.map(|side| side?.values.get(index).copied().flatten());
            let [was, is] =
                sides.map(|side| side.map_or(Status::Missing, |side| side.status_on(day)));
            if values[0] == values[1] || was == Status::Failed || is == Status::Failed {
                continue;
            }
            let own = view
                .own_days(range, one.period)
                .get(index)
                .copied()
                .flatten();
            let [old, new] = values.map(|value| {
                value.map_or_else(
                    || lang.no_value().to_owned(),
                    |value| number::text(value.get()),
                )
            });
            let unit = one.metric.unit.as_deref().unwrap_or("");
            found.rows.push([
                lang.date(own.unwrap_or(day), true),
                name(one),
                [&old, "→", &new, unit].join(" "),
                lang.cause(was, is),
            ]);
        }
        found.days += usize::from(found.rows.len() > before);
    }
    found
}

/// How many days have changed, and each of them; which data is shown, and the way to the other. One
/// sentence where nothing has.
pub fn told(
    lang: Lang,
    seen: Minute,
    Changes { days, rows }: Changes,
    as_shared: Memo<bool>,
    choose: Callback<bool>,
) -> AnyView {
    if rows.is_empty() {
        let text = lang.as_it_was(seen);
        return view! { <p class="notice" data-testid="seen">{text}</p> }.into_any();
    }
    let rest = rows.len().checked_sub(LISTED + 1);
    let row = |[day, name, values, cause]: [String; 4]| {
        view! {
            <tr><th scope="row">{day}</th><td>{name}</td><td>{values}</td><td>{cause}</td></tr>
        }
        .into_any()
    };
    let rows = rows.into_iter().take(LISTED).map(row).collect_view();
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
                <div class="scroll"><table><tbody>{rows}</tbody></table></div>
                {rest}
            </details>
            <span class="sides" role="group">
                {side(lang.as_shared(), true)} {side(lang.newest(), false)}
            </span>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    use shared::filter::Slice;
    use shared::metric::{Better, Confidence, Metric};
    use shared::reply::Period;
    use shared::value::Value;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn series(id: &str, values: [f64; 3], status: &[(&str, Status)]) -> Series {
        let status = status
            .iter()
            .map(|(day, status)| (day.parse().unwrap(), *status));
        Series {
            app: "shop".to_owned(),
            slice: Slice::default(),
            period: Period::Current,
            metric: Metric {
                id: id.to_owned(),
                zh: id.to_owned(),
                en: id.to_owned(),
                line: 0,
                unit: Some("ms".to_owned()),
                better: Better::Down,
                role: None,
                confidence: Confidence::Low,
            },
            start: "2026-10-01".parse().unwrap(),
            values: values.map(Value::new).to_vec(),
            status: status.collect::<BTreeMap<_, _>>(),
        }
    }

    fn found(then: &[Series], now: &[Series]) -> Changes {
        let range = DayRange::ending("2026-10-03".parse().unwrap(), 3);
        let name = |one: &Series| one.metric.id.clone();
        changes([then, now], (&View::default(), range), Lang::Zh, &name)
    }

    #[wasm_bindgen_test]
    fn changed_appeared_and_vanished_values_are_told_newest_day_first() {
        let was = [("2026-10-03", Status::Provisional)];
        let then = [
            series("total", [1.0, 2.0, 3.0], &was),
            series("gone", [f64::NAN, 5.0, f64::NAN], &[]),
        ];
        let is = [("2026-10-02", Status::Revised)];
        let now = [
            series("total", [1.0, 2.5, 4.0], &is),
            series("new", [f64::NAN, f64::NAN, 7.0], &[]),
        ];
        let found = found(&then, &now);
        assert_eq!(found.days, 2);
        let rows: Vec<_> = found.rows.iter().map(|row| row.join("|")).collect();
        assert_eq!(
            rows,
            [
                "2026年10月3日|total|3 → 4 ms|当时暂定",
                "2026年10月3日|new|– → 7 ms|当时缺失",
                "2026年10月2日|total|2 → 2.5 ms|有修订",
                "2026年10月2日|gone|5 → – ms|当时已定",
            ]
        );
    }

    #[wasm_bindgen_test]
    fn a_day_that_could_not_be_asked_is_no_change() {
        let then = [series("total", [1.0, 2.0, 3.0], &[])];
        let failed = [("2026-10-02", Status::Failed)];
        let now = [series("total", [1.0, f64::NAN, 3.0], &failed)];
        assert_eq!(found(&then, &now), Changes::default());
    }
}
