//! What got better or worse, where, since when, and beside which release.
//!
//! One finding for each change, told at the narrowest slice that moved, and of a change that all
//! siblings made together once, at their parent. Nothing is summed or averaged over slices or over
//! stages: each series has changes of its own, and slices only decide which of them are told.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use shared::apps::DayMark;
use shared::day::Day;
use shared::filter::Slice;
use shared::metric::Metric;
use shared::module::Module;
use shared::order;
use shared::reply::Series;

use crate::calendar::Calendar;
use crate::change::{Change, RATE, changes};
use crate::headline::Verdict;

mod fold;

/// A release is told beside a change that began at most so many days after it…
const AFTER: i64 = 2;
/// …or so many before: a day's release shows late, a staged one early.
const BEFORE: i64 = 1;

/// A series and the module that it is of.
#[derive(Clone, Copy, Debug)]
pub struct Line<'a> {
    /// The module.
    pub module: Module,
    /// The series.
    pub series: &'a Series,
}

/// How much must change to be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tuning {
    /// The share of series without a change that may have a finding all the same.
    pub rate: f64,
    /// Changes by less, in percent, are not told, however sure they are.
    pub least_percent: f64,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            rate: RATE,
            least_percent: 0.5,
        }
    }
}

/// A change that is told.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The app's alias.
    pub app: String,
    /// The module.
    pub module: Module,
    /// The metric and its line.
    pub metric: Metric,
    /// The slice that moved.
    pub slice: Slice,
    /// What it did, and since when.
    pub change: Change,
    /// What that is, by the metric's good direction alone.
    pub verdict: Verdict,
    /// The release nearest to it, from 2 days before to 1 day after its first day: near in time,
    /// and not for that a cause.
    pub mark: Option<DayMark>,
}

/// What changed in the current series of `lines`, worst first. `marks` are the apps' releases.
#[must_use]
pub fn findings(
    lines: &[Line<'_>],
    marks: &BTreeMap<String, Vec<DayMark>>,
    calendar: &Calendar,
    tuning: Tuning,
) -> Vec<Finding> {
    let mut families: BTreeMap<_, Vec<fold::Member<'_>>> = BTreeMap::new();
    for line in lines {
        let Some(found) = changes(line.series, calendar, tuning.rate) else {
            continue;
        };
        let metric = &line.series.metric;
        let family = (
            line.series.app.as_str(),
            line.module.slug(),
            metric.id.as_str(),
            metric.line,
        );
        families.entry(family).or_default().push(fold::Member {
            line: *line,
            noise: found.noise,
            changes: found.changes,
        });
    }
    let mut findings: Vec<Finding> = families
        .values()
        .flat_map(|family| fold::narrowest(family))
        // Only now: a change that its parent tells is not told by those that passed the bound alone.
        .filter(|(_, change)| tells(change, tuning))
        .map(|(line, change)| {
            let series = line.series;
            Finding {
                app: series.app.clone(),
                module: line.module,
                metric: series.metric.clone(),
                slice: series.slice,
                change,
                verdict: Verdict::of(change.after - change.before, series.metric.better),
                mark: marks
                    .get(&series.app)
                    .and_then(|marks| nearest(marks, change.since)),
            }
        })
        .collect();
    order::sort_by(&mut findings, worst_first);
    findings
}

fn tells(change: &Change, tuning: Tuning) -> bool {
    change
        .change_percent
        .is_none_or(|percent| percent.abs() >= tuning.least_percent)
}

/// The release nearest to a change's first day; of two as near the one before.
fn nearest(marks: &[DayMark], since: Day) -> Option<DayMark> {
    let distance = |mark: &DayMark| mark.day.since(since);
    marks
        .iter()
        .filter(|mark| (-AFTER..=BEFORE).contains(&distance(mark)))
        .min_by_key(|mark| (distance(mark).abs(), distance(mark)))
        .cloned()
}

/// Worse, then what nobody can judge, then better; the larger change first, and one from 0 is the
/// largest.
fn worst_first(one: &Finding, other: &Finding) -> Ordering {
    let rank = |finding: &Finding| match finding.verdict {
        Verdict::Worse => 0,
        Verdict::Changed => 1,
        Verdict::Better => 2,
        Verdict::Steady => 3,
    };
    let size = |finding: &Finding| {
        finding
            .change
            .change_percent
            .map_or(f64::INFINITY, f64::abs)
    };
    let place = |finding: &Finding| (finding.slice, finding.metric.line);
    rank(one)
        .cmp(&rank(other))
        .then(size(other).total_cmp(&size(one)))
        .then(other.change.since.cmp(&one.change.since))
        .then_with(|| one.app.cmp(&other.app))
        .then_with(|| one.module.slug().cmp(other.module.slug()))
        .then_with(|| one.metric.id.cmp(&other.metric.id))
        .then_with(|| place(one).cmp(&place(other)))
}

#[cfg(test)]
mod tests;
