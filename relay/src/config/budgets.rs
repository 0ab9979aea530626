//! Budgets: what a view's figures must keep within, read as strictly as the configuration.

use std::path::{Path, PathBuf};

use shared::budget::{self, Bound, Measure};
use shared::text::Lang;
use shared::view::{Alias, View, parse};

use super::error::{ConfigError, Place};
use super::report::Report;
use super::section::Section;
use super::tree::{self, Value};
use super::values;
use crate::followed;

/// How many days a figure must rest on where a budget says nothing.
const MIN_DAYS: usize = 14;

/// One budget.
#[derive(Clone, Debug, PartialEq)]
pub struct Budget {
    /// The view: every series of it must keep within the bound.
    pub view: View,
    /// What is compared.
    pub measure: Measure,
    /// The bound.
    pub bound: Bound,
    /// How many settled days with a value it takes.
    pub min_days: usize,
    /// Where it stands.
    place: Place,
}

impl Budget {
    /// A fault of its view that only the relay could find.
    #[must_use]
    pub fn fault(&self, text: &str) -> ConfigError {
        ConfigError {
            place: self.place.clone(),
            key: "budget.view".to_owned(),
            text: text.to_owned(),
        }
    }

    /// The budget as readers are told of it.
    #[must_use]
    pub fn told(&self) -> budget::Budget {
        budget::Budget {
            view: self.view.write(),
            measure: self.measure,
            bound: self.bound,
            min_days: self.min_days,
        }
    }
}

/// The app whose budgets a file holds: their views need not name it, and name no other.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Its alias.
    pub alias: Alias,
    /// Names that it had before.
    pub former: Vec<Alias>,
}

impl Owner {
    /// The view with the alias of now.
    fn take(&self, mut view: View) -> Result<View, String> {
        let is_it = |alias: &Alias| *alias == self.alias || self.former.contains(alias);
        if let Some(other) = view.apps.iter().find(|alias| !is_it(alias)) {
            return Err(format!(
                "names the app «{other}», and these budgets are of «{}»; leave app= out",
                self.alias
            ));
        }
        view.apps = vec![self.alias.clone()];
        // With one app what is hidden needs no name before it.
        view.hide.iter_mut().for_each(|hidden| hidden.app = None);
        Ok(view)
    }
}

/// Reads a file of budgets; without an owner each of their views names its apps.
///
/// # Errors
/// Every fault at once, each with line and key.
pub fn budgets(path: &Path, owner: Option<&Owner>) -> Result<Vec<Budget>, Vec<ConfigError>> {
    let mut report = Report::new(PathBuf::new());
    let budgets = read(path, owner, &mut report);
    let errors = report.into_errors();
    if errors.is_empty() {
        Ok(budgets)
    } else {
        Err(errors)
    }
}

/// The same with the faults beside those of the configuration; a budget with one is left out.
pub(super) fn read(path: &Path, owner: Option<&Owner>, report: &mut Report) -> Vec<Budget> {
    let text = match followed::text(path) {
        Ok(text) => text,
        Err(error) => {
            let text = format!("can't read {}: {error}", path.display());
            report.add(Place::Nowhere, "", text);
            return Vec::new();
        }
    };
    let file = path.display().to_string();
    let table = tree::parse(&text, &file, report);
    let start = Place::Line { file, line: 1 };
    let mut top = Section::new("", start, table);
    if !top.has("budget") {
        top.lacks("budget", report, "write at least one [[budget]]");
    }
    let mut budgets = Vec::new();
    for section in top.sections("budget", report) {
        budgets.extend(budget(section, owner, report));
    }
    top.finish(report);
    budgets
}

fn budget(mut section: Section, owner: Option<&Owner>, report: &mut Report) -> Option<Budget> {
    let place = section.place_of("view");
    for (key, what) in [
        (
            "view",
            "what is charted, app=shop&module=launch&metric=total",
        ),
        ("measure", "\"latest\", \"mean\" or \"change\""),
    ] {
        if !section.has(key) {
            section.lacks(key, report, what);
        }
    }
    match (section.has("over"), section.has("under")) {
        (false, false) => section.lacks("over", report, "the bound; or under"),
        (true, true) => section.fail("under", report, "stands beside over; leave one of them out"),
        _ => {}
    }
    let view = section.read("view", report, |value| view(value, owner));
    let measures: Vec<_> = Measure::ALL.iter().map(|one| (one.word(), *one)).collect();
    let measure = section.read("measure", report, |value| values::word(value, &measures));
    let over = section.read("over", report, figure).map(Bound::Over);
    let under = section.read("under", report, figure).map(Bound::Under);
    let min_days = section.read("min_days", report, |value| {
        values::number(value, &(1..=3_660))
    });
    section.finish(report);
    Some(Budget {
        view: view?,
        measure: measure?,
        bound: over.or(under)?,
        min_days: min_days.unwrap_or(MIN_DAYS),
        place,
    })
}

/// A view, or an address that holds it after «?»; it names a module, and apps where there is no owner.
fn view(value: &Value, owner: Option<&Owner>) -> Result<View, String> {
    let text = values::text(value)?;
    let query = text
        .split_once('?')
        .map_or(text.as_str(), |(_, query)| query);
    let parsed = parse(query, &[]).map_err(|error| Lang::En.view_error(&error))?;
    if let Some((name, _)) = parsed.unknown.first() {
        return Err(format!("«{name}» is no parameter of a view; leave it out"));
    }
    let view = match owner {
        None => parsed.view,
        Some(owner) => owner.take(parsed.view)?,
    };
    match (view.apps.is_empty(), view.module) {
        (false, Some(_)) => Ok(view),
        _ if owner.is_some() => Err("names no module; write module=…".to_owned()),
        _ => Err("names no app or no module; write app=…&module=…".to_owned()),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a bound beyond 2^53 bounds nothing"
)]
fn figure(value: &Value) -> Result<f64, String> {
    match value {
        Value::Integer(number) => Ok(*number as f64),
        Value::Fraction(number) => Ok(*number),
        other => Err(format!("a number is expected, not {}", other.kind())),
    }
}
