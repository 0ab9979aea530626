//! Days in flight: planned together, waited for, and let go when nobody waits any more.

use std::time::Duration;

use shared::day::{Day, DayRange};
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

/// Days 1 to 20 and 10 to 40 from `first` on, asked at the same moment.
async fn overlapping(house: &House, first: Day) -> Vec<DayRange> {
    let days =
        |from: i64, to: i64| DayRange::new(first.plus(from - 1), first.plus(to - 1)).unwrap();
    let ask = async |range: DayRange| {
        let reply = house.reply(&view("shop", Module::Launch, range)).await;
        for series in &reply.series {
            let truth = house.truth(Module::Launch, series, range);
            assert_eq!(series.values, truth);
        }
    };
    house.simulator().clear_calls();
    tokio::join!(ask(days(1, 20)), ask(days(10, 40)));
    let mut asked = windows(house);
    asked.sort_by_key(|window| window.start());
    for day in days(1, 40).days() {
        let times = asked.iter().filter(|window| window.contains(day)).count();
        assert_eq!(times, 1, "{day} is asked once");
    }
    asked
}

#[tokio::test]
async fn overlapping_questions_within_a_moment_are_planned_together() {
    for store in Store::lasting().await {
        let house = House::on(&store).await;
        // Both connections are there before the moment counts.
        tokio::join!(house.get("livez"), house.get("livez"));
        let mut calls = Vec::new();
        // On a busy machine two requests sent at once may come to the relay more than ten
        // milliseconds apart, but not every time.
        for attempt in 0..8 {
            let first = "2024-01-01".parse::<Day>().unwrap().plus(100 * attempt);
            calls.push(overlapping(&house, first).await.len());
            if calls.last() == Some(&2) {
                break;
            }
        }
        assert_eq!(
            calls.last(),
            Some(&2),
            "never two calls, but {calls:?} on {}",
            store.name
        );
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
        house.called(1).await;
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
        range("2026-08-01", "2026-08-21"),
    );
    // A day is known, and with it the metrics of which days may fail.
    let known = view("shop", Module::Launch, range("2026-08-21", "2026-08-21"));
    house.reply(&known).await;
    house.simulator().clear_calls();
    let refused = Fault::new(Effect::Errcode(48001)).path(BOOT).window(middle);
    house.simulator().script(refused.first(1));
    house.simulator().set_latency(LATENCY);
    let early = view("shop", Module::Launch, middle);
    let late = view("shop", Module::Launch, long);
    // The long one must ask for the days around, and its window holds those between.
    let (first, second) = tokio::join!(house.performance(&early), async {
        house.called(1).await;
        house.reply(&late).await
    });
    assert_eq!(first.slug(), "upstream-not-authorised");
    assert_eq!(windows(&house), [middle, range("2026-08-01", "2026-08-20")]);
    for series in &second.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, long));
        let is_failed = |day| series.status_on(day) == Status::Failed;
        assert!(
            !long.days().any(is_failed),
            "failed only where nothing is known"
        );
    }
}

/// Asks, and leaves while the call is in flight; whether that was before the answer.
async fn leaves(house: &House, query: &str) -> bool {
    tokio::select! {
        _ = house.performance(query) => false,
        () = async {
            house.called(1).await;
            tokio::time::sleep(MEANWHILE).await;
        } => true,
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
    assert!(leaves(&house, &query).await, "gone before the answer");
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
    let (left, stayed) = tokio::join!(leaves(&house, &query), house.reply(&query));
    assert!(left, "gone before the answer");
    let total = series(&stayed, "total");
    assert_eq!(total.values, house.truth(Module::Launch, total, range));
    assert_eq!(house.data_calls().len(), 1);
}
