//! Each fault of shape bends a good reply in its one way.

use serde_json::{Value, json};

use super::{Bench, ask, fields, text};
use crate::{BOOT, Effect, Fault, Gap, Ignored, List};

/// A reply for Android phones under an effect.
async fn bent(bench: &Bench, effect: Effect) -> Value {
    bench.simulator().clear_faults();
    bench.simulator().script(Fault::new(effect).path(BOOT));
    plain(bench).await
}

async fn plain(bench: &Bench) -> Value {
    let mut body = ask(10017, "2026-09-01", "2026-09-10");
    body["params"] = json!([
        { "field": "device", "value": "2" },
        { "field": "networktype", "value": "3g" },
    ]);
    bench.boot(&body).await.json()
}

fn refdates(reply: &Value) -> Vec<String> {
    fields(reply)
        .iter()
        .map(|day| text(&day["refdate"]))
        .collect()
}

#[tokio::test]
async fn days_come_doubled_or_unsorted() {
    let bench = Bench::new().await;
    let good = refdates(&plain(&bench).await);
    let doubled = bent(&bench, Effect::DoubledDays).await;
    assert_eq!(refdates(&doubled).len(), 2 * good.len());
    let days = fields(&doubled);
    assert_eq!(days[0]["refdate"], days[1]["refdate"]);
    assert_ne!(days[0]["value"], days[1]["value"]);
    let mut reversed = refdates(&bent(&bench, Effect::UnsortedDays).await);
    assert_ne!(reversed, good);
    reversed.reverse();
    assert_eq!(reversed, good);
}

#[tokio::test]
async fn values_are_what_the_fault_says() {
    let bench = Bench::new().await;
    for value in [
        json!("-"),
        json!("0"),
        json!(""),
        Value::Null,
        json!({ "a": 1 }),
    ] {
        let reply = bent(&bench, Effect::Values(value.clone())).await;
        assert!(fields(&reply).iter().all(|day| day["value"] == value));
        assert!(!fields(&reply).is_empty());
    }
    let reply = bent(&bench, Effect::NoValues).await;
    assert!(fields(&reply).iter().all(|day| day.get("value").is_none()));
    let reply = bent(&bench, Effect::NumbersForTexts).await;
    assert!(
        fields(&reply)
            .iter()
            .all(|day| day["value"].is_number() && day["refdate"].is_u64())
    );
}

#[tokio::test]
async fn lists_are_null_missing_or_empty() {
    let bench = Bench::new().await;
    let places = [
        (List::Tables, "/data/body", "tables"),
        (List::Lines, "/data/body/tables/0", "lines"),
        (List::Fields, "/data/body/tables/0/lines/0", "fields"),
    ];
    let gaps = [
        (Gap::Null, Some(Value::Null)),
        (Gap::Missing, None),
        (Gap::Empty, Some(json!([]))),
    ];
    for (list, holder, name) in places {
        for (gap, expected) in &gaps {
            let reply = bent(&bench, Effect::Broken(list, *gap)).await;
            let holder = reply.pointer(holder).unwrap();
            assert_eq!(holder.get(name), expected.as_ref(), "{list:?} {gap:?}");
        }
    }
    let reply = bent(&bench, Effect::NullData).await;
    assert_eq!(reply.get("data"), Some(&Value::Null));
}

#[tokio::test]
async fn several_lines_have_values_of_their_own() {
    let bench = Bench::new().await;
    let good = plain(&bench).await;
    let reply = bent(&bench, Effect::Lines(3)).await;
    let lines = reply["data"]["body"]["tables"][0]["lines"]
        .as_array()
        .unwrap();
    assert_eq!(lines.len(), 3);
    assert_eq!(lines[0]["fields"], json!(fields(&good)));
    assert_ne!(lines[0], lines[1]);
    assert_ne!(lines[1], lines[2]);
}

#[tokio::test]
async fn ignored_filters_give_the_wider_data() {
    let bench = Bench::new().await;
    let good = fields(&plain(&bench).await);
    let mut seen = vec![good.clone()];
    for ignored in [Ignored::All, Ignored::Network, Ignored::Platform] {
        let days = fields(&bent(&bench, Effect::IgnoreFilter(ignored)).await);
        assert!(!seen.contains(&days), "{ignored:?}");
        seen.push(days);
    }
    // No level was asked for.
    let days = fields(&bent(&bench, Effect::IgnoreFilter(Ignored::Level)).await);
    assert_eq!(days, good);
}

#[tokio::test]
async fn extra_fields_leave_the_documented_ones() {
    let bench = Bench::new().await;
    let good = plain(&bench).await;
    let reply = bent(&bench, Effect::ExtraFields).await;
    assert_eq!(reply["__rpcCount"], 2);
    assert!(fields(&reply)[0].get("unknown").is_some());
    assert_eq!(refdates(&reply), refdates(&good));
}
