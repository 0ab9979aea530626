//! Keys that are documented and whose feature is not built yet: written, they stop the start.
//!
//! A protection that is configured and not there would be worse than none.

use super::report::Report;
use super::section::Taken;

/// Reports one key with what to write instead.
pub(super) fn not_yet(taken: Taken, remedy: &str, report: &mut Report) {
    let text = format!("not yet: {} is not built so far; {remedy}", taken.key);
    taken.fail(report, text);
}
