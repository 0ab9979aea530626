//! Where the mean steps: seeded binary segmentation.
//!
//! S. Kovács, P. Bühlmann, H. Li, A. Munk: Seeded binary segmentation, Biometrika 110 (2023). The
//! CUSUM statistic is looked at in a fixed system of intervals, each layer shorter by √2 and twice
//! covering the series, and the greatest of all is split at first; no chance is in it. Each split
//! is held against the normal distribution times the number of splits looked at (Bonferroni), so
//! that a series without a change has any finding with at most the stated probability. At last
//! every split is placed anew between its neighbours, and the weakest goes as long as one is not
//! significant there.

use std::f64::consts::SQRT_2;

use super::level::Ready;

/// A segment has at least so many days; fewer that are far are outliers.
pub(super) const LEAST: usize = 5;

/// The search in one series.
pub(super) struct Search {
    /// Sums of the values before each.
    sums: Vec<f64>,
    spread: f64,
    /// How many splits are looked at.
    looks: f64,
    rate: f64,
    seeds: Vec<(usize, usize)>,
}

impl Search {
    /// Prepares the search for changes with at most `rate` false alarms a series.
    pub(super) fn new(ready: &Ready, rate: f64) -> Self {
        let mut sums = vec![0.0];
        let mut sum = 0.0;
        for value in &ready.values {
            sum += value;
            sums.push(sum);
        }
        let seeds = seeds(ready.values.len());
        let looks = seeds.iter().map(|(from, to)| to - from + 1 - 2 * LEAST);
        Self {
            looks: looks.sum::<usize>() as f64,
            sums,
            spread: ready.spread,
            rate,
            seeds,
        }
    }

    /// How many standard deviations the means of two stretches of days differ by.
    pub(super) fn score(&self, before: (usize, usize), after: (usize, usize)) -> f64 {
        let mean = |(from, to): (usize, usize)| {
            let days = (to - from) as f64;
            ((self.sums[to] - self.sums[from]) / days, days)
        };
        let ((low, few), (high, many)) = (mean(before), mean(after));
        (high - low).abs() * (few * many / (few + many)).sqrt() / self.spread
    }

    /// How probable as large a score is anywhere in a series without a change, at most.
    pub(super) fn p_value(&self, score: f64) -> f64 {
        (self.looks * libm::erfc(score / SQRT_2)).min(1.0)
    }

    /// The first day of every segment but the first.
    pub(super) fn splits(&self) -> Vec<usize> {
        let days = self.sums.len() - 1;
        let mut best: Vec<(f64, usize, (usize, usize))> = self
            .seeds
            .iter()
            .map(|(from, to)| {
                let (score, split) = self.best(*from, *to);
                (score, split, (*from, *to))
            })
            .collect();
        let mut splits = Vec::new();
        loop {
            let mut top = (0.0, 0);
            for (score, split, _) in &best {
                if *score > top.0 {
                    top = (*score, *split);
                }
            }
            if top.1 == 0 || self.p_value(top.0) > self.rate {
                break;
            }
            splits.push(top.1);
            best.retain(|(_, _, (from, to))| top.1 <= *from || *to <= top.1);
        }
        splits.sort_unstable();
        self.settle(splits, days)
    }

    /// Places splits between their neighbours and drops those that are not significant there.
    fn settle(&self, mut splits: Vec<usize>, days: usize) -> Vec<usize> {
        loop {
            for _ in 0..3 {
                for index in 0..splits.len() {
                    let (from, to) = neighbours(&splits, index, days);
                    let (_, split) = self.best(from, to);
                    if split > 0 {
                        splits[index] = split;
                    }
                }
            }
            let mut weakest: Option<(f64, usize)> = None;
            for index in 0..splits.len() {
                let (from, to) = neighbours(&splits, index, days);
                let score = self.score((from, splits[index]), (splits[index], to));
                if weakest.is_none_or(|(least, _)| score < least) {
                    weakest = Some((score, index));
                }
            }
            match weakest {
                Some((score, index)) if self.p_value(score) > self.rate => splits.remove(index),
                _ => return splits,
            };
        }
    }

    /// The greatest score within a stretch and the first day after its split; 0 and 0 where it is
    /// too short.
    fn best(&self, from: usize, to: usize) -> (f64, usize) {
        let mut best = (0.0, 0);
        for split in from + LEAST..=to.saturating_sub(LEAST) {
            let score = self.score((from, split), (split, to));
            if score > best.0 {
                best = (score, split);
            }
        }
        best
    }
}

/// The stretch from the split before to the split after.
fn neighbours(splits: &[usize], index: usize, days: usize) -> (usize, usize) {
    let from = index.checked_sub(1).map_or(0, |before| splits[before]);
    (from, splits.get(index + 1).copied().unwrap_or(days))
}

/// The intervals: layer k has 2⌈√2^(k−1)⌉ − 1 of n ÷ √2^(k−1) days, evenly spread.
fn seeds(days: usize) -> Vec<(usize, usize)> {
    let mut seeds = Vec::new();
    let all = days as f64;
    for layer in 0.. {
        // Every other layer is shorter by a power of 2, which has to be exact.
        let odd = if layer % 2 == 1 { SQRT_2 } else { 1.0 };
        let shrink = 2.0_f64.powi(layer / 2) * odd;
        if all / shrink < (2 * LEAST) as f64 {
            break;
        }
        // Rounding must make neither an interval more nor a day more of what is whole.
        let count = 2 * whole((shrink - 1e-9).ceil()) - 1;
        let length = all / shrink;
        let shift = if count > 1 {
            (all - length) / (count - 1) as f64
        } else {
            0.0
        };
        for index in 0..count {
            let from = index as f64 * shift;
            let to = whole((from + length - 1e-9).ceil()).min(days);
            seeds.push((whole((from + 1e-9).floor()), to));
        }
    }
    seeds
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a number of days"
)]
fn whole(number: f64) -> usize {
    number as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_those_of_the_paper() {
        // 40 days: 1 of 40, 3 of 28.3, 3 of 20, 5 of 14.1 and 7 of 10 days, rounded outward.
        let seeds = seeds(40);
        let of = |from: usize, to: usize| seeds[from..to].to_vec();
        assert_eq!(of(0, 1), [(0, 40)]);
        assert_eq!(of(1, 4), [(0, 29), (5, 35), (11, 40)]);
        assert_eq!(of(4, 7), [(0, 20), (10, 30), (20, 40)]);
        assert_eq!(of(7, 12), [(0, 15), (6, 21), (12, 28), (19, 34), (25, 40)]);
        assert_eq!(of(12, 19)[..3], [(0, 10), (5, 15), (10, 20)]);
        assert_eq!(seeds.len(), 19);
        assert!(super::seeds(9).is_empty());
    }
}
