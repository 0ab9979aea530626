//! One token for all: had once, renewed once, whoever asks and how many.

use futures::future::join_all;
use shared::module::Module;
use simulator::{Answered, BOOT, Effect, Fault, STABLE_TOKEN, TOKEN};
use tests::House;
use tests::house::{last_days, view};

/// So many different views, each of which needs a call.
fn views(count: u32) -> Vec<String> {
    let one = |number: u32| {
        let module = Module::ALL[usize::try_from(number).unwrap() % 5];
        view("shop", module, last_days(1 + number))
    };
    (0..count).map(one).collect()
}

#[tokio::test]
async fn a_hundred_requests_on_an_expired_token_make_one_token_call_and_none_fails() {
    for end in [
        simulator::Simulator::expire_tokens,
        simulator::Simulator::invalidate_tokens,
    ] {
        let house = House::start().await;
        house
            .reply("app=shop&module=launch&start=2025-01-01&end=2025-01-02")
            .await;
        end(house.simulator());
        house.simulator().clear_calls();

        let views = views(100);
        let answers = join_all(views.iter().map(|view| house.performance(view))).await;

        for answer in &answers {
            assert_eq!(answer.status, 200, "{}", answer.text());
            assert_eq!(answer.reply().failures, []);
        }
        assert_eq!(house.simulator().count(STABLE_TOKEN), 1);
        assert_eq!(house.simulator().count(TOKEN), 0);
        let refused = house.data_calls();
        let refused = refused
            .iter()
            .filter(|call| matches!(call.answered, Answered::Errcode(_)));
        assert!(refused.count() >= 1, "the token was really bad");
    }
}

#[tokio::test]
async fn a_hundred_first_requests_make_one_token_call() {
    let house = House::start().await;
    let views = views(100);
    let answers = join_all(views.iter().map(|view| house.performance(view))).await;
    assert!(answers.iter().all(|answer| answer.status == 200));
    assert_eq!(house.simulator().count(STABLE_TOKEN), 1);
}

#[tokio::test]
async fn a_token_is_renewed_before_it_ends() {
    let house = House::start().await;
    house.simulator().set_token_lifetime(10);
    house
        .reply(&view("shop", Module::Launch, last_days(5)))
        .await;
    // Lives are measured by a clock that nobody can set; half of such a short one is the margin.
    tokio::time::sleep(std::time::Duration::from_millis(5_200)).await;
    house
        .reply(&view("shop", Module::Memory, last_days(5)))
        .await;
    assert_eq!(house.simulator().count(STABLE_TOKEN), 2);
    let refused = |call: &simulator::Call| matches!(call.answered, Answered::Errcode(_));
    assert!(
        !house.simulator().calls().iter().any(refused),
        "nothing met the end of the token"
    );
}

#[tokio::test]
async fn a_token_that_stays_bad_is_renewed_once_and_then_told() {
    let house = House::start().await;
    house
        .simulator()
        .script(Fault::new(Effect::Errcode(40001)).path(BOOT));
    let answer = house
        .performance(&view("shop", Module::Launch, last_days(5)))
        .await;
    let problem = answer.problem();
    assert_eq!(answer.slug(), "upstream-credential");
    assert_eq!(problem.errcode, Some(40001));
    assert!(problem.rid.is_some(), "{}", problem.detail);
    assert_eq!(house.simulator().count(STABLE_TOKEN), 2);
    assert_eq!(house.data_calls().len(), 2);
}

#[tokio::test]
async fn a_wrong_secret_is_told_and_not_tried_again() {
    let house = House::start().await;
    let mut app = house.simulator().apps().remove(0);
    app.secret = "another-secret".to_owned();
    house.simulator().add_app(app);
    let answer = house
        .performance(&view("shop", Module::Launch, last_days(5)))
        .await;
    assert_eq!(
        (answer.status, answer.slug().as_str()),
        (502, "upstream-credential")
    );
    assert_eq!(answer.problem().errcode, Some(40125));
    assert_eq!(house.simulator().count(STABLE_TOKEN), 1);
    assert_eq!(house.data_calls().len(), 0);
}

#[tokio::test]
async fn each_app_has_a_token_of_its_own() {
    let house = House::start().await;
    let range = last_days(3);
    let query = view("shop,news,game", Module::Launch, range);
    let reply = house.reply(&query).await;
    assert_eq!(house.simulator().count(STABLE_TOKEN), 3);
    for series in &reply.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, range));
    }
}
