//! The measurements, each beside its bound and beside what people would use instead.

use std::path::PathBuf;

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;
use crate::tools::{Progress, Tools, WASM};

/// `cargo xtask bench [WORD]`.
pub(crate) fn run(word: Option<&str>) -> Outcome {
    system::prepare(&[
        &system::CHROMIUM,
        &system::CHROMEDRIVER,
        &system::FONT,
        &system::NGINX,
        &system::WRK,
    ])?;
    let mut progress = Progress::new(page::STEPS + 4);
    let tools = page::build(&mut progress)?;
    progress.step("fetching the library that is measured beside");
    let peer = peer()?;
    progress.step("building the page's painter by itself");
    let painter = painter(&tools)?;
    progress.step("building the relay");
    let mut relay = shell::cargo(&["build", "--release", "--package", "relay"]);
    shell::run(page::embed(relay.args(["--bin", "bootlens"])))?;
    progress.step("measuring");
    let sources = shell::root().join("tests/bench");
    let mut bench = shell::cargo(&[
        "run",
        "--release",
        "--package",
        "tests",
        "--bin",
        "bench",
        "--",
        word.unwrap_or("all"),
    ]);
    bench
        .args([painter, peer, sources])
        .env(
            "BENCH_BOOTLENS",
            shell::root().join("target/release/bootlens"),
        )
        .envs(system::chromedriver().map(|driver| ("CHROMEDRIVER", driver)));
    shell::run(page::embed(&mut bench))
}

/// The folder of uPlot's files, fetched with npm by the lock file's checksum.
fn peer() -> Outcome<PathBuf> {
    let folder = shell::root().join("tests/bench");
    let files = folder.join("node_modules/uplot/dist");
    if !files.is_dir() {
        if shell::find("npm").is_none() {
            return Err("npm is not there; it brings the library to compare with".to_owned());
        }
        let mut install = shell::command("npm");
        install.args(["ci", "--no-audit", "--no-fund"]);
        shell::run(install.current_dir(&folder))?;
    }
    Ok(files)
}

/// The folder of the page's painter as a module that a script imports.
fn painter(tools: &Tools) -> Outcome<PathBuf> {
    let mut build = shell::cargo(&["build", "--profile", "wasm-release", "--target", WASM]);
    build.args(["--package", "frontend", "--example", "draw"]);
    shell::run(&mut build)?;
    let module = shell::root()
        .join("target")
        .join(WASM)
        .join("wasm-release/examples/draw.wasm");
    let folder = shell::root().join("target/bench");
    let mut bind = shell::command("wasm-bindgen");
    bind.env("PATH", &tools.path)
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&folder)
        .arg(module);
    shell::run(&mut bind)?;
    Ok(folder)
}
