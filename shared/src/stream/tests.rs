//! Pieces joined, and days that were asked for by themselves put where they belong.

use super::*;
use crate::filter::Slice;
use crate::metric::{Better, Confidence, Metric};
use crate::problem::{Problem, ProblemKind};
use crate::text::Lang;
use crate::value::Value;
use crate::view::{Days, parse};

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn piece(period: Period, start: &str, values: &[f64]) -> Series {
    Series {
        app: "shop".to_owned(),
        slice: Slice::default(),
        period,
        metric: Metric {
            id: "memory".to_owned(),
            zh: "内存均值".to_owned(),
            en: "Memory".to_owned(),
            line: 0,
            unit: None,
            better: Better::Down,
            role: None,
            confidence: Confidence::Low,
        },
        start: day(start),
        values: values.iter().map(|value| Value::new(*value)).collect(),
        status: BTreeMap::new(),
    }
}

fn joiner(text: &str) -> Joiner {
    let view = parse(text, &[]).unwrap().view;
    let Days::Range(range) = view.days else {
        panic!("no dates: {text}")
    };
    Joiner::new(view, Module::Memory, range)
}

fn failure(start: &str, end: &str) -> Failure {
    Failure {
        app: "shop".to_owned(),
        slice: Slice::default(),
        start: day(start),
        end: day(end),
        problem: Problem::new(ProblemKind::UpstreamUnavailable, "", Lang::Zh),
    }
}

/// Values and statuses of the day, as short texts.
fn told(series: &Series, range: DayRange) -> Vec<String> {
    let one = |(day, value): (Day, &Option<Value>)| {
        let value = value.map_or_else(String::new, |value| value.to_string());
        format!("{value} {}", series.status_on(day).word())
    };
    range.days().zip(&series.values).map(one).collect()
}

#[test]
fn a_window_that_lies_across_both_periods_is_put_into_both() {
    let mut joiner =
        joiner("app=shop&module=memory&start=2026-10-04&end=2026-10-06&compare=previous");
    joiner.add(vec![
        piece(Period::Current, "2026-10-06", &[6.0]),
        piece(Period::Compared, "2026-10-01", &[1.0]),
    ]);
    let mut asked = piece(Period::Current, "2026-10-02", &[2.0, 3.0, 4.0, 5.0]);
    asked.status.insert(day("2026-10-02"), Status::Provisional);
    joiner.mend(&[asked], &[]);
    let range = joiner.range;
    let [current, compared] = joiner.series() else {
        panic!("{:?}", joiner.series())
    };
    assert_eq!(told(current, range), ["4 final", "5 final", "6 final"]);
    assert_eq!(
        told(compared, range),
        ["1 final", "2 provisional", "3 final"]
    );
}

#[test]
fn what_was_not_asked_for_by_itself_stays_as_it_is() {
    let mut joiner = joiner("app=shop&module=memory&start=2026-10-01&end=2026-10-04");
    let mut known = piece(Period::Current, "2026-10-01", &[1.0, 2.0]);
    known.status.insert(day("2026-10-02"), Status::Revised);
    joiner.add(vec![known]);
    joiner.mend(&[piece(Period::Current, "2026-10-03", &[3.0])], &[]);
    let range = joiner.range;
    assert_eq!(
        told(&joiner.series()[0], range),
        ["1 final", "2 revised", "3 final", " missing"]
    );
}

#[test]
fn a_line_that_comes_first_with_a_window_shows_which_others_failed() {
    let mut joiner = joiner("app=shop&module=memory&start=2026-10-01&end=2026-10-04");
    let others = [failure("2026-09-01", "2026-10-02")];
    joiner.mend(&[piece(Period::Current, "2026-10-03", &[3.0])], &others);
    let range = joiner.range;
    assert_eq!(
        told(&joiner.series()[0], range),
        [" failed", " failed", "3 final", " missing"]
    );
}

#[test]
fn a_period_that_a_window_does_not_reach_gets_no_line_of_its_own() {
    let mut joiner = joiner(
        "app=shop&module=memory&start=2026-10-04&end=2026-10-05&compare=2026-01-01~2026-01-02",
    );
    joiner.mend(&[piece(Period::Current, "2026-10-04", &[4.0])], &[]);
    let periods: Vec<_> = joiner.series().iter().map(|one| one.period).collect();
    assert_eq!(periods, [Period::Current]);
}

#[test]
fn a_day_without_partner_shifts_nothing() {
    let mut joiner = joiner("app=shop&module=memory&start=2024-02-28&end=2024-03-01&compare=year");
    joiner.mend(
        &[piece(Period::Current, "2023-02-27", &[27.0, 28.0, 1.0])],
        &[],
    );
    let range = joiner.range;
    assert_eq!(
        told(&joiner.series()[0], range),
        ["28 final", " missing", "1 final"]
    );
}
