//! Drawing beside uPlot, Chart.js and ECharts: first draw, redraws and a pointer over the chart, in
//! one browser.

mod table;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderName};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tests::chromium::{Chromium, Screen};
use tokio::net::TcpListener;

use self::table::Report;
use crate::documented;

/// A case as the script measured it.
#[derive(Debug, Deserialize)]
struct Case {
    lines: u32,
    days: u32,
    /// Milliseconds of each round, by action and contestant.
    times: BTreeMap<String, BTreeMap<String, Vec<f64>>>,
}

/// How far the script is.
#[derive(Debug, Deserialize)]
struct Progress {
    done: bool,
    failed: Option<String>,
}

/// Whether every bound is held; the tables are printed and written.
pub(crate) async fn beside_libraries(folders: Vec<PathBuf>) -> bool {
    let sources = folders.last().cloned().expect("the folder of the sources");
    let url = serve(folders).await;
    let screen = Screen {
        lang: "en",
        ..Screen::LAPTOP
    };
    // Who else is at work decides what the times are worth.
    let busy = documented::load();
    let browser = Chromium::start(screen).await;
    browser.open(&format!("{url}/draw.html")).await;
    until_done(&browser).await;
    let cases: Vec<Case> = browser.run("return window.results", &[]).await;
    let engine: String = browser
        .run(
            "return navigator.userAgent.match(/Chrome.([0-9]+)/)[1]",
            &[],
        )
        .await;
    let report = Report::new(&cases, &sources, &engine);
    report.write(&sources, &busy);
    report.within
}

/// Waits for the script, whatever it takes.
async fn until_done(browser: &Chromium) {
    loop {
        let script = "return { done: window.done === true, failed: window.failed ?? null }";
        let state: Progress = browser.run(script, &[]).await;
        if let Some(failed) = state.failed {
            panic!("{failed}");
        }
        if state.done {
            return;
        }
        // Seldom: each look takes time of the core that is measured.
        tokio::time::sleep(Duration::from_secs(5)).await;
    }
}

/// Serves the files of some folders, the first that has a file wins.
async fn serve(folders: Vec<PathBuf>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("an address");
    let router = Router::new()
        .route("/{name}", get(file))
        .with_state(Arc::new(folders));
    tokio::spawn(async move { axum::serve(listener, router).await });
    format!("http://{address}")
}

async fn file(State(folders): State<Arc<Vec<PathBuf>>>, Path(name): Path<String>) -> Response {
    let kind = match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        _ => return StatusCode::NOT_FOUND.into_response(),
    };
    // One part of a path, and none that climbs.
    let found = folders
        .iter()
        .filter(|_| !name.contains(['/', '\\']))
        .find_map(|folder| std::fs::read(folder.join(&name)).ok());
    // A page that shares nothing with others gets a clock of microseconds.
    let alone = [
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
    ]
    .map(|(name, value)| (HeaderName::from_static(name), value));
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |bytes| ([(CONTENT_TYPE, kind)], alone, bytes).into_response(),
    )
}
