//! Keys that are documented and whose feature is not built yet: written, they stop the start.
//!
//! A protection that is configured and not there would be worse than none.

use super::report::Report;
use super::section::{Section, Taken};

/// Keys of the file's top.
pub(super) const TOP: &[&str] = &["font_file", "calendar_file", "audit", "platforms"];

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
pub(super) const APP: &[&str] = &["groups", "users", "budgets_file", "signing"];

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
