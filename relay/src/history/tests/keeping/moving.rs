//! Exports, and what is imported of them.

use std::io::Cursor;

use super::*;
use crate::history::keeping::{Counts, Imported};

const ALL: Counts = Counts {
    aliases: 3,
    days: 5,
};

/// The export of a filled store.
async fn exported(folder: &tempfile::TempDir) -> String {
    let source = source(&filled(folder).await).await;
    let mut out = Vec::new();
    let counts = source.export(&mut out, &quiet).await.unwrap();
    assert_eq!(counts, ALL);
    source.close().await;
    String::from_utf8(out).unwrap()
}

async fn import(history: &History, text: &str) -> Result<Imported, KeepingError> {
    let mut input = Cursor::new(text.as_bytes());
    history.import(&mut input, None, &quiet).await
}

/// Refused with these words, and nothing was imported.
async fn refused(text: &str, words: &str) {
    let history = History::memory().await.unwrap();
    let told = import(&history, text).await.unwrap_err().to_string();
    assert!(told.contains(words), "{told}");
    assert!(told.contains("nothing was imported"), "{told}");
    assert_eq!(rows(&history).await, []);
    assert_eq!(history.appid_of("shop").await, Ok(None));
}

/// The export with one line written otherwise.
fn with(text: &str, line: usize, change: impl Fn(&str) -> String) -> String {
    let lines = text.lines().enumerate();
    lines
        .map(|(index, text)| {
            let text = if index + 1 == line {
                change(text)
            } else {
                text.to_owned()
            };
            text + "\n"
        })
        .collect()
}

#[tokio::test]
async fn an_export_brings_every_row_to_the_byte_and_no_secrets_or_counted_calls() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 10);
    assert!(lines[0].starts_with(r#"{"head":{"kind":"bootlens history","format":1,"#));
    assert_eq!(
        lines[1],
        r#"{"alias":{"alias":"game","appid":"wx2","since":5}}"#
    );
    let day = r#""body":[{"id":"memory","zh":"内存均值","lines":["1"]}]}}"#;
    assert!(lines[4].contains(r#""day":"2026-10-01""#), "{}", lines[4]);
    assert!(lines[4].ends_with(day), "{}", lines[4]);
    assert_eq!(lines[9], r#"{"end":{"aliases":3,"days":5}}"#);

    assert!(!text.contains("agency") && !text.contains("aes256gcm"));

    let history = History::memory().await.unwrap();
    let imported = import(&history, &text).await.unwrap();
    assert_eq!((imported.read, imported.taken), (ALL, ALL));
    let original = file(&folder.path().join("days.db")).await;
    assert_eq!(rows(&history).await, rows(&original).await);
    assert_eq!(
        history.calls("wx1", day_of(20_261_007).unwrap()).await,
        Ok(0)
    );
}

#[tokio::test]
async fn a_body_that_would_break_its_line_comes_back_to_the_byte() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let body = "[\n {\"id\": \"memory\", \"zh\": \"内存\", \"lines\": [\"4\"]}\n]\n";
    let history = file(&store).await;
    sqlx::query("UPDATE day_version SET body = $1 WHERE appid = 'wx2'")
        .bind(body)
        .execute(&history.0.pool)
        .await
        .unwrap();
    let source = source(&store).await;
    let target = folder.path().join("days.ndjson");
    let told = source.export_file(&target, &quiet).await;
    assert_eq!(told.unwrap(), ALL);
    let text = std::fs::read_to_string(target).unwrap();
    let other = History::memory().await.unwrap();
    import(&other, &text).await.unwrap();
    assert_eq!(rows(&other).await, rows(&history).await);
}

#[tokio::test]
async fn the_same_file_imported_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    let history = History::memory().await.unwrap();
    import(&history, &text).await.unwrap();
    let before = rows(&history).await;
    let generation = history.generation("wx1", Module::Memory);
    assert_ne!(generation, Generation::default());
    let again = import(&history, &text).await.unwrap();
    assert_eq!((again.read, again.taken), (ALL, Counts::default()));
    assert_eq!(rows(&history).await, before);
    assert_eq!(history.generation("wx1", Module::Memory), generation);
}

#[tokio::test]
async fn of_two_versions_of_one_second_that_which_was_confirmed_later_stays() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    let history = History::memory().await.unwrap();
    import(&history, &text).await.unwrap();
    history.note_alias("game", "wx7", true, 9).await.unwrap();
    let untouched = history.generation("wx2", Module::Launch);
    // The last version of the day that changed, confirmed a day later and a day before.
    let asked = noon(6);
    for (at, value, taken) in [(asked + 86_400, "4", 1), (asked - 86_400, "5", 0)] {
        let other = with(&text, 7, |line| {
            line.replace(
                &format!("\"last_asked\":{asked}"),
                &format!("\"last_asked\":{at}"),
            )
            .replace("[\"3\"]", &format!("[\"{value}\"]"))
        });
        assert_ne!(other, text);
        let before = history.generation("wx1", Module::Memory);
        let imported = import(&history, &other).await.unwrap();
        assert_eq!(
            imported.taken,
            Counts {
                aliases: 0,
                days: taken
            }
        );
        assert_eq!(
            history.generation("wx1", Module::Memory) != before,
            taken > 0
        );
        assert_eq!(history.generation("wx2", Module::Launch), untouched);
        let read = history
            .read(&key(), &[day("2026-10-01")], Moment::Now)
            .await
            .unwrap();
        assert_eq!(&*read[&day("2026-10-01")].cells[0].text, "4");
    }
    let appid = history.appid_of("game").await;
    assert_eq!(appid, Ok(Some("wx7".to_owned())), "what is there stays");
}

#[tokio::test]
async fn an_import_adds_to_what_is_there() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    let history = History::memory().await.unwrap();
    let answers = vec![(day("2026-10-03"), points("7"))];
    history
        .write(&key(), answers, noon(7), SETTLE_DAYS)
        .await
        .unwrap();
    let imported = import(&history, &text).await.unwrap();
    assert_eq!(imported.taken, ALL);
    assert_eq!(rows(&history).await.len(), 6);
}

