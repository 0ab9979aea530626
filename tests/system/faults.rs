//! WeChat in trouble: each trouble its problem, never a wrong value, and what passes is tried again.

use std::time::Duration;

use shared::module::Module;
use shared::value::Status;
use simulator::{BOOT, Effect, Fault, STABLE_TOKEN};
use tests::answer::series;
use tests::house::{last_days, slice, view};
use tests::{House, Nobody};

const DAYS: u32 = 5;

fn memory() -> String {
    view("shop", Module::Memory, last_days(DAYS))
}

/// The answer of a relay whose upstream has this trouble with every call for data.
async fn troubled(effect: Effect) -> (House, tests::Answer) {
    let house = House::with(|config| config.upstream.timeout = Duration::from_millis(400)).await;
    house.simulator().script(Fault::new(effect).path(BOOT));
    let answer = house.performance(&memory()).await;
    (house, answer)
}

#[tokio::test]
async fn each_error_code_is_its_problem_with_code_and_rid() {
    for (code, slug, status) in [
        (-1, "upstream-unavailable", 502),
        (40164, "upstream-ip", 502),
        (45009, "upstream-quota-day", 503),
        (45011, "upstream-quota-minute", 503),
        (47001, "upstream-reply", 502),
        (48001, "upstream-not-authorised", 502),
        (50002, "upstream-not-authorised", 502),
        (77777, "upstream-reply", 502),
    ] {
        let (_house, answer) = troubled(Effect::Errcode(code)).await;
        let problem = answer.problem();
        assert_eq!(
            (answer.slug().as_str(), answer.status),
            (slug, status),
            "{code}"
        );
        assert_eq!(problem.errcode, Some(code));
        assert!(problem.rid.is_some(), "{code}: {}", problem.detail);
        assert_eq!(
            answer.header("retry-after").is_empty(),
            status != 503,
            "{code}"
        );
    }
}

#[tokio::test]
async fn each_trouble_of_the_wire_is_its_problem() {
    for (effect, slug, status) in [
        (Effect::Http(500), "upstream-unavailable", 502),
        (Effect::Http(503), "upstream-unavailable", 502),
        (Effect::Http(404), "upstream-reply", 502),
        (Effect::Cut, "upstream-unavailable", 502),
        (Effect::HalfBody, "upstream-unavailable", 502),
        (Effect::Html, "upstream-reply", 502),
        (
            Effect::Delay(Duration::from_secs(5)),
            "upstream-timeout",
            504,
        ),
        (Effect::Large(20 << 20), "upstream-reply", 502),
    ] {
        let name = format!("{effect:?}");
        let (_house, answer) = troubled(effect).await;
        assert_eq!(
            (answer.slug().as_str(), answer.status),
            (slug, status),
            "{name}"
        );
    }
}

#[tokio::test]
async fn what_passes_by_itself_is_tried_again_and_not_counted_as_a_call() {
    for effect in [
        Effect::Errcode(-1),
        Effect::Http(502),
        Effect::Cut,
        Effect::HalfBody,
        Effect::Delay(Duration::from_secs(5)),
    ] {
        let name = format!("{effect:?}");
        let house =
            House::with(|config| config.upstream.timeout = Duration::from_millis(400)).await;
        house
            .simulator()
            .script(Fault::new(effect).path(BOOT).first(1));
        let reply = house.reply(&memory()).await;
        assert_eq!(reply.failures, [], "{name}");
        assert_eq!(reply.calls.upstream, 1, "{name}");
        assert_eq!(house.data_calls().len(), 2, "{name}");
        for one in &reply.series {
            assert_eq!(
                one.values,
                house.truth(Module::Memory, one, last_days(DAYS)),
                "{name}"
            );
        }
    }
}

#[tokio::test]
async fn a_used_up_quota_is_not_asked_again_and_again() {
    let (house, answer) = troubled(Effect::Errcode(45009)).await;
    assert_eq!(answer.slug(), "upstream-quota-day");
    assert_eq!(house.data_calls().len(), 1);
    // 14 hours and a half until midnight.
    assert_eq!(answer.header("retry-after"), "52200");
}

