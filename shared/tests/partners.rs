//! Which day stands beside which, over leap years and the ends of years.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use proptest::prelude::*;
use shared::day::{Day, DayRange};
use shared::reply::Period;
use shared::view::{Compare, View};

/// Days from 2004 on, so that a compared period lies within the calendar too.
fn range() -> impl Strategy<Value = DayRange> {
    let first = Day::new(2004, 1, 1).unwrap();
    // Half of them cross the end of a February or of a year.
    let edges = (
        2005i16..2900,
        prop_oneof![Just((3, 1)), Just((1, 1))],
        1i64..400,
        0i64..400,
    );
    let across = edges.prop_map(|(year, (month, day), before, after)| {
        let edge = Day::new(year, month, day).unwrap();
        DayRange::new(edge.plus(-before), edge.plus(after)).unwrap()
    });
    let anywhere = (0i64..300_000, 0i64..1200).prop_map(move |(start, days)| {
        let start = first.plus(start);
        DayRange::new(start, start.plus(days)).unwrap()
    });
    prop_oneof![across, anywhere]
}

fn beside(range: DayRange, compare: Compare) -> Vec<(Day, Option<Day>)> {
    let view = View {
        compare: Some(compare),
        ..View::default()
    };
    let own: Vec<Option<Day>> = view.own_days(range, Period::Current);
    assert_eq!(own, range.days().map(Some).collect::<Vec<_>>());
    let partners = view.own_days(range, Period::Compared);
    assert_eq!(partners.len(), range.count());
    range.days().zip(partners).collect()
}

fn is_leap(year: i16) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

proptest! {
    #[test]
    fn the_previous_period_ends_the_day_before_and_is_as_long(range in range()) {
        let days = beside(range, Compare::Previous);
        let count = i64::try_from(range.count()).unwrap();
        prop_assert_eq!(days.last().unwrap().1, Some(range.start().plus(-1)));
        for (day, partner) in days {
            prop_assert_eq!(day.since(partner.unwrap()), count);
        }
    }

    #[test]
    fn whole_weeks_lie_between_days_that_stand_beside_by_week(range in range()) {
        let days = beside(range, Compare::Week);
        let shift = days[0].0.since(days[0].1.unwrap());
        let count = i64::try_from(range.count()).unwrap();
        prop_assert!(shift % 7 == 0 && (count..count + 7).contains(&shift), "{}", shift);
        for (day, partner) in days {
            let partner = partner.unwrap();
            prop_assert_eq!(day.since(partner), shift);
            prop_assert_eq!(day.weekday(), partner.weekday());
            prop_assert!(partner < range.start());
        }
    }

    #[test]
    fn a_year_before_is_the_same_date_and_the_leap_day_has_none(range in range()) {
        for (day, partner) in beside(range, Compare::Year) {
            let (year, month, date) = day.parts();
            match partner {
                Some(partner) => {
                    prop_assert_eq!(partner.parts(), (year - 1, month, date));
                    let leap = (month > 2 && is_leap(year)) || (month < 3 && is_leap(year - 1));
                    prop_assert_eq!(day.since(partner), if leap { 366 } else { 365 });
                }
                None => prop_assert_eq!((month, date, is_leap(year)), (2, 29, true)),
            }
        }
    }

    #[test]
    fn days_of_ones_own_stand_beside_by_their_place(range in range(), to in 0i64..300_000) {
        let start = Day::new(2000, 1, 1).unwrap().plus(to);
        let end = start.plus(i64::try_from(range.count()).unwrap() - 1);
        let other = DayRange::new(start, end).unwrap();
        let days = beside(range, Compare::Range(other));
        let partners: Vec<Day> = days.iter().map(|(_, partner)| partner.unwrap()).collect();
        prop_assert_eq!(partners, other.days().collect::<Vec<_>>());
    }
}

#[test]
fn the_days_around_a_leap_day_are_those_on_the_calendar() {
    let day = |text: &str| text.parse::<Day>().unwrap();
    let range = DayRange::new(day("2028-02-27"), day("2028-03-01")).unwrap();
    let partners = |compare| -> Vec<String> {
        let days = beside(range, compare).into_iter();
        days.map(|(_, partner)| partner.map_or("none".to_owned(), |day| day.to_string()))
            .collect()
    };
    assert_eq!(
        partners(Compare::Year),
        ["2027-02-27", "2027-02-28", "none", "2027-03-01"]
    );
    assert_eq!(
        partners(Compare::Previous),
        ["2028-02-23", "2028-02-24", "2028-02-25", "2028-02-26"]
    );
    assert_eq!(
        partners(Compare::Week),
        ["2028-02-20", "2028-02-21", "2028-02-22", "2028-02-23"]
    );
    let new_year = DayRange::new(day("2028-12-31"), day("2029-01-01")).unwrap();
    let beside: Vec<_> = beside(new_year, Compare::Year)
        .into_iter()
        .map(|(_, partner)| partner.unwrap())
        .collect();
    assert_eq!(beside, [day("2027-12-31"), day("2028-01-01")]);
}

#[test]
fn nothing_stands_beside_before_the_first_of_all_days() {
    let range = DayRange::new(Day::FIRST, Day::FIRST.plus(2)).unwrap();
    for compare in [Compare::Previous, Compare::Week, Compare::Year] {
        let partners = beside(range, compare).into_iter().map(|(_, day)| day);
        assert_eq!(partners.collect::<Vec<_>>(), [None; 3], "{compare:?}");
    }
    let later = DayRange::new(Day::FIRST.plus(1), Day::FIRST.plus(2)).unwrap();
    let partners = beside(later, Compare::Previous).into_iter();
    assert_eq!(
        partners.map(|(_, day)| day).collect::<Vec<_>>(),
        [None, Some(Day::FIRST)]
    );
}
