//! Bytes of the first visit, and the first draw beside uPlot in one browser.

use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use serde::Deserialize;
use tests::House;
use tests::chromium::{Chromium, Screen};
use tests::visit::{self, LIMIT, bytes};
use tokio::net::TcpListener;

/// What the first visit should take, in bytes.
const AIM: usize = 200_000;

/// What each case may take of uPlot's time, and should.
const SHARES: [(f64, f64); 3] = [(1.0, 0.8), (0.9, 0.7), (0.8, 0.5)];

/// Whether the worse of the two first pages is within its bound.
pub(crate) async fn first_visit() -> bool {
    let mut within = true;
    for (name, visit) in [
        ("/chart", visit::chart(&House::start().await).await),
        ("/", visit::overview(&House::start().await).await),
    ] {
        let sum = bytes(&visit);
        within &= sum <= LIMIT;
        println!("first visit of {name}: {sum} bytes (bound {LIMIT}, aim {AIM})");
        for (path, bytes) in &visit {
            println!("    {bytes:>8} {path}");
        }
    }
    within
}

/// A case as the script measured it, in milliseconds.
#[derive(Debug, Deserialize)]
struct Draw {
    lines: u32,
    days: u32,
    ours: f64,
    theirs: f64,
}

/// Whether each case is within its bound.
pub(crate) async fn first_draw(folders: Vec<PathBuf>) -> bool {
    let url = serve(folders).await;
    let screen = Screen {
        lang: "en",
        ..Screen::LAPTOP
    };
    let browser = Chromium::start(screen).await;
    browser.open(&format!("{url}/draw.html")).await;
    browser.until("all cases", "window.results").await;
    let draws: Vec<Draw> = browser.run("return window.results", &[]).await;
    assert_eq!(draws.len(), SHARES.len(), "a case is missing");
    let mut within = true;
    for (draw, (bound, aim)) in draws.iter().zip(SHARES) {
        let Draw {
            lines,
            days,
            ours,
            theirs,
        } = draw;
        let share = ours / theirs;
        within &= share <= bound;
        println!(
            "first draw of {lines} × {days}: {ours:.2} ms, uPlot {theirs:.2} ms, {share:.2} of it \
             (bound {bound}, aim {aim})"
        );
    }
    within
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
    found.map_or_else(
        || StatusCode::NOT_FOUND.into_response(),
        |bytes| ([(CONTENT_TYPE, kind)], bytes).into_response(),
    )
}
