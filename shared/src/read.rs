//! What the relay sends, read in little code: for the page, whose bytes every reader waits for.
//!
//! Derived readers took one part in fifteen of the page more. These say the same as the derived ones, which
//! everything else uses; each line that the tests receive is read by both.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde_json::Value as Json;

use crate::apps::{App, AppQuota, Apps, DayMark, Quota};
use crate::day::Day;
use crate::filter::Slice;
use crate::metric::Metric;
use crate::problem::Problem;
use crate::reply::{Calls, Failure, Notice, Plan, PlannedCalls, Revision, Series};
use crate::stream::{Done, Line};
use crate::value::Value;

/// A line of the stream; `None` where it is none.
#[must_use]
pub fn line(text: &str) -> Option<Line> {
    let json = json(text)?;
    Some(match json.get("type")?.as_str()? {
        "plan" => Line::Plan {
            view: string(&json, "view")?,
            calls: planned(&json)?,
        },
        "series" => Line::Series {
            series: list(&json, "series", series)?,
        },
        "progress" => Line::Progress {
            done: count(&json, "done")?,
            of: count(&json, "of")?,
        },
        "failure" => Line::Failure {
            failure: failure(json.get("failure")?)?,
        },
        "problem" => Line::Problem {
            problem: problem_of(json.get("problem")?)?,
        },
        "done" => Line::Done(done(&json)?),
        _ => return None,
    })
}

/// The apps; `None` where the text is something else.
#[must_use]
pub fn apps(text: &str) -> Option<Apps> {
    let json = json(text)?;
    Some(Apps {
        version: string(&json, "version")?,
        demo: flag(&json, "demo")?,
        embed: flag(&json, "embed")?,
        today: parsed(&json, "today")?,
        user: string(&json, "user"),
        apps: list(&json, "apps", app)?,
    })
}

/// What a view would cost; `None` where the text is something else.
#[must_use]
pub fn plan(text: &str) -> Option<Plan> {
    let json = json(text)?;
    Some(Plan {
        view: string(&json, "view")?,
        calls: planned(&json)?,
        quota: list(&json, "quota", app_quota)?,
    })
}

/// A problem; `None` where the text is something else.
#[must_use]
pub fn problem(text: &str) -> Option<Problem> {
    problem_of(&json(text)?)
}

fn json(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok()
}

fn string(json: &Json, key: &str) -> Option<String> {
    json.get(key)?.as_str().map(str::to_owned)
}

fn flag(json: &Json, key: &str) -> Option<bool> {
    json.get(key)?.as_bool()
}

fn whole(json: &Json, key: &str) -> Option<u64> {
    json.get(key)?.as_u64()
}

fn count(json: &Json, key: &str) -> Option<usize> {
    usize::try_from(whole(json, key)?).ok()
}

fn number(json: &Json) -> Option<Value> {
    Value::new(json.as_f64()?)
}

fn parsed<T: std::str::FromStr>(json: &Json, key: &str) -> Option<T> {
    json.get(key)?.as_str()?.parse().ok()
}

/// One of a closed list of words.
fn word<'a, T: Deserialize<'a>>(json: &'a Json) -> Option<T> {
    let text: &str = json.as_str()?;
    T::deserialize(IntoDeserializer::<Error>::into_deserializer(text)).ok()
}

fn list<T>(json: &Json, key: &str, read: fn(&Json) -> Option<T>) -> Option<Vec<T>> {
    json.get(key)?.as_array()?.iter().map(read).collect()
}

fn planned(json: &Json) -> Option<PlannedCalls> {
    let planned = count(json.get("calls")?, "planned")?;
    Some(PlannedCalls { planned })
}

fn app_quota(json: &Json) -> Option<AppQuota> {
    Some(AppQuota {
        app: string(json, "app")?,
        quota: quota(json)?,
    })
}

fn app(json: &Json) -> Option<App> {
    Some(App {
        alias: string(json, "alias")?,
        name: string(json, "name")?,
        kind: word(json.get("kind")?)?,
        marks: list(json, "marks", mark)?,
        budgets: json.get("budgets")?.as_array()?.clone(),
        quota: json.get("quota").and_then(quota),
    })
}

fn mark(json: &Json) -> Option<DayMark> {
    Some(DayMark {
        day: parsed(json, "day")?,
        label: string(json, "label")?,
    })
}

