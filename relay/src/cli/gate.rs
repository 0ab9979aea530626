//! `bootlens gate`: whether the figures of views keep within their budgets, for a pipeline.
//!
//! Its exit codes are its own: 0 all within, 1 one over, 2 not enough data, 3 bad input. What can't
//! be asked is not enough data, so that an outage never reads as a budget that was passed.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use analysis::{difference, summary};
use clap::{Args, ValueEnum};
use relay::config::{Budget, ConfigError, LogFormat, budgets, operator_lang};
use serde::Serialize;
use shared::budget::{Bound, Measure};
use shared::filter::Slice;
use shared::paths;
use shared::problem::{Problem, ProblemKind};
use shared::reply::{NoticeCode, Period, Reply, Series};
use shared::view::{Compare, View};

use super::ask::{Relay, Whom, refusal};
use super::{Failure, Outcome, block_on, logging};

mod tell;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The file of budgets.
    #[arg(long, value_name = "FILE")]
    budgets: PathBuf,
    /// What to write.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
    #[command(flatten)]
    whom: Whom,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each figure.
    Text,
    /// The same as one object.
    Json,
}

/// What became of a figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum Verdict {
    Within,
    Over,
    NotEnoughData,
}

/// A figure and its bound.
#[derive(Clone, Debug, Serialize)]
struct Figure {
    view: String,
    app: Option<String>,
    metric: Option<String>,
    line: Option<u32>,
    slice: Option<Slice>,
    /// The metric's names and unit, for text alone.
    #[serde(skip)]
    names: [String; 2],
    #[serde(skip)]
    unit: Option<String>,
    measure: &'static str,
    value: Option<f64>,
    over: Option<f64>,
    under: Option<f64>,
    /// Settled days with a value.
    days: usize,
    min_days: usize,
    verdict: Verdict,
    /// Why it could not be measured.
    detail: Option<String>,
}

/// The exit code of bad input; also of a command line that is not understood.
pub(super) const BAD_INPUT: u8 = 3;

/// Why nothing is judged.
enum Stop {
    /// The input is at fault.
    Bad(String),
    /// Nobody could be asked.
    Unknown(Failure),
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let told = read(arguments).and_then(|(budgets, source)| {
        let judged = block_on(async {
            let relay = source.open().await.map_err(Stop::Unknown)?;
            judge_all(&relay, &budgets).await
        });
        judged.map_err(Stop::Unknown)?
    });
    let figures = match told {
        Ok(figures) => figures,
        Err(Stop::Bad(text)) => {
            eprintln!("bootlens: {text}");
            return Ok(ExitCode::from(BAD_INPUT));
        }
        Err(Stop::Unknown(failure)) => {
            eprintln!("bootlens: {failure}");
            return Ok(ExitCode::from(code(Verdict::NotEnoughData)));
        }
    };
    let worst = worst(&figures);
    let text = match arguments.format {
        Format::Text => tell::text(&figures, operator_lang()),
        Format::Json => tell::json(&figures, worst),
    };
    let written = writeln!(std::io::stdout(), "{text}");
    written.map_err(|error| Failure::new(format!("can't write: {error}")))?;
    Ok(ExitCode::from(code(worst)))
}

fn read(arguments: &Arguments) -> Result<(Vec<Budget>, super::ask::Source), Stop> {
    let faults = |errors: Vec<ConfigError>| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        Stop::Bad(lines.join("\n"))
    };
    let budgets = budgets(&arguments.budgets, None).map_err(faults)?;
    let source = arguments.whom.read();
    Ok((budgets, source.map_err(|failure| Stop::Bad(failure.0))?))
}

/// One over decides; where none is, one that could not be measured.
fn worst(figures: &[Figure]) -> Verdict {
    let any = |verdict| figures.iter().any(|figure| figure.verdict == verdict);
    if any(Verdict::Over) {
        Verdict::Over
    } else if any(Verdict::NotEnoughData) {
        Verdict::NotEnoughData
    } else {
        Verdict::Within
    }
}

fn code(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Within => 0,
        Verdict::Over => 1,
        Verdict::NotEnoughData => 2,
    }
}

