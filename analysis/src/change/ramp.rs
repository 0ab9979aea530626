//! Steps that are ramps: a mean that moves over several days is one change, not several.
//!
//! A ramp is fitted by least squares as two levels with a straight line between. It takes the place
//! of one step, or of several in one direction, where Schwarz's criterion (BIC) prefers it.

use super::level::Ready;
use super::seeded::LEAST;

/// How far beyond the outermost steps a ramp may begin or end, in days.
const BEYOND: usize = 60;
/// How many parameters more a ramp must be worth than a single step: the choice among many ramps
/// that are nearly that step is worth one by itself.
const DEAR: f64 = 1.5;

/// A change, by the places of its days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Move {
    /// The first day that differs from before.
    pub(super) first: usize,
    /// The first day on the new level; of a step the same.
    pub(super) last: usize,
}

/// The changes that splits stand for.
pub(super) fn moves(ready: &Ready, splits: &[usize]) -> Vec<Move> {
    let mut moves: Vec<Move> = Vec::new();
    let mut next = 0;
    while next < splits.len() {
        let from = moves.last().map_or(0, |before| before.last);
        let run = run(&ready.values, from, &splits[next..]);
        let (taken, found) = (1..=run)
            .rev()
            .find_map(|count| {
                let to = splits.get(next + count).copied();
                let stretch = Stretch::new(ready, from, to.unwrap_or(ready.values.len()));
                Some((count, stretch.ramp(&splits[next..next + count])?))
            })
            .unwrap_or((
                1,
                Move {
                    first: splits[next],
                    last: splits[next],
                },
            ));
        moves.push(found);
        next += taken;
    }
    moves
}

/// How many of the next splits go in the direction of the first.
fn run(values: &[f64], from: usize, splits: &[usize]) -> usize {
    let mean = |from: usize, to: usize| values[from..to].iter().sum::<f64>() / (to - from) as f64;
    let mut edges = vec![from];
    edges.extend(splits);
    edges.push(values.len());
    let means: Vec<f64> = edges
        .windows(2)
        .map(|pair| mean(pair[0], pair[1]))
        .collect();
    let up: Vec<bool> = means.windows(2).map(|pair| pair[1] > pair[0]).collect();
    up.iter().take_while(|one| **one == up[0]).count()
}

/// The days between the change before and the one after.
struct Stretch {
    from: usize,
    /// The values, with the mean 0.
    values: Vec<f64>,
    /// Sums of each value and those after.
    rest: Vec<f64>,
    /// The same of each value times its place.
    weighted: Vec<f64>,
    /// What a parameter more costs.
    price: f64,
}

impl Stretch {
    fn new(ready: &Ready, from: usize, to: usize) -> Self {
        let days = (to - from) as f64;
        let mean = ready.values[from..to].iter().sum::<f64>() / days;
        let values: Vec<f64> = ready.values[from..to]
            .iter()
            .map(|one| one - mean)
            .collect();
        let mut rest = vec![0.0; values.len() + 1];
        let mut weighted = rest.clone();
        for index in (0..values.len()).rev() {
            rest[index] = rest[index + 1] + values[index];
            weighted[index] = weighted[index + 1] + values[index] * index as f64;
        }
        Self {
            from,
            values,
            rest,
            weighted,
            price: ready.spread * ready.spread * days.ln(),
        }
    }

    /// The best ramp around these steps, where it is preferred to them.
    fn ramp(&self, splits: &[usize]) -> Option<Move> {
        let (&start, &end) = (splits.first()?, splits.last()?);
        let (start, end) = (start - self.from, end - self.from);
        let mut best: Option<(f64, Move)> = None;
        for first in LEAST.max(start.saturating_sub(BEYOND))..=start {
            for last in end.max(first + 1)..=(self.values.len() - LEAST).min(end + BEYOND) {
                let gain = self.explained(first, last);
                if best.is_none_or(|(most, _)| gain > most) {
                    let first = first + self.from;
                    let last = last + self.from;
                    best = Some((gain, Move { first, last }));
                }
            }
        }
        let (gain, ramp) = best?;
        let steps = splits.len() as f64;
        // A ramp has two days and two levels; steps a day each and a level more.
        let dearer = if splits.len() == 1 {
            DEAR
        } else {
            4.0 - (2.0 * steps + 1.0)
        };
        (gain > self.stepped(splits) + dearer * self.price).then_some(ramp)
    }

    /// The sum of squares that a ramp explains: day k of its h days is k ÷ h of the way.
    fn explained(&self, first: usize, last: usize) -> f64 {
        let (height, inner) = ((last - first + 1) as f64, (last - first) as f64);
        let after = (self.values.len() - last) as f64;
        let sum = inner * (inner + 1.0) / (2.0 * height) + after;
        let squares = inner * (inner + 1.0) * (2.0 * inner + 1.0) / (6.0 * height * height) + after;
        let within = self.rest[first] - self.rest[last];
        let weighted = self.weighted[first] - self.weighted[last];
        let product = (weighted - (first as f64 - 1.0) * within) / height + self.rest[last];
        product * product / (squares - sum * sum / self.values.len() as f64)
    }

    /// The sum of squares that steps explain.
    fn stepped(&self, splits: &[usize]) -> f64 {
        let mut edges = vec![0];
        edges.extend(splits.iter().map(|split| split - self.from));
        edges.push(self.values.len());
        let parts = edges.windows(2).map(|pair| {
            let sum = self.rest[pair[0]] - self.rest[pair[1]];
            sum * sum / (pair[1] - pair[0]) as f64
        });
        parts.sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready(values: Vec<f64>) -> Ready {
        Ready {
            far: vec![false; values.len()],
            values,
            noise: 1.0,
            spread: 1.0,
        }
    }

    /// A little that every day differs by.
    fn little(day: usize) -> f64 {
        [0.3, -0.5, 0.1, 0.4, -0.3][day % 5]
    }

    #[test]
    fn a_mean_that_climbs_for_ten_days_is_one_change_with_both_its_ends() {
        let climb = |day: usize| (day as f64 - 29.0).clamp(0.0, 10.0);
        let ready = ready((0..80).map(|day| climb(day) + little(day)).collect());
        let moves = moves(&ready, &[33, 37]);
        assert_eq!(moves.len(), 1);
        assert!(moves[0].first.abs_diff(30) <= 1, "{moves:?}");
        assert!(moves[0].last.abs_diff(39) <= 1, "{moves:?}");
    }

    #[test]
    fn a_step_stays_a_step_and_two_far_apart_stay_two() {
        let once = |day: usize| if day < 40 { 0.0 } else { 5.0 };
        let step = ready((0..80).map(|day| once(day) + little(day)).collect());
        let at = |day| Move {
            first: day,
            last: day,
        };
        assert_eq!(moves(&step, &[40]), [at(40)]);
        let twice = |day: usize| once(day) + if day < 60 { 0.0 } else { 5.0 };
        let steps = ready((0..80).map(|day| twice(day) + little(day)).collect());
        assert_eq!(moves(&steps, &[40, 60]), [at(40), at(60)]);
    }

    #[test]
    fn up_and_down_again_are_two_changes() {
        let bump = |day: usize| if (30..45).contains(&day) { 5.0 } else { 0.0 };
        let ready = ready((0..80).map(|day| bump(day) + little(day)).collect());
        assert_eq!(moves(&ready, &[30, 45]).len(), 2);
    }
}
