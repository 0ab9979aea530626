//! The page on paper: light, with its table and its address, whatever stands on the screen. What is
//! left out there is the style sheet's.

use leptos::prelude::*;
use shared::view::Theme;

use crate::browser::page;
use crate::prefs::Prefs;

/// Listens for as long as the page stands.
pub(crate) fn listen(prefs: Prefs) {
    let theme = StoredValue::new(None);
    page::on_print(move |begins| {
        let table = "details.table > summary";
        if begins {
            page::set_root("data-address", &page::address());
            theme.set_value(Some((
                prefs.theme.get_untracked(),
                page::exists("details.table[open]"),
            )));
            prefs.theme.set(Theme::Light);
            if !page::exists("details.table[open]") {
                page::press(table);
            }
        } else if let Some((before, was_open)) = theme.get_value() {
            prefs.theme.set(before);
            if !was_open {
                page::press(table);
            }
        }
    });
}
