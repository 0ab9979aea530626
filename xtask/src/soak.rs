//! The property tests for far longer than a build may take.

use crate::shell::{self, Outcome};
use crate::system;

/// How many random cases each property is tried with; proptest's own number is 256.
const CASES: &str = "100000";

/// How many random lives of a relay each database has: each is a relay of its own.
const LIVES: &str = "2000";

/// `cargo xtask soak`.
pub(crate) fn run() -> Outcome {
    system::prepare(&[&system::COMPILER, &system::POSTGRES])?;
    println!("the property tests of `shared`, {CASES} random views, texts and sets of days each");
    let mut soak = shell::cargo(&["test", "--release", "--package", "shared", "--tests"]);
    shell::run(soak.env("PROPTEST_CASES", CASES))?;
    println!("random lives of a relay against the simulator, {LIVES} on each database");
    let words = "test --release --package tests --test system random_history";
    let words: Vec<_> = words.split(' ').collect();
    shell::run(shell::cargo(&words).env("PROPTEST_CASES", LIVES))
}
