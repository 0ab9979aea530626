//! `bootlens quota`: how many calls an app has left today, and the end of a stop.

#![expect(clippy::print_stdout, reason = "the figures are what was asked for")]

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use relay::clock::Clock;
use relay::config::{BeijingTime, Config, HistoryPlace, LogFormat};
use relay::engine::{Engine, QuotaReport, StopReport};
use shared::text::Lang;
use shared::view::Alias;

use super::{Failure, FileArgument, Outcome, block_on, logging};

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The app's alias.
    #[arg(value_name = "APP")]
    app: String,
    /// Lifts the stop of today, so that WeChat is asked again; asks it for nothing itself.
    #[arg(long)]
    clear: bool,
    /// Writes JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    file: FileArgument,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let config = arguments.file.load()?;
    let (text, code) = block_on(quota(arguments, config, Clock::system()))??;
    println!("{text}");
    Ok(code)
}

async fn quota(
    arguments: &Arguments,
    config: Config,
    clock: Clock,
) -> Result<(String, ExitCode), Failure> {
    let app = &arguments.app;
    if config.history == HistoryPlace::Memory && arguments.clear {
        let text = "history = \"memory:\" is known to the running relay alone; start that anew to \
                    lift its stop";
        return Err(Failure::new(text));
    }
    let alias = Alias::new(app).and_then(|alias| config.current_alias(&alias).cloned());
    let alias = alias.as_ref().map_or(app.as_str(), Alias::as_str);
    let unknown = || Failure::new(format!("no app «{app}» is configured"));
    let unread = |error: relay::history::StoreError| Failure::new(error.to_string());
    let history = relay::serve::open(&config, &clock).await?;
    let engine = Engine::new(Arc::new(config), clock, history)?;
    if arguments.clear {
        let cleared = engine.clear_stop(alias).await.ok_or_else(unknown)?;
        let text = cleared_text(alias, cleared.map_err(unread)?, arguments.json);
        return Ok((text, ExitCode::SUCCESS));
    }
    let report = engine.quota_report(alias, Lang::En).await;
    let report = report.ok_or_else(unknown)?.map_err(unread)?;
    let text = if arguments.json {
        serde_json::json!(report).to_string()
    } else {
        lines(&report).join("\n")
    };
    let code = match report.problem {
        None => ExitCode::SUCCESS,
        Some(_) => ExitCode::FAILURE,
    };
    Ok((text, code))
}

fn cleared_text(app: &str, cleared: bool, json: bool) -> String {
    if json {
        return serde_json::json!({ "app": app, "cleared": cleared }).to_string();
    }
    if cleared {
        format!("{app}: the stop of today is lifted; relays on this history ask WeChat again")
    } else {
        format!("{app}: nothing is stopped today")
    }
}

fn lines(report: &QuotaReport) -> Vec<String> {
    let QuotaReport {
        app,
        counted,
        ceiling,
        ..
    } = report;
    let mut lines = vec![format!(
        "{counted} of {ceiling} calls made today (our own count, up to upstream.daily_calls)"
    )];
    lines.extend(report.wechat.map(|told| {
        format!(
            "WeChat grants {} a day: {} used by all systems of the account, {} left",
            told.daily_limit, told.used, told.remain
        )
    }));
    lines.extend(report.problem.as_ref().map(|problem| {
        let rid = problem.rid.as_ref().map(|rid| format!(" (rid {rid})"));
        let rid = rid.unwrap_or_default();
        format!("FAILED: WeChat's own figures: {}{rid}", problem.detail)
    }));
    lines.push(match &report.stop {
        None => "not stopped".to_owned(),
        Some(stop) => stopped(stop, app),
    });
    lines.iter().map(|line| format!("{app}: {line}")).collect()
}

fn stopped(stop: &StopReport, app: &str) -> String {
    let since = BeijingTime::at_unix(stop.at.0);
    format!(
        "stopped since {since} until midnight in Beijing: {} To go on before: bootlens quota {app} \
         --clear",
        stop.meaning
    )
}

#[cfg(test)]
mod tests {
    use relay::demo;
    use simulator::{BOOT, Effect, Fault, QUOTA, Simulator};

    use super::*;

    fn arguments(app: &str, clear: bool, json: bool) -> Arguments {
        Arguments {
            app: app.to_owned(),
            clear,
            json,
            file: FileArgument { config: None },
        }
    }

    #[tokio::test]
    async fn count_ceiling_wechats_figures_and_the_stop_are_told_and_lifted() {
        let clock = Clock::fixed(1_792_458_000);
        let told = clock.clone();
        let running = Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let folder = tempfile::tempdir().unwrap();
        let mut config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        config.history = HistoryPlace::Sqlite(folder.path().join("days.db"));
        let told = async |arguments: Arguments| {
            let (text, code) = quota(&arguments, config.clone(), clock.clone())
                .await
                .unwrap();
            (text, code == ExitCode::SUCCESS)
        };
        let unknown = Fault::new(Effect::Errcode(76021)).path(QUOTA);
        let unknown = running.simulator().script(unknown);
        let (text, well) = told(arguments("shop", false, false)).await;
        assert!(text.contains("shop: 0 of 2000 calls"), "{text}");
        assert!(text.contains("FAILED") && !well, "{text}");
        assert!(text.contains("shop: not stopped"), "{text}");

        running.simulator().remove_fault(unknown);
        running.simulator().set_daily_limit(1_000);
        let used_up = Fault::new(Effect::Errcode(45009)).path(BOOT);
        running.simulator().script(used_up);
        let history = relay::serve::open(&config, &clock).await.unwrap();
        let engine = Engine::new(Arc::new(config.clone()), clock.clone(), history).unwrap();
        let view = shared::view::parse("app=shop&module=launch&last=5d", &[]).unwrap();
        let question = engine
            .question(view.view, Lang::En, relay::history::Moment::Now)
            .await;
        let begun = engine.begin(question.unwrap()).await.unwrap();
        assert!(engine.whole(begun).await.is_err());

        let (text, well) = told(arguments("shop", false, false)).await;
        assert!(well, "{text}");
        assert!(text.contains("grants 1000 a day: 0 used"), "{text}");
        assert!(
            text.contains("stopped since") && text.contains("45009"),
            "{text}"
        );
        assert!(text.contains("--clear"), "{text}");
        let (text, _) = told(arguments("shop", false, true)).await;
        let json: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            (&json["counted"], &json["stop"]["code"]),
            (&1.into(), &45009.into())
        );
        assert!(json["stop"]["rid"].is_string(), "{json}");
        let (text, _) = told(arguments("shop", true, false)).await;
        assert!(text.contains("lifted"), "{text}");
        let (text, _) = told(arguments("shop", true, true)).await;
        assert_eq!(text, r#"{"app":"shop","cleared":false}"#);
    }

    #[tokio::test]
    async fn an_unknown_app_and_a_history_in_memory_are_told() {
        let clock = Clock::system();
        let told = clock.clone();
        let running = Simulator::start(Arc::new(move || told.now()))
            .await
            .unwrap();
        let config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        let memory = quota(
            &arguments("shop", true, false),
            config.clone(),
            clock.clone(),
        )
        .await;
        assert!(memory.unwrap_err().to_string().contains("memory:"));
        let nobody = quota(&arguments("nobody", false, false), config, clock).await;
        assert!(nobody.unwrap_err().to_string().contains("nobody"));
    }
}
