//! An app's releases and other marks: from the configuration, and from a file that release
//! scripts append to.

use std::io;

use shared::apps::DayMark;
use shared::view::MAX_LABEL;

use crate::config::AppConfig;
use crate::followed;

/// The marks of an app, by day. The file is read anew each time: it is small, and a mark must
/// show as soon as it is written.
pub(crate) async fn of(app: &AppConfig) -> Vec<DayMark> {
    let mut marks = app.marks.clone();
    if let Some(path) = &app.marks_file {
        let path = path.clone();
        let bytes = tokio::task::spawn_blocking(move || followed::bytes(&path)).await;
        match bytes.map_err(io::Error::other).flatten() {
            Ok(bytes) => marks.extend(read(&bytes)),
            Err(error) => {
                tracing::warn!(app = %app.alias, %error, "marks_file can't be read");
            }
        }
    }
    marks.sort_by_key(|mark| mark.day);
    marks
}

/// The rows of a file with the header `day,label`; a row that isn't one is left out, so that one
/// slip of a script doesn't take every mark away.
fn read(bytes: &[u8]) -> Vec<DayMark> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let mut marks = Vec::new();
    for row in reader.records() {
        let mark = row.ok().and_then(|row| {
            let label: String = row.get(1)?.chars().take(MAX_LABEL).collect();
            (!label.is_empty()).then_some(DayMark {
                day: row.get(0)?.parse().ok()?,
                label,
            })
        });
        match mark {
            Some(mark) => marks.push(mark),
            None => tracing::warn!("a row of marks_file is not a day and a label"),
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_no_marks_are_left_out_and_the_others_kept() {
        let marks = read(
            "\u{feff}day,label\r\n2026-10-01,v1.2\nnonsense\n2026-10-02,\n2026-10-03,\"a, b\"\n"
                .as_bytes(),
        );
        let labels: Vec<&str> = marks.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["v1.2", "a, b"]);
    }
}
