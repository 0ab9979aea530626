//! What the relay sends, read in little code: for the page, whose bytes every reader waits for.
//!
//! Derived readers took one part in fifteen of the page more. These say the same as the derived ones, which
//! everything else uses; each line that the tests receive is read by both.

mod changes;

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error;
use serde_json::Value as Json;

use crate::apps::{App, AppQuota, Apps, DayMark, Quota};
use crate::budget::{Bound, Budget};
use crate::calendar::{CalendarDay, CalendarDays};
use crate::day::Day;
use crate::filter::Slice;
use crate::metric::Metric;
use crate::problem::Problem;
use crate::reply::{Calls, Failure, Notice, Plan, PlannedCalls, Reply, Revision, Series};
use crate::stream::{Done, Line};
use crate::value::Value;

pub use self::changes::changes;

/// A line of the stream; `None` where it is none.
#[must_use]
pub fn line(text: &str) -> Option<Line> {
    line_of(&json(text)?)
}

/// A line of the stream as JSON.
pub(crate) fn line_of(json: &Json) -> Option<Line> {
    Some(match json.get("type")?.as_str()? {
        "plan" => Line::Plan {
            view: string(json, "view")?,
            calls: planned(json)?,
        },
        "series" => Line::Series {
            series: list(json, "series", series)?,
        },
        "progress" => Line::Progress {
            done: count(json, "done")?,
            of: count(json, "of")?,
        },
        "failure" => Line::Failure {
            failure: failure(json.get("failure")?)?,
        },
        "problem" => Line::Problem {
            problem: problem_of(json.get("problem")?)?,
        },
        "done" => Line::Done(done(json)?),
        _ => return None,
    })
}

/// Whether a text is a line of a kind that is not known here, as another version may send: what it
/// tells can be done without.
#[must_use]
pub fn is_foreign(text: &str) -> bool {
    const KNOWN: [&str; 6] = ["plan", "series", "progress", "failure", "problem", "done"];
    let kind = json(text).and_then(|json| string(&json, "type"));
    kind.is_some_and(|kind| !KNOWN.contains(&kind.as_str()))
}

/// The version that a reply says it is of, whatever else it holds.
#[must_use]
pub fn version(text: &str) -> Option<String> {
    string(&json(text)?, "version")
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

/// Days off and working weekends; `None` where the text is something else.
#[must_use]
pub fn calendar(text: &str) -> Option<CalendarDays> {
    let json = json(text)?;
    Some(CalendarDays {
        days: list(&json, "days", calendar_day)?,
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
pub(crate) fn word<'a, T: Deserialize<'a>>(json: &'a Json) -> Option<T> {
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

pub(crate) fn app(json: &Json) -> Option<App> {
    Some(App {
        alias: string(json, "alias")?,
        name: string(json, "name")?,
        kind: word(json.get("kind")?)?,
        marks: list(json, "marks", mark)?,
        budgets: list(json, "budgets", budget)?,
        quota: json.get("quota").and_then(quota),
    })
}

fn mark(json: &Json) -> Option<DayMark> {
    Some(DayMark {
        day: parsed(json, "day")?,
        label: string(json, "label")?,
    })
}

fn budget(json: &Json) -> Option<Budget> {
    let bound = |key| json.get(key).and_then(Json::as_f64);
    Some(Budget {
        view: string(json, "view")?,
        measure: word(json.get("measure")?)?,
        bound: bound("over")
            .map(Bound::Over)
            .or_else(|| bound("under").map(Bound::Under))?,
        min_days: count(json, "min_days")?,
    })
}

pub(crate) fn calendar_day(json: &Json) -> Option<CalendarDay> {
    Some(CalendarDay {
        day: parsed(json, "day")?,
        kind: word(json.get("kind")?)?,
        zh: string(json, "zh")?,
        en: string(json, "en")?,
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

pub(crate) fn problem_of(json: &Json) -> Option<Problem> {
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

pub(crate) fn notice(json: &Json) -> Option<Notice> {
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
        // One of a code that is not known here has no words here either.
        notices: json
            .get("notices")?
            .as_array()?
            .iter()
            .filter_map(notice)
            .collect(),
        calls: Calls {
            planned: count(calls, "planned")?,
            shared: count(calls, "shared")?,
            upstream: count(calls, "upstream")?,
            from_history: count(calls, "from_history")?,
        },
    })
}

/// A whole reply.
pub(crate) fn reply(json: &Json) -> Option<Reply> {
    let Done {
        version,
        view,
        fetched_at,
        stale_since,
        data_through,
        failures,
        revisions,
        notices,
        calls,
    } = done(json)?;
    Some(Reply {
        version,
        view,
        fetched_at,
        stale_since,
        data_through,
        series: list(json, "series", series)?,
        failures,
        revisions,
        notices,
        calls,
    })
}

#[cfg(test)]
mod tests;
