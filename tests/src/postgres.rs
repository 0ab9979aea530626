//! A PostgreSQL server for tests, of the machine's own programs, which nobody else uses and which
//! ends with the test's process, however that ends.

use std::env;
use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tempfile::TempDir;
use tokio::sync::OnceCell;

/// How long a start or an end may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often the server is looked at while it starts or ends.
const LOOK: Duration = Duration::from_millis(20);
/// Below those that the system gives out, so that nobody takes it while the server is down.
const PORTS: std::ops::Range<u16> = 15_000..32_000;
/// Other programs may have taken the first port between the look and the start.
const ATTEMPTS: u32 = 5;

/// Starts the server, ends it once nobody holds the other end of this shell's input, and removes
/// its folder unless it is to be started again. Its input ends also where the test is killed.
const KEEPER: &str = r#"
program=$1; folder=$2; port=$3
exec 3<&0 </dev/null
"$program" -D "$folder/data" -p "$port" -c listen_addresses=127.0.0.1 \
  -c unix_socket_directories= -c fsync=off \
  -c shared_buffers=16MB -c max_connections=200 >>"$folder/log" 2>&1 3<&- &
server=$!
{ cat <&3 >/dev/null; kill -QUIT $server; } 2>/dev/null &
watcher=$!
wait $server
kill $watcher 2>/dev/null
[ -e "$folder/again" ] || rm -rf "$folder"
"#;

/// A server on a free port of this machine; dropped, it is gone with all that it held.
#[derive(Debug)]
pub struct Postgres {
    /// Where the programs are.
    programs: PathBuf,
    port: u16,
    databases: AtomicU32,
    running: Option<(Child, ChildStdin)>,
    // Last, so that it is removed when nothing runs in it any more.
    folder: TempDir,
}

impl Postgres {
    /// A server with nothing in it.
    ///
    /// # Panics
    /// Where the machine has none, or it does not start.
    pub async fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new()
            .prefix("bootlens-postgres-")
            .tempdir()
            .expect("a folder");
        if is_root() {
            run(Command::new("chown").arg("nobody").arg(folder.path()));
        }
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o700)).expect("a folder");
        let data = folder.path().join("data");
        run(unprivileged(&programs.join("initdb"))
            .args(["--username=bootlens", "--auth=trust", "--encoding=UTF8"])
            .args(["--no-locale", "--no-sync", "--no-instructions", "-D"])
            .arg(data)
            .current_dir("/"));
        let mut server = Self {
            programs,
            port: 0,
            databases: AtomicU32::new(0),
            running: None,
            folder,
        };
        for _ in 0..ATTEMPTS {
            server.port = free_port();
            if server.up().await {
                return server;
            }
        }
        panic!("PostgreSQL does not start:\n{}", server.log());
    }

    /// The one that all tests of a process share; each has databases of its own.
    pub async fn shared() -> &'static Self {
        static SHARED: OnceCell<Postgres> = OnceCell::const_new();
        // Never dropped: it ends when the process does.
        SHARED.get_or_init(Self::start).await
    }

    /// The address of a new database.
    ///
    /// # Panics
    /// Where the server does not answer.
    pub async fn database(&self) -> String {
        let number = self.databases.fetch_add(1, Ordering::Relaxed);
        let name = format!("days{number}");
        let mut connection = self.connect().await.expect("PostgreSQL answers");
        let create = AssertSqlSafe(format!("CREATE DATABASE {name}"));
        connection.execute(create).await.expect("a new database");
        // A connection that doesn't say goodbye is closed by the server all the same.
        let _ = connection.close().await;
        self.url(&name)
    }

    /// Throws a database away, whoever is still connected to it.
    ///
    /// # Panics
    /// Where the server does not answer.
    pub async fn throw_away(&self, database: &str) {
        let name = database.rsplit('/').next().unwrap_or_default();
        let mut connection = self.connect().await.expect("PostgreSQL answers");
        let drop = AssertSqlSafe(format!("DROP DATABASE {name} WITH (FORCE)"));
        connection.execute(drop).await.expect("one database less");
        // As above.
        let _ = connection.close().await;
    }

    /// Holds every process of the server still, as a machine does that no longer answers, or lets
    /// them go on.
    ///
    /// # Panics
    /// Where it is not running.
    pub fn hold(&self, still: bool) {
        let pid = fs::read_to_string(self.folder.path().join("data/postmaster.pid"));
        let pid = pid.expect("a server that runs");
        let pid = pid.lines().next().unwrap_or_default();
        let children = Command::new("pgrep").args(["-P", pid]).output();
        let children = children.expect("pgrep").stdout;
        let signal = if still { "-STOP" } else { "-CONT" };
        let mut kill = Command::new("kill");
        kill.arg(signal).arg(pid);
        kill.args(String::from_utf8_lossy(&children).split_whitespace());
        run(&mut kill);
    }

    /// Ends the server without a word to those that are connected; its data stay.
    ///
    /// # Panics
    /// Where it does not end.
    pub async fn stop(&mut self) {
        fs::write(self.folder.path().join("again"), "").expect("the server's folder");
        self.down();
    }

    /// Starts the server that was stopped, on the same port and data.
    ///
    /// # Panics
    /// Where it does not start.
    pub async fn start_again(&mut self) {
        assert!(self.running.is_none(), "PostgreSQL was not stopped");
        assert!(self.up().await, "PostgreSQL is back:\n{}", self.log());
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://bootlens@127.0.0.1:{}/{database}", self.port)
    }

    async fn connect(&self) -> Result<AnyConnection, sqlx::Error> {
        sqlx::any::install_default_drivers();
        AnyConnection::connect(&self.url("postgres")).await
    }

    /// Starts it and waits until it answers; `false` where it ended instead.
    async fn up(&mut self) -> bool {
        // What is there tells the keeper that the folder stays.
        let again = self.folder.path().join("again");
        fs::write(&again, "").expect("the server's folder");
        let mut keeper = unprivileged(Path::new("sh"))
            .args(["-c", KEEPER, "keeper"])
            .arg(self.programs.join("postgres"))
            .arg(self.folder.path())
            .arg(self.port.to_string())
            .current_dir("/")
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .expect("a shell");
        let held = keeper.stdin.take().expect("its input");
        self.running = Some((keeper, held));
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some((keeper, _)) = &mut self.running
                && keeper.try_wait().expect("a child").is_some()
            {
                self.running = None;
                return false;
            }
            // One on this port that answers to this name and trusts everyone is this one.
            if self.connect().await.is_ok() {
                fs::remove_file(again).expect("the server's folder");
                return true;
            }
            tokio::time::sleep(LOOK).await;
        }
        false
    }

    fn down(&mut self) {
        let Some((mut keeper, held)) = self.running.take() else {
            return;
        };
        drop(held);
        let deadline = Instant::now() + PATIENCE;
        while keeper.try_wait().expect("a child").is_none() {
            assert!(Instant::now() < deadline, "PostgreSQL does not end");
            thread::sleep(LOOK);
        }
    }

    fn log(&self) -> String {
        fs::read_to_string(self.folder.path().join("log")).unwrap_or_default()
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.down();
    }
}

