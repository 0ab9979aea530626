//! Median and spread of what was measured, and of shares of it.

/// A median between a low and a high: quartiles, or the least and the most.
#[derive(Clone, Copy)]
pub(crate) struct Spread {
    pub(crate) low: f64,
    pub(crate) median: f64,
    pub(crate) high: f64,
}

impl Spread {
    /// With the quartiles.
    pub(crate) fn of(values: Vec<f64>) -> Self {
        Self::between(values, [1, 3])
    }

    /// With the least and the most, for the few values of which the quartiles say too little.
    pub(crate) fn to_ends(values: Vec<f64>) -> Self {
        Self::between(values, [0, 4])
    }

    fn between(mut values: Vec<f64>, [low, high]: [usize; 2]) -> Self {
        assert!(!values.is_empty(), "nothing was measured");
        values.sort_by(f64::total_cmp);
        let at = |quarters: usize| values[(values.len() - 1) * quarters / 4];
        Self {
            low: at(low),
            median: at(2),
            high: at(high),
        }
    }
}

impl std::fmt::Display for Spread {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { low, median, high } = self;
        write!(f, "{median:.2} ({low:.2}–{high:.2})")
    }
}

/// Round by round, so that a moment in which the machine was slow counts for both.
pub(crate) fn shares(ours: &[f64], theirs: &[f64]) -> Vec<f64> {
    ours.iter().zip(theirs).map(|(a, b)| a / b).collect()
}

/// The spread of the shares, with the quartiles.
pub(crate) fn ratio(ours: &[f64], theirs: &[f64]) -> Spread {
    Spread::of(shares(ours, theirs))
}
