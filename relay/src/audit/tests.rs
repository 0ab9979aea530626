//! What the audit's file guarantees.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::*;
use crate::logged::Logged;

fn lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap_or_default();
    assert!(text.is_empty() || text.ends_with('\n'), "{text}");
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

fn place(path: &Path) -> AuditPlace {
    AuditPlace::File(path.to_owned())
}

async fn say(audit: &Audit, why: &str) {
    audit.reloaded(true, Some(why), 1_793_000_000);
    audit.flush().await;
}

fn said(path: &Path) -> Vec<String> {
    let said = |line: &Value| line["why"].as_str().unwrap_or_default().to_owned();
    lines(path).iter().map(said).collect()
}

#[tokio::test]
async fn lines_are_added_to_a_file_that_only_its_owner_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit.jsonl");
    for why in ["one", "two"] {
        let audit = Audit::new(Some(&place(&path))).unwrap();
        say(&audit, why).await;
        assert_eq!(audit.standing(), Standing::Well);
    }
    assert_eq!(said(&path), ["one", "two"]);
    let line = &lines(&path)[0];
    assert_eq!(
        (&line["what"], &line["ts"], &line["well"]),
        (
            &"reload".into(),
            &"2026-10-26T07:33:20Z".into(),
            &true.into()
        )
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

#[tokio::test]
async fn a_file_that_was_put_aside_is_left_at_the_next_line() {
    let folder = tempfile::tempdir().unwrap();
    let (path, aside) = (folder.path().join("audit"), folder.path().join("audit.1"));
    let audit = Audit::new(Some(&place(&path))).unwrap();
    say(&audit, "before").await;
    fs::rename(&path, &aside).unwrap();
    say(&audit, "after").await;
    assert_eq!(
        (said(&aside), said(&path)),
        (vec!["before".to_owned()], vec!["after".to_owned()])
    );
    fs::remove_file(&path).unwrap();
    fs::write(&path, "").unwrap();
    audit.follow(Some(&place(&path))).unwrap();
    say(&audit, "anew").await;
    assert_eq!(said(&path), ["anew"]);
}

#[tokio::test]
async fn another_place_is_gone_to_and_none_ends_it() {
    let folder = tempfile::tempdir().unwrap();
    let paths = ["a", "b"].map(|name| folder.path().join(name));
    let audit = Audit::new(None).unwrap();
    assert_eq!(audit.standing(), Standing::Off);
    say(&audit, "to nobody").await;
    for path in &paths {
        audit.follow(Some(&place(path))).unwrap();
        say(&audit, "here").await;
    }
    let nowhere = folder.path().join("nowhere/audit");
    let told = audit.follow(Some(&place(&nowhere))).unwrap_err();
    assert!(told.contains("audit.file: can't write"), "{told}");
    say(&audit, "still here").await;
    audit.follow(None).unwrap();
    say(&audit, "to nobody").await;
    assert_eq!(said(&paths[0]), ["here"]);
    assert_eq!(said(&paths[1]), ["here", "still here"]);
}

#[tokio::test]
async fn what_can_not_be_written_is_told_once_and_is_over_when_it_can() {
    let folder = tempfile::tempdir().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    let path = inner.join("audit");
    let audit = Audit::new(Some(&place(&path))).unwrap();
    fs::remove_dir_all(&inner).unwrap();
    for _ in 0..3 {
        say(&audit, "lost").await;
        assert_eq!(audit.standing(), Standing::Failing);
    }
    fs::create_dir(&inner).unwrap();
    say(&audit, "found").await;
    assert_eq!(audit.standing(), Standing::Well);
    assert_eq!(said(&path), ["found"]);
}

#[tokio::test]
async fn a_command_is_written_with_its_days_and_whether_all_was_done() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("audit");
    let audit = Audit::new(Some(&place(&path))).unwrap();
    let apps = [Alias::new("shop").unwrap()];
    let errand = Errand {
        command: "bootlens refresh",
        apps: &apps,
        module: Some("launch"),
        days: DayRange::new("2026-10-01".parse().unwrap(), "2026-10-07".parse().unwrap()),
        calls: 2,
        well: false,
    };
    audit.done(&errand, 1_793_000_000);
    audit.flush().await;
    let wanted = serde_json::json!({
        "ts": "2026-10-26T07:33:20Z", "what": "refresh", "who": {"operator": "bootlens refresh"},
        "apps": ["shop"], "module": "launch", "start": "2026-10-01", "end": "2026-10-07",
        "calls": 2, "well": false,
    });
    assert_eq!(lines(&path), [wanted]);
}

#[test]
fn more_lines_than_can_wait_are_lost_and_told_once_and_nobody_waits() {
    let logged = Logged::here();
    let (writer, orders) = Writer::stuck(2);
    let told = || Entry::Errand("{}".to_owned());
    for _ in 0..5 {
        writer.write(told());
    }
    assert!(writer.is_failing());
    let text = logged.text();
    assert_eq!(text.matches("the audit lacks lines").count(), 1, "{text}");
    drop(orders);
}
