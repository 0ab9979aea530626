//! Killed in the middle of its work, a relay loses nothing that it has told.

use std::collections::{BTreeSet, HashSet};
use std::io::Read as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use relay::clock::Clock;
use relay::config::HistoryPlace;
use relay::history::{History, Key, Moment};
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::module::Module;
use shared::stream::Line;
use simulator::{Running, Simulator};
use tests::demo::program;

const KILLS: u64 = 200;
const RELAY_KILLS: u64 = 20;
/// The longest while before a kill, in milliseconds.
const LONGEST: u64 = 3_000;
const APPID: &str = "wx5109000000000001";

/// A simulator that takes a moment, and a folder with a configuration that asks it.
async fn place() -> (Running, tempfile::TempDir) {
    let clock = Clock::system();
    let running = Simulator::start(Arc::new(move || clock.now()))
        .await
        .unwrap();
    running.simulator().set_latency(Duration::from_millis(4));
    let app = running.simulator().apps().remove(0);
    assert_eq!(app.appid, APPID);
    let folder = tempfile::tempdir().unwrap();
    let text = format!(
        "listen = \"127.0.0.1:0\"\n[collect]\nat = \"off\"\n[upstream]\nhosts = [\"{}\"]\n\
         daily_calls = 1000000\n[apps.shop]\nappid = \"{APPID}\"\n\
         [apps.shop.credential]\nsecret = \"{}\"\n",
        running.url(),
        app.secret
    );
    std::fs::write(folder.path().join("bootlens.toml"), text).unwrap();
    (running, folder)
}

