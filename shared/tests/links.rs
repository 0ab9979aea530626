//! Links that last: those of every version mean what they meant, and ten thousand random ones survive.

#![allow(
    clippy::unwrap_used,
    dead_code,
    reason = "a test that cannot go on fails, and the strategies are those of every test"
)]

mod strategies;

use std::path::Path;

use proptest::prelude::*;
use shared::view::{MAX_BYTES, NAMES, mend, parse};

/// The lines of every version, each with its file and number.
fn golden() -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/links");
    let mut lines = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).unwrap();
        let numbered = text.lines().enumerate();
        let numbered = numbered.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        lines.extend(numbered.map(|(at, line)| (format!("{name}:{}", at + 1), line.to_owned())));
    }
    lines
}

/// What a query means, as the files write it.
fn meaning(query: &str) -> String {
    match parse(query, &[]) {
        Err(error) => format!("! {}", error.parameter),
        Ok(parsed) => {
            let mut text = parsed.view.write();
            for (name, _) in &parsed.unknown {
                text.push_str(" ? ");
                text.push_str(name);
            }
            text.trim_start().to_owned()
        }
    }
}

#[test]
fn links_of_every_version_mean_what_they_meant() {
    let lines = golden();
    assert!(lines.len() >= 120, "{}", lines.len());
    for (place, line) in lines {
        let (query, wanted) = line.split_once("=>").unwrap();
        assert_eq!(meaning(query.trim()), wanted.trim(), "{place}: {query}");
    }
}

#[test]
fn this_version_has_a_file_of_its_own_and_it_covers_every_parameter() {
    let own = concat!(env!("CARGO_PKG_VERSION"), ".txt:");
    let lines = golden();
    let lines: Vec<&String> = lines
        .iter()
        .filter(|(place, _)| place.starts_with(own))
        .map(|(_, line)| line)
        .collect();
    let second = [
        "embed",
        "device",
        "device_level",
        "networktype",
        "from",
        "to",
    ];
    for name in NAMES.iter().chain(&second) {
        let holds = |line: &&&String| {
            let (query, wanted) = line.split_once("=>").unwrap();
            let mut pairs = query.trim().split('&');
            pairs.any(|pair| pair.split('=').next() == Some(name))
                && !wanted.trim_start().starts_with('!')
        };
        assert!(
            lines.iter().any(|line| holds(&line)),
            "{name} is not covered"
        );
        // A second spelling is refused under the name of the first.
        let refused = lines.iter().any(|line| {
            let (query, wanted) = line.split_once("=>").unwrap();
            query.contains(&format!("{name}=")) && wanted.trim_start().starts_with('!')
        });
        assert!(
            refused || ["device_level", "networktype"].contains(name),
            "{name} is never refused"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// As the page does it: written behind a path with what nobody knows at its end, opened, and written.
    #[test]
    fn ten_thousand_random_views_survive_being_written_opened_and_written(
        view in strategies::view(), unknown in "(&[A-Z]{1,4}=[a-z%2C]{0,4}){0,2}"
    ) {
        let written = view.write();
        prop_assume!(written.len() <= MAX_BYTES);
        let unknown = unknown.replace("%", "");
        let address = [written.as_str(), &unknown].concat();
        let opened = parse(&address, &[]).map_err(|error| TestCaseError::fail(format!("{address}: {error}")))?;
        prop_assert_eq!(&opened.view, &view);
        let kept: Vec<String> = opened.unknown.iter().map(|(_, pair)| format!("&{pair}")).collect();
        prop_assert_eq!([opened.view.write(), kept.concat()].concat(), address);
        if unknown.is_empty() {
            prop_assert_eq!(mend(&written), None);
        }
    }
}
