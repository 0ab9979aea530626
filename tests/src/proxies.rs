//! Real proxies before a relay, set up by the very files of `deploy/`: only addresses are others, and
//! each must stand in the file, so that no test goes by what no operator gets.

use std::fs;
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// How long a start may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
const LOOK: Duration = Duration::from_millis(20);

/// Starts a program and ends it once its own input ends, which it does with the test's process, however
/// that ends. Asked kindly, Caddy would wait for readers who in turn wait for this thread.
const KEEPER: &str = "\"$@\" & child=$!; cat > /dev/null; kill -KILL \"$child\"; wait \"$child\"";

/// The word that the samples have for the secret between proxy and relay.
pub const SECRET: &str = "put the word here";

/// A proxy; it ends with this handle.
#[derive(Debug)]
pub struct Proxy {
    keeper: Child,
    held: Option<ChildStdin>,
    folder: TempDir,
    url: String,
}

/// A file of `deploy/`.
#[must_use]
pub fn sample(path: &str) -> PathBuf {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../deploy");
    Path::new(root).join(path)
}

/// A file of `deploy/` with other texts in place of some that stand in it.
///
/// # Panics
/// Where one does not stand in it.
#[must_use]
pub fn swapped(path: &str, swaps: &[(&str, &str)]) -> String {
    let text = fs::read_to_string(sample(path)).expect(path);
    swaps.iter().fold(text, |text, (old, new)| {
        assert!(text.contains(old), "deploy/{path} does not hold «{old}»");
        text.replace(old, new)
    })
}

/// A folder in which nginx finds a sample of `deploy/nginx` and all that it includes.
///
/// # Panics
/// Where it can't be written.
#[must_use]
pub fn nginx_folder(name: &str, swaps: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path();
    fs::create_dir(at.join("bootlens")).expect("a folder");
    fs::copy(sample("nginx/secret.conf"), at.join("bootlens/secret.conf")).expect("the secret");
    fs::write(
        at.join("sample.conf"),
        swapped(&format!("nginx/{name}"), swaps),
    )
    .expect("a file");
    let at = at.display();
    let text = format!(
        "master_process off; daemon off; pid {at}/pid; error_log {at}/log warn;\nevents {{}}\n\
         http {{\naccess_log off; client_body_temp_path {at}/body; proxy_temp_path {at}/proxy;\n\
         fastcgi_temp_path {at}/fastcgi; uwsgi_temp_path {at}/uwsgi; scgi_temp_path {at}/scgi;\n\
         include sample.conf;\n}}\n"
    );
    fs::write(folder.path().join("nginx.conf"), text).expect("a file");
    folder
}

/// nginx in such a folder.
#[must_use]
pub fn nginx(folder: &Path) -> Command {
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder);
    command.arg("-c").arg(folder.join("nginx.conf"));
    command.arg("-e").arg(folder.join("log"));
    command
}

/// Caddy, which writes nowhere but into a folder.
#[must_use]
pub fn caddy(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new("caddy");
    command.args(words).args(["--adapter", "caddyfile"]);
    command.arg("--config").arg(folder.join("Caddyfile"));
    for variable in ["HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"] {
        command.env(variable, folder);
    }
    command
}

impl Proxy {
    /// nginx on a port before a relay's origin, by a sample of `deploy/nginx`, with other texts in place
    /// of some of it.
    ///
    /// # Panics
    /// Where it does not start.
    pub async fn nginx(name: &str, port: u16, relay: &str, swaps: &[(&str, &str)]) -> Self {
        let listen = format!("listen 127.0.0.1:{port};");
        let own = [
            ("listen 80;", listen.as_str()),
            ("127.0.0.1:8787", bare(relay)),
        ];
        let folder = nginx_folder(name, &[&own[..], swaps].concat());
        let command = nginx(folder.path());
        Self::start(command, folder, port).await
    }

    /// Caddy on a port before a relay's origin, by the sample of `deploy/caddy`.
    ///
    /// # Panics
    /// Where it does not start.
    pub async fn caddy(port: u16, relay: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let site = format!("http://127.0.0.1:{port} {{");
        let swaps = [
            ("intra.example {", site.as_str()),
            ("\ttls internal\n", ""),
            ("127.0.0.1:8787", bare(relay)),
        ];
        let text = swapped("caddy/Caddyfile", &swaps);
        let text = format!("{{\n\tadmin off\n\tdefault_bind 127.0.0.1\n}}\n{text}");
        fs::write(folder.path().join("Caddyfile"), text).expect("a file");
        let command = caddy(folder.path(), &["run"]);
        Self::start(command, folder, port).await
    }

    async fn start(command: Command, folder: TempDir, port: u16) -> Self {
        let log = fs::File::create(folder.path().join("said")).expect("a file");
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "keeper"]);
        keeper.arg(command.get_program()).args(command.get_args());
        for (name, value) in command.get_envs() {
            keeper.env(name, value.expect("a variable that is set"));
        }
        let mut keeper = keeper
            .stdin(Stdio::piped())
            .stdout(log.try_clone().expect("a file"))
            .stderr(log)
            .spawn()
            .expect("a shell");
        let held = keeper.stdin.take();
        let proxy = Self {
            keeper,
            held,
            folder,
            url: format!("http://127.0.0.1:{port}"),
        };
        let deadline = Instant::now() + PATIENCE;
        let address = (Ipv4Addr::LOCALHOST, port);
        while tokio::net::TcpStream::connect(address).await.is_err() {
            assert!(Instant::now() < deadline, "no start:\n{}", proxy.said());
            tokio::time::sleep(LOOK).await;
        }
        proxy
    }

    /// Its origin, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it has complained of.
    #[must_use]
    pub fn said(&self) -> String {
        ["said", "log"]
            .map(|name| fs::read_to_string(self.folder.path().join(name)).unwrap_or_default())
            .concat()
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.held.take());
        // An error means that it has ended by itself.
        let _ = self.keeper.wait();
    }
}

/// An origin without its scheme.
fn bare(origin: &str) -> &str {
    origin.strip_prefix("http://").unwrap_or(origin)
}
