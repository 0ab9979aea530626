//! No statistic reads a day that is not settled and measured: whatever stands there, the answer stays.

use std::collections::BTreeMap;

use analysis::{Calendar, RATE, around, changes, far, headline, mean, summary};
use proptest::collection::vec;
use proptest::prelude::*;
use shared::day::Day;
use shared::filter::Slice;
use shared::metric::{Better, Confidence, Metric};
use shared::reply::{Period, Series};
use shared::value::{Status, Value};

fn start() -> Day {
    Day::at_unix(0).plus(20_700)
}

/// A day: its value, its status, and another value that it might have had.
type OneDay = (f64, Status, f64);

fn one_day() -> impl Strategy<Value = OneDay> {
    let status = prop_oneof![
        6 => Just(Status::Final),
        1 => Just(Status::Revised),
        1 => Just(Status::Provisional),
        1 => Just(Status::Zero),
        1 => Just(Status::Missing),
        1 => Just(Status::Failed),
    ];
    (
        10.0..5_000.0,
        status,
        prop_oneof![Just(0.0), Just(-7.0), 1e-9..1e12],
    )
}

fn counts(status: Status) -> bool {
    matches!(status, Status::Final | Status::Revised)
}

/// The series of the days, with what `value` says of those that don't count.
fn series(days: &[OneDay], period: Period, value: impl Fn(&OneDay) -> Option<Value>) -> Series {
    let values = days.iter().map(|day| {
        let (settled, status, _) = *day;
        if counts(status) {
            Value::new(settled)
        } else {
            value(day)
        }
    });
    let status = days.iter().zip(0..);
    let status: BTreeMap<Day, Status> = status
        .map(|((_, status, _), at)| (start().plus(at), *status))
        .filter(|(_, status)| *status != Status::Final)
        .collect();
    Series {
        app: "shop".to_owned(),
        slice: Slice::ALL,
        period,
        metric: Metric {
            id: "total".to_owned(),
            zh: "启动总耗时".to_owned(),
            en: "Launch, total".to_owned(),
            line: 0,
            unit: Some("ms".to_owned()),
            better: Better::Down,
            role: None,
            confidence: Confidence::High,
        },
        start: start(),
        values: values.collect(),
        status,
    }
}

proptest! {
    #[test]
    fn what_stands_on_an_unsettled_day_changes_no_answer(days in vec(one_day(), 1..120), parted in 0_usize..120) {
        let calendar = Calendar::builtin();
        for period in [Period::Current, Period::Compared] {
            let without = series(&days, period, |_| None);
            let with = series(&days, period, |day| Value::new(day.2));
            prop_assert_eq!(summary(&with, start()), summary(&without, start()));
            prop_assert_eq!(headline(&with), headline(&without));
            prop_assert_eq!(changes(&with, &calendar, RATE), changes(&without, &calendar, RATE));
            if period == Period::Current {
                prop_assert_eq!(mean(&with), mean(&without));
                let special = |day: Day| calendar.is_special(day);
                prop_assert_eq!(far(&with, &special), far(&without, &special));
                let day = start().plus(i64::try_from(parted).unwrap_or(0));
                prop_assert_eq!(around(&with, day, 28, &calendar), around(&without, day, 28, &calendar));
            }
        }
    }

    #[test]
    fn the_days_that_count_are_counted(days in vec(one_day(), 1..60)) {
        let all = series(&days, Period::Current, |day| Value::new(day.2));
        let settled = days.iter().filter(|(_, status, _)| counts(*status)).count();
        let counted = summary(&all, start()).map_or(0, |summary| summary.days);
        prop_assert_eq!(counted, settled);
    }
}
