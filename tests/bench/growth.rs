//! What grows with the days that are kept, with the apps, and with the different views that are asked: each
//! beside the least of its kind.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Instant;

use shared::day::DayRange;
use shared::filter::Slice;
use shared::module::Module;
use shared::paths;
use simulator::{AppSpec, Running};
use tests::house::{held_clock, last_days, upstream};

use crate::documented;
use crate::filled::{fill, slices};
use crate::program::{Process, free_port, relay};
use crate::spread::{Spread, ratio};
use crate::wrk::{Asked, round};

/// Days that are kept: a month, a year, three years.
const KEPT: [u32; 3] = [30, 365, 1_095];
/// The simulator's own are three.
const APPS: [usize; 3] = [3, 10, 100];
const VIEWS: [usize; 3] = [1, 100, 10_000];
/// Slices that are kept of each module.
const SLICES: usize = 12;
/// Views that are asked of each store, none twice.
const ASKED: usize = 300;
/// Starts with each number of apps, and rounds with each number of views.
const ROUNDS: usize = 5;
const CONNECTIONS: u32 = 64;

/// Measures and writes; there is no bound of its own: `keeping` has those of the whole.
pub(crate) async fn of_days_apps_and_views(sources: &Path) -> bool {
    let mut text = format!(
        "{}\n\n| what grows | what it decides | beside the least |\n|---|---|--:|\n",
        documented::load()
    );
    let mut add = |what: String, of: &str, shares: &[(usize, Spread)]| {
        for (size, share) in shares {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "| {size} {what} | {of} | {share} |");
        }
    };
    let days = of_days().await;
    let of = "time of a view of 20 days that is not kept ready";
    add(format!("days kept, beside {}", KEPT[0]), of, &days);
    let (starts, sizes) = of_apps().await;
    add(
        format!("apps, beside {}", APPS[0]),
        "start to ready",
        &starts,
    );
    add(format!("apps, beside {}", APPS[0]), "memory then", &sizes);
    let views = of_views(&upstream(&held_clock()).await).await;
    let of = "requests a second for views that are kept ready";
    add(format!("views in turns, beside {}", VIEWS[0]), of, &views);
    println!("{text}");
    documented::write(sources, "growth", text.trim_end());
    true
}

/// So many days up to the last that is never asked again.
fn settled(count: u32) -> DayRange {
    DayRange::ending(last_days(1).end().plus(-4), count)
}

/// Each size but the least, beside the least.
fn beside_least(sizes: &[usize], measured: &[Vec<f64>]) -> Vec<(usize, Spread)> {
    let shares = measured.iter().map(|values| ratio(values, &measured[0]));
    sizes.iter().copied().zip(shares).skip(1).collect()
}

/// How long views take from stores of different ages.
async fn of_days() -> Vec<(usize, Spread)> {
    let mut times = Vec::new();
    for days in KEPT {
        let upstream = upstream(&held_clock()).await;
        let folder = tempfile::tempdir().expect("a folder");
        let simulator = upstream.simulator();
        let app = simulator.apps().remove(0);
        let path = folder.path().join("bootlens.db");
        let slices = &slices()[..SLICES];
        let range = settled(days);
        fill(
            simulator,
            &path,
            &app.appid,
            (&Module::ALL[..], slices),
            range,
        )
        .await;
        let port = free_port();
        let _relay = relay(&upstream, folder.path(), port).await;
        let client = reqwest::Client::builder().no_proxy().build();
        let client = client.expect("a client");
        let mut took = Vec::new();
        for number in 0..ASKED {
            let module = Module::ALL[number % Module::ALL.len()];
            let slice = slices[number / 5 % SLICES];
            let end = range.end().plus(-i64::try_from(number / 60).expect("few"));
            let days = DayRange::ending(end, 20);
            let view = format!(
                "app={}&module={module}&start={}&end={}&network={}&level={}&platform={}",
                app.alias,
                days.start(),
                days.end(),
                slice.network,
                slice.level,
                slice.platform
            );
            let url = format!("http://127.0.0.1:{port}/{}?{view}", paths::PERFORMANCE);
            let started = Instant::now();
            let answer = client.get(url).send().await.expect("an answer");
            assert!(answer.status().is_success(), "{view}: {}", answer.status());
            drop(answer.bytes().await.expect("a whole answer"));
            took.push(started.elapsed().as_secs_f64());
        }
        assert_eq!(simulator.calls().len(), 0, "something was not kept");
        times.push(took);
    }
    beside_least(&KEPT.map(|days| days as usize), &times)
}

