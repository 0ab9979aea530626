//! What every file must look like.

use crate::tree::Source;

/// Longer files are split into rooms.
const MAX_LINES: usize = 400;

/// A file that does not begin by saying what it is.
pub(crate) fn without_doc(source: &Source) -> Vec<String> {
    if !source.is("rs") || source.text.starts_with("//!") {
        return Vec::new();
    }
    vec![format!(
        "{}:1: a file opens with `//!`: what it is and why",
        source.path
    )]
}

/// A file that nobody reads in one go.
pub(crate) fn too_long(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if !(source.is("rs") || source.is("css")) || lines <= MAX_LINES {
        return Vec::new();
    }
    vec![format!(
        "{}:{lines}: a file has at most {MAX_LINES} lines; split it into rooms",
        source.path
    )]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(path: &str, text: &str) -> Source {
        Source {
            path: path.to_owned(),
            text: text.to_owned(),
        }
    }

    #[test]
    fn a_file_that_opens_with_an_import_is_an_offence() {
        let found = without_doc(&source("relay/src/a.rs", "use std::fs;\n//! Late.\n"));
        assert_eq!(found.len(), 1);
        assert!(without_doc(&source("relay/src/a.rs", "//! What.\n")).is_empty());
        assert!(without_doc(&source("frontend/a.css", "a {}\n")).is_empty());
    }

    #[test]
    fn the_four_hundred_and_first_line_is_an_offence() {
        assert!(too_long(&source("a.rs", &"\n".repeat(400))).is_empty());
        assert_eq!(too_long(&source("a.rs", &"\n".repeat(401))).len(), 1);
        assert_eq!(too_long(&source("a.css", &"\n".repeat(401))).len(), 1);
        assert!(too_long(&source("a.svg", &"\n".repeat(401))).is_empty());
    }
}
