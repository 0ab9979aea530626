//! Replies in every shape that WeChat has been seen, or may be feared, to send.

use serde_json::json;
use shared::module::Module;
use shared::reply::{NoticeCode, Reply};
use shared::value::{Status, Value};
use simulator::{BOOT, Effect, Fault, Gap, Ignored, List};
use tests::House;
use tests::answer::{numbers, series};
use tests::house::{last_days, slice, view};

const DAYS: u32 = 8;

/// The reply of a relay whose upstream bends every answer so.
async fn bent(effect: Effect) -> (House, Reply) {
    let house = House::start().await;
    house.simulator().script(Fault::new(effect).path(BOOT));
    let reply = house
        .reply(&view("shop", Module::Memory, last_days(DAYS)))
        .await;
    assert_eq!(reply.failures, []);
    (house, reply)
}

#[tokio::test]
async fn what_only_looks_different_reads_the_same() {
    for effect in [
        Effect::UnsortedDays,
        Effect::NumbersForTexts,
        Effect::ExtraFields,
    ] {
        let name = format!("{effect:?}");
        let (house, reply) = bent(effect).await;
        assert_eq!(reply.series.len(), 2, "{name}");
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
async fn of_a_day_given_twice_the_last_counts() {
    let (house, reply) = bent(Effect::DoubledDays).await;
    for one in &reply.series {
        let truth = house.truth(Module::Memory, one, last_days(DAYS));
        let last = |value: Option<Value>| value.map(|_| 1.0);
        let expected: Vec<_> = truth.into_iter().map(last).collect();
        assert_eq!(numbers(one), expected);
    }
}

#[tokio::test]
async fn what_is_no_number_is_missing() {
    for value in [
        json!("-"),
        json!(""),
        json!("NaN"),
        json!("1e3"),
        json!("1,234"),
        json!("12 ms"),
        json!(null),
        json!(true),
        json!({"value": "1"}),
        json!(["1"]),
    ] {
        let (_house, reply) = bent(Effect::Values(value.clone())).await;
        for one in &reply.series {
            assert!(one.values.iter().all(Option::is_none), "{value}");
            let missing = last_days(DAYS)
                .days()
                .all(|day| one.status_on(day) == Status::Missing);
            assert!(missing, "{value}: {:?}", one.status);
        }
    }
}

#[tokio::test]
async fn a_number_is_read_as_it_is_written() {
    for (value, number) in [
        (json!(" 314 "), 314.0),
        (json!(302.3218), 302.3218),
        (json!("-2.5"), -2.5),
        (json!("007"), 7.0),
    ] {
        let (_house, reply) = bent(Effect::Values(value.clone())).await;
        let memory = series(&reply, "memory");
        let there: Vec<f64> = memory
            .values
            .iter()
            .flatten()
            .map(|one| one.get())
            .collect();
        assert!(
            !there.is_empty() && there.iter().all(|one| *one == number),
            "{value}"
        );
    }
}

#[tokio::test]
async fn an_exact_zero_that_can_t_be_is_kept_and_marked() {
    let (_house, reply) = bent(Effect::Values(json!("0"))).await;
    let (memory, growth) = (series(&reply, "memory"), series(&reply, "memorydiff"));
    let measured: Vec<_> = last_days(DAYS)
        .days()
        .zip(&memory.values)
        .filter(|(_, value)| value.is_some())
        .map(|(day, _)| day)
        .collect();
    assert!(!measured.is_empty());
    for day in measured {
        assert_eq!(
            memory.status_on(day),
            Status::Zero,
            "memory in use is never 0"
        );
        assert_ne!(growth.status_on(day), Status::Zero, "a growth can be 0");
    }
}

#[tokio::test]
async fn null_absent_and_empty_lists_read_alike() {
    for list in [List::Tables, List::Lines, List::Fields] {
        for gap in [Gap::Null, Gap::Missing, Gap::Empty] {
            let (_house, reply) = bent(Effect::Broken(list, gap)).await;
            let values = reply.series.iter().flat_map(|one| &one.values);
            assert!(values.flatten().next().is_none(), "{list:?} {gap:?}");
        }
    }
    for effect in [Effect::NullData, Effect::NoValues] {
        let (_house, reply) = bent(effect).await;
        assert!(
            reply
                .series
                .iter()
                .flat_map(|one| &one.values)
                .flatten()
                .next()
                .is_none()
        );
    }
}

#[tokio::test]
async fn several_lines_of_a_metric_are_series_of_their_own() {
    let (house, reply) = bent(Effect::Lines(3)).await;
    let keys: Vec<_> = reply
        .series
        .iter()
        .map(|one| (one.metric.id.as_str(), one.metric.line))
        .collect();
    let expected = [
        ("memory", 0),
        ("memory", 1),
        ("memory", 2),
        ("memorydiff", 0),
        ("memorydiff", 1),
        ("memorydiff", 2),
    ];
    assert_eq!(keys, expected);
    for one in &reply.series {
        assert_eq!(
            one.values,
            house.truth(Module::Memory, one, last_days(DAYS))
        );
    }
}

#[tokio::test]
async fn a_filter_without_effect_is_told() {
    let house = House::start().await;
    house
        .simulator()
        .script(Fault::new(Effect::IgnoreFilter(Ignored::Level)).path(BOOT));
    let query = view("shop", Module::Memory, last_days(DAYS));
    let reply = house.reply(&format!("{query}&level=all,high")).await;
    let told = |code| {
        let mut found = reply
            .notices
            .iter()
            .filter(move |notice| notice.code == code);
        found.next().cloned()
    };
    let notice = told(NoticeCode::FilterWithoutEffect).expect("a notice");
    assert_eq!(notice.slice, Some(slice("high")));
    assert!(told(NoticeCode::FilterUndocumented).is_none());

    let network = house.reply(&format!("{query}&network=wifi")).await;
    let codes: Vec<_> = network.notices.iter().map(|notice| notice.code).collect();
    assert!(codes.contains(&NoticeCode::FilterUndocumented), "{codes:?}");
}

#[tokio::test]
async fn a_metric_that_nobody_knows_is_told_and_gives_no_series() {
    let house = House::start().await;
    let query = view("shop", Module::Memory, last_days(DAYS));
    let reply = house
        .reply(&format!("{query}&metric=memory,nonsense"))
        .await;
    assert_eq!(reply.series.len(), 1);
    assert_eq!(reply.notices[0].code, NoticeCode::MetricUnknown);
    assert_eq!(reply.notices[0].metric.as_deref(), Some("nonsense"));
}
