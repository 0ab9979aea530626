//! What a browser need not read: comments, indentation, hashes in names, and a request for each style
//! sheet.
//!
//! The program's bindings and the style sheets are written for people; a first visit carries them
//! whole.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::shell::Outcome;

/// The name of the one style sheet, before its hash.
const SHEET: &str = "style";

/// Joins the style sheets that a document names, in its order, into one file beside it, and gives
/// back the document that names this one.
pub(crate) fn sheets(page: &Path, html: &str) -> Outcome<String> {
    let links = links(html);
    let first = *links
        .first()
        .ok_or("index.html names no style sheet; did Trunk change?")?;
    let mut joined = String::new();
    for link in &links {
        let path = page.join(href(link).ok_or("a style sheet without an address")?);
        let told = |error| format!("{}: {error}", path.display());
        joined.push_str(&sheet(&fs::read_to_string(&path).map_err(told)?));
        fs::remove_file(&path).map_err(told)?;
    }
    let name = format!(
        "{SHEET}-{:016x}.css",
        crate::split::fnv(joined.as_bytes().iter())
    );
    let path = page.join(&name);
    fs::write(&path, &joined).map_err(|error| format!("{}: {error}", path.display()))?;
    let one = format!("<link rel=\"stylesheet\" href=\"./{name}\"/>");
    let html = html.replacen(first, &one, 1);
    Ok(links
        .iter()
        .skip(1)
        .fold(html, |html, link| html.replacen(link, "", 1)))
}

/// The elements that name a style sheet.
fn links(html: &str) -> Vec<&str> {
    let starts = html.match_indices("<link ").map(|(at, _)| &html[at..]);
    starts
        .filter_map(|text| text.find('>').map(|end| &text[..=end]))
        .filter(|link| link.contains("rel=\"stylesheet\""))
        .collect()
}

fn href(link: &str) -> Option<&str> {
    let (_, rest) = link.split_once("href=\"./")?;
    rest.split('"').next()
}

/// A style sheet without comments, and without space that nothing reads.
fn sheet(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for line in uncommented(text).lines().map(str::trim) {
        // A selector may go on in the next line, where the break is a space that counts.
        if !(line.is_empty() || out.is_empty() || out.ends_with([',', '{', '}', ';'])) {
            out.push(' ');
        }
        out.push_str(&line.replace(": ", ":").replace(" {", "{"));
    }
    out
}

/// A script of wasm-bindgen without comments on lines of their own, and without indentation; a
/// line's end may end a statement and stays.
pub(crate) fn script(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_comment = false;
    for line in text.lines().map(str::trim) {
        is_comment |= line.starts_with("/*");
        if !(is_comment || line.is_empty() || line.starts_with("//")) {
            out.push_str(line);
            out.push('\n');
        }
        is_comment &= !line.ends_with("*/");
    }
    out
}

/// The names by which wasm-bindgen binds functions of the browser, with numbers in place of their
/// hashes, and in one way in all files, which name each other's.
///
/// A hash is half a name's length, and nothing packs it; a number of the same length needs no other
/// byte changed.
#[derive(Default)]
pub(crate) struct Names {
    numbers: BTreeMap<Vec<u8>, usize>,
    given: BTreeMap<Vec<u8>, usize>,
}

impl Names {
    /// Numbers the names in a file.
    pub(crate) fn shorten(&mut self, bytes: &mut [u8]) {
        const START: &[u8] = b"__wbg_";
        const HASH: usize = 16;
        let is_word = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_';
        let mut from = 0;
        while let Some(found) = bytes[from..]
            .windows(START.len())
            .position(|one| one == START)
        {
            let start = from + found;
            let rest = bytes[start..]
                .iter()
                .take_while(|byte| is_word(byte))
                .count();
            from = start + rest;
            let name = &bytes[start..from];
            let Some((base, hash)) = name.split_last_chunk::<HASH>() else {
                continue;
            };
            let is_hash = hash.iter().all(u8::is_ascii_hexdigit) && base.ends_with(b"_");
            if is_hash {
                let number = self.number(base, name);
                let digits = format!("{number:0HASH$}");
                bytes[from - HASH..from].copy_from_slice(digits.as_bytes());
            }
        }
    }

