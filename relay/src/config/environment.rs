//! Environment variables, and how their names become keys.

use std::collections::BTreeMap;

use shared::text::Lang;

use super::error::Place;
use super::report::Report;
use super::tree::{Node, Table, Value};

const PREFIX: &str = "BOOTLENS_";

/// What the build reads, and may still be set when the binary runs.
const BUILD: [&str; 2] = ["BOOTLENS_PAGE", "BOOTLENS_REVISION"];

/// One app without a file: the variable, and the key below `apps.ALIAS`.
const ONE_APP: [(&str, &[&str]); 3] = [
    ("BOOTLENS_APPID", &["appid"]),
    ("BOOTLENS_SECRET", &["credential", "secret"]),
    ("BOOTLENS_SECRET_FILE", &["credential", "secret_file"]),
];
const ONE_ALIAS: &str = "BOOTLENS_ALIAS";

/// The variables of this process that concern the relay; an empty one counts as not set. Bytes that are no
/// UTF-8 stand as [`char::REPLACEMENT_CHARACTER`], which no value holds otherwise.
#[must_use]
pub fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| {
            let name = name.into_string().ok()?;
            Some((name, value.to_string_lossy().into_owned()))
        })
        .filter(|(name, value)| concerns(name) && !value.is_empty())
        .collect()
}

/// What the log is to tell, where `RUST_LOG` says it.
#[must_use]
pub fn log_filter() -> Option<String> {
    std::env::var("RUST_LOG")
        .ok()
        .filter(|text| !text.is_empty())
}

/// The language of whoever sits at the terminal, as the locale says it; English where that names
/// neither.
#[must_use]
pub fn operator_lang() -> Lang {
    let mut names = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter();
    let said = names.find_map(|name| std::env::var(name).ok().filter(|text| !text.is_empty()));
    match said {
        Some(locale) if locale.starts_with("zh") => Lang::Zh,
        _ => Lang::En,
    }
}

fn concerns(name: &str) -> bool {
    name.starts_with(PREFIX) && !BUILD.contains(&name) && !set_by_kubernetes(name)
}

/// Kubernetes tells every container of a service named `bootlens` by such variables.
fn set_by_kubernetes(name: &str) -> bool {
    ["BOOTLENS_PORT", "BOOTLENS_SERVICE_PORT"]
        .iter()
        .any(|word| name == *word || name.starts_with(&format!("{word}_")))
        || name == "BOOTLENS_SERVICE_HOST"
}

/// Lays the variables over what the file says.
pub(super) fn overlay(table: &mut Table, env: &BTreeMap<String, String>, report: &mut Report) {
    let one_alias = env.get(ONE_ALIAS).map_or("app", String::as_str);
    let mut one_app = false;
    for (name, text) in env {
        if !concerns(name) || text.is_empty() || name == ONE_ALIAS {
            continue;
        }
        if text.contains(char::REPLACEMENT_CHARACTER) {
            let place = Place::Variable(name.clone());
            report.add(place, "", "holds bytes that are no UTF-8");
            continue;
        }
        let node = Node {
            value: Value::String(text.clone()),
            place: Place::Variable(name.clone()),
        };
        if let Some((_, rest)) = ONE_APP.iter().find(|(known, _)| known == name) {
            one_app = true;
            let mut path = vec!["apps".to_owned(), one_alias.to_owned()];
            path.extend(rest.iter().map(|&part| part.to_owned()));
            insert(table, &path, node, report);
        } else {
            let rest = name[PREFIX.len()..].to_ascii_lowercase();
            let path: Vec<_> = rest.split("__").map(str::to_owned).collect();
            insert(table, &path, node, report);
        }
    }
    if let Some(alias) = env.get(ONE_ALIAS)
        && !one_app
    {
        let place = Place::Variable(ONE_ALIAS.to_owned());
        let text = format!("names the app «{alias}», but BOOTLENS_APPID is not set");
        report.add(place, "", text);
    }
}

fn insert(table: &mut Table, path: &[String], node: Node, report: &mut Report) {
    let mut at = table;
    let mut below_names = false;
    for (depth, part) in path.iter().enumerate() {
        let key = if below_names {
            name_of(at, part)
        } else {
            part.clone()
        };
        below_names = depth == 0 && (part == "apps" || part == "platforms");
        if depth + 1 == path.len() {
            supplant(at, &key);
            at.insert(key, node);
            return;
        }
        let place = node.place.clone();
        let next = at.entry(key).or_insert_with(|| Node {
            value: Value::Table(Table::new()),
            place,
        });
        let Value::Table(inner) = &mut next.value else {
            let text = format!("«{part}» holds a value, so that nothing can stand below it");
            report.add(node.place, "", text);
            return;
        };
        at = inner;
    }
}

/// The name that a part of a variable means: `-` in a name is `_` in the environment.
fn name_of(table: &Table, part: &str) -> String {
    table
        .keys()
        .find(|name| name.replace('-', "_") == *part)
        .cloned()
        .unwrap_or_else(|| part.replace('_', "-"))
}

/// A secret from the environment takes the place of the file's in either spelling.
fn supplant(table: &mut Table, key: &str) {
    let other = key
        .strip_suffix("_file")
        .map_or_else(|| format!("{key}_file"), str::to_owned);
    if matches!(table.get(&other), Some(node) if matches!(node.place, Place::Line { .. })) {
        table.remove(&other);
    }
}
