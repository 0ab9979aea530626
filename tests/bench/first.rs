//! The first chart of a reader who has nothing in store, beside pages that are written by hand with
//! uPlot and with ECharts and fetch the same reply from the same relay.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::json;
use shared::module::Module;
use shared::paths;
use tests::House;
use tests::house::{last_days, view};
use tests::warm;

use crate::documented;
use crate::door::{Door, door};
use crate::reader::{Pace, reader};
use crate::spread::{Spread, ratio};

/// Visits with each, in turns.
const VISITS: usize = 15;
/// What the live chart may take of the time of uPlot's page, and should.
const LIVE: (f64, f64) = (1.5, 1.2);
/// What the first chart may take of the time of ECharts' page at a slow pace, and should.
const VISIBLE: (f64, f64) = (0.7, 0.4);

/// The other pages, each with its package and the library's files.
const PEERS: [(&str, &str, &[&str]); 2] = [
    ("uPlot", "uplot", &["uPlot.min.css", "uPlot.iife.min.js"]),
    ("ECharts", "echarts", &["echarts.min.js"]),
];

/// Reads one figure of a visit.
type Figure = fn(&Visit) -> f64;

/// What is compared.
const MEASURES: [(&str, Figure); 5] = [
    ("first chart, ms", |visit| visit.chart),
    ("live chart, ms", |visit| visit.live),
    ("KB", |visit| visit.bytes / 1e3),
    ("requests", |visit| visit.requests),
    ("main thread, ms", |visit| visit.busy),
];

/// A visit as the browser tells it.
#[derive(Deserialize)]
struct Visit {
    /// Milliseconds until a chart was on the screen.
    chart: f64,
    /// Milliseconds until it answered a hand.
    live: f64,
    /// Encoded bodies.
    bytes: f64,
    requests: f64,
    /// Milliseconds of the main thread's tasks.
    #[serde(skip)]
    busy: f64,
}

/// Whether both bounds are held; the folders are those of the libraries and last that of the sources.
pub(crate) async fn beside_other_pages(folders: &[PathBuf]) -> bool {
    let sources = folders.last().expect("the folder of the sources");
    let busy = documented::load();
    let view =
        view("shop", Module::Launch, last_days(30)) + "&metric=total&platform=all,ios,android";
    let house = House::demo().await;
    warm::views(&house, &[&view]).await;
    let url = door(&house, stage(&view, folders)).await;
    let pages = [
        ("Bootlens", format!("{url}/{}?{view}", paths::CHART)),
        ("uPlot", format!("{url}/first/uplot.html")),
        ("ECharts", format!("{url}/first/echarts.html")),
    ];
    let mut report = Report::new(sources);
    for pace in [Pace::Full, Pace::Slow] {
        let mut visits = [const { Vec::new() }; 3];
        for round in 0..VISITS {
            // In turns, so that none has the quieter minutes.
            for turn in 0..pages.len() {
                let who = (round + turn) % pages.len();
                visits[who].push(visit(pace, &pages[who].1).await);
            }
        }
        report.add(pace, &visits);
    }
    let text = format!("{busy}\n\n{}", report.shares);
    println!("{}\n{}", report.times, report.shares);
    documented::write(sources, "first", text.trim_end());
    report.within
}

/// The relay with the other pages below `/first/`.
fn stage(view: &str, folders: &[PathBuf]) -> Door {
    let reply = format!("../{}?{view}", paths::PERFORMANCE);
    let mut door = Door::open();
    let pages =
        ["uplot", "echarts"].map(|page| [format!("{page}.html"), format!("{page}.script.js")]);
    let libraries = PEERS.iter().flat_map(|(_, _, files)| files.iter());
    let files = pages.iter().flatten().map(String::as_str);
    for name in files.chain(libraries.copied()) {
        let text = folders
            .iter()
            .flat_map(|folder| [folder.join("first").join(name), folder.join(name)])
            .find_map(|path| std::fs::read_to_string(path).ok())
            .unwrap_or_else(|| panic!("{name} is in none of the folders"));
        let kind = match Path::new(name).extension().and_then(|kind| kind.to_str()) {
            Some("html") => "text/html; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            _ => "text/javascript; charset=utf-8",
        };
        let text = match kind.starts_with("text/html") {
            true => text.replace("REPLY", &reply.replace('&', "&amp;")),
            false => text,
        };
        door = door.with(format!("/first/{name}"), kind, text.as_bytes());
    }
    door
}

async fn visit(pace: Pace, url: &str) -> Visit {
    let browser = reader(pace).await;
    browser.devtools("Performance.enable", json!({})).await;
    browser.open(url).await;
    browser.until("the live chart", "window.liveAt").await;
    let metrics = browser.devtools("Performance.getMetrics", json!({})).await;
    let told = "const all = [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')];
        const first = performance.getEntriesByName('first-contentful-paint')[0].startTime;
        // A frame is noted where it begins, and is on the screen where the browser says so.
        return {
            chart: Math.max(first, window.drawnAt),
            live: Math.max(first, window.liveAt),
            bytes: all.reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
            requests: all.length,
        }";
    let visit: Visit = browser.run(told, &[]).await;
    let metrics = metrics["metrics"].as_array().cloned().unwrap_or_default();
    let tasks = metrics.iter().find(|one| one["name"] == "TaskDuration");
    let seconds = tasks.and_then(|one| one["value"].as_f64());
    Visit {
        busy: seconds.expect("TaskDuration") * 1e3,
        ..visit
    }
}

/// The measurements as tables: times for whoever measures, shares for the documentation.
struct Report {
    times: String,
    shares: String,
    within: bool,
}

impl Report {
    fn new(sources: &Path) -> Self {
        let named = PEERS
            .map(|(name, package, _)| format!("{name} {}", documented::version(sources, package)));
        let named = named.join(" | ");
        Self {
            times: format!("| pace | | Bootlens | {named} |\n|---|---|--:|--:|--:|\n"),
            shares: format!("| pace | | {named} | bound, aim | |\n|---|---|--:|--:|---|---|\n"),
            within: true,
        }
    }

    /// Adds the visits of Bootlens, of uPlot's page and of ECharts' page.
    fn add(&mut self, pace: Pace, visits: &[Vec<Visit>; 3]) {
        let named = match pace {
            Pace::Full => "full",
            Pace::Slow => "slow",
        };
        for (place, (what, of)) in MEASURES.into_iter().enumerate() {
            let [ours, uplot, echarts] = visits
                .each_ref()
                .map(|visits| visits.iter().map(of).collect::<Vec<_>>());
            let shares = [ratio(&ours, &uplot), ratio(&ours, &echarts)];
            let (bound, held) = match (place, pace) {
                (1, Pace::Full) => (said(LIVE, "uPlot"), Some(shares[0].median <= LIVE.0)),
                (0, Pace::Slow) => (
                    said(VISIBLE, "ECharts"),
                    Some(shares[1].median <= VISIBLE.0),
                ),
                _ => (String::new(), None),
            };
            self.within &= held != Some(false);
            let held = documented::verdict(held);
            let times = [ours, uplot, echarts].map(|values| Spread::of(values).to_string());
            // Writing to a String cannot fail.
            let _ = writeln!(self.times, "| {named} | {what} | {} |", times.join(" | "));
            let _ = writeln!(
                self.shares,
                "| {named} | {} | {} | {} | {bound} | {held} |",
                what.split(',').next().unwrap_or(what),
                shares[0],
                shares[1]
            );
        }
    }
}

fn said((bound, aim): (f64, f64), of: &str) -> String {
    format!("{bound:.1}, {aim:.1} of {of}")
}
