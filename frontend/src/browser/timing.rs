//! Marks in the browser's own timeline (User Timing), so that anyone sees in its tools what the benchmarks tell.

use std::cell::Cell;

/// What lays a chart out.
pub const PLAN: &str = "bootlens:plan";
/// What paints a chart.
pub const DRAW: &str = "bootlens:draw";
/// The first chart is painted.
const FIRST_CHART: &str = "bootlens:first-chart";

thread_local! {
    static IS_DRAWN: Cell<bool> = const { Cell::new(false) };
}

/// Does something and notes how long it took.
pub fn measured<T>(name: &str, work: impl FnOnce() -> T) -> T {
    let Some(timeline) = web_sys::window().and_then(|window| window.performance()) else {
        return work();
    };
    // A browser that takes no marks shows none.
    let _ = timeline.mark(name);
    let done = work();
    let _ = timeline.measure_with_start_mark(name, name);
    timeline.clear_marks_with_mark_name(name);
    if name == DRAW && !IS_DRAWN.replace(true) {
        let _ = timeline.mark(FIRST_CHART);
    }
    done
}
