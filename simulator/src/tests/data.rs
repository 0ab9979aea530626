//! The data are steady, agree with each other and look like a year of an app.

use std::collections::HashSet;

use shared::day::{Day, DayRange};
use shared::filter::{Filter, Level, Network, Platform, Slice};
use shared::module::Module;

use super::{day, still};
use crate::Simulator;

fn number(simulator: &Simulator, slice: Slice, metric: &str, day: Day) -> Option<f64> {
    let shop = &simulator.apps()[0].appid;
    let module = Module::ALL
        .into_iter()
        .find(|module| {
            Simulator::metrics(*module)
                .iter()
                .any(|spec| spec.id == metric)
        })
        .unwrap();
    let text = simulator.value(shop, module, slice, metric, 0, day)?;
    Some(text.parse().unwrap()).filter(|value| *value != 0.0)
}

fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let values: Vec<f64> = values.collect();
    values.iter().sum::<f64>() / f64::from(u32::try_from(values.len()).unwrap())
}

fn year() -> DayRange {
    DayRange::ending(day("2026-10-05"), 364)
}

#[test]
fn the_same_question_has_the_same_answer_in_every_simulator() {
    let (first, second) = (still(), still());
    for spec in Simulator::metrics(Module::Launch) {
        for day in DayRange::ending(day("2026-10-05"), 40).days() {
            let appid = &first.apps()[2].appid;
            let ask = |simulator: &Simulator| {
                simulator.value(appid, Module::Launch, Slice::ALL, spec.id, 0, day)
            };
            assert_eq!(ask(&first), ask(&second));
        }
    }
    // Held, so that a change of the formula is a choice.
    let shop = &first.apps()[0].appid;
    let slice = "ios.high.wifi".parse().unwrap();
    let held = first.value(shop, Module::Memory, slice, "memory", 0, day("2026-09-01"));
    assert_eq!(held.as_deref(), Some("297.8294"));
}

#[test]
fn every_metric_of_every_app_has_values_with_at_most_four_decimals() {
    let simulator = still();
    for app in simulator.apps() {
        for module in Module::ALL {
            let specs = Simulator::metrics(module);
            assert!((2..=5).contains(&specs.len()), "{module}");
            for spec in specs {
                let days = DayRange::ending(day("2026-10-05"), 90).days();
                let texts: HashSet<String> = days
                    .filter_map(|day| {
                        simulator.value(&app.appid, module, Slice::ALL, spec.id, 0, day)
                    })
                    .collect();
                assert!(texts.len() > 80, "{module} {}", spec.id);
                for text in texts {
                    let decimals = text.split_once('.').map_or(0, |(_, part)| part.len());
                    assert!(
                        decimals <= 4 && text.parse::<f64>().unwrap() >= 0.0,
                        "{text}"
                    );
                }
            }
        }
    }
}

#[test]
fn a_wider_slice_lies_between_its_parts() {
    let simulator = still();
    for metric in [
        "openrate", "total", "download", "costtime", "memory", "warnrate",
    ] {
        for day in DayRange::ending(day("2026-10-05"), 30).days() {
            let Some(whole) = number(&simulator, Slice::ALL, metric, day) else {
                continue;
            };
            let part = |slice| number(&simulator, slice, metric, day).unwrap();
            let platforms = Platform::ALL[1..].iter().map(|platform| Slice {
                platform: *platform,
                ..Slice::ALL
            });
            let levels = Level::ALL[1..].iter().map(|level| Slice {
                level: *level,
                ..Slice::ALL
            });
            let networks = Network::ALL[1..].iter().map(|network| Slice {
                network: *network,
                ..Slice::ALL
            });
            let cuts: [Vec<f64>; 3] = [
                platforms.map(part).collect(),
                levels.map(part).collect(),
                networks.map(part).collect(),
            ];
            for cut in cuts {
                let least = cut.iter().copied().fold(f64::INFINITY, f64::min);
                let most = cut.iter().copied().fold(0.0, f64::max);
                // Each text is rounded to four decimals.
                let within = least - 1e-4..=most + 1e-4;
                assert!(
                    within.contains(&whole),
                    "{metric} {day}: {whole} in {cut:?}"
                );
            }
        }
    }
}

#[test]
fn android_low_levels_and_slow_networks_are_slower() {
    let simulator = still();
    let level = |slice: &str| {
        let slice = slice.parse().unwrap();
        mean(
            year()
                .days()
                .filter_map(|day| number(&simulator, slice, "total", day)),
        )
    };
    assert!(level("android") > 1.5 * level("ios"));
    assert!(level("low") > 1.2 * level("high"));
    assert!(level("3g") > 1.1 * level("4g") && level("4g") > level("wifi"));
}

