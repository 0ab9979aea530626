//! `bootlens check`: for each app whether WeChat can be asked, a line each with the remedy.

#![expect(clippy::print_stdout, reason = "the findings are what was asked for")]

use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use relay::clock::Clock;
use relay::config::{BeijingTime, Config, LogFormat, operator_lang};
use relay::engine::{
    CheckReport, CheckStep, CollectionReport, Engine, LearnedFilters, StepName, StepResult, Verdict,
};
use shared::text::Lang;

use super::{Failure, FileArgument, Outcome, block_on, logging};

mod rid;

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// Only this app.
    #[arg(long, value_name = "ALIAS")]
    app: Option<String>,
    /// Looks up what WeChat noted of a request of the last seven days instead.
    #[arg(long, value_name = "RID")]
    rid: Option<String>,
    /// Writes JSON.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    file: FileArgument,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let _log = logging::start(LogFormat::Text, "error");
    let config = arguments.file.load()?;
    let lang = operator_lang();
    let (text, well) = block_on(told(arguments, config, Clock::system(), lang))??;
    println!("{text}");
    Ok(if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// What is printed, and whether all is well.
async fn told(
    arguments: &Arguments,
    config: Config,
    clock: Clock,
    lang: Lang,
) -> Result<(String, bool), Failure> {
    let aliases: Vec<String> = match &arguments.app {
        Some(alias) => vec![alias.clone()],
        None => config
            .apps
            .iter()
            .map(|app| app.alias.to_string())
            .collect(),
    };
    let at = config.collect.at;
    let history = relay::serve::open(&config, &clock).await?;
    let engine = Engine::new(Arc::new(config), clock, history)?;
    if let Some(rid) = &arguments.rid {
        return rid::look_up(&engine, &aliases, rid, arguments.json, lang).await;
    }
    let mut reports = Vec::new();
    // One after the other: the lines stand in a fixed order.
    for alias in &aliases {
        let report = engine.check(alias, lang).await;
        reports.push(report.ok_or_else(|| unknown(alias))?);
    }
    let text = if arguments.json {
        serde_json::json!(reports).to_string()
    } else {
        let all = reports.iter().flat_map(|report| lines(report, at));
        all.collect::<Vec<_>>().join("\n")
    };
    Ok((text, reports.iter().all(CheckReport::is_ok)))
}

fn unknown(alias: &str) -> Failure {
    Failure::new(format!("no app «{alias}» is configured"))
}

fn lines(report: &CheckReport, at: Option<BeijingTime>) -> Vec<String> {
    let mut lines: Vec<String> = report.steps.iter().map(line).collect();
    lines.push(filters(&report.filters));
    lines.push(collection(report.collection, at));
    lines
        .into_iter()
        .map(|line| format!("{}: {line}", report.app))
        .collect()
}

fn line(step: &CheckStep) -> String {
    let name = match step.name {
        StepName::Token => "token",
        StepName::Interface => "interface",
        StepName::Ip => "IP",
        StepName::Signing => "signing",
        StepName::Clock => "clock",
        StepName::Quota => "quota",
        StepName::NewestDay => "newest day",
    };
    let result = match step.result {
        StepResult::Ok => "ok: ",
        StepResult::Failed => "FAILED: ",
        StepResult::None => "",
    };
    format!("{name}: {result}{}", step.text)
}

/// Which filters work, as far as what is kept tells.
fn filters(learned: &[LearnedFilters]) -> String {
    let known = |name: &str, verdict| match verdict {
        Verdict::Honoured => Some(format!("{name} works")),
        Verdict::WithoutEffect => Some(format!("{name} WITHOUT EFFECT")),
        Verdict::Unknown => None,
    };
    let module = |of: &LearnedFilters| {
        let words = [
            known("platform", of.platform),
            known("level", of.level),
            known("network", of.network),
        ];
        let words: Vec<String> = words.into_iter().flatten().collect();
        (!words.is_empty()).then(|| format!("{}: {}", of.module, words.join(", ")))
    };
    let modules: Vec<String> = learned.iter().filter_map(module).collect();
    if modules.is_empty() {
        let told = "none was asked for on seven days so far, which is what it takes to tell";
        return format!("filters: {told}");
    }
    format!(
        "filters: {}; of others nothing is known so far",
        modules.join("; ")
    )
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

#[cfg(test)]
mod tests {
    use relay::demo;
    use shared::module::Module;
    use simulator::{BOOT, Effect, Fault, RID, STABLE_TOKEN, Simulator};

    use super::*;

    /// A demo whose clock stands, and what `check` says of it.
    async fn said(words: &[&str], lang: Lang, script: impl FnOnce(&Simulator)) -> (String, bool) {
        #[derive(clap::Parser)]
        struct Line {
            #[command(flatten)]
            arguments: Arguments,
        }
        let clock = Clock::fixed(1_792_458_000);
        let running = {
            let clock = clock.clone();
            Simulator::start(Arc::new(move || clock.now()))
                .await
                .unwrap()
        };
        script(running.simulator());
        let config = demo::config(([127, 0, 0, 1], 0).into(), &running, &clock);
        let words = ["check"].into_iter().chain(words.iter().copied());
        let line = <Line as clap::Parser>::parse_from(words);
        told(&line.arguments, config, clock, lang).await.unwrap()
    }

    #[tokio::test]
    async fn every_app_is_checked_step_by_step() {
        let (text, well) = said(&[], Lang::En, |_| {}).await;
        assert!(well, "{text}");
        for line in [
            "shop: token: ok: one is had",
            "shop: interface: ok: WeChat answers",
            "shop: IP: ok: ",
            "shop: signing: off",
            "shop: clock: ok: 0 s from WeChat's",
            "shop: quota: ok: WeChat grants 100000 calls a day",
            "shop: newest day: ok: 2026-10-19",
            "shop: filters: none was asked for on seven days",
            "shop: collection: off",
            "game: token: ok",
        ] {
            assert!(text.contains(line), "{line}\n{text}");
        }
    }

    #[tokio::test]
    async fn a_failed_step_tells_the_address_that_wechat_names_in_both_languages() {
        for (lang, word) in [(Lang::En, "is not on the list"), (Lang::Zh, "不在白名单中")] {
            let (text, well) = said(&["--app", "shop"], lang, |simulator| {
                simulator.set_client_ip("198.51.100.9");
                simulator.bar_ip(true);
            })
            .await;
            assert!(!well);
            let line = text
                .lines()
                .find(|line| line.starts_with("shop: IP: FAILED: "));
            let line = line.unwrap_or_else(|| panic!("{text}"));
            assert!(
                line.contains("198.51.100.9") && line.contains(word),
                "{line}"
            );
            assert!(
                text.contains("shop: token: FAILED: ") && text.contains("40164"),
                "{text}"
            );
        }
    }

    #[tokio::test]
    async fn a_clock_that_is_wrong_is_told_with_the_seconds() {
        let skewed = |simulator: &Simulator| simulator.set_clock_skew(-90);
        let (text, well) = said(&["--app", "shop"], Lang::En, skewed).await;
        assert!(!well);
        assert!(
            text.contains("clock: FAILED: this machine's is 90 s ahead of"),
            "{text}"
        );
    }

    #[tokio::test]
    async fn json_holds_the_same_steps() {
        let refuse = |simulator: &Simulator| {
            simulator.script(Fault::new(Effect::Errcode(40125)).path(STABLE_TOKEN));
        };
        let (text, well) = said(&["--app", "shop", "--json"], Lang::En, refuse).await;
        assert!(!well);
        let reports: serde_json::Value = serde_json::from_str(&text).unwrap();
        let steps = reports[0]["steps"].as_array().unwrap();
        assert_eq!(steps.len(), 7);
        assert_eq!(steps[0]["result"], "failed");
        assert_eq!(steps[0]["problem"]["errcode"], 40125);
        assert_eq!(steps[1]["result"], "none");
        assert_eq!(
            reports[0]["filters"].as_array().unwrap().len(),
            Module::ALL.len()
        );
    }

    #[tokio::test]
    async fn a_request_is_looked_up_by_its_rid_whichever_app_made_it() {
        let refuse = |simulator: &Simulator| {
            simulator.script(Fault::new(Effect::Errcode(48001)).path(BOOT));
        };
        let (text, well) = said(
            &["--app", "shop", "--rid", "62eb8c9b-1-2"],
            Lang::En,
            refuse,
        )
        .await;
        assert!(!well, "{text}");
        assert!(
            text.contains("shop: FAILED: WeChat answered 7600"),
            "{text}"
        );
        let known = |simulator: &Simulator| {
            let body = r#"{"errcode":0,"request":{"invoke_time":1792457990,"cost_in_ms":30,
                "request_url":"/wxa/business/performance/boot?access_token=hush","client_ip":"198.51.100.9",
                "request_body":"{}","response_body":"{\"errcode\":48001,\"errmsg\":\"api unauthorized\"}"}}"#;
            let exact = Effect::Exact {
                status: 200,
                content_type: "application/json".to_owned(),
                body: body.to_owned(),
            };
            simulator.script(Fault::new(Effect::Errcode(76003)).path(RID).first(1));
            simulator.script(Fault::new(exact).path(RID));
        };
        let (text, well) = said(&["--rid", "62eb8c9b-1-2"], Lang::En, known).await;
        assert!(well, "{text}");
        for part in [
            "news: ",
            "198.51.100.9",
            "30 ms",
            "/wxa/business/performance/boot",
            "48001",
        ] {
            assert!(text.contains(part), "{part}\n{text}");
        }
        assert!(!text.contains("hush"), "{text}");
    }

    #[test]
    fn filters_are_told_by_module() {
        let learned = LearnedFilters {
            module: Module::Memory,
            documents_network: false,
            platform: Verdict::Honoured,
            level: Verdict::Unknown,
            network: Verdict::WithoutEffect,
        };
        assert_eq!(
            filters(&[learned]),
            "filters: memory: platform works, network WITHOUT EFFECT; of others nothing is known so far"
        );
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
}
