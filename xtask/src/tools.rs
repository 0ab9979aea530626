//! The tools the page is built with: looked up first, installed with cargo where they lack.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};

use crate::shell::{self, Outcome};

/// The page's target.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// The Trunk that Trunk.toml and `frontend/index.html` are written for; 0.22 asks for a newer compiler.
const TRUNK: &str = "0.21.14";

/// What takes the page's program apart; it must know what the macros of the same family wrote.
const SPLIT: &str = "0.2.4";

/// What builds and runs the fuzz targets.
const FUZZ: &str = "0.13.2";

/// What looks at licences, bans and sources.
const DENY: &str = "0.20.2";

/// What lists the parts of a program.
const CYCLONEDX: &str = "0.5.9";

/// How many lines [`prepare`] says.
pub(crate) const STEPS: usize = 4;

/// How many lines [`for_release`] says.
pub(crate) const RELEASE_STEPS: usize = 2;

/// Says which step of how many has begun, so that the first start is not a riddle.
pub(crate) struct Progress {
    done: usize,
    of: usize,
}

impl Progress {
    /// Nothing done yet, of this many steps.
    pub(crate) fn new(of: usize) -> Self {
        Self { done: 0, of }
    }

    /// The next step has begun.
    pub(crate) fn step(&mut self, what: &str) {
        self.done += 1;
        println!("[{}/{}] {what}", self.done, self.of);
    }
}

/// Where the tools are.
pub(crate) struct Tools {
    /// The program `trunk`.
    pub(crate) trunk: PathBuf,
    /// The program `wasm-split-cli`.
    pub(crate) split: PathBuf,
    /// A `PATH` on which the wasm-bindgen that was looked up comes first.
    pub(crate) path: OsString,
}

/// Looks the tools up, installs those that lack.
pub(crate) fn prepare(progress: &mut Progress) -> Outcome<Tools> {
    target(progress)?;
    let trunk = Tool {
        program: "trunk",
        beside: None,
        package: "trunk",
        version: TRUNK.to_owned(),
        locked: true,
        features: None,
        minutes: 5,
    }
    .prepare(progress)?;
    let bindgen = Tool {
        program: "wasm-bindgen",
        beside: Some("wasm-bindgen-test-runner"),
        package: "wasm-bindgen-cli",
        version: locked_bindgen()?,
        // Its own lock file names a crate version that registries may have withdrawn.
        locked: false,
        features: None,
        minutes: 3,
    }
    .prepare(progress)?;
    let split = Tool {
        program: "wasm-split-cli",
        beside: None,
        package: "wasm_split_cli_support",
        version: SPLIT.to_owned(),
        locked: true,
        features: Some("build-binary"),
        minutes: 2,
    }
    .prepare(progress)?;

    // Trunk is called by its full path, so only wasm-bindgen's place in the order matters.
    let mut folders = vec![bindgen];
    folders.retain_mut(PathBuf::pop);
    folders.extend(shell::path_folders());
    let path = env::join_paths(folders).map_err(|error| error.to_string())?;
    Ok(Tools { trunk, split, path })
}

/// Looks cargo-fuzz up, installs it where it lacks.
pub(crate) fn cargo_fuzz(progress: &mut Progress) -> Outcome {
    let tool = Tool {
        program: "cargo-fuzz",
        beside: None,
        package: "cargo-fuzz",
        version: FUZZ.to_owned(),
        locked: true,
        features: None,
        minutes: 2,
    };
    tool.prepare(progress).map(|_path| ())
}

/// Looks up what a release is checked and described with, installs what lacks.
pub(crate) fn for_release(progress: &mut Progress) -> Outcome {
    for (program, version, minutes) in [("cargo-deny", DENY, 4), ("cargo-cyclonedx", CYCLONEDX, 3)]
    {
        Tool {
            program,
            beside: None,
            package: program,
            version: version.to_owned(),
            locked: true,
            features: None,
            minutes,
        }
        .prepare(progress)?;
    }
    Ok(())
}

/// The compiler's own half of the page's target.
fn target(progress: &mut Progress) -> Outcome {
    let sysroot = shell::output(shell::command("rustc").args(["--print", "sysroot"]))
        .ok_or("rustc is not there; https://rustup.rs installs it")?;
    let library = PathBuf::from(sysroot.trim()).join("lib/rustlib").join(WASM);
    if library.is_dir() {
        progress.step(&format!("target {WASM}: found"));
        return Ok(());
    }
    progress.step(&format!(
        "adding the target {WASM} with rustup, seconds, once"
    ));
    shell::run(shell::command("rustup").args(["target", "add", WASM]))
}

