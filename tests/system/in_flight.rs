//! Days in flight: planned together, waited for, and let go when nobody waits any more.

use std::time::Duration;

use shared::day::DayRange;
use shared::module::Module;
use shared::value::Status;
use simulator::{Answered, BOOT, Effect, Fault};
use tests::answer::series;
use tests::house::{last_days, view};
use tests::{House, Store};

/// Long enough for the others to come while the first is in the air.
const LATENCY: Duration = Duration::from_millis(400);
const MEANWHILE: Duration = Duration::from_millis(150);

fn range(start: &str, end: &str) -> DayRange {
    DayRange::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

fn windows(house: &House) -> Vec<DayRange> {
    let calls = house.data_calls();
    calls.iter().filter_map(|call| call.window).collect()
}

#[tokio::test]
async fn overlapping_questions_within_a_moment_are_planned_together() {
    for store in Store::lasting().await {
        let house = House::on(&store).await;
        // Days 1 to 20 and 10 to 40.
        let (one, other) = (
            range("2026-08-01", "2026-08-20"),
            range("2026-08-10", "2026-09-09"),
        );
        let (one, other) = (
            view("shop", Module::Launch, one),
            view("shop", Module::Launch, other),
        );
        let (first, second) = tokio::join!(house.reply(&one), house.reply(&other));
        let mut asked = windows(&house);
        asked.sort_by_key(|window| window.start());
        let least = [
            range("2026-08-01", "2026-08-30"),
            range("2026-08-31", "2026-09-09"),
        ];
        assert_eq!(asked, least, "two calls, not three");
        for (reply, days) in [
            (first, range("2026-08-01", "2026-08-20")),
            (second, range("2026-08-10", "2026-09-09")),
        ] {
            for series in &reply.series {
                assert_eq!(series.values, house.truth(Module::Launch, series, days));
            }
        }
    }
}

#[tokio::test]
async fn a_day_in_flight_in_another_window_is_waited_for_and_not_asked_twice() {
    let house = House::start().await;
    house.simulator().set_latency(LATENCY);
    let (short, long) = (
        range("2026-08-11", "2026-08-30"),
        range("2026-08-01", "2026-08-30"),
    );
    let early = view("shop", Module::Launch, short);
    let late = view("shop", Module::Launch, long);
    let (_, second) = tokio::join!(house.reply(&early), async {
        tokio::time::sleep(MEANWHILE).await;
        house.reply(&late).await
    });
    assert_eq!(windows(&house), [short, range("2026-08-01", "2026-08-10")]);
    assert_eq!((second.calls.planned, second.calls.shared), (2, 1));
    for series in &second.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, long));
    }
}

#[tokio::test]
async fn a_day_whose_one_window_fails_is_shown_where_another_brings_it() {
    let house = House::start().await;
    let (middle, long) = (
        range("2026-08-11", "2026-08-12"),
        range("2026-08-01", "2026-08-20"),
    );
    let refused = Fault::new(Effect::Errcode(48001)).path(BOOT).window(middle);
    house.simulator().script(refused.first(1));
    house.simulator().set_latency(LATENCY);
    let early = view("shop", Module::Launch, middle);
    let late = view("shop", Module::Launch, long);
    // The long one must ask for the days around, and its window holds those between.
    let (first, second) = tokio::join!(house.performance(&early), async {
        tokio::time::sleep(MEANWHILE).await;
        house.reply(&late).await
    });
    assert_eq!(first.slug(), "upstream-not-authorised");
    assert_eq!(windows(&house), [middle, long]);
    for series in &second.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, long));
        let is_failed = |day| series.status_on(day) == Status::Failed;
        assert!(
            !long.days().any(is_failed),
            "failed only where nothing is known"
        );
    }
}

#[tokio::test]
async fn a_client_that_leaves_ends_what_nobody_else_waits_for() {
    let house = House::start().await;
    let query = view("shop", Module::Launch, last_days(20));
    house
        .reply(&view("shop", Module::Memory, last_days(2)))
        .await;
    house.simulator().clear_calls();
    house.simulator().set_latency(LATENCY);
    let left = tokio::time::timeout(MEANWHILE, house.performance(&query)).await;
    assert!(left.is_err(), "gone before the answer");
    tokio::time::sleep(LATENCY * 2).await;
    let answered: Vec<_> = house
        .data_calls()
        .iter()
        .map(|call| call.answered)
        .collect();
    assert_eq!(answered, [Answered::Pending], "the call itself was ended");
    let again = house.reply(&query).await;
    assert_eq!(again.calls.upstream, 1, "nothing of it was kept");
}

#[tokio::test]
async fn a_client_that_leaves_takes_nothing_from_one_who_waits() {
    let house = House::start().await;
    house.simulator().set_latency(LATENCY);
    let range = last_days(20);
    let query = view("shop", Module::Launch, range);
    let (left, stayed) = tokio::join!(
        tokio::time::timeout(MEANWHILE, house.performance(&query)),
        house.reply(&query)
    );
    assert!(left.is_err(), "gone before the answer");
    let total = series(&stayed, "total");
    assert_eq!(total.values, house.truth(Module::Launch, total, range));
    assert_eq!(house.data_calls().len(), 1);
}
