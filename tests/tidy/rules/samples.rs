//! Every rule against a line that breaks it: a check that can't fail checks nothing.

use super::*;
use crate::tree::Source;

/// A rule, a line that breaks it, a file where it breaks it and one where it does not.
type Sample = (&'static Rule, &'static str, &'static str, &'static str);

const SAMPLES: [Sample; 19] = [
    (
        &PURE_CRATES,
        "use web_sys::Window;",
        "chart/src/scene.rs",
        "frontend/src/browser.rs",
    ),
    (
        &PURE_CRATES,
        "fn a(status: http::StatusCode) {}",
        "shared/src/problem.rs",
        "relay/src/problem.rs",
    ),
    (
        &WECHAT_NAMES,
        "refdate: String,",
        "relay/src/engine.rs",
        "relay/src/wechat/wire.rs",
    ),
    (
        &WECHAT_NUMBERS,
        "10016 => 1,",
        "shared/src/module.rs",
        "shared/src/wechat.rs",
    ),
    (
        &WECHAT_ERRORS,
        "40_001 => 1,",
        "shared/src/wechat.rs",
        "simulator/src/faults.rs",
    ),
    (
        &SIMULATOR,
        "use simulator::start;",
        "relay/src/router.rs",
        "relay/src/cli/demo.rs",
    ),
    (
        &WEB_SYS,
        "leptos::web_sys::Event",
        "frontend/src/app.rs",
        "frontend/src/browser/canvas.rs",
    ),
    (
        &GLOO_NET,
        "use gloo_net::http;",
        "frontend/src/app.rs",
        "frontend/src/api.rs",
    ),
    (
        &SECRETS,
        "a.expose_secret()",
        "relay/src/wechat/token.rs",
        "relay/src/wechat/client.rs",
    ),
    (
        &SECRETS,
        "ExposeSecretMut::expose_secret_mut(&mut a)",
        "relay/src/wechat.rs",
        "relay/src/wechat/credential/secret.rs",
    ),
    (
        &STYLE_ATTRIBUTE,
        "<div style=\"top:0\">",
        "frontend/src/app.rs",
        "docs/a.html",
    ),
    (
        &TEXT_MEASURE,
        "ChartBuilder::on(a)",
        "chart/src/svg.rs",
        "tests/src/lib.rs",
    ),
    (
        &TEXT_MEASURE,
        "area.estimate_text_size(a, b)",
        "frontend/src/browser/canvas.rs",
        "tests/src/lib.rs",
    ),
    (
        &ENVIRONMENT,
        "std::env::var_os(\"A\")",
        "relay/src/main.rs",
        "relay/src/config/environment.rs",
    ),
    (
        &CLOCK,
        "SystemTime::now()",
        "relay/src/history.rs",
        "relay/src/clock.rs",
    ),
    (
        &UNFINISHED,
        concat!("// TO", "DO: later"),
        "xtask/src/main.rs",
        "docs/a.svg",
    ),
    (
        &UNFINISHED,
        concat!("to", "do!()"),
        "tests/tidy/main.rs",
        "docs/a.svg",
    ),
    (
        &PRIVATE_KEYS,
        concat!("\"key\": \"-----BEGIN EC PRIVATE KEY-", "----\\nMHcC\""),
        "simulator/src/signing/keys.json",
        "relay/src/config/signing/tests.rs",
    ),
    (
        &IGNORED,
        concat!("#[", "ignore = \"slow\"]"),
        "tests/system/a.rs",
        "docs/a.html",
    ),
];

fn offences(rule: &Rule, path: &str, text: &str) -> Vec<String> {
    rule.offences(&Source {
        path: path.to_owned(),
        text: text.to_owned(),
    })
}

#[test]
fn every_rule_catches_an_offence_and_names_file_and_line() {
    for (rule, line, offender, _) in SAMPLES {
        let found = offences(rule, offender, &format!("fn a() {{}}\n{line}\n"));
        assert_eq!(found.len(), 1, "{}: {found:?}", rule.says);
        assert!(
            found[0].starts_with(&format!("{offender}:2: ")),
            "{found:?}"
        );
    }
}

#[test]
fn every_rule_lets_the_word_stand_in_its_own_room() {
    for (rule, line, _, room) in SAMPLES {
        assert_eq!(
            offences(rule, room, line),
            Vec::<String>::new(),
            "{}",
            rule.says
        );
    }
}

#[test]
fn a_comment_may_speak_of_what_code_may_not_use() {
    assert_eq!(
        offences(
            &PURE_CRATES,
            "chart/src/scene.rs",
            "//! Knows no web_sys.\n"
        ),
        Vec::<String>::new()
    );
}