/// A tool that cargo can install.
struct Tool {
    program: &'static str,
    /// Another program of the same package that must stand beside it.
    beside: Option<&'static str>,
    package: &'static str,
    version: String,
    /// Whether it is built with the versions of its own lock file.
    locked: bool,
    /// The features that it takes to get the program.
    features: Option<&'static str>,
    /// How long it takes to build, for the person who waits.
    minutes: u32,
}

impl Tool {
    /// Its path: found, or installed and found.
    fn prepare(&self, progress: &mut Progress) -> Outcome<PathBuf> {
        let Self {
            program,
            package,
            version,
            locked,
            features,
            minutes,
            ..
        } = self;
        if let Some(path) = self.find() {
            progress.step(&format!("{program} {version}: found"));
            return Ok(path);
        }
        progress.step(&format!(
            "installing {program} {version} with cargo, about {minutes} minutes, once"
        ));
        let wanted = format!("{package}@{version}");
        let mut install = shell::cargo(&["install", &wanted]);
        if *locked {
            install.arg("--locked");
        }
        install.args(
            features
                .iter()
                .flat_map(|features| ["--features", features]),
        );
        shell::run(&mut install)?;
        self.find().ok_or_else(|| {
            format!(
                "cargo installed {wanted}, but {program} {version} is in no folder that is searched"
            )
        })
    }

    /// The first program of that name with exactly this version.
    fn find(&self) -> Option<PathBuf> {
        let folders = search_folders();
        let with_version = folders.into_iter().find(|folder| {
            let folder = std::slice::from_ref(folder);
            let complete = self
                .beside
                .is_none_or(|name| shell::find_in(name, folder).is_some());
            complete
                && shell::find_in(self.program, folder).is_some_and(|path| self.is_wanted(&path))
        })?;
        shell::find_in(self.program, &[with_version])
    }

    /// Whether the program at a path has the version that is wanted; one that doesn't tell is asked of
    /// cargo.
    fn is_wanted(&self, path: &Path) -> bool {
        match shell::output(shell::command(path).arg("--version")) {
            Some(said) => is_version(&said, &self.version),
            None => shell::output(&mut shell::cargo(&["install", "--list"]))
                .is_some_and(|list| is_installed(&list, self.package, &self.version)),
        }
    }
}

/// Whether cargo's list of what it installed has a package in exactly this version.
fn is_installed(list: &str, package: &str, version: &str) -> bool {
    let line = format!("{package} v{version}:");
    list.lines().any(|one| one == line)
}

/// Whether `--version` said exactly this version.
fn is_version(said: &str, version: &str) -> bool {
    said.split_whitespace().nth(1) == Some(version)
}

/// `PATH`, then where cargo puts what it installs.
fn search_folders() -> Vec<PathBuf> {
    let mut folders = shell::path_folders();
    let home = env::home_dir().map(|home| home.join(".cargo"));
    let cargo = [
        env::var_os("CARGO_INSTALL_ROOT").map(PathBuf::from),
        env::var_os("CARGO_HOME").map(PathBuf::from),
        home,
    ];
    folders.extend(cargo.into_iter().flatten().map(|folder| folder.join("bin")));
    folders
}

/// The command-line half of wasm-bindgen must be the very version of the library half.
fn locked_bindgen() -> Outcome<String> {
    let lock = fs::read_to_string(shell::root().join("Cargo.lock"))
        .map_err(|error| format!("Cargo.lock: {error}"))?;
    locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| "Cargo.lock names no wasm-bindgen".to_owned())
}

/// The version of a package in a lock file.
fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    let version = lines.nth(1)?.strip_prefix("version = \"")?;
    Some(version.trim_end_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_locked_version_is_that_of_the_package_of_exactly_that_name() {
        let lock = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"0.1.0\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\n";
        assert_eq!(
            locked_version(lock, "wasm-bindgen").as_deref(),
            Some("0.2.130")
        );
        assert_eq!(locked_version(lock, "wasm"), None);
    }

    #[test]
    fn only_the_exact_version_of_a_tool_is_taken() {
        assert!(is_version("trunk 0.21.14\n", "0.21.14"));
        assert!(is_version("wasm-bindgen 0.2.130 (4a2d1f)", "0.2.130"));
        assert!(!is_version("trunk 0.21.1\n", "0.21.14"));
        assert!(!is_version("", "0.21.14"));
        let list =
            "trunk v0.21.14:\n    trunk\nwasm_split_cli_support v0.2.4:\n    wasm-split-cli\n";
        assert!(is_installed(list, "wasm_split_cli_support", "0.2.4"));
        assert!(!is_installed(list, "wasm_split_cli_support", "0.2"));
    }
}
