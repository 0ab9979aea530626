//! The measurements, each beside its bound and beside what people would use instead.

use std::path::{Path, PathBuf};

use crate::page;
use crate::shell::{self, Outcome};
use crate::system;
use crate::tools::{self, Progress, Tools, WASM};

/// `cargo xtask bench [WORD]`.
pub(crate) fn run(word: Option<&str>) -> Outcome {
    // Drawing needs neither the whole page nor the relay, which take minutes to build.
    let drawing_alone = word == Some("draw");
    let mut programs = vec![&system::CHROMIUM, &system::CHROMEDRIVER, &system::FONT];
    if matches!(word, None | Some("hits" | "cold" | "growth")) {
        programs.extend([&system::NGINX, &system::WRK]);
    }
    system::prepare(&programs)?;
    let steps = if drawing_alone {
        tools::STEPS + 3
    } else {
        page::STEPS + 4
    };
    let mut progress = Progress::new(steps);
    let tools = if drawing_alone {
        tools::prepare(&mut progress)?
    } else {
        page::build(&mut progress)?
    };
    let peers = if matches!(word, None | Some("draw" | "first")) {
        progress.step("fetching the libraries that are measured beside");
        peers()?.to_vec()
    } else {
        progress.step("no library is measured beside");
        Vec::new()
    };
    let judge = if matches!(word, None | Some("lighthouse")) {
        let fetched = fetched(&shell::root().join("tests/bench/lighthouse"))?;
        Some(fetched.join(".bin/lighthouse"))
    } else {
        None
    };
    progress.step("building the page's painter by itself");
    let painter = painter(&tools)?;
    if !drawing_alone {
        progress.step("building the relay");
        let mut relay = shell::cargo(&["build", "--release", "--package", "relay"]);
        shell::run(page::embed(relay.args(["--bin", "bootlens"])))?;
    }
    let named = match word {
        None | Some("sizes") => Some(page_with_names()?),
        Some(_) => None,
    };
    progress.step("measuring");
    let root = shell::root();
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
        .arg(painter)
        .args(peers)
        .args([root.join("frontend/style"), root.join("tests/bench")])
        .env("BENCH_BOOTLENS", root.join("target/release/bootlens"))
        .env("BENCH_WASM", named.unwrap_or_default())
        .envs(judge.map(|program| ("BENCH_LIGHTHOUSE", program)))
        .envs(system::chromedriver().map(|driver| ("CHROMEDRIVER", driver)));
    shell::run(page::embed(&mut bench))
}

/// The folders of the libraries' files, fetched with npm by the lock file's checksums.
fn peers() -> Outcome<[PathBuf; 3]> {
    let fetched = fetched(&shell::root().join("tests/bench"))?;
    Ok(["uplot", "chart.js", "echarts"].map(|name| fetched.join(name).join("dist")))
}

/// Where npm puts what a folder's lock file names.
fn fetched(folder: &Path) -> Outcome<PathBuf> {
    let fetched = folder.join("node_modules");
    // npm keeps there what it last installed.
    if !is_newer(
        &fetched.join(".package-lock.json"),
        &folder.join("package-lock.json"),
    ) {
        if shell::find("npm").is_none() {
            return Err("npm is not there; it brings what to compare with".to_owned());
        }
        let mut install = shell::command("npm");
        install.args(["ci", "--no-audit", "--no-fund"]);
        shell::run(install.current_dir(folder))?;
    }
    Ok(fetched)
}

/// Whether a file is there and not older than another.
fn is_newer(one: &Path, other: &Path) -> bool {
    let time = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified());
    matches!((time(one), time(other)), (Ok(one), Ok(other)) if one >= other)
}

/// The page's module as the compiler leaves it, with the names of its functions: the page that is served has
/// none.
fn page_with_names() -> Outcome<PathBuf> {
    let target = shell::root().join("target/named");
    let mut build = shell::cargo(&["build", "--profile", "wasm-release", "--target", WASM]);
    build.args(["--package", "frontend", "--bin", "frontend"]);
    build.args(["--config", "profile.wasm-release.strip=\"debuginfo\""]);
    shell::run(build.arg("--target-dir").arg(&target))?;
    Ok(target.join(WASM).join("wasm-release/frontend.wasm"))
}

/// The folder of the page's painter as a module that a script imports.
fn painter(tools: &Tools) -> Outcome<PathBuf> {
    let mut build = shell::cargo(&["build", "--profile", "wasm-release", "--target", WASM]);
    let target = shell::root().join("target");
    build.args(["--package", "frontend", "--example", "draw"]);
    shell::run(build.arg("--target-dir").arg(&target))?;
    let module = target.join(WASM).join("wasm-release/examples/draw.wasm");
    let folder = target.join("bench");
    let mut bind = shell::command("wasm-bindgen");
    bind.env("PATH", &tools.path)
        .args(["--target", "web", "--no-typescript", "--out-dir"])
        .arg(&folder)
        .arg(module);
    shell::run(&mut bind)?;
    Ok(folder)
}
