//! What changed in a daily series, and since when.
//!
//! Only settled days count. Days off and the working weekends in their place are left out, the
//! rhythm of the week is taken out, single far days are marked apart; what then remains is searched
//! for steps by seeded binary segmentation ([`seeded`]), and steps that are ramps become one change.
//! No chance is in it: the same series always has the same changes.

mod level;
mod ramp;
mod rhythm;
mod seeded;

use shared::day::Day;
use shared::order;
use shared::reply::{Period, Series};

use crate::calendar::Calendar;
use crate::settled;
use crate::stats::{mean, percent};

/// How many series of a hundred without any change may have a finding, as a share.
///
/// The tests hold it for noise of several kinds: heavy tails, noise that takes after the day before
/// by 0.3, that widens in the course of time, a rhythm of the week, days off, missing days and
/// rounded values. A mean that wanders all the time has changes, and is told so.
pub const RATE: f64 = 0.01;

/// A shorter series, in settled days, is not searched: three weeks tell its rhythm from noise.
pub const LEAST_DAYS: usize = 21;

/// A change of the mean that lasted at least 5 days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// The first day that differs from before.
    pub since: Day,
    /// The first day on the new level: the same for a step, later for a ramp.
    pub until: Day,
    /// The mean from the change before, without the rhythm of the week and without outliers.
    pub before: f64,
    /// The mean up to the change after.
    pub after: f64,
    /// The change in percent; `None` where the mean before is 0.
    pub change_percent: Option<f64>,
    /// By how many of its standard deviations the difference of the means is from 0.
    pub score: f64,
    /// How probable as large a score is anywhere in a series without a change, at most.
    pub p_value: f64,
}

/// What changed in a series.
#[derive(Clone, Debug, PartialEq)]
pub struct Changes {
    /// The changes, the oldest first.
    pub changes: Vec<Change>,
    /// Single days that are far from those around them, with their values; never changes.
    pub outliers: Vec<(Day, f64)>,
    /// A day's standard deviation, without the rhythm of the week.
    pub noise: f64,
    /// How many days it rests on.
    pub days: usize,
}

/// What changed in a series; `None` for a compared one, and where less than [`LEAST_DAYS`] settled
/// days are neither days off nor working weekends. `rate` is the share of series without a change
/// that may have a finding all the same: [`RATE`] unless somebody chose another.
#[must_use]
pub fn changes(series: &Series, calendar: &Calendar, rate: f64) -> Option<Changes> {
    if series.period == Period::Compared {
        return None;
    }
    let points: Vec<(Day, f64)> = settled(series, series.start)
        .filter(|(day, _)| !calendar.is_special(*day))
        .collect();
    search(&points, rate)
}

/// The days of a current series that are far from those around them, as [`Changes::outliers`] are,
/// without a search for changes. `special` says which days differ from others of their weekday.
#[must_use]
pub fn far(series: &Series, special: &dyn Fn(Day) -> bool) -> Vec<Day> {
    let points: Vec<(Day, f64)> = settled(series, series.start)
        .filter(|(day, _)| !special(*day))
        .collect();
    if points.len() < LEAST_DAYS || series.period == Period::Compared {
        return Vec::new();
    }
    let (_, ready) = ready(&points);
    let far = ready.map_or_else(Vec::new, |ready| ready.far);
    let days = points.iter().zip(far).filter(|(_, far)| *far);
    days.map(|((day, _), _)| *day).collect()
}

/// The values without the rhythm of the week, and what is known of them; nothing where all are equal.
fn ready(points: &[(Day, f64)]) -> (Vec<f64>, Option<level::Ready>) {
    let first = points.first().map(|(day, _)| *day);
    let numbers: Vec<i64> = points
        .iter()
        .filter_map(|(day, _)| Some(day.since(first?)))
        .collect();
    let values: Vec<f64> = points.iter().map(|(_, value)| *value).collect();
    let flat = rhythm::without(&numbers, &values);
    let ready = level::ready(&flat, least_step(&values));
    (flat, ready)
}

fn search(points: &[(Day, f64)], rate: f64) -> Option<Changes> {
    if points.len() < LEAST_DAYS {
        return None;
    }
    let (flat, ready) = ready(points);
    let Some(ready) = ready else {
        return Some(Changes {
            changes: Vec::new(),
            outliers: Vec::new(),
            noise: 0.0,
            days: points.len(),
        });
    };
    let search = seeded::Search::new(&ready, rate);
    let moves = ramp::moves(&ready, &search.splits());
    let changes = moves.iter().enumerate().map(|(index, one)| {
        let from = index.checked_sub(1).map_or(0, |before| moves[before].last);
        let to = moves
            .get(index + 1)
            .map_or(points.len(), |after| after.first);
        let level = |from: usize, to: usize| {
            let days = (from..to).filter(|day| !ready.far[*day]);
            let near: Vec<f64> = days.map(|day| flat[day]).collect();
            mean(if near.is_empty() {
                &flat[from..to]
            } else {
                &near
            })
        };
        let (before, after) = (level(from, one.first), level(one.last, to));
        let score = search.score((from, one.first), (one.last, to));
        Change {
            since: points[one.first].0,
            until: points[one.last].0,
            before,
            after,
            change_percent: percent(after - before, before),
            score,
            p_value: search.p_value(score),
        }
    });
    let far = points.iter().zip(&ready.far);
    Some(Changes {
        changes: changes.collect(),
        outliers: far
            .filter(|(_, far)| **far)
            .map(|(point, _)| *point)
            .collect(),
        noise: ready.noise,
        days: points.len(),
    })
}

/// The least distance of two values that differ: rounded values can't be surer than that; 0 where
/// all are equal.
fn least_step(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    order::sort_numbers(&mut sorted);
    let steps = sorted.windows(2).map(|pair| pair[1] - pair[0]);
    let least = steps
        .filter(|step| *step > 0.0)
        .fold(f64::INFINITY, f64::min);
    if least.is_finite() { least } else { 0.0 }
}

#[cfg(test)]
mod tests;
