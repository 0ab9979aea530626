//! An operator's desk: a configuration, and the program.

use std::io::Write as _;
use std::process::{Command, Stdio};

use tempfile::TempDir;
use tests::demo::program;

/// A folder with a configuration whose history is named with every command.
pub(crate) struct Desk {
    folder: TempDir,
}

impl Desk {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        // The simulator's apps, so that a relay on the same store has the same.
        let text = "[apps.shop]\nappid = \"wx0123456789abcdef\"\nname = \"商城\"\n\
                    former_aliases = [\"mall\"]\n\
                    [apps.shop.credential]\nkind = \"secret\"\nsecret = \"marked-secret\"\n";
        std::fs::write(folder.path().join("bootlens.toml"), text).unwrap();
        Self { folder }
    }

    /// The path of a file on the desk.
    pub(crate) fn path(&self, name: &str) -> String {
        self.folder.path().join(name).display().to_string()
    }

    /// A store on the desk.
    pub(crate) fn sqlite(&self, name: &str) -> String {
        format!("sqlite://{}", self.path(name))
    }

    /// The names of all that lies on it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> = entries
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The exit code, and what was said on standard output and standard error.
    pub(crate) async fn run(
        &self,
        history: &str,
        args: &[&str],
        input: &str,
    ) -> (Option<i32>, String, String) {
        let mut command = Command::new(program());
        command
            .args(args)
            .env("BOOTLENS_HISTORY", history)
            .env_remove("RUST_LOG")
            .current_dir(self.folder.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let input = input.to_owned();
        // Relays of the same test go on meanwhile.
        let run = tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            let mut stdin = child.stdin.take().unwrap();
            // Who has seen enough reads no further.
            let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
            let output = child.wait_with_output().unwrap();
            let _ = writer.join().unwrap();
            output
        });
        let output = run.await.unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, error) = (text(output.stdout), text(output.stderr));
        for said in [&out, &error] {
            assert!(!said.contains("marked-secret"), "{args:?}: {said}");
        }
        (output.status.code(), out, error)
    }

    /// What a command says that does what it was asked.
    pub(crate) async fn done(&self, history: &str, args: &[&str]) -> String {
        let (code, out, error) = self.run(history, args, "").await;
        assert_eq!(code, Some(0), "{args:?}: {error}");
        out
    }

    /// What a command says that ends with 1.
    pub(crate) async fn refused(&self, history: &str, args: &[&str], input: &str) -> String {
        let (code, out, error) = self.run(history, args, input).await;
        assert_eq!(code, Some(1), "{args:?}: {out}{error}");
        error
    }
}
