//! Two relays on one store, the simulator that they ask, and nginx before them.

use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use relay::clock::Clock;
use shared::paths;
use simulator::Running;
use tempfile::TempDir;
use tests::postgres::free_port;
use tests::{Postgres, Store, ending, house, peak};

use crate::asked::{Kind, OFTEN, path};

/// How long a start or an end may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// A child that is ended with this handle.
struct Process(Child);

impl Drop for Process {
    fn drop(&mut self) {
        ending::end(&mut self.0);
    }
}

impl Process {
    fn start(mut command: Command, folder: &Path, log: &str) -> Self {
        let said = File::options()
            .create(true)
            .append(true)
            .open(folder.join(log));
        let said = said.expect("a file");
        let child = command
            .current_dir(folder)
            .stdin(Stdio::null())
            .stdout(said.try_clone().expect("a file"))
            .stderr(said)
            .spawn();
        Self(child.expect("a program"))
    }

    fn signal(&self, name: &str) {
        let id = self.0.id().to_string();
        let sent = Command::new("kill").args([name, &id]).status();
        assert!(sent.expect("kill").success(), "{name}");
    }
}

/// All of it.
pub(crate) struct Estate {
    relays: Vec<(u16, Process)>,
    /// The peaks of those that were replaced.
    peaks: Vec<f64>,
    front: u16,
    nginx: Option<Process>,
    upstream: Running,
    client: reqwest::Client,
    folder: TempDir,
    // Held to the end; the server after what runs on it.
    store: Store,
    _server: Postgres,
}

impl Estate {
    /// Relays that are ready, and whose WeChat takes so long for each call.
    pub(crate) async fn new(slow: Duration) -> Self {
        let server = Postgres::start().await;
        let store = Store::on(&server).await;
        let upstream = house::upstream(&Clock::system()).await;
        let mut estate = Self {
            relays: Vec::new(),
            peaks: Vec::new(),
            front: free_port(),
            nginx: None,
            upstream,
            client: reqwest::Client::builder()
                .no_proxy()
                .build()
                .expect("a client"),
            folder: tempfile::tempdir().expect("a folder"),
            store,
            _server: server,
        };
        for _ in 0..2 {
            let port = free_port();
            estate.configure(port);
            let relay = estate.relay(port);
            estate.relays.push((port, relay));
            estate
                .until(&format!("http://127.0.0.1:{port}/readyz"))
                .await;
        }
        estate.upstream.simulator().set_latency(slow);
        estate
    }

    fn configure(&self, port: u16) {
        let mut text = format!(
            "listen = \"127.0.0.1:{port}\"\nhistory = \"{}\"\n[access]\nmode = \"open\"\n\
             [collect]\nat = \"off\"\n[limits]\nper_user_per_minute = 0\n\
             [upstream]\nhosts = [\"{}\"]\ndaily_calls = 1000000\n",
            self.store.text(),
            self.upstream.url()
        );
        for app in self.upstream.simulator().apps() {
            let (alias, appid, secret) = (app.alias, app.appid, app.secret);
            text.push_str(&format!(
                "[apps.{alias}]\nappid = \"{appid}\"\n[apps.{alias}.credential]\nsecret = \"{secret}\"\n"
            ));
        }
        let file = self.folder.path().join(format!("{port}.toml"));
        std::fs::write(file, text).expect("a file");
    }

    fn relay(&self, port: u16) -> Process {
        let program =
            std::env::var_os("SOAK_BOOTLENS").expect("SOAK_BOOTLENS, as cargo xtask soak sets");
        let mut command = Command::new(program);
        command.args(["serve", "--config", &format!("{port}.toml")]);
        command.env("RUST_LOG", "warn");
        Process::start(command, self.folder.path(), &format!("{port}.log"))
    }

    async fn until(&self, url: &str) {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Ok(answer) = self.client.get(url).send().await
                && answer.status().is_success()
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{url} does not answer");
    }

