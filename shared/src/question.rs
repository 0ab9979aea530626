//! What the page asks for a view, as text: the relay names it in a painted document, so that it is asked for
//! while the program is still on its way.

use crate::day::{Day, DayRange};
use crate::view::{Days, View, parse};
use crate::window::WINDOW_DAYS;

/// More windows than this are told before they are asked for: a year of one line takes 13.
const LARGE: usize = 24;

/// The data part of a view, with its days as they were asked for and all metrics of the module: those that
/// are named are picked out by the page.
#[must_use]
pub fn of_data(view: &View) -> String {
    let any = DayRange::ending(any_day(), 1);
    View {
        days: view.days,
        metrics: Vec::new(),
        ..view.data_view(any)
    }
    .write()
}

/// A day for what every day would do for.
fn any_day() -> Day {
    Day::at_unix(0).plus(20_000)
}

/// What a module's days are asked for that something changed in: every slice that is kept, since one that is
/// named would be asked for, with days before those that are shown.
#[must_use]
pub fn of_changes(view: &View, range: DayRange) -> String {
    of_data(&View {
        apps: view.apps.clone(),
        module: view.module,
        days: Days::Range(range),
        ..View::default()
    })
}

/// What days off are asked for.
#[must_use]
pub fn of_calendar(range: DayRange) -> String {
    let (start, end) = (range.start().to_string(), range.end().to_string());
    ["start=", &start, "&end=", &end].concat()
}

/// Whether so many windows are told before they are asked for.
#[must_use]
pub fn is_large(windows: usize) -> bool {
    windows > LARGE
}

/// Whether a question may be large, by what it holds alone: what is looked at every day costs no
/// request more.
#[must_use]
pub fn may_be_large(question: &str) -> bool {
    parse(question, &[]).is_ok_and(|parsed| {
        let view = parsed.view;
        let days = view.days.resolve(any_day()).count();
        let periods = 1 + usize::from(view.compare.is_some());
        let windows = days.div_ceil(WINDOW_DAYS as usize) * periods;
        is_large(view.slices().len() * view.apps.len() * windows)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_the_data_of_a_view_with_every_metric() {
        let asked = |text: &str| of_data(&parse(text, &[]).unwrap().view);
        for (view, question) in [
            (
                "app=shop&module=launch&metric=total&last=30d&platform=ios&smooth=7&theme=dark",
                "app=shop&module=launch&last=30d&platform=ios",
            ),
            (
                "app=shop&module=memory&start=2026-10-01&end=2026-10-03&compare=previous&hide=ios",
                "app=shop&module=memory&start=2026-10-01&end=2026-10-03&compare=previous",
            ),
        ] {
            assert_eq!(asked(view), question);
            assert_eq!(asked(question), question);
        }
    }

    #[test]
    fn what_changed_is_asked_for_every_slice_and_days_off_for_the_days_alone() {
        let text =
            "app=shop&module=launch&metric=total&last=3d&platform=ios&compare=previous&theme=dark";
        let view = parse(text, &[]).unwrap().view;
        let range = DayRange::ending("2026-10-03".parse().unwrap(), 3);
        let days = "start=2026-10-01&end=2026-10-03";
        let changes = format!("app=shop&module=launch&{days}");
        assert_eq!(of_changes(&view, range), changes);
        assert_eq!(of_calendar(range), days);
    }

    #[test]
    fn everyday_questions_are_never_held_back() {
        for (question, large) in [
            ("app=shop&module=launch&last=28d", false),
            ("app=shop&module=launch&last=365d", false),
            (
                "app=a,b,c&module=launch&last=28d&platform=ios,android",
                false,
            ),
            (
                "app=shop&module=launch&last=28d&platform=all,ios,android&level=high,mid,low&compare=year",
                false,
            ),
            (
                "app=shop&module=launch&last=365d&platform=ios,android",
                true,
            ),
            ("app=shop&module=launch&last=365d&compare=previous", true),
        ] {
            assert_eq!(may_be_large(question), large, "{question}");
        }
    }
}
