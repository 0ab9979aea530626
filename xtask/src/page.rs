//! The page: Trunk builds it into `target/page`, from where the relay's build takes it into the
//! binary.

use std::env;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

use crate::shell::{self, Outcome};
use crate::split;
use crate::tools::{self, Progress, Tools};

/// The variable that tells the relay's build where the page is.
const VARIABLE: &str = "BOOTLENS_PAGE";

/// What the page is made of.
const SOURCES: [&str; 10] = [
    ".cargo",
    "xtask/src/split.rs",
    "xtask/src/thin.rs",
    "frontend",
    "shared",
    "analysis",
    "chart",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
];

/// Flags of the compiler beside those of `.cargo/config.toml`, which cargo joins.
const FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// How many lines [`build`] says.
pub(crate) const STEPS: usize = tools::STEPS + 1;

/// `cargo xtask page`.
pub(crate) fn run() -> Outcome {
    build(&mut Progress::new(STEPS)).map(|_tools| ())
}

/// Builds the page unless it is newer than everything it is made of.
pub(crate) fn build(progress: &mut Progress) -> Outcome<Tools> {
    let tools = tools::prepare(progress)?;
    if is_fresh() {
        progress.step("the page: up to date");
        return Ok(tools);
    }
    progress.step("building the page, a few minutes when it is the first time");
    // Files that change while Trunk is at work must be newer than the stamp.
    let begun = SystemTime::now();
    // Trunk is told to stay offline (Trunk.toml), and passes that on to cargo.
    shell::run(&mut shell::cargo(&["fetch"]))?;
    let mut trunk = shell::command(&tools.trunk);
    // Trunk 0.21 takes NO_COLOR for a flag and refuses the customary value 1.
    trunk
        .args(["build", "--release"])
        .env_remove("NO_COLOR")
        .env("PATH", &tools.path)
        .env(FLAGS, nameless());
    shell::run(&mut trunk)?;
    split::run(&tools, &folder())?;
    File::create(stamp())
        .and_then(|file| file.set_modified(begun))
        .map_err(|error| format!("{}: {error}", stamp().display()))?;
    Ok(tools)
}

/// Takes the builder's folder out of the places that a panic names: the page has the same bytes
/// wherever it was built.
fn nameless() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.unwrap_or_default().join("registry/src");
    format!("--remap-path-prefix={}/=", sources.display())
}

/// Tells a cargo command of the page, if it has been built: the relay is then built once for all
/// steps, with the page inside.
pub(crate) fn embed(command: &mut Command) -> &mut Command {
    if stamp().is_file() && folder().join("index.html").is_file() {
        command.env(VARIABLE, folder());
    }
    command
}

fn folder() -> PathBuf {
    shell::root().join("target/page")
}

fn stamp() -> PathBuf {
    shell::root().join("target/page.stamp")
}

/// Whether nothing has changed since the page was built; in doubt it has.
fn is_fresh() -> bool {
    let Ok(built) = fs::metadata(stamp()).and_then(|stamp| stamp.modified()) else {
        return false;
    };
    folder().join("index.html").is_file()
        && SOURCES
            .iter()
            .map(|source| newest(&shell::root().join(source)))
            .all(|change| change.is_ok_and(|change| change < built))
}

/// The latest change below a path; a folder's own time tells of files that went away.
fn newest(path: &Path) -> io::Result<SystemTime> {
    let mut newest = fs::metadata(path)?.modified()?;
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            newest = newest.max(self::newest(&entry?.path())?);
        }
    }
    Ok(newest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_change_below_a_folder_counts_however_deep() {
        let folder = std::env::temp_dir().join(format!("bootlens-page-{}", std::process::id()));
        fs::create_dir_all(folder.join("deep/er")).unwrap();
        let file = File::create(folder.join("deep/er/file")).unwrap();
        let late = SystemTime::now() + std::time::Duration::from_secs(3600);
        file.set_modified(late).unwrap();
        let found = newest(&folder).unwrap();
        fs::remove_dir_all(&folder).unwrap();
        assert_eq!(found, late);
    }

    #[test]
    fn everything_the_page_is_made_of_is_in_the_tree() {
        for source in SOURCES {
            assert!(shell::root().join(source).exists(), "{source}");
        }
    }
}
