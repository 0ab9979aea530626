//! A view that nobody has asked for, beside nginx that hands the same question on to the same upstream: what
//! reading, checking, keeping and writing add to a call.

use std::path::Path;
use std::time::{Duration, Instant};

use relay::clock::Clock;
use serde_json::{Value, json};
use shared::day::DayRange;
use shared::module::Module;
use shared::paths;
use shared::wechat::module_number;
use simulator::{BOOT, Running, STABLE_TOKEN};
use tests::house::upstream;

use crate::documented;
use crate::nginx::Nginx;
use crate::program::{Process, free_port, relay};
use crate::spread::ratio;

/// Views of a month, each of which nobody has asked for.
const VIEWS: u32 = 300;
const DAYS: u32 = 30;
/// What a call takes in the second row; how long WeChat's own takes is not known.
const LATENCY: Duration = Duration::from_millis(100);
/// Of them with that latency.
const SLOW_VIEWS: u32 = 30;

/// Measures and writes; there is no bound of its own.
pub(crate) async fn beside_a_proxy(sources: &Path) -> bool {
    let (folder, files) = (
        tempfile::tempdir().expect("a folder"),
        tempfile::tempdir().expect("a folder"),
    );
    let upstream = upstream(&Clock::system()).await;
    let port = free_port();
    let relay = relay(&upstream, folder.path(), port).await;
    let nginx = Nginx::before(files.path(), upstream.url()).await;
    let token = token(&upstream).await;
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    let today = Clock::system().today();
    let mut text = format!(
        "{}\n\n| where a call takes | until the answer is there | 99 of 100 are | processor time |\n\
         |---|--:|--:|--:|\n",
        documented::load()
    );
    let mut number = 0;
    for (latency, count) in [(Duration::ZERO, VIEWS), (LATENCY, SLOW_VIEWS)] {
        upstream.simulator().set_latency(latency);
        let before = [relay.0.id(), nginx.worker].map(Process::seconds);
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..count {
            let module = Module::ALL[number as usize % Module::ALL.len()];
            let end = today.plus(-1 - i64::from(number / 5 * DAYS % 2_500));
            let range = DayRange::ending(end, DAYS);
            let view = format!(
                "app=shop&module={module}&start={}&end={}&platform={}",
                range.start(),
                range.end(),
                ["all", "ios", "android"][number as usize / 400]
            );
            let url = format!("http://127.0.0.1:{port}/{}?{view}", paths::PERFORMANCE);
            let started = Instant::now();
            let reply = whole(client.get(url)).await;
            ours.push(started.elapsed().as_secs_f64());
            assert_eq!(
                reply["calls"]["upstream"], 1,
                "{view} was known: {}",
                reply["calls"]
            );
            let url = format!("{}{BOOT}?access_token={token}", nginx.url);
            let body = json!({
                "module": module_number(module),
                "time": {
                    "begin_timestamp": range.start().beijing_midnight(),
                    "end_timestamp": range.end().beijing_midnight(),
                },
                "params": [],
            });
            let started = Instant::now();
            let reply = whole(client.post(url).body(body.to_string())).await;
            theirs.push(started.elapsed().as_secs_f64());
            assert_eq!(reply["errcode"], 0, "{reply}");
            number += 1;
        }
        let after = [relay.0.id(), nginx.worker].map(Process::seconds);
        let work = (after[0] - before[0]) / (after[1] - before[1]).max(0.01);
        text.push_str(&format!(
            "| {} ms | {} | {:.2} | {work:.1} |\n",
            latency.as_millis(),
            ratio(&ours, &theirs),
            last(ours) / last(theirs),
        ));
    }
    println!("{text}");
    documented::write(sources, "cold", text.trim_end());
    true
}

/// The time within which 99 of a hundred came.
fn last(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() - 1) * 99 / 100]
}

async fn whole(request: reqwest::RequestBuilder) -> Value {
    let answer = request.send().await.expect("an answer");
    assert!(answer.status().is_success(), "{}", answer.status());
    answer.json().await.expect("a whole answer")
}

/// A token as the relay would fetch it.
async fn token(upstream: &Running) -> String {
    let app = upstream.simulator().apps().remove(0);
    let body = json!({
        "grant_type": "client_credential", "appid": app.appid, "secret": app.secret,
    });
    let client = reqwest::Client::builder().no_proxy().build();
    let request = client
        .expect("a client")
        .post(format!("{}{STABLE_TOKEN}", upstream.url()));
    let reply = whole(request.body(body.to_string())).await;
    reply["access_token"].as_str().expect("a token").to_owned()
}
