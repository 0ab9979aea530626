//! What replies may look like, and what is read from each.

use super::tables::{MOST_LINES, MOST_NAME};
use super::*;

fn window(start: &str, end: &str) -> DayRange {
    DayRange::new(start.parse().unwrap(), end.parse().unwrap()).unwrap()
}

fn january() -> DayRange {
    window("2021-01-03", "2021-01-04")
}

/// Day, metric, line and text of each point.
fn points(json: &str) -> Vec<String> {
    let answer = read_answer(json.as_bytes(), january()).unwrap();
    let mut all = Vec::new();
    for (day, points) in answer.days {
        for point in points {
            all.push(format!(
                "{day} {}.{} {}",
                point.metric, point.line, point.text
            ));
        }
    }
    all
}

fn reply(fields: &str) -> String {
    format!(
        r#"{{"errcode":0,"data":{{"body":{{"tables":[{{"id":"m","zh":"内存","lines":[{{"fields":{fields}}}]}}],"count":1}}}}}}"#
    )
}

#[test]
fn the_documented_request_is_sent() {
    let slice: Slice = "ios.high.wifi".parse().unwrap();
    let body: serde_json::Value =
        serde_json::from_str(&request(Module::Memory, slice, january(), false)).unwrap();
    assert_eq!(
        body,
        serde_json::json!({
            "time": {"begin_timestamp": 1_609_603_200, "end_timestamp": 1_609_689_600},
            "module": 10022,
            "params": [
                {"field": "networktype", "value": "wifi"},
                {"field": "device_level", "value": "1"},
                {"field": "device", "value": "1"},
            ],
        })
    );
}

#[test]
fn filters_that_narrow_nothing_are_not_sent() {
    let body: serde_json::Value =
        serde_json::from_str(&request(Module::Memory, Slice::ALL, january(), true)).unwrap();
    assert_eq!(body["params"], serde_json::json!([]));
    assert_eq!(body["module"], "10022");
}

#[test]
fn strings_and_numbers_are_kept_as_they_were_sent() {
    let json = reply(
        r#"[{"refdate":"20210103","value":"302.3218"},{"refdate":20210104,"value":314.50,"more":[1]}]"#,
    );
    assert_eq!(
        points(&json),
        ["2021-01-03 m.0 302.3218", "2021-01-04 m.0 314.50"]
    );
}

#[test]
fn of_a_day_given_twice_the_last_counts_and_order_does_not_matter() {
    let json = reply(
        r#"[{"refdate":"20210104","value":"4"},{"refdate":"20210103","value":"1"},{"refdate":"20210103","value":"3"}]"#,
    );
    assert_eq!(points(&json), ["2021-01-03 m.0 3", "2021-01-04 m.0 4"]);
}

#[test]
fn a_day_whose_second_value_is_empty_keeps_the_first() {
    for second in [r#""""#, r#"" ""#, "null", "{}"] {
        let json = reply(&format!(
            r#"[{{"refdate":"20210103","value":"3"}},{{"refdate":"20210103","value":{second}}}]"#
        ));
        assert_eq!(points(&json), ["2021-01-03 m.0 3"], "{second}");
    }
}

