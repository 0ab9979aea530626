//! What the crosshair stands on: every series' value of the day, unrounded, with its status.

use std::sync::Arc;

use leptos::prelude::*;
use shared::day::DayRange;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::{Status, Value, fixed};

use crate::browser::number;
use crate::components::aloud::{Said, heard};
use crate::components::figures::{hue, line_name, several_metrics};
use crate::components::live::live;
use crate::prefs::Prefs;

/// Where the crosshair stands, shared by all panels of a page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cross {
    /// The day's index in the view.
    pub index: usize,
    /// Its place from the left edge of the panel, in CSS pixels.
    pub x: f64,
    /// The panel's width.
    pub width: f64,
    /// Which of the panels is heard: the one whose keys lead the crosshair; none where a pointer does.
    pub said: Option<usize>,
}

/// The tooltip beside the crosshair; on a phone a strip beneath; and what is heard. `series` are those that are drawn.
#[must_use]
pub fn tooltip(
    cross: Signal<Option<Cross>>,
    range: Signal<Option<DayRange>>,
    series: Signal<Arc<Vec<Series>>>,
    said: Said,
) -> AnyView {
    let lang = Prefs::expect().lang;
    let seen = live(move || {
        let (cross, range) = (cross.get()?, range.get()?);
        let day = range.days().nth(cross.index)?;
        let lang = lang.get();
        let series = series.get();
        let rows = series
            .iter()
            .map(|one| row(lang, one, &series, cross.index, range))
            .collect_view();
        let flipped = cross.x > cross.width / 2.0;
        let (left, right) = if flipped {
            ("auto".to_owned(), pixels(cross.width - cross.x + 16.0))
        } else {
            (pixels(cross.x + 16.0), "auto".to_owned())
        };
        Some(
            view! {
                <div class="tooltip" aria-hidden="true" style:left=left style:right=right>
                    <strong>{format!("{} {}", lang.date(day, true), lang.weekday(day))}</strong>
                    <table><tbody>{rows}</tbody></table>
                </div>
            }
            .into_any(),
        )
    });
    view! { {seen} {heard(said, cross, range)} }.into_any()
}

fn pixels(length: f64) -> String {
    number::text(length) + "px"
}

/// One series: name, value, change against the compared value beside, status.
fn row(lang: Lang, one: &Series, all: &[Series], index: usize, range: DayRange) -> AnyView {
    let unit = one.metric.unit.clone().unwrap_or_default();
    let value = one.values.get(index).copied().flatten();
    let text = value.map_or_else(
        || lang.no_value().to_owned(),
        |value| format!("{} {unit}", number::text(value.get())),
    );
    let day = range.days().nth(index);
    let status = day
        .map(|day| one.status_on(day))
        .filter(|status| *status != Status::Final);
    let name = line_name(lang, one, several_metrics(all));
    let change = change(one, all, index);
    let class = format!(
        "swatch {} {}",
        hue(one.slice.platform),
        if one.period == Period::Compared {
            "pale"
        } else {
            ""
        }
    );
    view! {
        <tr>
            <th scope="row"><span class=class aria-hidden="true"></span>" "{name}</th>
            <td>{text}</td>
            <td class="change">{change}</td>
            <td class="status">{status.map(|status| lang.status(status))}</td>
        </tr>
    }
    .into_any()
}

/// A change in percent, with its sign.
#[must_use]
pub fn signed(percent: f64) -> String {
    let sign = match percent {
        more if more > 0.0 => "+",
        less if less < 0.0 => "−",
        _ => "",
    };
    [sign, &fixed(percent, 1), " %"].concat()
}

/// The change of a current series' value against that of the compared day beside, in percent.
fn change(one: &Series, all: &[Series], index: usize) -> Option<String> {
    let beside = all.iter().find(|other| {
        other.period != one.period
            && (&other.app, other.slice) == (&one.app, one.slice)
            && (&other.metric.id, other.metric.line) == (&one.metric.id, one.metric.line)
    });
    let value = |one: &Series| one.values.get(index).copied().flatten().map(Value::get);
    let (now, before) = (value(one)?, value(beside?)?);
    if one.period == Period::Compared || before == 0.0 {
        return None;
    }
    Some(signed((now - before) / before.abs() * 100.0))
}
