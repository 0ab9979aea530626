//! The level around a day, the days far from it, and how uncertain a mean of many days is.

use crate::stats;

/// Days before and after that a level is the median of: it holds against four far days in a row,
/// the most that are no segment of their own.
const AROUND: usize = 4;
/// Beyond this many standard deviations from its level a day is an outlier.
const FAR: f64 = 5.0;
/// A day counts with this many standard deviations at most.
const LIMIT: f64 = 3.0;
/// A difference of two days counts with this many of its standard deviations at most, so that a
/// jump is not taken for noise.
const JUMP: f64 = 3.0 * std::f64::consts::SQRT_2;
/// Nothing more of a day than this may be the day before's.
const MEMORY: f64 = 0.8;
/// What the noise's estimate is short of, in days: the six free weekdays of the rhythm, and four
/// more by simulation, so that short series hold the stated rate too.
const SPENT: f64 = 10.0;

/// The median of each value and its neighbours.
pub(super) fn medians(values: &[f64]) -> Vec<f64> {
    (0..values.len())
        .map(|index| {
            let to = (index + AROUND + 1).min(values.len());
            let near = &values[index.saturating_sub(AROUND)..to];
            // So few are in order soonest when each is put into its place.
            let mut sorted = [f64::INFINITY; 2 * AROUND + 1];
            for value in near {
                let mut moved = *value;
                for place in &mut sorted {
                    let larger = place.max(moved);
                    *place = place.min(moved);
                    moved = larger;
                }
            }
            stats::median(&sorted[..near.len()])
        })
        .collect()
}

/// A series that is ready for the search.
pub(super) struct Ready {
    /// The values, none farther from its level than [`LIMIT`].
    pub(super) values: Vec<f64>,
    /// Which of them are outliers.
    pub(super) far: Vec<bool>,
    /// A day's standard deviation.
    pub(super) noise: f64,
    /// That of a mean of many days, times the root of their number: more than the noise where a
    /// day takes after the day before.
    pub(super) spread: f64,
}

/// Takes far days back to where they count as little as they should; `None` where nothing varies.
/// `step` is the least distance of two values, as rounding makes it.
pub(super) fn ready(flat: &[f64], step: f64) -> Option<Ready> {
    let noise = stats::noise(flat).max(step / 2.0);
    if noise == 0.0 || !noise.is_finite() {
        return None;
    }
    let level = medians(flat);
    let distance = |(value, level): (&f64, &f64)| value - level;
    let far = flat.iter().zip(&level).map(distance);
    let far: Vec<bool> = far.map(|one| one.abs() > FAR * noise).collect();
    let bound = LIMIT * noise;
    // `clamp` would say its bounds in a panic, and bring the page the code that writes floats.
    let near = |pair: (&f64, &f64)| pair.1 + distance(pair).max(-bound).min(bound);
    let values: Vec<f64> = flat.iter().zip(&level).map(near).collect();
    let rounding = step * step / 12.0;
    let spread = (variance(&values, JUMP * noise).max(rounding) * short(values.len())).sqrt();
    Some(Ready {
        values,
        far,
        noise,
        spread,
    })
}

/// The variance of a mean of many days times their number, by the variogram, which knows no level:
/// half the mean square of differences over 1, 2 and 3 to 5 days. Of a first-order autoregression
/// with coefficient φ they are γ(1 − φ), γ(1 − φ²) and nearly γ, and the answer γ(1 + φ) ÷ (1 − φ).
fn variance(values: &[f64], most: f64) -> f64 {
    let over = |days: usize| {
        let squares = values
            .iter()
            .zip(&values[days..])
            .map(|(one, other)| (other - one).abs().min(most).powi(2));
        squares.sum::<f64>() / (2 * (values.len() - days)) as f64
    };
    let one = over(1);
    let all = one.max((over(3) + over(4) + over(5)) / 3.0);
    if one == 0.0 {
        return all;
    }
    let memory = (over(2) / one - 1.0).clamp(0.0, MEMORY);
    all * (1.0 + memory) / (1.0 - memory)
}

fn short(days: usize) -> f64 {
    days as f64 / (days as f64 - SPENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_far_day_is_found_and_counts_little() {
        let mut flat: Vec<f64> = (0..40).map(|day| f64::from(day * day * 31 % 97)).collect();
        flat[20] = 5000.0;
        let ready = ready(&flat, 0.0).unwrap();
        let far: Vec<usize> = (0..40).filter(|day| ready.far[*day]).collect();
        assert_eq!(far, [20]);
        assert!(ready.values[20] < 97.0 + LIMIT * ready.noise);
        assert!(ready.spread < 3.0 * ready.noise, "{}", ready.spread);
    }

    #[test]
    fn what_never_varies_is_never_searched() {
        assert!(ready(&[7.0; 30], 0.0).is_none());
    }

    #[test]
    fn days_that_take_after_the_day_before_make_means_less_sure() {
        let apart: Vec<f64> = (0..400)
            .map(|day| f64::from(day * day * 7919 % 101))
            .collect();
        let alike: Vec<f64> = (0..400).map(|day| apart[day / 2]).collect();
        // Of as many days only half tell anything, and the second of each pair looks foretold.
        let times = variance(&alike, 999.0) / variance(&apart, 999.0);
        assert!(times > 2.0, "{times}");
    }
}
