//! Each fault of transport and code is seen on the socket, by the calls that it names alone.

use std::time::{Duration, Instant};

use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;

use super::{Bench, ask, day, errcode, text};
use crate::{BOOT, Effect, Fault, STABLE_TOKEN};

fn september() -> serde_json::Value {
    ask(10022, "2026-09-01", "2026-09-10")
}

#[tokio::test]
async fn any_error_code_comes_inside_a_good_status_with_a_rid() {
    let bench = Bench::new().await;
    for code in [-1, 40001, 45009, 45011, 48001, 99999] {
        let fault = Fault::new(Effect::Errcode(code)).path(BOOT).first(1);
        bench.simulator().script(fault);
        let reply = bench.boot(&september()).await;
        assert_eq!(errcode(&reply), code);
        assert!(text(&reply.json()["errmsg"]).contains(" rid: "));
    }
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn a_token_call_can_be_refused() {
    let bench = Bench::new().await;
    let fault = Fault::new(Effect::Errcode(40001))
        .path(STABLE_TOKEN)
        .first(1);
    bench.simulator().script(fault);
    assert_eq!(bench.stable(false).await["errcode"], 40001);
    assert!(bench.stable(false).await["access_token"].is_string());
}

#[tokio::test]
async fn a_cut_connection_ends_without_a_byte() {
    let bench = Bench::new().await;
    bench
        .simulator()
        .script(Fault::new(Effect::Cut).path(BOOT).first(1));
    let reply = bench.boot(&september()).await;
    assert_eq!(
        (reply.status, reply.head.as_str(), reply.body.as_str()),
        (0, "", "")
    );
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn half_a_body_is_shorter_than_it_says() {
    let bench = Bench::new().await;
    let whole = bench.boot(&september()).await.body;
    bench
        .simulator()
        .script(Fault::new(Effect::HalfBody).path(BOOT));
    let reply = bench.boot(&september()).await;
    assert_eq!(
        reply.header("content-length"),
        Some(whole.len().to_string().as_str())
    );
    assert!(!reply.body.is_empty() && reply.body.len() < whole.len());
    assert!(whole.starts_with(reply.body.trim_end_matches('\u{fffd}')));
}

#[tokio::test]
async fn statuses_pages_and_exact_answers_come_as_scripted() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    simulator.script(Fault::new(Effect::Http(503)).path(BOOT).first(1));
    simulator.script(Fault::new(Effect::Html).path(BOOT).first(1));
    simulator.script(Fault::new(Effect::Exact {
        status: 418,
        content_type: "text/x-tea".to_owned(),
        body: "short and stout".to_owned(),
    }));
    let token = "any";
    assert_eq!(bench.boot_with(token, &september()).await.status, 503);
    let page = bench.boot_with(token, &september()).await;
    assert_eq!(
        (page.status, page.header("content-type")),
        (200, Some("text/html"))
    );
    let exact = bench.boot_with(token, &september()).await;
    assert_eq!(
        (exact.status, exact.header("content-type")),
        (418, Some("text/x-tea"))
    );
    assert_eq!(exact.body, "short and stout");
}

#[tokio::test]
async fn a_delay_is_waited_and_other_faults_still_apply() {
    let bench = Bench::new().await;
    let wait = Duration::from_millis(80);
    bench
        .simulator()
        .script(Fault::new(Effect::Delay(wait)).path(BOOT));
    bench
        .simulator()
        .script(Fault::new(Effect::Errcode(-1)).path(BOOT).first(1));
    let begin = Instant::now();
    assert_eq!(errcode(&bench.boot(&september()).await), -1);
    assert!(begin.elapsed() >= wait);
    assert_eq!(errcode(&bench.boot(&september()).await), 0);
}

#[tokio::test]
async fn a_large_body_is_as_large_as_asked() {
    let bench = Bench::new().await;
    bench
        .simulator()
        .script(Fault::new(Effect::Large(3 << 20)).path(BOOT));
    let reply = bench.boot(&september()).await;
    assert_eq!(reply.header("transfer-encoding"), Some("chunked"));
    assert!(reply.body.len() >= 3 << 20);
}

#[tokio::test]
async fn a_fault_meets_the_calls_that_it_names_alone() {
    let bench = Bench::new().await;
    let shop = bench.shop().appid;
    let fault = || Fault::new(Effect::Errcode(-1)).path(BOOT);
    let inside = DayRange::new(day("2026-09-10"), day("2026-09-20")).unwrap();
    let outside = DayRange::new(day("2026-09-11"), day("2026-09-20")).unwrap();
    let cases = [
        (fault(), -1),
        (fault().appid(&shop), -1),
        (fault().appid("wxother"), 0),
        (fault().module(Module::Memory), -1),
        (fault().module(Module::Launch), 0),
        (fault().slice(Slice::ALL), -1),
        (fault().slice("ios".parse().unwrap()), 0),
        (fault().window(inside), -1),
        (fault().window(outside), 0),
        (fault().first(0), 0),
    ];
    for (fault, expected) in cases {
        let shown = format!("{fault:?}");
        bench.simulator().script(fault);
        assert_eq!(
            errcode(&bench.boot(&september()).await),
            expected,
            "{shown}"
        );
        bench.simulator().clear_faults();
    }
}

#[tokio::test]
async fn faults_queue_and_can_be_taken_back() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    let fault = |code| Fault::new(Effect::Errcode(code)).path(BOOT);
    simulator.script(fault(-1).first(2));
    let second = simulator.script(fault(45011));
    simulator.script(fault(45009));
    let codes = async |count: usize| {
        let mut codes = Vec::new();
        for _ in 0..count {
            codes.push(errcode(&bench.boot(&september()).await));
        }
        codes
    };
    assert_eq!(codes(3).await, [-1, -1, 45011]);
    simulator.remove_fault(second);
    assert_eq!(codes(1).await, [45009]);
    simulator.clear_faults();
    assert_eq!(codes(1).await, [0]);
}