    /// Asks for what is asked often until it is kept ready, and for the days that are said to be known;
    /// the bytes of one of the replies.
    pub(crate) async fn warm(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (port, _) in &self.relays {
            for _ in 0..3 {
                let asked = OFTEN.map(|view| {
                    let url = format!("http://127.0.0.1:{port}/{}?{view}", paths::PERFORMANCE);
                    self.client.get(url).send()
                });
                for answer in futures::future::join_all(asked).await {
                    let answer = answer.expect("an answer");
                    assert_eq!(answer.status(), 200, "{}", answer.url());
                    bytes = answer.bytes().await.expect("a whole answer").to_vec();
                }
            }
            for number in (0..60).step_by(12) {
                let (path, _) = path(Kind::Known, number);
                let url = format!("http://127.0.0.1:{port}/{path}");
                let answer = self.client.get(url).send().await.expect("an answer");
                assert_eq!(answer.status(), 200, "{}", answer.url());
            }
        }
        bytes
    }

    /// Starts nginx before the relays, with a file beside them.
    pub(crate) async fn serve_beside(&mut self, bytes: &[u8]) {
        let at = self.folder.path().display().to_string();
        std::fs::write(self.folder.path().join("reply.json"), bytes).expect("a file");
        let servers: String = self
            .relays
            .iter()
            .map(|(port, _)| format!("server 127.0.0.1:{port} max_fails=0;"))
            .collect();
        let front = self.front;
        let text = format!(
            "worker_processes 1; daemon off; pid {at}/pid; error_log {at}/nginx.log;\n\
             worker_rlimit_nofile 20000;\n\
             events {{ worker_connections 9000; }}\n\
             http {{ access_log off; keepalive_requests 1000000; keepalive_timeout 300s;\n\
             client_body_temp_path {at}/body; proxy_temp_path {at}/proxy; fastcgi_temp_path {at}/f;\n\
             uwsgi_temp_path {at}/u; scgi_temp_path {at}/s;\n\
             types {{ application/json json; }}\n\
             upstream relays {{ {servers} keepalive 512; }}\n\
             server {{ listen 127.0.0.1:{front} backlog=4096; root {at};\n\
             location = /reply.json {{ }}\n\
             location / {{ proxy_pass http://relays; proxy_http_version 1.1;\n\
             proxy_set_header Connection \"\"; proxy_set_header Host localhost;\n\
             proxy_next_upstream error timeout; proxy_read_timeout 90s; }} }} }}\n"
        );
        let file = self.folder.path().join("nginx.conf");
        std::fs::write(&file, text).expect("a file");
        let mut command = Command::new("nginx");
        // Its worker is not root's where this is root, and must reach the folder.
        command.arg("-c").arg(&file).args(["-g", "user root;"]);
        self.nginx = Some(Process::start(
            command,
            self.folder.path(),
            "nginx-said.log",
        ));
        self.until(&format!("http://127.0.0.1:{front}/reply.json"))
            .await;
    }

    /// Where readers ask.
    pub(crate) fn front(&self) -> u16 {
        self.front
    }

    /// Tells both relays to read their configuration again.
    pub(crate) fn reload(&self) {
        self.relays
            .iter()
            .for_each(|(_, relay)| relay.signal("-HUP"));
    }

    /// Stops a relay as an upgrade does, and starts another in its place once it has ended.
    pub(crate) async fn replace(&mut self, number: usize) -> Duration {
        let begun = Instant::now();
        let port = self.relays[number].0;
        let relay = &mut self.relays[number].1;
        self.peaks.push(peak::megabytes(relay.0.id()));
        relay.signal("-TERM");
        while relay.0.try_wait().expect("a child").is_none() {
            assert!(begun.elapsed() < PATIENCE, "it does not stop");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        self.relays[number].1 = self.relay(port);
        self.until(&format!("http://127.0.0.1:{port}/readyz")).await;
        begun.elapsed()
    }

    /// The most that a relay has taken, in thousands of thousands of bytes.
    pub(crate) fn peak_megabytes(&self) -> f64 {
        let now = self
            .relays
            .iter()
            .map(|(_, relay)| peak::megabytes(relay.0.id()));
        now.chain(self.peaks.iter().copied()).fold(0.0, f64::max)
    }
}
