//! The relay, as the page asks it: one function an address, errors typed.

mod lines;

use gloo_net::http::{Request, Response};
use shared::apps::Apps;
use shared::paths;
use shared::problem::Problem;
use shared::read;
use shared::stream::Line;

use crate::browser::abort::Signal;
use crate::browser::page::base_path;

/// Why an answer did not come.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// The relay could not be reached.
    Unreachable,
    /// The relay refused, and said why.
    Problem(Box<Problem>),
    /// The answer broke off before its end, or is not what this page understands.
    Broken,
}

/// The apps that the reader may see.
///
/// # Errors
/// Where the relay does not answer, refuses, or answers something else.
pub async fn apps() -> Result<Apps, Failed> {
    let response = Request::get(&at(paths::APPS))
        .send()
        .await
        .map_err(|_| Failed::Unreachable)?;
    let response = accepted(response).await?;
    let text = response.text().await.map_err(|_| Failed::Broken)?;
    read::apps(&text).ok_or(Failed::Broken)
}

/// Asks for the data of a view and hands over each line as it comes.
///
/// # Errors
/// Where the relay does not answer, refuses, or the stream breaks off.
pub async fn performance(
    view: &str,
    signal: Option<Signal>,
    mut take: impl FnMut(Line),
) -> Result<(), Failed> {
    let response = Request::get(&format!("{}?{view}", at(paths::PERFORMANCE)))
        .header("accept", paths::NDJSON)
        .abort_signal(signal.as_ref())
        .send()
        .await
        .map_err(|_| Failed::Unreachable)?;
    let response = accepted(response).await?;
    let mut ended = false;
    lines::each(response.body().ok_or(Failed::Broken)?, |text| {
        let line = read::line(text).ok_or(Failed::Broken)?;
        if let Line::Problem { problem } = line {
            return Err(Failed::Problem(Box::new(problem)));
        }
        ended |= matches!(line, Line::Done(_));
        take(line);
        Ok(())
    })
    .await?;
    if ended { Ok(()) } else { Err(Failed::Broken) }
}

fn at(path: &str) -> String {
    format!("{}{path}", base_path())
}

async fn accepted(response: Response) -> Result<Response, Failed> {
    if response.ok() {
        return Ok(response);
    }
    let text = response.text().await.map_err(|_| Failed::Broken)?;
    let problem = read::problem(&text);
    Err(problem.map_or(Failed::Broken, |problem| Failed::Problem(Box::new(problem))))
}
