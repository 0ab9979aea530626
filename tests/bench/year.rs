//! A cold year of nine slices, with a WeChat that takes 200 ms for each call.

use std::path::Path;
use std::time::{Duration, Instant};

use relay::config::HistoryPlace;
use shared::module::Module;
use simulator::BOOT;
use tests::House;
use tests::house::{last_days, view};

use crate::documented;

const LATENCY: Duration = Duration::from_millis(200);
const CONCURRENCY: usize = 4;
/// Of the time that the calls alone need.
const BOUND: f64 = 1.15;

/// Whether it takes little more than its calls need.
pub(crate) async fn cold_year(sources: &Path) -> bool {
    let mut shares = Vec::new();
    let mut calls = 0;
    for _ in 0..3 {
        let folder = tempfile::tempdir().expect("a folder");
        let house = House::with(|config| {
            config.upstream.concurrency = CONCURRENCY;
            config.history = HistoryPlace::Sqlite(folder.path().join("days.db"));
        })
        .await;
        house.simulator().set_latency(LATENCY);
        let view = view("shop", Module::Launch, last_days(365));
        let view = format!("{view}&platform=all,ios,android&level=high,mid,low");
        let started = Instant::now();
        let reply = house.reply(&view).await;
        let took = started.elapsed();
        calls = house.simulator().count(BOOT);
        assert_eq!(reply.calls.upstream, calls, "a call was made twice");
        assert!(reply.failures.is_empty(), "a window failed");
        let least = LATENCY * u32::try_from(calls.div_ceil(CONCURRENCY)).expect("a few calls");
        shares.push(took.as_secs_f64() / least.as_secs_f64());
    }
    shares.sort_by(f64::total_cmp);
    let [least, median, most] = shares[..] else {
        unreachable!("three runs")
    };
    let text = format!(
        "A cold year × 9 slices: {calls} calls, {median:.3} ({least:.3}–{most:.3}) of ⌈calls ÷ \
         {CONCURRENCY}⌉ × {} ms, a file's history included (bound {BOUND}).",
        LATENCY.as_millis()
    );
    println!("{text}");
    documented::write(sources, "year", &text);
    median <= BOUND
}
