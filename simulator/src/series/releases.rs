//! Releases: one in each block of 30 days, which moves every metric a little and some a lot.

use shared::day::{Day, DayRange};
use shared::module::Module;

use crate::apps::AppSpec;
use crate::hash::{place, signed};

use super::epoch;

/// Two to four releases fall into 90 days.
const BLOCK: i64 = 30;

/// The releases within a range, oldest first.
pub(crate) fn releases(app: &AppSpec, range: DayRange) -> Vec<(Day, String)> {
    let first = block(range.start());
    (first..=block(range.end()))
        .filter(|number| *number >= 0)
        .map(|number| (released(app, number), label(app, number)))
        .filter(|(day, _)| range.contains(*day))
        .collect()
}

/// `v2.3.1`: the third number steps each release, then the second, then the first.
fn label(app: &AppSpec, number: i64) -> String {
    let count = number + place(&[&app.appid, "version"], 0, 24);
    format!("v{}.{}.{}", 1 + count / 24, count / 3 % 8, count % 3)
}

/// How far the newest release has moved a metric, as a part of its size.
///
/// Each release sets the level anew instead of adding to it, so that years can't run it away.
pub(super) fn step(app: &AppSpec, module: Module, metric: &str, day: Day) -> f64 {
    let block = block(day);
    let number = if day >= released(app, block) {
        block
    } else {
        block - 1
    };
    let draw = signed(&[&app.appid, module.slug(), metric, "release"], number);
    // The third power: most releases change next to nothing, a few change much.
    0.16 * draw.powi(3)
}

fn block(day: Day) -> i64 {
    day.since(epoch()).div_euclid(BLOCK)
}

fn released(app: &AppSpec, number: i64) -> Day {
    epoch().plus(number * BLOCK + place(&[&app.appid, "release day"], number, BLOCK))
}
