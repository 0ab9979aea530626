//! The statistics of the drawn lines, over their settled days, each column a way to sort them.

use std::cmp::Ordering;
use std::sync::Arc;

use analysis::{Calendar, Difference, Summary, difference, far, summary};
use chart::unit::Unit;
use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::order;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::view::{Alias, Compare, View};

use super::cost::cost;
use super::figures::{hue, line_name, several_metrics};
use super::live::live;
use super::tooltip::signed;
use crate::address::Address;
use crate::app::KnownApps;
use crate::browser::number;
use crate::prefs::Prefs;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Line,
    Days,
    Latest,
    Mean,
    Median,
    Min,
    Max,
    Noise,
    Change,
    Percent,
}

const COLUMNS: [Column; 10] = [
    Column::Line,
    Column::Days,
    Column::Latest,
    Column::Mean,
    Column::Median,
    Column::Min,
    Column::Max,
    Column::Noise,
    Column::Change,
    Column::Percent,
];

impl Column {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Line => lang.line(),
            Self::Days => lang.days_counted(),
            Self::Latest => lang.latest(),
            Self::Mean => lang.mean(),
            Self::Median => lang.median(),
            Self::Min => lang.min(),
            Self::Max => lang.max(),
            Self::Noise => lang.noise(),
            Self::Change => lang.change_of_mean(),
            Self::Percent => lang.change_in_percent(),
        }
    }
}

/// A line with its numbers.
struct Row {
    name: String,
    hue: &'static str,
    unit: Unit,
    summary: Summary,
    difference: Option<Difference>,
    far: Vec<Day>,
}

impl Row {
    /// What a column sorts by; the line's name has none.
    fn number(&self, column: Column) -> Option<f64> {
        let Summary {
            days,
            latest,
            mean,
            median,
            min,
            max,
            noise,
        } = self.summary;
        match column {
            Column::Line => None,
            Column::Days => Some(days as f64),
            Column::Latest => Some(latest.1),
            Column::Mean => Some(mean),
            Column::Median => Some(median),
            Column::Min => Some(min),
            Column::Max => Some(max),
            Column::Noise => noise,
            Column::Change => self.difference.map(|difference| difference.value),
            Column::Percent => self.difference.and_then(|difference| difference.percent),
        }
    }

    fn text(&self, column: Column, lang: Lang) -> String {
        let Some(number) = self.number(column) else {
            return lang.no_value().to_owned();
        };
        match column {
            Column::Days => number::text(number),
            Column::Change if number > 0.0 => "+".to_owned() + &self.unit.format(number),
            Column::Percent => signed(number),
            _ => self.unit.format(number),
        }
    }
}

/// The table, and what it leaves to be asked for.
#[must_use]
pub fn table(range: Signal<Option<DayRange>>, series: Signal<Arc<Vec<Series>>>) -> AnyView {
    let lang = Prefs::expect().lang;
    let known = KnownApps::expect();
    let address = Address::expect();
    // The column, and whether the largest stands first; as drawn until one is pressed.
    let sorted = RwSignal::new(None::<(Column, bool)>);
    let head = live(move || {
        let (lang, now) = (lang.get(), sorted.get());
        let heads = COLUMNS.map(|column| head(column, lang, now, sorted));
        Some(heads.into_iter().collect_view().into_any())
    });
    let body = live(move || {
        let (lang, range, series) = (lang.get(), range.get()?, series.get());
        let several_apps = address.view().apps.len() > 1;
        let several = several_metrics(&series);
        let name = |one: &Series| {
            let mut name = line_name(lang, one, several);
            if let Some(alias) = Alias::new(&one.app).filter(|_| several_apps) {
                name = format!("{} · {name}", known.name(&alias));
            }
            name
        };
        let calendar = Calendar::builtin();
        let mut rows = rows(&series, range, &|day| calendar.is_special(day), &name);
        if let Some((column, down)) = sorted.get() {
            sort(&mut rows, column, down);
        }
        let rows = rows.iter().map(|row| line(row, lang));
        Some(rows.collect_view().into_any())
    });
    let compare = live(move || address.view().compare.is_none().then(compare));
    view! {
        <div class="scroll" tabindex="0" role="region" aria-label=move || lang.get().statistics()>
            <table class="statistics">
                <thead><tr>{head}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <p class="notice">{move || lang.get().statistics_note()}</p>
        {compare}
    }
    .into_any()
}

/// A column's head: pressed once the largest stands first, twice the least, a third time as drawn.
fn head(
    column: Column,
    lang: Lang,
    sorted: Option<(Column, bool)>,
    set: RwSignal<Option<(Column, bool)>>,
) -> AnyView {
    let mine = sorted.filter(|(sorted, _)| *sorted == column);
    let (word, next) = match mine {
        None => ("none", Some((column, true))),
        Some((_, true)) => ("descending", Some((column, false))),
        Some((_, false)) => ("ascending", None),
    };
    let sign = match mine {
        None => "",
        Some((_, true)) => " ↓",
        Some((_, false)) => " ↑",
    };
    view! {
        <th scope="col" aria-sort=word>
            <button type="button" class="sort" on:click=move |_| set.set(next)>
                {column.name(lang)} {sign}
            </button>
        </th>
    }
    .into_any()
}

