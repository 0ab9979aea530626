//! `bootlens backfill`: fetches days of the past into history.
//!
//! What is told is safe in the store; what was cut off is found to lack, and asked, by the same
//! command again.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "what was kept and what was not is what was asked for"
)]

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use futures::StreamExt as _;
use futures::stream;
use indicatif::{ProgressBar, ProgressStyle};
use relay::audit::{Audit, Errand};
use relay::clock::Clock;
use relay::collect::lots;
use relay::config::{Config, LogFormat};
use relay::engine::{Engine, Fetched, Lot, MINUTES};
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::problem::{Problem, ProblemKind};
use shared::view::Alias;

use super::{Failure, FileArgument, Outcome, block_on, logging};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Only this app.
    #[arg(long, value_name = "ALIAS")]
    app: Option<String>,
    /// Only this module, such as launch.
    #[arg(long, value_name = "MODULE")]
    module: Option<String>,
    /// The first day.
    #[arg(long, value_name = "DATE")]
    from: Day,
    /// The last day [default: yesterday in Beijing].
    #[arg(long, value_name = "DATE")]
    to: Option<Day>,
    /// Slices by comma, such as all,ios.high [default: those of the daily collection].
    #[arg(long, value_name = "SLICES", value_delimiter = ',', value_parser = slice)]
    slices: Vec<Slice>,
    #[command(flatten)]
    file: FileArgument,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let config = arguments.file.load()?;
    block_on(backfill(arguments, config, Clock::system()))?
}

async fn backfill(arguments: &Arguments, config: Config, clock: Clock) -> Outcome {
    let slices = if arguments.slices.is_empty() {
        config.collect.slices.clone()
    } else {
        arguments.slices.clone()
    };
    let range = range(arguments, clock.today())?;
    let modules = modules(arguments.module.as_deref())?;
    let aliases = aliases(arguments.app.as_deref(), &config)?;
    let concurrency = config.upstream.concurrency;
    let history = relay::serve::open(&config, &clock).await?;
    let audit = Audit::new(config.audit.as_ref())?;
    let engine = Engine::new(Arc::new(config), clock.clone(), history)?;
    let mut errands = Vec::new();
    for alias in &aliases {
        let before = errands.len();
        for lot in lots(alias, &modules, &slices) {
            let lacking = engine.lacking(&lot, range).await;
            let lacking = lacking.map_err(|error| Failure::new(error.to_string()))?;
            let windows = lacking.windows.into_iter();
            errands.extend(windows.map(|window| (lot.clone(), window)));
        }
        let left = engine.quota(alias).await.map_or(0, |quota| quota.left);
        let needed = errands.len() - before;
        eprintln!("{alias}: {needed} calls needed, {left} left today");
    }
    let calls = errands.len();
    let outcome = fetch_all(&engine, &clock, errands, concurrency).await;
    let apps: Vec<Alias> = aliases
        .iter()
        .filter_map(|alias| Alias::new(alias))
        .collect();
    let errand = Errand {
        command: "bootlens backfill",
        apps: &apps,
        module: match modules[..] {
            [one] => Some(one.slug()),
            _ => None,
        },
        days: Some(range),
        calls,
        well: matches!(outcome, Ok(code) if code == ExitCode::SUCCESS),
    };
    audit.done(&errand, clock.now());
    audit.flush().await;
    outcome
}

/// What an app's windows know of its minutes.
#[derive(Default)]
struct Minutes {
    /// Windows that were answered.
    answered: Cell<usize>,
    /// The minute that was told to be used up.
    told: Cell<i64>,
    /// Whether minutes enough brought nothing: the windows that are left do not wait for more.
    given_up: Cell<bool>,
}

