//! Third-party platforms: what WeChat hands out is kept, over restarts and among relays.

mod pushes;
mod refused;
mod sealed;
mod withdrawn;

use std::fs;
use std::time::{Duration, Instant};

use futures::future::join_all;
use relay::config::{Config, Credential};
use shared::module::Module;
use shared::reply::Reply;
use simulator::{AUTHORIZER_TOKEN, Answered, BOOT, COMPONENT_TOKEN, Event};
use tests::house::last_days;
use tests::{Behind, House, Store, Way};

use crate::ways::one_day;

/// Longer than a replaced refresh token lives on.
const GRACE: i64 = 301;

/// How soon what was mended must be taken up: far less than the minute of a stop.
const MOMENT: Duration = Duration::from_secs(5);

/// A house on a platform, with a store of choice.
async fn platform(store: &Store, change: impl FnOnce(&mut Config)) -> (House, Behind) {
    let (house, behind) = House::by(Way::ThirdParty, None, |config, _| {
        config.history = store.place();
        change(config);
    })
    .await;
    is_up(&house).await;
    (house, behind)
}

/// Waits for the first answer, which comes after the listener for pushes is open.
async fn is_up(house: &House) {
    assert_eq!(house.get("livez").await.status, 200);
}

/// Without the file of a ticket: the pushes alone bring one.
fn no_ticket_file(config: &mut Config) {
    config.platforms[0].ticket = None;
}

/// Without the file of a refresh token: an authorisation alone brings one.
fn no_refresh_file(config: &mut Config) {
    if let Credential::ThirdParty { refresh_token, .. } = &mut config.apps[0].credential {
        *refresh_token = None;
    }
}

/// The values of a day, which must be WeChat's.
async fn right(house: &House, number: usize) -> Reply {
    let reply = house.reply(&one_day(number)).await;
    is_right(house, number, &reply);
    reply
}

fn is_right(house: &House, number: usize, reply: &Reply) {
    assert_eq!(reply.failures, [], "day {number}");
    let day = last_days(1)
        .start()
        .plus(-i64::from(u32::try_from(number).unwrap()));
    let range = shared::day::DayRange::ending(day, 1);
    for series in &reply.series {
        let truth = house.truth(Module::ALL[number % 5], series, range);
        assert_eq!(series.values, truth, "day {number}");
    }
}

/// The values of a day as soon as they come, which must be within a moment: events are answered
/// before they are taken in.
async fn soon(house: &House, number: usize) {
    let since = Instant::now();
    loop {
        let answer = house.performance(&one_day(number)).await;
        if answer.status == 200 {
            return is_right(house, number, &answer.reply());
        }
        assert!(since.elapsed() < MOMENT, "{}", answer.text());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// How often the platform asked for its own token, and for the app's.
fn asked(house: &House) -> (usize, usize) {
    let simulator = house.simulator();
    (
        simulator.count(COMPONENT_TOKEN),
        simulator.count(AUTHORIZER_TOKEN),
    )
}

async fn restart(house: &mut House) {
    house.stop().await;
    house.start_again().await;
    is_up(house).await;
}

#[tokio::test]
async fn a_restart_goes_on_without_a_new_ticket_while_the_platforms_token_lives() {
    for store in Store::lasting().await {
        for emptied in [false, true] {
            let store = if store.name == "SQLite" {
                Store::file()
            } else {
                Store::postgres().await
            };
            let (mut house, behind) = platform(&store, |_| {}).await;
            right(&house, 0).await;
            assert_eq!(asked(&house), (1, 1));
            house.stop().await;
            if emptied {
                fs::write(behind.file("ticket"), "").unwrap();
            } else {
                fs::remove_file(behind.file("ticket")).unwrap();
            }
            let component = &behind.platform.component_appid;
            house.simulator().set_ticket(component, "ticket@@@another");
            house.start_again().await;
            right(&house, 1).await;
            assert_eq!(asked(&house), (1, 1), "on {}", store.name);
            // The app's token has ended, the platform's has not.
            house.simulator().expire_tokens();
            right(&house, 2).await;
            assert_eq!(asked(&house), (1, 2), "on {}", store.name);
        }
    }
}

#[tokio::test]
async fn a_pushed_ticket_outlasts_a_restart_and_the_platforms_token() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, no_ticket_file).await;
        behind.push(&house.upstream, Event::Ticket).await;
        soon(&house, 0).await;
        assert_eq!(asked(&house), (1, 1));
        house.stop().await;
        house.simulator().expire_component_tokens();
        house.simulator().expire_tokens();
        house.start_again().await;
        right(&house, 1).await;
        // By lives that both sides know, the token was renewed only when WeChat refused it.
        assert_eq!(house.simulator().count(COMPONENT_TOKEN), 2);
        // And where the tokens have ended by the clock.
        house.stop().await;
        house.clock.set(house.clock.now() + 2 * 3600);
        house.start_again().await;
        right(&house, 2).await;
        assert_eq!(house.simulator().count(COMPONENT_TOKEN), 3);
        drop(behind);
    }
}

