//! The measurements as tables: times for whoever measures, ratios for the documentation.

use std::collections::BTreeMap;
use std::path::Path;

use super::Case;
use crate::documented;
use crate::spread::{Spread, ratio};

const OURS: &str = "Bootlens";
/// The libraries, each with its package.
const PEERS: [(&str, &str); 3] = [
    ("uPlot", "uplot"),
    ("Chart.js", "chart.js"),
    ("ECharts", "echarts"),
];
const ACTIONS: [&str; 5] = ["first draw", "redraw", "zoom", "legend", "hover"];

/// What the first draw of each case may take of uPlot's time, and should.
const FIRST_DRAW: [(f64, f64); 3] = [(1.0, 0.8), (0.9, 0.7), (0.8, 0.5)];
/// What hover, zoom and legend may take, in milliseconds, in the case of this many lines and days.
const FRAME: f64 = 16.0;
const FRAME_OF: (u32, u32) = (20, 365);

/// Both tables.
pub(super) struct Report {
    times: String,
    ratios: String,
    /// Whether every bound is held.
    pub(super) within: bool,
}

impl Report {
    /// Judges the cases; `sources` is where the lock file lies.
    pub(super) fn new(cases: &[Case], sources: &Path, engine: &str) -> Self {
        assert_eq!(cases.len(), FIRST_DRAW.len(), "a case is missing");
        let versions = PEERS.map(|(_, package)| documented::version(sources, package));
        let named: Vec<String> = PEERS
            .iter()
            .zip(&versions)
            .map(|((name, _), version)| format!("{name} {version}"))
            .collect();
        let named = named.join(" | ");
        let mut report = Self {
            times: format!(
                "| lines × days | action | {OURS}, ms | {named} | of uPlot's time | bound, aim | |\n\
                 |---|---|--:|--:|--:|--:|--:|---|---|\n"
            ),
            ratios: format!(
                "In Chromium {engine}; each number is {OURS}' time as a share of the library's.\n\n\
                 | lines × days | action | {named} | bound, aim | |\n|---|---|--:|--:|--:|---|---|\n"
            ),
            within: true,
        };
        for (case, first) in cases.iter().zip(FIRST_DRAW) {
            for action in ACTIONS {
                report.add(case, action, first);
            }
        }
        report
    }

    fn add(&mut self, case: &Case, action: &str, (bound, aim): (f64, f64)) {
        let Case { lines, days, times } = case;
        let times = times.get(action).expect("an action that was measured");
        let ours = Spread::of(of(times, OURS).clone());
        let ratios = PEERS.map(|(peer, _)| ratio(of(times, OURS), of(times, peer)));
        let beside_uplot = ratios[0];
        let (limit, held) = match action {
            "first draw" => (
                format!("{bound:.1}, {aim:.1} of uPlot"),
                Some(beside_uplot.median <= bound),
            ),
            "zoom" | "legend" | "hover" if (*lines, *days) == FRAME_OF => {
                (format!("{FRAME:.0} ms"), Some(ours.median <= FRAME))
            }
            _ => (String::new(), None),
        };
        self.within &= held != Some(false);
        let held = documented::verdict(held);
        let case = format!("| {lines} × {days} | {action}");
        let theirs = PEERS.map(|(peer, _)| Spread::of(of(times, peer).clone()).to_string());
        let theirs = theirs.join(" | ");
        let shares = ratios.map(|ratio| ratio.to_string()).join(" | ");
        self.times.push_str(&format!(
            "{case} | {ours} | {theirs} | {beside_uplot} | {limit} | {held} |\n"
        ));
        self.ratios
            .push_str(&format!("{case} | {shares} | {limit} | {held} |\n"));
    }

    /// Prints the times, and writes them below `target` and the ratios into the documentation.
    ///
    /// `busy` tells how busy the machine was before.
    pub(super) fn write(&self, sources: &Path, busy: &str) {
        let text = format!(
            "Median (quartiles); times in milliseconds. {busy}\n\n{}",
            self.times
        );
        println!("{text}");
        let folder = documented::root(sources).join("target/bench");
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("draw.md"), &text).expect("a file");
        let text = format!("{busy} {}", self.ratios);
        documented::write(sources, "draw", &text);
    }
}

fn of<'a>(times: &'a BTreeMap<String, Vec<f64>>, who: &str) -> &'a Vec<f64> {
    times.get(who).expect("a contestant that was measured")
}
