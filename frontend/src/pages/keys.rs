//! The keys of a page that shows days; each also stands in a phrase. What a page lacks, its key leaves
//! alone.

use leptos::prelude::*;
use shared::day::{Day, DayRange};
use shared::module::Module;
use shared::view::{Days, View};

use crate::address::Address;
use crate::browser::{keys, page};
use crate::components::sentence::stepped;

/// Listens for as long as the page stands. `view` is what the page shows, with what it fills in.
pub(super) fn listen(
    address: Address,
    view: Signal<View>,
    range: Memo<Option<DayRange>>,
    newest: Memo<Option<Day>>,
) {
    keys::on_key(move |code, shift| {
        let step = |direction| {
            let to = untrack(|| stepped(address, range.get(), newest.get(), direction));
            if let Some(to) = to {
                address.push_view(|view| view.days = Days::Range(to));
            }
        };
        match (code, shift) {
            ("BracketLeft", false) => step(-1),
            ("BracketRight", false) => step(1),
            ("KeyC", false) => page::press("[data-control=compare] > button"),
            ("KeyS", false) => page::press("[data-testid=share]"),
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
                    address.push(address.place.get_untracked(), view);
                }
            }
        }
    });
}