/// How long the start takes, and what is in memory then.
async fn of_apps() -> (Vec<(usize, Spread)>, Vec<(usize, Spread)>) {
    let (mut starts, mut sizes) = (Vec::new(), Vec::new());
    for count in APPS {
        let upstream = upstream(&held_clock()).await;
        let known = upstream.simulator().apps().len();
        for number in known..count {
            let mut app: AppSpec = upstream.simulator().apps().remove(0);
            app.alias = format!("app-{number}");
            app.appid = format!("wx{number:016x}");
            upstream.simulator().add_app(app);
        }
        let (mut start, mut size) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            let folder = tempfile::tempdir().expect("a folder");
            let begun = Instant::now();
            let relay = relay(&upstream, folder.path(), free_port()).await;
            start.push(begun.elapsed().as_secs_f64());
            size.push(Process::megabytes(relay.0.id()));
        }
        starts.push(start);
        sizes.push(size);
    }
    (beside_least(&APPS, &starts), beside_least(&APPS, &sizes))
}

/// How often views that are kept ready are answered where they are asked in turns.
async fn of_views(upstream: &Running) -> Vec<(usize, Spread)> {
    let folder = tempfile::tempdir().expect("a folder");
    let app = upstream.simulator().apps().remove(0);
    let all = (&Module::ALL[..], &[Slice::ALL][..]);
    let path = folder.path().join("bootlens.db");
    fill(
        upstream.simulator(),
        &path,
        &app.appid,
        all,
        settled(KEPT[2]),
    )
    .await;
    let port = free_port();
    let relay = relay(upstream, folder.path(), port).await;
    let url = format!("http://127.0.0.1:{port}");
    let script = folder.path().join("turns.lua");
    let mut rates = Vec::new();
    for count in VIEWS {
        std::fs::write(&script, turns(count)).expect("a file");
        let script = script.display().to_string();
        let asked = Asked {
            id: relay.0.id(),
            url: &url,
            headers: &["Accept-Encoding: gzip".to_owned()],
            script: Some(&script),
        };
        // Asked for once and kept ready then; a cold view takes longer than a round has.
        let client = reqwest::Client::builder()
            .no_proxy()
            .build()
            .expect("a client");
        for number in 0..count {
            for _ in 0..2 {
                let url = format!("{url}/{}?{}", paths::PERFORMANCE, view(number));
                let answer = client
                    .get(url)
                    .header("accept-encoding", "gzip")
                    .send()
                    .await;
                drop(
                    answer
                        .expect("an answer")
                        .bytes()
                        .await
                        .expect("a whole answer"),
                );
            }
        }
        rates.push(
            (0..ROUNDS)
                .map(|_| round(&asked, CONNECTIONS).requests)
                .collect(),
        );
    }
    beside_least(&VIEWS, &rates)
}

/// The view of a number: of a week or little more, so that all of them are kept ready at once.
fn view(number: usize) -> String {
    let (module, days) = (
        Module::ALL[number % Module::ALL.len()],
        number / Module::ALL.len(),
    );
    let end = settled(7)
        .end()
        .plus(-i64::try_from(days % 1_000).expect("few"));
    let range = DayRange::ending(end, 7 + u32::try_from(days / 1_000).expect("few"));
    format!(
        "app=shop&module={module}&start={}&end={}",
        range.start(),
        range.end()
    )
}

/// A program for wrk that asks for that many views in turns.
fn turns(count: usize) -> String {
    let all: String = (0..count)
        .map(|number| format!("\"/{}?{}\",\n", paths::PERFORMANCE, view(number)))
        .collect();
    format!(
        "local all = {{\n{all}}}\nlocal at = 0\nfunction request()\n  at = at % #all + 1\n  \
         return wrk.format(nil, all[at])\nend\n"
    )
}
