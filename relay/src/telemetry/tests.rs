//! Metrics are documented, and whoever watches asks for none that there is not.

use std::collections::BTreeSet;
use std::path::Path;

use super::catalogue::{Kind, ROWS};

/// What the process itself is told by, and what Prometheus says of whoever it asks.
const OTHERS: [&str; 9] = [
    "process_cpu_seconds_total",
    "process_max_fds",
    "process_open_fds",
    "process_resident_memory_bytes",
    "process_start_time_seconds",
    "process_threads",
    "process_virtual_memory_bytes",
    "process_virtual_memory_max_bytes",
    "up",
];

fn read(path: &str) -> String {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
    std::fs::read_to_string(root.join(path)).unwrap()
}

/// The words of a text that are metrics' names, or begin as such.
fn named(text: &str) -> BTreeSet<&str> {
    text.split(|sign: char| !(sign.is_ascii_alphanumeric() || sign == '_'))
        .filter(|word| word.starts_with("bootlens_") || word.starts_with("process_"))
        .collect()
}

/// Every name that a metric is asked for by.
fn known() -> BTreeSet<String> {
    let mut known: BTreeSet<String> = OTHERS.map(str::to_owned).into();
    for row in ROWS {
        match row.kind {
            Kind::Histogram => {
                let parts = ["_bucket", "_count", "_sum"];
                known.extend(parts.map(|part| format!("{}{part}", row.name)));
            }
            Kind::Counter | Kind::Gauge => {
                known.insert(row.name.to_owned());
            }
        }
    }
    known
}

#[test]
fn every_metric_stands_in_the_documentation() {
    let text = read("docs/watching.md");
    for name in ROWS.iter().map(|row| row.name).chain(OTHERS) {
        assert!(
            text.contains(&format!("| `{name}`")) || name == "up",
            "{name}"
        );
    }
}

#[test]
fn names_say_what_they_count_and_in_which_unit() {
    let mut names = BTreeSet::new();
    for row in ROWS {
        assert!(names.insert(row.name), "{} twice", row.name);
        let counts = row.name.ends_with("_total");
        assert_eq!(counts, matches!(row.kind, Kind::Counter), "{}", row.name);
    }
}

#[test]
fn dashboard_and_rules_ask_for_metrics_that_there_are() {
    let known = known();
    for path in [
        "deploy/grafana/bootlens.json",
        "deploy/prometheus/rules.yml",
    ] {
        let text = read(path);
        let named = named(&text);
        assert!(named.len() > 10, "{path}: {named:?}");
        for name in named {
            assert!(known.contains(name), "{path}: {name}");
        }
    }
}

#[test]
fn each_panel_of_the_dashboard_has_a_title_a_place_and_a_question() {
    let dashboard: serde_json::Value =
        serde_json::from_str(&read("deploy/grafana/bootlens.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap();
    let mut ids = BTreeSet::new();
    let mut asked = 0;
    for panel in panels {
        let title = panel["title"].as_str().unwrap();
        assert!(ids.insert(panel["id"].as_u64().unwrap()), "{title}");
        assert!(panel["gridPos"]["w"].as_u64().unwrap() <= 24, "{title}");
        if panel["type"] == "row" {
            continue;
        }
        for target in panel["targets"].as_array().unwrap() {
            assert!(!target["expr"].as_str().unwrap().is_empty(), "{title}");
            asked += 1;
        }
        assert_eq!(panel["datasource"]["uid"], "${datasource}", "{title}");
    }
    assert!(asked > 20, "{asked}");
}
