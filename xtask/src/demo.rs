//! The demo: page and relay in one binary, with made-up data behind it.

use crate::page;
use crate::shell::{self, Outcome};
use crate::tools::Progress;

/// `cargo xtask demo`: builds what lacks, then gives its place to the relay.
pub(crate) fn run(args: &[String]) -> Outcome {
    let mut progress = Progress::new(page::STEPS + 1);
    page::build(&mut progress)?;
    progress.step("building the relay, some minutes when it is the first time");
    let relay = ["--profile=demo", "--package=relay", "--bin=bootlens"];
    let mut build = shell::cargo(&["build"]);
    shell::run(page::embed(build.args(relay)))?;
    let mut start = shell::cargo(&["run", "--quiet"]);
    start.args(relay).args(["--", "demo"]).args(args);
    shell::become_command(page::embed(&mut start))
}
