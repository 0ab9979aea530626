//! Log lines for people, letter for letter as tracing-subscriber writes them, and at a third of its work.
//!
//! A relay writes a line for each request, and where a reply is kept ready the library's way of writing it is
//! two fifths of all that is done for the request. What needs more than plain letters is left to the library:
//! colours, and the spans of libraries that are listened to.

use std::error::Error;
use std::fmt::{self, Write as _};
use std::iter::successors;

use relay::clock;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::fmt::format::{Format, Writer};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes events so.
#[derive(Default)]
pub(super) struct Text {
    library: Format,
}

impl<S, N> FormatEvent<S, N> for Text
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        context: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        if writer.has_ansi_escapes() || context.event_scope().is_some() {
            return self.library.format_event(context, writer, event);
        }
        // Gathered here, since each piece that is handed over goes by way of two tables of functions.
        let mut line = String::with_capacity(ROOM);
        clock::stamp(&mut line);
        let metadata = event.metadata();
        line.push_str(level(metadata.level()));
        line.push_str(metadata.target());
        line.push(':');
        let mut told = Told { line };
        event.record(&mut told);
        told.line.push('\n');
        writer.write_str(&told.line)
    }
}

/// Bytes that the line of a request has at most, as a rule.
const ROOM: usize = 512;

/// A level between what stands before and after it, as wide as any other.
fn level(level: &Level) -> &'static str {
    match *level {
        Level::ERROR => " ERROR ",
        Level::WARN => "  WARN ",
        Level::INFO => "  INFO ",
        Level::DEBUG => " DEBUG ",
        Level::TRACE => " TRACE ",
    }
}

/// What an event tells, each after a space.
struct Told {
    line: String,
}

impl Told {
    /// Begins what a field tells, which follows; whether it is the message, which has no name.
    fn begin(&mut self, field: &Field) -> bool {
        let name = field.name();
        let is_message = name == "message";
        self.line.push(' ');
        if !is_message {
            self.line.push_str(name.strip_prefix("r#").unwrap_or(name));
            self.line.push('=');
        }
        is_message
    }

    /// Adds to the line. A value that can't be written ends where it fails, and the line goes on.
    fn add(&mut self, text: fmt::Arguments<'_>) {
        let _ = self.line.write_fmt(text);
    }

    fn add_harmless(&mut self, text: fmt::Arguments<'_>) {
        let _ = Harmless(&mut self.line).write_fmt(text);
    }
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match self.begin(field) {
            true => self.add_harmless(format_args!("{value:?}")),
            false => self.add(format_args!("{value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        let is_plain = |byte: u8| matches!(byte, b' '..=b'~') && byte != b'"' && byte != b'\\';
        if self.begin(field) {
            self.add_harmless(format_args!("{value}"));
        } else if value.bytes().all(is_plain) {
            self.line.push('"');
            self.line.push_str(value);
            self.line.push('"');
        } else {
            self.add(format_args!("{value:?}"));
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.begin(field);
        self.line.push_str(itoa::Buffer::new().format(value));
    }

    fn record_error(&mut self, field: &Field, value: &(dyn Error + 'static)) {
        self.begin(field);
        self.add_harmless(format_args!("{value}"));
        let Some(source) = value.source() else {
            return;
        };
        self.add(format_args!(" {}.sources=[", field.name()));
        for (nth, source) in successors(Some(source), |error| (*error).source()).enumerate() {
            if nth > 0 {
                self.line.push_str(", ");
            }
            self.add_harmless(format_args!("{source}"));
        }
        self.line.push(']');
    }
}

/// Writes what moves a terminal's cursor, or colours it, as the letters that name it.
struct Harmless<'a>(&'a mut String);

impl fmt::Write for Harmless<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let harms =
            |sign: char| matches!(sign, '\x07' | '\x08' | '\x0c' | '\x1b' | '\x7f'..='\u{9f}');
        let mut rest = text;
        while let Some(place) = rest.find(harms) {
            let (before, from) = rest.split_at(place);
            self.0.push_str(before);
            let mut signs = from.chars();
            match signs.next().map_or(0, u32::from) {
                code @ 0..0x80 => write!(self.0, "\\x{code:02x}")?,
                code => write!(self.0, "\\u{{{code:x}}}")?,
            }
            rest = signs.as_str();
        }
        self.0.push_str(rest);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::io;

    use tracing_subscriber::fmt::format::DefaultFields;
    use tracing_subscriber::registry::Registry;

    use super::super::written::written;
    use super::*;

    /// How long each line's time is, and what follows it.
    fn after_time<E>(format: E, is_coloured: bool, tell: fn()) -> (Vec<usize>, String)
    where
        E: FormatEvent<Registry, DefaultFields> + Send + Sync + 'static,
    {
        let text = written(format, is_coloured, tell);
        text.lines()
            .map(|line| {
                let time = line.find('Z').unwrap_or(0);
                (time, format!("{}\n", &line[time..]))
            })
            .unzip()
    }

    fn tell() {
        let odd = "a \"quoted\"\nline\u{7}\\";
        let nothing: Option<&str> = None;
        let broken: Result<u8, _> = "x".parse::<u8>();
        let inner = broken.unwrap_err();
        let error: Box<dyn Error> = Box::new(inner);
        let chain: Box<dyn Error> = io::Error::other("no\u{1b}[31m way").into();
        tracing::info!(odd, plain = "GET", empty = "", words = "two words", "said");
        tracing::warn!(
            count = 7_u64,
            less = -7,
            share = f64::NAN,
            well = true,
            nothing,
            "told"
        );
        tracing::error!(
            error,
            chain,
            r#type = "raw",
            "中文 {odd}\u{1b}[31m\u{9b}\u{7f}é"
        );
        tracing::debug!(shown = %odd, list = ?[1, 2], big = u128::MAX, "");
        tracing::trace!(alone = 0_u64);
        tracing::info!(target: "elsewhere", "a\nb");
        tracing::info!(message = "as a field", wide = ?'宽');
    }

    #[test]
    fn the_letters_are_the_librarys() {
        let own = after_time(Text::default(), false, tell);
        assert_eq!(own, after_time(Format::default(), false, tell));
        assert_eq!(own.0[0], "2026-11-29T12:00:00.000000".len(), "{own:?}");
        assert!(own.1.contains(" count=7 less=-7 share=NaN"), "{}", own.1);
    }

    #[test]
    fn colours_and_the_spans_of_libraries_are_the_librarys_own() {
        assert_eq!(
            after_time(Text::default(), true, tell).1,
            after_time(Format::default(), true, tell).1
        );
        fn inside() {
            tracing::info_span!("around", place = "here").in_scope(tell);
        }
        let own = after_time(Text::default(), false, inside).1;
        assert_eq!(own, after_time(Format::default(), false, inside).1);
        assert!(own.contains("around{place=\"here\"}: "), "{own}");
    }
}
