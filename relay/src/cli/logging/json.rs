//! Log lines as JSON, one object each: `ts`, `level`, `msg`, then what was told beside, `target` last.

use std::fmt;

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Subscriber};
use tracing_subscriber::fmt::format::Writer;
use tracing_subscriber::fmt::time::{FormatTime, SystemTime};
use tracing_subscriber::fmt::{FmtContext, FormatEvent, FormatFields};
use tracing_subscriber::registry::LookupSpan;

/// Writes events so.
pub(super) struct Json;

impl<S, N> FormatEvent<S, N> for Json
where
    S: Subscriber + for<'a> LookupSpan<'a>,
    N: for<'a> FormatFields<'a> + 'static,
{
    fn format_event(
        &self,
        _: &FmtContext<'_, S, N>,
        mut writer: Writer<'_>,
        event: &Event<'_>,
    ) -> fmt::Result {
        let mut told = Told::default();
        event.record(&mut told);
        writer.write_str("{\"ts\":\"")?;
        SystemTime.format_time(&mut writer)?;
        let level = event.metadata().level();
        write!(
            writer,
            "\",\"level\":\"{level}\",\"msg\":{}{}",
            text(&told.message),
            told.beside
        )?;
        let target = text(event.metadata().target());
        writeln!(writer, ",\"target\":{target}}}")
    }
}

/// What an event tells.
#[derive(Default)]
struct Told {
    message: String,
    /// The other fields, each after a comma.
    beside: String,
}

impl Told {
    fn add(&mut self, field: &Field, value: &str) {
        self.beside.push(',');
        self.beside.push_str(&text(field.name()));
        self.beside.push(':');
        self.beside.push_str(value);
    }
}

impl Visit for Told {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        let written = format!("{value:?}");
        if field.name() == "message" {
            self.message = written;
        } else {
            self.add(field, &text(&written));
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "message" {
            value.clone_into(&mut self.message);
        } else {
            self.add(field, &text(value));
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.add(field, &value.to_string());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.add(field, &value.to_string());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.add(field, if value { "true" } else { "false" });
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        // JSON has no word for what is no number.
        self.add(field, &Value::from(value).to_string());
    }
}

/// A text as JSON writes it.
fn text(text: &str) -> String {
    serde_json::to_string(text).unwrap_or_else(|_| "\"\"".to_owned())
}

#[cfg(test)]
mod tests {
    use super::super::written::written;
    use super::*;

    #[test]
    fn a_line_is_one_object_whatever_is_told() {
        let text = written(Json, false, || {
            let odd = "a \"quoted\"\nline\u{7}";
            let nothing: Option<&str> = None;
            tracing::info!(
                odd,
                count = 7_u64,
                well = true,
                nothing,
                share = f64::NAN,
                "said {odd}"
            );
        });
        assert_eq!(text.matches('\n').count(), 1, "{text}");
        let line: Value = serde_json::from_str(&text).unwrap();
        let keys: Vec<_> = line.as_object().unwrap().keys().cloned().collect();
        assert!(!keys.contains(&"nothing".to_owned()), "{keys:?}");
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["msg"], "said a \"quoted\"\nline\u{7}");
        assert_eq!(line["odd"], "a \"quoted\"\nline\u{7}");
        assert_eq!((&line["count"], &line["well"]), (&7.into(), &true.into()));
        assert!(line["share"].is_null(), "{text}");
        let ts = line["ts"].as_str().unwrap();
        assert!(ts.ends_with('Z') && ts.contains('T'), "{ts}");
    }
}
