//! `cargo xtask test`: every step in its order, timed, its tests counted.

use std::process::Command;
use std::time::Instant;

use crate::page;
use crate::shell::{self, Outcome};
use crate::steps::{self, Call, Step, Work};
use crate::system::{self, SystemTool};
use crate::tally::{self, Ended, Tally};
use crate::tools::Progress;

/// Runs the steps named, or all; ends at the first that fails.
pub(crate) fn run(names: &[String]) -> Outcome {
    let steps = chosen(steps::all(), names)?;
    let begun = Instant::now();
    system::prepare(&needed(&steps))?;
    let mut ended = vec![Ended {
        name: "set-up",
        took: begun.elapsed(),
        tally: Tally::default(),
    }];
    for step in steps {
        println!("\n── {} ──", step.name);
        let begun = Instant::now();
        let mut tally = Tally::default();
        let outcome = work(&step.work, &mut tally);
        ended.push(Ended {
            name: step.name,
            took: begun.elapsed(),
            tally,
        });
        if let Err(message) = outcome {
            println!("\n{}", tally::table(&ended));
            return Err(format!(
                "step {name}: {message}\nthis step alone: cargo xtask test {name}",
                name = step.name
            ));
        }
    }
    let total = tally::total(&ended);
    let table = tally::table(&ended);
    println!("\n{table}");
    if names.is_empty() {
        // Told by the benchmarks; where it can't be written they tell of none.
        let _ = std::fs::write(shell::root().join("target/minutes.txt"), &table);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(())
}

/// The steps of these names in their own order; all of them where none is named.
fn chosen(steps: Vec<Step>, names: &[String]) -> Outcome<Vec<Step>> {
    let known: Vec<_> = steps.iter().map(|step| step.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
        return Err(format!(
            "there is no step `{unknown}`; there are {}",
            known.join(", ")
        ));
    }
    let wanted = |step: &Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(steps.into_iter().filter(wanted).collect())
}

/// What the system must have for these steps, each tool once.
fn needed(steps: &[Step]) -> Vec<&'static SystemTool> {
    let mut tools: Vec<&SystemTool> = Vec::new();
    for tool in steps.iter().flat_map(|step| step.system) {
        if !tools.iter().any(|known| known.name == tool.name) {
            tools.push(tool);
        }
    }
    tools
}

fn work(work: &Work, tally: &mut Tally) -> Outcome {
    match work {
        Work::Page => page::build(&mut Progress::new(page::STEPS)).map(|_tools| ()),
        Work::Cargo(calls) => {
            let each = |call| cargo(call, tally, |command| command);
            calls.iter().try_for_each(each)
        }
        Work::WithPage(calls) => {
            let tools = page::build(&mut Progress::new(page::STEPS))?;
            calls.iter().try_for_each(|call| {
                cargo(call, tally, |command| {
                    // A step that steers a browser has its driver among what it needs.
                    command
                        .env("PATH", &tools.path)
                        .envs(system::chromedriver().map(|driver| ("CHROMEDRIVER", driver)))
                })
            })
        }
    }
}

/// One call of cargo, its summaries counted.
fn cargo(
    call: &Call,
    tally: &mut Tally,
    more: impl FnOnce(&mut Command) -> &mut Command,
) -> Outcome {
    let mut command = shell::cargo(&call.words);
    command.envs(call.variables.iter().copied());
    more(page::embed(&mut command));
    println!("\n$ {}", shell::spelled(&command));
    shell::tee(&mut command, |line| tally.read(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(steps: &[Step]) -> Vec<&str> {
        steps.iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_run_in_their_own_order_however_they_are_named() {
        let steps = chosen(steps::all(), &["clippy".to_owned(), "fmt".to_owned()]).unwrap();
        assert_eq!(names(&steps), ["fmt", "clippy"]);
    }

    #[test]
    fn without_a_name_every_step_runs() {
        let all = steps::all();
        let count = all.len();
        assert_eq!(chosen(all, &[]).unwrap().len(), count);
    }

    #[test]
    fn a_step_that_does_not_exist_is_refused_with_the_list() {
        let Err(message) = chosen(steps::all(), &["speed".to_owned()]) else {
            panic!("a step `speed` was found");
        };
        assert!(message.contains("`speed`"), "{message}");
        assert!(message.contains("tidy"), "{message}");
    }

    #[test]
    fn a_tool_that_several_steps_need_is_asked_for_once() {
        let tools = needed(&steps::all());
        let compilers = tools
            .iter()
            .filter(|tool| tool.name == system::COMPILER.name);
        assert_eq!(compilers.count(), 1);
    }
}
