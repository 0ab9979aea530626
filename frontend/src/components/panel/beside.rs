//! What a panel shows beside its lines: goals out of budgets, and what is asked beside the data.

use std::sync::Arc;

use chart::Goal;
use chart::groups::Group;
use shared::apps::App;
use shared::budget::Measure;
use shared::calendar::CalendarDay;
use shared::changes::Finding;
use shared::day::DayRange;
use shared::module::Module;
use shared::reply::{Period, Series};
use shared::view::{Parsed, parse};

/// What is asked beside the data.
#[derive(Clone, Debug, Default)]
pub struct Beside {
    /// The days that differ from others of their weekday.
    pub calendar: Arc<Vec<CalendarDay>>,
    /// What changed in the days that are shown, the worst first.
    pub findings: Arc<Vec<Finding>>,
    /// The days whose calendar is wanted, and whether it was answered.
    days: Option<DayRange>,
    known: bool,
    /// What the findings were asked for with, and whether that was answered.
    question: Arc<str>,
    found: bool,
}

impl Beside {
    /// Another calendar is under way; the last one stays until it is there.
    pub fn turn_to(&mut self, range: DayRange) {
        self.days = Some(range);
        self.known = false;
    }

    /// Takes the calendar of a range, unless another is under way by now; where nobody said it, the
    /// last one stays.
    pub fn take_calendar(&mut self, range: DayRange, days: Option<Vec<CalendarDay>>) {
        if self.days == Some(range) {
            self.known = true;
            self.calendar = days.map_or_else(|| Arc::clone(&self.calendar), Arc::new);
        }
    }

    /// Another question is under way: what was found before is no answer to it.
    pub fn ask(&mut self, question: &str) {
        self.findings = Arc::default();
        self.question = question.into();
        self.found = false;
    }

    /// Takes an answer, unless another question is under way by now.
    pub fn answer(&mut self, question: &str, findings: Vec<Finding>) {
        if *self.question == *question {
            self.findings = Arc::new(findings);
            self.found = true;
        }
    }

    /// Whether everything that is asked of these days was answered.
    #[must_use]
    pub fn is_answered(&self, range: Option<DayRange>, asks_changes: bool) -> bool {
        self.known && self.days == range && (self.found || !asks_changes)
    }
}

/// The goals of a panel's lines, out of the budgets of values; a budget of a change has no line. One
/// whose view is not understood was refused by the relay.
pub(super) fn goals(apps: &[App], module: Option<Module>, group: &Group) -> Vec<Goal> {
    let mut goals: Vec<Goal> = Vec::new();
    let budgets = apps.iter().flat_map(|app| &app.budgets);
    for budget in budgets.filter(|budget| budget.measure != Measure::Change) {
        let Ok(Parsed { view, .. }) = parse(&budget.view, &[]) else {
            continue;
        };
        let metric = view.metrics.is_empty() || view.metrics.contains(&group.metric);
        if view.module != module || !metric {
            continue;
        }
        let slices = view.slices();
        let meant = |one: &&Series| {
            let app = view.apps.iter().any(|app| app.as_str() == one.app);
            app && one.period == Period::Current && slices.contains(&one.slice)
        };
        for one in group.series.iter().filter(meant) {
            let goal = Goal {
                bound: budget.bound,
                slice: Some(one.slice),
            };
            if !goals.contains(&goal) {
                goals.push(goal);
            }
        }
    }
    goals
}
