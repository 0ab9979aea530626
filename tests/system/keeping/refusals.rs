//! What `bootlens history` refuses, with which words and exit code, and that nothing changed.

use super::{Desk, fill};

#[tokio::test(flavor = "multi_thread")]
async fn every_command_says_what_it_does() {
    let desk = Desk::new();
    let help = desk.done("memory:", &["history", "--help"]).await;
    for command in ["backup", "restore", "export", "import", "verify", "delete"] {
        assert!(help.contains(command), "{help}");
        let said = desk.done("memory:", &["history", command, "--help"]).await;
        assert!(said.contains("--config"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_history_in_memory_is_nothing_to_work_on() {
    let desk = Desk::new();
    for command in [
        &["history", "verify"][..],
        &["history", "export", "-"],
        &["history", "import", "-"],
        &["history", "backup", "saved.db"],
        &["history", "restore", "saved.db"],
        &["history", "delete", "--app", "shop", "--yes"],
    ] {
        let said = desk.refused("memory:", command, "").await;
        assert!(said.contains("history is memory:"), "{said}");
    }
    assert_eq!(desk.names(), ["bootlens.toml"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_are_there_stay_and_files_that_are_lacking_make_no_store() {
    let desk = Desk::new();
    let days = desk.sqlite("days.db");
    for command in ["restore", "import"] {
        let none = desk.path("none");
        let said = desk.refused(&days, &["history", command, &none], "").await;
        assert!(said.contains(&none), "{said}");
        assert_eq!(desk.names(), ["bootlens.toml"]);
    }
    fill(&days).await;
    let taken = desk.path("taken");
    std::fs::write(&taken, "precious").unwrap();
    for command in ["backup", "export"] {
        let said = desk.refused(&days, &["history", command, &taken], "").await;
        assert!(said.contains("is there already"), "{said}");
    }
    assert_eq!(std::fs::read_to_string(&taken).unwrap(), "precious");
    assert_eq!(desk.names(), ["bootlens.toml", "days.db", "taken"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_export_that_is_cut_off_or_wrong_in_the_middle_imports_nothing() {
    let desk = Desk::new();
    let days = desk.sqlite("days.db");
    fill(&days).await;
    let text = desk.done(&days, &["history", "export", "-"]).await;
    let other = desk.sqlite("other.db");
    let import = ["history", "import", "-"];
    let cut = &text[..text.len() - 30];
    let said = desk.refused(&other, &import, cut).await;
    assert!(said.contains("the last line is lacking"), "{said}");
    let mut lines: Vec<&str> = text.lines().collect();
    lines[40] = "{}";
    let said = desk.refused(&other, &import, &lines.join("\n")).await;
    assert!(said.contains("line 41: "), "{said}");
    let said = desk.done(&other, &["history", "verify"]).await;
    assert!(said.contains(": 0 apps, 0 days in 0 versions"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_deleted_unless_somebody_says_yes() {
    let desk = Desk::new();
    let days = desk.sqlite("days.db");
    fill(&days).await;
    let delete = ["history", "delete", "--app", "game"];
    // Whatever stands in a pipe is no person's answer.
    let said = desk.refused(&days, &delete, "game\n").await;
    assert!(
        said.contains("nothing was deleted: 30 days of «game»"),
        "{said}"
    );
    assert!(said.contains("--yes"), "{said}");
    let unknown = ["history", "delete", "--app", "bank", "--yes"];
    let said = desk.refused(&days, &unknown, "").await;
    assert!(said.contains("no app «bank» is known"), "{said}");
    let said = desk.done(&days, &["history", "verify"]).await;
    assert!(said.contains("game ("), "{said}");
}
