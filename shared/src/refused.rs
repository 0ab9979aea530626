//! Why a file that was saved is not read: what was wrong, at which place.

use std::fmt;

use crate::problem::Problem;
use crate::text::Lang;
use crate::view::ViewError;

/// A file, or a part of one, that is not read.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// What is wrong.
    pub why: Why,
    /// Where.
    pub place: Place,
    /// The version that wrote it, where it is newer than this one.
    pub newer: Option<String>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The file as a whole.
    Whole,
    /// A line and a column, from 1.
    At(usize, usize),
    /// A line, from 1.
    Line(usize),
    /// A byte, from 1.
    Byte(usize),
    /// A key, such as `series[0].values[3]`.
    Key(String),
    /// A key of what begins in a line.
    KeyInLine(usize, String),
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq)]
pub enum Why {
    /// The JSON breaks off.
    CutOff,
    /// It is no JSON.
    NoJson,
    /// Something else stands at the place.
    Wants {
        /// What belongs there.
        wanted: Wanted,
        /// What stands there; `None` where nothing does.
        found: Option<String>,
    },
    /// It is JSON, and no reply.
    NoReply,
    /// A view that is not understood.
    View(Box<ViewError>),
    /// A view without app, module or dates.
    Undated,
    /// More days than can be drawn.
    TooManyDays {
        /// How many there are.
        has: usize,
        /// How many can be drawn.
        most: usize,
    },
    /// A series with another number of values than the view has days.
    Length {
        /// Its values.
        has: usize,
        /// The view's days.
        days: usize,
    },
    /// A picture without the data it was drawn of.
    NoMetadata,
    /// The data in a picture have no end.
    OpenMetadata,
    /// A reference such as `&nbsp;` that stands for nothing.
    Entity(String),
    /// It is larger than is read.
    TooLarge {
        /// Its bytes.
        has: u64,
        /// The most bytes.
        most: u64,
    },
    /// With the files before it it is more than is read at once.
    TooMuch {
        /// The most bytes of all files.
        most: u64,
    },
    /// The browser could not read it.
    Unreadable,
    /// There is nothing in it.
    Empty,
    /// It is no text in UTF-8.
    NotUtf8,
    /// It is something else altogether.
    Foreign(Foreign),
    /// It is a web page.
    Html,
    /// It is a table with commas.
    Csv,
    /// There is no JSON in it.
    Nothing,
    /// The stream breaks off before its last line.
    StreamCut,
    /// The relay's own refusal was saved.
    Problem(Box<Problem>),
    /// It is what WeChat was asked, not what it said.
    Request,
    /// WeChat refused, and said why.
    WechatError {
        /// Its code, as it stands.
        code: String,
        /// Its message, as it stands.
        message: String,
    },
    /// WeChat's reply has no day.
    NoDays,
}

/// A kind of file that is no text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Foreign {
    /// A picture of pixels.
    Image,
    /// A document for print.
    Pdf,
    /// An archive, or a document of an office program, which is one.
    Archive,
    /// A compressed file.
    Gzip,
    /// A database.
    Database,
    /// Some program's own.
    Binary,
}

impl Foreign {
    /// The kind of file by how it begins.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Option<Self> {
        const BEGINNINGS: [(&[u8], Foreign); 9] = [
            (b"\x89PNG", Foreign::Image),
            (b"\xff\xd8\xff", Foreign::Image),
            (b"GIF8", Foreign::Image),
            (b"RIFF", Foreign::Image),
            (b"%PDF", Foreign::Pdf),
            (b"PK\x03\x04", Foreign::Archive),
            (b"\x1f\x8b", Foreign::Gzip),
            (b"SQLite format 3", Foreign::Database),
            (b"\xd0\xcf\x11\xe0", Foreign::Archive),
        ];
        let begins = |(beginning, _): &&(&[u8], Self)| bytes.starts_with(beginning);
        if let Some((_, kind)) = BEGINNINGS.iter().find(begins) {
            return Some(*kind);
        }
        let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        (!is_wide && bytes.contains(&0)).then_some(Self::Binary)
    }
}

/// What belongs at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A text.
    Text,
    /// A number.
    Number,
    /// A number or null.
    Value,
    /// A text or a number.
    TextOrNumber,
    /// A whole number from 0.
    Count,
    /// true or false.
    Flag,
    /// A date.
    Day,
    /// A time in UTC.
    Moment,
    /// A list.
    List,
    /// An object.
    Object,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

impl Refused {
    /// What is wrong at a place.
    #[must_use]
    pub fn new(why: Why, place: Place) -> Self {
        Self {
            why,
            place,
            newer: None,
        }
    }

    /// Says in which line of its file that begins, which was read by itself.
    #[must_use]
    pub(crate) fn in_line(self, line: usize) -> Self {
        let place = match self.place {
            Place::Whole => Place::Line(line),
            Place::Key(key) => Place::KeyInLine(line, key),
            place => place,
        };
        Self { place, ..self }
    }

    /// Says which version wrote the file, if it is newer than this one: what is not read may be new.
    #[must_use]
    pub fn of_version(self, version: Option<String>) -> Self {
        let own = env!("CARGO_PKG_VERSION");
        let newer = version.filter(|version| numbers(version) > numbers(own));
        Self { newer, ..self }
    }
}

/// A version's numbers; none where the text is no version.
fn numbers(version: &str) -> Option<[u32; 3]> {
    let plain = version.split(['-', '+']).next()?;
    let mut parts = plain.split('.');
    let mut next = || parts.next()?.parse().ok();
    let numbers = [next()?, next()?, next()?];
    parts.next().is_none().then_some(numbers)
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&Lang::En.refused(self))
    }
}

impl std::error::Error for Refused {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_version_is_told() {
        let of = |version: &str| {
            let refused = Refused::new(Why::NoJson, Place::Whole);
            refused.of_version(Some(version.to_owned())).newer
        };
        assert_eq!(of("99.0.1").as_deref(), Some("99.0.1"));
        assert_eq!(of(env!("CARGO_PKG_VERSION")), None);
        for old in ["0.0.9", "", "later", "99", "99.0", "99.0.0.1"] {
            assert_eq!(of(old), None, "{old}");
        }
    }
}
