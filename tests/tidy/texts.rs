//! Every text that people read is read somewhere: each function of `shared::text` is called by the
//! product. That none lacks a language is the compiler's, since each gives both at once.

use std::collections::BTreeSet;

use crate::tree::Source;

/// The room of the texts.
const ROOM: &str = "shared/src/text";

/// The texts that a source makes: functions of their own, and lines of the macros, `name: "…", "…";`.
fn made(source: &Source) -> Vec<(usize, &str)> {
    let name = |line: &'_ str| -> Option<usize> {
        let end = line.find(|char: char| {
            !(char.is_ascii_lowercase() || char == '_' || char.is_ascii_digit())
        })?;
        (end > 0).then_some(end)
    };
    let text = |line| -> Option<&str> {
        let line: &str = line;
        let line = line.trim_start();
        if let Some(rest) = line.strip_prefix("pub fn ") {
            return Some(&rest[..name(rest)?]);
        }
        let end = name(line)?;
        line[end..].starts_with(": \"").then_some(&line[..end])
    };
    let lines = source.product().filter(|_| source.path.starts_with(ROOM));
    lines
        .filter_map(|(number, line)| Some((number, text(line)?)))
        .collect()
}

/// Every name that a source's product calls as a method, or names as one of [`shared::text::Lang`]'s.
fn called(source: &Source) -> impl Iterator<Item = &str> {
    source.product().flat_map(|(_, line)| {
        let methods = after(line, ".").filter(|(_, rest)| rest.starts_with('('));
        let named = after(line, "Lang::");
        methods.chain(named).map(|(name, _)| name)
    })
}

/// The names after a mark, each with what follows it.
fn after<'a>(line: &'a str, mark: &'static str) -> impl Iterator<Item = (&'a str, &'a str)> {
    line.match_indices(mark).map(move |(at, _)| {
        let rest = &line[at + mark.len()..];
        let is_part = |char: char| char.is_alphanumeric() || char == '_';
        rest.split_at(rest.find(|char: char| !is_part(char)).unwrap_or(rest.len()))
    })
}

/// The texts that nobody reads.
pub(crate) fn unread(sources: &[Source]) -> Vec<String> {
    let product = |source: &&Source| {
        source.is("rs") && source.path.contains("/src/") && !source.path.starts_with("tests/")
    };
    let calls: BTreeSet<&str> = sources.iter().filter(product).flat_map(called).collect();
    let mut found = Vec::new();
    for source in sources {
        for (number, name) in made(source) {
            if !calls.contains(name) {
                found.push(format!(
                    "{}:{number}: nobody reads the text `{name}`",
                    source.path
                ));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_nobody_calls_is_found_however_it_is_made() {
        let source = |path: &str, text: &str| Source {
            path: path.to_owned(),
            text: text.to_owned(),
        };
        let texts = "words! {\n    /// One.\n    one: \"一\", \"one\";\n    two: \"二\", \"two\";\n}\n\
            impl Lang {\n    pub fn three(self) -> &'static str {\n    pub fn four(self) -> String {\n";
        let page = "//! A `lang.four()` in a comment.\nlet a = lang.one();\nwords(Lang::three)\nlet two = 2;\n";
        let sources = [
            source("shared/src/text/a.rs", texts),
            source("frontend/src/b.rs", page),
        ];
        assert_eq!(
            unread(&sources),
            [
                "shared/src/text/a.rs:4: nobody reads the text `two`",
                "shared/src/text/a.rs:8: nobody reads the text `four`",
            ]
        );
        let room = crate::tree::sources().iter().flat_map(made).count();
        assert!(room > 200, "only {room} texts are found");
    }
}
