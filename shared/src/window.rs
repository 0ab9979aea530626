//! Windows: the least number of calls that cover the days that are lacking.

use crate::day::{Day, DayRange};

/// The longest window that one call may ask for, both ends included.
///
/// WeChat's page says that the span may not exceed 30 days and not how it counts them; 30 dates
/// hold in every reading.
pub const WINDOW_DAYS: u32 = 30;

/// Covers `lacking` with windows of at most `window_days` days, greedily from the first one.
///
/// Greedy from the left is least: each window starts at a day that any cover must reach, and
/// reaches as far as a window can. Each ends at the last lacking day within its reach, so that
/// no call asks for days after the last one wanted. `lacking` must be sorted; doubles do no harm.
///
/// ```
/// use shared::day::{Day, DayRange};
/// use shared::window::{WINDOW_DAYS, cover};
///
/// let end: Day = "2026-10-31".parse()?;
/// let lacking: Vec<Day> = DayRange::ending(end, 31).days().collect();
/// assert_eq!(cover(&lacking, WINDOW_DAYS).len(), 2);
/// # Ok::<(), shared::day::DayError>(())
/// ```
#[must_use]
pub fn cover(lacking: &[Day], window_days: u32) -> Vec<DayRange> {
    let reach = i64::from(window_days.max(1)) - 1;
    let mut windows: Vec<DayRange> = Vec::new();
    for &day in lacking {
        match windows.last_mut() {
            Some(window) if day.since(window.start()) <= reach => {
                if let Some(longer) = DayRange::new(window.start(), day) {
                    *window = longer;
                }
            }
            _ => windows.extend(DayRange::new(day, day)),
        }
    }
    windows
}
