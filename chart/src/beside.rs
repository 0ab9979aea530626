//! What a panel shows beside its lines, found for them: changes, and days far from those around them.

use shared::calendar::{CalendarDay, CalendarKind};
use shared::changes::{Finding, Verdict};
use shared::day::Day;
use shared::module::Module;
use shared::reply::{Period, Series};

use crate::groups::Group;
use crate::panel::Found;

/// Where the found changes stand in a panel.
#[must_use]
pub fn found(findings: &[Finding], module: Option<Module>, group: &Group) -> Vec<Found> {
    let place = |finding: &Finding| {
        let series = group.series.iter().position(|one| is_of(finding, one))?;
        Some(Found {
            series,
            day: finding.since,
            worse: finding.verdict == Verdict::Worse,
        })
    };
    let of_module = findings.iter().filter(|one| Some(one.module) == module);
    of_module.filter_map(place).collect()
}

/// Whether a finding is of a line.
pub(crate) fn is_of(finding: &Finding, one: &Series) -> bool {
    one.period == Period::Current
        && (&one.app, one.slice) == (&finding.app, finding.slice)
        && (&one.metric.id, one.metric.line) == (&finding.metric, finding.line)
}

/// The days of a panel's lines that are far from those around them, each with its line's place.
#[must_use]
pub fn far(group: &Group, calendar: &[CalendarDay]) -> Vec<(usize, Day)> {
    let special = |day: Day| {
        let known = calendar.iter().find(|one| one.day == day);
        known.is_some_and(|one| one.kind == CalendarKind::Off || day.weekday() >= 6)
    };
    let mut far = Vec::new();
    for (place, one) in group.series.iter().enumerate() {
        let days = analysis::far(one, &special);
        far.extend(days.into_iter().map(|day| (place, day)));
    }
    far
}
