//! Screenshots of every page and state, taken from the real page in a real browser.

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;
use crate::tools::Progress;

/// `cargo xtask shots`: all, or those whose name holds a word.
pub(crate) fn run(word: &[String]) -> Outcome {
    system::prepare(&[&system::CHROMIUM, &system::CHROMEDRIVER, &system::FONT])?;
    page::build(&mut Progress::new(page::STEPS))?;
    let mut shots = shell::cargo(&["run", "--package", "tests", "--bin", "shots", "--"]);
    shots
        .args(word)
        .envs(system::chromedriver().map(|driver| ("CHROMEDRIVER", driver)));
    shell::run(page::embed(&mut shots))
}