#[tokio::test]
async fn an_export_that_was_cut_off_is_told_wherever_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    refused("", "after line 0").await;
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    refused(
        &lines[..9].concat(),
        "after line 9 the last line is lacking",
    )
    .await;
    let half = &lines[9][..lines[9].len() / 2];
    refused(&(lines[..9].concat() + half), "after line 9").await;
    let half = &lines[5][..lines[5].len() - 8];
    refused(&(lines[..5].concat() + half), "after line 5").await;
    // A line is lacking in the middle.
    refused(
        &[&lines[..5], &lines[6..]].concat().concat(),
        "line 9: tells of 3 aliases and 5 days, and there are 3 and 4",
    )
    .await;
}

#[tokio::test]
async fn the_first_line_that_is_wrong_is_told_and_nothing_is_imported() {
    let folder = tempfile::tempdir().unwrap();
    let text = exported(&folder).await;
    let day = |from: &'static str, to: &'static str| {
        let other = with(&text, 5, |line| line.replacen(from, to, 1));
        assert_ne!(other, text, "{from}");
        other
    };
    for (from, to, words) in [
        ("\"memory\"", "\"songs\"", "line 5: «songs» is no module"),
        ("\"all\"", "\"all.all\"", "line 5: «all.all» is no slice"),
        ("2026-10-01", "2026-02-30", "line 5: "),
        ("\"wx1\"", "\"\"", "line 5: the AppID is empty"),
        ("\"first_seen\":", "\"first_seen\":-", "below 0"),
        ("[\"1\"]", "\"1\"", "line 5: the body: "),
        ("[{", "[{\"x\":1,", "line 5: the body: "),
        ("\"settled_asks\":0", "\"x\":0", "line 5: unknown field `x`"),
        (",\"body\"", ",\"body", "line 5: "),
        ("{\"day\":", "{\"song\":", "line 5: unknown variant `song`"),
    ] {
        refused(&day(from, to), words).await;
    }
    refused("hello\n", "line 1: is no export of Bootlens").await;
    let end = r#"{"end":{"aliases":0,"days":0}}"#;
    refused(&format!("{end}\n"), "line 1: is no export of Bootlens").await;
    let newer = with(&text, 1, |line| {
        line.replace("\"format\":1", "\"format\":2")
    });
    refused(&newer, "line 1: format 2 of bootlens").await;
    refused(
        &format!("{text}{text}"),
        "line 11: stands after the last line",
    )
    .await;
}

#[tokio::test]
async fn a_row_that_no_import_would_take_is_told_when_it_is_exported() {
    let folder = tempfile::tempdir().unwrap();
    let store = filled(&folder).await;
    let history = file(&store).await;
    sqlx::query("UPDATE day_version SET body = '[' WHERE appid = 'wx2'")
        .execute(&history.0.pool)
        .await
        .unwrap();
    history.close().await;
    let source = source(&store).await;
    let target = folder.path().join("days.ndjson");
    let told = source.export_file(&target, &quiet).await.unwrap_err();
    let told = told.to_string();
    assert!(told.starts_with("wx2 launch ios.high 2026-09-30"), "{told}");
    assert!(told.contains("bootlens history verify"), "{told}");
    source.close().await;
    assert_eq!(names(&folder), ["days.db"]);
}
