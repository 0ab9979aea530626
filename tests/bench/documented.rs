//! What was measured, written into its part of the documentation.

use std::path::Path;

/// Writes a measurement's text in place of the one before; `sources` is the folder of these sources.
///
/// # Panics
/// Where docs/benchmarks.md has no such part.
pub(crate) fn write(sources: &Path, part: &str, text: &str) {
    let page = root(sources).join("docs/benchmarks.md");
    let before = std::fs::read_to_string(&page).expect("docs/benchmarks.md");
    let (begin, end) = (
        format!("<!-- {part}: begin -->\n"),
        format!("<!-- {part}: end -->\n"),
    );
    let (head, rest) = before.split_once(&begin).expect("where the part begins");
    let (_, tail) = rest.split_once(&end).expect("where the part ends");
    let after = format!("{head}{begin}\n{text}\n{end}{tail}");
    std::fs::write(&page, after).expect("docs/benchmarks.md");
}

/// The folder of the whole project.
pub(crate) fn root(sources: &Path) -> &Path {
    sources
        .ancestors()
        .nth(2)
        .expect("the root above tests/bench")
}

/// What to know of the machine, read before anything is measured.
pub(crate) fn load() -> String {
    let busy = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let load = busy.split(' ').next().unwrap_or_default();
    format!("Load average before: {load}, on {cores} cores.")
}

/// The version of a package that is measured beside, by the lock file that it is fetched with.
///
/// # Panics
/// Where the lock file has no such package.
pub(crate) fn version(sources: &Path, package: &str) -> String {
    let text = std::fs::read_to_string(sources.join("package-lock.json")).expect("a lock file");
    let lock: serde_json::Value = serde_json::from_str(&text).expect("a lock file");
    let version = &lock["packages"][format!("node_modules/{package}")]["version"];
    version.as_str().expect("a version").to_owned()
}

/// What a table says of a bound; nothing where there is none.
pub(crate) fn verdict(held: Option<bool>) -> &'static str {
    match held {
        Some(true) => "held",
        Some(false) => "**passed**",
        None => "",
    }
}
