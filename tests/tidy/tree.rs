//! The source tree as the rules read it: every text file with its path from the root.

#![expect(
    clippy::expect_used,
    reason = "a tree that cannot be read fails the test with these words"
)]

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

/// A file.
#[derive(Debug)]
pub(crate) struct Source {
    /// From the root, with `/` between the parts on every system.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// What is built, fetched or not ours.
const SKIPPED: [&str; 4] = ["target", "node_modules", "dist", "vendor"];

/// What is read.
const READ: [&str; 7] = ["rs", "css", "html", "js", "md", "svg", "toml"];

/// Every file of the workspace that a rule may read; read once for all tests.
pub(crate) fn sources() -> &'static [Source] {
    static SOURCES: LazyLock<Vec<Source>> = LazyLock::new(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .parent()
            .expect("the workspace has a root");
        let mut found = Vec::new();
        collect(root, "", &mut found);
        found.sort_by(|a, b| a.path.cmp(&b.path));
        found
    });
    &SOURCES
}

fn collect(folder: &Path, prefix: &str, found: &mut Vec<Source>) {
    for entry in fs::read_dir(folder).expect("the tree can be read") {
        let path = entry.expect("the tree can be read").path();
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let extension = path
            .extension()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if path.is_dir() {
            if !name.starts_with('.') && !SKIPPED.contains(&name.as_str()) {
                collect(&path, &format!("{prefix}{name}/"), found);
            }
        } else if READ.contains(&extension.as_str()) {
            let text = fs::read_to_string(&path).expect("a source is UTF-8");
            found.push(Source {
                path: format!("{prefix}{name}"),
                text,
            });
        }
    }
}

impl Source {
    /// Whether the name ends so.
    pub(crate) fn is(&self, extension: &str) -> bool {
        self.path.ends_with(&format!(".{extension}"))
    }

    /// Whether the file holds tests alone.
    fn is_test(&self) -> bool {
        self.is("rs")
            && (self.path.ends_with("/tests.rs")
                || self.path.ends_with("_tests.rs")
                || self.path.contains("/tests/"))
    }

    /// The lines with their numbers, from 1.
    pub(crate) fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.text.lines())
    }

    /// The lines of code, without comments.
    pub(crate) fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        self.lines()
            .map(|(number, line)| (number, without_comment(line)))
    }

    /// The lines of code that are part of the product: up to the unit tests, which stand last.
    pub(crate) fn product(&self) -> impl Iterator<Item = (usize, &str)> {
        let code = if self.is_test() {
            ""
        } else {
            let unit_tests = self.text.find("\n#[cfg(test)]\nmod tests {");
            &self.text[..unit_tests.unwrap_or(self.text.len())]
        };
        (1..).zip(code.lines().map(without_comment))
    }
}

/// A line up to its comment. A `//` inside a text has no space before it in any source of ours.
fn without_comment(line: &str) -> &str {
    if line.trim_start().starts_with("//") {
        return "";
    }
    line.split(" // ").next().unwrap_or(line)
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
    fn comments_are_no_code_and_addresses_are_no_comments() {
        assert_eq!(without_comment("    /// Like axum."), "");
        assert_eq!(without_comment("let a = 1; // why"), "let a = 1;");
        assert_eq!(
            without_comment("let a = \"http://b\";"),
            "let a = \"http://b\";"
        );
    }

    #[test]
    fn the_product_ends_where_the_unit_tests_begin() {
        let text = "#[cfg(test)]\nuse b;\nfn a() {}\n\n#[cfg(test)]\nmod tests {\n}\n";
        let code = source("shared/src/day.rs", text);
        assert_eq!(code.product().count(), 3);
        assert_eq!(code.code().count(), 7);
    }

    #[test]
    fn a_file_of_tests_is_no_part_of_the_product() {
        assert_eq!(
            source("shared/src/day/tests.rs", "fn a() {}")
                .product()
                .count(),
            0
        );
        assert_eq!(
            source("chart/tests/golden.rs", "fn a() {}")
                .product()
                .count(),
            0
        );
    }

    #[test]
    fn this_very_file_is_found_and_nothing_that_was_built() {
        let all = sources();
        assert!(all.iter().any(|source| source.path == "tests/tidy/tree.rs"));
        assert!(all.iter().all(|source| !source.path.contains("target/")));
    }
}
