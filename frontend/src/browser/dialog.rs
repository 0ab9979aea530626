//! A dialog that keeps the focus while it is open; the browser gives it back to where it was.

use leptos::html;
use leptos::prelude::*;

use super::by_name::{call, set};

/// A dialog of the page.
pub type Dialog = NodeRef<html::Dialog>;

/// Opens a dialog above everything else.
pub fn show(dialog: Dialog) {
    if let Some(dialog) = dialog.get()
        && call(&dialog, "showModal", &[]).is_none()
    {
        // An old browser knows no such dialogs; it then stands in the page.
        set(&dialog, "open", &true.into());
    }
}

/// Closes a dialog.
pub fn close(dialog: Dialog) {
    if let Some(dialog) = dialog.get_untracked() {
        call(&dialog, "close", &[]);
    }
}

/// Whether an event came from what surrounds a dialog's content.
#[must_use]
pub fn is_outside(event: &web_sys::MouseEvent) -> bool {
    event.target().is_some() && event.target() == event.current_target()
}

/// Gives the focus to a field and selects all its text.
pub fn select(field: NodeRef<html::Textarea>) {
    if let Some(field) = field.get() {
        call(&field, "focus", &[]);
        call(&field, "select", &[]);
    }
}
