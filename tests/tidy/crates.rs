//! Who may know whom, read from the manifests.

use crate::tree::Source;

/// Each crate and those of ours that it may depend on.
const MAY_KNOW: [(&str, &[&str]); 9] = [
    ("shared", &[]),
    ("analysis", &["shared"]),
    ("chart", &["shared", "analysis"]),
    ("frontend", &["shared", "analysis", "chart"]),
    ("relay", &["shared", "analysis", "chart", "simulator"]),
    ("simulator", &["shared"]),
    (
        "tests",
        &[
            "shared",
            "analysis",
            "chart",
            "frontend",
            "relay",
            "simulator",
        ],
    ),
    ("fuzz", &["relay"]),
    ("xtask", &[]),
];

/// Every dependency that a manifest must not have, as `file:line: what`.
pub(crate) fn offences(manifest: &Source) -> Vec<String> {
    let Some(name) = manifest.path.strip_suffix("/Cargo.toml") else {
        return Vec::new();
    };
    let Some((_, allowed)) = MAY_KNOW.iter().find(|(known, _)| *known == name) else {
        return vec![format!(
            "{}:1: nobody has decided whom `{name}` may know",
            manifest.path
        )];
    };
    let ours = MAY_KNOW.map(|(name, _)| name);
    dependencies(manifest)
        .filter(|(_, dependency)| ours.contains(dependency) && !allowed.contains(dependency))
        .map(|(line, dependency)| {
            format!(
                "{}:{line}: `{name}` must not know `{dependency}`",
                manifest.path
            )
        })
        .collect()
}

/// The crates that are tested natively and run on both sides.
const PURE: [&str; 3] = [
    "shared/Cargo.toml",
    "analysis/Cargo.toml",
    "chart/Cargo.toml",
];

/// How the names begin of what brings the browser, HTTP, a runtime or SQL along.
const IMPURE: [&str; 12] = [
    "axum",
    "gloo",
    "http",
    "hyper",
    "js-sys",
    "leptos",
    "reqwest",
    "sqlx",
    "tokio",
    "tower",
    "wasm-bindgen",
    "web-sys",
];

/// Every dependency of a pure crate that would make it impure, as `file:line: what`.
pub(crate) fn impure(manifest: &Source) -> Vec<String> {
    if !PURE.contains(&manifest.path.as_str()) {
        return Vec::new();
    }
    dependencies(manifest)
        .filter(|(_, dependency)| IMPURE.iter().any(|start| dependency.starts_with(start)))
        .map(|(line, dependency)| {
            format!(
                "{}:{line}: `{dependency}`: shared, analysis and chart know neither browser, HTTP nor SQL",
                manifest.path
            )
        })
        .collect()
}

/// The names in every table of dependencies, with their lines: normal, dev, build, by target,
/// and `[dependencies.name]`.
fn dependencies(manifest: &Source) -> impl Iterator<Item = (usize, &str)> {
    let mut inside = false;
    manifest.lines().filter_map(move |(number, line)| {
        let line = line.trim();
        if let Some(header) = line.strip_prefix('[') {
            let header = header.trim_matches(['[', ']']);
            inside = header.ends_with("dependencies");
            let (table, name) = header.rsplit_once('.')?;
            return table.ends_with("dependencies").then_some((number, name));
        }
        let end = line.find(['.', ' ', '='])?;
        let name = line[..end].trim_matches('"');
        (inside && !line.starts_with('#')).then_some((number, name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_dependency_against_the_way_of_the_data_is_an_offence() {
        let text = "[package]\nname = \"frontend\"\n\n[dependencies]\nrelay.workspace = true\n";
        assert_eq!(
            offences(&manifest("frontend/Cargo.toml", text)),
            ["frontend/Cargo.toml:5: `frontend` must not know `relay`"]
        );
    }

    #[test]
    fn every_spelling_of_a_dependency_is_read() {
        for text in [
            "[dev-dependencies]\nsimulator = { workspace = true }\n",
            "[build-dependencies]\nsimulator={ path = \"../simulator\" }\n",
            "[dependencies.simulator]\nworkspace = true\n",
            "[target.'cfg(unix)'.dependencies]\nsimulator.workspace = true\n",
        ] {
            assert_eq!(
                offences(&manifest("chart/Cargo.toml", text)).len(),
                1,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_allowed_and_what_is_not_ours_passes() {
        let text = "[dependencies]\nserde.workspace = true\nshared.workspace = true\n\n\
                    [features]\nrelay = []\n";
        assert_eq!(
            offences(&manifest("analysis/Cargo.toml", text)),
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_pure_crate_that_depends_on_the_browser_is_an_offence() {
        let text =
            "[dependencies]\nserde.workspace = true\n\n[dependencies.web-sys]\nworkspace = true\n";
        assert_eq!(impure(&manifest("chart/Cargo.toml", text)).len(), 1);
        assert!(impure(&manifest("frontend/Cargo.toml", text)).is_empty());
    }

    #[test]
    fn a_crate_that_nobody_decided_about_is_an_offence() {
        assert_eq!(
            offences(&manifest("extra/Cargo.toml", "[package]\n")).len(),
            1
        );
    }
}