fn quota(json: &Json) -> Option<Quota> {
    Some(Quota {
        limit: whole(json, "limit")?,
        used: whole(json, "used")?,
        left: whole(json, "left")?,
        at: parsed(json, "at")?,
    })
}

fn slice(json: &Json) -> Option<Slice> {
    Some(Slice {
        network: parsed(json, "network")?,
        level: parsed(json, "level")?,
        platform: parsed(json, "platform")?,
    })
}

fn metric(json: &Json) -> Option<Metric> {
    Some(Metric {
        id: string(json, "id")?,
        zh: string(json, "zh")?,
        en: string(json, "en")?,
        line: u32::try_from(whole(json, "line")?).ok()?,
        unit: string(json, "unit"),
        better: word(json.get("better")?)?,
        role: string(json, "role"),
        confidence: word(json.get("confidence")?)?,
    })
}

fn series(json: &Json) -> Option<Series> {
    let mut status = BTreeMap::new();
    // Not collected: a map that is collected sorts first, with a sort of its own.
    for (day, json) in json.get("status")?.as_object()? {
        status.insert(day.parse().ok()?, word(json)?);
    }
    let values = json.get("values")?.as_array()?.iter();
    Some(Series {
        app: string(json, "app")?,
        slice: slice(json.get("slice")?)?,
        period: word(json.get("period")?)?,
        metric: metric(json.get("metric")?)?,
        start: parsed(json, "start")?,
        values: values.map(number).collect(),
        status,
    })
}

fn failure(json: &Json) -> Option<Failure> {
    Some(Failure {
        app: string(json, "app")?,
        slice: slice(json.get("slice")?)?,
        start: parsed(json, "start")?,
        end: parsed(json, "end")?,
        problem: problem_of(json.get("problem")?)?,
    })
}

fn problem_of(json: &Json) -> Option<Problem> {
    Some(Problem {
        kind: string(json, "type")?,
        title: string(json, "title")?,
        status: u16::try_from(whole(json, "status")?).ok()?,
        detail: string(json, "detail")?,
        errcode: json.get("errcode").and_then(Json::as_i64),
        rid: string(json, "rid"),
        request_id: string(json, "request_id"),
        retryable: flag(json, "retryable")?,
        advice: string(json, "advice")?,
        parameter: string(json, "parameter"),
        value: string(json, "value"),
        planned: count(json, "planned"),
        allowed: count(json, "allowed"),
        left: whole(json, "left"),
    })
}

fn revision(json: &Json) -> Option<Revision> {
    Some(Revision {
        app: string(json, "app")?,
        slice: slice(json.get("slice")?)?,
        metric: string(json, "metric")?,
        line: u32::try_from(whole(json, "line")?).ok()?,
        day: parsed(json, "day")?,
        was: json.get("was").and_then(number),
        at: parsed(json, "at")?,
    })
}

fn notice(json: &Json) -> Option<Notice> {
    Some(Notice {
        code: word(json.get("code")?)?,
        text: string(json, "text")?,
        app: string(json, "app"),
        metric: string(json, "metric"),
        slice: json.get("slice").and_then(slice),
        parameter: string(json, "parameter"),
    })
}

fn done(json: &Json) -> Option<Done> {
    let calls = json.get("calls")?;
    let mut data_through = BTreeMap::new();
    for (app, day) in json.get("data_through")?.as_object()? {
        let day: Option<Day> = day.as_str().and_then(|text| text.parse().ok());
        data_through.insert(app.clone(), day);
    }
    Some(Done {
        version: string(json, "version")?,
        view: string(json, "view")?,
        fetched_at: parsed(json, "fetched_at")?,
        stale_since: parsed(json, "stale_since"),
        data_through,
        failures: list(json, "failures", failure)?,
        revisions: list(json, "revisions", revision)?,
        notices: list(json, "notices", notice)?,
        calls: Calls {
            planned: count(calls, "planned")?,
            shared: count(calls, "shared")?,
            upstream: count(calls, "upstream")?,
            from_history: count(calls, "from_history")?,
        },
    })
}

#[cfg(test)]
mod tests {
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
            {"alias":"shop","name":"商城","kind":"mini-game","marks":[{"day":"2026-10-12","label":"v2.3.1"}],"budgets":[{"over":1}],
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
        }
        let [_, series, ..] = &lines()[..] else {
            panic!("no series");
        };
        assert_eq!(line(&series.replace("provisional", "guessed")), None);
    }
}
