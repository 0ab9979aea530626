//! The reply that WeChat documents, sent over a real socket, gives exactly its four numbers.

use shared::module::Module;
use tests::House;
use tests::answer::{numbers, series};
use tests::house::{documented, slice};

const VIEW: &str = "app=shop&module=memory&start=2021-01-03&end=2021-01-04\
                    &platform=ios&level=high&network=wifi";

async fn house() -> House {
    let house = House::start().await;
    house.simulator().script(documented());
    house
}

#[tokio::test]
async fn the_documented_reply_gives_its_four_numbers() {
    let house = house().await;
    let reply = house.reply(VIEW).await;
    assert_eq!(reply.series.len(), 2);
    let growth = series(&reply, "memorydiff");
    assert_eq!(numbers(growth), [Some(70.7778), Some(72.0446)]);
    let memory = series(&reply, "memory");
    assert_eq!(numbers(memory), [Some(314.0), Some(302.3218)]);
    assert_eq!(memory.metric.zh, "内存均值");
    assert_eq!(memory.status.len(), 0, "both days are final");
}

#[tokio::test]
async fn what_is_asked_is_what_the_documented_request_asks() {
    let house = house().await;
    house.reply(VIEW).await;
    let calls = house.data_calls();
    let [call] = calls.as_slice() else {
        panic!("one call, not {calls:?}");
    };
    assert_eq!(call.module, Some(Module::Memory));
    assert_eq!(call.slice, Some(slice("ios.high.wifi")));
    let window = call.window.unwrap();
    // 1609603200 and 1609689600.
    assert_eq!(window.start().beijing_midnight(), 1_609_603_200);
    assert_eq!(window.end().beijing_midnight(), 1_609_689_600);
}

#[tokio::test]
async fn the_four_numbers_are_written_as_wechat_wrote_them() {
    let house = house().await;
    let json = house.performance(VIEW).await;
    let csv = house.get(&format!("api/v1/performance.csv?{VIEW}")).await;
    for number in ["70.7778", "72.0446", "314", "302.3218"] {
        assert!(csv.text().contains(&format!(",{number},")), "{number}");
        assert!(json.text().contains(number), "{number}");
    }
    assert!(
        json.text().contains("[314,302.3218]"),
        "no fraction is invented"
    );
}
