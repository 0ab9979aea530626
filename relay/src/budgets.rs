//! The budgets that readers see, as each app's file stands now.

use std::collections::BTreeMap;

use shared::budget::Budget;

use crate::config::{AppConfig, Owner, budgets};
use crate::followed::Followed;

/// The budgets of the apps that have a file of them, by alias.
pub(crate) struct Budgets(BTreeMap<String, Followed<Vec<Budget>>>);

impl Budgets {
    /// Reads the files of a configuration.
    pub(crate) fn new(apps: &[AppConfig]) -> Self {
        let followed = |app: &AppConfig| {
            let path = app.budgets_file.clone()?;
            let owner = app.owner();
            let file = Followed::new("budgets_file", path, Vec::new(), move |path| {
                read(path, &owner)
            });
            Some((app.alias.to_string(), file))
        };
        Self(apps.iter().filter_map(followed).collect())
    }

    /// The budgets of an app, in their file's order.
    pub(crate) fn of(&self, alias: &str) -> Vec<Budget> {
        let file = self.0.get(alias);
        file.map_or_else(Vec::new, |file| file.now().to_vec())
    }
}

/// Every fault in one line: the log tells a slip as one event.
fn read(path: &std::path::Path, owner: &Owner) -> Result<Vec<Budget>, String> {
    let budgets = budgets(path, Some(owner)).map_err(|errors| {
        let lines: Vec<String> = errors.iter().map(ToString::to_string).collect();
        lines.join("; ")
    })?;
    Ok(budgets.iter().map(|budget| budget.told()).collect())
}
