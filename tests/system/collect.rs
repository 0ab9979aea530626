//! The daily collection inside a running relay.

use std::collections::BTreeSet;
use std::time::Duration;

use relay::collect::Pace;
use relay::config::{Collect, Config, HistoryPlace};
use shared::module::Module;
use simulator::{Answered, BOOT, Effect, Fault};
use tests::{House, Store};

/// As hurried as can be: the rules are the same.
const PACE: Pace = Pace {
    grace: Duration::ZERO,
    look: Duration::from_millis(20),
    pause: Duration::from_millis(1),
    again: [Duration::from_millis(50); 3],
};

/// Three apps × five modules × the slices all, iOS and Android.
const WINDOWS: usize = 3 * 5 * 3;

fn collecting(config: &mut Config) {
    config.collect = Collect {
        pace: PACE,
        ..Collect::default()
    };
}

/// Waits until the simulator was asked so often, and a little longer for what must not come.
async fn calls(house: &House, count: usize) -> usize {
    for _ in 0..1_500 {
        if house.simulator().count(BOOT) >= count {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    tokio::time::sleep(Duration::from_millis(200)).await;
    house.simulator().count(BOOT)
}

#[tokio::test]
async fn the_last_30_days_of_everything_are_there_without_anybody_asking() {
    let house = House::with(collecting).await;
    assert_eq!(calls(&house, WINDOWS).await, WINDOWS);
    for module in Module::ALL {
        let view = format!(
            "app=shop&module={module}&start=2026-09-30&end=2026-10-29&platform=all,ios,android"
        );
        let reply = house.reply(&view).await;
        assert_eq!((reply.calls.planned, reply.calls.from_history), (0, 90));
    }
    // The next morning the newest day and those that were not settled are asked; each app's token
    // has run out, which takes a refused call.
    house.simulator().clear_calls();
    house.clock.set(house.clock.now() + 24 * 3600);
    assert_eq!(calls(&house, WINDOWS + 3).await, WINDOWS + 3);
    let newest = house.data_calls().last().unwrap().window.unwrap();
    assert_eq!(newest.end().to_string(), "2026-10-30");
}

#[tokio::test]
async fn nothing_is_collected_before_its_time_or_where_it_is_off() {
    let late = House::with(|config| {
        collecting(config);
        config.collect.at = "09:31".parse().ok();
    })
    .await;
    let off = House::with(|config| {
        collecting(config);
        config.collect.at = None;
    })
    .await;
    // Many looks long.
    tokio::time::sleep(Duration::from_millis(400)).await;
    assert_eq!(late.simulator().count(BOOT), 0);
    assert_eq!(off.simulator().count(BOOT), 0);
    late.clock.set(late.clock.now() + 60);
    assert_eq!(calls(&late, WINDOWS).await, WINDOWS);
}

#[tokio::test]
async fn what_was_cut_off_goes_on_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut house = House::with(|config| {
        collecting(config);
        config.collect.pace.pause = Duration::from_millis(30);
        config.history = HistoryPlace::Sqlite(folder.path().join("days.db"));
    })
    .await;
    while house.simulator().count(BOOT) < WINDOWS / 4 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    house.stop().await;
    let before = house.simulator().count(BOOT);
    assert!(before < WINDOWS, "{before}");
    house.start_again().await;
    // The call that the stop cut off may be made once more.
    let after = calls(&house, WINDOWS).await;
    assert!((WINDOWS..=WINDOWS + 1).contains(&after), "{after}");
}

#[tokio::test]
async fn what_failed_is_tried_again_until_it_is_there() {
    let house = House::with(|config| {
        collecting(config);
        config.collect.slices.truncate(1);
    })
    .await;
    let appid = house.appid("game");
    let fault = Fault::new(Effect::Errcode(47001))
        .path(BOOT)
        .appid(&appid)
        .first(3);
    house.simulator().script(fault);
    // Three apps × five modules, and three windows once more.
    assert_eq!(calls(&house, 3 * 5 + 3).await, 3 * 5 + 3);
    let view = "app=game&module=launch&start=2026-09-30&end=2026-10-29";
    assert_eq!(house.reply(view).await.calls.planned, 0);
}

#[tokio::test]
async fn one_module_that_fails_makes_nobody_ask_for_another_once_more() {
    let house = House::with(|config| {
        collecting(config);
        config.collect.slices.truncate(1);
        config.collect.at = "09:31".parse().ok();
    })
    .await;
    let fails = Module::MemoryExceptions;
    let fault = Fault::new(Effect::Errcode(47001)).path(BOOT).module(fails);
    house.simulator().script(fault);
    let (mut minutes, mut tries) = (1, 0);
    while tries < 9 {
        // Days that are not settled count as lacking again after half an hour.
        house.clock.set(house.clock.now() + minutes * 60);
        minutes = 31;
        tries += 3;
        assert!(calls(&house, 3 * 4 + tries).await >= 3 * 4 + tries);
    }
    let calls = house.data_calls();
    let others = calls.iter().filter(|call| call.module != Some(fails));
    assert_eq!(others.count(), 3 * 4);
}

#[tokio::test]
async fn what_a_days_calls_did_not_reach_comes_first_on_the_next() {
    let house = House::with(|config| {
        collecting(config);
        config.collect.at = "09:31".parse().ok();
    })
    .await;
    // Of the fifteen lots of each app, eight; the other seven fit into the second day.
    house.simulator().set_daily_limit(8);
    for (seconds, lots) in [(60, 3 * 8), (24 * 3600, WINDOWS)] {
        house.clock.set(house.clock.now() + seconds);
        let mut answered = BTreeSet::new();
        for _ in 0..500 {
            let calls = house.data_calls().into_iter();
            let ok = calls.filter(|call| call.answered == Answered::Ok);
            answered = ok
                .map(|call| (call.appid, call.module, call.slice))
                .collect();
            if answered.len() >= lots {
                break;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(answered.len(), lots);
    }
}

#[tokio::test]
async fn a_minute_that_is_used_up_is_waited_for() {
    let house = House::with(|config| {
        collecting(config);
        config.collect.slices.truncate(1);
        config.collect.at = "09:31".parse().ok();
        // Whatever fails for good in the first go is not asked again within this test.
        config.collect.pace.again = [Duration::from_hours(1); 3];
    })
    .await;
    let appid = house.appid("shop");
    let refused = Fault::new(Effect::Errcode(45011)).path(BOOT).appid(&appid);
    house.simulator().script(refused.first(2));
    // A second before the next minute.
    house.clock.set(house.clock.now() + 60 + 59);
    assert_eq!(calls(&house, 3 * 5 + 2).await, 3 * 5 + 2);
    for module in Module::ALL {
        let view = format!("app=shop&module={module}&start=2026-09-30&end=2026-10-29");
        assert_eq!(house.reply(&view).await.calls.planned, 0, "{module}");
    }
}

#[tokio::test]
async fn of_two_relays_on_one_store_one_collects() {
    for store in Store::lasting().await {
        let first = House::with(|config| {
            collecting(config);
            config.history = store.place();
        })
        .await;
        let second = first.beside().await;
        assert_eq!(calls(&first, WINDOWS).await, WINDOWS, "{}", store.name);
        let view = "app=shop&module=launch&start=2026-09-30&end=2026-10-29&platform=ios";
        for house in [&first, &second] {
            assert_eq!(house.reply(view).await.calls.planned, 0, "{}", store.name);
        }
    }
}
