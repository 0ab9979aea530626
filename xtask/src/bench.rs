//! The measurements: bytes of the first visit, first draw beside other chart libraries.

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;
use crate::tools::Progress;

/// `cargo xtask bench`.
pub(crate) fn run() -> Outcome {
    system::prepare(&[&system::CHROMIUM, &system::CHROMEDRIVER, &system::FONT])?;
    page::build(&mut Progress::new(page::STEPS))?;
    let folder = shell::root().join("tests/bench");
    if folder.join("package.json").is_file() && !folder.join("node_modules").is_dir() {
        if shell::find("npm").is_none() {
            return Err("npm is not there; it brings the library to compare with".to_owned());
        }
        shell::run(shell::command("npm").arg("ci").current_dir(&folder))?;
    }
    let mut bench = shell::cargo(&["run", "--release", "--package", "tests", "--bin", "bench"]);
    shell::run(page::embed(&mut bench))
}