    /// Names alike but for their hashes are counted.
    fn number(&mut self, base: &[u8], name: &[u8]) -> usize {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let next = self.given.entry(base.to_owned()).or_default();
        let number = *next;
        *next += 1;
        self.numbers.insert(name.to_owned(), number);
        number
    }
}

fn uncommented(text: &str) -> String {
    let mut pieces = text.split("/*");
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        out.push_str(piece.split_once("*/").map_or("", |(_, after)| after));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_keeps_every_rule_and_loses_what_nobody_reads() {
        let text = "/* The top. */\n.top .brand,\n.stamp {\n  color: var(--quiet);\n  margin: 0\n    auto;\n}\n\n\
                    @media (max-width: 600px) {\n  a:hover { top: 0; }\n}\n";
        assert_eq!(
            sheet(text),
            ".top .brand,.stamp{color:var(--quiet);margin:0 auto;}@media (max-width:600px){a:hover{ top:0; }}"
        );
    }

    #[test]
    fn a_script_keeps_every_statement_in_its_line() {
        let text = "class A {\n    /**\n     * @returns {number}\n     */\n    get one() {\n        // Why.\n\
                    \x20       return 1 / 2 // half\n    }\n}\n/* short */\nlet b = `/*`\n";
        assert_eq!(
            script(text),
            "class A {\nget one() {\nreturn 1 / 2 // half\n}\n}\nlet b = `/*`\n"
        );
    }

    #[test]
    fn a_bound_function_has_one_number_in_every_file_and_no_hash() {
        let mut names = Names::default();
        let mut script = *b"__wbg_get_0123456789abcdef: f, __wbg_get_fedcba9876543210, __wbg_init";
        let mut program = *b"\x1a__wbg_get_fedcba9876543210\x00__wbg_set_0123456789abcdef\x00";
        names.shorten(&mut script);
        names.shorten(&mut program);
        assert_eq!(
            script.as_slice(),
            b"__wbg_get_0000000000000000: f, __wbg_get_0000000000000001, __wbg_init"
        );
        assert_eq!(
            program.as_slice(),
            b"\x1a__wbg_get_0000000000000001\x00__wbg_set_0000000000000000\x00"
        );
    }

    #[test]
    fn the_sheets_of_a_document_become_one_in_its_order() {
        let page = std::env::temp_dir().join(format!("bootlens-sheets-{}", std::process::id()));
        fs::create_dir_all(&page).unwrap();
        fs::write(page.join("a-1.css"), "a {\n  top: 0;\n}\n").unwrap();
        fs::write(page.join("b-2.css"), "b {\n  top: 1px;\n}\n").unwrap();
        let html = "<link rel=\"icon\" href=\"./i.svg\"/><link rel=\"stylesheet\" href=\"./b-2.css\" x/>\n\
                    <link rel=\"stylesheet\" href=\"./a-1.css\"/><body>";
        let html = sheets(&page, html).unwrap();
        let left: Vec<_> = fs::read_dir(&page)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        let text = fs::read_to_string(page.join(&left[0])).unwrap();
        let without = sheets(&page, "<body>");
        fs::remove_dir_all(&page).unwrap();
        assert_eq!(left.len(), 1);
        assert_eq!(text, "b{top:1px;}a{top:0;}");
        assert_eq!(
            html,
            format!(
                "<link rel=\"icon\" href=\"./i.svg\"/><link rel=\"stylesheet\" href=\"./{}\"/>\n<body>",
                left[0]
            )
        );
        assert!(without.is_err());
    }
}