/// Fetches a window; where the minute's calls are used up, again in the next one.
async fn fetch(
    engine: &Engine,
    clock: &Clock,
    errand: (&Lot, DayRange),
    minutes: &Minutes,
    bar: &ProgressBar,
) -> Result<Fetched, Box<Problem>> {
    let (lot, window) = errand;
    let mut in_vain = 0;
    loop {
        let before = minutes.answered.get();
        let outcome = engine.fetch(lot, window).await;
        match &outcome {
            Ok(_) => {
                minutes.answered.set(minutes.answered.get() + 1);
                minutes.given_up.set(false);
                return outcome;
            }
            Err(problem) if problem.known_kind() != Some(ProblemKind::UpstreamQuotaMinute) => {
                return outcome;
            }
            Err(_) => {}
        }
        // A minute that other windows of the app used up was not in vain.
        if minutes.answered.get() > before {
            in_vain = 0;
        }
        if in_vain == MINUTES || minutes.given_up.get() {
            minutes.given_up.set(true);
            return outcome;
        }
        in_vain += 1;
        let wait = clock.next_minute();
        let minute = clock.now().div_euclid(60);
        if minutes.told.replace(minute) != minute {
            let (app, seconds) = (&lot.app, wait.as_secs());
            bar.suspend(|| {
                eprintln!("{app}: the minute's calls are used up; it goes on in {seconds} s");
            });
        }
        tokio::time::sleep(wait).await;
    }
}

