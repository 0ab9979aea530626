//! A link that a chat program, a mail or a hand has spoilt: what is certain is mended, the rest is told.
//!
//! A text that is understood is never touched: only where one is not, these are tried. No value is ever
//! guessed. What names the picture, app, module and metric, is not left out: another one's data in its
//! place would mislead. The API mends nothing.

use super::parse::{canonical, date_shaped};
use super::piece::decode;
use super::{Parsed, parse};

/// A link as it is understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// The view, and the parameters that nobody knows.
    pub parsed: Parsed,
    /// Known parameters that are not understood, as they stood, and that the view does without.
    pub lost: Vec<String>,
}

/// Parameters that say what the picture is of.
const SUBJECT: [&str; 3] = ["app", "module", "metric"];

/// What stands at the end of a link that was written into a sentence.
const ENDINGS: &[char] = &[
    '。', '，', '、', '；', '：', '！', '？', '）', '】', '」', '』', '》', '〉', '”', '’', '.',
    ',', ';', ':', '!', '?', ')', ']', '}', '>', '"', '\'', '*', '_', '~', '|', '\\', '`', ' ',
];

/// Mends a raw query string that [`parse`] does not understand, or only in part; `None` where there is
/// nothing to mend, or nothing certain to mend it with.
#[must_use]
pub fn mend(raw: &str) -> Option<Mended> {
    let strict = parse(raw, &[]);
    if strict
        .as_ref()
        .is_ok_and(|parsed| parsed.unknown.is_empty())
    {
        return None;
    }
    let steps: [fn(&str) -> String; 5] = [invisible, entities, wide, encoded, endings];
    let mut best = (loss(raw), 0_u32, raw.to_owned());
    // The least that helps is done: a label may hold such signs in earnest.
    for chosen in 1_u32..1 << steps.len() {
        let mut text = raw.to_owned();
        for (at, step) in steps.iter().enumerate() {
            if chosen & (1 << at) != 0 {
                text = step(&text);
            }
        }
        let (left, count) = (loss(&text), chosen.count_ones());
        if left < best.0 || (left == best.0 && count < best.1) {
            best = (left, count, text);
        }
    }
    let mended = without(&best.2)?;
    // Names that nobody knows are no reason by themselves.
    (best.1 > 0 || strict.is_err()).then_some(mended)
}

/// How much of a text is not understood: whether the picture's subject, and how many parameters.
fn loss(text: &str) -> (bool, usize) {
    match without(text) {
        Some(mended) => (false, mended.lost.len() + mended.parsed.unknown.len()),
        None => (true, text.matches('&').count() + 1),
    }
}

/// The text less the known parameters that are not understood; `None` where one of them is the subject.
fn without(text: &str) -> Option<Mended> {
    let all: Vec<&str> = text.split('&').filter(|pair| !pair.is_empty()).collect();
    let mut pairs = all.clone();
    let mut lost: Vec<&str> = Vec::new();
    loop {
        let error = match parse(&pairs.join("&"), &[]) {
            Ok(parsed) => {
                // As they stood, whichever was found first.
                let lost = all.iter().filter(|pair| lost.contains(pair));
                let lost = lost.map(|pair| (*pair).to_owned()).collect();
                return Some(Mended { parsed, lost });
            }
            Err(error) => error,
        };
        let named = |pair: &&str| name(pair).is_some_and(|name| name == error.parameter);
        // Of one that stands twice the same way the second says nothing more.
        let last = pairs.iter().rposition(named)?;
        let gone = pairs.remove(last);
        let again = pairs.contains(&gone);
        if SUBJECT.contains(&error.parameter.as_str()) && !again {
            return None;
        }
        if !again {
            lost.push(gone);
        }
    }
}

