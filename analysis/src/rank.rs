//! Whether days after a release differ from days before: the rank test of Mann and Whitney.

use shared::day::Day;
use shared::order;
use shared::reply::Series;

use crate::calendar::Calendar;
use crate::settled;

/// What the test says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RankTest {
    /// In how many pairs of a day before and a day after the later one is larger; ties are halves.
    pub u: f64,
    /// The share of pairs in which it is larger less that in which it is smaller, −1 to 1: the
    /// effect size (rank-biserial correlation, Cliff's delta).
    pub effect: f64,
    /// How probable as uneven ranks are by chance alone, either way.
    pub p_value: f64,
    /// How many days before and after were compared.
    pub days: (usize, usize),
}

/// H. B. Mann, D. R. Whitney: On a test of whether one of two random variables is stochastically
/// larger than the other (1947), two-sided, by the normal distribution with the corrections for
/// ties and for continuity. `None` where a side has no value; of values that are all equal the
/// p-value is 1.
#[must_use]
pub fn rank_test(before: &[f64], after: &[f64]) -> Option<RankTest> {
    if before.is_empty() || after.is_empty() {
        return None;
    }
    let mut all: Vec<(f64, bool)> = before.iter().map(|value| (*value, false)).collect();
    all.extend(after.iter().map(|value| (*value, true)));
    order::sort_by(&mut all, |one, other| one.0.total_cmp(&other.0));
    let (few, many) = (before.len() as f64, after.len() as f64);
    let count = few + many;
    let (mut ranks, mut ties, mut from) = (0.0, 0.0, 0);
    while from < all.len() {
        // By value and not by the order of the sort, for which -0 lies below 0.
        let equal = all[from..].iter().take_while(|one| one.0 == all[from].0);
        let (length, later) = equal.fold((0, 0), |(length, later), (_, is_after)| {
            (length + 1, later + usize::from(*is_after))
        });
        let tied = length as f64;
        ranks += later as f64 * (from as f64 + (tied + 1.0) / 2.0);
        ties += tied * tied * tied - tied;
        from += length;
    }
    let u = ranks - many * (many + 1.0) / 2.0;
    let variance = few * many / 12.0 * (count + 1.0 - ties / (count * (count - 1.0)));
    let distance = (u - few * many / 2.0).abs() - 0.5;
    let p_value = if variance > 0.0 {
        libm::erfc(distance / (2.0 * variance).sqrt()).min(1.0)
    } else {
        1.0
    };
    Some(RankTest {
        u,
        effect: 2.0 * u / (few * many) - 1.0,
        p_value,
        days: (before.len(), after.len()),
    })
}

/// The settled values of the days before `release` and of those from it on, at most `days` each
/// way and weekdays matched: every weekday stands as often before as after, its nearest days first,
/// so that the rhythm of the week makes no difference. Days off and working weekends are left out.
#[must_use]
pub fn around(
    series: &Series,
    release: Day,
    days: u16,
    calendar: &Calendar,
) -> (Vec<f64>, Vec<f64>) {
    let (mut before, mut after) = (Vec::new(), Vec::new());
    let near: Vec<(Day, f64)> = settled(series, series.start)
        .filter(|(day, _)| !calendar.is_special(*day))
        .filter(|(day, _)| (-i64::from(days)..i64::from(days)).contains(&day.since(release)))
        .collect();
    for weekday in 1..=7 {
        let its = near.iter().filter(|(day, _)| day.weekday() == weekday);
        let (early, late): (Vec<_>, Vec<_>) = its.partition(|(day, _)| *day < release);
        let pairs = early.iter().rev().zip(&late);
        for ((_, early), (_, late)) in pairs {
            before.push(*early);
            after.push(*late);
        }
    }
    (before, after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::tests::series;

    #[test]
    fn the_test_is_that_worked_by_hand() {
        // Ranks 1 2 3 before and 4 5 6 7 after: U = 12 of 12; variance 12 × 8 ÷ 12 = 8, and
        // (6 − 0.5) ÷ √8 = 1.94454, of which the normal distribution has 0.05183 either way.
        let test = rank_test(&[1.0, 2.0, 3.0], &[4.0, 5.0, 6.0, 7.0]).unwrap();
        assert_eq!((test.u, test.effect, test.days), (12.0, 1.0, (3, 4)));
        assert!((test.p_value - 0.051_83).abs() < 1e-5, "{}", test.p_value);
    }

    #[test]
    fn what_is_equal_is_no_difference() {
        let test = rank_test(&[5.0; 4], &[5.0; 3]).unwrap();
        assert_eq!((test.u, test.effect, test.p_value), (6.0, 0.0, 1.0));
        assert_eq!(rank_test(&[], &[1.0]), None);
        let zeros = rank_test(&[0.0, -0.0], &[-0.0]).unwrap();
        assert_eq!(zeros.effect, 0.0);
    }

    #[test]
    fn a_rhythm_of_the_week_is_no_difference_where_weekdays_are_matched() {
        // From a Thursday: unmatched, nine days hold other weekdays before than after.
        let weekend = |day: usize| if (day + 3) % 7 >= 5 { 50.0 } else { 0.0 };
        let series = series(&(0..40).map(weekend).collect::<Vec<_>>());
        let calendar = Calendar::default();
        let (before, after) = around(&series, series.start.plus(20), 9, &calendar);
        assert_eq!(before, after);
        assert_eq!(before.len(), 7);
        let (before, after) = around(&series, series.start.plus(20), 4, &calendar);
        assert_eq!((before.len(), after.len()), (1, 1));
    }

    #[test]
    fn holidays_and_days_that_lack_take_their_partners_along() {
        let mut series = series(&(0..40).map(f64::from).collect::<Vec<_>>());
        series.start = "2026-09-14".parse().unwrap();
        // 5 October is a Monday in the holidays; in the fortnight before, 25 to 27 September and the
        // days from 1 October on are off, in the one after the days to the 7th; the 10th is worked.
        let release = "2026-10-05".parse().unwrap();
        let calendar = Calendar::builtin();
        let (before, after) = around(&series, release, 7, &calendar);
        assert_eq!(
            (before.len(), after.len()),
            (0, 0),
            "no weekday is on both sides"
        );
        let (before, after) = around(&series, release, 14, &calendar);
        assert_eq!(
            before,
            [14.0, 15.0, 16.0, 10.0],
            "Monday to Thursday, the nearest first"
        );
        assert_eq!(after, [28.0, 29.0, 30.0, 24.0]);
        series.values[29] = None;
        let (before, after) = around(&series, release, 14, &calendar);
        assert_eq!(
            (before, after),
            (vec![14.0, 16.0, 10.0], vec![28.0, 30.0, 24.0])
        );
    }
}
