//! Numbers of numbers: means, medians, and how far values lie from each other.

use shared::order;

/// The normal distribution's standard deviation in units of its median absolute deviation.
const DEVIATIONS: f64 = 1.4826;

/// The mean of at least one value; where their sum overflows, each is divided first.
pub(crate) fn mean(values: &[f64]) -> f64 {
    let count = values.len() as f64;
    let mean = values.iter().sum::<f64>() / count;
    if mean.is_finite() {
        mean
    } else {
        values.iter().map(|value| value / count).sum()
    }
}

/// The median of at least one value in order.
pub(crate) fn median(sorted: &[f64]) -> f64 {
    let middle = sorted.len() / 2;
    if sorted.len() % 2 == 1 {
        sorted[middle]
    } else {
        f64::midpoint(sorted[middle - 1], sorted[middle])
    }
}

/// The median of at least one value, in any order.
pub(crate) fn middle(mut values: Vec<f64>) -> f64 {
    order::sort_numbers(&mut values);
    median(&values)
}

/// The standard deviation of values with the centre 0, of which less than half may be far off.
pub(crate) fn deviation(values: impl Iterator<Item = f64>) -> f64 {
    DEVIATIONS * middle(values.map(f64::abs).collect())
}

/// A day's standard deviation, from the differences of neighbouring values; at least two values.
pub(crate) fn noise(values: &[f64]) -> f64 {
    let steps: Vec<f64> = values.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let centre = middle(steps.clone());
    deviation(steps.iter().map(|step| step - centre)) / std::f64::consts::SQRT_2
}

/// How much a change is of what was before, in percent; `None` where that was 0.
pub(crate) fn percent(change: f64, before: f64) -> Option<f64> {
    (before != 0.0).then(|| change / before.abs() * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn noise_is_that_worked_by_hand() {
        // Steps 2 −4 2 2 −4 2: median 2, distances from it 0 6 0 0 6 0 with median 0. Of 4 −4 4 −4:
        // median 0, distances all 4, and 1.4826 × 4 ÷ √2 = 4.19343...
        assert_eq!(noise(&[0.0, 2.0, -2.0, 0.0, 2.0, -2.0, 0.0]), 0.0);
        assert!((noise(&[0.0, 4.0, 0.0, 4.0, 0.0]) - 4.193_43).abs() < 1e-4);
    }

    #[test]
    fn the_mean_of_huge_values_is_no_infinity() {
        assert_eq!(mean(&[f64::MAX, f64::MAX]), f64::MAX);
        assert_eq!(percent(1.0, -4.0), Some(25.0));
        assert_eq!(percent(1.0, 0.0), None);
    }
}
