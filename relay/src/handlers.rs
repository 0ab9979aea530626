//! One room for each kind of address.

pub(crate) mod apps;
pub(crate) mod calendar;
pub(crate) mod changes;
pub(crate) mod conditional;
pub(crate) mod encoding;
pub(crate) mod health;
mod held;
pub(crate) mod page;
pub(crate) mod performance;
pub(crate) mod pictures;
pub(crate) mod plan;

use shared::reply::{Notice, NoticeCode};
use shared::text::Lang;
use shared::view::{Alias, Days, Parsed, Reason, View, ViewError, parse};

use crate::config::Config;
use crate::gate::Admitted;
use crate::problem::Fault;
use crate::telemetry::Subject;

/// The most notices about parameters that nobody knows; more tell nothing more.
const MAX_UNKNOWN: usize = 20;

/// Notes what a view names, also where it is refused; its days where they are dates.
fn note_subject(admitted: &Admitted, view: &View) {
    let days = match view.days {
        Days::Range(range) => Some(range),
        Days::Last(_) => None,
    };
    admitted.note(|noted| noted.subject = Some(Subject::new(&view.apps, view.module, days)));
}

/// Reads the view of a data address: it must name a module and apps that can be seen.
fn read_view(
    admitted: &Admitted,
    config: &Config,
    query: Option<&str>,
    beside: &[&str],
) -> Result<Parsed, Fault> {
    let parsed = read_apps(admitted, config, query, beside)?;
    if parsed.view.module.is_none() {
        return Err(ViewError::new("module", "", Reason::Required).into());
    }
    Ok(parsed)
}

/// Reads a view that must name apps that can be seen.
fn read_apps(
    admitted: &Admitted,
    config: &Config,
    query: Option<&str>,
    beside: &[&str],
) -> Result<Parsed, Fault> {
    let parsed = read_any(admitted, config, query, beside)?;
    if parsed.view.apps.is_empty() {
        return Err(ViewError::new("app", "", Reason::Required).into());
    }
    Ok(parsed)
}

/// Reads a view that may leave the apps out; those that it names can be seen.
fn read_any(
    admitted: &Admitted,
    config: &Config,
    query: Option<&str>,
    beside: &[&str],
) -> Result<Parsed, Fault> {
    let mut parsed = parse(query.unwrap_or_default(), beside)?;
    note_subject(admitted, &parsed.view);
    let view = &mut parsed.view;
    let unknown = |alias: &&Alias| {
        let now = config.current_alias(alias);
        now.is_none_or(|now| !admitted.sees(now))
    };
    if let Some(alias) = view.apps.iter().find(unknown) {
        return Err(Fault::app_unknown(alias.as_str()));
    }
    view.rename_apps(|alias| config.current_alias(alias).cloned());
    Ok(parsed)
}

/// A notice for each parameter that nobody knows.
fn unknown_parameters(parsed: &Parsed) -> Vec<Notice> {
    let names = parsed.unknown.iter().take(MAX_UNKNOWN);
    names
        .map(|(name, _)| {
            let name: String = name.chars().take(200).collect();
            Notice {
                code: NoticeCode::UnknownParameter,
                text: Lang::Zh.unknown_parameter(&name),
                app: None,
                metric: None,
                slice: None,
                parameter: Some(name),
            }
        })
        .collect()
}
