//! What the program and the page are made of: bytes of code by crate, and the minutes of the test command.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use object::{File, Object as _, ObjectSymbol as _, SymbolKind};

use crate::documented;
use crate::program::bootlens;

/// Crates that are named; the others are one line.
const NAMED: usize = 12;

/// Libraries in C, by what their functions begin with.
const C: [(&str, &str); 3] = [
    ("sqlite3", "SQLite, in C"),
    ("aws_lc_", "aws-lc, in C"),
    ("ZSTD_", "zstd, in C"),
];

/// Measures and writes; there is no bound of its own.
///
/// The page's module is read as the compiler left it, with the names of its functions, which the page that is
/// served does not have.
pub(crate) fn of_crates_and_steps(sources: &Path) -> bool {
    let mut text = String::new();
    let page = std::env::var("BENCH_WASM").expect("BENCH_WASM, which cargo xtask bench sets");
    for (what, path) in [("the program `bootlens`", bootlens()), ("the page", page)] {
        let sizes = by_crate(Path::new(&path));
        let sum: u64 = sizes.values().sum();
        assert!(sum > 0, "{path} names no functions");
        let mut sorted: Vec<_> = sizes.iter().collect();
        sorted.sort_by_key(|(_, bytes)| std::cmp::Reverse(**bytes));
        // Writing to a String cannot fail.
        let _ = writeln!(text, "| code of {what}, by crate | of all |\n|---|--:|");
        let share = |bytes: u64| 100.0 * bytes as f64 / sum as f64;
        for (name, bytes) in sorted.iter().take(NAMED) {
            let _ = writeln!(text, "| {name} | {:.1} % |", share(**bytes));
        }
        let rest: u64 = sorted.iter().skip(NAMED).map(|(_, bytes)| **bytes).sum();
        let count = sorted.len().saturating_sub(NAMED);
        let _ = writeln!(text, "| {count} others | {:.1} % |\n", share(rest));
    }
    let minutes = documented::root(sources).join("target/minutes.txt");
    match std::fs::read_to_string(&minutes) {
        Ok(table) => {
            let _ = write!(
                text,
                "The test command's last whole run here:\n\n```\n{table}```\n"
            );
        }
        Err(_) => text.push_str("The test command has not run here as a whole.\n"),
    }
    println!("{text}");
    documented::write(sources, "sizes", text.trim_end());
    true
}

/// Bytes of code by crate, as the names of the functions tell.
fn by_crate(path: &Path) -> BTreeMap<String, u64> {
    let bytes = std::fs::read(path).expect("a program");
    let file = File::parse(&*bytes).expect("a program");
    let mut sizes = BTreeMap::new();
    // Functions that are the same to the byte share their place, and are counted once.
    let mut places = std::collections::BTreeSet::new();
    for symbol in file.symbols() {
        if symbol.kind() == SymbolKind::Text && symbol.size() > 0 && places.insert(symbol.address())
        {
            let name = symbol.name().unwrap_or_default();
            *sizes.entry(crate_of(name)).or_default() += symbol.size();
        }
    }
    sizes
}

/// The crate that a function's name begins with.
fn crate_of(symbol: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    if let Some((_, library)) = C.iter().find(|(start, _)| name.starts_with(start)) {
        return (*library).to_owned();
    }
    let path = name.trim_start_matches(['<', '&', '[', '(', '*']);
    let path = path
        .strip_prefix("mut ")
        .or(path.strip_prefix("dyn "))
        .unwrap_or(path);
    match path.split_once("::") {
        Some((head, _))
            if head
                .bytes()
                .all(|byte| byte == b'_' || byte.is_ascii_alphanumeric()) =>
        {
            head.to_owned()
        }
        _ => "without a crate's name".to_owned(),
    }
}
