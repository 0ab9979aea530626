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
use tempfile::TempDir;
use tests::house::{held_clock, last_days, upstream};

use crate::documented;
use crate::filled::{fill, slices};
use crate::program::{Process, free_port, relay};
use crate::spread::{Spread, shares};
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
const ROUNDS: usize = 9;
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
    let views = of_views().await;
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
    let least = &measured[0];
    let spreads = measured
        .iter()
        .map(|values| Spread::to_ends(shares(values, least)));
    sizes.iter().copied().zip(spreads).skip(1).collect()
}

/// A relay on a store that keeps so many days of an app; it ends before what it runs on.
struct Stocked {
    relay: Process,
    folder: TempDir,
    upstream: Running,
    /// Where it listens.
    url: String,
}

impl Stocked {
    async fn with(range: DayRange, slices: &[Slice]) -> Self {
        let upstream = upstream(&held_clock()).await;
        let folder = tempfile::tempdir().expect("a folder");
        let simulator = upstream.simulator();
        let app = simulator.apps().remove(0);
        let path = folder.path().join("bootlens.db");
        let kept = (&Module::ALL[..], slices);
        fill(simulator, &path, &app.appid, kept, range).await;
        let port = free_port();
        let relay = relay(&upstream, folder.path(), port).await;
        Self {
            relay,
            folder,
            upstream,
            url: format!("http://127.0.0.1:{port}"),
        }
    }
}

/// How long views take from stores of different ages, which are asked in turns.
async fn of_days() -> Vec<(usize, Spread)> {
    let slices = &slices()[..SLICES];
    let mut stores = Vec::new();
    for days in KEPT {
        stores.push(Stocked::with(settled(days), slices).await);
    }
    let client = client();
    let mut times = vec![Vec::new(); stores.len()];
    for number in 0..ASKED {
        let module = Module::ALL[number % Module::ALL.len()];
        let slice = slices[number / 5 % SLICES];
        let end = settled(1).end();
        let days = DayRange::ending(end.plus(-i64::try_from(number / 60).expect("few")), 20);
        for turn in 0..stores.len() {
            let which = (number + turn) % stores.len();
            let store = &stores[which];
            let view = format!(
                "app={}&module={module}&start={}&end={}&network={}&level={}&platform={}",
                store.upstream.simulator().apps()[0].alias,
                days.start(),
                days.end(),
                slice.network,
                slice.level,
                slice.platform
            );
            let url = format!("{}/{}?{view}", store.url, paths::PERFORMANCE);
            let started = Instant::now();
            let answer = client.get(url).send().await.expect("an answer");
            assert!(answer.status().is_success(), "{view}: {}", answer.status());
            drop(answer.bytes().await.expect("a whole answer"));
            times[which].push(started.elapsed().as_secs_f64());
        }
    }
    for store in &stores {
        let calls = store.upstream.simulator().calls().len();
        assert_eq!(calls, 0, "something was not kept");
    }
    beside_least(&KEPT.map(|days| days as usize), &times)
}

/// How long the start takes, and what is in memory then; each number of apps in turns.
async fn of_apps() -> (Vec<(usize, Spread)>, Vec<(usize, Spread)>) {
    let mut upstreams = Vec::new();
    for count in APPS {
        let upstream = upstream(&held_clock()).await;
        let known = upstream.simulator().apps().len();
        for number in known..count {
            let mut app: AppSpec = upstream.simulator().apps().remove(0);
            app.alias = format!("app-{number}");
            app.appid = format!("wx{number:016x}");
            upstream.simulator().add_app(app);
        }
        upstreams.push(upstream);
    }
    let mut starts = vec![Vec::new(); APPS.len()];
    let mut sizes = starts.clone();
    for _ in 0..ROUNDS {
        for (which, upstream) in upstreams.iter().enumerate() {
            let folder = tempfile::tempdir().expect("a folder");
            let begun = Instant::now();
            let relay = relay(upstream, folder.path(), free_port()).await;
            starts[which].push(begun.elapsed().as_secs_f64());
            sizes[which].push(Process::megabytes(relay.0.id()));
        }
    }
    (beside_least(&APPS, &starts), beside_least(&APPS, &sizes))
}

/// How often views that are kept ready are answered where they are asked in turns.
async fn of_views() -> Vec<(usize, Spread)> {
    let store = Stocked::with(settled(KEPT[2]), &[Slice::ALL]).await;
    let client = client();
    // Asked for once and kept ready then; a cold view takes longer than a round has.
    for number in 0..VIEWS[VIEWS.len() - 1] {
        for _ in 0..2 {
            let url = format!("{}/{}?{}", store.url, paths::PERFORMANCE, view(number));
            let asked = client.get(url).header("accept-encoding", "gzip");
            let answer = asked.send().await.expect("an answer");
            drop(answer.bytes().await.expect("a whole answer"));
        }
    }
    let scripts = VIEWS.map(|count| {
        let script = store.folder.path().join(format!("{count}.lua"));
        std::fs::write(&script, turns(count)).expect("a file");
        script.display().to_string()
    });
    let headers = ["Accept-Encoding: gzip".to_owned()];
    let mut rates = vec![Vec::new(); VIEWS.len()];
    for _ in 0..ROUNDS {
        for (which, script) in scripts.iter().enumerate() {
            let asked = Asked {
                id: store.relay.0.id(),
                url: &store.url,
                headers: &headers,
                script: Some(script),
            };
            rates[which].push(round(&asked, CONNECTIONS).requests);
        }
    }
    beside_least(&VIEWS, &rates)
}

fn client() -> reqwest::Client {
    let client = reqwest::Client::builder().no_proxy().build();
    client.expect("a client")
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
