//! An app's releases and other marks: from the configuration, and from a file that release
//! scripts append to.

use std::io;
use std::path::Path;

use shared::apps::DayMark;
use shared::view::MAX_LABEL;

use crate::config::AppConfig;
use crate::followed;

/// The marks of an app, by day. The file is read anew each time: it is small, and a mark must
/// show as soon as it is written.
pub(crate) async fn of(app: &AppConfig) -> Vec<DayMark> {
    let mut marks = app.marks.clone();
    if let Some(path) = &app.marks_file {
        let file = path.clone();
        let bytes = tokio::task::spawn_blocking(move || followed::bytes(&file)).await;
        match bytes.map_err(io::Error::other).flatten() {
            Ok(bytes) => {
                let (read, slips) = read(&bytes);
                marks.extend(read);
                tell(app, path, &slips);
            }
            Err(error) => {
                tracing::warn!(app = %app.alias, %error, "marks_file can't be read");
            }
        }
    }
    marks.sort_by_key(|mark| mark.day);
    marks
}

/// The first row of a file.
const HEAD: [&str; 2] = ["day", "label"];

/// So many slips of a file are told; more are counted.
const TOLD: usize = 3;

/// Checks that a file of marks begins as one, where it can be read.
///
/// # Errors
/// Says how it must begin.
pub(crate) fn check(path: &Path) -> Result<(), String> {
    // What can't be read now may be written before it is needed, and is told then.
    let Ok(bytes) = followed::bytes(path) else {
        return Ok(());
    };
    let shown = path.display();
    let text = std::str::from_utf8(&bytes)
        .map_err(|error| format!("{shown}: it is not UTF-8: {error}"))?;
    let first = text.trim_start_matches('\u{feff}').lines().next();
    let cells = first.unwrap_or_default().split(',').map(str::trim);
    if text.trim().is_empty() || cells.take(HEAD.len()).eq(HEAD) {
        Ok(())
    } else {
        Err(format!(
            "{shown}: line 1: begin the file with the row day,label"
        ))
    }
}

/// The rows of a file with the header `day,label`, and what is wrong with the others: they are left out, so
/// that one slip of a script doesn't take every mark away.
fn read(bytes: &[u8]) -> (Vec<DayMark>, Vec<String>) {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let (mut marks, mut slips) = (Vec::new(), Vec::new());
    for (index, row) in reader.records().enumerate() {
        let row = match row {
            Ok(row) => row,
            Err(error) => {
                slips.push(error.to_string());
                continue;
            }
        };
        let is_head = row.iter().take(HEAD.len()).eq(HEAD);
        if index == 0 && is_head {
            continue;
        }
        let line = row.position().map_or(0, csv::Position::line);
        if index == 0 {
            slips.push(format!(
                "line {line}: begin the file with the row day,label"
            ));
        }
        let label = row.get(1).filter(|label| !label.is_empty());
        let day = row.get(0).and_then(|day| day.parse().ok());
        let Some((day, label)) = day.zip(label) else {
            slips.push(format!(
                "line {line}: a day such as 2026-10-01 and a label are expected"
            ));
            continue;
        };
        let length = label.chars().count();
        if length > MAX_LABEL {
            slips.push(format!(
                "line {line}: the label has {length} characters, of which {MAX_LABEL} are shown"
            ));
        }
        marks.push(DayMark {
            day,
            label: label.chars().take(MAX_LABEL).collect(),
        });
    }
    (marks, slips)
}

/// Tells the slips of a file in one line.
fn tell(app: &AppConfig, path: &Path, slips: &[String]) {
    if slips.is_empty() {
        return;
    }
    let mut text = slips
        .iter()
        .take(TOLD)
        .cloned()
        .collect::<Vec<_>>()
        .join("; ");
    if let Some(more) = slips.len().checked_sub(TOLD).filter(|more| *more > 0) {
        text.push_str(&format!("; and {more} more"));
    }
    tracing::warn!(app = %app.alias, "marks_file {}: {text}", path.display());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_are_no_marks_are_left_out_and_told_and_the_others_kept() {
        let (marks, slips) = read(
            "\u{feff}day,label\r\n2026-10-01,v1.2\nnonsense\n2026-10-02,\n2026-10-03,\"a, b\"\n"
                .as_bytes(),
        );
        let labels: Vec<&str> = marks.iter().map(|mark| mark.label.as_str()).collect();
        assert_eq!(labels, ["v1.2", "a, b"]);
        let lines: Vec<&str> = slips
            .iter()
            .filter_map(|slip| slip.split(':').next())
            .collect();
        assert_eq!(lines, ["line 3", "line 4"]);
    }

    #[test]
    fn without_its_head_a_file_loses_no_mark() {
        let (marks, slips) = read(b"2026-10-01,v1.2\n");
        assert_eq!(marks.len(), 1);
        assert!(slips[0].contains("day,label"), "{slips:?}");
    }

    #[test]
    fn a_label_that_is_cut_is_told() {
        let (marks, slips) = read(format!("day,label\n2026-10-01,{}\n", "a".repeat(60)).as_bytes());
        assert_eq!(marks[0].label.len(), MAX_LABEL);
        assert!(slips[0].starts_with("line 2: "), "{slips:?}");
    }
}
