//! `bootlens check`: for each app whether WeChat can be asked, a line each with the remedy.

#![expect(clippy::print_stdout, reason = "the findings are what was asked for")]

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use relay::clock::Clock;
use relay::config::{BeijingTime, Config, LogFormat};
use relay::engine::{CheckReport, CheckStep, CollectionReport, Engine, StepName};
use shared::day::Day;
use shared::text::Lang;

use super::{Failure, FileArgument, Outcome, block_on, later, logging};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Only this app.
    #[arg(long, value_name = "ALIAS")]
    app: Option<String>,
    /// Not yet: looks up what WeChat says of a request.
    #[arg(long, value_name = "RID", hide = true)]
    rid: Option<String>,
    /// Writes JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    file: FileArgument,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    if arguments.rid.is_some() {
        return Ok(later::refuse("--rid"));
    }
    let _log = logging::start(LogFormat::Text, "error");
    let config = arguments.file.load()?;
    let at = config.collect.at;
    let reports = block_on(check(config, arguments.app.as_deref()))??;
    if arguments.json {
        println!("{}", serde_json::json!(reports));
    } else {
        for line in reports.iter().flat_map(|report| lines(report, at)) {
            println!("{line}");
        }
    }
    Ok(if reports.iter().all(CheckReport::is_ok) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// Checks one app, or all of them one after the other: the lines stand in a fixed order.
async fn check(config: Config, only: Option<&str>) -> Result<Vec<CheckReport>, Failure> {
    let aliases: Vec<String> = match only {
        Some(alias) => vec![alias.to_owned()],
        None => config
            .apps
            .iter()
            .map(|app| app.alias.to_string())
            .collect(),
    };
    let clock = Clock::system();
    let history = relay::serve::open(&config, &clock).await?;
    let engine = Engine::new(Arc::new(config), clock, history)?;
    let mut reports = Vec::new();
    for alias in &aliases {
        let unknown = || Failure::new(format!("no app «{alias}» is configured"));
        reports.push(engine.check(alias, Lang::En).await.ok_or_else(unknown)?);
    }
    Ok(reports)
}

fn lines(report: &CheckReport, at: Option<BeijingTime>) -> Vec<String> {
    let steps = report.steps.iter();
    let mut lines: Vec<String> = steps.map(|step| line(step, report.newest_day)).collect();
    lines.push(collection(report.collection, at));
    lines
        .into_iter()
        .map(|line| format!("{}: {line}", report.app))
        .collect()
}

/// What the daily collection did last; `at` is when it begins.
fn collection(last: Option<CollectionReport>, at: Option<BeijingTime>) -> String {
    let begins = match at {
        None => return "collection: off (at = \"off\" in [collect])".to_owned(),
        Some(at) => format!("begins at {at} in Beijing while «bootlens serve» runs"),
    };
    let Some(last) = last else {
        return format!("collection: none so far; it {begins}");
    };
    let CollectionReport {
        day,
        done_at,
        asked,
        failed,
    } = last;
    let counts = format!("{asked} windows asked, {failed} of them in vain");
    match done_at {
        Some(_) => format!("collection: ok: complete on {day}, {counts}; it {begins}"),
        None => format!(
            "collection: not complete on {day}, {counts}; it goes on while «bootlens serve» runs, \
             and its log says what failed"
        ),
    }
}

fn line(step: &CheckStep, newest_day: Option<Day>) -> String {
    let (name, well) = match step.name {
        StepName::Token => ("token", "WeChat gives one".to_owned()),
        StepName::Interface => ("interface", "WeChat answers".to_owned()),
        StepName::NewestDay => (
            "newest day",
            newest_day.map_or_else(
                || {
                    "none in the last week; see in WeChat's console whether the app was used"
                        .to_owned()
                },
                |day| day.to_string(),
            ),
        ),
    };
    match &step.problem {
        None => format!("{name}: ok: {well}"),
        Some(problem) => {
            // WeChat's support asks for the id of the request.
            let rid = problem.rid.as_ref().map(|rid| format!(" (rid {rid})"));
            let rid = rid.unwrap_or_default();
            format!("{name}: FAILED: {}{rid} {}", problem.detail, problem.advice)
        }
    }
}

#[cfg(test)]
mod tests {
    use shared::problem::{Problem, ProblemKind};

    use super::*;
    use relay::demo;

    #[test]
    fn a_failed_step_tells_what_happened_the_request_and_the_remedy() {
        let kind = ProblemKind::UpstreamIp;
        let mut problem = Problem::new(kind, "WeChat answered 40164.", Lang::En);
        problem.rid = Some("65a0-1".to_owned());
        let advice = problem.advice.clone();
        let step = CheckStep {
            name: StepName::Token,
            problem: Some(problem),
        };
        let told = line(&step, None);
        assert_eq!(
            told,
            format!("token: FAILED: WeChat answered 40164. (rid 65a0-1) {advice}")
        );
    }

    #[tokio::test]
    async fn every_app_is_checked_and_an_unknown_one_is_a_failure() {
        let clock = Clock::system();
        let told = clock.clone();
        let simulator = simulator::Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let config = demo::config(([127, 0, 0, 1], 0).into(), &simulator, &clock);
        let reports = check(config.clone(), None).await.unwrap();
        assert_eq!(reports.len(), config.apps.len());
        assert!(reports.iter().all(CheckReport::is_ok), "{reports:?}");
        assert!(check(config, Some("nobody")).await.is_err());
    }

    #[test]
    fn the_last_collection_is_told() {
        let at = "09:30".parse().ok();
        let mut last = CollectionReport {
            day: "2026-10-03".parse().unwrap(),
            done_at: None,
            asked: 15,
            failed: 2,
        };
        assert!(collection(None, None).contains("off"));
        assert!(collection(None, at).contains("none so far; it begins at 09:30"));
        assert!(collection(Some(last), at).contains("not complete on 2026-10-03, 15 windows"));
        last.done_at = Some(shared::day::Utc(1));
        assert!(collection(Some(last), at).starts_with("collection: ok: complete on 2026-10-03"));
    }

    #[test]
    fn the_newest_day_is_told_as_a_date() {
        let step = CheckStep {
            name: StepName::NewestDay,
            problem: None,
        };
        assert_eq!(
            line(&step, Day::new(2026, 10, 3)),
            "newest day: ok: 2026-10-03"
        );
    }
}