async fn judge_all(relay: &Relay, budgets: &[Budget]) -> Result<Vec<Figure>, Stop> {
    let mut figures = Vec::new();
    for budget in budgets {
        let compare = match budget.measure {
            Measure::Change => budget.view.compare.or(Some(Compare::Previous)),
            Measure::Latest | Measure::Mean => None,
        };
        let view = View {
            compare,
            ..budget.view.clone()
        };
        let target = format!("{}?{}", paths::PERFORMANCE, view.write());
        let answer = relay.ask(&target).await.map_err(Stop::Unknown)?;
        if answer.well {
            let reply: Reply = serde_json::from_slice(&answer.body)
                .map_err(|_| Stop::Unknown(Failure::new(refusal(b""))))?;
            figures.extend(judge(budget, &reply));
            continue;
        }
        let problem: Option<Problem> = serde_json::from_slice(&answer.body).ok();
        if problem.as_ref().is_some_and(is_the_views_fault) {
            let fault = budget.fault(&refusal(&answer.body));
            return Err(Stop::Bad(fault.to_string()));
        }
        let detail = Some(refusal(&answer.body));
        figures.push(Figure {
            detail,
            ..nothing(budget, budget.view.write())
        });
    }
    Ok(figures)
}

/// Whether another view would have been answered.
fn is_the_views_fault(problem: &Problem) -> bool {
    matches!(
        problem.known_kind(),
        Some(
            ProblemKind::ViewInvalid
                | ProblemKind::ViewTooLong
                | ProblemKind::TooManyCalls
                | ProblemKind::AppUnknown
                | ProblemKind::UriTooLong
        )
    )
}

/// A budget that nothing was measured for.
fn nothing(budget: &Budget, view: String) -> Figure {
    let (over, under) = match budget.bound {
        Bound::Over(most) => (Some(most), None),
        Bound::Under(least) => (None, Some(least)),
    };
    Figure {
        view,
        app: None,
        metric: None,
        line: None,
        slice: None,
        names: Default::default(),
        unit: None,
        measure: budget.measure.word(),
        value: None,
        over,
        under,
        days: 0,
        min_days: budget.min_days,
        verdict: Verdict::NotEnoughData,
        detail: None,
    }
}

/// Every series of a view against the bound; a view without any has not enough data.
fn judge(budget: &Budget, reply: &Reply) -> Vec<Figure> {
    let current = reply.series.iter();
    let current = current.filter(|series| series.period == Period::Current);
    let figures: Vec<Figure> = current
        .map(|series| {
            let (value, days) = measured(budget.measure, series, reply);
            let verdict = match value.filter(|_| days >= budget.min_days) {
                None => Verdict::NotEnoughData,
                Some(value) if budget.bound.is_passed(value) => Verdict::Over,
                Some(_) => Verdict::Within,
            };
            Figure {
                app: Some(series.app.clone()),
                metric: Some(series.metric.id.clone()),
                line: Some(series.metric.line),
                slice: Some(series.slice),
                names: [series.metric.zh.clone(), series.metric.en.clone()],
                unit: series.metric.unit.clone(),
                value,
                days,
                verdict,
                ..nothing(budget, reply.view.clone())
            }
        })
        .collect();
    if figures.is_empty() {
        let unknown = reply.notices.iter();
        let unknown = unknown.filter(|notice| notice.code == NoticeCode::MetricUnknown);
        let unknown = unknown.filter_map(|notice| notice.metric.clone());
        let unknown: Vec<String> = unknown.collect();
        let detail = format!("No metric came by this id: {}", unknown.join(", "));
        vec![Figure {
            detail: (!unknown.is_empty()).then_some(detail),
            ..nothing(budget, reply.view.clone())
        }]
    } else {
        figures
    }
}

/// The figure of a series, and the settled days that it rests on: of two periods the fewer.
fn measured(measure: Measure, series: &Series, reply: &Reply) -> (Option<f64>, usize) {
    let Some(now) = summary(series, series.start) else {
        return (None, 0);
    };
    match measure {
        Measure::Latest => (Some(now.latest.1), now.days),
        Measure::Mean => (Some(now.mean), now.days),
        Measure::Change => {
            let mut key = series.key();
            key.period = Period::Compared;
            let beside = reply.series.iter().find(|other| other.key() == key);
            // A compared series' statuses go by the days of the view beside.
            match beside.and_then(|other| summary(other, series.start)) {
                None => (None, 0),
                Some(before) => {
                    let change = difference(&now, &before).percent;
                    (change, now.days.min(before.days))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests;
