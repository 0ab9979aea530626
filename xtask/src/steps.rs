//! The steps of `cargo xtask test`, in the order that fails fastest.

use std::fs;

use crate::shell;
use crate::system::{self, SystemTool};
use crate::tools::WASM;

/// One step of the run.
pub(crate) struct Step {
    /// How it is called on the command line and in the table.
    pub(crate) name: &'static str,
    /// What the system must have for it.
    pub(crate) system: &'static [&'static SystemTool],
    pub(crate) work: Work,
}

/// What a step does.
pub(crate) enum Work {
    /// Builds the page.
    Page,
    /// Calls cargo, once for each.
    Cargo(Vec<Call>),
    /// As `Cargo`, and needs the page, its tools or both.
    WithPage(Vec<Call>),
}

/// A call of cargo.
pub(crate) struct Call {
    pub(crate) words: Vec<&'static str>,
    pub(crate) variables: Vec<(&'static str, &'static str)>,
}

/// What is tested beside the libraries: programs, and the suites in the crates' own `tests` folders.
///
/// No package is named: the features of dependencies follow the packages of a call, and with the same
/// ones in every step each dependency is built once.
const UNIT: &str = "test --lib --bin bootlens --bin xtask --test changes --test counted --test evidence \
                    --test laws --test links --test mangled --test opened --test partners \
                    --test pictures --test reference --test settled";

/// The zones that nothing may depend on: Beijing's own, none, behind it and the most ahead.
const ZONES: [&str; 4] = [
    "Asia/Shanghai",
    "UTC",
    "America/Los_Angeles",
    "Pacific/Kiritimati",
];

const BROWSER: &[&SystemTool] = &[
    &system::COMPILER,
    &system::CHROMIUM,
    &system::CHROMEDRIVER,
    &system::FONT,
];

/// What the tests of history start beside the relay.
const SERVERS: &[&SystemTool] = &[&system::COMPILER, &system::POSTGRES, &system::PROMTOOL];

/// What the whole system is tested with: servers, and what reads the samples of `deploy/`.
const SYSTEM: &[&SystemTool] = &[
    &system::COMPILER,
    &system::POSTGRES,
    &system::NGINX,
    &system::CADDY,
    &system::SYSTEMD,
];

/// Proxies between browser and relay as well.
const PROXIED: &[&SystemTool] = &[
    &system::COMPILER,
    &system::CHROMIUM,
    &system::CHROMEDRIVER,
    &system::FONT,
    &system::NGINX,
    &system::CADDY,
];

/// Every step there is.
pub(crate) fn all() -> Vec<Step> {
    let manifest = fs::read_to_string(shell::root().join("tests/Cargo.toml")).unwrap_or_default();
    let mut steps = checks();
    steps.extend(suites());
    let whole = [("system", SYSTEM), ("browser", PROXIED)];
    for (name, system) in whole {
        if declares_test(&manifest, name) {
            steps.push(Step {
                name,
                system,
                work: Work::WithPage(vec![call("test --test").with(name)]),
            });
        }
    }
    steps.push(Step {
        name: "docs",
        system: &[&system::COMPILER],
        work: Work::Cargo(vec![
            call("doc --no-deps").set("RUSTDOCFLAGS", "-D warnings"),
            call("doc --no-deps --package frontend --target")
                .with(WASM)
                .set("RUSTDOCFLAGS", "-D warnings"),
        ]),
    });
    steps
}

/// What can be seen without running the product.
fn checks() -> Vec<Step> {
    vec![
        Step {
            name: "fmt",
            system: &[],
            work: Work::Cargo(vec![call("fmt --all --check")]),
        },
        Step {
            name: "tidy",
            system: &[&system::COMPILER],
            work: Work::Cargo(vec![call("test --test tidy")]),
        },
        Step {
            name: "clippy",
            system: &[&system::COMPILER],
            work: Work::Cargo(vec![call("clippy --all-targets -- -D warnings")]),
        },
        Step {
            name: "clippy-wasm",
            system: &[&system::COMPILER],
            work: Work::Cargo(vec![
                call("clippy --package frontend --all-targets --target")
                    .with(WASM)
                    .and("-- -D warnings"),
            ]),
        },
        // Before the tests, so that the relay is built for all of them with the page inside.
        Step {
            name: "page",
            system: &[&system::COMPILER],
            work: Work::Page,
        },
    ]
}

