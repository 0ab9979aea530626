//! What was paid for is never paid for again: a year, kept through a crash, shared by many readers
//! and by two relays.

use futures::future::join_all;
use shared::day::DayRange;
use shared::module::Module;
use shared::value::Value;
use simulator::Answered;
use tests::house::{last_days, view};
use tests::relay::Site;
use tests::{House, Store};

/// A year up to yesterday, by the system's clock.
fn year_to_yesterday(module: Module) -> String {
    let today = relay::clock::Clock::system().today();
    view("shop", module, DayRange::ending(today.plus(-1), 365))
}

#[tokio::test]
async fn a_cold_year_costs_thirteen_calls_and_after_a_crash_none() {
    for store in Store::lasting().await {
        let site = Site::new(store.text()).await;
        let year = year_to_yesterday(Module::Launch);
        let relay = site.start(&[]).await;
        let cold = relay.performance(&year).await.reply();
        assert_eq!((cold.calls.upstream, site.calls()), (13, 13));
        assert_eq!(cold.failures, []);
        let again = relay.performance(&year).await.reply();
        assert_eq!(again.series, cold.series);
        relay.kill();

        let relay = site.start(&[]).await;
        let after = relay.performance(&year).await.reply();
        assert_eq!(after.series, cold.series, "{}", store.name);
        assert_eq!((after.calls.planned, site.calls()), (0, 13));
    }
}

#[tokio::test]
async fn nine_empty_months_of_a_year_are_not_asked_again_within_the_hour() {
    for store in Store::lasting().await {
        let house = House::on(&store).await;
        // The simulator has nothing from before 2020.
        let year = "app=shop&module=memory&start=2019-04-01&end=2020-03-30";
        let cold = house.reply(year).await;
        assert_eq!(cold.calls.upstream, 13);
        let range = DayRange::new("2019-04-01".parse().unwrap(), "2020-03-30".parse().unwrap());
        // A day of zeros is asked again as one without any value is.
        let filled = |value: Option<Value>| value.is_some_and(|value| value.get() != 0.0);
        let has_value = |index: usize| cold.series.iter().any(|one| filled(one.values[index]));
        let days = range.unwrap().days().enumerate();
        let empty: Vec<_> = days.filter(|(index, _)| !has_value(*index)).collect();
        let empty: Vec<_> = empty.into_iter().map(|(_, day)| day).collect();
        assert!(empty.len() >= 275, "nine months");
        let windows = shared::window::cover(&empty, 30).len();
        let begun = house.clock.now();
        for (seconds, calls) in [
            (0, 0),
            (3_599, 0),
            (3_600, windows),
            (3_700, 0),
            (86_000, 0),
        ] {
            house.clock.set(begun + seconds);
            let reply = house.reply(year).await;
            assert_eq!(reply.calls.planned, calls, "{seconds} on {}", store.name);
            assert_eq!(reply.series, cold.series);
        }
        assert_eq!(house.data_calls().len(), 13 + windows);
    }
}

#[tokio::test]
async fn a_hundred_equal_questions_at_once_cost_the_calls_of_one() {
    for store in Store::lasting().await {
        let house = House::on(&store).await;
        let query = view("shop", Module::Launch, last_days(90));
        let answers = join_all((0..100).map(|_| house.performance(&query))).await;
        assert_eq!(house.data_calls().len(), 3, "{}", store.name);
        let first = answers[0].reply();
        for answer in &answers {
            assert_eq!(answer.reply().series, first.series);
        }
    }
}

#[tokio::test]
async fn two_relays_on_one_database_ask_a_cold_view_at_most_twice_and_then_never() {
    let store = Store::postgres().await;
    let one = House::on(&store).await;
    let other = one.beside().await;
    let range = last_days(90);
    let query = format!(
        "{}&platform=ios,android",
        view("shop", Module::Launch, range)
    );
    let (first, second) = tokio::join!(one.reply(&query), other.reply(&query));
    let cold = one.data_calls().len();
    assert!((6..=12).contains(&cold), "{cold}");
    assert_eq!(first.series, second.series);
    for series in &first.series {
        assert_eq!(series.values, one.truth(Module::Launch, series, range));
    }
    for house in [&one, &other] {
        let again = house.reply(&query).await;
        assert_eq!((again.calls.planned, &again.series), (0, &first.series));
    }
    assert_eq!(one.data_calls().len(), cold);
}

#[tokio::test]
async fn sqlite_and_postgresql_answer_the_same_to_the_byte() {
    let mut told: Vec<(Vec<(String, String)>, usize)> = Vec::new();
    for store in Store::lasting().await {
        let house = House::on(&store).await;
        let mut bodies = Vec::new();
        for days in [3, 40, 10, 40] {
            for more in ["", "&platform=all,ios&level=high", "&compare=previous"] {
                let query = view("shop,game", Module::Memory, last_days(days)) + more;
                for path in ["api/v1/performance", "api/v1/performance.csv"] {
                    let answer = house.get(&format!("{path}?{query}")).await;
                    assert_eq!(answer.status, 200);
                    bodies.push((answer.header("etag").to_owned(), answer.text().to_owned()));
                }
            }
            house.clock.set(house.clock.now() + 7_200);
        }
        // Two hours later the token is over, which as many calls find out as are in flight.
        let mut calls = house.data_calls();
        calls.retain(|call| call.answered == Answered::Ok);
        told.push((bodies, calls.len()));
    }
    let [(bodies, calls), (others, other_calls)] = told.try_into().unwrap();
    assert_eq!(calls, other_calls);
    for (one, other) in bodies.iter().zip(&others) {
        assert_eq!(one.0, other.0, "the tag");
        let differs = one.1.bytes().zip(other.1.bytes()).position(|(a, b)| a != b);
        let around = |text: &str, at: usize| {
            let bytes = &text.as_bytes()[at.saturating_sub(200)..text.len().min(at + 200)];
            String::from_utf8_lossy(bytes).into_owned()
        };
        if let Some(at) = differs {
            panic!("{}\n{}", around(&one.1, at), around(&other.1, at));
        }
        assert_eq!(one.1.len(), other.1.len());
    }
    assert_eq!(bodies.len(), others.len());
}
