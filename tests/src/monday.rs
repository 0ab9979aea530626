//! A Monday morning after a release that slowed Android's low-end phones down.

use relay::config::{Config, MetricRow};
use shared::apps::DayMark;
use shared::day::{Day, DayRange};
use shared::metric::Better;
use shared::module::Module;
use simulator::Move;

use crate::House;
use crate::house::{TODAY, slice, view};

/// The Monday; its day before is the newest that has data.
pub const MONDAY: &str = "2026-11-02";
/// What is collected: Android's low-end phones and all that they are part of.
const COLLECTED: [&str; 2] = ["platform=all,ios,android", "platform=all,android&level=low"];

/// A date.
///
/// # Panics
/// Where the text is none.
#[must_use]
pub fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

/// Monday morning, with levels that nothing has moved yet.
pub async fn monday() -> House {
    monday_with(|_| {}).await
}

/// The same with a configuration that is changed further.
pub async fn monday_with(change: impl FnOnce(&mut Config)) -> House {
    let released = DayMark {
        day: day(MONDAY).plus(-13),
        label: "v2.3.1".to_owned(),
    };
    let total = MetricRow {
        module: Module::Launch,
        id: "total".to_owned(),
        unit: Some("ms".to_owned()),
        better: Better::Down,
        role: None,
        zh: None,
        en: None,
        positive: None,
    };
    let house = House::with(|config| {
        config.apps[0].marks.push(released);
        config.metrics.push(total);
        change(config);
    })
    .await;
    let moved = day(MONDAY).since(day(TODAY));
    house.clock.set(house.clock.now() + moved * 24 * 3_600);
    house.simulator().hold_levels();
    house
}

/// From twelve days ago on, launches on Android's low-end phones take 9 % longer.
pub fn slow_down(house: &House) {
    house.simulator().move_level(Move {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        slice: slice("android.low"),
        since: day(MONDAY).plus(-12),
        factor: 1.09,
    });
}

/// Fetches a quarter of a year of these apps and modules, as collections would have.
///
/// # Panics
/// Where a day does not come.
pub async fn collect(house: &House, apps: &[&str], modules: &[Module]) {
    for app in apps {
        for module in modules {
            for view in collected(app, *module) {
                assert_eq!(house.reply(&view).await.failures, []);
            }
        }
    }
    house.simulator().clear_calls();
}

/// The views whose data collections would have fetched of an app's module.
#[must_use]
pub fn collected(app: &str, module: Module) -> [String; 2] {
    let range = DayRange::ending(day(MONDAY).plus(-1), 93);
    COLLECTED.map(|slices| format!("{}&{slices}", view(app, module, range)))
}