/// Fetches every window and tells each; the rest of an app whose calls are used up is left.
async fn fetch_all(
    engine: &Engine,
    clock: &Clock,
    errands: Vec<(Lot, DayRange)>,
    concurrency: usize,
) -> Outcome {
    let bar = &bar(errands.len());
    let apps = errands.iter().map(|(lot, _)| lot.app.clone());
    let minutes: BTreeMap<String, Minutes> = apps.map(|app| (app, Minutes::default())).collect();
    let minutes = &minutes;
    let mut fetched = stream::iter(errands)
        .map(|(lot, window)| async move {
            let of_app = &minutes[&lot.app];
            let outcome = fetch(engine, clock, (&lot, window), of_app, bar).await;
            (lot, window, outcome)
        })
        // Each app has a limit of its own; a few more keep its queue filled.
        .buffer_unordered(concurrency * 2);
    let (mut kept, mut failed) = (0_usize, 0_usize);
    let mut used_up = BTreeSet::new();
    while let Some((lot, window, outcome)) = fetched.next().await {
        match outcome {
            Ok(fetched) => {
                kept += 1;
                let days = fetched.measured;
                bar.suspend(|| println!("kept {}: {days} days with values", named(&lot, window)));
            }
            Err(problem) => {
                failed += 1;
                // Its windows fail without a call from here on; one line tells enough.
                let is_for_all = matches!(
                    problem.known_kind(),
                    Some(ProblemKind::UpstreamQuotaDay | ProblemKind::UpstreamQuotaMinute)
                );
                if !is_for_all || used_up.insert(lot.app.clone()) {
                    bar.suspend(|| eprintln!("FAILED {}", told(&lot, window, &problem)));
                }
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    println!("{kept} windows kept, {failed} not.");
    if failed == 0 {
        return Ok(ExitCode::SUCCESS);
    }
    eprintln!("Run the same command again to fetch what lacks; what was kept is not asked again.");
    Ok(ExitCode::FAILURE)
}

fn slice(text: &str) -> Result<Slice, String> {
    text.parse()
        .map_err(|_| "no slice like all, ios or android.low.wifi".to_owned())
}

/// A bar on a terminal; nothing elsewhere.
fn bar(length: usize) -> ProgressBar {
    let bar = ProgressBar::new(u64::try_from(length).unwrap_or(u64::MAX));
    let style = "{bar:40} {pos} of {len} windows, {eta} left";
    // The template is the one just above; where it were wrong the plain bar would do.
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar
}

fn named(lot: &Lot, window: DayRange) -> String {
    let Lot { app, module, slice } = lot;
    format!(
        "{app} {module} {slice} {}..{}",
        window.start(),
        window.end()
    )
}

fn told(lot: &Lot, window: DayRange, problem: &Problem) -> String {
    let place = named(lot, window);
    format!("{place}: {} {}", problem.detail, problem.advice)
}

fn range(arguments: &Arguments, today: Day) -> Result<DayRange, Failure> {
    let yesterday = today.plus(-1);
    let to = arguments.to.unwrap_or(yesterday).min(yesterday);
    DayRange::new(arguments.from, to).ok_or_else(|| {
        let from = arguments.from;
        Failure::new(format!(
            "--from {from} is after the last day, {to}; today is never asked"
        ))
    })
}

fn modules(only: Option<&str>) -> Result<Vec<Module>, Failure> {
    let Some(word) = only else {
        return Ok(Module::ALL.to_vec());
    };
    let known = Module::ALL.into_iter().find(|module| module.slug() == word);
    known.map(|module| vec![module]).ok_or_else(|| {
        let words = Module::ALL.map(Module::slug).join(", ");
        Failure::new(format!("--module {word} is none of {words}"))
    })
}

fn aliases(only: Option<&str>, config: &Config) -> Result<Vec<String>, Failure> {
    let all = config.apps.iter().map(|app| app.alias.to_string());
    match only {
        None => Ok(all.collect()),
        Some(alias) if config.apps.iter().any(|app| app.alias.as_str() == alias) => {
            Ok(vec![alias.to_owned()])
        }
        Some(alias) => Err(Failure::new(format!("no app «{alias}» is configured"))),
    }
}

#[cfg(test)]
mod tests {
    use relay::config::HistoryPlace;
    use relay::demo;
    use simulator::{BOOT, Effect, Fault, Simulator};

    use super::*;

    fn arguments(from: Day, to: Option<Day>) -> Arguments {
        Arguments {
            app: Some("shop".to_owned()),
            module: Some("launch".to_owned()),
            from,
            to,
            slices: vec![Slice::ALL],
            file: FileArgument { config: None },
        }
    }

    #[tokio::test]
    async fn what_was_fetched_is_not_asked_again_and_what_lacks_is() {
        let clock = Clock::fixed(1_792_458_000);
        let told = clock.clone();
        let running = Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        config.history = HistoryPlace::Sqlite(folder.path().join("days.db"));
        config.upstream.daily_calls = 3;
        let from = clock.today().plus(-120);
        let calls = async |from, config: &Config| {
            let before = running.simulator().count(BOOT);
            let outcome = backfill(&arguments(from, None), config.clone(), clock.clone()).await;
            (running.simulator().count(BOOT) - before, outcome.unwrap())
        };
        assert_eq!(calls(from, &config).await, (3, ExitCode::FAILURE));
        config.upstream.daily_calls = 100;
        assert_eq!(calls(from, &config).await, (1, ExitCode::SUCCESS));
        assert_eq!(calls(from, &config).await, (0, ExitCode::SUCCESS));
        assert_eq!(calls(from.plus(-30), &config).await, (1, ExitCode::SUCCESS));
    }

    #[tokio::test]
    async fn a_minute_that_is_used_up_is_waited_for_and_minutes_without_end_are_not() {
        // A second before the next minute.
        let clock = Clock::fixed(1_792_458_000 + 59);
        let told = clock.clone();
        let running = Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        let refused = Fault::new(Effect::Errcode(45011)).path(BOOT);
        let simulator = running.simulator();
        simulator.script(refused.clone().first(1));
        let from = clock.today().plus(-20);
        let outcome = backfill(&arguments(from, None), config.clone(), clock.clone()).await;
        assert_eq!(outcome.unwrap(), ExitCode::SUCCESS);
        assert_eq!(simulator.count(BOOT), 2);

        simulator.clear_calls();
        simulator.script(refused);
        let outcome = backfill(&arguments(from, None), config, clock.clone()).await;
        assert_eq!(outcome.unwrap(), ExitCode::FAILURE);
        assert_eq!(simulator.count(BOOT), 4, "once, and in three minutes more");
    }

    #[test]
    fn days_from_today_on_are_left_out_and_a_reversed_range_is_refused() {
        let today: Day = "2026-10-20".parse().unwrap();
        let whole = range(&arguments(today.plus(-3), Some(today.plus(9))), today).unwrap();
        assert_eq!(
            (whole.start(), whole.end()),
            (today.plus(-3), today.plus(-1))
        );
        let told = range(&arguments(today, None), today)
            .unwrap_err()
            .to_string();
        assert!(told.contains("--from 2026-10-20"), "{told}");
    }

    #[test]
    fn an_unknown_module_is_told_with_those_that_there_are() {
        let told = modules(Some("start")).unwrap_err().to_string();
        assert!(told.contains("launch"), "{told}");
    }
}
