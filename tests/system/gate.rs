//! `bootlens gate` and `bootlens changes`, the program itself, by its configuration and by a relay.

use shared::changes::Changes;
use simulator::{BOOT, Effect, Fault};
use tests::relay::Site;

/// Budgets of one view, whose mean is a few seconds.
fn budget(lines: &str) -> String {
    let view = "app=shop&module=launch&platform=android&metric=total&last=28d";
    format!("[[budget]]\nview = \"{view}\"\n{lines}\n")
}

async fn site() -> Site {
    Site::new("sqlite://days.db").await
}

async fn gate(site: &Site, budgets: &str, more: &[&str]) -> (Option<i32>, String) {
    std::fs::write(site.file("budgets.toml"), budgets).unwrap();
    let arguments = [&["gate", "--budgets", "budgets.toml"], more].concat();
    site.run(&arguments).await
}

#[tokio::test]
async fn each_exit_code_says_what_became_of_the_budgets() {
    let site = site().await;
    let within = budget("measure = \"mean\"\nover = 1e9");
    let over = budget("measure = \"latest\"\nunder = 1e9");
    let unknown = budget("measure = \"mean\"\nover = 1\nmin_days = 400");
    for (budgets, code, word) in [
        (within.clone(), 0, "within · shop · "),
        (format!("{within}{over}"), 1, "OVER · shop · "),
        (format!("{within}{unknown}"), 2, "NOT ENOUGH DATA · shop · "),
        (format!("{unknown}{over}"), 1, "OVER"),
        (budget("measure = \"change\"\nover = 1e3"), 0, "change "),
        (
            within.replace("mean", "median"),
            3,
            "budgets.toml:3: budget.measure",
        ),
        (
            within.replace("app=shop", "app=nobody"),
            3,
            "budgets.toml:2: budget.view: ",
        ),
        (
            within.replace("last=28d", "start=2000-01-01&end=2026-01-01"),
            3,
            "budgets.toml:2: budget.view: ",
        ),
    ] {
        let (ended, said) = gate(&site, &budgets, &[]).await;
        assert_eq!(ended, Some(code), "{budgets}\n{said}");
        assert!(said.contains(word), "{word}\n{said}");
    }
    let (ended, said) = gate(&site, &over, &["--format", "json"]).await;
    let told: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!((ended, &told["verdict"]), (Some(1), &"over".into()));
    assert_eq!(told["figures"][0]["slice"]["platform"], "android");
}

#[tokio::test]
async fn what_cannot_be_asked_is_not_enough_data_and_what_is_not_understood_bad_input() {
    let site = site().await;
    let refused = Fault::new(Effect::Errcode(48001)).path(BOOT);
    site.simulator().script(refused);
    let any = budget("measure = \"mean\"\nover = 1");
    let (ended, said) = gate(&site, &any, &[]).await;
    assert_eq!(ended, Some(2), "{said}");
    let nobody = ["--server", "http://127.0.0.1:9"];
    assert_eq!(gate(&site, &any, &nobody).await.0, Some(2));
    assert_eq!(site.run(&["gate"]).await.0, Some(3));
    assert_eq!(gate(&site, &any, &["--formt", "json"]).await.0, Some(3));
    assert_eq!(site.run(&["gate", "--help"]).await.0, Some(0));
}

#[tokio::test]
async fn a_relay_is_asked_in_place_of_the_configuration() {
    let site = site().await;
    let relay = site.start(&[]).await;
    let within = budget("measure = \"mean\"\nover = 1e9");
    let (ended, said) = gate(&site, &within, &["--server", relay.url()]).await;
    assert_eq!(ended, Some(0), "{said}");
    let json = [
        "changes",
        "app=shop",
        "--format",
        "json",
        "--server",
        relay.url(),
    ];
    let (ended, said) = site.run(&json).await;
    assert_eq!(ended, Some(0), "{said}");
    let told: Changes = serde_json::from_str(&said).unwrap();
    assert!(told.view.starts_with("app=shop&start="), "{}", told.view);
}

#[tokio::test]
async fn changes_are_told_in_the_language_of_the_terminal() {
    let mut site = site().await;
    for (locale, sentence) in [
        ("zh_CN.UTF-8", "没有发现变化。"),
        ("C.UTF-8", "Nothing changed "),
    ] {
        site.environment = vec![("LC_ALL", locale.to_owned())];
        for format in ["text", "markdown"] {
            let (ended, said) = site.run(&["changes", "", "--format", format]).await;
            assert_eq!(ended, Some(0), "{said}");
            assert!(said.contains(sentence), "{said}");
        }
    }
    let (ended, said) = site.run(&["changes", "app=nobody"]).await;
    assert_eq!(ended, Some(1), "{said}");
}
