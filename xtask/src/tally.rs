//! Counting what libtest says, and the table at the end.

use std::fmt::Write;
use std::time::Duration;

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    /// Adds what a line of output says, if it is a summary of libtest or of wasm-bindgen's runner:
    /// `test result: ok. 12 passed; 0 failed; 0 ignored; …`.
    pub(crate) fn read(&mut self, line: &str) {
        let Some((_, summary)) = line.split_once("test result: ") else {
            return;
        };
        let counts = summary.split(['.', ';']).map(str::trim);
        for part in counts {
            match part.split_once(' ') {
                Some((count, "passed")) => self.passed += count.parse().unwrap_or(0),
                Some((count, "failed")) => self.failed += count.parse().unwrap_or(0),
                _ => {}
            }
        }
    }

    /// Both counts together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
        }
    }
}

/// A step that has ended.
pub(crate) struct Ended {
    pub(crate) name: &'static str,
    pub(crate) took: Duration,
    pub(crate) tally: Tally,
}

/// Steps, their minutes and their tests, a line each.
pub(crate) fn table(ended: &[Ended]) -> String {
    let mut text = format!("{:<12} {:>7} {:>7}\n", "step", "minutes", "tests");
    let mut line = |name: &str, took: Duration, tests: u64| {
        let minutes = took.as_secs_f64() / 60.0;
        let tests = if tests == 0 {
            String::new()
        } else {
            tests.to_string()
        };
        // Writing to a string can't fail.
        let _ = writeln!(
            text,
            "{}",
            format!("{name:<12} {minutes:>7.1} {tests:>7}").trim_end()
        );
    };
    for step in ended {
        line(step.name, step.took, step.tally.passed + step.tally.failed);
    }
    let total = total(ended);
    line(
        "total",
        ended.iter().map(|step| step.took).sum(),
        total.passed + total.failed,
    );
    text
}

/// The tests of all steps.
pub(crate) fn total(ended: &[Ended]) -> Tally {
    ended
        .iter()
        .fold(Tally::default(), |sum, step| sum.plus(step.tally))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_are_added_up_and_other_lines_are_not() {
        let mut tally = Tally::default();
        tally.read("running 3 tests");
        tally.read("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 4 filtered out");
        tally.read("test result: FAILED. 1 passed; 2 failed; 0 ignored");
        tally.read("test a_result_says_3 passed ... ok");
        assert_eq!(
            tally,
            Tally {
                passed: 13,
                failed: 2
            }
        );
    }

    #[test]
    fn the_table_has_a_line_for_each_step_and_their_sum() {
        let step = |name, seconds, passed| Ended {
            name,
            took: Duration::from_secs(seconds),
            tally: Tally { passed, failed: 0 },
        };
        assert_eq!(
            table(&[step("fmt", 30, 0), step("unit", 90, 41)]),
            "step         minutes   tests\n\
             fmt              0.5\n\
             unit             1.5      41\n\
             total            2.0      41\n"
        );
    }
}
