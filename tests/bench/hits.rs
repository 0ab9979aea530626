//! A repeated view beside nginx that serves the same bytes from a file: same core, same tool.

use std::path::Path;
use std::process::Command;

use relay::clock::Clock;
use shared::paths;
use tests::house::upstream;

use crate::documented;
use crate::program::{Process, free_port, until_ready};
use crate::spread::ratio;

/// Requests per second of nginx's that a repeated view must reach, and should.
const BOUND: f64 = 0.8;
const AIM: f64 = 1.0;
/// The median of so many rounds is taken.
const ROUNDS: usize = 7;
const SECONDS: u32 = 2;
const CONNECTIONS: [u32; 3] = [1, 64, 256];

/// Requests per second, and microseconds of a processor for each.
struct Rate {
    requests: f64,
    micros: f64,
}

/// Whether a repeated view is served as often as nginx serves its bytes.
pub(crate) async fn beside_nginx(sources: &Path) -> bool {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = upstream(&Clock::system()).await;
    let port = free_port();
    let relay = crate::program::relay(&upstream, folder.path(), port).await;
    let mut within = true;
    let mut text = format!(
        "{} {} and {}.\n\n| repeated view | connections | requests a second | processor time a request | \
         bound, aim | |\n|---|--:|--:|--:|---|---|\n",
        documented::load(),
        version("nginx", "-v").trim_start_matches("nginx version: "),
        version("wrk", "-v").split(" [").next().unwrap_or_default(),
    );
    for (name, view) in [
        (
            "30 days × 3 lines",
            "app=shop&module=launch&metric=total&last=30d",
        ),
        ("365 days × 9 lines", "app=shop&module=launch&last=365d"),
    ] {
        let view = format!("{view}&platform=all,ios,android");
        let url = format!("http://127.0.0.1:{port}/{}?{view}", paths::PERFORMANCE);
        let bytes = kept(&url).await;
        let nginx = folder.path().join("nginx");
        let other = free_port();
        let server = serve(&nginx, &bytes, other).await;
        let theirs = format!("http://127.0.0.1:{other}/reply.json");
        for connections in CONNECTIONS {
            let (ours, theirs) = ((&*url, relay.0.id()), (&*theirs, server.1));
            let (row, held) = compare(name, connections, ours, theirs);
            text.push_str(&row);
            within &= held;
        }
        let _ = std::fs::remove_dir_all(&nginx);
    }
    println!("{text}");
    documented::write(sources, "hits", text.trim_end());
    within
}

/// A row of the table, and whether the bound is held.
fn compare(name: &str, connections: u32, ours: (&str, u32), theirs: (&str, u32)) -> (String, bool) {
    let (mut rates, mut work) = ((Vec::new(), Vec::new()), (Vec::new(), Vec::new()));
    for _ in 0..ROUNDS {
        let (mine, other) = (rate(ours, connections), rate(theirs, connections));
        rates.0.push(mine.requests);
        rates.1.push(other.requests);
        work.0.push(mine.micros);
        work.1.push(other.micros);
    }
    let (rates, work) = (ratio(&rates.0, &rates.1), ratio(&work.0, &work.1));
    let within = rates.median >= BOUND;
    let held = documented::verdict(Some(within));
    let row = format!(
        "| {name} | {connections} | {rates} | {work} | {BOUND}, {AIM} of nginx's requests | {held} |\n"
    );
    (row, within)
}

/// What wrk on the other core gets of a server.
fn rate((url, id): (&str, u32), connections: u32) -> Rate {
    let before = Process::seconds(id);
    let output = Command::new("taskset")
        .args(["-c", "1", "wrk", "-t1"])
        .args(["-c", &connections.to_string(), "-d", &format!("{SECONDS}s")])
        .args(["-H", "Accept-Encoding: gzip", url])
        .output()
        .expect("wrk");
    let used = Process::seconds(id) - before;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(!said.contains("Non-2xx"), "{said}");
    let number = |before: &str| {
        let line = said.lines().find(|line| line.contains(before));
        let words = line.map(|line| line.split_whitespace().collect::<Vec<_>>());
        words.unwrap_or_default()
    };
    let requests = number("Requests/sec:")
        .get(1)
        .and_then(|text| text.parse().ok());
    let count = number("requests in")
        .first()
        .and_then(|text| text.parse::<f64>().ok());
    Rate {
        requests: requests.expect("wrk's rate"),
        micros: used * 1e6 / count.expect("wrk's count"),
    }
}

/// The gzip bytes of a reply that is kept ready.
async fn kept(url: &str) -> Vec<u8> {
    let client = reqwest::Client::builder()
        .no_proxy()
        .build()
        .expect("a client");
    for _ in 0..10 {
        let request = client.get(url).header("accept-encoding", "gzip");
        let answer = request.send().await.expect("an answer");
        let status = answer.headers().get("cache-status").cloned();
        let bytes = answer.bytes().await.expect("a whole answer");
        if status.is_some_and(|status| status == "Bootlens; hit") {
            return bytes.to_vec();
        }
    }
    panic!("{url} is never kept ready");
}

/// nginx on the first core with one worker, and the worker's id.
async fn serve(folder: &Path, gzip: &[u8], port: u16) -> (Process, u32) {
    std::fs::create_dir_all(folder).expect("a folder");
    std::fs::write(folder.join("reply.json.gz"), gzip).expect("a file");
    let mut plain = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(gzip);
    std::io::Read::read_to_end(&mut reader, &mut plain).expect("gzip");
    std::fs::write(folder.join("reply.json"), plain).expect("a file");
    let at = folder.display();
    let text = format!(
        "worker_processes 1; daemon off; pid {at}/pid; error_log {at}/error.log;\n\
         events {{ worker_connections 4096; }}\n\
         http {{ access_log {at}/access.log; gzip_static on; sendfile on; tcp_nopush on;\n\
         keepalive_requests 1000000000; open_file_cache max=100;\n\
         types {{ application/json json; }}\n\
         server {{ listen 127.0.0.1:{port}; root {at}; }} }}\n"
    );
    std::fs::write(folder.join("nginx.conf"), text).expect("a file");
    let conf = folder.join("nginx.conf").display().to_string();
    // Its worker is not root's, and must reach the folder.
    let nginx = Process::pinned("nginx", &["-c", &conf, "-g", "user root;"], folder);
    until_ready(&format!("http://127.0.0.1:{port}/reply.json")).await;
    let children = format!("/proc/{0}/task/{0}/children", nginx.0.id());
    let text = std::fs::read_to_string(children).expect("nginx's worker");
    let worker = text
        .split_whitespace()
        .next()
        .and_then(|id| id.parse().ok());
    (nginx, worker.expect("nginx's worker"))
}

/// What a program says of itself.
fn version(program: &str, flag: &str) -> String {
    let output = Command::new(program).arg(flag).output();
    let output = output.map(|output| [output.stdout, output.stderr].concat());
    let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}
