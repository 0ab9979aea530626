//! Questions that come close to each other: planned together, and nothing asked that came meanwhile.

use std::time::Duration;

use shared::day::DayRange;

use super::*;

fn range(start: &str, end: &str) -> DayRange {
    DayRange::new(day(start), day(end)).unwrap()
}

fn view(range: DayRange) -> String {
    let (start, end) = (range.start(), range.end());
    format!("app=shop&module=memory&start={start}&end={end}")
}

fn windows(bench: &Bench) -> Vec<DayRange> {
    let calls = bench.simulator().calls();
    calls.iter().filter_map(|call| call.window).collect()
}

fn is_true(bench: &Bench, reply: &Reply, range: DayRange) -> bool {
    let days: Vec<Day> = range.days().collect();
    let memory = series(reply, "memory");
    memory.values == truth(bench, memory, &days)
}

#[tokio::test]
async fn a_question_that_still_looks_into_history_is_waited_for() {
    let bench = Bench::new().await;
    let (early, late) = (
        range("2026-09-01", "2026-09-10"),
        range("2026-09-05", "2026-09-15"),
    );
    // It has come, and takes longer than the others to find out what lacks.
    let slow = bench.begun(&view(early)).await;
    let quick = view(late);
    let (second, first) = tokio::join!(bench.reply(&quick), async {
        tokio::time::sleep(Duration::from_millis(60)).await;
        bench.engine.whole(slow).await.unwrap()
    });
    assert_eq!(windows(&bench), [range("2026-09-01", "2026-09-15")]);
    assert!(is_true(&bench, &first, early));
    assert!(is_true(&bench, &second, late));
}

#[tokio::test]
async fn days_that_came_since_a_question_looked_are_not_asked_again() {
    let bench = Bench::new().await;
    let (early, late) = (
        range("2026-09-01", "2026-09-20"),
        range("2026-09-11", "2026-09-30"),
    );
    let slow = bench.begun(&view(early)).await;
    bench.reply(&view(late)).await;
    let reply = bench.engine.whole(slow).await.unwrap();
    assert_eq!(windows(&bench), [late, range("2026-09-01", "2026-09-10")]);
    assert!(is_true(&bench, &reply, early));
    assert_eq!((reply.calls.planned, reply.calls.shared), (2, 1));
    assert_eq!(reply.calls.upstream, 1);
}
