//! Keys that are documented and whose feature is not built yet: written, they stop the start.
//!
//! A protection that is configured and not there would be worse than none.

use super::report::Report;
use super::section::{Section, Taken};
use super::tree::Value;

/// Keys of the file's top.
pub(super) const TOP: &[&str] = &[
    "history_password",
    "history_password_file",
    "state_key",
    "state_key_file",
    "font_file",
    "calendar_file",
    "audit",
    "platforms",
];

/// Keys of `[access]`.
pub(super) const ACCESS: &[&str] = &[
    "trusted_proxies",
    "proxy_secret",
    "proxy_secret_file",
    "user_header",
    "groups_header",
    "frame_ancestors",
    "cors_origins",
    "token",
];

/// Keys of `[limits]`.
pub(super) const LIMITS: &[&str] = &["per_user_per_minute"];

/// Keys of an app.
pub(super) const APP: &[&str] = &[
    "former_aliases",
    "groups",
    "users",
    "budgets_file",
    "signing",
];

/// Keys of a credential that only kinds other than `secret` have.
pub(super) const CREDENTIAL: &[&str] = &[
    "token",
    "token_file",
    "url",
    "method",
    "pointer",
    "expires_pointer",
    "header",
    "header_file",
    "platform",
    "refresh_token",
    "refresh_token_file",
];

/// Reports each of the keys that was written.
pub(super) fn refuse(section: &mut Section, keys: &[&'static str], report: &mut Report) {
    for key in keys {
        if let Some(taken) = section.take(key) {
            not_yet(taken, "leave it out", report);
        }
    }
}

/// Reports one key with what to write instead.
pub(super) fn not_yet(taken: Taken, remedy: &str, report: &mut Report) {
    let text = format!("not yet: {} is not built so far; {remedy}", taken.key);
    taken.fail(report, text);
}

/// `[collect]`, of which `at = "off"` alone says what is so.
pub(super) fn collect(mut section: Section, report: &mut Report) {
    if let Some(taken) = section.take("at")
        && !matches!(&taken.node.value, Value::String(word) if word == "off")
    {
        not_yet(taken, "write at = \"off\" or leave it out", report);
    }
    refuse(&mut section, &["slices"], report);
    section.finish(report);
}

/// `history`, of which memory alone is there.
pub(super) fn history(section: &mut Section, report: &mut Report) {
    let Some(taken) = section.take("history") else {
        return;
    };
    match &taken.node.value {
        Value::String(word) if word == "memory:" => {}
        Value::String(word)
            if ["sqlite:", "postgres:"]
                .iter()
                .any(|kind| word.starts_with(kind)) =>
        {
            not_yet(taken, "leave it out or write \"memory:\"", report);
        }
        _ => taken.fail(
            report,
            "sqlite://FILE, postgres://USER@HOST/NAME or memory: is expected",
        ),
    }
}
