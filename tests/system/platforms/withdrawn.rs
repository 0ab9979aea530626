//! What an owner gives, changes and takes back while the relay runs.

use shared::problem::ProblemKind;
use simulator::{AUTHORIZER_TOKEN, BOOT, Event, QUERY_AUTH};
use tests::{Behind, House, Store};

use super::{no_refresh_file, platform, right, soon};
use crate::ways::one_day;

fn app(house: &House) -> String {
    house.appid("shop")
}

async fn pushed(house: &House, behind: &Behind, event: Event) {
    let told = behind.push(&house.upstream, event).await;
    assert_eq!(told, (200, "success".to_owned()));
}

/// Asks until the relay tells that the authorisation is gone.
async fn told_withdrawn(house: &House, number: usize) {
    let told = house.performance(&one_day(number)).await;
    let problem = told.problem();
    assert_eq!(told.slug(), ProblemKind::UpstreamNotAuthorised.slug());
    assert!(problem.detail.contains("withdrawn"), "{}", problem.detail);
}

#[tokio::test]
async fn an_authorisation_alone_brings_the_data_where_no_file_is_written() {
    for store in Store::lasting().await {
        let (mut house, behind) = platform(&store, no_refresh_file).await;
        let told = house.performance(&one_day(0)).await;
        assert_eq!(told.slug(), ProblemKind::UpstreamNotAuthorised.slug());
        let detail = told.problem().detail;
        assert!(detail.contains("refresh_token_file"), "{detail}");
        assert_eq!(house.simulator().count(BOOT), 0);

        let appid = app(&house);
        pushed(&house, &behind, Event::Authorized { appid }).await;
        soon(&house, 0).await;
        let calls = |path| house.simulator().count(path);
        assert_eq!((calls(QUERY_AUTH), calls(AUTHORIZER_TOKEN)), (1, 1));

        // It is kept, so that neither a restart nor the token's end needs another one.
        house.stop().await;
        house.simulator().expire_tokens();
        house.start_again().await;
        right(&house, 1).await;
        assert_eq!(house.simulator().count(QUERY_AUTH), 1);
    }
}

#[tokio::test]
async fn a_changed_authorisation_goes_on_with_the_refresh_token_that_it_brings() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    right(&house, 0).await;
    house.simulator().rotate_refresh_tokens(true);
    let appid = app(&house);
    pushed(&house, &behind, Event::UpdateAuthorized { appid }).await;
    for _ in 0..500 {
        if house.simulator().count(QUERY_AUTH) == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    // What came is kept a moment later.
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    // The first refresh token, which the file still holds, is dead after this.
    house.clock.set(house.clock.now() + super::GRACE);
    house.simulator().expire_tokens();
    right(&house, 1).await;
    assert_eq!(house.simulator().count(QUERY_AUTH), 1);
}

#[tokio::test]
async fn a_withdrawal_is_told_without_asking_wechat_and_a_new_one_is_taken_up_at_once() {
    for change in [no_refresh_file, |_: &mut relay::config::Config| {}] {
        let (house, behind) = platform(&Store::memory(), change).await;
        let appid = app(&house);
        let again = || Event::Authorized {
            appid: appid.clone(),
        };
        pushed(&house, &behind, again()).await;
        soon(&house, 0).await;
        for round in 1..=3 {
            let appid = appid.clone();
            pushed(&house, &behind, Event::Unauthorized { appid }).await;
            house.simulator().clear_calls();
            told_withdrawn(&house, round).await;
            let first = house.simulator().calls().len();
            assert!(first <= 1, "the old token is tried once at most");
            for number in 0..20 {
                told_withdrawn(&house, 100 * round + number).await;
            }
            assert_eq!(
                house.simulator().calls().len(),
                first,
                "nothing is asked again"
            );
            pushed(&house, &behind, again()).await;
            soon(&house, round).await;
        }
    }
}

#[tokio::test]
async fn an_event_that_is_pushed_twice_or_late_changes_nothing() {
    let (house, behind) = platform(&Store::memory(), no_refresh_file).await;
    let (appid, component) = (app(&house), behind.platform.component_appid.clone());
    let simulator = house.simulator();
    let compose = |event, late: i64| {
        let push = simulator.push_at(&component, event, house.clock.now() - late);
        (format!("/wechat/agency/events?{}", push.query), push.body)
    };
    let given = compose(
        Event::Authorized {
            appid: appid.clone(),
        },
        60,
    );
    let ticket = compose(Event::Ticket, 60);
    for (path, body) in [&given, &ticket, &given, &ticket] {
        let told = behind.post(path, body.clone()).await;
        assert_eq!(told, (200, "success".to_owned()));
    }
    soon(&house, 0).await;
    // A withdrawal that happened before the authorisation arrives after it.
    let refresh = simulator.authorize(&component, &appid);
    let late = compose(
        Event::Unauthorized {
            appid: appid.clone(),
        },
        120,
    );
    let given = compose(
        Event::Authorized {
            appid: appid.clone(),
        },
        30,
    );
    assert!(!refresh.is_empty());
    for (path, body) in [&given, &given] {
        behind.post(path, body.clone()).await;
    }
    simulator.expire_tokens();
    soon(&house, 1).await;
    assert_eq!(behind.post(&late.0, late.1).await.0, 200);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    simulator.expire_tokens();
    right(&house, 2).await;
    // And an event about an app that nobody configured.
    let stranger = "wx00000000000000ff".to_owned();
    pushed(&house, &behind, Event::Unauthorized { appid: stranger }).await;
    right(&house, 3).await;
}
