//! What laying a chart out asks of the memory, and how much a painter is handed: counted, since a time would
//! tell of the machine.

use chart::{Mark, Panel, Size, scene};
use shared::day::{Day, DayRange};
use shared::filter::Slice;
use shared::metric::Metric;
use shared::reply::{Period, Series};
use shared::text::Lang;
use shared::value::Value;

/// The box of the measurements beside other libraries.
const SIZE: Size = Size {
    width: 1200.0,
    height: 480.0,
    ratio: 1.0,
};

fn series(lines: usize, days: usize) -> Vec<Series> {
    let start = Day::at_unix(1_696_118_400);
    let line = |number: usize| {
        // Up and down by turns, as measured values are.
        let value = |day: usize| {
            let mixed = (day * 7_919 + number * 104_729) % 997;
            Value::new(1_000.0 + number as f64 * 10.0 + mixed as f64)
        };
        Series {
            app: "shop".to_owned(),
            slice: Slice::ALL,
            period: Period::Current,
            metric: Metric {
                id: "total".to_owned(),
                zh: "启动总耗时".to_owned(),
                en: "Launch, total".to_owned(),
                line: 0,
                unit: Some("ms".to_owned()),
                better: Default::default(),
                role: None,
                confidence: Default::default(),
            },
            start,
            values: (0..days).map(value).collect(),
            status: Default::default(),
        }
    };
    (0..lines).map(line).collect()
}

/// Allocations of the plan, and the points that it hands to a painter.
fn counted(lines: usize, days: usize) -> (u64, usize) {
    let series = series(lines, days);
    let start = series[0].start;
    let range = DayRange::ending(start.plus(days as i64 - 1), days as u32);
    let panel = Panel::bare(&series, range, Lang::Zh);
    let mut points = 0;
    let counts = allocation_counter::measure(|| {
        let scene = scene(&panel, SIZE);
        for mark in &scene.marks {
            if let Mark::Path(path) = mark {
                points += path.xs.len();
            }
        }
    });
    (counts.count_total, points)
}

#[test]
fn a_plan_asks_for_memory_by_its_lines_and_hands_over_points_by_its_pixels() {
    for (lines, days, allocations, most) in [
        (4, 30, 210, 150),
        (20, 365, 580, 7_400),
        (48, 1_100, 1_450, 53_000),
    ] {
        let (count, points) = counted(lines, days);
        println!("{lines} × {days}: {count} allocations, {points} points");
        assert!(
            count <= allocations,
            "{lines} × {days}: {count} allocations"
        );
        assert!(points <= most, "{lines} × {days}: {points} points");
    }
}