/// The grammar's name of a pair's parameter.
fn name(pair: &str) -> Option<&'static str> {
    let name = pair.split('=').next().unwrap_or_default();
    let name = decode(name)?;
    let value = pair.split_once('=').map_or("", |(_, value)| value);
    // The word of WeChat's own links is no date, and left alone by the grammar.
    if matches!(name.as_str(), "from" | "to") && !date_shaped(value) {
        return None;
    }
    canonical(&name).map(|(name, _)| name)
}

/// Without what nobody sees: breaks of a line, zero-width and directional marks, spaces at the ends.
fn invisible(text: &str) -> String {
    let mut text = text.to_owned();
    for unseen in ["\n", "\r", "\t", "%0A", "%0a", "%0D", "%0d", "%09"] {
        text = text.replace(unseen, "");
    }
    for unseen in [
        '\u{200b}', '\u{200c}', '\u{200d}', '\u{200e}', '\u{200f}', '\u{2060}', '\u{feff}',
        '\u{ad}',
    ] {
        text = replaced(&text, unseen, "");
    }
    let mut trimmed = text.as_str();
    loop {
        let next = trimmed.trim();
        let next = next.strip_prefix("%20").unwrap_or(next);
        let next = next.strip_suffix("%20").unwrap_or(next);
        if next == trimmed {
            return next.to_owned();
        }
        trimmed = next;
    }
}

/// `&amp;` as in the source of a page or mail.
fn entities(text: &str) -> String {
    let mut text = text.to_owned();
    for entity in [
        "&amp;",
        "&AMP;",
        "&#38;",
        "&#038;",
        "&#x26;",
        "%26amp;",
        "%26amp%3B",
    ] {
        text = text.replace(entity, "&");
    }
    text
}

/// Full-width signs, as an input method for Chinese writes them.
fn wide(text: &str) -> String {
    let mut text = text.to_owned();
    for (wide, plain) in [
        ('＆', "&"),
        ('＝', "="),
        ('，', ","),
        ('～', "~"),
        ('－', "-"),
        ('．', "."),
    ] {
        text = replaced(&text, wide, plain);
    }
    text
}

/// Encoded once more than it was: `%25` for `%`, or the signs between the parameters.
fn encoded(text: &str) -> String {
    let mut text = text.to_owned();
    // Twice, for what went through two programs.
    for _ in 0..2 {
        text = text.replace("%25", "%");
    }
    for (code, sign) in [
        ("%2C", ","),
        ("%2c", ","),
        ("%3D", "="),
        ("%3d", "="),
        ("%26", "&"),
        ("%7E", "~"),
        ("%7e", "~"),
        ("%3F", "?"),
        ("%3f", "?"),
    ] {
        text = text.replace(code, sign);
    }
    text.trim_start_matches('?').to_owned()
}

/// Without the punctuation of the sentence that the link stood in.
fn endings(text: &str) -> String {
    let mut text = text.to_owned();
    loop {
        let before = text.len();
        text.truncate(text.trim_end_matches(ENDINGS).len());
        for ending in ENDINGS {
            for end in spellings(*ending) {
                if text.ends_with(&end) {
                    text.truncate(text.len() - end.len());
                }
            }
        }
        if text.len() == before {
            return text;
        }
    }
}

/// A sign replaced, also where a browser has encoded it.
fn replaced(text: &str, sign: char, by: &str) -> String {
    let mut text = text.replace(sign, by);
    for spelling in spellings(sign) {
        text = text.replace(&spelling, by);
    }
    text
}

/// A sign in percent and hex, in capitals and without.
fn spellings(sign: char) -> [String; 2] {
    let mut buffer = [0; 4];
    let mut upper = String::new();
    for byte in sign.encode_utf8(&mut buffer).bytes() {
        const HEX: &[u8; 16] = b"0123456789ABCDEF";
        upper.push('%');
        upper.push(char::from(HEX[usize::from(byte >> 4)]));
        upper.push(char::from(HEX[usize::from(byte & 15)]));
    }
    let lower = upper.to_ascii_lowercase();
    [upper, lower]
}
