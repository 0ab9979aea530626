//! The rhythm of the week, taken out before changes are looked for.
//!
//! Backfitting as in classical decomposition: what each weekday adds is the centre of its days'
//! distances from the level around them, and the level is found anew without it. Centres are
//! medians with one step of Huber's M-estimator, so that neither a jump nor a far day moves them.

use super::level;
use crate::stats::{deviation, middle};

/// Days of a week.
const WEEK: usize = 7;
/// Days before and after that the first level is a mean of: a whole week, that holds no rhythm.
const AROUND: i64 = 3;
/// How often rhythm and level are found anew.
const ROUNDS: usize = 4;
/// How far Huber's step looks, in standard deviations.
const REACH: f64 = 2.0;

/// The values without what their weekday adds. `numbers` counts the days of the values, so that
/// days that lack leave their places.
pub(super) fn without(numbers: &[i64], values: &[f64]) -> Vec<f64> {
    let weekdays: Vec<usize> = numbers
        .iter()
        .map(|number| usize::try_from(number.rem_euclid(7)).unwrap_or(0))
        .collect();
    let mut level = means(numbers, values);
    let mut flat = Vec::new();
    for _ in 0..ROUNDS {
        let distances: Vec<f64> = values.iter().zip(&level).map(|(a, b)| a - b).collect();
        let adds = rhythm(&weekdays, &distances);
        flat = values
            .iter()
            .zip(&weekdays)
            .map(|(value, weekday)| value - adds[*weekday])
            .collect();
        level = level::medians(&flat);
    }
    flat
}

/// The mean of the days at most [`AROUND`] away.
fn means(numbers: &[i64], values: &[f64]) -> Vec<f64> {
    let mut from = 0;
    let mut to = 0;
    numbers
        .iter()
        .map(|number| {
            while numbers[from] < number - AROUND {
                from += 1;
            }
            while to < numbers.len() && numbers[to] <= number + AROUND {
                to += 1;
            }
            values[from..to].iter().sum::<f64>() / (to - from) as f64
        })
        .collect()
}

/// What each weekday adds, 0 on the mean of the seven.
fn rhythm(weekdays: &[usize], distances: &[f64]) -> [f64; WEEK] {
    let of = |weekday: usize| -> Vec<f64> {
        let its = |(one, distance): (&usize, &f64)| (*one == weekday).then_some(*distance);
        weekdays.iter().zip(distances).filter_map(its).collect()
    };
    let days: [Vec<f64>; WEEK] = std::array::from_fn(of);
    let centres: [f64; WEEK] = std::array::from_fn(|weekday| match &days[weekday] {
        none if none.is_empty() => 0.0,
        some => middle(some.clone()),
    });
    let rest = weekdays.iter().zip(distances);
    let reach = REACH * deviation(rest.map(|(weekday, distance)| distance - centres[*weekday]));
    let mut adds: [f64; WEEK] = std::array::from_fn(|weekday| {
        let its = &days[weekday];
        // `clamp` would say its bounds in a panic, and bring the page the code that writes floats.
        let near = |distance: &f64| (distance - centres[weekday]).max(-reach).min(reach);
        centres[weekday] + its.iter().map(near).sum::<f64>() / its.len().max(1) as f64
    });
    let mean = adds.iter().sum::<f64>() / WEEK as f64;
    for add in &mut adds {
        *add -= mean;
    }
    adds
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rhythm_without_noise_is_gone_wholly_even_where_days_lack() {
        let week = [3.0, -1.0, -1.0, 0.0, 2.0, -4.0, 1.0];
        let numbers: Vec<i64> = (0..70).filter(|day| day % 11 != 4).collect();
        let values: Vec<f64> = numbers
            .iter()
            .map(|day| 100.0 + week[usize::try_from(day % 7).unwrap()])
            .collect();
        let flat = without(&numbers, &values);
        let far = flat.iter().map(|value| (value - 100.0).abs());
        assert!(far.fold(0.0, f64::max) < 0.2, "{flat:?}");
    }

    #[test]
    fn a_jump_stays_when_the_rhythm_goes() {
        let numbers: Vec<i64> = (0..70).collect();
        let weekend = |day: i64| if day % 7 >= 5 { 4.0 } else { 0.0 };
        let jump = |day: i64| if day >= 33 { 10.0 } else { 0.0 };
        let values: Vec<f64> = numbers
            .iter()
            .map(|day| weekend(*day) + jump(*day))
            .collect();
        let flat = without(&numbers, &values);
        assert!((flat[33] - flat[32] - 10.0).abs() < 0.5, "{flat:?}");
        assert!((flat[69] - flat[0] - 10.0).abs() < 0.5, "{flat:?}");
    }
}
