//! What numpy, scipy and an implementation from the papers say of 200 series; the script that made
//! `reference/series.json` stands beside it.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeMap;

use analysis::{Calendar, RATE, changes, rank_test, smooth, summary};
use serde_json::Value as Json;
use shared::day::Day;
use shared::filter::Slice;
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::value::Value;

/// How near figures come, in parts of them.
const NEAR: f64 = 1e-9;
/// How near p-values come.
const P_NEAR: f64 = 1e-6;

fn rows() -> Vec<Json> {
    let fixture: Json = serde_json::from_str(include_str!("reference/series.json")).unwrap();
    let rows = fixture["series"].as_array().unwrap().clone();
    assert_eq!(rows.len(), 200);
    rows
}

fn values(row: &Json) -> Vec<Option<f64>> {
    let values = row["values"].as_array().unwrap();
    values.iter().map(Json::as_f64).collect()
}

fn series(row: &Json) -> Series {
    Series {
        app: "shop".to_owned(),
        slice: Slice::ALL,
        period: Period::Current,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: None,
            better: Better::Down,
            role: None,
            confidence: Confidence::High,
        },
        start: "2026-03-02".parse().unwrap(),
        values: values(row)
            .into_iter()
            .map(|value| value.and_then(Value::new))
            .collect(),
        status: BTreeMap::new(),
    }
}

fn numbers(json: &Json) -> Vec<f64> {
    let numbers = json.as_array().unwrap().iter();
    numbers.map(|number| number.as_f64().unwrap()).collect()
}

#[track_caller]
fn same(ours: f64, theirs: f64, near: f64, place: usize) {
    let bound = near * theirs.abs().max(1.0);
    assert!(
        (ours - theirs).abs() <= bound,
        "series {place}: {ours} is not {theirs}"
    );
}

#[test]
fn statistics_are_those_of_numpy() {
    for (place, row) in rows().iter().enumerate() {
        let series = series(row);
        let ours = summary(&series, series.start).unwrap();
        let ours = [
            ours.mean,
            ours.median,
            ours.min,
            ours.max,
            ours.noise.unwrap(),
        ];
        for (ours, theirs) in ours.iter().zip(numbers(&row["statistics"])) {
            same(*ours, theirs, NEAR, place);
        }
    }
}

#[test]
fn moving_means_are_those_of_numpy() {
    let mut compared = 0;
    for (place, row) in rows().iter().enumerate() {
        let window = usize::try_from(row["window"].as_u64().unwrap()).unwrap();
        let ours = smooth(&values(row), window);
        for pair in row["moving"].as_array().unwrap() {
            let day = usize::try_from(pair[0].as_u64().unwrap()).unwrap();
            match (ours[day], pair[1].as_f64()) {
                (Some(ours), Some(theirs)) => same(ours, theirs, NEAR, place),
                (ours, theirs) => assert_eq!(ours, theirs, "series {place}, day {day}"),
            }
            compared += usize::from(ours[day].is_some());
        }
    }
    assert!(compared > 1000, "{compared}");
}

#[test]
fn rank_tests_are_those_of_scipy() {
    for (place, row) in rows().iter().enumerate() {
        let known: Vec<f64> = values(row).into_iter().flatten().collect();
        let theirs = numbers(&row["rank"]);
        let at = |index: usize| theirs[index] as usize;
        let (before, split, after) = (at(0), at(1), at(2));
        let ours = rank_test(&known[split - before..split], &known[split..split + after]).unwrap();
        same(ours.u, theirs[3], NEAR, place);
        same(ours.p_value, theirs[4], P_NEAR, place);
        same(ours.effect, theirs[5], NEAR, place);
    }
}

#[test]
fn changes_are_those_of_the_method_written_once_more() {
    let mut compared = 0;
    for (place, row) in rows().iter().enumerate() {
        let series = series(row);
        let ours = changes(&series, &Calendar::default(), RATE).unwrap();
        same(ours.noise, row["noise"].as_f64().unwrap(), NEAR, place);
        let number = |day: Day| day.since(series.start) as f64;
        let far: Vec<f64> = ours.outliers.iter().map(|(day, _)| number(*day)).collect();
        assert_eq!(far, numbers(&row["outliers"]), "series {place}");
        let theirs = row["changes"].as_array().unwrap();
        assert_eq!(ours.changes.len(), theirs.len(), "series {place}");
        for (ours, theirs) in ours.changes.iter().zip(theirs) {
            let theirs = numbers(theirs);
            assert_eq!(number(ours.since), theirs[0], "series {place}");
            assert_eq!(number(ours.until), theirs[1], "series {place}");
            same(ours.before, theirs[2], NEAR, place);
            same(ours.after, theirs[3], NEAR, place);
            same(ours.score, theirs[4], NEAR, place);
            same(ours.p_value / theirs[5], 1.0, P_NEAR, place);
            compared += 1;
        }
    }
    assert!(compared > 100, "{compared}");
}
