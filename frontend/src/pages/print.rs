//! The page on paper: light, with its table and its address, whatever stands on the screen. What is
//! left out there is the style sheet's.

use std::cell::Cell;

use leptos::prelude::*;
use shared::view::Theme;

use crate::browser::page;
use crate::prefs::Prefs;

/// Listens for as long as the page stands.
pub(crate) fn listen(prefs: Prefs) {
    // The theme, and whether the table was closed.
    let before = Cell::new((Theme::Light, false));
    page::on_print(move |begins| {
        let theme = if begins {
            page::set_root("data-address", &page::address());
            let was_closed = page::press("details.table:not([open]) > summary");
            before.set((prefs.theme.get_untracked(), was_closed));
            Theme::Light
        } else {
            let (theme, was_closed) = before.get();
            if was_closed {
                page::press("details.table[open] > summary");
            }
            theme
        };
        prefs.theme.set(theme);
    });
}
