//! How often changes are found that are not there, and how well those are found that are.

#![allow(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test that cannot go on fails, and shares are worth reading where they are reached too"
)]

mod noise;

use analysis::{Calendar, Change, Changes, RATE, changes};
use noise::{CALENDAR, Chance, Kind, made, still};
use shared::day::Day;
use shared::reply::Series;

/// Series of each kind and length.
const MANY: u64 = 1000;
const LENGTHS: [usize; 3] = [90, 180, 365];
/// Changes are at least so many days from both ends.
const EDGE: usize = 14;

/// Weekends make a rhythm; holidays matter to the kinds that have some.
fn calendar(kind: Kind) -> Calendar {
    match kind {
        Kind::Off | Kind::All => CALENDAR.clone(),
        _ => Calendar::default(),
    }
}

fn found(series: &Series, calendar: &Calendar) -> Changes {
    changes(series, calendar, RATE).unwrap()
}

fn day(series: &Series, index: usize) -> Day {
    series.start.plus(i64::try_from(index).unwrap())
}

/// How many days two days are apart, not counting days that are left out of the search.
fn apart(one: Day, other: Day, calendar: &Calendar) -> usize {
    let (from, to) = (one.min(other), one.max(other));
    let between = (0..to.since(from)).map(|plus| from.plus(plus));
    between.filter(|day| !calendar.is_special(*day)).count()
}

fn at_least(share: f64, hits: u64, of: u64, what: &str) {
    let reached = hits as f64 / of as f64;
    println!("{what}: {:.1} %", reached * 100.0);
    assert!(reached >= share, "{what}: {hits} of {of}");
}

fn false_alarms(kinds: &[Kind]) {
    for kind in kinds {
        let calendar = calendar(*kind);
        for days in LENGTHS {
            let alarms = (0..MANY)
                .filter(|seed| {
                    !found(&still(*kind, days, *seed), &calendar)
                        .changes
                        .is_empty()
                })
                .count();
            println!("{kind:?}, {days} days: {alarms} of {MANY}");
            let allowed = RATE * MANY as f64;
            assert!(alarms as f64 <= allowed, "{kind:?}, {days} days: {alarms}");
        }
    }
}

#[test]
fn plain_series_without_a_change_have_findings_no_oftener_than_stated() {
    false_alarms(&Kind::EACH[..4]);
}

#[test]
fn odd_series_without_a_change_have_findings_no_oftener_than_stated() {
    false_alarms(&Kind::EACH[4..]);
}

#[test]
fn a_month_without_a_change_has_findings_no_oftener_than_stated() {
    for kind in Kind::EACH {
        let alarms = (0..MANY)
            .filter(|seed| {
                let found = changes(&still(kind, 28, *seed), &calendar(kind), RATE);
                found.is_some_and(|found| !found.changes.is_empty())
            })
            .count();
        assert!(alarms as f64 <= RATE * MANY as f64, "{kind:?}: {alarms}");
    }
}

/// How many of 500 steps are found at all, and how many of them within so many days.
fn steps(kind: Kind, days: usize, size: f64, near: usize) -> (u64, u64) {
    let calendar = calendar(kind);
    let (mut seen, mut placed) = (0, 0);
    for seed in 0..MANY / 2 {
        let mut chance = Chance(seed);
        let at = EDGE + chance.below(days - 2 * EDGE + 1);
        let size = if chance.share() < 0.5 { size } else { -size };
        let level = |day| if day < at { 0.0 } else { size };
        let series = made(kind, days, 5000 + seed, level);
        let is_near = |change: &Change| {
            apart(change.since, day(&series, at), &calendar) <= near
                && (change.after > change.before) == (size > 0.0)
        };
        let found = found(&series, &calendar);
        seen += u64::from(!found.changes.is_empty());
        placed += u64::from(found.changes.iter().any(is_near));
    }
    (seen, placed)
}

#[test]
fn steps_of_three_deviations_are_found_within_a_day() {
    for days in LENGTHS {
        for kind in [Kind::White, Kind::Tails, Kind::Week] {
            let (seen, placed) = steps(kind, days, 3.0, 1);
            let what = |verb| format!("3σ, {kind:?}, {days} days, {verb}");
            at_least(0.99, seen, MANY / 2, &what("found"));
            at_least(0.95, placed, MANY / 2, &what("placed"));
        }
    }
}

#[test]
fn steps_of_two_deviations_are_found_within_three_days() {
    for days in LENGTHS {
        for kind in [Kind::White, Kind::Tails, Kind::Week] {
            let (seen, placed) = steps(kind, days, 2.0, 3);
            let what = |verb| format!("2σ, {kind:?}, {days} days, {verb}");
            at_least(0.97, seen, MANY / 2, &what("found"));
            at_least(0.95, placed, MANY / 2, &what("placed"));
        }
    }
}

