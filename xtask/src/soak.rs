//! The property tests for far longer than a build may take.

use crate::shell::{self, Outcome};

/// How many random cases each property is tried with; proptest's own number is 256.
const CASES: &str = "100000";

/// `cargo xtask soak`.
pub(crate) fn run() -> Outcome {
    println!("the property tests of `shared`, {CASES} random views, texts and sets of days each");
    let mut soak = shell::cargo(&["test", "--release", "--package", "shared", "--tests"]);
    shell::run(soak.env("PROPTEST_CASES", CASES))
}
