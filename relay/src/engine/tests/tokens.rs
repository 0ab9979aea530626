//! Tokens end to end: one for all, renewed once, and never shown.

use simulator::{Effect, Fault};

use super::*;

/// A hundred views of one day each, so that no window is shared.
async fn hundred(bench: &Bench, from: &str) -> Vec<Reply> {
    let views: Vec<String> = (0..100)
        .map(|index| {
            let day = day(from).plus(index);
            format!("app=shop&module=memory&start={day}&end={day}")
        })
        .collect();
    futures::future::join_all(views.iter().map(|view| bench.reply(view))).await
}

#[tokio::test]
async fn a_hundred_requests_on_a_dead_token_take_one_token_call_and_none_fails() {
    for kill in [Simulator::expire_tokens, Simulator::invalidate_tokens] {
        let bench = Bench::new().await;
        bench.reply("app=shop&module=memory&last=1d").await;
        assert_eq!(bench.token_calls(), 1);
        kill(bench.simulator());
        let replies = hundred(&bench, "2026-05-01").await;
        assert!(replies.iter().all(|reply| reply.failures.is_empty()));
        assert_eq!(bench.token_calls(), 2);
    }
}

#[tokio::test]
async fn a_token_that_is_refused_again_is_renewed_once_and_then_no_more() {
    let bench = Bench::new().await;
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(40001)).path(BOOT));
    let problem = bench.problem("app=shop&module=memory&last=1d").await;
    assert_eq!(problem.errcode, Some(40001));
    assert!(problem.rid.is_some());
    assert_eq!((bench.token_calls(), bench.boots()), (2, 2));
    for _ in 0..10 {
        bench.problem("app=shop&module=memory&last=1d").await;
    }
    assert!(bench.token_calls() <= 3, "{}", bench.token_calls());
}

#[tokio::test]
async fn a_wrong_secret_is_asked_once_however_many_want_it() {
    let bench = Bench::with(|config| {
        config.apps[0].credential = Credential::Secret {
            secret: SecretSource::inline("sesame".to_owned()),
            force_refresh: false,
        };
    })
    .await;
    for _ in 0..5 {
        let problem = bench.problem("app=shop&module=memory&last=90d").await;
        assert_eq!(problem.status, 502);
        assert!(!format!("{problem:?}").contains("sesame"));
    }
    assert_eq!((bench.token_calls(), bench.boots()), (1, 0));
}

#[tokio::test]
async fn force_is_used_only_where_it_is_configured() {
    for configured in [false, true] {
        let bench = Bench::with(|config| {
            if let Credential::Secret { force_refresh, .. } = &mut config.apps[0].credential {
                *force_refresh = configured;
            }
        })
        .await;
        bench.reply("app=shop&module=memory&last=1d").await;
        bench.simulator().invalidate_tokens();
        bench.reply("app=shop&module=memory&last=9d").await;
        let calls = bench.simulator().calls();
        let forced: Vec<bool> = calls
            .iter()
            .filter(|call| call.path == STABLE_TOKEN)
            .map(|call| call.forced)
            .collect();
        assert_eq!(forced, [false, configured]);
    }
}

#[tokio::test]
async fn a_token_that_force_brought_is_not_forced_again_when_it_is_refused() {
    let bench = Bench::with(|config| {
        if let Credential::Secret { force_refresh, .. } = &mut config.apps[0].credential {
            *force_refresh = true;
        }
    })
    .await;
    for last in ["1d", "5d", "9d"] {
        let view = format!("app=shop&module=memory&last={last}");
        assert!(bench.reply(&view).await.failures.is_empty());
        bench.simulator().invalidate_tokens();
    }
    let calls = bench.simulator().calls();
    let tokens = calls.iter().filter(|call| call.path == STABLE_TOKEN);
    let forced: Vec<bool> = tokens.map(|call| call.forced).collect();
    assert_eq!(forced, [false, true, false]);
}
