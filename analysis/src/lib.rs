//! Pure functions over daily series: moving means, headline figures, summaries.

mod headline;
mod summary;

pub use headline::{Headline, Verdict, headline};
pub use summary::{Summary, summary};

/// The mean of each day and the `window` − 1 days before it, over full windows only: a day without
/// a value leaves none for every window that it is part of. A window of 0 or 1 changes nothing.
#[must_use]
pub fn smooth(values: &[Option<f64>], window: usize) -> Vec<Option<f64>> {
    if window <= 1 {
        return values.to_vec();
    }
    // Each sum is made anew: a running one would carry the rounding of large values along.
    (1..=values.len())
        .map(|end| {
            let days = &values[end.checked_sub(window)?..end];
            let sum = days.iter().try_fold(0.0, |sum, day| Some(sum + (*day)?))?;
            Some(sum / window as f64)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mean_needs_its_whole_window() {
        let values = [
            Some(1.0),
            Some(2.0),
            Some(6.0),
            None,
            Some(3.0),
            Some(3.0),
            Some(9.0),
        ];
        assert_eq!(
            smooth(&values, 3),
            [None, None, Some(3.0), None, None, None, Some(5.0)]
        );
    }

    #[test]
    fn a_window_of_one_leaves_the_values_alone() {
        let values = [Some(1.5), None];
        assert_eq!(smooth(&values, 1), values);
        assert_eq!(smooth(&values, 0), values);
    }

    #[test]
    fn a_window_longer_than_the_series_has_no_mean() {
        assert_eq!(smooth(&[Some(1.0); 6], 7), [None; 6]);
    }
}
