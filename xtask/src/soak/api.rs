//! The API against its own description: Schemathesis makes requests of the served document, sensible ones
//! and others, and looks whether what is answered is what the document says.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;

/// What is looked at of every answer.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_schema_conformance,unsupported_method";

/// Requests that each operation is tried with, at most.
const EXAMPLES: &str = "300";

/// Where Schemathesis is installed, and where it works.
const FOLDER: &str = "target/soak/api";

/// The demo; it ends with this handle.
struct Demo(Child);

impl Drop for Demo {
    fn drop(&mut self) {
        // An error means that it has ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub(super) fn run() -> Outcome {
    system::prepare(&[&system::COMPILER, &system::FONT])?;
    let schemathesis = prepare()?;
    // No package is named, as in the steps of the tests: what they built serves here too.
    let mut build = shell::cargo(&["build", "--bin", "bootlens"]);
    shell::run(page::embed(&mut build))?;
    let (_demo, url) = demo()?;
    let document = format!("{url}api/v1/openapi.json");
    shell::run(&mut check(&schemathesis, &document, Asked::Anything))?;
    let mut served = check(&schemathesis, &document, Asked::Served);
    for (name, days_ago) in [("SOAK_START", 60), ("SOAK_END", 33)] {
        served.env(name, day(&schemathesis, days_ago)?);
    }
    shell::run(&mut served)
}

/// What requests are made of.
#[derive(Clone, Copy)]
enum Asked {
    /// What the document allows and what it does not; most is refused.
    Anything,
    /// What the document allows of an app and days that are there; most is answered with data.
    Served,
}

fn check(schemathesis: &Path, document: &str, asked: Asked) -> Command {
    let mut check = shell::command(schemathesis);
    if let Asked::Served = asked {
        let settings = shell::root().join("tests/soak/api/schemathesis.toml");
        check.arg("--config-file").arg(settings);
    }
    check.args(["run", document]);
    check.args(["--checks", CHECKS, "--max-examples", EXAMPLES]);
    if let Asked::Served = asked {
        check.args(["--mode", "positive"]);
    }
    // What it keeps of its runs would stand in the tree.
    check.current_dir(shell::root().join(FOLDER));
    check.args(["--generation-database", "none", "--no-color"]);
    check
}

/// The date of some days ago, of the Python beside Schemathesis: the demo's days move with the calendar.
fn day(schemathesis: &Path, days_ago: u32) -> Outcome<String> {
    let mut python = shell::command(schemathesis.with_file_name("python"));
    let date =
        format!("import datetime as d; print(d.date.today() - d.timedelta(days={days_ago}))");
    shell::output(python.args(["-c", &date]))
        .map(|date| date.trim().to_owned())
        .ok_or_else(|| format!("`{}` failed", shell::spelled(&python)))
}

/// Schemathesis in a folder of its own, in the versions of the lock file.
fn prepare() -> Outcome<PathBuf> {
    let lock = shell::root().join("tests/soak/api/requirements.txt");
    let folder = shell::root().join(FOLDER);
    let program = folder.join("bin/schemathesis");
    let stamp = folder.join("installed.txt");
    let wanted = std::fs::read(&lock).map_err(|error| format!("{}: {error}", lock.display()))?;
    if program.is_file() && std::fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        println!("schemathesis: found");
        return Ok(program);
    }
    if shell::find("python3").is_none() {
        return Err("python3 is not there; Schemathesis is written in it".to_owned());
    }
    println!("installing Schemathesis into {}", folder.display());
    shell::run(
        shell::command("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&folder),
    )?;
    let mut install = shell::command(folder.join("bin/pip"));
    install.args([
        "install",
        "--quiet",
        "--no-deps",
        "--require-hashes",
        "--requirement",
    ]);
    shell::run(install.arg(&lock))?;
    std::fs::write(&stamp, wanted).map_err(|error| format!("{}: {error}", stamp.display()))?;
    Ok(program)
}

/// A demo on a free port, and its address, which it says first.
fn demo() -> Outcome<(Demo, String)> {
    let program = shell::root().join("target/debug/bootlens");
    let mut command = shell::command(program);
    command.args(["demo", "--listen", "127.0.0.1:0"]);
    let failed = |error: std::io::Error| format!("the demo: {error}");
    let mut demo = Demo(command.stdout(Stdio::piped()).spawn().map_err(failed)?);
    let mut line = String::new();
    if let Some(stdout) = demo.0.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(failed)?;
    }
    match line.trim().strip_prefix("Bootlens demo: ") {
        Some(url) => Ok((demo, url.to_owned())),
        None => Err(format!("the demo said «{}» and no address", line.trim())),
    }
}
