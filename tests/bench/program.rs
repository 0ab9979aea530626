//! The relay as a process of its own, on one core, with a simulator in this one.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use reqwest::StatusCode;
use simulator::Running;
use tests::ending;

/// A child that is ended with this handle.
pub(crate) struct Process(pub(crate) Child);

impl Drop for Process {
    fn drop(&mut self) {
        ending::end(&mut self.0);
    }
}

impl Process {
    /// Starts a command on the first core, what it says in a file.
    pub(crate) fn pinned(program: &str, arguments: &[&str], folder: &Path) -> Self {
        let said = File::create(folder.join("said.log")).expect("a file");
        let child = Command::new("taskset")
            .args(["-c", "0", program])
            .args(arguments)
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file"))
            .stderr(said)
            .spawn()
            .expect("taskset of util-linux");
        Self(child)
    }

    /// Bytes in memory, in thousands of thousands.
    pub(crate) fn megabytes(id: u32) -> f64 {
        let path = format!("/proc/{id}/status");
        let status = std::fs::read_to_string(path).expect("a running process");
        let line = status.lines().find(|line| line.starts_with("VmRSS:"));
        let kib = line.and_then(|line| line.split_whitespace().nth(1));
        kib.and_then(|text| text.parse::<f64>().ok())
            .expect("VmRSS")
            * 1.024
            / 1000.0
    }

    /// Seconds of a processor that it and its children have used.
    pub(crate) fn seconds(id: u32) -> f64 {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).expect("a running process");
        let after = stat.rsplit(") ").next().unwrap_or_default();
        let ticks: Vec<f64> = after
            .split(' ')
            .skip(11)
            .take(2)
            .filter_map(|text| text.parse().ok())
            .collect();
        // Linux counts them in hundredths, whatever its clock.
        ticks.iter().sum::<f64>() / 100.0
    }
}

/// The program that `cargo xtask bench` built.
pub(crate) fn bootlens() -> String {
    std::env::var("BENCH_BOOTLENS").expect("BENCH_BOOTLENS, which cargo xtask bench sets")
}

/// A relay on a port of its own, which asks `upstream` and keeps its days in `folder`.
pub(crate) async fn relay(upstream: &Running, folder: &Path, port: u16) -> Process {
    let mut text = format!(
        "listen = \"127.0.0.1:{port}\"\n[collect]\nat = \"off\"\n[limits]\n\
         per_user_per_minute = 0\n[upstream]\nhosts = [\"{}\"]\n",
        upstream.url()
    );
    for app in upstream.simulator().apps() {
        let (alias, appid, secret) = (app.alias, app.appid, app.secret);
        text.push_str(&format!(
            "[apps.{alias}]\nappid = \"{appid}\"\n[apps.{alias}.credential]\nsecret = \"{secret}\"\n"
        ));
    }
    std::fs::write(folder.join("bootlens.toml"), text).expect("a folder");
    let process = Process::pinned(&bootlens(), &["serve"], folder);
    until_ready(&format!("http://127.0.0.1:{port}/readyz")).await;
    process
}

/// Waits until an address answers well.
pub(crate) async fn until_ready(url: &str) {
    until(url, |status| status.is_success()).await;
}

/// Waits until an address answers, however.
pub(crate) async fn until_answered(url: &str) {
    until(url, |_| true).await;
}

async fn until(url: &str, is_enough: fn(StatusCode) -> bool) {
    for _ in 0..500 {
        if let Ok(response) = reqwest::get(url).await
            && is_enough(response.status())
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("{url} does not answer");
}

/// A port that was free a moment ago.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.local_addr().expect("an address").port()
}
