//! What WeChat refuses a platform: told as what it is, asked once, and taken up when it is mended.

use simulator::{AUTHORIZER_TOKEN, BOOT, COMPONENT_TOKEN};
use tests::{Behind, House, Store};

use super::{no_ticket_file, platform, right, soon};
use crate::ways::one_day;

/// What is made wrong, what WeChat says, and how often each call is made until it is mended:
/// for the platform's token, for the app's, for data.
struct Wrong {
    code: i64,
    slug: &'static str,
    calls: [usize; 3],
    break_it: fn(&House, &Behind),
    /// Nothing where it is mended at WeChat's, which the relay can't see.
    mend: Option<fn(&House, &Behind)>,
}

fn component(behind: &Behind) -> &str {
    &behind.platform.component_appid
}

/// The owner authorises the platform again, and the operator writes the refresh token down.
fn authorise_anew(house: &House, behind: &Behind) {
    let simulator = house.simulator();
    let fresh = simulator.authorize(component(behind), &behind.app.appid);
    behind.write("refresh", &fresh);
}

const WRONG: [Wrong; 6] = [
    Wrong {
        code: 61023,
        slug: "upstream-credential",
        calls: [1, 1, 0],
        break_it: |_, behind| behind.write("refresh", "refreshtoken@@@of-nobody"),
        mend: Some(authorise_anew),
    },
    Wrong {
        code: 61003,
        slug: "upstream-not-authorised",
        calls: [1, 1, 0],
        break_it: |house, behind| {
            house
                .simulator()
                .withdraw(component(behind), &behind.app.appid);
        },
        mend: Some(authorise_anew),
    },
    Wrong {
        code: 61007,
        slug: "upstream-not-authorised",
        calls: [1, 1, 1],
        break_it: |house, behind| {
            house
                .simulator()
                .set_permissions(component(behind), &behind.app.appid, &[17, 19]);
        },
        mend: None,
    },
    Wrong {
        code: 61004,
        slug: "upstream-ip",
        calls: [1, 0, 0],
        break_it: |house, _| house.simulator().bar_ip(true),
        mend: None,
    },
    Wrong {
        code: 61005,
        slug: "upstream-credential",
        calls: [1, 0, 0],
        // Half a day and a moment later.
        break_it: |house, _| house.clock.set(house.clock.now() + 12 * 3600 + 1),
        mend: Some(|house, behind| {
            house
                .simulator()
                .set_ticket(component(behind), "ticket@@@fresh");
            behind.write("ticket", "ticket@@@fresh");
        }),
    },
    Wrong {
        code: 61006,
        slug: "upstream-credential",
        calls: [1, 0, 0],
        break_it: |house, behind| {
            house
                .simulator()
                .set_ticket(component(behind), "ticket@@@fresh");
        },
        mend: Some(|_, behind| behind.write("ticket", "ticket@@@fresh")),
    },
];

#[tokio::test]
async fn each_refusal_is_its_problem_asked_once_and_taken_up_when_it_is_mended() {
    for wrong in WRONG {
        let code = wrong.code;
        let (house, behind) = platform(&Store::memory(), |_| {}).await;
        (wrong.break_it)(&house, &behind);
        for number in 0..21 {
            let told = house.performance(&one_day(number)).await;
            assert_eq!(told.slug(), wrong.slug, "{code}");
            assert_eq!(told.problem().errcode, Some(code), "{}", told.text());
            assert!(told.problem().rid.is_some(), "{code}");
        }
        let calls = [COMPONENT_TOKEN, AUTHORIZER_TOKEN, BOOT];
        let calls = calls.map(|path| house.simulator().count(path));
        assert_eq!(calls, wrong.calls, "{code}");
        if let Some(mend) = wrong.mend {
            mend(&house, &behind);
            right(&house, 0).await;
        }
    }
}

#[tokio::test]
async fn a_refusal_after_days_that_went_well_costs_one_call_of_each_kind_too() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    right(&house, 0).await;
    let simulator = house.simulator();
    simulator.withdraw(component(&behind), &behind.app.appid);
    simulator.clear_calls();
    for number in 1..=21 {
        let told = house.performance(&one_day(number)).await;
        assert_eq!(told.slug(), "upstream-not-authorised");
        assert_eq!(told.problem().errcode, Some(61003));
    }
    let calls = [COMPONENT_TOKEN, AUTHORIZER_TOKEN, BOOT];
    assert_eq!(calls.map(|path| simulator.count(path)), [0, 1, 1]);
}

#[tokio::test]
async fn without_a_ticket_the_ways_to_one_are_named_and_a_push_brings_the_data_at_once() {
    let (house, behind) = platform(&Store::memory(), no_ticket_file).await;
    for number in 0..5 {
        let told = house.performance(&one_day(number)).await;
        assert_eq!(told.slug(), "upstream-credential");
        let detail = told.problem().detail;
        for word in ["component_verify_ticket", "events_listen", "ticket_file"] {
            assert!(detail.contains(word), "{detail}");
        }
    }
    assert_eq!(
        house.simulator().calls(),
        [],
        "there was nothing to ask with"
    );
    let told = behind.push(&house.upstream, simulator::Event::Ticket).await;
    assert_eq!(told, (200, "success".to_owned()));
    soon(&house, 0).await;
    assert_eq!(super::asked(&house), (1, 1));
}

#[tokio::test]
async fn a_refused_ticket_gives_way_to_the_one_that_is_pushed_next() {
    let (house, behind) = platform(&Store::memory(), |_| {}).await;
    house
        .simulator()
        .set_ticket(component(&behind), "ticket@@@fresh");
    let told = house.performance(&one_day(0)).await;
    assert_eq!(told.problem().errcode, Some(61006));
    behind.push(&house.upstream, simulator::Event::Ticket).await;
    soon(&house, 0).await;
}
