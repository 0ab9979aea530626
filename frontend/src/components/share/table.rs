//! The table of all values to copy: for spreadsheets as text, for documents as a table.

use shared::csv::plain;
use shared::day::DayRange;
use shared::reply::Series;
use shared::text::Lang;

use super::links::escaped;
use crate::browser::number;
use crate::components::figures::series_name;

/// The table as HTML, and as text whose cells are parted by tabs: days and series as the page has
/// them, newest day first, unrounded, in WeChat's unit.
pub(super) fn both(
    series: &[Series],
    range: DayRange,
    lang: Lang,
    name: &dyn Fn(&Series) -> String,
) -> (String, String) {
    let rows = rows(series, range, lang, name);
    let (mut html, mut text) = (String::from("<table>"), String::new());
    for (place, row) in rows.iter().enumerate() {
        let tag = if place == 0 { "th" } else { "td" };
        html.push_str("<tr>");
        for cell in row {
            html.push_str(&["<", tag, ">", &escaped(cell), "</", tag, ">"].concat());
        }
        html.push_str("</tr>");
        text.push_str(&row.join("\t"));
        text.push_str("\r\n");
    }
    html.push_str("</table>");
    (html, text)
}

fn rows(
    series: &[Series],
    range: DayRange,
    lang: Lang,
    name: &dyn Fn(&Series) -> String,
) -> Vec<Vec<String>> {
    let mut head = vec![lang.day().to_owned()];
    head.extend(series.iter().map(|one| cell(&name(one))));
    let mut rows = vec![head];
    for (index, day) in range.days().enumerate().rev() {
        let mut row = vec![day.to_string()];
        row.extend(series.iter().map(|one| {
            let value = one.values.get(index).copied().flatten();
            value.map_or_else(String::new, |value| number::text(value.get()))
        }));
        rows.push(row);
    }
    rows
}

/// What a column is called: metric, unit, line.
pub(super) fn column(one: &Series, lang: Lang) -> String {
    let metric = lang.pick(&one.metric.zh, &one.metric.en);
    let mut name = match one.metric.line {
        0 => metric.clone(),
        line => lang.line_of(metric, line),
    };
    if let Some(unit) = &one.metric.unit {
        name.push_str(&[" (", unit, ")"].concat());
    }
    [&name, " · ", &series_name(lang, one)].concat()
}

/// A text that is one cell, and no formula.
fn cell(text: &str) -> String {
    plain(&text.replace(['\t', '\r', '\n'], " "))
}
