//! Every kind of credential against the simulator: had once, renewed once, and never in a loop.

use futures::future::join_all;
use shared::module::Module;
use simulator::{
    AUTHORIZER_TOKEN, Answered, BOOT, COMPONENT_TOKEN, Effect, Fault, Pair, STABLE_TOKEN, TOKEN,
};
use tests::house::{last_days, view};
use tests::{Behind, House, Store, Way};

/// A view that needs one call, another one for each number.
pub(crate) fn one_day(number: usize) -> String {
    let number = u32::try_from(number).unwrap();
    let module = Module::ALL[number as usize % 5];
    let day = last_days(1).start().plus(-i64::from(number));
    format!("app=shop&module={module}&start={day}&end={day}")
}

/// How often a token was asked for, in the way that counts.
fn token_calls(house: &House, behind: &Behind) -> usize {
    match behind.way {
        Way::Secret => house.simulator().count(STABLE_TOKEN),
        Way::Token => 0,
        Way::TokenServer => behind.server.asked(),
        Way::ThirdParty => house.simulator().count(AUTHORIZER_TOKEN),
    }
}

#[tokio::test]
async fn each_way_brings_the_values_that_wechat_has_signed_or_not() {
    let pairs = [None].into_iter().chain(Pair::ALL.map(Some));
    for (pair, way) in pairs.flat_map(|pair| Way::ALL.map(|way| (pair, way))) {
        let (house, behind) = House::by(way, pair, |_, _| {}).await;
        let range = last_days(40);
        let reply = house.reply(&view("shop", Module::Launch, range)).await;
        assert_eq!(reply.failures, [], "{way:?} {pair:?}");
        assert!(!reply.series.is_empty());
        for series in &reply.series {
            assert_eq!(series.values, house.truth(Module::Launch, series, range));
        }
        let expected = usize::from(way != Way::Token);
        assert_eq!(token_calls(&house, &behind), expected, "{way:?} {pair:?}");
        let calls = house.data_calls();
        assert_eq!(calls.len(), 2);
        assert!(calls.iter().all(|call| call.signed == pair.is_some()));
    }
}

#[tokio::test]
async fn five_hundred_requests_on_a_dead_token_renew_it_once_and_none_fails() {
    for way in Way::ALL {
        for end in [
            simulator::Simulator::expire_tokens,
            simulator::Simulator::invalidate_tokens,
        ] {
            let (house, behind) = House::by(way, None, |config, _| {
                config.upstream.concurrency = 16;
            })
            .await;
            house.reply(&one_day(600)).await;
            end(house.simulator());
            behind.renew_file(&house.upstream).await;
            let before = token_calls(&house, &behind);
            house.simulator().clear_calls();
            let before = if way == Way::TokenServer { before } else { 0 };
            let renewed_by_file = usize::from(way != Way::Token);

            let views: Vec<String> = (0..500).map(one_day).collect();
            let answers = join_all(views.iter().map(|view| house.performance(view))).await;

            for answer in &answers {
                assert_eq!(answer.status, 200, "{way:?}: {}", answer.text());
                assert_eq!(answer.reply().failures, [], "{way:?}");
            }
            assert_eq!(
                token_calls(&house, &behind) - before,
                renewed_by_file,
                "{way:?}"
            );
            assert_eq!(house.simulator().count(TOKEN), 0);
            let calls = house.data_calls();
            let refused = |call: &&simulator::Call| matches!(call.answered, Answered::Errcode(_));
            let refused = calls.iter().filter(refused).count();
            // A file that was renewed in time is read before anything is refused.
            assert!(
                refused >= 1 || way == Way::Token,
                "the token was really bad"
            );
            assert!(refused <= 16, "{way:?}: {refused} calls with a dead token");
        }
    }
}

#[tokio::test]
async fn a_token_that_is_refused_for_ever_costs_two_calls_of_each_kind_however_many_ask() {
    for way in Way::ALL {
        for code in [40001, 42001] {
            let (house, behind) = House::by(way, None, |_, _| {}).await;
            let fault = Fault::new(Effect::Errcode(code)).path(BOOT);
            house.simulator().script(fault);
            let before = behind.server.asked();
            let views: Vec<String> = (0..50).map(one_day).collect();
            for round in [&views[..1], &views[..]] {
                let answers = join_all(round.iter().map(|view| house.performance(view))).await;
                for answer in answers {
                    let problem = answer.problem();
                    assert_eq!(answer.slug(), "upstream-credential", "{way:?}");
                    assert_eq!(problem.errcode, Some(code));
                    assert!(problem.rid.is_some());
                }
                let asked = token_calls(&house, &behind) - before.min(token_calls(&house, &behind));
                assert!(asked <= 2, "{way:?}: {asked} token calls");
                let boots = house.data_calls().len();
                assert!(boots <= 2, "{way:?}: {boots} calls for data");
            }
            assert!(house.simulator().calls().iter().all(|call| !call.forced));
        }
    }
}

#[tokio::test]
async fn two_relays_on_one_account_end_no_token_of_each_other_over_a_hundred_calls() {
    for way in Way::ALL {
        for store in Store::lasting().await {
            let (house, behind) = House::by(way, None, |config, _| {
                config.history = store.place();
            })
            .await;
            let other = house.beside().await;
            for number in 0..100 {
                let relay = if number % 2 == 0 { &house } else { &other };
                let reply = relay.reply(&one_day(number)).await;
                assert_eq!(reply.failures, [], "{way:?} on {}", store.name);
            }
            let calls = house.data_calls();
            assert_eq!(calls.len(), 100);
            assert!(calls.iter().all(|call| call.answered == Answered::Ok));
            let tokens: std::collections::BTreeSet<_> =
                calls.iter().map(|call| call.token).collect();
            assert_eq!(tokens.len(), 1, "{way:?} on {}: {tokens:?}", store.name);
            let shared = usize::from(way == Way::ThirdParty);
            assert_eq!(house.simulator().count(COMPONENT_TOKEN), shared);
            assert_eq!(house.simulator().count(AUTHORIZER_TOKEN), shared);
            drop(behind);
        }
    }
}
