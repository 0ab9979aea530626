//! The machine-readable description of the API, as it stands in `docs/`.

use axum::response::IntoResponse;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};

/// The document, written by hand; tests hold it to the routes and to the problems.
pub(crate) const DOCUMENT: &str = include_str!("../../docs/openapi.json");

/// `api/v1/openapi.json`.
pub(crate) async fn document() -> impl IntoResponse {
    let head = [
        (CONTENT_TYPE, "application/json"),
        (CACHE_CONTROL, "no-cache"),
    ];
    (head, DOCUMENT)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;
    use shared::problem::ProblemKind;

    use super::DOCUMENT;

    fn document() -> Value {
        serde_json::from_str(DOCUMENT).unwrap()
    }

    #[test]
    fn every_kind_of_problem_is_described_and_no_other() {
        let document = document();
        let listed = document["components"]["schemas"]["Problem"]["properties"]["type"]["enum"]
            .as_array()
            .unwrap();
        let listed: BTreeSet<&str> = listed.iter().filter_map(Value::as_str).collect();
        let kinds: Vec<String> = ProblemKind::ALL
            .iter()
            .map(|kind| format!("urn:bootlens:{}", kind.slug()))
            .collect();
        assert_eq!(listed, kinds.iter().map(String::as_str).collect());
    }

    #[test]
    fn the_sample_of_a_reply_is_one() {
        let sample = document()["components"]["schemas"]["Reply"]["examples"][0].clone();
        let reply: shared::reply::Reply = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(reply).unwrap(), sample);
    }

    #[test]
    fn the_sample_of_changes_is_one() {
        let sample = document()["components"]["schemas"]["Changes"]["examples"][0].clone();
        let changes: shared::changes::Changes = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(changes).unwrap(), sample);
    }

    #[test]
    fn the_sample_of_a_calendar_is_one() {
        let sample = document()["components"]["schemas"]["CalendarDays"]["examples"][0].clone();
        let days: shared::calendar::CalendarDays = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(days).unwrap(), sample);
    }

    #[test]
    fn the_sample_of_a_budget_is_one() {
        let sample = document()["components"]["schemas"]["Budget"]["examples"][0].clone();
        let budget: shared::budget::Budget = serde_json::from_value(sample.clone()).unwrap();
        assert_eq!(serde_json::to_value(budget).unwrap(), sample);
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(map) => {
                    found.extend(map.get("$ref").and_then(Value::as_str));
                    map.values().for_each(|value| walk(value, found));
                }
                Value::Array(list) => list.iter().for_each(|value| walk(value, found)),
                _ => {}
            }
        }
        let document = document();
        let mut found = Vec::new();
        walk(&document, &mut found);
        assert!(!found.is_empty());
        for one in found {
            let target = document.pointer(one.trim_start_matches('#'));
            assert!(target.is_some(), "{one}");
        }
    }
}
