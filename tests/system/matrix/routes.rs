//! The routes that touch data, and the one word that each answer comes down to.

use futures::future::join_all;
use reqwest::RequestBuilder;
use shared::paths;
use shared::problem::Problem;
use shared::reply::{NoticeCode, Reply};
use shared::stream::Line;

/// A route as it stands at the head of the table: its name, its path before the view, what is accepted.
pub(super) struct Route {
    pub(super) name: &'static str,
    pub(super) path: &'static str,
    pub(super) accept: &'static str,
    pub(super) asks: Asks,
}

/// Whom a route asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asks {
    /// WeChat, for what history lacks.
    Wechat,
    /// The same, and its status is sent before anything is known.
    Streamed,
    /// History alone.
    History,
    /// Neither.
    Nobody,
    /// History, for as much as it holds; the page comes in any case.
    Page,
}

pub(super) const ROUTES: [Route; 9] = [
    route("apps", paths::APPS, "*/*", Asks::Nobody),
    route("plan", paths::PLAN, "*/*", Asks::History),
    route("performance", paths::PERFORMANCE, "*/*", Asks::Wechat),
    route("stream", paths::PERFORMANCE, paths::NDJSON, Asks::Streamed),
    route("CSV", paths::PERFORMANCE_CSV, "*/*", Asks::Wechat),
    route("changes", paths::CHANGES, "*/*", Asks::History),
    route("chart.svg", paths::CHART_SVG, "*/*", Asks::Wechat),
    route("chart.png", paths::CHART_PNG, "*/*", Asks::Wechat),
    route("page", paths::CHART, "text/html", Asks::Page),
];

const fn route(name: &'static str, path: &'static str, accept: &'static str, asks: Asks) -> Route {
    Route {
        name,
        path,
        accept,
        asks,
    }
}

/// An answer in one word: its status, its problem, and what a reader should know beside.
pub(super) async fn word(request: RequestBuilder) -> String {
    let Ok(response) = request.send().await else {
        return "no answer".to_owned();
    };
    let status = response.status().as_u16();
    let media = response.headers().get("content-type");
    let media = media.and_then(|media| media.to_str().ok()).unwrap_or("");
    let media = media.to_owned();
    let is_busy = status == 503 && response.headers().get("retry-after").is_none();
    assert!(!is_busy, "503 says when to come again");
    let Ok(body) = response.bytes().await else {
        return format!("{status}, breaks off");
    };
    let beside = match media.split(';').next() {
        Some("application/problem+json") => of_problem(&body),
        Some("application/x-ndjson") => of_stream(&body),
        Some("text/html") => of_page(&body),
        Some("application/json") => of_reply(&body),
        _ => String::new(),
    };
    format!("{status}{beside}")
}

fn slug(problem: &Problem) -> &str {
    problem.kind.trim_start_matches("urn:bootlens:")
}

fn of_problem(body: &[u8]) -> String {
    let Ok(problem) = serde_json::from_slice::<Problem>(body) else {
        return String::new();
    };
    assert!(!problem.title.is_empty() && !problem.advice.is_empty());
    assert!(!problem.detail.is_empty(), "{}", problem.kind);
    format!(" {}", slug(&problem))
}

fn of_stream(body: &[u8]) -> String {
    let last = String::from_utf8_lossy(body);
    let last = last.lines().last().map(serde_json::from_str::<Line>);
    match last {
        Some(Ok(Line::Problem { problem })) => format!(", then {}", slug(&problem)),
        Some(Ok(Line::Done(done))) => {
            let codes = done.notices.iter().map(|notice| notice.code);
            beside(codes, done.failures.len())
        }
        None => String::new(),
        Some(_) => ", breaks off".to_owned(),
    }
}

fn of_reply(body: &[u8]) -> String {
    let Ok(reply) = serde_json::from_slice::<Reply>(body) else {
        return String::new();
    };
    let codes = reply.notices.iter().map(|notice| notice.code);
    beside(codes, reply.failures.len())
}

fn beside(mut codes: impl Iterator<Item = NoticeCode>, failures: usize) -> String {
    match failures {
        0 if codes.any(|code| code == NoticeCode::HistoryUnavailable) => ", not kept".to_owned(),
        0 => String::new(),
        _ => ", in part".to_owned(),
    }
}

fn of_page(body: &[u8]) -> String {
    let page = String::from_utf8_lossy(body);
    if page.contains("id=\"paint\"") {
        ", painted".to_owned()
    } else {
        String::new()
    }
}

/// What every route says of a view, asked side by side, and the page when they are done.
pub(super) async fn ask(view: &str, request: impl Fn(&str) -> RequestBuilder) -> super::Told {
    let dressed = |route: &Route| {
        let request = request(&format!("{}?{view}", route.path));
        request.header("accept", route.accept)
    };
    let (page, others) = ROUTES.split_last().unwrap();
    let mut told = join_all(others.iter().map(|route| word(dressed(route)))).await;
    told.push(word(dressed(page)).await);
    told
}