#[test]
fn the_network_changes_nothing_where_the_module_is_not_said_to_know_it() {
    let simulator = still();
    let day = day("2026-09-15");
    let of = |slice: &str, metric| number(&simulator, slice.parse().unwrap(), metric, day).unwrap();
    assert!((of("3g", "memory") - of("wifi", "memory")).abs() < 2e-4);
    assert!((of("3g", "download") - of("wifi", "download")).abs() > 1.0);
}

#[test]
fn weekends_differ_from_working_days() {
    let simulator = still();
    let of = |weekend: bool| {
        let days = year().days().filter(|day| (day.weekday() > 5) == weekend);
        mean(days.filter_map(|day| number(&simulator, Slice::ALL, "total", day)))
    };
    assert!(of(true) > 1.02 * of(false), "{} {}", of(true), of(false));
}

#[test]
fn some_days_are_missing_and_some_are_zero() {
    let simulator = still();
    for app in simulator.apps() {
        for module in Module::ALL {
            let id = Simulator::metrics(module)[0].id;
            let values: Vec<Option<String>> = DayRange::ending(day("2026-10-05"), 140)
                .days()
                .map(|day| simulator.value(&app.appid, module, Slice::ALL, id, 0, day))
                .collect();
            let missing = values.iter().filter(|value| value.is_none()).count();
            let zero = values.iter().filter(|value| value.as_deref() == Some("0"));
            assert!((2..=5).contains(&missing), "{missing}");
            assert!((1..=3).contains(&zero.count()));
        }
    }
}

#[test]
fn each_app_has_two_to_four_releases_in_ninety_days() {
    let simulator = still();
    for app in simulator.apps() {
        for shift in 0..40 {
            let range = DayRange::ending(day("2026-10-05").plus(-shift), 90);
            let releases = simulator.releases(&app.alias, range.start(), range.end());
            assert!((2..=4).contains(&releases.len()), "{releases:?}");
            assert!(releases.is_sorted_by(|one, next| one.0 < next.0 && one.1 != next.1));
            assert!(releases.iter().all(|(day, label)| range.contains(*day)
                && label.starts_with('v')
                && label.split('.').count() == 3));
        }
    }
    assert!(
        simulator
            .releases("nobody", day("2026-01-01"), day("2026-10-01"))
            .is_empty()
    );
    assert!(
        simulator
            .releases("shop", day("2026-10-01"), day("2026-01-01"))
            .is_empty()
    );
}

#[test]
fn some_release_moves_a_metric_more_than_its_noise() {
    let simulator = still();
    let days = DayRange::ending(day("2026-10-05"), 364);
    let releases = simulator.releases("shop", days.start().plus(14), days.end().plus(-14));
    let jump = |metric: &str, release: Day| {
        let side = |first: i64| {
            let days = (first..first + 14).map(|shift| release.plus(shift));
            mean(days.filter_map(|day| number(&simulator, Slice::ALL, metric, day)))
        };
        (side(0) / side(-14) - 1.0).abs()
    };
    for metric in ["inject", "costtime", "memory", "lossrate"] {
        let largest = releases
            .iter()
            .map(|(day, _)| jump(metric, *day))
            .fold(0.0, f64::max);
        assert!(largest > 0.05, "{metric} {largest}");
    }
}

#[test]
fn a_level_that_is_moved_moves_its_slice_and_the_wider_ones_by_their_share() {
    let (still, moved) = (still(), still());
    let since = day("2026-09-20");
    moved.move_level(crate::Move {
        app: "shop".to_owned(),
        module: Module::Launch,
        metric: "total".to_owned(),
        slice: "android.low".parse().unwrap(),
        since,
        factor: 1.09,
    });
    let change = |slice: &str, metric: &str, day: Day| {
        let slice = slice.parse().unwrap();
        let of = |simulator| number(simulator, slice, metric, day).unwrap_or(1.0);
        of(&moved) / of(&still) - 1.0
    };
    for back in -3..3 {
        let day = since.plus(back);
        let [low, android, all] =
            ["android.low", "android", "all"].map(|one| change(one, "total", day));
        if day < since {
            assert_eq!((low, android, all), (0.0, 0.0, 0.0));
        } else if low != 0.0 {
            assert!((low - 0.09).abs() < 1e-6, "{low}");
            assert!(
                0.0 < all && all < android && android < low,
                "{all} {android}"
            );
        }
        for slice in ["ios", "android.high", "android.low.wifi"] {
            assert_eq!(
                change(slice, "total", day) > 0.0,
                slice == "android.low.wifi" && low > 0.0
            );
        }
        assert_eq!(change("android.low", "download", day), 0.0);
    }
}

#[test]
fn held_levels_move_with_weeks_and_noise_alone() {
    let simulator = still();
    simulator.hold_levels();
    let season = |end: &str| {
        let days = DayRange::ending(day(end), 84).days();
        mean(days.filter_map(|day| number(&simulator, Slice::ALL, "total", day)))
    };
    let (one, other) = (season("2026-03-29"), season("2026-10-04"));
    assert!((one / other - 1.0).abs() < 0.005, "{one} {other}");
}
