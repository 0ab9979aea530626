//! What share of its audience a total implies.
//!
//! WeChat gives means alone. Where a total is made of two slices, total = w × ios + (1 − w) ×
//! android, and so w can be worked out day by day: a total that moves while its slices stand still
//! tells of another audience, not of another speed.

use shared::day::Day;
use shared::reply::Series;

use crate::{settled, settled_on};

/// The most that the bounds of a share may lie apart: beyond it, rounding says nothing.
const APART: f64 = 0.5;

/// The share of the first of two slices.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Share {
    /// It lies between these two, most probably at the one in the middle; all of them 0 to 1.
    Known {
        /// The least that rounding allows.
        least: f64,
        /// The one that the values give.
        likely: f64,
        /// The most that rounding allows.
        most: f64,
    },
    /// The slices are too near each other for their rounding.
    CannotTell,
    /// The total does not lie between the slices: it holds something else too.
    Unexplained,
}

/// The share that `one` has in `total`, with `other` as the rest. Each value is right within
/// `rounding`, which is half of its last digit.
#[must_use]
pub fn share(total: f64, one: f64, other: f64, rounding: f64) -> Share {
    if (one - other).abs() <= 2.0 * rounding {
        return Share::CannotTell;
    }
    // The share only rises or falls with each of the three values, so that its bounds are at ends.
    let (mut least, mut most) = (f64::INFINITY, f64::NEG_INFINITY);
    for ends in 0..8 {
        let end = |bit: u32| {
            if ends >> bit & 1 == 0 {
                -rounding
            } else {
                rounding
            }
        };
        let (total, one, other) = (total + end(0), one + end(1), other + end(2));
        let share = (total - other) / (one - other);
        least = least.min(share);
        most = most.max(share);
    }
    if most < 0.0 || least > 1.0 {
        Share::Unexplained
    } else if most - least > APART {
        Share::CannotTell
    } else {
        Share::Known {
            least: least.clamp(0.0, 1.0),
            likely: ((total - other) / (one - other)).clamp(0.0, 1.0),
            most: most.clamp(0.0, 1.0),
        }
    }
}

/// The share of every day on which all three series have a settled value.
#[must_use]
pub fn shares(total: &Series, one: &Series, other: &Series, rounding: f64) -> Vec<(Day, Share)> {
    settled(total, total.start)
        .filter_map(|(day, value)| {
            let (one, other) = (settled_on(one, day)?, settled_on(other, day)?);
            Some((day, share(value, one, other, rounding)))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::tests::series;
    use shared::value::Status;

    /// A value as WeChat rounds it.
    fn rounded(value: f64) -> f64 {
        (value * 1e4).round() / 1e4
    }

    #[test]
    fn a_known_share_comes_back_within_rounding() {
        for percent in 0..=100 {
            let truth = f64::from(percent) / 100.0;
            for (ios, android) in [(1200.25, 2310.75), (2.5, 2.1), (0.9712, 0.9644)] {
                let total = rounded(truth * ios + (1.0 - truth) * android);
                let Share::Known {
                    least,
                    likely,
                    most,
                } = share(total, ios, android, 0.000_05)
                else {
                    panic!("{truth} of {ios} and {android} is no share");
                };
                assert!((least..=most).contains(&truth), "{least} {truth} {most}");
                assert!((least..=most).contains(&likely));
                assert!(most - least <= 0.000_2 / (ios - android).abs() + 1e-9);
            }
        }
    }

    #[test]
    fn slices_that_are_alike_tell_nothing() {
        assert_eq!(share(300.0, 300.0, 300.0, 0.0), Share::CannotTell);
        assert_eq!(share(300.0, 300.0, 301.0, 0.5), Share::CannotTell);
        assert_eq!(share(301.0, 300.0, 303.0, 0.5), Share::CannotTell);
        assert_ne!(share(301.0, 300.0, 320.0, 0.5), Share::CannotTell);
    }

    #[test]
    fn a_total_outside_its_slices_holds_something_else() {
        assert_eq!(share(99.0, 100.0, 200.0, 0.1), Share::Unexplained);
        assert_eq!(share(201.0, 100.0, 200.0, 0.1), Share::Unexplained);
        let edge = share(99.9, 100.0, 200.0, 0.1);
        assert!(matches!(
            edge,
            Share::Known {
                likely: 0.0..=1.0,
                most: 1.0,
                ..
            }
        ));
    }

    #[test]
    fn a_day_counts_where_all_three_are_settled() {
        let total = series(&[150.0, 150.0, 120.0]);
        let mut ios = series(&[100.0; 3]);
        let android = series(&[200.0; 3]);
        ios.status.insert(ios.start.plus(1), Status::Provisional);
        let shares = shares(&total, &ios, &android, 0.0);
        let known = |share: f64| Share::Known {
            least: share,
            likely: share,
            most: share,
        };
        assert_eq!(
            shares,
            [(ios.start, known(0.5)), (ios.start.plus(2), known(0.8))]
        );
    }
}