/// The drawn lines with a number, in their order; a compared one stands beside its current one.
fn rows(
    series: &[Series],
    range: DayRange,
    special: &dyn Fn(Day) -> bool,
    name: &dyn Fn(&Series) -> String,
) -> Vec<Row> {
    let current = series.iter().filter(|one| one.period == Period::Current);
    let row = |one: &Series| {
        let compared = series.iter().find(|other| {
            other.period == Period::Compared
                && (&other.app, other.slice) == (&one.app, one.slice)
                && (&other.metric.id, other.metric.line) == (&one.metric.id, one.metric.line)
        });
        let summary = summary(one, one.start)?;
        let before = compared.and_then(|other| analysis::summary(other, range.start()));
        Some(Row {
            name: name(one),
            hue: hue(one.slice.platform),
            unit: Unit::of_series([one]),
            difference: before.map(|before| difference(&summary, &before)),
            summary,
            far: far(one, special),
        })
    };
    current.filter_map(row).collect()
}

/// Sorts by a column; what has no number there stands last either way.
fn sort(rows: &mut Vec<Row>, column: Column, down: bool) {
    order::sort_by(rows, |one: &Row, other: &Row| {
        let turned = |order: Ordering| if down { order.reverse() } else { order };
        if column == Column::Line {
            return turned(one.name.cmp(&other.name).reverse());
        }
        match (one.number(column), other.number(column)) {
            (Some(one), Some(other)) => turned(one.total_cmp(&other)),
            (one, other) => other.is_some().cmp(&one.is_some()),
        }
    });
}

fn line(row: &Row, lang: Lang) -> AnyView {
    let cell = |column: Column| {
        let text = row.text(column, lang);
        // Unrounded, in WeChat's unit, for who wants it.
        let exact = row.number(column).map(number::text);
        view! { <td title=exact>{text}</td> }.into_any()
    };
    let cells: Vec<AnyView> = COLUMNS.iter().skip(1).map(|column| cell(*column)).collect();
    let far = (!row.far.is_empty()).then(|| {
        let days: Vec<String> = row.far.iter().map(|day| lang.date(*day, false)).collect();
        let text = lang.far_days(&days);
        view! { <small>{text}</small> }.into_any()
    });
    let swatch = format!("swatch {}", row.hue);
    let name = row.name.clone();
    view! {
        <tr>
            <th scope="row">
                <span class=swatch aria-hidden="true"></span>" "{name} {far}
            </th>
            {cells}
        </tr>
    }
    .into_any()
}

/// Without a period beside there is no change of the mean: it is a press away, and what it takes is
/// told before.
fn compare() -> AnyView {
    let lang = Prefs::expect().lang;
    let address = Address::expect();
    let previous = |view: &mut View| view.compare = Some(Compare::Previous);
    let calls = cost(Arc::new(previous));
    view! {
        <button type="button" class="plain next" on:click=move |_| address.push_view(previous)>
            {move || lang.get().compare_before(calls.get())}
        </button>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    fn row(name: &str, mean: f64, noise: Option<f64>) -> Row {
        Row {
            name: name.to_owned(),
            hue: "all",
            unit: Unit::choose(Some("ms"), mean),
            summary: Summary {
                days: 3,
                latest: (Day::at_unix(0), mean),
                mean,
                median: mean,
                min: mean,
                max: mean,
                noise,
            },
            difference: None,
            far: Vec::new(),
        }
    }

    #[wasm_bindgen_test]
    fn a_change_tells_its_direction() {
        let mut row = row("a", 1500.0, None);
        let mut told = |value: f64| {
            row.difference = Some(Difference {
                value,
                percent: Some(value / 30.0),
                chance: None,
            });
            [Column::Change, Column::Percent].map(|column| row.text(column, Lang::Zh))
        };
        assert_eq!(told(60.0), ["+0.06 s", "+2.0 %"]);
        assert_eq!(told(-60.0), ["−0.06 s", "−2.0 %"]);
        assert_eq!(told(0.0), ["0.00 s", "0.0 %"]);
    }

    #[wasm_bindgen_test]
    fn a_column_sorts_both_ways_and_what_it_lacks_stands_last() {
        let names = |column, down| {
            let mut rows = vec![
                row("b", 2.0, None),
                row("a", 3.0, Some(1.0)),
                row("c", 1.0, Some(2.0)),
            ];
            sort(&mut rows, column, down);
            rows.into_iter().map(|row| row.name).collect::<String>()
        };
        assert_eq!(names(Column::Mean, true), "abc");
        assert_eq!(names(Column::Mean, false), "cba");
        assert_eq!(names(Column::Noise, true), "cab");
        assert_eq!(names(Column::Noise, false), "acb");
        assert_eq!(names(Column::Line, true), "abc");
        assert_eq!(names(Column::Percent, true), "bac");
    }
}
