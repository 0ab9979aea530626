//! A stream of the API that somebody saved: its lines joined into the reply that they are.

use serde_json::Value as Json;

use super::{Evidence, check, drop_unknown_notices, shape};
use crate::day::DayRange;
use crate::module::Module;
use crate::read;
use crate::refused::{Place, Refused, Why};
use crate::shape::fault;
use crate::stream::{Joiner, Line};
use crate::view::{Days, View, parse};

/// Joins the lines, each with the number that it has in its file.
pub(crate) fn of_lines(lines: Vec<(usize, Json)>) -> Result<Evidence, Refused> {
    let mut joiner = None;
    let mut last = 1;
    for (number, mut json) in lines {
        last = number;
        let at = |refused: Refused| refused.in_line(number);
        let shape = match json.get("type").and_then(Json::as_str) {
            Some("series") => Some(&shape::PIECE),
            Some("done") => Some(&shape::DONE),
            _ => None,
        };
        if let Some(refused) = shape.and_then(|shape| fault(&json, shape)) {
            return Err(at(refused));
        }
        drop_unknown_notices(&mut json);
        let Some(line) = read::line_of(&json) else {
            return Err(at(Refused::new(Why::NoReply, Place::Whole)));
        };
        match (line, joiner.as_mut()) {
            (Line::Plan { view, .. }, None) => {
                let (view, module, range) = planned(&view).map_err(at)?;
                joiner = Some(Joiner::new(view, module, range));
            }
            (Line::Series { series }, Some(joiner)) => joiner.add(series),
            (Line::Progress { .. } | Line::Failure { .. }, Some(_)) => {}
            (Line::Problem { problem }, _) => {
                let why = Why::Problem(Box::new(problem));
                return Err(at(Refused::new(why, Place::Whole)));
            }
            (Line::Done(done), Some(_)) => {
                let reply = joiner.map(|joiner| joiner.finish(done));
                return reply.map_or_else(|| Err(cut(number)), whole);
            }
            _ => return Err(at(Refused::new(Why::NoReply, Place::Whole))),
        }
    }
    Err(cut(last))
}

fn cut(line: usize) -> Refused {
    Refused::new(Why::StreamCut, Place::Line(line))
}

fn whole(reply: crate::reply::Reply) -> Result<Evidence, Refused> {
    let of_view = |error| Refused::new(Why::View(Box::new(error)), Place::Key("view".into()));
    check(&reply, of_view)?;
    Ok(Evidence {
        reply,
        shown: None,
        apps: Vec::new(),
        calendar: Vec::new(),
        demo: false,
    })
}

/// The view of a plan, with what joining its pieces takes.
fn planned(view: &str) -> Result<(View, Module, DayRange), Refused> {
    let refused = |why| Refused::new(why, Place::Key("view".into()));
    let view = parse(view, &[]).map_err(|error| refused(Why::View(Box::new(error))))?;
    match (view.view.module, view.view.days) {
        (Some(module), Days::Range(range)) => Ok((view.view, module, range)),
        _ => Err(refused(Why::Undated)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Result<Evidence, Refused> {
        let lines = text.lines().enumerate();
        let lines = lines.map(|(index, line)| (index + 1, serde_json::from_str(line).unwrap()));
        of_lines(lines.collect())
    }

    const PLAN: &str = r#"{"type":"plan","view":"app=shop&module=memory&start=2026-10-01&end=2026-10-03","calls":{"planned":2}}"#;
    const PIECE: &str = r#"{"type":"series","series":[{"app":"shop","slice":{"network":"all","level":"all","platform":"all"},"period":"current","metric":{"id":"memory","zh":"内存均值","en":"Memory","line":0,"unit":"MB","better":"down","role":null,"confidence":"low"},"start":"2026-10-02","values":[314,302.3218],"status":{}}]}"#;
    const DONE: &str = r#"{"type":"done","version":"0.1.0","view":"app=shop&module=memory&start=2026-10-01&end=2026-10-03","fetched_at":"2026-10-04T01:00:00Z","stale_since":null,"data_through":{"shop":null},"failures":[],"revisions":[],"notices":[],"calls":{"planned":2,"shared":0,"upstream":2,"from_history":0}}"#;

    #[test]
    fn a_saved_stream_is_joined() {
        let progress = r#"{"type":"progress","done":1,"of":2}"#;
        let evidence = lines(&[PLAN, PIECE, progress, DONE].join("\n")).unwrap();
        let numbers = evidence.reply.series[0].values.iter();
        let numbers: Vec<_> = numbers
            .map(|one| one.map(crate::value::Value::get))
            .collect();
        assert_eq!(numbers, [None, Some(314.0), Some(302.3218)]);
    }

    #[test]
    fn a_stream_without_its_last_line_and_one_that_is_none_are_refused() {
        for (text, words) in [
            ([PLAN, PIECE].join("\n"), "Line 2: the stream breaks off"),
            (
                [PLAN, DONE].join("\n").replace("2026-10-04T", "T"),
                "Line 2, fetched_at:",
            ),
            (
                [PLAN, PIECE].join("\n").replace("314", "\"314\""),
                "Line 2, series[0].values[0]:",
            ),
            (PLAN.replace("memory", "boot"), "Line 1, view:"),
            ([PIECE, DONE].join("\n"), "Line 1: this is JSON"),
            (
                [PLAN, "{\"type\":\"moon\"}"].join("\n"),
                "Line 2: this is JSON",
            ),
        ] {
            let refused = lines(&text).unwrap_err().to_string();
            assert!(refused.starts_with(words), "{refused}");
        }
    }
}
