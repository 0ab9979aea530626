//! Evidence inside a picture: `<metadata id="bootlens">` right behind the start of the root element.

use crate::refused::{Place, Refused, Why};

/// The id of the element that holds the evidence.
pub const METADATA: &str = "bootlens";

const OPEN: &str = "<metadata id=\"bootlens\">";
const CLOSE: &str = "</metadata>";

/// Puts evidence, as it was written, into a picture. A text without a root element stays as it is.
#[must_use]
pub fn in_svg(svg: &str, evidence: &str) -> String {
    let root = svg
        .find("<svg")
        .and_then(|at| Some(at + tag_end(&svg[at..])?));
    let Some(at) = root else {
        return svg.to_owned();
    };
    let (head, rest) = svg.split_at(at);
    [head, OPEN, &escaped(evidence), CLOSE, rest].concat()
}

/// Takes the evidence out of a picture, whatever program saved it since.
///
/// # Errors
/// Where there is none, where it has no end, and where a reference in it stands for nothing.
pub fn out_of_svg(svg: &str) -> Result<String, Refused> {
    let inner = element(svg).ok_or_else(|| Refused::new(Why::NoMetadata, Place::Whole))?;
    let Some(end) = svg[inner..].find(CLOSE) else {
        return Err(Refused::new(Why::OpenMetadata, position(svg, inner)));
    };
    let text = unescaped(&svg[inner..inner + end]);
    text.map_err(|(at, name)| Refused::new(Why::Entity(name), position(svg, inner + at)))
}

/// Where the evidence begins: behind the tag of the first `metadata` that has our id.
fn element(svg: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = svg[from..].find("<metadata") {
        let at = from + found;
        let end = at + tag_end(&svg[at..])?;
        let tag = &svg[at..end];
        let ours = ['"', '\''].map(|quote| format!("id={quote}{METADATA}{quote}"));
        if ours.iter().any(|id| tag.contains(id)) && !tag.ends_with("/>") {
            return Some(end);
        }
        from = end;
    }
    None
}

/// How long a tag is, with its bracket; brackets inside quotes do not count.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at + 1),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    None
}

fn escaped(json: &str) -> String {
    let mut text = String::with_capacity(json.len() + json.len() / 8);
    for char in json.chars() {
        match char {
            '&' => text.push_str("&amp;"),
            '<' => text.push_str("&lt;"),
            '>' => text.push_str("&gt;"),
            // XML has no such characters; inside JSON they stand in texts alone, which can spell them.
            '\u{fffe}' => text.push_str("\\ufffe"),
            '\u{ffff}' => text.push_str("\\uffff"),
            _ => text.push(char),
        }
    }
    text
}

/// The text of an element; else where a reference stands for nothing, and which.
fn unescaped(xml: &str) -> Result<String, (usize, String)> {
    const DATA: &str = "<![CDATA[";
    let mut text = String::with_capacity(xml.len());
    let mut at = 0;
    while let Some(found) = xml[at..].find(['&', '<']) {
        text.push_str(&xml[at..at + found]);
        at += found;
        let rest = &xml[at..];
        // Programs that save pictures may write it so.
        if let Some(data) = rest.strip_prefix(DATA) {
            let end = data.find("]]>").ok_or_else(|| (at, DATA.to_owned()))?;
            text.push_str(&data[..end]);
            at += DATA.len() + end + 3;
            continue;
        }
        let unknown = || (at, rest.chars().take(12).collect());
        let end = rest.find(';').filter(|_| rest.starts_with('&'));
        let end = end.ok_or_else(unknown)?;
        text.push(reference(&rest[1..end]).ok_or_else(unknown)?);
        at += end + 1;
    }
    text.push_str(&xml[at..]);
    Ok(text)
}

/// What a reference stands for.
fn reference(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return char::from_u32(code.ok()?);
    }
    match name {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The line and column of a byte.
fn position(text: &str, at: usize) -> Place {
    let before = &text[..at];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default();
    Place::At(line, column.chars().count() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SVG: &str = "<?xml version=\"1.0\"?>\n<svg a=\"1>2\" xmlns=\"x\">\n<rect/></svg>\n";

    #[test]
    fn what_is_put_into_a_picture_comes_out_again() {
        for text in ["{}", "{\"a\":\"<b> & ]]> «启动» \\n 😀\"}", "&amp;"] {
            let svg = in_svg(SVG, text);
            assert!(
                svg.contains("xmlns=\"x\"><metadata id=\"bootlens\">"),
                "{svg}"
            );
            assert!(svg.ends_with("</metadata>\n<rect/></svg>\n"), "{svg}");
            assert_eq!(out_of_svg(&svg).unwrap(), text);
        }
        let strange = in_svg(SVG, "{\"a\":\"\u{ffff}\u{fffe}\"}");
        assert_eq!(out_of_svg(&strange).unwrap(), "{\"a\":\"\\uffff\\ufffe\"}");
        assert_eq!(in_svg("no picture", "{}"), "no picture");
    }

    #[test]
    fn what_another_program_saved_is_read_too() {
        for inner in [
            "<metadata>none</metadata><metadata id='bootlens' lang=\"zh\">{&quot;a&quot;:&#x4e2d;&#38;}</metadata>",
            "<metadata\n  id=\"bootlens\"><![CDATA[{\"a\":中&]]>}</metadata>",
        ] {
            let svg = format!("<svg>{inner}</svg>");
            assert_eq!(out_of_svg(&svg).unwrap(), "{\"a\":中&}");
        }
    }

    #[test]
    fn a_picture_without_whole_evidence_is_refused_at_its_place() {
        let refusal = |svg: &str| out_of_svg(svg).unwrap_err();
        let none = Refused::new(Why::NoMetadata, Place::Whole);
        assert_eq!(refusal("<svg></svg>"), none);
        assert_eq!(refusal("<svg><metadata id=\"bootlens\"/></svg>"), none);
        assert_eq!(
            refusal("<svg>\n <metadata id=\"bootlens\">{\"a\":1"),
            Refused::new(Why::OpenMetadata, Place::At(2, 26))
        );
        assert_eq!(
            refusal("<svg><metadata id=\"bootlens\">{&nbsp;}</metadata></svg>"),
            Refused::new(Why::Entity("&nbsp;}".into()), Place::At(1, 31))
        );
    }
}
