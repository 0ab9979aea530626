//! Days that WeChat lacks, and days that it fills with `"0"`: users have seen both.

use shared::day::Day;
use shared::module::Module;

use crate::apps::AppSpec;
use crate::hash::place;

use super::epoch;

/// One day in so many is missing, for each app and module apart.
const MISSING_EVERY: i64 = 45;
/// One day in so many is zero.
const ZERO_EVERY: i64 = 70;

/// Whether the module has no entry that day.
pub(super) fn is_missing(app: &AppSpec, module: Module, day: Day) -> bool {
    day < epoch() || falls(app, module, day, "missing", MISSING_EVERY)
}

/// Whether every metric of the module is an exact `"0"` that day.
pub(super) fn is_zero(app: &AppSpec, module: Module, day: Day) -> bool {
    falls(app, module, day, "zero", ZERO_EVERY)
}

/// Exactly one day of each block, so that a long enough window is sure to hold one.
fn falls(app: &AppSpec, module: Module, day: Day, what: &str, every: i64) -> bool {
    let number = day.since(epoch());
    let words = [app.appid.as_str(), module.slug(), what];
    number.rem_euclid(every) == place(&words, number.div_euclid(every), every)
}
