//! `bootlens history`: what was kept in one store gives the same replies from another one.

mod desk;
mod older;
mod refusals;
mod servers;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use shared::day::{Day, DayRange, Utc};
use shared::module::Module;
use shared::reply::{Calls, Notice, NoticeCode, Reply};
use tests::House;
use tests::house::{TODAY, view};

use desk::Desk;

/// Days that no longer change.
fn settled(count: u32) -> DayRange {
    let today: Day = TODAY.parse().unwrap();
    DayRange::ending(today.plus(-5), count)
}

/// Views that each begin with another module, slice or period.
fn views() -> Vec<String> {
    let launch = view("shop", Module::Launch, settled(40));
    let memory = view("game", Module::Memory, settled(30));
    vec![
        format!("{launch}&platform=ios,android"),
        format!("{launch}&compare=previous"),
        format!("{launch}&as_of=202610300930"),
        format!("{memory}&level=high"),
        view("shop", Module::PageSwitch, settled(7)),
    ]
}

/// What a relay on that store says, each view for itself.
async fn replies(house: &House) -> Vec<Reply> {
    let mut replies = Vec::new();
    for view in views() {
        replies.push(house.reply(&view).await);
    }
    replies
}

/// The same but for when it was asked and what it cost.
fn told(mut replies: Vec<Reply>) -> Vec<Reply> {
    for reply in &mut replies {
        assert!(!reply.series.is_empty(), "{}", reply.view);
        reply.calls = Calls {
            planned: 0,
            shared: 0,
            upstream: 0,
            from_history: 0,
        };
        reply.fetched_at = Utc(0);
    }
    replies
}

/// A relay on that store.
async fn house(history: &str) -> House {
    let place = history.parse().unwrap();
    House::with(|config| config.history = place).await
}

/// A relay on that store says the same, and asks nobody for it.
async fn says_the_same(history: &str, known: &[Reply]) {
    let house = house(history).await;
    let replies = replies(&house).await;
    for reply in &replies {
        assert_eq!(reply.calls.upstream, 0, "{}", reply.view);
    }
    for (one, other) in told(replies).iter().zip(known) {
        assert_eq!(one, other, "{}", one.view);
    }
    assert_eq!(house.simulator().calls().len(), 0, "nobody was asked");
}

/// Fills a store as a relay does, and what the relay then says of it.
async fn fill(history: &str) -> Vec<Reply> {
    let mut house = house(history).await;
    replies(&house).await;
    let known = told(replies(&house).await);
    house.stop().await;
    known
}

/// Asks for slices that nobody asked for until told to stop, and counts the answers.
async fn write_on(house: Arc<House>, stop: Arc<AtomicBool>, written: Arc<AtomicUsize>) {
    for round in 0_i64.. {
        for level in ["high", "mid", "low"] {
            for network in ["wifi", "4g", "3g"] {
                if stop.load(Ordering::Relaxed) {
                    return;
                }
                let days = settled(1).start().plus(-round);
                let view = view("shop", Module::Launch, DayRange::ending(days, 2));
                let view = format!("{view}&level={level}&network={network}");
                let reply = house.reply(&view).await;
                assert_eq!(reply.failures, [], "{view}");
                let lost = |notice: &Notice| notice.code == NoticeCode::HistoryUnavailable;
                assert!(!reply.notices.iter().any(lost), "{view}");
                written.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_while_a_relay_writes_gives_the_same_replies_elsewhere() {
    let desk = Desk::new();
    let days = desk.sqlite("days.db");
    let known = fill(&days).await;
    let busy = Arc::new(house(&days).await);
    let (stop, written) = (Arc::default(), Arc::new(AtomicUsize::new(0)));
    let writer = tokio::spawn(write_on(
        Arc::clone(&busy),
        Arc::clone(&stop),
        Arc::clone(&written),
    ));
    let some_more = async |than: usize| {
        while written.load(Ordering::Relaxed) < than + 5 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        written.load(Ordering::Relaxed)
    };
    // On a busy machine a backup can be over before the relay gets a turn.
    let saved = desk.path("saved.db");
    let mut went_on = false;
    for _ in 0..10 {
        let before = some_more(written.load(Ordering::Relaxed)).await;
        desk.done(&days, &["history", "backup", &saved]).await;
        went_on = written.load(Ordering::Relaxed) > before;
        if went_on {
            break;
        }
        std::fs::remove_file(&saved).unwrap();
    }
    assert!(went_on, "the relay writes while it is backed up");
    some_more(written.load(Ordering::Relaxed)).await;
    stop.store(true, Ordering::Relaxed);
    writer.await.unwrap();

    let elsewhere = desk.sqlite("elsewhere.db");
    let said = desk.done(&elsewhere, &["history", "restore", &saved]).await;
    assert!(said.starts_with("Restored "), "{said}");
    let said = desk.done(&elsewhere, &["history", "verify"]).await;
    assert!(said.contains("no faults"), "{said}");
    says_the_same(&elsewhere, &known).await;
    // The backup is a store itself.
    says_the_same(&desk.sqlite("saved.db"), &known).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_documented_form_is_imported_and_comes_out_again_as_it_stands_there() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/history.md");
    let page = std::fs::read_to_string(page).unwrap();
    let (_, rest) = page.split_once("```ndjson\n").unwrap();
    let (sample, _) = rest.split_once("```").unwrap();
    let desk = Desk::new();
    let days = desk.sqlite("days.db");
    let (code, _, error) = desk.run(&days, &["history", "import", "-"], sample).await;
    assert_eq!(code, Some(0), "{error}");
    let text = desk.done(&days, &["history", "export", "-"]).await;
    assert_eq!(text, sample);
}
