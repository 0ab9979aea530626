//! The program itself: `bootlens` started as a person starts it.

use std::process::{Command, Output};

use shared::apps::Apps;
use tests::Answer;
use tests::demo::{Program, program};

fn run(args: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let mut command = Command::new(program());
    command
        .args(args)
        .current_dir(folder.path())
        .output()
        .unwrap()
}

#[test]
fn the_program_says_its_version_and_what_it_can_do() {
    let version = run(&["--version"]);
    assert!(version.status.success());
    let said = String::from_utf8(version.stdout).unwrap();
    assert_eq!(said.trim(), concat!("bootlens ", env!("CARGO_PKG_VERSION")));
    let help = String::from_utf8(run(&["--help"]).stdout).unwrap();
    for command in [
        "serve", "demo", "check", "get", "changes", "gate", "history",
    ] {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn a_start_without_any_app_says_what_to_write() {
    let output = run(&["serve", "--check-config"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(said.contains("[apps.ALIAS]"), "{said}");
}

#[tokio::test]
async fn the_demo_answers_on_a_free_port_and_says_that_its_data_are_made_up() {
    let mut demo = Program::start(&["demo", "--listen", "127.0.0.1:0"]);
    let line = demo.line_with("http://127.0.0.1:");
    let at = line.find("http://127.0.0.1:").unwrap();
    let url: String = line[at..]
        .chars()
        .take_while(|char| !char.is_whitespace())
        .collect();
    let url = url.trim_end_matches('/').to_owned();
    let get =
        async |path: &str| Answer::read(reqwest::get(format!("{url}/{path}")).await.unwrap()).await;
    let apps: Apps = get("api/v1/apps").await.json();
    assert!(apps.demo);
    assert_eq!(apps.apps.len(), 3);
    let reply = get("api/v1/performance?app=shop&module=launch&last=28d")
        .await
        .reply();
    assert!(
        reply
            .series
            .iter()
            .any(|one| one.values.iter().flatten().count() > 20)
    );
    assert_eq!(get("readyz").await.status, 200);
}
