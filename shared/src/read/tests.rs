//! Each kind of line and reply is read both by hand and by the derived reader.

use super::*;

const SLICE: &str = r#"{"network":"wifi","level":"high","platform":"ios"}"#;
const PROBLEM: &str = r#"{"type":"urn:bootlens:too-many-calls","title":"t","status":400,"detail":"d","errcode":-1,
    "rid":"r","request_id":null,"retryable":false,"advice":"a","parameter":"last","value":"400d","planned":7,"allowed":5,"left":3}"#;

/// Every kind of line, with every field that it can have.
fn lines() -> Vec<String> {
    let failure = format!(
        r#"{{"app":"shop","slice":{SLICE},"start":"2026-10-01","end":"2026-10-03","problem":{PROBLEM}}}"#
    );
    vec![
        r#"{"type":"plan","view":"app=shop","calls":{"planned":2}}"#.to_owned(),
        format!(
            r#"{{"type":"series","more":1,"series":[{{"app":"shop","slice":{SLICE},"period":"compared",
            "metric":{{"id":"memory","zh":"内存均值","en":"Memory","line":1,"unit":"MB","better":"down","role":"total","confidence":"low"}},
            "start":"2026-10-01","values":[314,null,302.3218,-0.5],"status":{{"2026-10-02":"missing","2026-10-03":"provisional"}}}}]}}"#
        ),
        r#"{"type":"progress","done":7,"of":13}"#.to_owned(),
        format!(r#"{{"type":"failure","failure":{failure}}}"#),
        format!(r#"{{"type":"problem","problem":{PROBLEM}}}"#),
        format!(
            r#"{{"type":"done","version":"0.1.0","view":"app=shop","fetched_at":"2026-10-04T01:00:00Z","stale_since":"2026-10-03T01:00:00Z",
            "data_through":{{"shop":"2026-10-03","game":null}},"failures":[{failure}],
            "revisions":[{{"app":"shop","slice":{SLICE},"metric":"memory","line":0,"day":"2026-10-01","was":301.2,"at":"2026-10-20T01:00:00Z"}}],
            "notices":[{{"code":"filter-without-effect","text":"…","app":"shop","slice":{SLICE}}},{{"code":"stale","text":"…","metric":"m","parameter":"p"}}],
            "calls":{{"planned":1,"shared":2,"upstream":3,"from_history":4}}}}"#
        ),
    ]
}

#[test]
fn every_line_reads_as_the_derived_reader_reads_it() {
    for text in lines() {
        let derived: Line = serde_json::from_str(&text).unwrap();
        assert_eq!(line(&text), Some(derived), "{text}");
    }
}

#[test]
fn the_apps_read_as_the_derived_reader_reads_them() {
    let text = r#"{"version":"0.1.0","demo":true,"embed":false,"today":"2026-10-30","user":"alice","apps":[
        {"alias":"shop","name":"商城","kind":"mini-game","marks":[{"day":"2026-10-12","label":"v2.3.1"}],"budgets":[{"view":"app=shop&module=launch","measure":"mean","over":3000.0,"min_days":14},{"view":"app=shop&module=open-rate","measure":"latest","under":97.5,"min_days":3}],
         "quota":{"limit":2000,"used":1,"left":1999,"at":"2026-10-30T01:00:00Z"}},
        {"alias":"news","name":"新闻","kind":"mini-program","marks":[],"budgets":[],"quota":null}]}"#;
    let derived: Apps = serde_json::from_str(text).unwrap();
    assert_eq!(apps(text), Some(derived));
}

#[test]
fn a_plan_reads_as_the_derived_reader_reads_it() {
    let text = r#"{"view":"app=shop","calls":{"planned":117},"quota":[
        {"app":"shop","limit":2000,"used":117,"left":1883,"at":"2026-10-30T01:00:00Z"}]}"#;
    let derived: Plan = serde_json::from_str(text).unwrap();
    assert_eq!(plan(text), Some(derived));
}

#[test]
fn the_days_of_a_calendar_read_as_the_derived_reader_reads_them() {
    let text = r#"{"days":[{"day":"2026-10-01","kind":"off","zh":"国庆节","en":"National Day"},
        {"day":"2026-10-10","kind":"work","zh":"","en":""}]}"#;
    let derived: CalendarDays = serde_json::from_str(text).unwrap();
    assert_eq!(calendar(text), Some(derived));
    assert_eq!(calendar(&text.replace("work", "rest")), None);
}

#[test]
fn what_lacks_a_field_or_is_no_json_is_nothing() {
    for text in [
        "",
        "[]",
        "{}",
        r#"{"type":"other"}"#,
        r#"{"type":"plan","calls":{}}"#,
    ] {
        assert_eq!(line(text), None, "{text}");
        assert_eq!(apps(text), None, "{text}");
        assert_eq!(problem(text), None, "{text}");
        assert_eq!(plan(text), None, "{text}");
        assert_eq!(calendar(text), None, "{text}");
    }
    let [_, series, ..] = &lines()[..] else {
        panic!("no series");
    };
    assert_eq!(line(&series.replace("provisional", "guessed")), None);
}

#[test]
fn what_another_version_tells_beside_is_passed_over() {
    let lines = lines();
    for text in &lines {
        assert!(!is_foreign(text), "{text}");
        assert!(is_foreign(&text.replacen(
            "\"type\":\"",
            "\"type\":\"re",
            1
        )));
    }
    assert!(!is_foreign("{\"done\":1}") && !is_foreign("done"));
    let done = &lines[5];
    assert_eq!(version(done).unwrap(), "0.1.0");
    // Its version is known even where the rest is not understood.
    assert_eq!(version(r#"{"version":"9.0.0","apps":7}"#).unwrap(), "9.0.0");
    assert_eq!(version(&lines[0]), None);
    let Some(Line::Done(read)) = line(&done.replace("filter-without-effect", "moon")) else {
        panic!("no done: {done}");
    };
    assert_eq!(read.notices.len(), 1);
}
