//! The pages: the only rooms that join the store with the components.

use leptos::prelude::*;
use shared::day::DayRange;
use shared::view::{Days, View};

use crate::address::Address;

pub mod changes;
pub mod chart;
pub mod keys;
pub mod missing;
pub mod open;
pub mod overview;
pub mod print;

/// The address bar holds dates: once rolling days are known, they take the address's place.
fn replace_rolling_days(address: Address, range: Memo<Option<DayRange>>) {
    Effect::new(move || {
        let Some(range) = range.get() else { return };
        let view = address
            .parsed
            .with(|parsed| parsed.as_ref().ok().map(|parsed| parsed.view.clone()));
        if let Some(view) = view.filter(|view| matches!(view.days, Days::Last(_)) && !view.embed) {
            address.replace(
                address.place.get_untracked(),
                View {
                    days: Days::Range(range),
                    ..view
                },
            );
        }
    });
}
