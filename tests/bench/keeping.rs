//! Three years × five modules × 48 slices kept: time of a read, size on disk, memory.

use std::path::Path;
use std::time::{Duration, Instant};

use relay::history::{Key, Moment};
use shared::day::Day;
use shared::filter::Slice;
use shared::module::Module;
use tests::house::{held_clock, last_days, upstream};

use crate::documented;
use crate::filled::{fill, open, slices};
use crate::program::{Process, free_port, relay};

const YEARS_OF_DAYS: u32 = 3 * 365;
/// What a read may take of the time that it takes where nothing else is kept.
const BOUND: f64 = 1.5;
/// What the relay may take in memory, in MB: idle, and after this many different views.
const IDLE: f64 = 25.0;
const MEMORY: f64 = 60.0;
const VIEWS: usize = 10_000;
/// Seconds from its start until it is ready.
const START: f64 = 1.0;

/// Whether a read takes as long as where nothing else is kept, and the relay as little memory as it should.
pub(crate) async fn three_years(sources: &Path) -> bool {
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
    let range = last_days(YEARS_OF_DAYS);
    let rows = fill(
        simulator,
        &full,
        &appid,
        (&Module::ALL[..], &slices()[..]),
        range,
    )
    .await;
    let took = started.elapsed();
    let one = (&[Module::Launch][..], &[Slice::ALL][..]);
    fill(simulator, &alone, &appid, one, range).await;
    let size = size(&full);
    println!("{rows} days kept in {:.0} s", took.as_secs_f64());
    let (full, alone) = (reads(&full, &appid).await, reads(&alone, &appid).await);
    let share = full.as_secs_f64() / alone.as_secs_f64();
    println!("read of one year: {:.2} ms", full.as_secs_f64() * 1e3);
    let grown = memory(&upstream, folder.path()).await;
    let rows = [
        (
            "bytes on disk a day of a slice",
            format!("{:.0}", size / rows as f64),
            None,
        ),
        (
            "read of one year, beside a store that keeps nothing else",
            format!("{share:.2}"),
            Some((share, BOUND)),
        ),
        (
            "start to ready, s",
            format!("{:.2}", grown.start),
            Some((grown.start, START)),
        ),
        (
            "memory idle, MB",
            format!("{:.0}", grown.idle),
            Some((grown.idle, IDLE)),
        ),
        (
            "memory after 10,000 different views, MB",
            format!("{:.0}", grown.after),
            Some((grown.after, MEMORY)),
        ),
    ];
    let mut text = format!(
        "{}\n\n| | | bound | |\n|---|--:|--:|---|\n",
        documented::load()
    );
    let mut within = true;
    for (what, value, bound) in rows {
        let held = bound.map(|(value, bound)| value <= bound);
        within &= held != Some(false);
        let bound = bound.map_or_else(String::new, |(_, bound)| bound.to_string());
        let held = documented::verdict(held);
        text.push_str(&format!("| {what} | {value} | {bound} | {held} |\n"));
    }
    println!("{text}");
    documented::write(sources, "keeping", text.trim_end());
    within
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

/// A relay on the full store.
struct Grown {
    /// Seconds from its start until it is ready.
    start: f64,
    /// What it takes in memory before anybody asks, and after many different views, in MB.
    idle: f64,
    after: f64,
}

async fn memory(upstream: &simulator::Running, folder: &Path) -> Grown {
    let port = free_port();
    let started = Instant::now();
    let relay = relay(upstream, folder, port).await;
    let start = started.elapsed().as_secs_f64();
    let idle = Process::megabytes(relay.0.id());
    let alias = upstream.simulator().apps().remove(0).alias;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let days = last_days(YEARS_OF_DAYS);
    let slices = ["all", "ios", "android", "ios,android", "all,ios,android"];
    for number in 0..VIEWS {
        let module = Module::ALL[number % Module::ALL.len()];
        let platform = slices[number / 7 % slices.len()];
        let start = days
            .start()
            .plus(i64::try_from(number / 10).expect("few") % 1_000);
        let url = format!(
            "http://127.0.0.1:{port}/{}?app={alias}&module={module}&start={start}&end={}\
             &platform={platform}",
            shared::paths::PERFORMANCE,
            start.plus(29 + i64::try_from(number % 31).expect("few")),
        );
        let request = client.get(url).header("accept-encoding", "gzip, br");
        let answer = request.send().await.expect("an answer");
        assert!(answer.status().is_success(), "{}", answer.status());
        drop(answer.bytes().await.expect("a whole answer"));
    }
    Grown {
        start,
        idle,
        after: Process::megabytes(relay.0.id()),
    }
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