#[test]
fn noise_that_hides_steps_hides_few_of_three_deviations() {
    for kind in [
        Kind::Memory,
        Kind::Off,
        Kind::Missing,
        Kind::Rounded,
        Kind::All,
    ] {
        let (seen, placed) = steps(kind, 180, 3.0, 1);
        let what = |verb| format!("3σ, {kind:?}, 180 days, {verb}");
        at_least(0.98, seen, MANY / 2, &what("found"));
        at_least(0.9, placed, MANY / 2, &what("placed"));
    }
}

#[test]
fn ramps_are_one_change_whose_days_overlap_the_truth() {
    for length in [5, 7, 10] {
        for kind in [Kind::White, Kind::Week] {
            let (mut overlaps, mut alone) = (0, 0);
            for seed in 0..MANY / 2 {
                let first = EDGE + Chance(seed).below(90 - 2 * EDGE - length + 1);
                let last = first + length - 1;
                let level = |day: usize| {
                    let done = (day + 1).saturating_sub(first).min(length);
                    3.0 * done as f64 / length as f64
                };
                let series = made(kind, 90, 9000 + seed, level);
                let found = found(&series, &calendar(kind)).changes;
                let overlap = |change: &Change| {
                    change.since <= day(&series, last) && change.until >= day(&series, first)
                };
                overlaps += u64::from(found.iter().any(overlap));
                alone += u64::from(found.len() == 1);
            }
            let what = |verb| format!("ramp of {length} days, {kind:?}, {verb}");
            at_least(0.9, overlaps, MANY / 2, &what("overlap"));
            at_least(0.98, alone, MANY / 2, &what("one change"));
        }
    }
}

#[test]
fn a_high_ramp_has_its_first_and_its_last_day() {
    let mut near = 0;
    for seed in 0..200 {
        let level = |day: usize| (day as f64 - 39.0).clamp(0.0, 10.0);
        let series = made(Kind::Week, 90, seed, level);
        let found = found(&series, &Calendar::default()).changes;
        let close = |one: Day, index| one.since(day(&series, index)).abs() <= 2;
        let [change] = found[..] else { continue };
        near += u64::from(close(change.since, 40) && close(change.until, 49));
    }
    at_least(
        0.9,
        near,
        200,
        "both ends of a ramp of 10 deviations within 2 days",
    );
}

#[test]
fn two_changes_in_one_series_are_two() {
    for (first, second) in [(3.0, 0.0), (3.0, 6.0), (-3.0, 1.0)] {
        for days in [90, 365] {
            let (mut both, mut two) = (0, 0);
            for seed in 0..MANY / 5 {
                let mut chance = Chance(seed);
                let one = EDGE + chance.below(days / 3 - EDGE);
                let other = days - EDGE - chance.below(days / 3 - EDGE);
                let level = |day| match day {
                    _ if day < one => 0.0,
                    _ if day < other => first,
                    _ => second,
                };
                let series = made(Kind::Week, days, seed, level);
                let found = found(&series, &Calendar::default()).changes;
                let near = |index| {
                    let distance = |one: &Change| one.since.since(day(&series, index)).abs();
                    found.iter().any(|change| distance(change) <= 2)
                };
                both += u64::from(near(one) && near(other));
                two += u64::from(found.len() == 2);
            }
            let what = |verb| format!("{first}, then {second}, {days} days, {verb}");
            at_least(0.95, both, MANY / 5, &what("both within 2 days"));
            at_least(0.95, two, MANY / 5, &what("no third"));
        }
    }
}

#[test]
fn the_same_series_has_the_same_changes() {
    let level = |day: usize| if day < 60 { 0.0 } else { 2.0 };
    let series = made(Kind::All, 180, 7, level);
    let calendar = Calendar::builtin();
    assert_eq!(found(&series, &calendar), found(&series, &calendar));
}

#[test]
fn three_years_take_few_milliseconds() {
    let calendar = Calendar::builtin();
    let worst = made(Kind::All, 1100, 3, |day| (day / 50) as f64 * 2.0);
    let least = (0..5)
        .map(|_| {
            let start = std::time::Instant::now();
            assert!(
                !std::hint::black_box(found(&worst, &calendar))
                    .changes
                    .is_empty()
            );
            start.elapsed()
        })
        .min()
        .unwrap();
    println!("1,100 days: {least:?}");
    // Twice what is allowed of a release: this is a test build, beside other tests.
    assert!(least.as_millis() < 40, "{least:?}");
}
