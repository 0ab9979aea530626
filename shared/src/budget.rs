//! What a view's figures must keep within.

use serde::{Deserialize, Serialize};

/// What is compared with the bound.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Measure {
    /// The newest settled value.
    Latest,
    /// The mean of the days.
    Mean,
    /// The change of the mean against the period beside, in percent.
    Change,
}

impl Measure {
    /// Every measure.
    pub const ALL: &[Self] = &[Self::Latest, Self::Mean, Self::Change];

    /// Its word in files and replies.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Mean => "mean",
            Self::Change => "change",
        }
    }
}

/// What a figure must not pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Bound {
    /// It must not be larger.
    Over(f64),
    /// It must not be smaller.
    Under(f64),
}

impl Bound {
    /// Whether a figure passes it.
    #[must_use]
    pub fn is_passed(self, figure: f64) -> bool {
        match self {
            Self::Over(most) => figure > most,
            Self::Under(least) => figure < least,
        }
    }

    /// The bound itself.
    #[must_use]
    pub fn value(self) -> f64 {
        match self {
            Self::Over(value) | Self::Under(value) => value,
        }
    }
}

/// A budget as the page is told of it: `{"view","measure","over" or "under","min_days"}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Budget {
    /// The view in its usual spelling: every series of it must keep within the bound.
    pub view: String,
    /// What is compared.
    pub measure: Measure,
    /// The bound, in the metric's unit; of a change in percent.
    #[serde(flatten)]
    pub bound: Bound,
    /// How many settled days with a value it takes.
    pub min_days: usize,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_written_as_its_file_has_it() {
        let text =
            r#"{"view":"app=shop&module=launch","measure":"latest","over":3000.0,"min_days":14}"#;
        let budget: Budget = serde_json::from_str(text).unwrap();
        assert_eq!(budget.bound, Bound::Over(3000.0));
        assert_eq!(serde_json::to_string(&budget).unwrap(), text);
    }
}
