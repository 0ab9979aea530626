//! The fuzz targets, each for a while, with the nightly compiler.

use std::env;
use std::fs;

use crate::shell::{self, Outcome};
use crate::system;
use crate::tools::{self, Progress};

/// The targets of `fuzz/`.
const TARGETS: [&str; 5] = [
    "view",
    "upstream_reply",
    "envelope",
    "push_xml",
    "open_file",
];

/// How long each runs, in seconds, unless `SOAK_FUZZ_SECONDS` says otherwise.
const SECONDS: &str = "600";

/// What one input may take: memory in MiB, and seconds.
const MIB: u32 = 1_024;
const PATIENCE: u32 = 10;

/// The longest input, in bytes.
const LONGEST: u32 = 8_192;

pub(super) fn run() -> Outcome {
    system::prepare(&[&system::COMPILER])?;
    let toolchains = shell::output(shell::command("rustup").args(["toolchain", "list"]));
    if !toolchains.is_some_and(|list| list.lines().any(|line| line.starts_with("nightly"))) {
        return Err(
            "the nightly compiler is not there: rustup toolchain install nightly".to_owned(),
        );
    }
    let mut progress = Progress::new(1 + TARGETS.len());
    tools::cargo_fuzz(&mut progress)?;
    let seconds = env::var("SOAK_FUZZ_SECONDS").unwrap_or_else(|_| SECONDS.to_owned());
    let mut table = String::from("target          executions  inputs that are kept\n");
    for target in TARGETS {
        progress.step(&format!("{target} for {seconds} s"));
        let (executions, kept) = fuzz(target, &seconds)?;
        table.push_str(&format!("{target:<15} {executions:>10}  {kept:>8}\n"));
    }
    println!("\n{table}");
    Ok(())
}

/// Runs one target; how often it was executed, and how many inputs are worth keeping.
fn fuzz(target: &str, seconds: &str) -> Outcome<(u64, usize)> {
    let build = shell::root().join("target/fuzz");
    let grown = build.join("corpus").join(target);
    // With its slash, as libFuzzer puts the name of a file right behind it.
    let failed = format!("{}/", build.join("failed").join(target).display());
    for folder in [grown.as_path(), failed.as_ref()] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let seeds = shell::root().join("fuzz/corpus-seeds").join(target);
    // What libFuzzer says goes to standard error.
    let mut command = shell::command("sh");
    command.args([
        "-c",
        "exec \"$@\" 2>&1",
        "sh",
        "cargo",
        "+nightly",
        "fuzz",
        "run",
    ]);
    // Nothing here is unsafe, so that the sanitizer for addresses would cost time alone.
    command.args(["--sanitizer", "none", "--fuzz-dir", "fuzz", "--target-dir"]);
    command
        .arg(&build)
        .arg(target)
        .args([grown.as_path(), &seeds]);
    command.arg("--").args([
        format!("-max_total_time={seconds}"),
        format!("-rss_limit_mb={MIB}"),
        format!("-timeout={PATIENCE}"),
        format!("-max_len={LONGEST}"),
        format!("-artifact_prefix={failed}"),
        "-print_final_stats=1".to_owned(),
    ]);
    let mut executions = None;
    let outcome = shell::tee(&mut command, |line| {
        executions = executed(line).or(executions);
    });
    outcome.map_err(|message| {
        format!(
            "{message}\nthe input that failed stands in {failed}; mend it, and keep it as \
             fuzz/corpus-seeds/{target}/regression-…"
        )
    })?;
    let kept = fs::read_dir(&grown).map_or(0, Iterator::count);
    Ok((executions.unwrap_or_default(), kept))
}

/// The number of executions, where a line of libFuzzer's tells it.
fn executed(line: &str) -> Option<u64> {
    let rest = line.strip_prefix("stat::number_of_executed_units:")?;
    rest.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn executions_are_read_of_the_final_statistics() {
        assert_eq!(
            executed("stat::number_of_executed_units: 12345"),
            Some(12_345)
        );
        assert_eq!(executed("stat::average_exec_per_sec:     99"), None);
    }

    #[test]
    fn every_target_has_its_program_and_its_seeds() {
        for target in TARGETS {
            let fuzz = shell::root().join("fuzz");
            assert!(fuzz.join(format!("fuzz_targets/{target}.rs")).is_file());
            assert!(fuzz.join("corpus-seeds").join(target).is_dir());
        }
        let manifest = fs::read_to_string(shell::root().join("fuzz/Cargo.toml")).unwrap();
        assert_eq!(manifest.matches("[[bin]]").count(), TARGETS.len());
    }
}
