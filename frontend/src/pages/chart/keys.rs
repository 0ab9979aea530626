//! The keys of the chart's page; each also stands in a phrase.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::view::{Days, View};

use crate::address::{Address, Place};
use crate::browser::{keys, page};

/// Listens for as long as the page stands.
pub(super) fn listen(
    address: Address,
    view: Memo<View>,
    range: Memo<Option<DayRange>>,
    newest: Memo<Option<Day>>,
) {
    keys::on_key(move |code, shift| {
        let step = |direction: i64| {
            // The address is ahead of the data when somebody steps twice.
            let shown = match untrack(|| address.view()).days {
                Days::Range(range) => Some(range),
                Days::Last(_) => range.get_untracked(),
            };
            let Some(range) = shown else { return };
            let by = direction * i64::try_from(range.count()).unwrap_or(0);
            let moved = DayRange::new(range.start().plus(by), range.end().plus(by));
            let fits = |moved: &DayRange| {
                newest
                    .get_untracked()
                    .is_none_or(|newest| moved.end() <= newest)
            };
            if let Some(moved) = moved.filter(fits) {
                address.push_view(|view| view.days = Days::Range(moved));
            }
        };
        match (code, shift) {
            ("BracketLeft", false) => step(-1),
            ("BracketRight", false) => step(1),
            ("KeyC", false) => page::press("[data-control=compare] > button"),
            ("KeyT", false) => page::press("details.table summary"),
            ("Slash", false) => page::press("[data-control=app] > button"),
            ("Slash", true) => page::press("[data-control=more] > button"),
            _ => {
                let digit = code
                    .strip_prefix("Digit")
                    .and_then(|digit| digit.parse::<usize>().ok());
                if let Some(module) = digit.and_then(|digit| Module::ALL.get(digit.wrapping_sub(1)))
                {
                    let view = View {
                        module: Some(*module),
                        metrics: Vec::new(),
                        ..view.get_untracked()
                    };
                    address.push(Place::Chart, view);
                }
            }
        }
    });
}