/// The tests of each crate by itself.
fn suites() -> Vec<Step> {
    let zones = ZONES.map(|zone| call("test --package shared --lib").set("TZ", zone));
    vec![
        Step {
            name: "unit",
            // The tests of the house itself are among them.
            system: SERVERS,
            work: Work::Cargo(vec![call(UNIT)]),
        },
        Step {
            name: "zones",
            system: &[&system::COMPILER],
            work: Work::Cargo(zones.into()),
        },
        Step {
            name: "doc-tests",
            system: &[&system::COMPILER],
            work: Work::Cargo(vec![call("test --doc")]),
        },
        Step {
            name: "wasm",
            system: BROWSER,
            work: Work::WithPage(vec![
                call("test --package frontend --target")
                    .with(WASM)
                    // In the browser, whatever a test file says or forgets to say.
                    .set("WASM_BINDGEN_USE_BROWSER", "1")
                    .set("WASM_BINDGEN_TEST_TIMEOUT", "120"),
            ]),
        },
    ]
}

fn call(words: &'static str) -> Call {
    Call {
        words: words.split(' ').collect(),
        variables: Vec::new(),
    }
}

impl Call {
    fn with(mut self, word: &'static str) -> Self {
        self.words.push(word);
        self
    }

    fn and(mut self, words: &'static str) -> Self {
        self.words.extend(words.split(' '));
        self
    }

    fn set(mut self, name: &'static str, value: &'static str) -> Self {
        self.variables.push((name, value));
        self
    }
}

/// Whether a manifest declares an integration test of that name.
fn declares_test(manifest: &str, name: &str) -> bool {
    let wanted = format!("name = \"{name}\"");
    manifest.split("[[test]]").skip(1).any(|section| {
        section
            .lines()
            .take_while(|line| !line.starts_with('['))
            .any(|line| line.trim() == wanted)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_counts_as_declared_only_in_a_section_of_its_own() {
        let manifest = "[package]\nname = \"browser\"\n\n[[test]]\nname = \"tidy\"\npath = \"tidy.rs\"\n\n\
                        [[bin]]\nname = \"shots\"\n";
        assert!(declares_test(manifest, "tidy"));
        assert!(!declares_test(manifest, "browser"));
        assert!(!declares_test(manifest, "shots"));
    }

    #[test]
    fn the_cheapest_check_comes_first_and_the_page_before_what_embeds_it() {
        let names: Vec<_> = all().into_iter().map(|step| step.name).collect();
        assert_eq!(names[..3], ["fmt", "tidy", "clippy"]);
        let place = |wanted| names.iter().position(|name| *name == wanted);
        assert!(place("page") < place("unit"));
    }

    #[test]
    fn no_suite_of_a_crate_is_left_out() {
        let named = call(UNIT);
        let folders = fs::read_dir(shell::root()).unwrap();
        let mut suites = 0;
        for folder in folders.filter_map(|entry| entry.ok()?.path().join("tests").read_dir().ok()) {
            for file in folder.map(|entry| entry.unwrap().path()) {
                let is_suite = file.extension().is_some_and(|kind| kind == "rs");
                if is_suite || file.join("main.rs").is_file() {
                    let suite = file.file_stem().unwrap().to_str().unwrap();
                    assert!(named.words.contains(&suite), "{suite}");
                    suites += 1;
                }
            }
        }
        assert_eq!(
            suites,
            named.words.iter().filter(|word| **word == "--test").count()
        );
    }

    #[test]
    fn the_days_are_tested_in_every_zone() {
        let steps = suites();
        let zones = steps.iter().find(|step| step.name == "zones").unwrap();
        let Work::Cargo(calls) = &zones.work else {
            panic!("the zones are cargo's");
        };
        let set: Vec<_> = calls.iter().flat_map(|call| &call.variables).collect();
        assert_eq!(
            set,
            ZONES.map(|zone| ("TZ", zone)).iter().collect::<Vec<_>>()
        );
    }
}
