//! How answers join, whatever keeps them.

use super::*;

fn day() -> Day {
    "2026-10-01".parse().unwrap()
}

/// Noon in Beijing, so many days after.
fn noon(days: i64) -> i64 {
    day().plus(days).beijing_midnight() + 12 * 3600
}

fn point(text: &str) -> Vec<Point> {
    vec![Point {
        metric: "m".into(),
        zh: "内存".into(),
        line: 0,
        text: text.into(),
    }]
}

/// The versions that answers leave behind.
fn versions(answers: impl IntoIterator<Item = (Vec<Point>, i64)>) -> Vec<Version> {
    let mut kept: Vec<Version> = Vec::new();
    for (answer, at) in answers {
        let next = Version::next(kept.last(), day(), answer, at, 3);
        kept.retain(|version| version.first_seen != next.first_seen);
        kept.push(next);
    }
    kept
}

fn row(answers: impl IntoIterator<Item = (Vec<Point>, i64)>) -> Row {
    Row::of(versions(answers)).unwrap()
}

#[test]
fn an_empty_answer_never_replaces_a_value() {
    for answer in [point("-"), point(""), Vec::new()] {
        let row = row([(point("314"), noon(1)), (answer, noon(4))]);
        assert_eq!(&*row.cells[0].text, "314");
        assert_eq!(row.cells[0].change, None);
        assert!(row.is_settled() && !row.is_lacking(noon(400)));
    }
}

#[test]
fn an_answer_that_adds_nothing_makes_no_version() {
    let kept = versions([
        (point("1"), noon(1)),
        (Vec::new(), noon(2)),
        (point("1"), noon(4)),
    ]);
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].first_seen, kept[0].last_asked), (noon(1), noon(4)));
    assert_eq!(
        (kept[0].settled_at, kept[0].settled_asks),
        (Some(noon(4)), 1)
    );
}

#[test]
fn a_value_that_changes_before_the_day_is_settled_is_no_revision() {
    let row = row([(point("1"), noon(2)), (point("2"), noon(3))]);
    assert_eq!((&*row.cells[0].text, &row.cells[0].change), ("2", &None));
}

#[test]
fn a_settled_value_that_changes_keeps_what_it_was() {
    let once = [(point("1"), noon(3)), (point("1.0"), noon(4))];
    assert_eq!(row(once.clone()).cells[0].change, None);
    let twice = row(once.into_iter().chain([(point("2"), noon(5))]));
    let change = twice.cells[0].change.clone().unwrap();
    assert_eq!((change.was, change.at), (Value::new(1.0), noon(5)));
}

#[test]
fn a_hole_that_fills_once_settled_is_a_change_from_nothing() {
    let row = row([(Vec::new(), noon(4)), (point("7"), noon(6))]);
    let change = row.cells[0].change.clone().unwrap();
    assert_eq!((change.was, change.at), (None, noon(6)));
}

#[test]
fn the_last_answer_counts_also_where_the_clock_was_set_back() {
    let kept = versions([(point("1"), noon(5)), (point("2"), noon(4))]);
    assert!(kept[0].first_seen < kept[1].first_seen);
    let row = Row::of(kept).unwrap();
    assert_eq!((&*row.cells[0].text, row.last_asked), ("2", noon(4)));
}

#[test]
fn a_day_that_was_asked_by_a_clock_of_the_future_is_asked_again() {
    let row = row([(point("1"), noon(400))]);
    assert!(row.is_lacking(noon(1)));
    assert!(!row.is_lacking(noon(400) - SKEW));
}

#[test]
fn what_two_relays_wrote_at_once_is_joined() {
    let other = Point {
        metric: "n".into(),
        ..point("9").remove(0)
    };
    let mine = Version::next(None, day(), point("1"), noon(4), 3);
    let theirs = Version::next(None, day(), vec![other], noon(4) + 1, 3);
    let row = Row::of([mine, theirs]).unwrap();
    let texts: Vec<&str> = row.cells.iter().map(|cell| &*cell.text).collect();
    assert_eq!(texts, ["1", "9"]);
}

#[test]
fn an_unsettled_day_is_asked_again_after_half_an_hour() {
    let row = row([(point("1"), noon(1))]);
    assert!(!row.is_lacking(noon(1) + FRESH - 1));
    assert!(row.is_lacking(noon(1) + FRESH));
}

#[test]
fn a_settled_day_of_zeros_or_none_is_asked_after_an_hour_a_day_and_a_week_and_then_no_more() {
    for answer in [Vec::new(), point(""), point("0"), point("0.000")] {
        let mut at = noon(10);
        let mut asked = vec![(answer.clone(), at)];
        for pause in [3_600, 86_400, 604_800] {
            let row = row(asked.clone());
            assert!(!row.is_lacking(at + pause - 1), "{answer:?} {pause}");
            at += pause;
            assert!(row.is_lacking(at), "{answer:?} {pause}");
            asked.push((answer.clone(), at));
        }
        assert!(!row(asked).is_lacking(at + 365 * 86_400), "{answer:?}");
    }
}

#[test]
fn a_zero_beside_a_value_is_known_for_good() {
    let other = Point {
        metric: "n".into(),
        ..point("9").remove(0)
    };
    let answer = vec![point("0").remove(0), other];
    assert!(!row([(answer, noon(10))]).is_lacking(noon(400)));
}

#[test]
fn what_comes_after_zeros_is_a_change_from_0() {
    let row = row([(point("0"), noon(4)), (point("7"), noon(6))]);
    assert_eq!(&*row.cells[0].text, "7");
    let change = row.cells[0].change.clone().unwrap();
    assert_eq!((change.was, change.at), (Value::new(0.0), noon(6)));
}
