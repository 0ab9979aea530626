//! What takes longer than a build may: property tests with many more cases, fuzzing, the API against its
//! own description, and a relay under load.

mod api;
mod fuzz;
mod load;

use crate::shell::{self, Outcome};
use crate::system;

/// How many random cases each property is tried with; proptest's own number is 256.
const CASES: &str = "100000";

/// How many random lives of a relay each database has: each is a relay of its own.
const LIVES: &str = "2000";

/// A word, and what it does.
type Word = (&'static str, fn() -> Outcome);

/// In the order in which all of them run.
const WORDS: [Word; 4] = [
    ("properties", properties),
    ("fuzz", fuzz::run),
    ("api", api::run),
    ("load", load::run),
];

/// `cargo xtask soak [WORD]`.
pub(crate) fn run(word: Option<&str>) -> Outcome {
    let wanted = |name: &str| word.is_none_or(|word| word == name);
    let mut chosen = WORDS.iter().filter(|(name, _)| wanted(name)).peekable();
    if chosen.peek().is_none() {
        let known = WORDS.map(|(name, _)| name).join(", ");
        return Err(format!(
            "there is no soak `{}`; there are {known}",
            word.unwrap_or_default()
        ));
    }
    chosen.try_for_each(|(name, work)| {
        println!("\n── {name} ──");
        work()
    })
}

fn properties() -> Outcome {
    system::prepare(&[&system::COMPILER, &system::POSTGRES])?;
    println!("the property tests of `shared`, {CASES} random views, texts and sets of days each");
    let mut soak = shell::cargo(&["test", "--release", "--package", "shared", "--tests"]);
    shell::run(soak.env("PROPTEST_CASES", CASES))?;
    println!("random lives of a relay against the simulator, {LIVES} on each database");
    let words = "test --release --package tests --test system random_history";
    let words: Vec<_> = words.split(' ').collect();
    shell::run(shell::cargo(&words).env("PROPTEST_CASES", LIVES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_that_does_not_exist_is_refused_with_the_list_of_those_that_do() {
        let message = run(Some("rain")).unwrap_err();
        assert!(message.contains("`rain`"), "{message}");
        assert!(message.contains("properties, fuzz, api, load"), "{message}");
    }
}
