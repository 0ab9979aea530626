//! Ten thousand bodies of any shape go there and back, a quarter under each pair.

use std::collections::BTreeMap;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};
use serde_json::value::RawValue;

use super::{House, NOW, PAIRS, PATH};

const EACH: usize = 2_500;

/// The fields of an object, each as it was written.
fn fields(text: &str) -> BTreeMap<String, String> {
    let fields: BTreeMap<String, &RawValue> = serde_json::from_str(text).unwrap();
    let owned = |(name, raw): (String, &RawValue)| (name, raw.get().to_owned());
    fields.into_iter().map(owned).collect()
}

fn text(random: &mut StdRng) -> String {
    let letters = random.random_range(0..12);
    (0..letters)
        .map(|_| {
            let wide = if random.random_bool(0.5) {
                0x80
            } else {
                0x11_0000
            };
            char::from_u32(random.random_range(0..wide)).unwrap_or('打')
        })
        .collect()
}

/// A JSON value as WeChat and we write them, numbers with zeros at their end too.
fn value(random: &mut StdRng, depth: u32) -> String {
    match random.random_range(0..if depth == 0 { 5 } else { 7 }) {
        0 => serde_json::to_string(&text(random)).unwrap(),
        1 => random.random::<i64>().to_string(),
        2 => format!(
            "{}.{:04}",
            random.random_range(0..500),
            random.random_range(0..10_000)
        ),
        3 => "null".to_owned(),
        4 => random.random::<bool>().to_string(),
        5 => {
            let items: Vec<_> = (0..random.random_range(0..4))
                .map(|_| value(random, depth - 1))
                .collect();
            format!("[{}]", items.join(","))
        }
        _ => object(random, depth - 1),
    }
}

fn object(random: &mut StdRng, depth: u32) -> String {
    let fields: BTreeMap<String, String> = (0..random.random_range(0..6))
        .map(|_| (text(random), value(random, depth)))
        .collect();
    let fields: Vec<_> = fields
        .iter()
        .map(|(name, value)| format!("{}: {value}", serde_json::to_string(name).unwrap()))
        .collect();
    format!("{{{}}}", fields.join(", "))
}

/// One pair's share.
fn there_and_back(seed: usize) {
    let house = House::new(PAIRS[seed]);
    let mut random = StdRng::seed_from_u64(seed as u64);
    for _ in 0..EACH {
        let body = object(&mut random, 3);
        let expected = fields(&body);
        let sealed = house.signer.seal(PATH, &body, NOW).unwrap();
        let mut read = fields(&house.wechat.read(PATH, &sealed).unwrap());
        for name in ["_n", "_appid", "_timestamp"] {
            assert!(read.remove(name).is_some());
        }
        assert_eq!(read, expected);
        let opened = house.open(&house.wechat.reply(&body)).unwrap();
        assert_eq!(fields(std::str::from_utf8(&opened.body).unwrap()), expected);
    }
}

#[test]
fn ten_thousand_random_bodies_go_there_and_back() {
    std::thread::scope(|scope| {
        for seed in 0..PAIRS.len() {
            scope.spawn(move || there_and_back(seed));
        }
    });
}
