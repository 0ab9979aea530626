//! What a file holds: its bytes as text, the JSON in that text, and what of it can be charted.

use serde_json::Value as Json;

use crate::evidence::{self, Evidence, out_of_svg};
use crate::read;
use crate::refused::{Foreign, Place, Refused, Why};
use crate::wechat::reply::{self, Asked, Table};

/// Texts inside texts are looked into so deep: a reply inside a log line inside a log line.
const DEPTH: usize = 3;

/// Something that can be charted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Found {
    /// An export, or a reply of the API.
    Export(Box<Evidence>),
    /// A reply of WeChat's, with what was asked where the request stands before it.
    Reply(Vec<Table>, Asked),
}

/// What a file holds, and what of it is refused.
pub(super) fn in_file(bytes: &[u8]) -> (Vec<Found>, Vec<Refused>) {
    let text = match text(bytes) {
        Ok(text) => text,
        Err(refused) => return (Vec::new(), vec![refused]),
    };
    let trimmed = text.trim_start();
    if trimmed.starts_with('<') {
        return match markup(&text).and_then(|text| evidence::read(&text)) {
            Ok(evidence) => (vec![Found::Export(Box::new(evidence))], Vec::new()),
            Err(refused) => (Vec::new(), vec![refused]),
        };
    }
    if trimmed.starts_with("day,app,module,") {
        return (Vec::new(), vec![Refused::new(Why::Csv, Place::Whole)]);
    }
    in_text(&text)
}

/// The bytes as a text, whatever an editor or a shell saved it as, as long as it says so itself.
fn text(bytes: &[u8]) -> Result<String, Refused> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refused::new(Why::Empty, Place::Whole));
    }
    if let Some(foreign) = Foreign::of(bytes) {
        return Err(Refused::new(Why::Foreign(foreign), Place::Whole));
    }
    let wide = |pair: fn([u8; 2]) -> u16| {
        let units = bytes[2..].as_chunks::<2>().0.iter().copied().map(pair);
        Ok(char::decode_utf16(units)
            .map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect())
    };
    match bytes {
        [0xff, 0xfe, ..] => return wide(u16::from_le_bytes),
        [0xfe, 0xff, ..] => return wide(u16::from_be_bytes),
        _ => {}
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => Err(Refused::new(
            Why::NotUtf8,
            Place::Byte(error.valid_up_to() + 1),
        )),
    }
}

/// The evidence in a picture; any other markup is refused.
fn markup(text: &str) -> Result<String, Refused> {
    if text.contains("<svg") && !text.to_ascii_lowercase().contains("<html") {
        return out_of_svg(text);
    }
    Err(Refused::new(Why::Html, Place::Whole))
}

/// What a text holds.
fn in_text(text: &str) -> (Vec<Found>, Vec<Refused>) {
    let (objects, broken) = objects(text);
    if objects
        .first()
        .is_some_and(|(_, first)| first["type"] == "plan")
    {
        return match evidence::of_lines(objects) {
            Ok(evidence) => (vec![Found::Export(Box::new(evidence))], Vec::new()),
            Err(refused) => (Vec::new(), vec![refused]),
        };
    }
    let mut search = Search::default();
    let mut before = 0;
    for (line, json) in objects {
        let refused = search.refused.len();
        // Calls under way together are told in each other's midst: only the same line tells for sure.
        if line != before {
            search.asked = None;
        }
        before = line;
        search.look(json, DEPTH);
        for refused in &mut search.refused[refused..] {
            if line > 1 {
                *refused = refused.clone().in_line(line);
            }
        }
    }
    let Search {
        found,
        mut refused,
        was_asked,
        ..
    } = search;
    refused.extend(broken);
    if found.is_empty() && refused.is_empty() {
        let why = if was_asked {
            Why::Request
        } else {
            Why::NoReply
        };
        refused.push(Refused::new(why, Place::Whole));
    }
    (found, refused)
}

/// What was found so far.
#[derive(Default)]
struct Search {
    found: Vec<Found>,
    refused: Vec<Refused>,
    asked: Option<Asked>,
    was_asked: bool,
}

impl Search {
    fn look(&mut self, json: Json, depth: usize) {
        let is_export = json.get("series").or(json.get("data_through")).is_some();
        if is_export && json.get("view").is_some() {
            match evidence::of_json(json) {
                Ok(evidence) => self.found.push(Found::Export(Box::new(evidence))),
                Err(refused) => self.refused.push(refused),
            }
        } else if let Some(problem) =
            read::problem_of(&json).filter(|one| one.known_kind().is_some())
        {
            let why = Why::Problem(Box::new(problem));
            self.refused.push(Refused::new(why, Place::Whole));
        } else if let Some(asked) = reply::asked(&json) {
            self.asked = Some(asked);
            self.was_asked = true;
        } else if reply::has_body(&json) {
            self.reply(&json);
        } else {
            let bare = reply::has_code(&json).then(|| reply::read(&json));
            let before = self.found.len() + self.refused.len();
            if depth > 0 {
                self.look_inside(json, depth - 1);
            }
            if let (Some(Err(refused)), true) =
                (bare, self.found.len() + self.refused.len() == before)
            {
                self.refused.push(refused);
            }
        }
    }

