//! Budgets against a reply, figure by figure.

use std::collections::BTreeMap;

use relay::config::budgets;
use shared::day::Day;
use shared::metric::Metric;
use shared::reply::Calls;
use shared::text::Lang;
use shared::value::{Status, Value};

use super::*;

/// A series from 2026-10-01 on; its days are settled but for those of `status`.
fn series(period: Period, values: &[f64], status: &[(&str, Status)]) -> Series {
    let start = match period {
        Period::Current => "2026-10-01",
        Period::Compared => "2026-09-01",
    };
    Series {
        app: "shop".to_owned(),
        slice: Slice::ALL,
        period,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Default::default(),
            role: None,
            confidence: Default::default(),
        },
        start: start.parse().unwrap(),
        values: values.iter().map(|value| Value::new(*value)).collect(),
        status: status
            .iter()
            .map(|(day, word)| (day.parse::<Day>().unwrap(), *word))
            .collect(),
    }
}

fn reply(series: Vec<Series>) -> Reply {
    Reply {
        version: String::new(),
        view: "app=shop&module=launch".to_owned(),
        fetched_at: shared::day::Utc(0),
        stale_since: None,
        data_through: BTreeMap::new(),
        series,
        failures: Vec::new(),
        revisions: Vec::new(),
        notices: Vec::new(),
        calls: Calls::default(),
    }
}

fn budget(lines: &str) -> Budget {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("budgets.toml");
    let view = "view = \"app=shop&module=launch\"";
    std::fs::write(&path, format!("[[budget]]\n{view}\n{lines}\n")).unwrap();
    budgets(&path, None).unwrap().remove(0)
}

fn judged(lines: &str, series: Vec<Series>) -> (Option<f64>, usize, Verdict) {
    let figure = judge(&budget(lines), &reply(series)).remove(0);
    (figure.value, figure.days, figure.verdict)
}

#[test]
fn each_measure_counts_settled_days_with_a_value_alone() {
    let of = || {
        let newest = [
            ("2026-10-04", Status::Zero),
            ("2026-10-05", Status::Provisional),
        ];
        vec![
            series(Period::Current, &[110.0, 130.0, 120.0, 0.0, 900.0], &newest),
            series(Period::Compared, &[90.0, 110.0, 100.0, 0.0, 100.0], &newest),
        ]
    };
    for (lines, value, verdict) in [
        (
            "measure = \"mean\"\nover = 119.5\nmin_days = 3",
            120.0,
            Verdict::Over,
        ),
        (
            "measure = \"mean\"\nover = 120\nmin_days = 3",
            120.0,
            Verdict::Within,
        ),
        (
            "measure = \"mean\"\nunder = 121\nmin_days = 3",
            120.0,
            Verdict::Over,
        ),
        (
            "measure = \"latest\"\nover = 121\nmin_days = 3",
            120.0,
            Verdict::Within,
        ),
        (
            "measure = \"latest\"\nover = 1\nmin_days = 4",
            120.0,
            Verdict::NotEnoughData,
        ),
        (
            "measure = \"change\"\nover = 19.9\nmin_days = 3",
            20.0,
            Verdict::Over,
        ),
        (
            "measure = \"change\"\nunder = -5\nmin_days = 3",
            20.0,
            Verdict::Within,
        ),
        (
            "measure = \"mean\"\nover = 1",
            120.0,
            Verdict::NotEnoughData,
        ),
    ] {
        assert_eq!(judged(lines, of()), (Some(value), 3, verdict), "{lines}");
    }
}

#[test]
fn what_is_not_there_is_not_enough_data() {
    let lines = "measure = \"change\"\nover = 1\nmin_days = 1";
    let not_enough = (None, 0, Verdict::NotEnoughData);
    assert_eq!(judged(lines, Vec::new()), not_enough);
    let alone = vec![series(Period::Current, &[1.0, 2.0], &[])];
    assert_eq!(judged(lines, alone), not_enough);
}

#[test]
fn one_over_decides_and_then_one_that_is_not_known() {
    let figure = |verdict| Figure {
        verdict,
        ..nothing(&budget("measure = \"mean\"\nover = 1"), String::new())
    };
    let of = |verdicts: &[Verdict]| {
        let figures: Vec<Figure> = verdicts.iter().map(|one| figure(*one)).collect();
        code(worst(&figures))
    };
    assert_eq!(of(&[Verdict::Within]), 0);
    assert_eq!(
        of(&[Verdict::NotEnoughData, Verdict::Over, Verdict::Within]),
        1
    );
    assert_eq!(of(&[Verdict::Within, Verdict::NotEnoughData]), 2);
}

#[test]
fn figures_are_told_for_people_and_for_programs() {
    let of = [series(Period::Current, &[2_500.0, 2_700.0, 2_660.0], &[])];
    let figures = judge(
        &budget("measure = \"mean\"\nover = 2600\nmin_days = 3"),
        &reply(of.to_vec()),
    );
    assert_eq!(
        tell::text(&figures, Lang::Zh),
        "超标 · shop · 启动总耗时 · 全部 · 均值 2.62 s · 上限 2.60 s · 3 天"
    );
    assert_eq!(
        tell::text(&figures, Lang::En),
        "OVER · shop · Launch, total · All · mean 2.62 s · at most 2.60 s · 3 days"
    );
    let json: serde_json::Value =
        serde_json::from_str(&tell::json(&figures, worst(&figures))).unwrap();
    assert_eq!(json["exit"], 1);
    assert_eq!(json["verdict"], "over");
    assert_eq!(json["figures"][0]["value"], 2_620.0);
    assert_eq!(json["figures"][0]["over"], 2_600.0);
    assert!(json["figures"][0]["under"].is_null());
}
