//! CSV against the simulator's values, row for row.

use shared::module::Module;
use shared::value::Value;
use tests::House;
use tests::house::{last_days, slice, view};

const HEADER: [&str; 13] = [
    "day", "app", "module", "period", "platform", "level", "network", "metric", "name", "line",
    "unit", "value", "status",
];

fn rows(text: &str) -> Vec<csv::StringRecord> {
    let text = text.strip_prefix('\u{feff}').expect("a byte order mark");
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    reader.records().map(Result::unwrap).collect()
}

#[tokio::test]
async fn every_row_holds_the_simulators_value_unrounded() {
    let house = House::start().await;
    let range = last_days(60);
    let query = format!(
        "{}&platform=ios,android",
        view("shop", Module::Memory, range)
    );
    let answer = house.get(&format!("api/v1/performance.csv?{query}")).await;
    assert!(answer.header("content-type").starts_with("text/csv"));
    let text = answer.text();
    assert_eq!(text.matches('\n').count(), text.matches("\r\n").count());

    let rows = rows(text);
    assert_eq!(rows[0], HEADER.to_vec());
    // Two slices × two metrics × sixty days.
    assert_eq!(rows.len(), 1 + 2 * 2 * 60);
    let appid = house.appid("shop");
    for row in &rows[1..] {
        let day = row[0].parse().unwrap();
        let (metric, line) = (&row[7], row[9].parse().unwrap());
        let truth =
            house
                .simulator()
                .value(&appid, Module::Memory, slice(&row[4]), metric, line, day);
        let number = |text: &str| Value::from_text(text);
        assert_eq!(
            number(&row[11]),
            truth.as_deref().and_then(number),
            "{row:?}"
        );
        assert_eq!(row[11].is_empty(), truth.is_none(), "{row:?}");
        assert_eq!((&row[1], &row[2], &row[3]), ("shop", "memory", "current"));
    }
}

#[tokio::test]
async fn rows_stand_as_the_series_then_by_day() {
    let house = House::start().await;
    let query = format!(
        "{}&platform=ios,android",
        view("shop", Module::Launch, last_days(9))
    );
    let answer = house.get(&format!("api/v1/performance.csv?{query}")).await;
    let reply = house.reply(&query).await;
    let mut expected = Vec::new();
    for series in &reply.series {
        for day in last_days(9).days() {
            let key = (series.slice.platform.to_string(), series.metric.id.clone());
            expected.push((key.0, key.1, day.to_string()));
        }
    }
    let of = |row: &csv::StringRecord| (row[4].to_owned(), row[7].to_owned(), row[0].to_owned());
    let found: Vec<_> = rows(answer.text())[1..].iter().map(of).collect();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_refusal_is_a_problem_here_too() {
    let house = House::start().await;
    let answer = house
        .get("api/v1/performance.csv?app=shop&module=launch&layout=tall")
        .await;
    assert_eq!(answer.problem().parameter.as_deref(), Some("layout"));
}
