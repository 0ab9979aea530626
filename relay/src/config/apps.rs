//! The apps, their credentials, and what the operator knows of metrics.

use shared::apps::AppKind;
use shared::metric::Better;
use shared::module::Module;
use shared::view::Alias;

use super::error::Place;
use super::report::Report;
use super::section::Section;
use super::{AppConfig, MetricRow, Owner, access, budgets, credential, signing, values};
use crate::marks;

/// Kinds of app by word.
pub(super) const KINDS: [(&str, AppKind); 2] = [
    ("mini-program", AppKind::MiniProgram),
    ("mini-game", AppKind::MiniGame),
];

/// Good directions by word.
pub(super) const DIRECTIONS: [(&str, Better); 3] = [
    ("down", Better::Down),
    ("up", Better::Up),
    ("unknown", Better::Unknown),
];

/// Reads `[apps]`. An app with a fault is reported and left out.
pub(super) fn read(mut section: Section, report: &mut Report) -> Vec<AppConfig> {
    let tables = section.named(report);
    if tables.is_empty() {
        let text =
            "there is none; write [apps.ALIAS], or set BOOTLENS_APPID and BOOTLENS_SECRET_FILE";
        report.add(Place::Nowhere, "apps", text);
    }
    let mut apps: Vec<AppConfig> = Vec::new();
    for (name, table) in tables {
        let place = table.place();
        let Some(app) = app(&name, table, report) else {
            continue;
        };
        if let Some(other) = apps.iter().find(|other| other.appid == app.appid) {
            let text = format!(
                "is the AppID of apps.{} too; each app stands once",
                other.alias
            );
            report.add(place, &format!("apps.{name}.appid"), text);
        }
        apps.push(app);
    }
    former(&apps, report);
    apps
}

/// Reports former aliases that stand for another app as well.
fn former(apps: &[AppConfig], report: &mut Report) {
    for (index, app) in apps.iter().enumerate() {
        for alias in &app.former_aliases {
            let is_taken = apps.iter().enumerate().any(|(place, other)| {
                other.alias == *alias || (place < index && other.former_aliases.contains(alias))
            });
            if is_taken {
                let key = format!("apps.{}.former_aliases", app.alias);
                let text = format!("«{alias}» is the alias of another app, or its own");
                report.add(Place::Nowhere, &key, text);
            }
        }
    }
}

fn app(name: &str, mut section: Section, report: &mut Report) -> Option<AppConfig> {
    let alias = Alias::new(name);
    if alias.is_none() {
        let text = "is no alias: 1 to 32 of a-z, 0-9 and -, the first no hyphen, are expected";
        report.add(section.place(), &format!("apps.{name}"), text);
    }
    if !section.has("appid") {
        section.lacks(
            "appid",
            report,
            "the app's AppID, such as wx0123456789abcdef",
        );
    }
    let appid = section.read("appid", report, values::appid);
    let shown = section.read("name", report, values::text);
    let kind = section.read("kind", report, |value| values::word(value, &KINDS));
    let place = section.place_of("marks_file");
    let marks_file = section.file("marks_file", report);
    if let Some(Err(text)) = marks_file.as_deref().map(marks::check) {
        report.add(place, &format!("apps.{name}.marks_file"), text);
    }
    let budgets_file = section.file("budgets_file", report);
    let former_aliases = section.read("former_aliases", report, |value| {
        values::list(value)?
            .iter()
            .map(|text| former_alias(text))
            .collect()
    });
    let groups = section.read("groups", report, |value| {
        let groups = values::list(value)?;
        groups.iter().map(|text| access::group(text)).collect()
    });
    let users = section.read("users", report, values::list);
    let credential = section.section("credential", report);
    let credential = credential::read(credential, report);
    let signing = section
        .has("signing")
        .then(|| signing::read(section.section("signing", report), report));
    section.finish(report);
    let alias = alias?;
    let former_aliases: Vec<Alias> = former_aliases.unwrap_or_default();
    if let Some(path) = &budgets_file {
        let owner = Owner {
            alias: alias.clone(),
            former: former_aliases.clone(),
        };
        budgets::read(path, Some(&owner), report);
    }
    Some(AppConfig {
        name: shown.unwrap_or_else(|| alias.as_str().to_owned()),
        alias,
        former_aliases,
        appid: appid?,
        kind: kind.unwrap_or_default(),
        groups: groups.unwrap_or_default(),
        users: users.unwrap_or_default(),
        marks_file,
        marks: Vec::new(),
        budgets_file,
        credential: credential?,
        signing: match signing {
            None => None,
            Some(signing) => Some(signing?),
        },
    })
}

fn former_alias(text: &str) -> Result<Alias, String> {
    Alias::new(text).ok_or_else(|| format!("«{text}» is no alias: a-z, 0-9 and - are expected"))
}

/// Reads `[[metric]]`. A row with a fault is reported and left out.
pub(super) fn metrics(sections: Vec<Section>, report: &mut Report) -> Vec<MetricRow> {
    sections
        .into_iter()
        .filter_map(|section| metric(section, report))
        .collect()
}

fn metric(mut section: Section, report: &mut Report) -> Option<MetricRow> {
    if !section.has("module") {
        section.lacks("module", report, "one of the five modules");
    }
    if !section.has("id") {
        section.lacks("id", report, "the metric's id as WeChat gives it");
    }
    let modules = Module::ALL.map(|module| (module.slug(), module));
    let module = section.read("module", report, |value| values::word(value, &modules));
    let id = section.read("id", report, values::text);
    let unit = section.read("unit", report, values::text);
    let better = section.read("better", report, |value| values::word(value, &DIRECTIONS));
    let role = section.read("role", report, values::text);
    let zh = section.read("zh", report, values::text);
    let en = section.read("en", report, values::text);
    let positive = section.read("positive", report, values::boolean);
    section.finish(report);
    Some(MetricRow {
        module: module?,
        id: id?,
        unit,
        better: better.unwrap_or_default(),
        role,
        zh,
        en,
        positive,
    })
}
