//! What a picture shows are the numbers of the data.

use shared::reply::Series;
use tests::House;
use tests::drawn::Drawn;

use super::svg;

const VIEW: &str = "app=shop&module=launch&metric=total&platform=ios,android&smooth=1\
                    &start=2026-10-02&end=2026-10-29";

#[tokio::test]
async fn the_lines_of_a_picture_are_the_values_of_the_reply() {
    let house = House::start().await;
    let reply = house.reply(VIEW).await;
    let answer = svg(&house, VIEW).await;
    let drawn = Drawn::of_svg(answer.text());
    let [ios, android] = &reply.series[..] else {
        panic!("two series");
    };
    let compare = |series: &Series, colour: &str| {
        // A day without a value has no point, and neither has one that stands alone.
        let values = series.values.iter().flatten();
        let values: Vec<f64> = values.map(|value| value.get()).collect();
        assert!(values.len() >= 20, "{values:?}");
        drawn.assert_shows(colour, &values);
    };
    compare(ios, "#2F6FDE");
    compare(android, "#C2570C");
}
