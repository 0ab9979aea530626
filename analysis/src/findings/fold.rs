//! Which slices of one metric tell a change that several of them made.

use shared::filter::{Filter, Slice};

use super::Line;
use crate::change::Change;

/// Changes of two slices that began at most so many days apart are one.
const NEAR: i64 = 3;

/// A series of the family and what changed in it.
pub(super) struct Member<'a> {
    pub(super) line: Line<'a>,
    pub(super) changes: Vec<Change>,
    pub(super) noise: f64,
}

impl Member<'_> {
    fn slice(&self) -> Slice {
        self.line.series.slice
    }

    /// Whether it moved as `change` did: in the same direction, within [`NEAR`] days of it.
    fn moved_as(&self, change: &Change) -> bool {
        self.changes.iter().any(|its| alike(its, change))
    }
}

fn alike(one: &Change, other: &Change) -> bool {
    let up = |change: &Change| change.after > change.before;
    up(one) == up(other)
        && one.since.since(other.until) <= NEAR
        && other.since.since(one.until) <= NEAR
}

/// The changes that are told. From each slice to the wider ones:
///
/// - where every sibling of a filter moved as their parent did, the parent tells it for them;
/// - else a slice that moved tells it for the wider ones that moved with it.
pub(super) fn narrowest<'a>(family: &[Member<'a>]) -> Vec<(Line<'a>, Change)> {
    let told_wider = |member: &Member<'_>, change: &Change| {
        family
            .iter()
            .filter(|parent| parent.moved_as(change))
            .any(|parent| is_one_of_all(family, parent.slice(), member.slice(), change))
    };
    let told_narrower = |member: &Member<'_>, change: &Change| {
        family
            .iter()
            .filter(|child| is_within(child.slice(), member.slice()))
            .any(|child| {
                let mut its = child.changes.iter().filter(|its| alike(its, change));
                its.any(|its| !told_wider(child, its))
            })
    };
    let mut told = Vec::new();
    for member in family {
        for change in &member.changes {
            if !told_wider(member, change) && !told_narrower(member, change) {
                told.push((member.line, *change));
            }
        }
    }
    told
}

/// Whether `child` is `parent` narrowed by one filter, and every one of the at least two slices
/// that are narrowed so moved as `change` did. One whose noise is as large can't deny it.
fn is_one_of_all(family: &[Member<'_>], parent: Slice, child: Slice, change: &Change) -> bool {
    let Some(filter) = narrowed_by(parent, child) else {
        return false;
    };
    let siblings = || {
        family
            .iter()
            .filter(|one| narrowed_by(parent, one.slice()) == Some(filter))
            .filter(|one| one.moved_as(change) || one.noise < (change.after - change.before).abs())
    };
    siblings().count() > 1 && siblings().all(|one| one.moved_as(change))
}

/// The one filter by which `child` is narrower than `parent`, as its name.
fn narrowed_by(parent: Slice, child: Slice) -> Option<&'static str> {
    let mut by = differences(parent, child);
    let filter = by.next()?;
    (by.next().is_none() && is_within(child, parent)).then_some(filter)
}

/// Whether `child` is narrower than `parent` in some filters and equal in the others.
fn is_within(child: Slice, parent: Slice) -> bool {
    fn holds<F: Filter>(child: F, parent: F) -> bool {
        parent.is_all() || parent == child
    }
    child != parent
        && holds(child.network, parent.network)
        && holds(child.level, parent.level)
        && holds(child.platform, parent.platform)
}

fn differences(one: Slice, other: Slice) -> impl Iterator<Item = &'static str> {
    fn name<F: Filter>(one: F, other: F) -> Option<&'static str> {
        (one != other).then_some(F::NAME)
    }
    [
        name(one.network, other.network),
        name(one.level, other.level),
        name(one.platform, other.platform),
    ]
    .into_iter()
    .flatten()
}
