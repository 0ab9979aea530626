//! The table beneath: the simulator's values, as WeChat would have sent them.

use shared::module::Module;
use shared::value::Value;
use simulator::{BOOT, Effect, Fault};
use tests::House;
use tests::chromium::Screen;
use tests::house::{documented, last_days, view};

use tests::visitor::{Visitor, chart};

/// What a cell shows where there is no value.
const NOTHING: &str = "–";

#[tokio::test]
async fn every_cell_is_the_simulators_value() {
    let visitor = Visitor::new().await;
    let range = last_days(40);
    for module in Module::ALL {
        let slices = "platform=all,ios,android&level=high,low";
        visitor
            .open(&format!("{}&{slices}", chart("shop", module, range)))
            .await;
        let mut table = visitor.table().await;
        table.reverse();
        let view = format!("{}&{slices}", view("shop", module, range));
        let reply = visitor.house.reply(&view).await;
        assert_eq!(table.len(), range.count(), "{module}");
        let mut known = 0;
        for (number, series) in reply.series.iter().enumerate() {
            let truth = visitor.house.truth(module, series, range);
            for ((row, day), value) in table.iter().zip(range.days()).zip(truth) {
                known += usize::from(value.is_some());
                let wanted = value.map_or_else(|| NOTHING.to_owned(), |value| value.to_string());
                assert_eq!(row[number], wanted, "{module} {} {day}", series.metric.id);
            }
        }
        assert_eq!(table[0].len(), reply.series.len());
        assert!(
            known > range.count() * reply.series.len() / 2,
            "{module}: {known} values"
        );
    }
    visitor.leave().await;
}

#[tokio::test]
async fn the_documented_reply_stands_in_the_table_with_its_four_numbers() {
    let house = House::start().await;
    house.simulator().script(documented());
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    // As the documentation's own request names it, in WeChat's words.
    visitor
        .open("chart?app=shop&module=10022&start=2021-01-03&end=2021-01-04&networktype=wifi&device_level=1&device=1")
        .await;
    assert_eq!(
        visitor.table().await,
        [["302.3218", "72.0446"], ["314", "70.7778"]],
        "newest day first"
    );
    let names = visitor.browser.texts("table.values thead th").await;
    assert!(
        names[1].contains("内存均值") && names[2].contains("内存增长均值"),
        "{names:?}"
    );
    visitor
        .browser
        .until_address("platform=ios&level=high&network=wifi", true)
        .await;
    visitor.leave().await;
}

#[tokio::test]
async fn numbers_that_are_none_are_gaps_and_exact_zeros_stay() {
    let house = House::demo().await;
    house
        .simulator()
        .script(Fault::new(Effect::Values("-".into())).path(BOOT).first(1));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    let path = chart("shop", Module::Memory, last_days(10));
    visitor.open(&path).await;
    let said = visitor.browser.text(".state").await;
    assert!(said.contains("没有数据"), "{said}");
    assert_eq!(visitor.browser.texts("canvas.chart").await.len(), 0);
    visitor.leave().await;

    let house = House::demo().await;
    house
        .simulator()
        .script(Fault::new(Effect::Values("0".into())).path(BOOT));
    let visitor = Visitor::at(house, Screen::LAPTOP).await;
    visitor.open(&path).await;
    let cells = visitor.table().await.concat();
    assert!(
        cells
            .iter()
            .all(|cell| cell.parse() == Ok(0.0) && Value::from_text(cell).is_some()),
        "{cells:?}"
    );
    visitor.leave().await;
}
