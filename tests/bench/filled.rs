//! Stores filled with what the simulator says, as WeChat's answers would bring it.

use std::path::Path;

use relay::config::HistoryPlace;
use relay::history::{History, Key};
use relay::wechat::Point;
use shared::day::{Day, DayRange};
use shared::filter::{Filter as _, Level, Network, Platform, Slice};
use shared::module::Module;
use simulator::Simulator;
use tests::house::held_clock;

const SETTLE_DAYS: u32 = 3;

/// Every combination of the three filters.
pub(crate) fn slices() -> Vec<Slice> {
    let mut slices = Vec::new();
    for network in Network::ALL {
        for level in Level::ALL {
            for platform in Platform::ALL {
                slices.push(Slice {
                    network: *network,
                    level: *level,
                    platform: *platform,
                });
            }
        }
    }
    assert_eq!(slices.len(), 48, "4 × 4 × 3");
    slices
}

/// A file's history.
pub(crate) async fn open(path: &Path) -> History {
    let place = HistoryPlace::Sqlite(path.to_owned());
    History::open(&place, None).await.expect("a store")
}

/// Keeps days of an app's slices in a file; how many days of a slice they were.
pub(crate) async fn fill(
    simulator: &Simulator,
    path: &Path,
    appid: &str,
    (modules, slices): (&[Module], &[Slice]),
    range: DayRange,
) -> usize {
    let history = open(path).await;
    let days: Vec<Day> = range.days().collect();
    let mut rows = 0;
    for module in modules {
        for slice in slices {
            let key = Key {
                appid: appid.into(),
                module: *module,
                slice: *slice,
            };
            let answers = days.iter().map(|day| {
                // A day without any value but 0 would be asked again: it gets those of a day after.
                let mut near = (0..4).map(|after| points(simulator, &key, day.plus(after)));
                let points = near.find(|points| points.iter().any(is_filled));
                (*day, points.unwrap_or_default())
            });
            let at = held_clock().now();
            let written = history
                .write(&key, answers.collect(), at, SETTLE_DAYS)
                .await;
            rows += written.expect("room on the disk").len();
        }
    }
    rows
}

/// Whether it is a value other than 0.
fn is_filled(point: &Point) -> bool {
    point.text.parse::<f64>().is_ok_and(|value| value != 0.0)
}

/// What the simulator says of a day.
fn points(simulator: &Simulator, key: &Key, day: Day) -> Vec<Point> {
    let metrics = Simulator::metrics(key.module).iter();
    let point = |metric: &simulator::MetricSpec| {
        let text = simulator.value(&key.appid, key.module, key.slice, metric.id, 0, day)?;
        Some(Point {
            metric: metric.id.into(),
            zh: metric.zh.into(),
            line: 0,
            text: text.into(),
        })
    };
    metrics.filter_map(point).collect()
}
