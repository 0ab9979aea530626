//! The relay, as the page asks it: one function an address, errors typed.

mod lines;

use gloo_net::http::{Request, Response};
use shared::apps::Apps;
use shared::paths;
use shared::problem::Problem;
use shared::read;
use shared::reply::Plan;
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
    read::apps(&text(at(paths::APPS)).await?).ok_or(Failed::Broken)
}

/// What a view would cost; nobody upstream is asked.
///
/// # Errors
/// Where the relay does not answer, refuses, or answers something else.
pub async fn plan(view: &str) -> Result<Plan, Failed> {
    let address = of_view(paths::PLAN, view);
    read::plan(&text(address).await?).ok_or(Failed::Broken)
}

/// Asks for the data of a view and hands over each line as it comes.
///
/// # Errors
/// Where the relay does not answer, refuses, or the stream breaks off.
pub async fn performance(
    view: &str,
    signal: Option<Signal>,
    take: &mut dyn FnMut(Line),
) -> Result<(), Failed> {
    let address = of_view(paths::PERFORMANCE, view);
    let response = get(address, paths::NDJSON, signal).await?;
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

async fn text(address: String) -> Result<String, Failed> {
    let response = get(address, "*/*", None).await?;
    response.text().await.map_err(|_| Failed::Broken)
}

/// The response to an address, unless the relay refuses.
async fn get(address: String, accept: &str, signal: Option<Signal>) -> Result<Response, Failed> {
    let response = Request::get(&address)
        .header("accept", accept)
        .abort_signal(signal.as_ref())
        .send()
        .await
        .map_err(|_| Failed::Unreachable)?;
    if response.ok() {
        return Ok(response);
    }
    let text = response.text().await.map_err(|_| Failed::Broken)?;
    let problem = read::problem(&text);
    Err(problem.map_or(Failed::Broken, |problem| Failed::Problem(Box::new(problem))))
}

fn of_view(path: &str, view: &str) -> String {
    let mut address = at(path);
    address.push('?');
    address.push_str(view);
    address
}

fn at(path: &str) -> String {
    let mut address = base_path();
    address.push_str(path);
    address
}
