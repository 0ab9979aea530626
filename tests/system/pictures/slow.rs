//! WeChat takes its time: what is known is drawn, and the rest is there the next time.

use std::time::Duration;

use simulator::{Effect, Fault};
use tests::house::slice;
use tests::{Answer, House};

use super::{pixels, png, svg, texts};

const VIEW: &str = "app=shop&module=launch&metric=total&platform=ios,android\
                    &start=2026-10-02&end=2026-10-29";
/// How long a picture waits here, and how much later the slow answers come.
const WAIT: Duration = Duration::from_millis(1_000);
const LATER: Duration = Duration::from_millis(3_000);

/// A relay whose calls for Android take their time; four windows a platform.
async fn slow() -> House {
    let house = House::with(|config| {
        config.picture_wait = WAIT;
        config.upstream.window_days = 7;
        config.upstream.concurrency = 8;
    })
    .await;
    let delay = Fault::new(Effect::Delay(LATER)).slice(slice("android"));
    house.simulator().script(delay);
    house
}

/// How many windows are said to have come, of how many.
fn so_far(answer: &Answer, word: &str) -> Option<(usize, usize)> {
    let said = texts(answer.text());
    let told = said.iter().find_map(|text| text.strip_prefix(word))?;
    let (done, of) = told.split_once('/')?;
    Some((done.parse().unwrap(), of.parse().unwrap()))
}

/// The first picture that is whole.
async fn whole(ask: impl AsyncFn() -> Answer) -> Answer {
    for _ in 0..20 {
        let answer = ask().await;
        if answer.header("cache-control") != "no-store" {
            return answer;
        }
    }
    panic!("the rest does not come");
}

#[tokio::test]
async fn what_is_known_in_time_is_drawn_and_said_and_the_next_one_is_whole() {
    let house = slow().await;
    let first = svg(&house, VIEW).await;
    assert_eq!(first.status, 200);
    assert_eq!(first.header("cache-control"), "no-store");
    assert_eq!(first.header("etag"), "");
    let (done, of) = so_far(&first, "部分数据 ").expect("how far it is");
    assert_eq!(of, 8);
    assert!((1..8).contains(&done), "{done}");
    let blue = first.text().matches("stroke=\"#2F6FDE\"").count();
    assert!(blue > 0, "iOS is there:\n{}", first.text());
    let english = svg(&house, &format!("{VIEW}&lang=en")).await;
    let known = so_far(&english, "Partial data ");
    assert!(known.is_none_or(|(done, of)| done < of), "{known:?}");

    let whole = whole(async || svg(&house, VIEW).await).await;
    assert_eq!(so_far(&whole, "部分数据 "), None);
    assert_eq!(whole.header("cache-control"), "private, no-cache");
    assert!(whole.header("etag").starts_with("W/"));
    assert!(whole.text().contains("stroke=\"#C2570C\""));
    assert_eq!(house.data_calls().len(), 8, "each window was asked once");
}

#[tokio::test]
async fn pixels_of_the_moment_are_not_kept() {
    let house = slow().await;
    let first = png(&house, VIEW).await;
    assert_eq!(first.status, 200);
    assert_eq!(
        (first.header("cache-control"), first.header("etag")),
        ("no-store", "")
    );
    pixels(&first.body);
    let whole = whole(async || png(&house, VIEW).await).await;
    assert!(whole.body != first.body);
    assert_eq!(whole.header("cache-control"), "private, no-cache");
}
