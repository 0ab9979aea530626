//! What counts for a change and what does not; rates and reach are in `tests/changes.rs`.

use shared::value::{Status, Value};

use super::*;
use crate::headline::tests::series;

/// A little that every day differs by, far from regular.
fn little(day: usize) -> f64 {
    f64::from(u8::try_from(day * day * 31 % 97).unwrap()) / 97.0 * 4.0
}

fn steps(days: usize, level: impl Fn(usize) -> f64) -> Series {
    series(
        &(0..days)
            .map(|day| level(day) + little(day))
            .collect::<Vec<_>>(),
    )
}

fn found(series: &Series) -> Changes {
    changes(series, &Calendar::default(), RATE).unwrap()
}

#[test]
fn a_step_has_its_day_both_means_and_how_sure_it_is() {
    let series = steps(60, |day| if day < 35 { 100.0 } else { 110.0 });
    let found = found(&series);
    let [change] = found.changes[..] else {
        panic!("{found:?}");
    };
    assert_eq!(change.since, series.start.plus(35));
    assert_eq!(change.until, change.since);
    assert!((change.before - 102.0).abs() < 0.7, "{change:?}");
    assert!((change.after - 112.0).abs() < 0.7, "{change:?}");
    let percent = (change.after - change.before) / change.before * 100.0;
    assert_eq!(change.change_percent, Some(percent));
    assert!(change.p_value < RATE && change.score > 5.0, "{change:?}");
    assert_eq!((found.days, found.outliers.len()), (60, 0));
}

#[test]
fn a_single_far_day_is_told_apart_and_is_no_change() {
    let series = steps(60, |day| if day == 20 { 300.0 } else { 100.0 });
    let found = found(&series);
    assert_eq!(found.changes, []);
    let days: Vec<Day> = found.outliers.iter().map(|(day, _)| *day).collect();
    assert_eq!(days, [series.start.plus(20)]);
    assert_eq!(found.outliers[0].1, 300.0 + little(20));
}

#[test]
fn days_that_are_not_settled_or_not_measured_make_no_change() {
    for status in [
        Status::Zero,
        Status::Provisional,
        Status::Missing,
        Status::Failed,
    ] {
        let mut series = steps(60, |day| if day < 50 { 100.0 } else { 200.0 });
        for day in 50..60 {
            series.status.insert(series.start.plus(day), status);
        }
        let found = found(&series);
        assert_eq!((found.changes.len(), found.days), (0, 50), "{status:?}");
    }
}

#[test]
fn a_holiday_of_another_level_is_no_change_and_its_end_is_none() {
    let calendar = Calendar::builtin();
    let mut series = steps(90, |_| 100.0);
    series.start = "2026-08-15".parse().unwrap();
    for day in 0..90 {
        if calendar.is_special(series.start.plus(i64::try_from(day).unwrap())) {
            series.values[day] = Value::new(150.0);
        }
    }
    let found = changes(&series, &calendar, RATE).unwrap();
    assert_eq!(found.changes, []);
    let unaware = changes(&series, &Calendar::default(), RATE).unwrap();
    assert!(
        !unaware.changes.is_empty(),
        "the calendar makes the difference"
    );
}

#[test]
fn a_series_that_never_varied_and_then_did_has_a_change() {
    let level = |day: usize| if day < 30 { 300.0 } else { 310.0 };
    let jump = series(&(0..60).map(level).collect::<Vec<_>>());
    assert_eq!(found(&jump).changes.len(), 1);
    let flat = series(&[300.0; 60]);
    let found = found(&flat);
    assert_eq!((found.changes.len(), found.noise), (0, 0.0));
}

#[test]
fn too_few_days_and_a_compared_series_are_not_searched() {
    let calendar = Calendar::default();
    assert!(changes(&steps(20, |_| 1.0), &calendar, RATE).is_none());
    assert!(changes(&steps(21, |_| 1.0), &calendar, RATE).is_some());
    let mut compared = steps(60, |_| 1.0);
    compared.period = Period::Compared;
    assert!(changes(&compared, &calendar, RATE).is_none());
}

#[test]
fn what_is_turned_off_finds_nothing() {
    let series = steps(60, |day| if day < 35 { 100.0 } else { 110.0 });
    let off = changes(&series, &Calendar::default(), 0.0).unwrap();
    assert_eq!(off.changes, []);
}
