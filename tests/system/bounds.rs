//! More than there is room for: who comes beyond it is told so at once and when to come again, and those
//! before are answered as ever.

use std::time::Duration;

use futures::future::join_all;
use shared::day::DayRange;
use shared::module::Module;
use shared::paths;
use tests::house::{last_days, view};
use tests::{Answer, House};

/// Views that are answered at once.
const PLACES: usize = 512;
/// Calls that may wait.
const BERTHS: usize = 5_000;

/// A refusal that says when to come again.
fn is_busy(answer: &Answer) -> bool {
    let is_busy = answer.status == 503 && answer.slug() == "busy";
    assert!(!is_busy || answer.header("retry-after") == "5");
    is_busy
}

#[tokio::test]
async fn views_beyond_those_that_are_answered_at_once_are_told_to_come_again() {
    let house = House::start().await;
    house.simulator().set_latency(Duration::from_secs(4));
    let query = view("shop", Module::Memory, last_days(5));
    let asked = (0..PLACES + 60).map(|_| house.performance(&query));
    let answers = join_all(asked).await;
    let busy = answers.iter().filter(|answer| is_busy(answer)).count();
    let answered = answers.iter().filter(|answer| answer.status == 200);
    assert_eq!((answered.count(), busy), (PLACES, 60));
    assert_eq!(house.data_calls().len(), 1, "one call for all of them");
    assert_eq!(
        house.performance(&query).await.status,
        200,
        "there is room again"
    );
}

#[tokio::test]
async fn calls_beyond_those_that_may_wait_are_not_begun_and_readers_are_told() {
    let house = House::start().await;
    house.simulator().set_latency(Duration::from_secs(600));
    // One day of all 48 slices is 48 calls.
    let slices = "platform=all,ios,android&level=all,high,mid,low&network=all,wifi,4g,3g";
    let query = |ago: usize| {
        let end = last_days(1).end().plus(-i64::try_from(ago).unwrap());
        format!(
            "{}&{slices}",
            view("shop", Module::Memory, DayRange::ending(end, 1))
        )
    };
    let count = BERTHS.div_ceil(48);
    let mut held = Vec::new();
    for ago in 0..count {
        let path = format!("{}?{}", paths::PERFORMANCE, query(ago));
        let request = house.request(&path).header("accept", paths::NDJSON);
        let mut stream = request.send().await.unwrap();
        assert_eq!(stream.status(), 200);
        // Its first line comes once its calls are begun.
        assert!(stream.chunk().await.unwrap().is_some());
        held.push(stream);
    }
    assert!(is_busy(&house.performance(&query(count)).await));

    drop(held);
    house.simulator().set_latency(Duration::ZERO);
    let one = view("shop", Module::Launch, last_days(1));
    for _ in 0..1_000 {
        let answer = house.performance(&one).await;
        if !is_busy(&answer) {
            assert_eq!(answer.reply().failures, []);
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the calls that nobody waits for still wait");
}
