//! The program itself as a server: a process with a configuration of its own, to be killed.

use std::fs;
use std::io::{BufRead as _, BufReader, PipeReader, pipe};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use relay::clock::Clock;
use simulator::{BOOT, Running, Simulator};
use tempfile::TempDir;

use crate::Answer;
use crate::demo::program;
use crate::house;
use crate::peak;
use crate::postgres::free_port;

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(10);

/// A folder with a configuration for one app, and the simulator that stands in for WeChat; both
/// go by the system's clock, as the program does.
#[derive(Debug)]
pub struct Site {
    /// Behind the relay.
    pub upstream: Running,
    /// What the program is told to log; what it does by itself where nothing stands here.
    pub log: Option<&'static str>,
    /// Other variables of its environment.
    pub environment: Vec<(&'static str, String)>,
    folder: TempDir,
}

impl Site {
    /// A site whose days are kept at `history`.
    ///
    /// # Panics
    /// Where no folder can be made.
    pub async fn new(history: &str) -> Self {
        let site = Self {
            upstream: house::upstream(&Clock::system()).await,
            log: None,
            environment: Vec::new(),
            folder: tempfile::tempdir().expect("a folder"),
        };
        let app = site.simulator().apps().remove(0);
        fs::write(site.file("secret"), app.secret).expect("a file");
        site.configure(history, "shop", &app.appid, "");
        site
    }

    /// Writes the configuration anew, with more lines for the app.
    ///
    /// # Panics
    /// Where it can't be written.
    pub fn configure(&self, history: &str, alias: &str, appid: &str, more: &str) {
        let url = self.upstream.url();
        let text = format!(
            "listen = \"127.0.0.1:0\"\nhistory = \"{history}\"\n\
             [collect]\nat = \"off\"\n[upstream]\nhosts = [\"{url}\"]\n\
             [apps.{alias}]\nappid = \"{appid}\"\nname = \"商城\"\n{more}\n\
             [apps.{alias}.credential]\nkind = \"secret\"\nsecret_file = \"secret\"\n"
        );
        fs::write(self.file("bootlens.toml"), text).expect("a file");
    }

    /// A file of the site.
    #[must_use]
    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The simulator.
    #[must_use]
    pub fn simulator(&self) -> &Simulator {
        self.upstream.simulator()
    }

    /// How many calls for data there were.
    #[must_use]
    pub fn calls(&self) -> usize {
        self.simulator().count(BOOT)
    }

    /// The program, to be started in this folder.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(program());
        command.arg("serve").args(arguments);
        self.prepare(command)
    }

    fn prepare(&self, mut command: Command) -> Command {
        command
            .current_dir(self.folder.path())
            .env_remove("RUST_LOG")
            // What writes pages anew is no key of the program.
            .env_remove("BOOTLENS_BLESS")
            .stdin(Stdio::null());
        if let Some(log) = self.log {
            command.env("RUST_LOG", log);
        }
        for (name, value) in &self.environment {
            command.env(name, value);
        }
        command
    }

    /// Runs another of the program's commands to its end: its exit code, and what it said.
    ///
    /// # Panics
    /// Where it can't be started.
    pub async fn run(&self, arguments: &[&str]) -> (Option<i32>, String) {
        let output = self.output(arguments).await;
        let said = [output.stdout, output.stderr].concat();
        (
            output.status.code(),
            String::from_utf8_lossy(&said).into_owned(),
        )
    }

    /// The same with what it wrote as it is.
    ///
    /// # Panics
    /// As [`Self::run`].
    pub async fn output(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(program());
        command.args(arguments);
        let mut command = self.prepare(command);
        // The simulator answers on this thread, which must not wait.
        let ended = tokio::task::spawn_blocking(move || command.output()).await;
        ended.expect("a thread").expect("bootlens")
    }

    /// A relay that serves.
    pub async fn start(&self, arguments: &[&str]) -> Relay {
        Relay::start(self.command(arguments)).await
    }