fn start(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(program())
        .args(arguments)
        .current_dir(folder)
        .env_remove("RUST_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// A number below `below`, of a sequence that is the same in every run.
fn below(seed: &mut u64, below: u64) -> u64 {
    *seed = seed
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 33) % below
}

/// The window of a line such as `kept shop launch ios 2026-01-01..2026-01-30: 30 days with values`.
fn told(line: &str) -> Option<(Module, Slice, DayRange)> {
    let words: Vec<&str> = line.strip_prefix("kept shop ")?.split([' ', ':']).collect();
    let module = Module::ALL
        .into_iter()
        .find(|module| module.slug() == words[0])?;
    let (start, end) = words[2].split_once("..")?;
    let range = DayRange::new(start.parse().ok()?, end.parse().ok()?)?;
    Some((module, words[1].parse().ok()?, range))
}

/// The days of a slice that the store holds.
async fn days(history: &History, module: Module, slice: Slice, range: DayRange) -> BTreeSet<Day> {
    let key = Key {
        appid: APPID.into(),
        module,
        slice,
    };
    let days: Vec<Day> = range.days().collect();
    let rows = history.read(&key, &days, Moment::Now).await.unwrap();
    rows.into_keys().collect()
}

#[tokio::test]
async fn a_backfill_killed_200_times_at_random_has_kept_every_window_that_it_told() {
    let (_running, folder) = place().await;
    let store = HistoryPlace::Sqlite(folder.path().join("bootlens.db"));
    let (mut seed, mut kept, mut finished) = (7, HashSet::new(), 0);
    // How far the work gets in a while depends on the machine: too short a while is made longer.
    let mut longest = 300;
    let mut from: Day = "2023-10-01".parse().unwrap();
    for _ in 0..KILLS {
        let slices = "all,ios,android,high,mid,low";
        let from_text = from.to_string();
        let arguments = [
            "backfill",
            "--from",
            &from_text,
            "--to",
            "2026-10-01",
            "--slices",
            slices,
        ];
        let mut child = start(folder.path(), &arguments);
        tokio::time::sleep(Duration::from_millis(below(&mut seed, longest))).await;
        if child.try_wait().unwrap().is_some() {
            // All was there: there is more to do a year earlier.
            finished += 1;
            from = from.plus(-365);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut said = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        // What was cut off in the middle was not told.
        let whole = said.rfind('\n').map_or("", |end| &said[..end]);
        let new: Vec<_> = whole.lines().filter_map(told).collect();
        longest = if new.is_empty() {
            (longest + longest / 4).min(LONGEST)
        } else {
            (longest - longest / 16).max(300)
        };
        let history = History::open(&store, None).await.unwrap();
        for (module, slice, range) in &new {
            assert_eq!(
                days(&history, *module, *slice, *range).await.len(),
                range.count()
            );
        }
        kept.extend(new);
    }
    assert!(
        kept.len() > 200,
        "too little was told to mean anything: {}",
        kept.len()
    );
    assert!(
        finished < KILLS / 2,
        "{finished} were not killed in the middle"
    );
    let history = History::open(&store, None).await.unwrap();
    for (module, slice, range) in &kept {
        let days = days(&history, *module, *slice, *range).await;
        assert_eq!(days.len(), range.count(), "{module} {slice} {range:?}");
    }
}

#[tokio::test]
async fn a_relay_killed_in_the_middle_of_a_stream_has_kept_every_day_that_it_sent() {
    let (_running, folder) = place().await;
    let store = HistoryPlace::Sqlite(folder.path().join("bootlens.db"));
    let (mut seed, mut longest) = (11, 120);
    let mut sent_in_all = 0;
    for number in 0..RELAY_KILLS {
        let mut child = start(folder.path(), &["serve"]);
        let url = address(&mut child).await;
        let start = "2016-01-01"
            .parse::<Day>()
            .unwrap()
            .plus(i64::try_from(number).unwrap() * 90);
        let range = DayRange::new(start, start.plus(1_000)).unwrap();
        let view = tests::house::view("shop", Module::Launch, range);
        let request = reqwest::Client::new()
            .get(format!(
                "{url}/{}?{view}&platform=ios",
                shared::paths::PERFORMANCE
            ))
            .header("accept", shared::paths::NDJSON);
        let mut response = request.send().await.unwrap();
        let wait = Duration::from_millis(5 + below(&mut seed, longest));
        let deadline = tokio::time::Instant::now() + wait;
        let mut bytes = Vec::new();
        while let Ok(Ok(Some(chunk))) = tokio::time::timeout_at(deadline, response.chunk()).await {
            bytes.extend_from_slice(&chunk);
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let mut sent = BTreeSet::new();
        let end = bytes.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
        for line in bytes[..end]
            .split(|byte| *byte == b'\n')
            .filter(|line| !line.is_empty())
        {
            if let Line::Series { series } = serde_json::from_slice(line).unwrap() {
                for one in series {
                    let days = one
                        .values
                        .iter()
                        .zip(0..)
                        .map(|(_, offset)| one.start.plus(offset));
                    sent.extend(days);
                }
            }
        }
        longest = if sent.is_empty() {
            (longest * 2).min(LONGEST)
        } else {
            120
        };
        sent_in_all += sent.len();
        let history = History::open(&store, None).await.unwrap();
        let held = days(&history, Module::Launch, "ios".parse().unwrap(), range).await;
        assert!(
            sent.is_subset(&held),
            "{:?}",
            sent.difference(&held).collect::<Vec<_>>()
        );
    }
    assert!(
        sent_in_all > 500,
        "too little was sent to mean anything: {sent_in_all}"
    );
}

/// Where the relay says that it serves.
async fn address(child: &mut Child) -> String {
    let mut log = child.stderr.take().unwrap();
    let read = tokio::task::spawn_blocking(move || {
        let (mut said, mut byte) = (Vec::new(), [0]);
        while log.read(&mut byte).unwrap() == 1 {
            said.push(byte[0]);
            let text = String::from_utf8_lossy(&said);
            if let Some((_, rest)) = text.split_once("address=")
                && let Some((address, _)) = rest.split_once(char::is_whitespace)
            {
                return address.to_owned();
            }
        }
        panic!("{}", String::from_utf8_lossy(&said));
    });
    format!("http://{}", read.await.unwrap())
}
