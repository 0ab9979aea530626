//! The property tests for far longer than a build may take.

use crate::shell::{self, Outcome};

/// `cargo xtask soak`.
pub(crate) fn run() -> Outcome {
    let mut soak = shell::cargo(&[
        "test",
        "--release",
        "--package",
        "shared",
        "--lib",
        "--tests",
    ]);
    shell::run(soak.env("PROPTEST_CASES", "100000"))
}
