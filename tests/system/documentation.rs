//! What the documentation says is so: its samples are read, and nothing it lists is left out.

use std::path::{Path, PathBuf};

use relay::config::{Config, Flags, budgets};
use shared::problem::ProblemKind;
use simulator::{Pair, Platform, demonstration};

/// A fenced sample: where it stands, what follows its opening fence, its text.
pub(crate) struct Sample {
    pub(crate) place: String,
    pub(crate) kind: String,
    pub(crate) text: String,
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

fn pages() -> Vec<PathBuf> {
    let folder = std::fs::read_dir(root().join("docs")).unwrap();
    let mut pages: Vec<_> = folder.map(|entry| entry.unwrap().path()).collect();
    pages.retain(|page| page.extension().is_some_and(|kind| kind == "md"));
    pages.push(root().join("README.md"));
    pages
}

fn page(name: &str) -> String {
    std::fs::read_to_string(root().join("docs").join(name)).unwrap()
}

/// Every fenced sample of a language.
fn samples(language: &str) -> Vec<Sample> {
    let mut samples = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let mut open: Option<Sample> = None;
        for (number, line) in text.lines().enumerate() {
            // A sample in a list is indented as the list is.
            let fence = line.trim_start().strip_prefix("```");
            match (&mut open, fence) {
                (None, Some(kind)) => {
                    open = Some(Sample {
                        place: format!("{}:{}", page.display(), number + 1),
                        kind: kind.to_owned(),
                        text: String::new(),
                    });
                }
                (Some(_), Some(_)) => samples.extend(open.take()),
                (Some(sample), None) => sample.text.push_str(&format!("{line}\n")),
                (None, None) => {}
            }
        }
    }
    samples.retain(|sample| sample.kind.split(' ').next() == Some(language));
    samples
}

/// What fits into a file that a key names.
fn content(key: &str) -> String {
    let keys = demonstration::keys(Pair::ALL[0]);
    match key.trim() {
        "state_key_file" => "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=".to_owned(),
        "message_aes_key_file" => Platform::demo().message_aes_key,
        "header_file" => "Authorization: Bearer pass".to_owned(),
        "key_file" => keys.symmetric_key,
        "private_key_file" => demonstration::pem("PRIVATE KEY", &keys.private_key),
        "hash_file" => "ab".repeat(32),
        "file" => demonstration::pem("CERTIFICATE", &keys.certificate),
        "budgets_file" => page("command-line.md")
            .split_once("```toml budgets\n")
            .and_then(|(_, rest)| rest.split_once("```"))
            .map(|(sample, _)| sample.to_owned())
            .unwrap(),
        "calendar_file" => "day,kind,name".to_owned(),
        _ => "day,label".to_owned(),
    }
}

/// Reads a sample as a file of its own, whose secrets and other files exist.
pub(crate) fn load(sample: &Sample) -> Result<Config, Vec<String>> {
    let folder = tempfile::tempdir().unwrap();
    let text: String = sample
        .text
        .lines()
        .enumerate()
        .map(|(number, line)| match line.split_once(" = ") {
            Some((key, _)) if key.ends_with("_file") || key == "file" => {
                let name = format!("file{number}");
                std::fs::write(folder.path().join(&name), content(key)).unwrap();
                format!("{key} = \"{name}\"\n")
            }
            _ => format!("{line}\n"),
        })
        .collect();
    let path = folder.path().join("bootlens.toml");
    std::fs::write(&path, text).unwrap();
    let flags = Flags {
        config: Some(path),
        ..Flags::default()
    };
    let said =
        |errors: Vec<relay::config::ConfigError>| errors.iter().map(ToString::to_string).collect();
    Config::load(&flags, &std::collections::BTreeMap::new()).map_err(said)
}

#[test]
fn every_sample_of_the_configuration_is_read() {
    let samples = samples("toml");
    let complete: Vec<_> = samples
        .iter()
        .filter(|sample| sample.kind == "toml")
        .collect();
    assert!(complete.len() >= 3, "README and two of configuration.md");
    for sample in complete {
        match load(sample) {
            Ok(config) => assert!(!config.apps.is_empty(), "{}", sample.place),
            Err(errors) => panic!("{}:\n{}", sample.place, errors.join("\n")),
        }
    }
}

#[test]
fn every_sample_of_budgets_is_read() {
    let mut samples = samples("toml");
    samples.retain(|sample| sample.kind == "toml budgets");
    assert!(!samples.is_empty());
    for sample in samples {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("budgets.toml");
        std::fs::write(&path, &sample.text).unwrap();
        let read = budgets(&path, None);
        assert!(read.is_ok(), "{}: {read:?}", sample.place);
    }
}

#[test]
fn every_kind_of_sample_is_known_here() {
    for sample in samples("toml") {
        let known = ["toml", "toml budgets"];
        assert!(
            known.contains(&sample.kind.as_str()),
            "{}: {}",
            sample.place,
            sample.kind
        );
    }
}

#[test]
fn every_sample_of_json_is_one() {
    let samples = samples("json");
    assert!(!samples.is_empty());
    for sample in samples {
        let read: Result<shared::reply::Reply, _> = serde_json::from_str(&sample.text);
        assert!(read.is_ok(), "{}: {read:?}", sample.place);
    }
}

#[test]
fn every_problem_stands_in_the_documentation_with_its_status() {
    let text = page("addresses.md");
    for kind in ProblemKind::ALL {
        let row = format!("| `{}` | {} |", kind.slug(), kind.status());
        assert!(text.contains(&row), "{row}");
    }
}

#[test]
fn every_link_between_the_pages_leads_to_a_page() {
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        for link in text
            .split("](")
            .skip(1)
            .filter_map(|rest| rest.split(')').next())
        {
            let file = link.split('#').next().unwrap();
            let outside = link.contains("://") || link.starts_with("pictures/") || file.is_empty();
            // Pictures are written by `cargo xtask shots`.
            if outside || file.starts_with("docs/pictures/") {
                continue;
            }
            let target = page.parent().unwrap().join(file);
            assert!(target.exists(), "{}: {link}", page.display());
        }
    }
}

/// What the headings of a page are called in links.
fn anchors(page: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(page).unwrap();
    let headings = text.lines().filter(|line| line.starts_with('#'));
    let slug = |heading: &str| {
        let words = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = words
            .chars()
            .filter(|sign| sign.is_alphanumeric() || " -_".contains(*sign));
        kept.collect::<String>().replace(' ', "-")
    };
    headings.map(slug).collect()
}

#[test]
fn every_link_into_a_page_leads_to_a_heading() {
    let mut seen = 0;
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        let links = text.split("](").skip(1);
        for link in links.filter_map(|rest| rest.split(')').next()) {
            let Some((file, anchor)) = link.split_once('#') else {
                continue;
            };
            if link.contains("://") || !(file.is_empty() || file.ends_with(".md")) {
                continue;
            }
            let target = match file {
                "" => page.clone(),
                _ => page.parent().unwrap().join(file),
            };
            let known = anchors(&target);
            assert!(
                known.iter().any(|one| one == anchor),
                "{}: {link}",
                page.display()
            );
            seen += 1;
        }
    }
    assert!(seen > 50, "{seen}");
}

#[test]
fn whoever_is_on_call_finds_what_the_alarms_name() {
    let known = anchors(&root().join("docs/operating.md"));
    for anchor in [
        "wechat-down",
        "quota-gone",
        "secret-frozen",
        "history-down",
        "data-late",
        "not-ready",
    ] {
        assert!(known.iter().any(|one| one == anchor), "{anchor}");
    }
}
