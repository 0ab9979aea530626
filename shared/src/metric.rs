//! The metric catalogue: unit and good direction of the metrics that are known.
//!
//! The API documents neither, and gives metric ids as open text: the catalogue is advice for
//! drawing, never a closed list.

use serde::{Deserialize, Serialize};

use crate::module::Module;

/// Which direction of a metric is good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Better {
    /// Less is better, as for durations.
    Down,
    /// More is better, as for rates.
    Up,
    /// Nobody said.
    #[default]
    Unknown,
}

/// How sure unit and direction are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Confidence {
    /// Documented, or stated by the operator.
    High,
    /// Deduced; marked «推定» on the page.
    #[default]
    Low,
}

/// A metric's line as replies describe it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// WeChat's id, open text.
    pub id: String,
    /// The Chinese name, from the catalogue or else from WeChat.
    pub zh: String,
    /// The English name where the catalogue has one, else the Chinese one.
    pub en: String,
    /// Which of the metric's lines, from 0.
    pub line: u32,
    /// The unit of the values; `None` where it is not known.
    pub unit: Option<String>,
    /// The good direction.
    pub better: Better,
    /// What the metric is among its module's: `total`, `stage`, …
    pub role: Option<String>,
    /// How sure unit and direction are.
    pub confidence: Confidence,
}

/// A row of the catalogue that is built in.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// The module.
    pub module: Module,
    /// WeChat's id.
    pub id: &'static str,
    /// The Chinese name.
    pub zh: &'static str,
    /// The English name.
    pub en: &'static str,
    /// The unit.
    pub unit: Option<&'static str>,
    /// The good direction.
    pub better: Better,
    /// The role.
    pub role: Option<&'static str>,
    /// How sure.
    pub confidence: Confidence,
    /// Whether an exact 0 can't be a measurement.
    pub positive: bool,
}

/// The built-in rows, from `metrics.toml`.
pub const KNOWN: &[Known] = &include!(concat!(env!("OUT_DIR"), "/metrics.rs"));

/// The built-in row of a metric.
#[must_use]
pub fn known(module: Module, id: &str) -> Option<&'static Known> {
    KNOWN
        .iter()
        .find(|row| row.module == module && row.id == id)
}

/// Where a metric stands among its module's where the view names none: the total before its
/// parts, known ones in the catalogue's order, then the others by id. Both sides sort by it,
/// whatever came first.
#[must_use]
pub fn position(module: Module, metric: &Metric) -> (bool, usize, &str) {
    let row = KNOWN
        .iter()
        .position(|row| row.module == module && row.id == metric.id);
    let is_part = metric.role.as_deref() != Some("total");
    (is_part, row.unwrap_or(KNOWN.len()), &metric.id)
}