/// The folder of the server's programs: that of `PATH`, else the newest of Debian's.
fn programs() -> PathBuf {
    let path = env::var_os("PATH").unwrap_or_default();
    let has =
        |folder: &PathBuf| folder.join("postgres").is_file() && folder.join("initdb").is_file();
    if let Some(folder) = env::split_paths(&path).find(has) {
        return folder;
    }
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let version = |folder: &PathBuf| -> Option<u32> { folder.file_name()?.to_str()?.parse().ok() };
    versions
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|folder| has(&folder.join("bin")))
        .max_by_key(version)
        .map(|folder| folder.join("bin"))
        .expect("PostgreSQL; on Debian: apt-get install postgresql")
}

/// A command that runs as nobody where this process runs as root, whom PostgreSQL refuses.
fn unprivileged(program: &Path) -> Command {
    if !is_root() {
        return Command::new(program);
    }
    let mut command = Command::new("runuser");
    command.args(["-u", "nobody", "--"]).arg(program);
    command
}

fn is_root() -> bool {
    let said = Command::new("id").arg("-u").output().expect("who this is");
    said.stdout == b"0\n"
}

fn run(command: &mut Command) {
    let Output { status, stderr, .. } = command.output().expect("a program of the system");
    let said = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {said}");
}

/// A port that nobody listens on, another one each time.
pub fn free_port() -> u16 {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let span = u32::from(PORTS.end - PORTS.start);
    for _ in 0..span {
        // Processes side by side start their search far apart.
        let step = NEXT.fetch_add(1, Ordering::Relaxed);
        let offset = std::process::id().wrapping_mul(101).wrapping_add(step) % span;
        let port = PORTS.start + u16::try_from(offset).expect("within the range");
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return port;
        }
    }
    panic!("no free port");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_server_keeps_its_data_when_it_is_started_again_and_leaves_nothing_behind() {
        let mut server = Postgres::start().await;
        let url = server.database().await;
        let ask = async |sql: &'static str| {
            let mut connection = AnyConnection::connect(&url).await?;
            connection.execute(sql).await
        };
        ask("CREATE TABLE day (number BIGINT)").await.expect("up");
        server.stop().await;
        assert!(ask("SELECT number FROM day").await.is_err(), "down");
        server.start_again().await;
        ask("SELECT number FROM day").await.expect("up again");
        let folder = server.folder.path().to_owned();
        assert!(folder.exists());
        drop(server);
        assert!(!folder.exists());
        assert!(ask("SELECT number FROM day").await.is_err(), "gone");
    }
}
