//! Whom a command asks for data: a relay over HTTP, or the relay's own routes without a listener.

mod there;

use std::path::PathBuf;

use axum::body::Body;
use clap::Args;
use http::header::{ACCEPT, ACCEPT_LANGUAGE, CACHE_CONTROL, HOST};
use http::{HeaderMap, StatusCode};
use relay::clock::Clock;
use relay::config::{Access, Config};
use relay::serve::{Front, State, router};
use reqwest::Url;
use shared::problem::{Problem, ProblemKind};
use tower::ServiceExt as _;

use super::{Failure, FileArgument};

/// The language of problems, as all of the command line speaks it.
const LANGUAGE: &str = "en";

#[derive(Args, Debug)]
pub(super) struct Whom {
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

impl Whom {
    /// Reads what is needed to ask: a token, or the configuration.
    pub(super) fn read(&self) -> Result<Source, Failure> {
        match &self.server {
            Some(server) if !matches!(server.scheme(), "http" | "https") => {
                Err(Failure::new(format!(
                    "--server: {}:// is not asked; give http:// or https://",
                    server.scheme()
                )))
            }
            Some(server) => Ok(Source::There {
                server: server.clone(),
                token: self
                    .token_file
                    .as_ref()
                    .map(there::read_token)
                    .transpose()?,
            }),
            None => Ok(Source::Here(Box::new(self.file.load()?))),
        }
    }
}

/// Where answers come from, before anything is opened.
pub(super) enum Source {
    /// A relay.
    There { server: Url, token: Option<String> },
    /// The configuration's own history and credentials.
    Here(Box<Config>),
}

impl Source {
    /// The address that people open, with a slash at the end, where one is known.
    pub(super) fn address(&self) -> Option<String> {
        match self {
            Self::There { server, .. } => {
                let mut shown = server.clone();
                // A link goes to people, and the name and password of whoever asked do not.
                let cleared = shown.set_username("").and(shown.set_password(None)).is_ok();
                cleared.then(|| format!("{}/", shown.as_str().trim_end_matches('/')))
            }
            Self::Here(config) => config.public_url.clone(),
        }
    }

    /// Opens it.
    pub(super) async fn open(self) -> Result<Relay, Failure> {
        match self {
            Self::There { server, token } => {
                let client = there::client()?;
                Ok(Relay::There {
                    client,
                    server,
                    token,
                })
            }
            Self::Here(config) => Relay::here(*config, Clock::system()).await,
        }
    }
}

/// What answers.
pub(super) enum Relay {
    There {
        client: reqwest::Client,
        server: Url,
        token: Option<String>,
    },
    Here {
        front: Front,
        state: State,
        base: String,
    },
}

/// An answer: whether all is well, and the body.
pub(super) struct Answer {
    pub(super) well: bool,
    /// Whether it is one of the moment: more is under way.
    pub(super) passing: bool,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// The body of an answer that is well.
    pub(super) fn body(self) -> Result<Vec<u8>, Failure> {
        if self.well {
            Ok(self.body)
        } else {
            Err(Failure::new(refusal(&self.body)))
        }
    }
}

impl Relay {
    /// A configuration's own routes, so that the bytes are those that it would serve.
    pub(super) async fn here(config: Config, clock: Clock) -> Result<Self, Failure> {
        let base = config.base_path.clone();
        let history = relay::serve::open(&config, &clock).await?;
        // Whoever holds the configuration holds the credentials: rights and paces are for readers.
        let mut config = config;
        config.access = Access::default();
        config.limits.per_user_per_minute = 0;
        let state = State::new(config, clock, history).map_err(Failure::new)?;
        let front = router(state.clone());
        Ok(Self::Here { front, state, base })
    }

    /// The answer to a path below the base path.
    pub(super) async fn ask(&self, target: &str) -> Result<Answer, Failure> {
        match self {
            Self::There {
                client,
                server,
                token,
            } => there::ask(client, server, token.as_deref(), target).await,
            Self::Here { front, state, base } => {
                let answer = ask_here(front.clone(), base, target).await;
                state.audited().await;
                answer
            }
        }
    }
}

async fn ask_here(front: Front, base: &str, target: &str) -> Result<Answer, Failure> {
    let request = http::Request::get(format!("{base}/{target}"))
        .header(HOST, "localhost")
        .header(ACCEPT, "*/*")
        .header(ACCEPT_LANGUAGE, LANGUAGE)
        .body(Body::empty())
        .map_err(|error| Failure::new(format!("the view is no part of an address: {error}")))?;
    let Ok(response) = front.oneshot(request).await;
    let (well, passing) = verdict(response.status(), response.headers());
    let body = axum::body::to_bytes(response.into_body(), usize::MAX)
        .await
        .map_err(|error| Failure::new(format!("the reply was cut off: {error}")))?;
    let body = body.to_vec();
    Ok(Answer {
        well,
        passing,
        body,
    })
}

/// Whether an answer is well, and whether it is one that more will follow.
fn verdict(status: StatusCode, headers: &HeaderMap) -> (bool, bool) {
    let well = status.is_success();
    let keeping = headers.get(CACHE_CONTROL);
    (
        well,
        well && keeping.is_some_and(|value| value == "no-store"),
    )
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

/// Says on standard error which parameters of a query nobody knows: they were left out, and the answer is to
/// another question than perhaps meant. `beside` are those that the answer knows beside a view.
pub(super) fn warn_of_unknown(query: &str, beside: &[&str]) {
    let Ok(parsed) = shared::view::parse(query, beside) else {
        return;
    };
    for (name, _) in parsed.unknown {
        eprintln!("bootlens: {name} is no parameter of a view, and was left out");
    }
}

/// What a refusal says: title, detail, what of the view it is about, and advice.
pub(super) fn refusal(body: &[u8]) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return "the answer is not one of a Bootlens relay".to_owned();
    };
    let mut text = format!("{}: {}", problem.title, problem.detail);
    if let (Some(parameter), Some(value)) = (&problem.parameter, &problem.value)
        && !problem.detail.contains(value.as_str())
    {
        text.push_str(&format!(" ({parameter}={value})"));
    }
    // What is wrong with a view is advice enough.
    if problem.advice != problem.detail {
        text.push('\n');
        text.push_str(&problem.advice);
    }
    if problem.known_kind() == Some(ProblemKind::NotSignedIn) {
        text.push_str("\nOn the command line --token-file names the file with a token.");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

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

    #[test]
    fn a_refusal_is_told_with_its_advice_and_strange_bodies_are_not_shown() {
        let lang = shared::text::Lang::En;
        let kind = shared::problem::ProblemKind::AppUnknown;
        let problem = Problem::new(kind, "No app «x».", lang);
        let told = refusal(&serde_json::to_vec(&problem).unwrap());
        assert!(told.contains("No app «x».") && told.contains(lang.problem_advice(kind)));
        assert!(!refusal(b"<html>").contains("html"));
    }

    #[test]
    fn links_lead_to_the_relay_that_was_asked_without_its_password() {
        let source = Source::There {
            server: "https://me:hush@intra.example/perf".parse().unwrap(),
            token: None,
        };
        let address = source.address();
        assert_eq!(address.as_deref(), Some("https://intra.example/perf/"));
    }
}
