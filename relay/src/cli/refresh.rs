//! `bootlens refresh`: asks again for every day of a view, also for those that are known for good.

#![expect(clippy::print_stdout, reason = "what was asked is what was asked for")]

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use relay::audit::{Audit, Errand};
use relay::clock::Clock;
use relay::config::{Config, LogFormat};
use relay::engine::{Asking, Engine, Question, Refusal};
use relay::history::Moment;
use shared::module::Module;
use shared::reply::Reply;
use shared::text::Lang;
use shared::view::{View, parse};

use super::ask::view_of;
use super::{Failure, FileArgument, Outcome, block_on, logging};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The view, `app=shop&module=launch`, or an address that holds it after «?».
    #[arg(value_name = "VIEW-or-URL")]
    view: String,
    #[command(flatten)]
    file: FileArgument,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let config = arguments.file.load()?;
    let replies = block_on(refresh(&arguments.view, config, Clock::system()))??;
    let mut is_complete = true;
    for reply in &replies {
        println!("{}: {} calls made", reply.view, reply.calls.upstream);
        for failure in &reply.failures {
            is_complete = false;
            println!(
                "FAILED {} {} {}..{}: {}",
                failure.app, failure.slice, failure.start, failure.end, failure.problem.detail
            );
        }
    }
    Ok(if is_complete {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

async fn refresh(text: &str, config: Config, clock: Clock) -> Result<Vec<Reply>, Failure> {
    let fail = |text: String| Failure::new(text);
    let parsed = parse(&view_of(text), &[]).map_err(|error| fail(Lang::En.view_error(&error)))?;
    if let Some((name, _)) = parsed.unknown.first() {
        let text = format!("{name} is no parameter of a view: nothing was asked again");
        return Err(fail(text));
    }
    let history = relay::serve::open(&config, &clock).await?;
    let mut view = parsed.view;
    view.rename_apps(|alias| config.current_alias(alias).cloned());
    let audit = Audit::new(config.audit.as_ref())?;
    let engine = Engine::new(Arc::new(config), clock.clone(), history)?;
    // Without a module it is the overview, which shows all five.
    let modules = view.module.map_or(Module::ALL.to_vec(), |one| vec![one]);
    let mut replies = Vec::new();
    for module in modules {
        let module = Some(module);
        let asked = View {
            module,
            ..view.clone()
        };
        let question = engine.question(asked, Lang::En, Moment::Now).await;
        let question = Question {
            asking: Asking::Again,
            ..question.map_err(|refusal| fail(refused(refusal)))?
        };
        let told = |problem: Box<shared::problem::Problem>| {
            fail(format!("{} {}", problem.detail, problem.advice))
        };
        let range = question.range;
        let outcome = match engine.begin(question).await {
            Ok(begun) => engine.whole(begun).await,
            Err(problem) => Err(problem),
        };
        let errand = Errand {
            command: "bootlens refresh",
            apps: &view.apps,
            module: module.map(Module::slug),
            days: Some(range),
            calls: outcome.as_ref().map_or(0, |reply| reply.calls.upstream),
            well: outcome
                .as_ref()
                .is_ok_and(|reply| reply.failures.is_empty()),
        };
        audit.done(&errand, clock.now());
        audit.flush().await;
        replies.push(outcome.map_err(told)?);
    }
    Ok(replies)
}

fn refused(refusal: Refusal) -> String {
    match refusal {
        Refusal::View(error) => Lang::En.view_error(&error),
        Refusal::Problem(problem) => format!("{} {}", problem.detail, problem.advice),
    }
}

#[cfg(test)]
mod tests {
    use relay::demo;
    use simulator::{BOOT, Simulator};

    use super::*;

    #[tokio::test]
    async fn every_day_is_asked_again_whether_it_is_known_or_not() {
        let clock = Clock::fixed(1_792_458_000);
        let told = clock.clone();
        let running = Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        config.history = relay::config::HistoryPlace::Sqlite(folder.path().join("days.db"));
        let view = "/chart?app=shop&module=launch&start=2026-01-01&end=2026-03-01";
        for _ in 0..2 {
            let before = running.simulator().count(BOOT);
            let replies = refresh(view, config.clone(), clock.clone()).await.unwrap();
            assert_eq!(replies[0].calls.upstream, 2);
            assert_eq!(running.simulator().count(BOOT) - before, 2);
        }
        let told = refresh("app=nobody&module=launch", config.clone(), clock.clone()).await;
        assert!(told.unwrap_err().to_string().contains("nobody"));
        let told = refresh("app=shop&module=start", config.clone(), clock.clone()).await;
        assert!(told.unwrap_err().to_string().contains("module"));
        let told = refresh("app=shop&module=launch&lst=3d", config, clock).await;
        assert!(told.unwrap_err().to_string().starts_with("lst "));
    }
}
