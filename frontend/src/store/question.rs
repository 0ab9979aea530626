//! What a question costs, and the question for what failed of another.

use shared::day::DayRange;
use shared::module::Module;
use shared::order;
use shared::question::is_large;
use shared::reply::{Failure, Plan};
use shared::view::{Alias, Days, View};

/// What a question will take of today's calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    /// Windows that lack.
    pub planned: usize,
    /// The calls that are left today to the app that has least; `None` where nobody knows.
    pub left: Option<u64>,
    /// How many apps share the windows.
    pub apps: usize,
}

impl Cost {
    /// What a plan says.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        Self {
            planned: plan.calls.planned,
            left: plan.quota.iter().map(|one| one.quota.left).min(),
            apps: plan.quota.len().max(1),
        }
    }

    /// Both questions of the same apps.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            planned: self.planned + other.planned,
            ..self
        }
    }

    /// Windows that today's calls don't allow, if the apps lack alike.
    #[must_use]
    pub fn over(self) -> u64 {
        let (planned, apps) = (self.planned as u64, self.apps as u64);
        self.left
            .map_or(0, |left| planned.saturating_sub(left.saturating_mul(apps)))
    }

    /// Whether it is to be told before anybody is asked.
    #[must_use]
    pub fn is_large(self) -> bool {
        is_large(self.planned) || self.over() > 0
    }
}

/// The question for a window that failed, and nothing else.
pub(super) fn of_failure(module: Option<Module>, failure: &Failure) -> Option<String> {
    let slice = failure.slice;
    let view = View {
        apps: vec![Alias::new(&failure.app)?],
        module,
        days: Days::Range(DayRange::new(failure.start, failure.end)?),
        platforms: order::filters(&[slice.platform]),
        levels: order::filters(&[slice.level]),
        networks: order::filters(&[slice.network]),
        ..View::default()
    };
    Some(view.write())
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test;

    #[wasm_bindgen_test]
    fn what_todays_calls_do_not_allow_is_counted_for_all_apps() {
        let cost = |planned, left, apps| Cost {
            planned,
            left,
            apps,
        };
        assert_eq!(cost(117, Some(100), 1).over(), 17);
        assert_eq!(cost(117, Some(100), 2).over(), 0);
        assert_eq!(cost(117, None, 1).over(), 0);
        assert!(cost(3, Some(2), 1).is_large() && !cost(24, Some(100), 1).is_large());
    }

    #[wasm_bindgen_test]
    fn the_question_for_a_failed_window_names_its_slice_and_days_alone() {
        let failure = Failure {
            app: "shop".to_owned(),
            slice: "ios.high".parse().unwrap(),
            start: "2026-10-01".parse().unwrap(),
            end: "2026-10-30".parse().unwrap(),
            problem: shared::problem::Problem::new(
                shared::problem::ProblemKind::Busy,
                "",
                shared::text::Lang::Zh,
            ),
        };
        assert_eq!(
            of_failure(Some(Module::Launch), &failure).unwrap(),
            "app=shop&module=launch&start=2026-10-01&end=2026-10-30&platform=ios&level=high"
        );
    }
}
