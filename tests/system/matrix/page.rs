//! `docs/faults.md`: a table for each place where faults come from.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

use super::Line;
use super::routes::ROUTES;

/// Tests of one process write it one after the other.
static WRITING: Mutex<()> = Mutex::new(());

/// A table as Markdown.
fn table(lines: &[Line]) -> String {
    let mut text = String::from("\n| fault |");
    for route in &ROUTES {
        let _ = write!(text, " {} |", route.name);
    }
    text.push_str("\n|---|");
    text.push_str(&"---|".repeat(ROUTES.len()));
    text.push('\n');
    for (name, told) in lines {
        let _ = writeln!(text, "| {name} | {} |", told.join(" | "));
    }
    text.push('\n');
    text
}

/// What was told is what should be, fault by fault.
#[track_caller]
pub(super) fn agrees(lines: &[Line], wanted: &[Line]) {
    let pairs = lines.iter().zip(wanted);
    let other: Vec<String> = pairs
        .filter(|(line, wanted)| line != wanted)
        .map(|((name, told), (_, wanted))| format!("{name}: {told:?}\n    not {wanted:?}"))
        .collect();
    assert!(other.is_empty(), "\n{}", other.join("\n"));
}

/// Holds the table of a place to what was told.
#[track_caller]
pub(super) fn holds(place: &str, lines: &[Line]) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../docs/faults.md");
    let (start, end) = (format!("<!-- {place} -->\n"), format!("<!-- /{place} -->"));
    let made = table(lines);
    let _turn = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let text = std::fs::read_to_string(&path).expect("docs/faults.md");
    let (before, rest) = text.split_once(&start).expect(place);
    let (stands, after) = rest.split_once(&end).expect(place);
    if std::env::var_os("BOOTLENS_BLESS").is_some() {
        let text = [before, &start, &made, &end, after].concat();
        std::fs::write(&path, text).expect("docs/faults.md");
        return;
    }
    assert!(
        stands == made,
        "docs/faults.md should say (BOOTLENS_BLESS=1 writes it):\n{made}"
    );
}
