//! The `bootlens` program itself, started as a child as a person would start it.

use std::io::{BufRead as _, BufReader, PipeReader, pipe};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// The built program; built first where it is older than its source.
///
/// # Panics
/// Where it does not build.
#[must_use]
pub fn program() -> &'static PathBuf {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        // A test's own build does not include another package's program. Together with this
        // package it has the features that its library was built with for the tests.
        let built = Command::new(env!("CARGO"))
            .args([
                "build",
                "--quiet",
                "--package",
                "relay",
                "--package",
                "tests",
            ])
            .args(["--bin", "bootlens"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo");
        assert!(built.success(), "bootlens does not build");
        // The tests lie in the folder `deps` beside the programs.
        let test = std::env::current_exe().expect("the test's own path");
        let profile = test.ancestors().nth(2).expect("the profile's folder");
        profile.join("bootlens")
    })
}

/// A child that ends with this handle.
#[derive(Debug)]
pub struct Program {
    child: Child,
    lines: BufReader<PipeReader>,
}

impl Program {
    /// Starts it with these arguments, all that it says kept for [`Self::line_with`].
    ///
    /// # Panics
    /// Where it does not start.
    #[must_use]
    pub fn start(args: &[&str]) -> Self {
        let (lines, says) = pipe().expect("a pipe");
        let child = Command::new(program())
            .args(args)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(says.try_clone().expect("a pipe"))
            .stderr(says)
            .spawn()
            .expect("bootlens");
        let lines = BufReader::new(lines);
        Self { child, lines }
    }

    /// Reads its messages up to the first that holds `word`.
    ///
    /// # Panics
    /// Where it ends before.
    pub fn line_with(&mut self, word: &str) -> String {
        let mut said = String::new();
        loop {
            let mut line = String::new();
            let read = self.lines.read_line(&mut line).expect("a message in UTF-8");
            assert!(read > 0, "ended without «{word}»:\n{said}");
            if line.contains(word) {
                return line;
            }
            said.push_str(&line);
        }
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
