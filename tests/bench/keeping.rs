//! Three years × five modules × 48 slices kept: time of a read, size on disk, memory.

use std::path::Path;
use std::time::{Duration, Instant};

use relay::config::HistoryPlace;
use relay::history::{History, Key, Moment};
use relay::wechat::Point;
use shared::day::Day;
use shared::filter::{Filter as _, Level, Network, Platform, Slice};
use shared::module::Module;
use simulator::Simulator;
use tests::house::{held_clock, last_days, upstream};

use crate::program::{free_port, relay};

const YEARS_OF_DAYS: u32 = 3 * 365;
const SETTLE_DAYS: u32 = 3;
/// What a read may take of the time that it takes where nothing else is kept.
const BOUND: f64 = 1.5;
/// What the relay may take in memory after the reads, in MB.
const MEMORY: f64 = 60.0;

/// Whether a read takes as long as where nothing else is kept.
pub(crate) async fn three_years() -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let clock = held_clock();
    let upstream = upstream(&clock).await;
    let simulator = upstream.simulator();
    let appid = simulator.apps().remove(0).appid;
    let (full, alone) = (
        folder.path().join("bootlens.db"),
        folder.path().join("alone.db"),
    );
    let started = Instant::now();
    let rows = fill(simulator, &full, &appid, &slices()).await;
    let took = started.elapsed();
    fill_one(simulator, &alone, &appid).await;
    let size = size(&full);
    println!(
        "three years × 5 modules × 48 slices: {rows} days kept in {:.0} s, {:.1} MB on disk, {:.0} \
         bytes a day",
        took.as_secs_f64(),
        size / 1e6,
        size / rows as f64
    );
    let (full, alone) = (reads(&full, &appid).await, reads(&alone, &appid).await);
    let share = full.as_secs_f64() / alone.as_secs_f64();
    println!(
        "read of one year: {:.2} ms, {share:.2} of what it takes where nothing else is kept \
         (bound {BOUND})",
        full.as_secs_f64() * 1e3
    );
    let memory = memory(&upstream, folder.path()).await;
    share <= BOUND && memory
}

/// Every combination of the three filters.
fn slices() -> Vec<Slice> {
    let mut slices = Vec::new();
    for network in Network::ALL {
        for level in Level::ALL {
            for platform in Platform::ALL {
                slices.push(Slice {
                    network: *network,
                    level: *level,
                    platform: *platform,
                });
            }
        }
    }
    assert_eq!(slices.len(), 48, "4 × 4 × 3");
    slices
}

async fn open(path: &Path) -> History {
    let place = HistoryPlace::Sqlite(path.to_owned());
    History::open(&place, None).await.expect("a store")
}

async fn fill(simulator: &Simulator, path: &Path, appid: &str, slices: &[Slice]) -> usize {
    let history = open(path).await;
    let mut rows = 0;
    for module in Module::ALL {
        for slice in slices {
            rows += write(simulator, &history, appid, module, *slice).await;
        }
    }
    rows
}

async fn fill_one(simulator: &Simulator, path: &Path, appid: &str) {
    let history = open(path).await;
    write(simulator, &history, appid, Module::Launch, Slice::ALL).await;
}

/// What the simulator says of a module's slice, as WeChat's answers would bring it.
async fn write(
    simulator: &Simulator,
    history: &History,
    appid: &str,
    module: Module,
    slice: Slice,
) -> usize {
    let key = Key {
        appid: appid.into(),
        module,
        slice,
    };
    let days: Vec<Day> = last_days(YEARS_OF_DAYS).days().collect();
    let answer = |day: &Day| {
        let metrics = Simulator::metrics(module).iter();
        let points = metrics.filter_map(|metric| {
            let text = simulator.value(appid, module, slice, metric.id, 0, *day)?;
            Some(Point {
                metric: metric.id.into(),
                zh: metric.zh.into(),
                line: 0,
                text: text.into(),
            })
        });
        (*day, points.collect())
    };
    let answers = days.iter().map(answer).collect();
    let at = held_clock().now();
    let written = history.write(&key, answers, at, SETTLE_DAYS).await;
    written.expect("room on the disk").len()
}

/// The median time of a read of one year.
async fn reads(path: &Path, appid: &str) -> Duration {
    let history = open(path).await;
    let key = Key {
        appid: appid.into(),
        module: Module::Launch,
        slice: Slice::ALL,
    };
    let days: Vec<Day> = last_days(365).days().collect();
    let mut times = Vec::new();
    for _ in 0..51 {
        let started = Instant::now();
        let rows = history
            .read(&key, &days, Moment::Now)
            .await
            .expect("a store");
        times.push(started.elapsed());
        assert_eq!(rows.len(), 365, "a day is lacking");
    }
    times.sort();
    times[times.len() / 2]
}

/// A relay on the full store: idle, and after a year of each module with 9 slices.
async fn memory(upstream: &simulator::Running, folder: &Path) -> bool {
    let port = free_port();
    let relay = relay(upstream, folder, port).await;
    let idle = relay.megabytes();
    let alias = upstream.simulator().apps().remove(0).alias;
    let range = last_days(365);
    for module in Module::ALL {
        let url = format!(
            "http://127.0.0.1:{port}/{}?app={alias}&module={module}&start={}&end={}\
             &platform=all,ios,android&level=high,mid,low",
            shared::paths::PERFORMANCE,
            range.start(),
            range.end().plus(-5),
        );
        let answer = reqwest::get(url).await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        let _ = answer.bytes().await.expect("a whole answer");
    }
    let after = relay.megabytes();
    println!("memory on that store: {idle:.0} MB idle, {after:.0} MB after five years read × 9");
    after <= MEMORY
}

/// The bytes of a store with its log.
fn size(path: &Path) -> f64 {
    let folder = path.parent().expect("a folder");
    let name = path
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .to_string();
    let files = std::fs::read_dir(folder).expect("a folder");
    files
        .filter_map(Result::ok)
        .filter(|file| file.file_name().to_string_lossy().starts_with(&name))
        .filter_map(|file| file.metadata().ok())
        .map(|file| file.len() as f64)
        .sum()
}
