//! Families of slices, marks and the order.

use shared::metric::Better;
use shared::reply::Period;
use shared::value::Value;

use super::*;
use crate::headline::tests::series;

/// The day of the step.
const STEP: usize = 40;

/// A series of 80 days around 100 with the noise 1, that steps by `height` on a day.
fn line(slice: &str, height: f64, day: usize) -> Series {
    let salt: usize = slice.bytes().map(usize::from).sum();
    let values: Vec<f64> = (0..80)
        .map(|index| {
            let noise = ((index + salt) * (index + 3 * salt) * 31 % 97) as f64 / 28.0;
            100.0 + noise + if index < day { 0.0 } else { height }
        })
        .collect();
    let mut series = series(&values);
    series.slice = slice.parse().unwrap();
    series
}

fn tell(all: &[Series]) -> Vec<Finding> {
    let lines: Vec<Line<'_>> = all.iter().map(of_launch).collect();
    let (marks, calendar) = (BTreeMap::new(), Calendar::default());
    findings(&lines, &marks, &calendar, Tuning::default())
}

fn of_launch(series: &Series) -> Line<'_> {
    Line {
        module: Module::Launch,
        series,
    }
}

fn slices(findings: &[Finding]) -> Vec<String> {
    let words = findings.iter().map(|finding| finding.slice.to_string());
    words.collect()
}

/// Every slice of platforms and levels; `moved` says by how much each steps.
fn family(moved: impl Fn(&str) -> f64) -> Vec<Series> {
    [
        "all",
        "ios",
        "android",
        "high",
        "mid",
        "low",
        "ios.high",
        "ios.mid",
        "ios.low",
        "android.high",
        "android.mid",
        "android.low",
    ]
    .map(|slice| line(slice, moved(slice), STEP))
    .to_vec()
}

#[test]
fn a_change_of_everything_is_told_once_as_all() {
    let found = tell(&family(|_| 10.0));
    assert_eq!(slices(&found), ["all"]);
    assert_eq!(found[0].change.since, line("all", 0.0, 0).start.plus(40));
    assert_eq!(found[0].verdict, Verdict::Worse);
    assert_eq!(found[0].mark, None);
}

#[test]
fn a_change_of_one_platform_is_told_there_and_not_at_each_level() {
    let moved = |slice: &str| match slice {
        _ if slice.starts_with("android") => 12.0,
        _ if slice.starts_with("ios") => 0.0,
        _ => 6.0,
    };
    assert_eq!(slices(&tell(&family(moved))), ["android"]);
}

#[test]
fn a_change_is_told_at_the_narrowest_slice_that_moved() {
    let moved = |slice: &str| match slice {
        "android.low" => 20.0,
        "android" | "low" => 10.0,
        "all" => 5.0,
        _ => 0.0,
    };
    assert_eq!(slices(&tell(&family(moved))), ["android.low"]);
}

#[test]
fn siblings_tell_for_themselves_where_their_parent_did_not_move() {
    let found = tell(&[
        line("all", 0.0, STEP),
        line("ios", 10.0, STEP),
        line("android", 10.0, STEP),
    ]);
    assert_eq!(slices(&found), ["android", "ios"]);
}

#[test]
fn a_child_alone_explains_its_parent() {
    let found = tell(&[line("all", 8.0, STEP), line("android", 10.0, STEP + 2)]);
    assert_eq!(slices(&found), ["android"]);
}

#[test]
fn changes_of_other_days_or_directions_are_not_explained() {
    let days = tell(&[line("all", 8.0, STEP), line("android", 10.0, STEP + 9)]);
    assert_eq!(slices(&days), ["android", "all"]);
    let directions = tell(&[line("all", 8.0, STEP), line("android", -10.0, STEP)]);
    assert_eq!(slices(&directions), ["all", "android"]);
    assert_eq!(directions[1].verdict, Verdict::Better);
}

#[test]
fn a_sibling_that_is_noisier_than_the_change_cannot_deny_it() {
    let mut network = line("3g", 0.0, STEP);
    for (index, value) in network.values.iter_mut().enumerate() {
        let noise = (index * index * 31 % 97) as f64;
        *value = Value::new(100.0 + noise);
    }
    let three = [
        line("all", 10.0, STEP),
        line("wifi", 10.0, STEP),
        line("4g", 10.0, STEP),
    ];
    assert_eq!(slices(&tell(&three)), ["all"]);
    let with = |other: Series| slices(&tell(&[&three[..], &[other]].concat()));
    assert_eq!(with(network), ["all"]);
    assert_eq!(
        with(line("3g", 0.0, STEP)),
        ["4g", "wifi"],
        "a quiet one denies it"
    );
}

