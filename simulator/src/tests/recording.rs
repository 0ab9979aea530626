//! Calls are recorded as they came and as they were answered.

use std::time::{Duration, Instant};

use shared::day::DayRange;
use shared::module::Module;

use super::{Bench, NOON, ask, day};
use crate::{Amendment, Answered, BOOT, Effect, Fault, STABLE_TOKEN};

#[tokio::test]
async fn a_call_is_recorded_with_what_it_asked_and_how_it_was_answered() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    let mut body = ask(10016, "2026-09-01", "2026-09-30");
    body["params"] = serde_json::json!([{ "field": "device_level", "value": "3" }]);
    bench.boot(&body).await;
    simulator.script(Fault::new(Effect::Cut).path(BOOT).first(1));
    bench.boot(&body).await;
    bench.boot_with("made-up", &body).await;
    bench.call("POST", "/cgi-bin/clear_quota", "{}").await;
    let calls = simulator.calls();
    let boot = &calls[1];
    assert_eq!(boot.path, BOOT);
    assert_eq!(boot.appid, Some(bench.shop().appid));
    assert_eq!(boot.module, Some(Module::OpenRate));
    assert_eq!(
        boot.window,
        DayRange::new(day("2026-09-01"), day("2026-09-30"))
    );
    assert_eq!(boot.slice, Some("low".parse().unwrap()));
    assert_eq!(boot.time, NOON);
    let answered: Vec<Answered> = calls.iter().map(|call| call.answered).collect();
    let expected = [
        Answered::Ok,
        Answered::Ok,
        Answered::Ok,
        Answered::Fault,
        Answered::Errcode(40001),
        Answered::Http(404),
    ];
    assert_eq!(answered, expected);
    assert_eq!(simulator.count(BOOT), 3);
    assert_eq!(simulator.count(STABLE_TOKEN), 2);
    simulator.clear_calls();
    assert!(simulator.calls().is_empty());
}

#[tokio::test]
async fn latency_holds_every_call_and_the_most_at_once_is_seen() {
    let bench = Bench::new().await;
    let token = bench.token().await;
    let latency = Duration::from_millis(150);
    bench.simulator().set_latency(latency);
    bench.simulator().clear_calls();
    let body = ask(10022, "2026-09-01", "2026-09-02");
    let one = || bench.boot_with(&token, &body);
    let begin = Instant::now();
    let _ = tokio::join!(one(), one(), one());
    assert!(begin.elapsed() >= latency);
    assert_eq!(bench.simulator().max_in_flight(), 3);
    bench.simulator().clear_calls();
    assert_eq!(bench.simulator().max_in_flight(), 0);
}

#[tokio::test]
async fn a_stopped_simulator_refuses_connections() {
    let bench = Bench::new().await;
    let address = bench.running.url().replace("http://", "");
    drop(bench);
    let mut refused = false;
    for _ in 0..100 {
        refused = tokio::net::TcpStream::connect(&address).await.is_err();
        if refused {
            break;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(refused);
}

#[tokio::test]
async fn bodies_are_kept_where_that_is_asked_and_only_those_that_were_sent_whole() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    let body = ask(10022, "2026-09-01", "2026-09-02");
    bench.boot(&body).await;
    simulator.keep_bodies();
    simulator.clear_calls();
    let given = bench.boot(&body).await.json();
    simulator.script(Fault::new(Effect::HalfBody).path(BOOT).first(1));
    bench.boot(&body).await;
    let bodies: Vec<_> = simulator
        .calls()
        .into_iter()
        .filter(|call| call.path == BOOT)
        .map(|call| call.body)
        .collect();
    assert_eq!(bodies, [Some(given), None]);
}

#[tokio::test]
async fn amended_days_are_given_so_until_they_are_amended_again() {
    let bench = Bench::new().await;
    let simulator = bench.simulator();
    let shop = bench.shop().appid;
    let second = DayRange::new(day("2026-09-02"), day("2026-09-02")).unwrap();
    let slice = shared::filter::Slice::ALL;
    let told = async |amendment| {
        simulator.amend(second, amendment);
        let reply = bench
            .boot(&ask(10022, "2026-09-01", "2026-09-02"))
            .await
            .json();
        let fields = &reply["data"]["body"]["tables"][1]["lines"][0]["fields"];
        assert_eq!(fields[0]["refdate"], "20260901");
        let value = simulator.value(&shop, Module::Memory, slice, "memory", 0, day("2026-09-02"));
        let given = fields[1]["value"].as_str().map(str::to_owned);
        assert_eq!(given, value, "as the simulator itself says");
        value.map(|text| text.parse::<f64>().unwrap())
    };
    let made = told(Amendment::None).await.unwrap();
    let doubled = told(Amendment::Times(2.0)).await.unwrap();
    assert!((doubled - 2.0 * made).abs() < 0.001, "{made} {doubled}");
    assert_eq!(told(Amendment::Hidden).await, None);
    assert_eq!(told(Amendment::None).await, Some(made));
}