#[test]
fn a_number_with_an_exponent_is_read_exactly() {
    let json =
        reply(r#"[{"refdate":2.0210103e7,"value":1e-05},{"refdate":"20210104","value":1.5e3}]"#);
    assert_eq!(
        points(&json),
        ["2021-01-03 m.0 0.00001", "2021-01-04 m.0 1500"]
    );
}

#[test]
fn days_that_were_not_asked_are_dropped_and_counted() {
    let json = reply(
        r#"[{"refdate":"20210102","value":"1"},{"refdate":"soon","value":"1"},{"value":"1"},{"refdate":"20210103","value":"3"}]"#,
    );
    let answer = read_answer(json.as_bytes(), january()).unwrap();
    assert_eq!((answer.days.len(), answer.dropped), (1, 3));
}

#[test]
fn null_absent_and_empty_lists_read_alike() {
    for json in [
        r#"{"errcode":0}"#,
        r#"{"errcode":0,"data":null}"#,
        r#"{"data":{}}"#,
        r#"{"data":{"body":null}}"#,
        r#"{"data":{"body":{"tables":null,"count":0}}}"#,
        r#"{"data":{"body":{"tables":[]}}}"#,
        r#"{"data":{"body":{"tables":[null,{"id":"m"},{"id":"m","lines":null},{"id":"m","lines":[null,{"fields":null},{}]}]}}}"#,
    ] {
        assert!(points(json).is_empty(), "{json}");
    }
}

#[test]
fn whatever_is_spelt_as_empty_takes_nothing_from_the_tables_that_can_be_read() {
    let good = named("甲", &["1"]);
    for empty in [r#""""#, "{}", "[]", "{ }", "[\n]", "null"] {
        for json in [
            format!(r#"{{"errcode":0,"data":{empty}}}"#),
            format!(r#"{{"errcode":0,"data":{{"body":{empty}}}}}"#),
            format!(r#"{{"errcode":0,"data":{{"body":{{"tables":{empty},"count":0}}}}}}"#),
        ] {
            assert!(points(&json).is_empty(), "{json}");
        }
        for other in [
            empty.to_owned(),
            format!(r#"{{"id":"n","lines":{empty}}}"#),
            format!(r#"{{"id":"n","lines":[{empty}]}}"#),
            format!(r#"{{"id":"n","lines":[{{"fields":{empty}}}]}}"#),
            format!(r#"{{"id":"n","lines":[{{"fields":[{empty}]}}]}}"#),
        ] {
            let json = tables(&[other, good.clone()]);
            assert_eq!(points(&json), ["2021-01-03 m.0 1"], "{json}");
            let answer = read_answer(json.as_bytes(), january()).unwrap();
            assert_eq!(answer.dropped, 0, "{json}");
        }
    }
}

#[test]
fn values_that_are_no_texts_are_points_without_one() {
    let json = reply(r#"[{"refdate":"20210103","value":null},{"refdate":"20210104","value":{}}]"#);
    assert_eq!(points(&json), ["2021-01-03 m.0 ", "2021-01-04 m.0 "]);
}

#[test]
fn several_lines_are_told_apart_by_index() {
    let json = r#"{"data":{"body":{"tables":[{"id":"m","lines":[
        {"fields":[{"refdate":"20210103","value":"1"}]},
        {"fields":[{"refdate":"20210103","value":"2"}]}]}]}}}"#;
    assert_eq!(points(json), ["2021-01-03 m.0 1", "2021-01-03 m.1 2"]);
}

/// A table of `m` with that name and a value for each of January's days that is given.
fn named(zh: &str, values: &[&str]) -> String {
    let days = ["20210103", "20210104"];
    let fields = days.iter().zip(values);
    let fields: Vec<String> = fields
        .map(|(day, value)| format!(r#"{{"refdate":"{day}","value":"{value}"}}"#))
        .collect();
    let fields = fields.join(",");
    format!(r#"{{"id":"m","zh":"{zh}","lines":[{{"fields":[{fields}]}}]}}"#)
}

fn tables(tables: &[String]) -> String {
    let tables = tables.join(",");
    format!(r#"{{"errcode":0,"data":{{"body":{{"tables":[{tables}]}}}}}}"#)
}

#[test]
fn a_repeated_id_loses_nothing_and_keeps_its_names() {
    let json = tables(&[
        named("甲", &["1"]),
        named("乙", &["2"]),
        named("丙", &["3"]),
    ]);
    assert_eq!(
        points(&json),
        ["2021-01-03 m.0 1", "2021-01-03 m.1 2", "2021-01-03 m.2 3"]
    );
    let answer = read_answer(json.as_bytes(), january()).unwrap();
    let names = answer.days.into_values().flatten();
    let names: Vec<_> = names.map(|point| point.zh.to_string()).collect();
    assert_eq!(names, ["甲", "乙", "丙"]);
    // The same name, yet other days: no table that was sent twice.
    let json = tables(&[named("甲", &["1"]), named("甲", &["2", "3"])]);
    assert_eq!(
        points(&json),
        ["2021-01-03 m.0 1", "2021-01-03 m.1 2", "2021-01-04 m.1 3"]
    );
}

#[test]
fn a_table_that_is_sent_twice_is_one() {
    let json = tables(&[
        named("甲", &["1"]),
        named("乙", &["2"]),
        named("甲", &["3"]),
    ]);
    assert_eq!(points(&json), ["2021-01-03 m.0 3", "2021-01-03 m.1 2"]);
}

#[test]
fn an_error_code_may_be_a_text_and_the_rid_a_key() {
    let json = r#"{"errcode":"-1","rid":"61d2bde8-1","__rpcCount":2,"data":""}"#;
    let error = read_answer(json.as_bytes(), january()).unwrap_err();
    assert_eq!(error.errcode, Some(-1));
    assert_eq!(error.rid.as_deref(), Some("61d2bde8-1"));
}

#[test]
fn what_is_no_such_json_is_refused() {
    for text in [
        "",
        "<html>busy</html>",
        "[]",
        r#"{"errcode":0,"data":{"bo"#,
        r#"{"errcode":[]x}"#,
        r#"{"data":{"body":{"tables":"none"}}}"#,
        r#"{"data":{"body":{"tables":" "}}}"#,
    ] {
        let error = read_answer(text.as_bytes(), january()).unwrap_err();
        assert_eq!(error.kind, ProblemKind::UpstreamReply, "{text}");
    }
}

#[test]
fn json_that_is_not_wechats_is_no_answer_without_data() {
    for text in [
        "{}",
        r#"{"errmsg":"system error"}"#,
        r#"{"code":500,"message":"denied"}"#,
        r#"{"code":500,"message":"denied","data":null}"#,
        r#"{"errcode":null}"#,
        r#"{"errCode":0}"#,
        r#"{"errCode":-604100,"errMsg":"bad"}"#,
        r#"{"errCode":"-604100","data":{"body":{"tables":[]}}}"#,
    ] {
        let error = read_answer(text.as_bytes(), january()).unwrap_err();
        assert_eq!(error.kind, ProblemKind::UpstreamReply, "{text}");
        let is_named = error.detail.contains("errCode -604100");
        assert_eq!(is_named, text.contains("604100"), "{}", error.detail);
    }
    let whole = tables(&[named("甲", &["1"])]);
    for text in [
        whole.replace(r#""errcode":0,"#, ""),
        whole.replace("errcode", "errCode"),
    ] {
        assert_eq!(points(&text), ["2021-01-03 m.0 1"], "{text}");
    }
    assert!(points(r#"{"errcode":"0","data":null}"#).is_empty());
}

#[test]
fn a_reply_whose_every_date_is_none_is_refused_and_says_so() {
    let json =
        reply(r#"[{"refdate":"2021-01-03","value":"1"},{"ref_date":"20210104","value":"2"}]"#);
    let error = read_answer(json.as_bytes(), january()).unwrap_err();
    assert_eq!(error.kind, ProblemKind::UpstreamReply);
    assert!(error.detail.contains("2 values") && error.detail.contains("refdate"));
    for other in [
        r#"[{"refdate":"soon","value":"1"},{"refdate":"20210102","value":"1"}]"#,
        r#"[{"refdate":"soon","value":"1"},{"refdate":"20210103","value":"1"}]"#,
    ] {
        assert!(read_answer(reply(other).as_bytes(), january()).is_ok());
    }
}

#[test]
fn a_token_without_a_life_is_used_for_a_moment_only() {
    let (token, seconds) = read_token(br#"{"access_token":"t"}"#).unwrap();
    assert_eq!((token.as_str(), seconds), ("t", 10));
    assert!(read_token(br#"{"expires_in":7200}"#).is_err());
    assert_eq!(
        read_token(br#"{"errcode":40125,"errmsg":"invalid appsecret"}"#)
            .unwrap_err()
            .errcode,
        Some(40125)
    );
}

#[test]
fn the_life_of_a_token_may_be_a_text() {
    let told = |reply: &str| {
        reply
            .replace("LIFE", r#""7200""#)
            .replace('T', "access_token")
    };
    let own = told(r#"{"T":"t","expires_in":LIFE}"#);
    assert_eq!(read_token(own.as_bytes()).unwrap().1, 7200);
    let component = told(r#"{"component_T":"t","expires_in":LIFE}"#);
    assert_eq!(read_component_token(component.as_bytes()).unwrap().1, 7200);
    let granted = told(r#"{"authorizer_T":"t","expires_in":LIFE}"#);
    let granted = read_authorizer_token(granted.as_bytes()).unwrap();
    assert_eq!((granted.token.as_str(), granted.seconds), ("t", 7200));
    for life in [r#""soon""#, "[]", "null", r#""""#, r#""NaN""#, "-1"] {
        let json = format!(r#"{{"access_token":"t","expires_in":{life}}}"#);
        assert_eq!(read_token(json.as_bytes()).unwrap().1, 10, "{life}");
    }
}

#[test]
fn a_reply_that_would_fill_the_memory_is_refused_before_it_is_read() {
    let whole = |tables: String| format!(r#"{{"data":{{"body":{{"tables":[{tables}]}}}}}}"#);
    let list = |one: &str, count: usize| vec![one; count].join(",");
    let lines = |count: usize| format!(r#"{{"id":"m","lines":[{}]}}"#, list("{}", count));
    let name = "n".repeat(MOST_NAME + 1);
    for (body, refused) in [
        (whole(list("{}", MOST_PIECES)), None),
        (whole(list("{}", MOST_PIECES + 2)), Some("more pieces")),
        (whole(lines(MOST_LINES)), None),
        (whole(lines(MOST_LINES + 1)), Some("more lines")),
        (whole(list(&lines(MOST_LINES), 10)), None),
        (whole(list(&lines(MOST_LINES), 11)), Some("more lines")),
        (
            whole(format!(r#"{{"id":"{name}"}}"#)),
            Some("a longer name"),
        ),
        (
            whole(format!(r#"{{"id":"m","zh":"{name}"}}"#)),
            Some("a longer name"),
        ),
    ] {
        let told = read_answer(body.as_bytes(), january()).err();
        let start: String = body.chars().take(60).collect();
        match refused {
            None => assert_eq!(told, None, "{start}"),
            Some(what) => {
                let told = told.unwrap();
                assert_eq!(told.kind, ProblemKind::UpstreamReply);
                assert!(told.detail.contains(what), "{start}: {}", told.detail);
            }
        }
    }
}

#[test]
fn however_deep_a_reply_is_it_is_read_or_refused_and_never_ends_the_program() {
    let deep = |open: &str, close: &str| [open.repeat(100_000), close.repeat(100_000)].concat();
    for nested in [deep("[", "]"), deep("{\"a\":", "}"), "[".repeat(100_000)] {
        for body in [
            nested.clone(),
            format!(r#"{{"errcode":{nested}}}"#),
            format!(r#"{{"errcode":0,"more":{nested}}}"#),
            format!(r#"{{"data":{nested}}}"#),
            format!(r#"{{"data":{{"body":{{"tables":{nested}}}}}}}"#),
            format!(r#"{{"data":{{"body":{{"tables":[{{"id":{nested}}}]}}}}}}"#),
        ] {
            let read = read_answer(body.as_bytes(), january()).unwrap_or_default();
            assert_eq!(read.days.len(), 0);
            assert!(read_token(body.as_bytes()).is_err());
        }
    }
}
