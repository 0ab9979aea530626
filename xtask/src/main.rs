//! `cargo xtask`: every command of the project in one place, so that a laptop and the hosted
//! runner do the same. It has no dependencies: from a fresh clone it is built in seconds.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line speaks to the person who started it"
)]

mod shell;

mod system;
mod tools;

mod page;

mod bench;
mod demo;
mod release;
mod shots;
mod soak;
mod split;

mod steps;
mod tally;
mod test;
mod thin;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask COMMAND

  demo [-- ARGS…]   builds what lacks, then starts `bootlens demo ARGS…`: made-up data, no credentials
  page              builds the page alone, into target/page
  test [STEP…]      every check and test, or the steps named
  shots [WORD]      screenshots of every page and state, the README's pictures among them, or of those named so
  bench [WORD]      every measurement beside its bound, or one of: visit, draw, year, keeping, hits, paint
  soak [WORD]       what takes longer than a build may, or one of it: properties, fuzz, api, load

  release           checks licences and sources, builds, and packs the binary with the list of its parts

Tools that lack are installed with cargo, and for `test`, `shots` and `bench` with apt-get where it may.";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match dispatch(&args) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("\nxtask: {message}");
            ExitCode::FAILURE
        }
    }
}

/// Runs the command that the first word names.
fn dispatch(args: &[String]) -> shell::Outcome {
    let Some((command, rest)) = args.split_first() else {
        return Err(format!("which command?\n\n{HELP}"));
    };
    match (command.as_str(), rest) {
        ("demo", [dashes, rest @ ..]) if dashes == "--" => demo::run(rest),
        ("demo", []) => demo::run(&[]),
        ("page", []) => page::run(),
        ("test", steps) => test::run(steps),
        ("shots", [] | [_]) => shots::run(rest),
        ("bench", []) => bench::run(None),
        ("bench", [word]) => bench::run(Some(word)),
        ("soak", []) => soak::run(None),
        ("soak", [word]) => soak::run(Some(word)),
        ("release", []) => release::run(),
        ("help" | "--help" | "-h", _) => {
            println!("{HELP}");
            Ok(())
        }
        _ => Err(format!("can't read `{}`\n\n{HELP}", args.join(" "))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<String> {
        line.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn a_command_that_does_not_exist_is_refused_with_the_list_of_those_that_do() {
        let message = dispatch(&words("deploy")).unwrap_err();
        assert!(message.contains("`deploy`"), "{message}");
        assert!(message.contains("soak"), "{message}");
    }

    #[test]
    fn words_after_a_command_that_takes_none_are_refused() {
        assert!(dispatch(&words("page now")).is_err());
        assert!(dispatch(&words("demo --listen")).is_err());
    }
}