#[tokio::test]
async fn the_newest_refresh_token_counts_over_restarts_until_the_file_changes() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, |_| {}).await;
        house.simulator().rotate_refresh_tokens(true);
        right(&house, 0).await;
        for round in 1..=6 {
            house.clock.set(house.clock.now() + GRACE);
            house.simulator().expire_tokens();
            if round % 2 == 0 {
                restart(&mut house).await;
            }
            right(&house, round).await;
            assert_eq!(asked(&house).1, round + 1, "on {}", store.name);
        }
        // The owner authorised anew: what was kept is dead, and only the operator knows the new one.
        let component = &behind.platform.component_appid;
        let fresh = house.simulator().authorize(component, &house.appid("shop"));
        house.simulator().expire_tokens();
        behind.write("refresh", &fresh);
        right(&house, 7).await;
        for round in 8..=10 {
            house.clock.set(house.clock.now() + GRACE);
            house.simulator().expire_tokens();
            restart(&mut house).await;
            right(&house, round).await;
        }
        // What was kept serves while the file is away, and the file does not win when it is back.
        fs::remove_file(behind.file("refresh")).unwrap();
        for (round, is_back) in [(11, false), (12, false), (13, true)] {
            if is_back {
                behind.write("refresh", &fresh);
            }
            house.clock.set(house.clock.now() + GRACE);
            house.simulator().expire_tokens();
            restart(&mut house).await;
            right(&house, round).await;
        }
        let calls = house.simulator().calls();
        let mut asked = calls.iter().filter(|call| call.path == AUTHORIZER_TOKEN);
        assert!(asked.all(|call| call.answered == Answered::Ok), "{calls:?}");
    }
}

#[tokio::test]
async fn a_file_that_changes_while_wechat_is_asked_wins_over_what_wechat_hands_out() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    house.simulator().rotate_refresh_tokens(true);
    house.simulator().set_latency(Duration::from_millis(300));
    let view = one_day(0);
    let reading = house.performance(&view);
    let writing = async {
        while house.simulator().count(AUTHORIZER_TOKEN) == 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        behind.write("refresh", "refreshtoken@@@of-another-authorisation");
    };
    let (answer, ()) = tokio::join!(reading, writing);
    assert_eq!(answer.status, 200, "{}", answer.text());
    house.simulator().expire_tokens();
    let told = house.performance(&one_day(1)).await;
    assert_eq!(told.problem().errcode, Some(61023), "the file was used");
}

#[tokio::test]
async fn two_relays_on_one_store_never_lose_an_authorisation_that_rotates() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, |_| {}).await;
        let mut other = house.beside().await;
        house.simulator().rotate_refresh_tokens(true);
        for round in 0..12 {
            if round % 3 == 2 {
                house.simulator().expire_component_tokens();
            }
            house.simulator().expire_tokens();
            house.clock.set(house.clock.now() + GRACE);
            house.simulator().clear_calls();
            let views: Vec<String> = (0..8).map(|each| one_day(8 * round + each)).collect();
            let answers = join_all(views.iter().enumerate().map(|(number, view)| {
                let relay = if number % 2 == 0 { &house } else { &other };
                relay.performance(view)
            }));
            for (number, answer) in answers.await.iter().enumerate() {
                is_right(&house, 8 * round + number, &answer.reply());
            }
            for (path, most) in [(COMPONENT_TOKEN, 1), (AUTHORIZER_TOKEN, 3)] {
                let calls = house.simulator().calls();
                let calls = calls.iter().filter(|call| call.path == path);
                let answers: Vec<_> = calls.map(|call| call.answered).collect();
                let had = answers.iter().filter(|each| **each == Answered::Ok).count();
                // Refused are at most the calls with the platform's token of memory and of the
                // store, where both have ended.
                let text = format!("round {round} on {}: {answers:?}", store.name);
                assert!(answers.len() <= most, "{text}");
                assert!(had <= 1 && (had == 1 || path == COMPONENT_TOKEN), "{text}");
            }
        }
        // Each of them alone still has it.
        for (relay, number) in [(&mut house, 100), (&mut other, 101)] {
            restart(relay).await;
            relay.simulator().expire_tokens();
            relay.clock.set(relay.clock.now() + GRACE);
            right(relay, number).await;
        }
        drop(behind);
    }
}

#[tokio::test]
async fn a_refresh_token_is_kept_although_whoever_waited_has_gone() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, |_| {}).await;
        right(&house, 0).await;
        house.simulator().rotate_refresh_tokens(true);
        house.simulator().expire_tokens();
        house.simulator().set_latency(Duration::from_millis(400));
        house.simulator().clear_calls();
        {
            let view = one_day(1);
            let reading = house.performance(&view);
            tokio::pin!(reading);
            while house.simulator().count(AUTHORIZER_TOKEN) == 0 {
                let short = Duration::from_millis(5);
                let early = tokio::time::timeout(short, &mut reading).await;
                assert!(early.is_err(), "an answer before its token");
            }
        }
        tokio::time::sleep(Duration::from_millis(800)).await;
        let calls = house.simulator().calls();
        let rotated = calls.iter().find(|call| call.path == AUTHORIZER_TOKEN);
        assert_eq!(rotated.unwrap().answered, Answered::Ok, "not cut off");
        let boots = calls.iter().filter(|call| call.path == BOOT);
        assert_eq!(boots.count(), 1, "nobody wanted the data any more");
        house.simulator().set_latency(Duration::ZERO);
        house.clock.set(house.clock.now() + GRACE);
        house.simulator().expire_tokens();
        restart(&mut house).await;
        right(&house, 2).await;
        drop(behind);
    }
}
