//! `bootlens check --rid`: what WeChat noted of one request.

use relay::config::BeijingTime;
use relay::engine::Engine;
use relay::wechat::{Error, RidReport};
use serde_json::json;
use shared::day::Day;
use shared::text::Lang;

use super::unknown;
use crate::cli::Failure;

/// Looks a request up with each app's token until one of them is its own; gives what is printed,
/// and whether it was found.
pub(super) async fn look_up(
    engine: &Engine,
    aliases: &[String],
    rid: &str,
    as_json: bool,
    lang: Lang,
) -> Result<(String, bool), Failure> {
    let mut refusals: Vec<(&str, Error)> = Vec::new();
    for alias in aliases {
        let asked = engine.lookup(alias, rid).await;
        match asked.ok_or_else(|| unknown(alias))? {
            Ok(report) => return Ok((found(alias, rid, &report, as_json), true)),
            Err(error) => refusals.push((alias, error)),
        }
    }
    Ok((not_found(&refusals, rid, as_json, lang), false))
}

fn found(alias: &str, rid: &str, report: &RidReport, as_json: bool) -> String {
    if as_json {
        return json!({ "app": alias, "rid": rid, "request": report }).to_string();
    }
    let RidReport {
        invoke_time,
        cost_in_ms,
        client_ip,
        request_url,
        request_body,
        response_body,
    } = report;
    let (day, time) = (
        Day::at_unix(*invoke_time),
        BeijingTime::at_unix(*invoke_time),
    );
    [
        format!("{rid} on {day} at {time} in Beijing, {cost_in_ms} ms, from {client_ip}"),
        format!("asked: {request_url} {request_body}"),
        format!("answered: {response_body}"),
    ]
    .map(|line| format!("{alias}: {line}"))
    .join("\n")
}

fn not_found(refusals: &[(&str, Error)], rid: &str, as_json: bool, lang: Lang) -> String {
    if as_json {
        let problem = |(alias, error): &(&str, Error)| json!({ "app": alias, "problem": error.problem(lang) });
        let problems: Vec<_> = refusals.iter().map(problem).collect();
        return json!({ "rid": rid, "request": null, "refusals": problems }).to_string();
    }
    let line =
        |(alias, error): &(&str, Error)| format!("{alias}: FAILED: {}", error.for_operator(lang));
    refusals.iter().map(line).collect::<Vec<_>>().join("\n")
}