#[tokio::test]
async fn a_slice_that_failed_stands_beside_those_that_did_not() {
    let house = House::start().await;
    let refused = Effect::Errcode(47001);
    house
        .simulator()
        .script(Fault::new(refused).path(BOOT).slice(slice("android")));
    let range = last_days(DAYS);
    let reply = house
        .reply(&format!("{}&platform=ios,android", memory()))
        .await;
    let [failure] = reply.failures.as_slice() else {
        panic!("{:?}", reply.failures);
    };
    assert_eq!(failure.slice, slice("android"));
    assert_eq!((failure.start, failure.end), (range.start(), range.end()));
    assert_eq!(failure.problem.errcode, Some(47001));
    let answered: Vec<_> = reply
        .series
        .iter()
        .filter(|one| one.slice == slice("ios"))
        .collect();
    assert_eq!(answered.len(), 2);
    for one in answered {
        assert_eq!(one.values, house.truth(Module::Memory, one, range));
    }
    for one in reply
        .series
        .iter()
        .filter(|one| one.slice == slice("android"))
    {
        assert!(one.values.iter().all(Option::is_none));
        assert!(range.days().all(|day| one.status_on(day) == Status::Failed));
    }
}

#[tokio::test]
async fn a_window_that_failed_leaves_the_other_days_and_is_asked_again() {
    let house = House::start().await;
    let range = last_days(60);
    let first = shared::day::DayRange::ending(range.start().plus(3), 1);
    let fault = Fault::new(Effect::Errcode(47001)).path(BOOT).window(first);
    let id = house.simulator().script(fault);
    let query = view("shop", Module::Launch, range);
    let reply = house.reply(&query).await;
    assert_eq!(reply.failures.len(), 1);
    let total = series(&reply, "total");
    assert!(total.values[..30].iter().all(Option::is_none));
    assert_eq!(total.status_on(range.start()), Status::Failed);
    assert_eq!(
        total.values[30..],
        house.truth(Module::Launch, total, range)[30..]
    );

    house.simulator().remove_fault(id);
    let again = house.reply(&query).await;
    assert_eq!((again.failures.len(), again.calls.planned), (0, 1));
    let total = series(&again, "total");
    assert_eq!(total.values, house.truth(Module::Launch, total, range));
}

#[tokio::test]
async fn a_token_that_can_t_be_had_is_told_as_what_it_is() {
    for (effect, slug) in [
        (Effect::Errcode(40164), "upstream-ip"),
        (Effect::Errcode(40013), "upstream-credential"),
        (Effect::Errcode(45009), "upstream-quota-day"),
        (Effect::Html, "upstream-reply"),
        (Effect::Cut, "upstream-unavailable"),
    ] {
        let house = House::start().await;
        let name = format!("{effect:?}");
        house
            .simulator()
            .script(Fault::new(effect).path(STABLE_TOKEN));
        let answer = house.performance(&memory()).await;
        assert_eq!(answer.slug(), slug, "{name}");
        assert_eq!(house.data_calls().len(), 0, "{name}");
    }
}

#[tokio::test]
async fn an_upstream_that_is_not_there_is_unavailable_and_the_next_host_is_tried() {
    let nobody = Nobody::new();
    let alone = House::with(|config| config.upstream.hosts = vec![nobody.url()]).await;
    assert_eq!(
        alone.performance(&memory()).await.slug(),
        "upstream-unavailable"
    );

    let beside = House::with(|config| config.upstream.hosts.insert(0, nobody.url())).await;
    let reply = beside.reply(&memory()).await;
    assert_eq!(reply.failures, []);
}

#[tokio::test]
async fn no_more_calls_are_in_flight_than_allowed() {
    let house = House::with(|config| config.upstream.concurrency = 3).await;
    house.simulator().set_latency(Duration::from_millis(20));
    let reply = house
        .reply(&view("shop", Module::Launch, last_days(360)))
        .await;
    assert_eq!(reply.calls.upstream, 12);
    assert_eq!(house.simulator().max_in_flight(), 3);
}
