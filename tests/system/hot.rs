//! Replies kept ready: the same as those made anew, and never older than history.

use shared::module::Module;
use shared::paths;
use tests::{Answer, House, house};

/// Three times the same question: the first asks WeChat, the second history, the third nobody.
async fn thrice(house: &House, path: &str, accept: &str) -> [Answer; 3] {
    let ask = async || {
        let request = house.request(path).header("accept", accept);
        Answer::read(request.send().await.unwrap()).await
    };
    [ask().await, ask().await, ask().await]
}

#[tokio::test]
async fn a_repeated_view_is_the_same_in_every_form_and_says_that_nobody_was_asked() {
    let house = House::start().await;
    let view = house::view("shop", Module::Launch, house::last_days(40));
    for (path, accept) in [
        (paths::PERFORMANCE, "application/json"),
        (paths::PERFORMANCE, paths::NDJSON),
        (paths::PERFORMANCE_CSV, "*/*"),
        (paths::PERFORMANCE_CSV, "text/csv"),
    ] {
        let path = format!("{path}?{view}");
        let [first, second, third] = thrice(&house, &path, accept).await;
        assert_eq!(third.header("cache-status"), "Bootlens; hit", "{path}");
        assert_eq!(third.header("etag"), second.header("etag"));
        assert_eq!(third.text(), second.text());
        assert_eq!(third.header("content-type"), first.header("content-type"));
        assert!(third.header("server-timing").starts_with("reply;dur="));
        let known = house
            .request(&path)
            .header("accept", accept)
            .header("if-none-match", third.header("etag"));
        let answer = Answer::read(known.send().await.unwrap()).await;
        assert_eq!((answer.status, answer.text()), (304, ""));
    }
    assert_eq!(house.data_calls().len(), 2);
    let whole = house.reply(&view).await;
    assert_eq!((whole.calls.planned, whole.calls.upstream), (0, 0));
    assert_eq!(whole.calls.from_history, 40);
}

#[tokio::test]
async fn a_kept_reply_gives_way_to_new_days_to_time_and_to_midnight() {
    let house = House::start().await;
    let view = "app=shop&module=launch&last=7d";
    let newest = async || {
        let reply = house.reply(view).await;
        (reply.view, reply.calls.upstream)
    };
    let (first, _) = newest().await;
    assert_eq!(
        (newest().await, newest().await),
        ((first.clone(), 0), (first.clone(), 0))
    );
    // Half an hour later the days that may still change are asked again.
    house.clock.set(house.clock.now() + 1_800);
    let (again, calls) = newest().await;
    assert_eq!((again, calls), (first.clone(), 1));
    assert_eq!(newest().await.1, 0);
    // Another question brings newer days: what is kept under `last` moves with them.
    house.clock.set(house.clock.now() + 24 * 3_600);
    let longer = "app=shop&module=launch&start=2026-10-01&end=2026-10-30";
    assert_eq!(house.reply(longer).await.calls.upstream, 1);
    let (moved, _) = newest().await;
    assert_ne!(moved, first);
    assert!(moved.ends_with("end=2026-10-30"), "{moved}");
}

#[tokio::test]
async fn looks_and_spellings_of_a_view_share_their_tag_and_unknown_words_are_told_each_time() {
    let house = House::start().await;
    let view = house::view("shop", Module::Launch, house::last_days(7));
    let ask = async |more: &str| house.performance(&format!("{view}{more}")).await;
    ask("").await;
    let plain = ask("").await;
    for more in [
        "&scale=log",
        "&theme=dark",
        "&utm_source=mail",
        "&device=-1",
    ] {
        for _ in 0..2 {
            let answer = ask(more).await;
            assert_eq!(answer.header("etag"), plain.header("etag"), "{more}");
            assert_eq!(answer.text(), plain.text(), "{more}");
        }
    }
    for _ in 0..2 {
        let answer = ask("&colour=red").await;
        assert_eq!(answer.header("etag"), plain.header("etag"));
        assert_eq!(answer.reply().notices.len(), 1);
    }
}

#[tokio::test]
async fn a_reply_with_failures_is_not_kept() {
    let house = House::start().await;
    let view = house::view("shop", Module::Launch, house::last_days(40));
    let fault = simulator::Fault::new(simulator::Effect::Errcode(47001))
        .path(simulator::BOOT)
        .first(1);
    house.simulator().script(fault);
    assert_eq!(house.reply(&view).await.failures.len(), 1);
    let healed = house.reply(&view).await;
    assert_eq!((healed.failures.len(), healed.calls.upstream), (0, 1));
}
