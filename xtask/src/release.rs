//! What is handed to those who run it: the binary, what it needs beside it, and a list of all its parts.

use std::fs;
use std::path::{Path, PathBuf};

use crate::page;
use crate::shell::{self, Outcome};
use crate::tools::{self, Progress, WASM};

/// What an archive holds beside the program.
const BESIDE: [&str; 8] = [
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "SECURITY.md",
    "deploy",
    "docs",
    "deny.toml",
];

/// Lines that are said after those of the tools and the page.
const STEPS: usize = 4;

/// `cargo xtask release`.
pub(crate) fn run() -> Outcome {
    let mut progress = Progress::new(page::STEPS + tools::RELEASE_STEPS + STEPS);
    tools::for_release(&mut progress)?;
    progress.step("licences, bans and sources of every crate");
    // Advisories need their database, which is fetched where a release is decided.
    shell::run(&mut shell::cargo(&[
        "deny", "check", "licenses", "bans", "sources",
    ]))?;
    page::build(&mut progress)?;
    progress.step("building the relay with the page inside, some minutes");
    let words = "build --release --locked --package relay --bin bootlens";
    let words: Vec<_> = words.split(' ').collect();
    shell::run(page::embed(&mut shell::cargo(&words)))?;

    let host = host()?;
    let name = format!("bootlens-{}-{host}", env!("CARGO_PKG_VERSION"));
    let files = shell::root().join("target/release-files");
    let folder = files.join(&name);
    // What a release of before left would be packed again.
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    }
    fs::create_dir_all(&folder).map_err(|error| failed(&folder, &error))?;
    progress.step("listing its parts (CycloneDX)");
    parts("relay", &host, &folder.join("bootlens.cdx.json"))?;
    parts("frontend", WASM, &folder.join("page.cdx.json"))?;
    progress.step("packing");
    let program = shell::root().join("target/release/bootlens");
    let mut copy = shell::command("cp");
    copy.arg("-r").arg(program).args(BESIDE).arg(&folder);
    shell::run(&mut copy)?;
    let archive = format!("{name}.tar.gz");
    let mut tar = shell::command("tar");
    // The same files make the same archive.
    tar.args([
        "--sort=name",
        "--owner=0",
        "--group=0",
        "--numeric-owner",
        "-czf",
    ]);
    shell::run(tar.current_dir(&files).args([&archive, &name]))?;
    let sum = shell::output(
        shell::command("sha256sum")
            .current_dir(&files)
            .arg(&archive),
    )
    .ok_or("sha256sum is not there; it belongs to coreutils")?;
    let sums = files.join("SHA256SUMS");
    fs::write(&sums, &sum).map_err(|error| failed(&sums, &error))?;
    println!("\n{}\n{sum}", files.join(&archive).display());
    Ok(())
}

/// The list of all parts of a crate as it is built for a target.
fn parts(package: &str, target: &str, to: &Path) -> Outcome {
    let manifest = format!("{package}/Cargo.toml");
    let list = format!("{package}-parts");
    let mut cyclonedx = shell::cargo(&["cyclonedx", "--manifest-path", &manifest]);
    cyclonedx.args([
        "--format",
        "json",
        "--target",
        target,
        "--override-filename",
        &list,
    ]);
    let made = shell::run(&mut cyclonedx);
    // One is written beside every manifest of the workspace.
    let members = fs::read_dir(shell::root()).map_err(|error| failed(shell::root(), &error))?;
    let lists: Vec<PathBuf> = members
        .flatten()
        .map(|member| member.path().join(format!("{list}.json")))
        .filter(|list| list.is_file())
        .collect();
    let own = shell::root().join(package).join(format!("{list}.json"));
    made?;
    let list = fs::read_to_string(&own).map_err(|error| failed(&own, &error))?;
    fs::write(to, placeless(&list, shell::root())).map_err(|error| failed(to, &error))?;
    lists
        .iter()
        .try_for_each(|list| fs::remove_file(list).map_err(|error| failed(list, &error)))
}

/// A list whose references to the project's own crates say nothing of the machine that built it.
fn placeless(list: &str, root: &Path) -> String {
    list.replace(&format!("{}/", root.display()), "")
}

/// The target that the compiler builds for by itself.
fn host() -> Outcome<String> {
    let told = shell::output(shell::command("rustc").arg("-vV"));
    let told = told.ok_or("rustc is not there; https://rustup.rs installs it")?;
    let host = told.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host
        .ok_or("rustc does not say what it builds for")?
        .to_owned())
}

fn failed(path: &Path, error: &std::io::Error) -> String {
    format!("{}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_names_the_projects_crates_by_their_place_in_the_project() {
        let list = r#"{"bom-ref":"path+file:///home/someone/bootlens/relay#0.1.0"}"#;
        assert_eq!(
            placeless(list, Path::new("/home/someone/bootlens")),
            r#"{"bom-ref":"path+file://relay#0.1.0"}"#
        );
    }
}
