//! Lighthouse's scores of the demo's first pages.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::documented;
use crate::program::{Process, bootlens, free_port, until_ready};

/// How often each page is judged; the median counts.
const ROUNDS: usize = 5;

/// How often a judgement is begun that does not come to an end.
const ATTEMPTS: usize = 3;

/// The least score of each category, of 100.
const LEAST: [(&str, f64); 3] = [
    ("accessibility", 100.0),
    ("best-practices", 100.0),
    ("performance", 95.0),
];

const PAGES: [&str; 2] = ["", "chart?app=shop&module=launch&last=28d"];

/// A judgement as Lighthouse writes it.
#[derive(Deserialize)]
struct Judged {
    categories: BTreeMap<String, Scored>,
    audits: BTreeMap<String, Scored>,
}

#[derive(Deserialize)]
struct Scored {
    /// From 0 to 1; none where nothing is scored.
    score: Option<f64>,
}

/// Whether the median of each score is high enough; `program` is Lighthouse, and the scores are written
/// into the documentation above `sources`.
pub(crate) async fn scores(program: &Path, sources: Option<&PathBuf>) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("http://127.0.0.1:{}", free_port());
    let address = url.trim_start_matches("http://");
    let demo = ["demo", "--listen", address];
    let _demo = Process::pinned(&bootlens(), &demo, folder.path());
    until_ready(&format!("{url}/readyz")).await;
    let mut text = "| page | score | of 100 | bound | |\n|---|---|--:|--:|---|\n".to_owned();
    let mut within = true;
    for page in PAGES {
        let address = format!("{url}/{page}");
        let judged: Vec<Judged> = (0..ROUNDS)
            .map(|_| judge(program, &address, folder.path()))
            .collect();
        for (category, least) in LEAST {
            let mut scores: Vec<f64> = judged.iter().map(|one| one.score(category)).collect();
            scores.sort_by(f64::total_cmp);
            let median = scores[ROUNDS / 2];
            within &= median >= least;
            let held = if median >= least {
                "held"
            } else {
                "**passed**"
            };
            println!("/{page}: {category} {median:.0} of at least {least:.0} ({scores:?})");
            text.push_str(&format!(
                "| `/{page}` | {category} | {median:.0} | {least:.0} | {held} |\n"
            ));
        }
        let failed: BTreeSet<&str> = judged.iter().flat_map(Judged::failed).collect();
        for name in failed {
            println!("    {name}");
        }
    }
    documented::write(
        sources.expect("the folder of the sources"),
        "lighthouse",
        &text,
    );
    within
}

/// One judgement of a page, by a browser without a profile.
fn judge(program: &Path, address: &str, folder: &Path) -> Judged {
    let output = folder.join("judged.json");
    let only: Vec<&str> = LEAST.iter().map(|(category, _)| *category).collect();
    let mut lighthouse = Command::new(program);
    lighthouse
        .args([address, "--preset=desktop", "--quiet", "--output=json"])
        .arg(format!("--output-path={}", output.display()))
        .arg(format!("--only-categories={}", only.join(",")))
        .arg(
            "--chrome-flags=--headless --no-sandbox --disable-gpu --disable-quic --no-first-run \
             --disable-background-networking --disable-component-update --disable-sync",
        );
    // Now and then it says of a trace that it is to be run again.
    let is_judged = (0..ATTEMPTS).any(|_| {
        let done = lighthouse.status();
        let done = done.expect("Lighthouse, which cargo xtask bench fetches");
        done.success()
    });
    assert!(is_judged, "{address} was not judged");
    let text = std::fs::read_to_string(output).expect("what Lighthouse wrote");
    serde_json::from_str(&text).expect("a judgement")
}

impl Judged {
    /// A category's score, of 100.
    fn score(&self, category: &str) -> f64 {
        let score = self.categories[category].score;
        score.expect("a score; the page did not load without one") * 100.0
    }

    /// The audits that found something.
    fn failed(&self) -> impl Iterator<Item = &str> {
        let failed = |scored: &Scored| scored.score.is_some_and(|score| score < 0.9);
        let audits = self.audits.iter();
        audits
            .filter(move |(_, scored)| failed(scored))
            .map(|(name, _)| name.as_str())
    }
}
