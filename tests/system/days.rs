//! The right days, none doubled, with the least number of calls.

use shared::day::Day;
use shared::module::Module;
use shared::reply::{Calls, Plan};
use shared::value::Status;
use tests::House;
use tests::house::{TODAY, last_days, view};

/// A relay just started answers so many days with exactly so many calls.
async fn cold(days: u32, calls: usize) {
    let house = House::start().await;
    let range = last_days(days);
    let view = view("shop", Module::Launch, range);

    let plan: Plan = house.get(&format!("api/v1/plan?{view}")).await.json();
    assert_eq!(plan.calls.planned, calls);
    assert_eq!(house.simulator().calls().len(), 0, "a plan asks nobody");

    let reply = house.reply(&view).await;
    assert_eq!(reply.view, view);
    let expected = Calls {
        planned: calls,
        shared: 0,
        upstream: calls,
        from_history: 0,
    };
    assert_eq!(reply.calls, expected);
    assert_eq!(reply.failures, []);
    assert_eq!(reply.series.len(), 4, "one series a metric");
    for series in &reply.series {
        assert_eq!(series.start, range.start());
        assert_eq!(series.values, house.truth(Module::Launch, series, range));
    }

    let windows: Vec<_> = house
        .data_calls()
        .iter()
        .filter_map(|call| call.window)
        .collect();
    assert_eq!(windows.len(), calls);
    assert!(windows.iter().all(|window| window.count() <= 30));
    for day in range.days() {
        let times = windows.iter().filter(|window| window.contains(day)).count();
        assert_eq!(times, 1, "{day} is asked once");
    }

    let again = house.reply(&view).await;
    assert_eq!(again.series, reply.series);
    assert_eq!((again.calls.planned, again.calls.upstream), (0, 0));
    assert_eq!(
        house.data_calls().len(),
        calls,
        "what is known is not asked again"
    );
}

#[tokio::test]
async fn ten_days_are_the_right_days_by_one_call() {
    cold(10, 1).await;
}

#[tokio::test]
async fn thirty_days_are_the_right_days_by_one_call() {
    cold(30, 1).await;
}

#[tokio::test]
async fn thirty_one_days_are_the_right_days_by_two_calls() {
    cold(31, 2).await;
}

#[tokio::test]
async fn four_hundred_days_are_the_right_days_by_fourteen_calls() {
    cold(400, 14).await;
}

#[tokio::test]
async fn only_the_days_that_lack_are_asked() {
    let house = House::start().await;
    house
        .reply(&view("shop", Module::Memory, last_days(10)))
        .await;
    let reply = house
        .reply(&view("shop", Module::Memory, last_days(40)))
        .await;
    // The thirty days before the ten fit into one window.
    assert_eq!(reply.calls.planned, 1);
    assert_eq!(reply.calls.from_history, 10);
    for series in &reply.series {
        assert_eq!(
            series.values,
            house.truth(Module::Memory, series, last_days(40))
        );
    }
}

#[tokio::test]
async fn today_and_later_are_missing_and_nobody_is_asked_for_them() {
    let house = House::start().await;
    let today: Day = TODAY.parse().unwrap();
    let reply = house
        .reply("app=shop&module=memory&start=2026-10-29&end=2026-11-02")
        .await;
    for series in &reply.series {
        assert!(series.values[1..].iter().all(Option::is_none));
        assert_eq!(series.status_on(today), Status::Missing);
        assert_eq!(series.status_on(today.plus(3)), Status::Missing);
    }
    assert_eq!(reply.calls.planned, 1);
    assert!(
        house
            .data_calls()
            .iter()
            .all(|call| call.window.unwrap().end() < today)
    );

    let later = house
        .get("api/v1/plan?app=shop&module=memory&start=2026-10-30&end=2026-11-20")
        .await;
    assert_eq!(later.json::<Plan>().calls.planned, 0);
}

#[tokio::test]
async fn a_plan_without_a_module_is_that_of_the_overview() {
    let house = House::start().await;
    let plan: Plan = house
        .get("api/v1/plan?app=shop&last=31d&platform=ios,android")
        .await
        .json();
    assert_eq!(plan.calls.planned, 5 * 2 * 2);
    assert_eq!(
        plan.view,
        "app=shop&start=2026-09-29&end=2026-10-29&platform=ios,android"
    );
    assert_eq!(house.simulator().calls().len(), 0);
}

#[tokio::test]
async fn days_that_may_still_change_are_provisional_and_settled_ones_final() {
    let house = House::start().await;
    let range = last_days(10);
    let reply = house.reply(&view("shop", Module::Launch, range)).await;
    let measured = |day| tests::answer::series(&reply, "total").values[range.index(day).unwrap()];
    for day in range.days().filter(|day| measured(*day).is_some()) {
        let age = TODAY.parse::<Day>().unwrap().since(day);
        let status = tests::answer::series(&reply, "total").status_on(day);
        let expected = if age < 3 {
            Status::Provisional
        } else {
            Status::Final
        };
        assert_eq!(status, expected, "{day}");
    }
}

#[tokio::test]
async fn every_slice_of_a_view_is_a_series_with_its_own_values() {
    let house = House::start().await;
    let range = last_days(7);
    let base = view("game", Module::Launch, range);
    let reply = house
        .reply(&format!(
            "{base}&platform=ios,android&level=high,low&network=wifi"
        ))
        .await;
    let slices: Vec<String> = reply
        .series
        .iter()
        .filter(|series| series.metric.id == "total")
        .map(|series| series.slice.to_string())
        .collect();
    let ordered = [
        "ios.high.wifi",
        "android.high.wifi",
        "ios.low.wifi",
        "android.low.wifi",
    ];
    assert_eq!(slices, ordered);
    for series in &reply.series {
        assert_eq!(series.values, house.truth(Module::Launch, series, range));
    }
    assert_eq!(reply.calls.upstream, 4);
}

#[tokio::test]
async fn a_compared_period_holds_its_own_days_beside_the_view() {
    let house = House::start().await;
    let range = last_days(14);
    let base = view("shop", Module::Memory, range);
    let reply = house.reply(&format!("{base}&compare=previous")).await;
    let before = shared::day::DayRange::ending(range.start().plus(-1), 14);
    let mut compared = 0;
    for series in &reply.series {
        let own = match series.period {
            shared::reply::Period::Current => range,
            shared::reply::Period::Compared => {
                compared += 1;
                before
            }
        };
        assert_eq!(series.start, own.start());
        assert_eq!(series.values, house.truth(Module::Memory, series, own));
    }
    assert_eq!(compared, reply.series.len() / 2);
    assert_eq!(reply.calls.planned, 1, "both periods fit into one window");
}

#[tokio::test]
async fn the_last_days_end_with_the_newest_that_history_holds() {
    let house = House::start().await;
    let cold = house.reply("app=shop&module=launch&last=7d").await;
    assert!(
        cold.view.ends_with("start=2026-10-23&end=2026-10-29"),
        "{}",
        cold.view
    );
    let newest = cold.data_through["shop"].unwrap();
    let warm = house.reply("app=shop&module=launch&last=7d").await;
    assert!(
        warm.view.ends_with(&format!("end={newest}")),
        "{}",
        warm.view
    );
}
