//! `bootlens get`: the data of a view as a file, from a relay or by the configuration itself.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;

use axum::body::Body;
use clap::{Args, ValueEnum};
use http::header::{ACCEPT, ACCEPT_LANGUAGE, HOST};
use relay::clock::Clock;
use relay::config::{Config, LogFormat};
use relay::serve::{State, router};
use reqwest::Url;
use shared::paths;
use shared::problem::Problem;
use tower::ServiceExt as _;

use super::{Failure, FileArgument, Outcome, block_on, later, logging};

/// The language of problems, as all of the command line speaks it.
const LANGUAGE: &str = "en";

#[derive(Args, Debug)]
pub(super) struct Arguments {
    /// The view, `app=shop&module=launch`, or an address that holds it after «?».
    #[arg(value_name = "VIEW-or-URL")]
    view: String,
    /// What to write.
    #[arg(long, value_enum)]
    format: Format,
    /// A relay to ask, such as `https://intra.example/perf/`; without it the configuration says
    /// how WeChat is asked.
    #[arg(long, value_name = "URL", conflicts_with = "config")]
    server: Option<Url>,
    /// The file with the token that the relay asks for.
    #[arg(long, value_name = "FILE", requires = "server")]
    token_file: Option<PathBuf>,
    #[command(flatten)]
    file: FileArgument,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Rows of values, for spreadsheets.
    Csv,
    /// The whole reply.
    Json,
    /// Not yet: the picture.
    #[value(hide = true)]
    Svg,
    /// Not yet: the picture in pixels.
    #[value(hide = true)]
    Png,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let path = match arguments.format {
        Format::Csv => paths::PERFORMANCE_CSV,
        Format::Json => paths::PERFORMANCE,
        Format::Svg => return Ok(later::refuse("--format svg")),
        Format::Png => return Ok(later::refuse("--format png")),
    };
    let _log = logging::start(LogFormat::Text, "error");
    let target = format!("{path}?{}", view_of(&arguments.view));
    let (well, body) = match &arguments.server {
        Some(server) => {
            let token = arguments.token_file.as_ref().map(read_token).transpose()?;
            block_on(ask_server(server, &target, token))??
        }
        None => block_on(ask_here(arguments.file.load()?, &target))??,
    };
    if !well {
        return Err(Failure::new(refusal(&body)));
    }
    let written = std::io::stdout().write_all(&body);
    written.map_err(|error| Failure::new(format!("can't write: {error}")))?;
    Ok(ExitCode::SUCCESS)
}

/// The query string of an address, or what was given, if it is one.
pub(super) fn view_of(text: &str) -> String {
    let query = text.split_once('?').map_or(text, |(_, query)| query);
    let query = query.split('#').next().unwrap_or_default();
    // A request's target is ASCII without spaces; `shared` reads either spelling alike.
    let mut target = String::new();
    for byte in query.bytes() {
        if byte.is_ascii_graphic() {
            target.push(char::from(byte));
        } else {
            target.push_str(&format!("%{byte:02X}"));
        }
    }
    target
}

fn read_token(path: &PathBuf) -> Result<String, Failure> {
    let fail = |error| Failure::new(format!("can't read {}: {error}", path.display()));
    let text = std::fs::read_to_string(path).map_err(fail)?;
    Ok(text.trim().to_owned())
}

/// Asks a relay over HTTP: whether all is well, and the body.
async fn ask_server(
    server: &Url,
    target: &str,
    token: Option<String>,
) -> Result<(bool, Vec<u8>), Failure> {
    let base = server.as_str().trim_end_matches('/');
    let mut request = reqwest::Client::new()
        .get(format!("{base}/{target}"))
        .header(ACCEPT, "*/*")
        .header(ACCEPT_LANGUAGE, LANGUAGE);
    if let Some(token) = token {
        request = request.bearer_auth(token);
    }
    let fail = |error: reqwest::Error| {
        Failure::new(format!("{base} does not answer: {}", error.without_url()))
    };
    let response = request.send().await.map_err(fail)?;
    let well = response.status().is_success();
    let body = response.bytes().await.map_err(fail)?;
    Ok((well, body.to_vec()))
}

/// Asks the relay's own routes without a listener, so that the bytes are those that it serves.
async fn ask_here(config: Config, target: &str) -> Result<(bool, Vec<u8>), Failure> {
    let uri = format!("{}/{target}", config.base_path);
    let request = http::Request::get(uri)
        .header(HOST, "localhost")
        .header(ACCEPT, "*/*")
        .header(ACCEPT_LANGUAGE, LANGUAGE)
        .body(Body::empty())
        .map_err(|error| Failure::new(format!("the view is no part of an address: {error}")))?;
    let clock = Clock::system();
    let history = relay::serve::open(&config, &clock).await?;
    let state = State::new(config, clock, history).map_err(Failure::new)?;
    let Ok(response) = router(state).oneshot(request).await;
    let well = response.status().is_success();
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .map_err(|error| Failure::new(format!("the reply was cut off: {error}")))?;
    Ok((well, body.to_vec()))
}

/// What a refusal says: title, detail and advice.
fn refusal(body: &[u8]) -> String {
    match serde_json::from_slice::<Problem>(body) {
        // What is wrong with a view is advice enough.
        Ok(problem) if problem.advice == problem.detail => {
            format!("{}: {}", problem.title, problem.detail)
        }
        Ok(problem) => format!("{}: {}\n{}", problem.title, problem.detail, problem.advice),
        Err(_) => "the answer is not one of a Bootlens relay".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use relay::demo;

    #[test]
    fn a_view_is_taken_from_an_address_or_as_it_is() {
        for text in [
            "app=shop&module=launch",
            "?app=shop&module=launch",
            "https://intra.example/perf/chart?app=shop&module=launch#top",
        ] {
            assert_eq!(view_of(text), "app=shop&module=launch");
        }
        assert_eq!(
            view_of("mark=2026-10-01 发布"),
            "mark=2026-10-01%20%E5%8F%91%E5%B8%83"
        );
    }

    #[tokio::test]
    async fn without_a_server_the_bytes_are_those_that_the_relay_serves() {
        let clock = Clock::system();
        let told = clock.clone();
        let simulator = simulator::Simulator::start(std::sync::Arc::new(move || told.now()))
            .await
            .unwrap();
        let mut config = demo::config(([127, 0, 0, 1], 0).into(), &simulator, &clock);
        config.base_path = "/perf".to_owned();
        let target = format!(
            "{}?app=shop&module=memory&start=2026-01-01&end=2026-01-02",
            paths::PERFORMANCE_CSV
        );
        let (well, body) = ask_here(config, &target).await.unwrap();
        let text = String::from_utf8(body).unwrap();
        assert!(well, "{text}");
        let head = "\u{feff}day,app,module,";
        assert!(text.starts_with(head), "{text}");
        assert!(text.contains("2026-01-02,shop,memory,"), "{text}");
    }

    #[test]
    fn a_refusal_is_told_with_its_advice_and_strange_bodies_are_not_shown() {
        let lang = shared::text::Lang::En;
        let kind = shared::problem::ProblemKind::AppUnknown;
        let problem = Problem::new(kind, "No app «x».", lang);
        let told = refusal(&serde_json::to_vec(&problem).unwrap());
        assert!(told.contains("No app «x».") && told.contains(lang.problem_advice(kind)));
        assert!(!refusal(b"<html>").contains("html"));
    }
}