    /// A relay that can't write files beyond so many KiB, as on a disk that is full.
    ///
    /// # Panics
    /// Where it does not start.
    pub async fn start_on_a_full_disk(&self, kib: u32) -> Relay {
        let mut shell = Command::new("sh");
        // The signal is ignored, so that the write fails as it does on a full disk.
        shell
            .arg("-c")
            .arg(format!(
                "trap '' XFSZ; ulimit -f {}; exec \"$0\" serve",
                kib * 2
            ))
            .arg(program());
        Relay::start(self.prepare(shell)).await
    }

    /// What the program says and how it ends where it does not start to serve.
    ///
    /// # Panics
    /// Where it serves instead.
    pub async fn refused(&self, arguments: &[&str]) -> (Option<i32>, String) {
        Relay::spawn(self.command(arguments)).ends().await
    }
}

/// A running relay; it ends with this handle.
#[derive(Debug)]
pub struct Relay {
    child: Child,
    url: String,
    operators: String,
    said: Arc<Mutex<String>>,
    reader: Option<thread::JoinHandle<()>>,
    client: reqwest::Client,
}

impl Relay {
    async fn start(command: Command) -> Self {
        let mut relay = Self::spawn(command);
        let deadline = Instant::now() + PATIENCE;
        loop {
            let said = relay.said();
            // As text, or as JSON.
            let starts = ["serving address=", r#""serving","address":""#];
            if let Some((_, rest)) = starts.iter().find_map(|start| said.split_once(start)) {
                let address = rest.split([' ', '\n', '"']).next().unwrap_or_default();
                relay.url = format!("http://{address}");
                return relay;
            }
            let ended = relay.child.try_wait().expect("a child").is_some();
            assert!(!ended && Instant::now() < deadline, "no start:\n{said}");
            tokio::time::sleep(LOOK).await;
        }
    }

    fn spawn(mut command: Command) -> Self {
        let (lines, says) = pipe().expect("a pipe");
        let operators = format!("127.0.0.1:{}", free_port());
        let child = command
            .env("BOOTLENS_METRICS_LISTEN", &operators)
            .stdout(says.try_clone().expect("a pipe"))
            .stderr(says)
            .spawn()
            .expect("bootlens");
        // The command holds the pipe's other end too, and its end is how the reader's is known.
        drop(command);
        let said = Arc::new(Mutex::new(String::new()));
        let told = said.clone();
        let client = reqwest::Client::builder().no_proxy().build();
        Self {
            child,
            url: String::new(),
            operators: format!("http://{operators}"),
            said,
            reader: Some(thread::spawn(move || listen(lines, &told))),
            client: client.expect("a client"),
        }
    }

    /// Its origin, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Everything that it has said so far.
    #[must_use]
    pub fn said(&self) -> String {
        lock(&self.said).clone()
    }

    /// A request for a path.
    pub fn request(&self, path: &str) -> reqwest::RequestBuilder {
        self.client.get(format!("{}/{path}", self.url))
    }

    /// The answer to a path.
    ///
    /// # Panics
    /// Where it does not answer.
    pub async fn get(&self, path: &str) -> Answer {
        let response = self.request(path).send().await;
        Answer::read(response.expect(path)).await
    }

    /// The stream of a view, read to its end.
    ///
    /// # Panics
    /// Where it does not answer.
    pub async fn stream(&self, view: &str) -> Answer {
        let url = format!("{}/{}?{view}", self.url, shared::paths::PERFORMANCE);
        let request = self.client.get(url).header("accept", shared::paths::NDJSON);
        Answer::read(request.send().await.expect(view)).await
    }

    /// What operators are answered at a path of their own listener.
    ///
    /// # Panics
    /// Where nothing is served there.
    pub async fn operators(&self, path: &str) -> Answer {
        let request = self.client.get(format!("{}/{path}", self.operators));
        Answer::read(request.send().await.expect(path)).await
    }

    /// The answer to a view.
    pub async fn performance(&self, view: &str) -> Answer {
        self.get(&format!("{}?{view}", shared::paths::PERFORMANCE))
            .await
    }

    /// A metric without labels, or the sum of one with labels; `None` where it is not there.
    ///
    /// # Panics
    /// Where metrics are not served.
    pub async fn metric(&self, name: &str) -> Option<f64> {
        let text = self.operators("metrics").await;
        let value = |line: &str| {
            let rest = line.strip_prefix(name)?;
            let is_whole = rest.starts_with([' ', '{']);
            is_whole.then(|| rest.rsplit(' ').next()?.parse::<f64>().ok())?
        };
        text.text()
            .lines()
            .filter_map(value)
            .reduce(|one, more| one + more)
    }

    /// The most memory that it has taken so far, in thousands of thousands of bytes.
    #[must_use]
    pub fn peak_megabytes(&self) -> f64 {
        peak::megabytes(self.child.id())
    }

    /// Ends it as a crash does, with SIGKILL.
    ///
    /// # Panics
    /// Where it can't be ended.
    pub fn kill(mut self) {
        self.child.kill().expect("a process that runs");
        self.child.wait().expect("a child");
    }

    /// Ends it as a crash does; everything that it has said.
    ///
    /// # Panics
    /// Where it can't be ended.
    #[must_use]
    pub fn last_words(mut self) -> String {
        self.child.kill().expect("a process that runs");
        self.said_to_the_end();
        self.said()
    }

    /// Sends it a signal by its name, such as HUP.
    ///
    /// # Panics
    /// Where it has ended.
    pub fn signal(&self, name: &str) {
        let mut kill = Command::new("kill");
        kill.arg(format!("-{name}"))
            .arg(self.child.id().to_string());
        assert!(kill.status().expect("kill").success(), "{name}");
    }

    /// Waits until it has said something so often.
    ///
    /// # Panics
    /// Where it does not say it.
    pub async fn says(&self, words: &str, times: usize) {
        let deadline = Instant::now() + PATIENCE;
        while self.said().matches(words).count() < times {
            let said = self.said();
            assert!(Instant::now() < deadline, "«{words}» is not said:\n{said}");
            tokio::time::sleep(LOOK).await;
        }
    }

    /// Waits until it has ended by itself: its exit code, and everything that it has said.
    ///
    /// # Panics
    /// Where it goes on.
    pub async fn ends(mut self) -> (Option<i32>, String) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().expect("a child") {
                self.said_to_the_end();
                return (status.code(), self.said());
            }
            assert!(Instant::now() < deadline, "it goes on:\n{}", self.said());
            tokio::time::sleep(LOOK).await;
        }
    }

    fn said_to_the_end(&mut self) {
        if let Some(reader) = self.reader.take() {
            reader.join().expect("the reader of its messages");
        }
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Takes up all that is said, so that whoever says it never waits.
fn listen(lines: PipeReader, told: &Mutex<String>) {
    for line in BufReader::new(lines).lines().map_while(Result::ok) {
        let mut told = lock(told);
        told.push_str(&line);
        told.push('\n');
    }
}

fn lock(said: &Mutex<String>) -> MutexGuard<'_, String> {
    said.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The bytes of a store's files, the file itself and its log; the index that SQLite shares between
/// processes is none of its content, nor is a log with nothing in it, which a reader leaves.
///
/// # Panics
/// Where one can't be read.
#[must_use]
pub fn bytes(store: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let beside = |end: &str| PathBuf::from(format!("{}{end}", store.display()));
    let files = ["", "-wal", "-journal"].map(beside);
    let there = files.into_iter().filter(|file| file.exists());
    there
        .map(|file| (file.clone(), fs::read(file).expect("a file")))
        .filter(|(_, bytes)| !bytes.is_empty())
        .collect()
}