#[test]
fn a_release_stands_beside_what_began_near_it() {
    let one = line("all", 10.0, STEP);
    let since = one.start.plus(40);
    let mark = |days: i64| DayMark {
        day: since.plus(days),
        label: format!("v{days}"),
    };
    for (days, told) in [
        (vec![-3], None),
        (vec![-2], Some(-2)),
        (vec![1], Some(1)),
        (vec![2], None),
        (vec![-2, -1, 1], Some(-1)),
        (vec![-2, 0, 1], Some(0)),
    ] {
        let marks: Vec<DayMark> = days.iter().map(|days| mark(*days)).collect();
        let of_another = BTreeMap::from([("mall".to_owned(), vec![mark(0)])]);
        let mut of_this = of_another.clone();
        of_this.insert("shop".to_owned(), marks);
        let tell = |marks| {
            let calendar = Calendar::default();
            findings(&[of_launch(&one)], marks, &calendar, Tuning::default())
        };
        assert_eq!(tell(&of_this)[0].mark, told.map(mark), "{days:?}");
        assert_eq!(tell(&of_another)[0].mark, None);
    }
}

#[test]
fn what_got_worse_comes_first_and_the_larger_change_before_the_smaller() {
    let metric = |id: &str, better: Better, height: f64| {
        let mut series = line("all", height, STEP);
        series.metric.id = id.to_owned();
        series.metric.better = better;
        series
    };
    let mut other = metric("a", Better::Down, 30.0);
    other.app = "mall".to_owned();
    let all = [
        metric("a", Better::Down, -20.0),
        metric("b", Better::Unknown, 25.0),
        metric("c", Better::Up, -10.0),
        metric("d", Better::Down, 5.0),
        other,
        metric("e", Better::Up, 40.0),
    ];
    let found = tell(&all);
    let order: Vec<_> = found
        .iter()
        .map(|one| (one.app.as_str(), one.metric.id.as_str(), one.verdict))
        .collect();
    assert_eq!(
        order,
        [
            ("mall", "a", Verdict::Worse),
            ("shop", "c", Verdict::Worse),
            ("shop", "d", Verdict::Worse),
            ("shop", "b", Verdict::Changed),
            ("shop", "e", Verdict::Better),
            ("shop", "a", Verdict::Better),
        ]
    );
}

#[test]
fn stages_and_lines_are_told_each_for_itself() {
    let stage = |id: &str, line_number: u32, height: f64| {
        let mut series = line("all", height, STEP);
        series.metric.id = id.to_owned();
        series.metric.line = line_number;
        series.metric.role = Some("stage".to_owned());
        series
    };
    let found = tell(&[
        stage("inject", 0, 10.0),
        stage("inject", 1, 11.0),
        stage("render", 0, 0.0),
    ]);
    let told: Vec<_> = found
        .iter()
        .map(|one| (one.metric.id.as_str(), one.metric.line))
        .collect();
    assert_eq!(told, [("inject", 1), ("inject", 0)]);
    assert!((found[1].change.before - 101.7).abs() < 0.5, "its own mean");
}

#[test]
fn several_changes_of_one_series_are_told_each() {
    let mut series = line("all", 10.0, 25);
    for value in &mut series.values[55..] {
        *value = value.and_then(|value| Value::new(value.get() - 10.0));
    }
    let found = tell(&[series]);
    let verdicts: Vec<_> = found.iter().map(|one| one.verdict).collect();
    assert_eq!(verdicts, [Verdict::Worse, Verdict::Better]);
}

#[test]
fn what_is_compared_or_too_small_or_turned_off_is_not_told() {
    let mut compared = line("all", 10.0, STEP);
    compared.period = Period::Compared;
    assert_eq!(tell(&[compared]), []);
    let series = line("all", 10.0, STEP);
    let tuned = |tuning| {
        let (marks, calendar) = (BTreeMap::new(), Calendar::default());
        findings(&[of_launch(&series)], &marks, &calendar, tuning).len()
    };
    let usual = Tuning::default();
    assert_eq!(tuned(usual), 1);
    let coarse = Tuning {
        least_percent: 15.0,
        ..usual
    };
    assert_eq!(tuned(coarse), 0);
    assert_eq!(tuned(Tuning { rate: 0.0, ..usual }), 0);
}

#[test]
fn a_change_that_is_too_small_as_a_whole_is_not_told_by_its_larger_parts() {
    let three = [
        line("all", 10.0, STEP),
        line("ios", 14.0, STEP),
        line("android", 8.0, STEP),
    ];
    let lines: Vec<Line<'_>> = three.iter().map(of_launch).collect();
    let coarse = Tuning {
        least_percent: 12.0,
        ..Tuning::default()
    };
    let found = |lines: &[Line<'_>]| {
        let (marks, calendar) = (BTreeMap::new(), Calendar::default());
        slices(&findings(lines, &marks, &calendar, coarse))
    };
    assert!(found(&lines).is_empty());
    assert_eq!(found(&lines[1..2]), ["ios"], "by itself it is large enough");
}