    /// Looks for replies that a log or a function wrapped into something.
    fn look_inside(&mut self, json: Json, depth: usize) {
        match json {
            Json::Object(map) => {
                // A request counts for the reply beside it, whichever name comes first.
                self.asked = map.values().find_map(reply::asked).or(self.asked);
                for (_, one) in map {
                    self.look_below(one, depth);
                }
            }
            Json::Array(list) => list.into_iter().for_each(|one| self.look_below(one, depth)),
            _ => {}
        }
    }

    fn look_below(&mut self, json: Json, depth: usize) {
        match json {
            Json::Object(_) | Json::Array(_) => self.look(json, depth),
            Json::String(text) if text.contains('{') => {
                for (_, json) in objects(&text).0 {
                    self.look(json, depth);
                }
            }
            _ => {}
        }
    }

    fn reply(&mut self, json: &Json) {
        match reply::read(json) {
            Ok(tables) => {
                let asked = self.asked.take().unwrap_or_default();
                self.found.push(Found::Reply(tables, asked));
            }
            Err(refused) => self.refused.push(refused),
        }
    }
}

/// The JSON in a text: the whole of it, or every object that stands in it as in a log, each with its
/// line; and where it breaks.
fn objects(text: &str) -> (Vec<(usize, Json)>, Option<Refused>) {
    let whole = match evidence::json(text) {
        Ok(json) => return (vec![(1, json)], None),
        Err(refused) => refused,
    };
    let mut found = Vec::new();
    let mut at = 0;
    // Counted on from one object to the next: a log has many.
    let (mut line, mut counted) = (1, 0);
    while let Some(next) = text[at..].find('{') {
        let begin = at + next;
        let rest = &text[begin..];
        let inside = rest[1..].trim_start();
        at = begin + 1;
        line += text[counted..begin].matches('\n').count();
        counted = begin;
        if inside.starts_with("\\\"") {
            let (plain, _) = unescaped(rest, usize::MAX);
            let mut values = serde_json::Deserializer::from_str(&plain).into_iter::<Json>();
            if let Some(Ok(json)) = values.next() {
                found.push((line, json));
                at = begin + unescaped(rest, values.byte_offset()).1;
            }
        } else if inside.starts_with(['"', '}']) {
            let mut values = serde_json::Deserializer::from_str(rest).into_iter::<Json>();
            match values.next() {
                Some(Ok(json)) => {
                    found.push((line, json));
                    at = begin + values.byte_offset();
                }
                _ if is_json(&text[..begin], text) => return (found, Some(whole)),
                // The rest lies inside of what has no end.
                Some(Err(error)) if error.is_eof() => {
                    let line = line + error.line() - 1;
                    return (found, Some(Refused::new(Why::CutOff, Place::Line(line))));
                }
                _ => {}
            }
        }
    }
    if found.is_empty() {
        let refused = if is_json("", text) {
            whole
        } else {
            Refused::new(Why::Nothing, Place::Whole)
        };
        return (found, Some(refused));
    }
    (found, None)
}

/// Whether a text means to be JSON from its start, and nothing stood before.
fn is_json(before: &str, text: &str) -> bool {
    let text = text.trim_start();
    let list = text.strip_prefix('[').map(str::trim_start);
    matches!(before.trim(), "" | "[")
        && (text.starts_with('{') || list.is_some_and(|rest| rest.starts_with(['{', '[', '"'])))
}

/// JSON that was escaped once, as inside a JSON text, up to the quote that ends it or to so many bytes;
/// and how many bytes that took.
fn unescaped(text: &str, most: usize) -> (String, usize) {
    let mut plain = String::new();
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        if plain.len() >= most {
            return (plain, at);
        }
        match char {
            '"' | '\n' => return (plain, at),
            '\\' => match chars.next() {
                Some((_, quoted @ ('"' | '\\' | '/'))) => plain.push(quoted),
                // Between names it is a space; inside a text it would be escaped twice.
                Some((_, 'n' | 'r' | 't')) => plain.push(' '),
                Some((_, other)) => plain.extend(['\\', other]),
                None => return (plain, at),
            },
            _ => plain.push(char),
        }
    }
    (plain, text.len())
}
