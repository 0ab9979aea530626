//! The made-up data: each value is a function of app, module, metric, slice and day alone.
//!
//! Values are made for the 18 narrowest slices (platform, level, network); a wider slice is their
//! mean, weighted by how many people use such phones, so that slices always agree.

mod gaps;
mod levels;
mod model;
mod releases;

use shared::day::Day;
use shared::filter::{Filter, Level, Network, Platform, Slice};
use shared::module::Module;

use crate::apps::AppSpec;
use crate::hash::{noise, signed};
use model::{Model, Own};

pub(crate) use levels::Levels;
pub use levels::Move;
pub(crate) use releases::releases;

/// What a value is of.
#[derive(Clone, Copy)]
pub(crate) struct Subject<'a> {
    pub(crate) app: &'a AppSpec,
    pub(crate) levels: &'a Levels,
    pub(crate) module: Module,
    pub(crate) metric: &'a str,
    pub(crate) line: u32,
}

/// The value as the API writes it; `None` on a missing day or for an unknown metric.
pub(crate) fn value(subject: Subject<'_>, slice: Slice, day: Day) -> Option<String> {
    let model = model::model(subject.module, subject.metric)?;
    if gaps::is_missing(subject.app, subject.module, day) {
        return None;
    }
    if gaps::is_zero(subject.app, subject.module, day) {
        return Some("0".to_owned());
    }
    let made = mean(subject, model, slice, day);
    let moves = subject.levels.moves(subject, slice, day);
    let moved = moves.map(|(part, factor)| {
        let share = weights(part) / weights(slice);
        (factor - 1.0) * share * mean(subject, model, part, day)
    });
    Some(text(made + moved.sum::<f64>()))
}

/// Up to four decimals, without trailing zeros, as in the documentation's sample.
pub(crate) fn text(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn mean(subject: Subject<'_>, model: &Model, slice: Slice, day: Day) -> f64 {
    let own = match model {
        Model::Own(own) => own,
        Model::Sum { constant, parts } => {
            let part = |(metric, factor): &(&'static str, f64)| {
                let model = model::model(subject.module, metric);
                let subject = Subject { metric, ..subject };
                model.map_or(0.0, |model| factor * mean(subject, model, slice, day))
            };
            return constant + parts.iter().map(part).sum::<f64>();
        }
    };
    let (mut sum, mut weights) = (0.0, 0.0);
    for leaf in leaves(slice) {
        let weight = weight(leaf);
        sum += weight * narrowest(subject, own, leaf, day);
        weights += weight;
    }
    // The 18 leaves always hold some within any slice, so that the weights are never 0.
    sum / weights
}

/// The narrowest slices within a slice.
fn leaves(slice: Slice) -> impl Iterator<Item = Slice> {
    fn parts<F: Filter>(chosen: F) -> impl Iterator<Item = F> + Clone {
        let all = F::ALL.iter().copied();
        all.filter(move |value| !value.is_all() && (chosen.is_all() || *value == chosen))
    }
    parts(slice.platform).flat_map(move |platform| {
        parts(slice.level).flat_map(move |level| {
            parts(slice.network).map(move |network| Slice {
                network,
                level,
                platform,
            })
        })
    })
}

/// How many people are in a slice, in the same measure for each.
fn weights(slice: Slice) -> f64 {
    leaves(slice).map(weight).sum()
}

/// How many people of a hundred thousand are in a narrowest slice: iPhones count mostly as high.
fn weight(leaf: Slice) -> f64 {
    let network = match leaf.network {
        Network::G3 => 3.0,
        Network::G4 => 35.0,
        _ => 62.0,
    };
    let phones = match (leaf.platform, leaf.level) {
        (Platform::Ios, Level::High) => 290.0,
        (Platform::Ios, Level::Mid) => 100.0,
        (Platform::Ios, _) => 30.0,
        (_, Level::High) => 200.0,
        (_, Level::Mid) => 250.0,
        _ => 130.0,
    };
    network * phones
}

fn narrowest(subject: Subject<'_>, own: &Own, leaf: Slice, day: Day) -> f64 {
    let Subject {
        app,
        levels,
        module,
        metric,
        line,
    } = subject;
    let platform = match leaf.platform {
        Platform::Android => own.android,
        _ => 1.0,
    };
    let level = match leaf.level {
        Level::Low => own.levels[2],
        Level::Mid => own.levels[1],
        _ => own.levels[0],
    };
    // A module that isn't said to know the network gives the same data on each.
    let (network, network_word) = match leaf.network {
        _ if !module.documents_network() => (1.0, "any"),
        Network::G3 => (own.networks[2], "3g"),
        Network::G4 => (own.networks[1], "4g"),
        _ => (own.networks[0], "wifi"),
    };
    let game = if app.is_game() { own.game } else { 1.0 };
    let number = day.since(epoch());
    let name = [app.appid.as_str(), module.slug(), metric];
    let size = 1.0 + 0.12 * signed(&name, i64::from(line));
    let shape = 1.0
        + weekly(app, day)
        + if levels.held {
            0.0
        } else {
            drift(&name, number) + releases::step(app, module, metric, day)
        }
        + 0.018 * noise(&name, number)
        + 0.012
            * noise(
                &[
                    name[0],
                    name[1],
                    name[2],
                    leaf.platform.word(),
                    leaf.level.word(),
                    network_word,
                ],
                number,
            );
    let line = 1.0 + 0.1 * f64::from(line);
    own.base * game * platform * level * network * size * line * (1.0 + own.swing * (shape - 1.0))
}

/// Weekends bring more and older phones; how many depends on the app.
fn weekly(app: &AppSpec, day: Day) -> f64 {
    const WEEK: [f64; 7] = [-0.3, -0.4, -0.4, -0.2, 0.2, 1.0, 0.8];
    let strength = 0.05 + 0.015 * signed(&[&app.appid, "week"], 0);
    let index = usize::try_from(day.weekday() - 1).unwrap_or(0);
    strength * WEEK.get(index).copied().unwrap_or(0.0)
}

/// A slow swell, a little over a year long.
fn drift(name: &[&str], number: i64) -> f64 {
    let phase = signed(name, -1) * std::f64::consts::PI;
    let turn = f64::from(i32::try_from(number.rem_euclid(430)).unwrap_or(0)) / 430.0;
    0.04 * (std::f64::consts::TAU * turn + phase).sin()
}

/// The first day of the simulator's own count of days, before which there is no data.
pub(crate) fn epoch() -> Day {
    Day::at_unix(1_577_808_000)
}
