//! The relay, as the page asks it: one function an address, errors typed.

mod body;

use gloo_net::http::{Request, Response};
use shared::apps::Apps;
use shared::calendar::CalendarDay;
use shared::changes::Changes;
use shared::day::DayRange;
use shared::paths;
use shared::problem::Problem;
use shared::question;
use shared::read;
use shared::reply::Plan;
use shared::stream::Line;
use shared::text::Lang;

use crate::browser::abort::Signal;
use crate::browser::asked;
use crate::browser::page::{base_path, language, set_root};
use crate::browser::redirect;

/// What is asked for: whoever stands before the relay tells by it a program, which no page to sign
/// in at helps, and answers 401.
const ANY: &str = "application/json, */*";
/// The same for a stream.
const STREAM: &str = "application/x-ndjson, application/json";

/// Why an answer did not come.
#[derive(Clone, Debug, PartialEq)]
pub enum Failed {
    /// The relay could not be reached.
    Unreachable,
    /// The relay refused, and said why.
    Problem(Box<Problem>),
    /// Whoever stands before the relay wants the reader to sign in again.
    SignedOut,
    /// Whoever stands before the relay refuses the reader.
    Forbidden,
    /// The answer broke off before its end, or is not what this page understands.
    Broken,
}

/// The apps that the reader may see.
///
/// # Errors
/// Where the relay does not answer, refuses, or answers something else.
pub async fn apps() -> Result<Apps, Failed> {
    let text = text(at(paths::APPS)).await?;
    // Before the rest, which another version may word otherwise.
    heed_version(&text);
    read::apps(&text).ok_or(Failed::Broken)
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
    let response = get(address, STREAM, signal).await?;
    let mut ended = false;
    let mut end = body::each(response.body().ok_or(Failed::Broken)?, |text| {
        let line = read::line(text);
        if matches!(line, None | Some(Line::Done(_))) {
            heed_version(text);
        }
        ended |= matches!(line, Some(Line::Done(_)));
        match line {
            Some(Line::Problem { problem }) => return Err(Failed::Problem(Box::new(problem))),
            Some(line) => take(line),
            // A newer relay may tell more than is known here.
            None if read::is_foreign(text) => {}
            None => return Err(Failed::Broken),
        }
        Ok(())
    })
    .await;
    if end.is_ok() && !ended {
        end = Err(Failed::Broken);
    }
    if matches!(end, Err(Failed::Broken | Failed::Unreachable))
        // Who was signed out meanwhile learns it from the next answer alone.
        && matches!(apps().await, Err(Failed::SignedOut))
    {
        end = Err(Failed::SignedOut);
    }
    end
}

/// The days of a range that differ from others of their weekday; `None` where nobody says.
pub async fn calendar(range: DayRange) -> Option<Vec<CalendarDay>> {
    let question = question::of_calendar(range);
    let answer = text(of_view(paths::CALENDAR, &question)).await.ok()?;
    Some(read::calendar(&answer)?.days)
}

/// The reading guide of a module, as a text.
///
/// # Errors
/// Where the relay does not answer, or has none.
pub async fn guide(name: &str, lang: Lang) -> Result<String, Failed> {
    let name = [paths::GUIDE, name, ".", lang.word(), ".txt"].concat();
    text(at(&name)).await
}

/// What changed, by a view.
///
/// # Errors
/// Where the relay does not answer, refuses, or answers something else.
pub async fn changes(view: &str, signal: Option<Signal>) -> Result<Changes, Failed> {
    let response = get(of_view(paths::CHANGES, view), ANY, signal).await?;
    let text = body::whole(response.body()).await?;
    read::changes(&text).ok_or(Failed::Broken)
}

async fn text(address: String) -> Result<String, Failed> {
    let response = get(address, ANY, None).await?;
    body::whole(response.body()).await
}

/// The response to an address, unless the relay refuses.
async fn get(address: String, accept: &str, signal: Option<Signal>) -> Result<Response, Failed> {
    let language = language();
    let response = match asked::response(&address, &language).await {
        Some(response) => response.into(),
        None => Request::get(&address)
            .header("accept", accept)
            .header("accept-language", &language)
            .abort_signal(signal.as_ref())
            .redirect(redirect::NOWHERE)
            .send()
            .await
            .map_err(|_| Failed::Unreachable)?,
    };
    let kind = response.headers().get("content-type");
    let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
    match response.status() {
        // A redirect shows no status.
        0 | 401 => return Err(Failed::SignedOut),
        // The relay answers no question with a page: that is a proxy's own, for those who sign in,
        200..=299 if is_page => return Err(Failed::SignedOut),
        403 if is_page => return Err(Failed::Forbidden),
        // or where it finds no relay.
        502..=504 if is_page => return Err(Failed::Unreachable),
        200..=299 => return Ok(response),
        _ => {}
    }
    let text = body::whole(response.body()).await?;
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

/// Looks at the version that a reply is of: another one than the page's is told to `guard.js`, which
/// loads the page anew where that disturbs nobody.
fn heed_version(reply: &str) {
    const OWN: &str = env!("CARGO_PKG_VERSION");
    if let Some(version) = read::version(reply).filter(|version| version != OWN) {
        set_root("data-versions", &[OWN, " ", &version].concat());
    }
}
