//! What a relay answers from memory, beside nginx that serves the same bytes from files: same core, same
//! tool.

use std::path::Path;
use std::process::Command;

use relay::clock::Clock;
use reqwest::header::{ACCEPT, ACCEPT_ENCODING, ETAG, IF_NONE_MATCH};
use shared::paths;
use tests::house::upstream;

use crate::documented;
use crate::nginx::Nginx;
use crate::program::{Process, free_port, relay};
use crate::wrk::{Asked, Pair, Shares, in_turns};

/// Requests per second of nginx's that a repeated view must reach, and should.
const BOUND: f64 = 0.8;
const AIM: f64 = 1.0;
const CONNECTIONS: [u32; 4] = [1, 64, 256, 1_000];

/// How often both are started anew, and the rounds of each start: a server has its own lot of memory and
/// of the machine's moods, which the spread is to show.
const STARTS: usize = 3;
const ROUNDS: usize = 3;

const MONTH: &str = "app=shop&module=launch&metric=total&last=30d&platform=all,ios,android";
const YEAR: &str = "app=shop&module=launch&last=365d&platform=all,ios,android";

/// Something that is asked again and again.
struct Kind {
    name: &'static str,
    view: &'static str,
    accept: &'static str,
    /// Whether the reader holds the bytes already.
    is_held: bool,
    /// Whether the bound is this one's.
    is_bound: bool,
}

const KINDS: [Kind; 4] = [
    Kind {
        name: "30 days × 3 lines",
        view: MONTH,
        accept: "application/json",
        is_held: false,
        is_bound: true,
    },
    Kind {
        name: "365 days × 9 lines",
        view: YEAR,
        accept: "application/json",
        is_held: false,
        is_bound: true,
    },
    Kind {
        name: "30 days × 3 lines, 304",
        view: MONTH,
        accept: "application/json",
        is_held: true,
        is_bound: false,
    },
    Kind {
        name: "30 days × 3 lines, as a stream",
        view: MONTH,
        accept: paths::NDJSON,
        is_held: false,
        is_bound: false,
    },
];

/// Whether a repeated view is served as often as nginx serves its bytes.
pub(crate) async fn beside_nginx(sources: &Path) -> bool {
    let mut within = true;
    let mut text = format!(
        "{} {} and {}.\n\n| asked again | connections | requests a second | until half are answered | \
         until 99 of 100 are | processor time a request | bound, aim | |\n\
         |---|--:|--:|--:|--:|--:|---|---|\n",
        documented::load(),
        version("nginx", "-v").trim_start_matches("nginx version: "),
        version("wrk", "-v").split(" [").next().unwrap_or_default(),
    );
    let mut measured: [[Vec<Pair>; CONNECTIONS.len()]; KINDS.len()] = Default::default();
    let mut sizes = [0.0; 2];
    for _ in 0..STARTS {
        sizes = start(&mut measured).await;
    }
    for (kind, measured) in KINDS.iter().zip(&measured) {
        for (connections, rounds) in CONNECTIONS.iter().zip(measured) {
            let shares = Shares::of(rounds);
            let held = kind.is_bound.then_some(shares.requests.median >= BOUND);
            within &= held != Some(false);
            text.push_str(&format!(
                "| {} | {connections} | {} | {} | {} | {} | {} | {} |\n",
                kind.name,
                shares.requests,
                shares.p50,
                shares.p99,
                shares.work,
                match kind.is_bound {
                    true => format!("{BOUND}, {AIM} of nginx's requests"),
                    false => String::new(),
                },
                documented::verdict(held)
            ));
        }
    }
    text.push_str(&format!(
        "\nIn memory afterwards: the relay {:.0} MB, nginx's worker {:.0} MB.\n",
        sizes[0], sizes[1]
    ));
    println!("{text}");
    documented::write(sources, "hits", text.trim_end());
    within
}

/// Starts both, asks them for everything, and says what each holds in memory then, in MB.
async fn start(measured: &mut [[Vec<Pair>; CONNECTIONS.len()]; KINDS.len()]) -> [f64; 2] {
    let folder = tempfile::tempdir().expect("a folder");
    let upstream = upstream(&Clock::system()).await;
    let port = free_port();
    let relay = relay(&upstream, folder.path(), port).await;
    let files = tempfile::tempdir().expect("a folder");
    let nginx = Nginx::of_files(files.path()).await;
    for (kind, measured) in KINDS.iter().zip(measured) {
        let url = format!(
            "http://127.0.0.1:{port}/{}?{}",
            paths::PERFORMANCE,
            kind.view
        );
        let bytes = kept(&url, kind.accept).await;
        let name = match kind.accept {
            paths::NDJSON => "reply.ndjson",
            _ => "reply.json",
        };
        let file = format!("{}/{}/{name}", nginx.url, place(files.path(), name, &bytes));
        let (ours, theirs) = (headers(kind, &url).await, headers(kind, &file).await);
        let ours = asked(relay.0.id(), &url, &ours);
        let theirs = asked(nginx.worker, &file, &theirs);
        for (connections, rounds) in CONNECTIONS.iter().zip(measured) {
            rounds.extend(in_turns((&ours, &theirs), *connections, ROUNDS));
        }
    }
    [relay.0.id(), nginx.worker].map(Process::megabytes)
}

fn asked<'a>(id: u32, url: &'a str, headers: &'a [String]) -> Asked<'a> {
    Asked {
        id,
        url,
        headers,
        script: None,
    }
}

/// What is sent with each request.
async fn headers(kind: &Kind, url: &str) -> Vec<String> {
    let mut headers = vec![
        "Accept-Encoding: gzip".to_owned(),
        format!("Accept: {}", kind.accept),
    ];
    if kind.is_held {
        let answer = answer(url, kind.accept).await;
        let tag = answer.headers().get(ETAG).and_then(|tag| tag.to_str().ok());
        headers.push(format!("{IF_NONE_MATCH}: {}", tag.expect("a tag")));
    }
    headers
}

async fn answer(url: &str, accept: &str) -> reqwest::Response {
    let client = reqwest::Client::builder().no_proxy().build();
    let request = client.expect("a client").get(url).header(ACCEPT, accept);
    let answer = request.header(ACCEPT_ENCODING, "gzip").send().await;
    answer.expect("an answer")
}

/// The gzip bytes of a reply that is kept ready.
async fn kept(url: &str, accept: &str) -> Vec<u8> {
    for _ in 0..10 {
        let answer = answer(url, accept).await;
        let status = answer.headers().get("cache-status").cloned();
        let bytes = answer.bytes().await.expect("a whole answer");
        if status.is_some_and(|status| status == "Bootlens; hit") {
            return bytes.to_vec();
        }
    }
    panic!("{url} is never kept ready");
}

/// Puts a file and its gzip form into a folder of their own, whose name it returns.
fn place(files: &Path, name: &str, gzip: &[u8]) -> String {
    let own = gzip.len().to_string();
    let folder = files.join(&own);
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join(format!("{name}.gz")), gzip).expect("a file");
    let mut plain = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(gzip);
    std::io::Read::read_to_end(&mut reader, &mut plain).expect("gzip");
    std::fs::write(folder.join(name), plain).expect("a file");
    own
}

/// What a program says of itself.
fn version(program: &str, flag: &str) -> String {
    let output = Command::new(program).arg(flag).output();
    let output = output.map(|output| [output.stdout, output.stderr].concat());
    let text = String::from_utf8_lossy(&output.unwrap_or_default()).into_owned();
    text.lines().next().unwrap_or_default().to_owned()
}
