//! Levels that a test decides: held, so that nothing moves but weeks and noise, and moved at will.

use shared::day::Day;
use shared::filter::{Filter, Slice};
use shared::module::Module;

use super::Subject;
use crate::simulator::Simulator;

/// From a day on a metric is so many times as much in a slice; wider slices move with it, as far as
/// its people count there.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The app's alias.
    pub app: String,
    /// The module.
    pub module: Module,
    /// The metric's id.
    pub metric: String,
    /// The slice.
    pub slice: Slice,
    /// The first day.
    pub since: Day,
    /// How many times as much.
    pub factor: f64,
}

/// What a test decided.
#[derive(Default)]
pub(crate) struct Levels {
    /// Whether releases and the slow swell move nothing.
    pub(crate) held: bool,
    moved: Vec<Move>,
}

impl Levels {
    /// The parts of a slice that are moved on a day, each with its factor.
    pub(super) fn moves(
        &self,
        subject: Subject<'_>,
        slice: Slice,
        day: Day,
    ) -> impl Iterator<Item = (Slice, f64)> {
        let of = move |one: &&Move| {
            one.app == subject.app.alias
                && one.module == subject.module
                && one.metric == subject.metric
                && one.since <= day
        };
        let moved = self.moved.iter().filter(of);
        moved.filter_map(move |one| Some((both(one.slice, slice)?, one.factor)))
    }
}

/// What two slices share; `None` where nobody is in both.
fn both(one: Slice, other: Slice) -> Option<Slice> {
    fn narrower<F: Filter>(one: F, other: F) -> Option<F> {
        if one.is_all() {
            Some(other)
        } else {
            (other.is_all() || one == other).then_some(one)
        }
    }
    Some(Slice {
        network: narrower(one.network, other.network)?,
        level: narrower(one.level, other.level)?,
        platform: narrower(one.platform, other.platform)?,
    })
}

impl Simulator {
    /// From now on the data of every app keep their level: only weeks and noise move them.
    pub fn hold_levels(&self) {
        self.state().amendments.levels.held = true;
    }

    /// From now on a metric is given as it says.
    pub fn move_level(&self, one: Move) {
        self.state().amendments.levels.moved.push(one);
    }
}
